/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealed words and their listing, of the golden modules: two engines seal the same words, one engine the same but for
 * where `bl` leads and the module's id; a listing has each word once, in order.
 */
#include "runtime/test_fixture.h"

#include <dirent.h>

enum { MODULES = 256 };
static ModuleFile files[MODULES];
static uint32_t file_count;

static void open(void) {
  const char *folder = MODULE_DIR "/../codegen";
  DIR *listing = opendir(folder);
  cr_assert(listing != NULL, "%s", folder);
  for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || strcmp(dot, ".wasm") != 0) continue;
    char name[512];
    snprintf(name, sizeof name, "../codegen/%.*s", (int)(dot - entry->d_name), entry->d_name);
    cr_assert_lt(file_count, MODULES);
    files[file_count++] = module_file(name);
  }
  closedir(listing);
  cr_assert_gt(file_count, 10);
}

static void shut(void) {
  while (file_count) free(files[--file_count].bytes);
}

static sg_module *module_of(sg_engine *engine, uint32_t file) {
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, files[file].bytes, files[file].size, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  return module;
}

static bool is_bl(uint32_t word) { return word >> 26 == 0x25; }

/* Modules of the same bytes; `id`: their ids differ (movk x17, #id, lsl #48 behind ldr x28, [x17], and in the
 * discriminator behind add x17, x9, #n). */
static void same_words(const sg_module *a, const sg_module *b, bool id) {
  for (uint32_t f = 0; f < sg_module_function_count(a); f++) {
    size_t count, other;
    const uint32_t *words = sg_module_function_code(a, f, &count), *others = sg_module_function_code(b, f, &other);
    cr_assert_eq(words == NULL, others == NULL);
    if (!words) continue;
    cr_assert_eq(count, other);
    for (size_t i = 0; i < count; i++) {
      if (words[i] == others[i] || (is_bl(words[i]) && is_bl(others[i]))) continue;
      cr_assert(id && i && (words[i - 1] == 0xf940023c || (words[i - 1] & 0xffc003ff) == 0x91000131) &&
                    (words[i] & 0xffe0001f) == 0xf2e00011 && (others[i] & 0xffe0001f) == 0xf2e00011,
                "function %u, word %zu: %08x, %08x", f, i, words[i], others[i]);
    }
  }
}

Test(listing, same_words, .init = open, .fini = shut) {
  for (uint32_t i = 0; i < file_count; i++) {
    sg_engine *engine = engine_make(), *another = engine_make();
    sg_module *module = module_of(engine, i), *again = module_of(engine, i), *elsewhere = module_of(another, i);
    same_words(module, again, true);
    same_words(module, elsewhere, false);
    sg_module_free(module);
    sg_module_free(again);
    sg_module_free(elsewhere);
    sg_engine_free(engine);
    sg_engine_free(another);
  }
}

/* The first row begins behind the prologue, or behind the branch to it; then each row begins where the last one ended,
 * the last ends with the function, and each names an operator inside the function's module. */
Test(listing, covers_all, .init = open, .fini = shut) {
  sg_engine *engine = engine_make();
  for (uint32_t i = 0; i < file_count; i++) {
    sg_module *module = module_of(engine, i);
    for (uint32_t f = 0; f < sg_module_function_count(module); f++) {
      size_t words;
      if (!sg_module_function_code(module, f, &words)) {
        cr_assert_eq(sg_module_listing(module, f, NULL, 0), 0);
        continue;
      }
      const size_t count = sg_module_listing(module, f, NULL, 0);
      cr_assert_gt(count, 0);
      sg_listing_row *rows = calloc(count, sizeof *rows);
      cr_assert_eq(sg_module_listing(module, f, rows, count), count);
      uint32_t at = rows[0].first;
      cr_assert(at >= 1 && at <= 64, "the prologue has %u words", at);
      for (size_t row = 0; row < count; row++) {
        cr_assert_eq(rows[row].first, at, "row %zu of function %u", row, f);
        at += rows[row].count;
        cr_assert_lt(rows[row].offset, files[i].size);
        cr_assert(sg_operator_name(files[i].bytes + rows[row].offset, files[i].size - (size_t)rows[row].offset) !=
                  NULL);
      }
      cr_assert_eq(at, words);
      free(rows);
    }
    sg_module_free(module);
  }
  sg_engine_free(engine);
}
