/* SPDX-License-Identifier: Apache-2.0
 *
 * What compiling at the first call shares with compiling at once: what it refuses, and the words. Nothing is run here
 * (lazy_arm64_test.c does): sg_module_function_code compiles.
 */
#include "runtime/lazy_test.h"
#include "runtime/module.h"

#include <dirent.h>

static uint64_t compared;

/* Words that may differ: the displacement of a bl, to a function or to its slot. */
static bool equal(uint32_t one, uint32_t other) { return one == other || (one >> 26 == 0x25 && other >> 26 == 0x25); }

/* Functions of the second module are compiled from the last to the first. */
static void modules_compare(const char *path, const sg_module *eager, const sg_module *lazy) {
  const uint32_t count = sg_module_function_count(eager);
  cr_assert_eq(count, sg_module_function_count(lazy));
  for (uint32_t f = count; f-- > 0;) {
    size_t words, lazy_words;
    const uint32_t *code = sg_module_function_code(eager, f, &words);
    const uint32_t *lazy_code = sg_module_function_code(lazy, f, &lazy_words);
    cr_assert_eq(code == NULL, lazy_code == NULL);
    cr_assert_eq(words, lazy_words, "%s, function %u", path, f);
    for (size_t i = 0; i < words; i++) cr_assert(equal(code[i], lazy_code[i]), "%s, function %u, word %zu", path, f, i);
    compared += words;
  }
}

static bool file_compare(sg_engine *eager, sg_engine *lazy, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  fseek(file, 0, SEEK_END);
  const size_t size = (size_t)ftell(file);
  uint8_t *bytes = malloc(size);
  rewind(file);
  cr_assert_eq(fread(bytes, 1, size, file), size);
  fclose(file);
  sg_error error = {0};
  sg_module *one = sg_module_new(eager, bytes, size, NULL, &error);
  sg_module *other = sg_module_new(lazy, bytes, size, NULL, &error);
  cr_assert(one && other, "%s: %s", path, error.message);
  modules_compare(path, one, other);
  sg_module_free(one);
  sg_module_free(other);
  free(bytes);
  return true;
}

static void folder_compare(sg_engine *eager, sg_engine *lazy, const char *folder) {
  DIR *listing = opendir(folder);
  cr_assert(listing != NULL, "%s", folder);
  for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || strcmp(dot, ".wasm") != 0) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    cr_assert(file_compare(eager, lazy, path));
  }
  closedir(listing);
}

Test(lazy, words_are_those_of_eager_compilation, .timeout = 300) {
  for (int checked = 0; checked < 2; checked++) {
    sg_config config = sg_config_default();
    config.verify = true;
    config.checked_memories = checked;
    sg_engine *eager = sg_engine_new(&config, NULL), *lazy = lazy_engine(0, checked);
    cr_assert(eager != NULL);
    folder_compare(eager, lazy, MODULE_DIR);
    folder_compare(eager, lazy, MODULE_DIR "/../codegen");
    const char *real = SOURCE_DIR "/harness/npm/node_modules/sql.js/dist/sql-wasm.wasm";
    if (!file_compare(eager, lazy, real)) cr_log_info("%s is not there", real);
    sg_engine_free(eager);
    sg_engine_free(lazy);
  }
  cr_assert_gt(compared, 5000);
}

/* f_4's last operator is replaced by end: a body that is never called is refused when the module is made. */
Test(lazy, bodies_are_validated_when_the_module_is_made) {
  sg_engine *engine = lazy_engine(0, false);
  Bytes bytes = chain_module(5, 0);
  sg_error error = {0};
  sg_compile_stats stats = {0};
  sg_module *module = sg_module_new(engine, bytes.bytes, bytes.size, &stats, &error);
  cr_assert(module != NULL, "%s", error.message);
  cr_assert_eq(stats.functions, 6);
  cr_assert_eq(code_space_function(module->space, 3, NULL), 0, "compiled already");
  sg_module_free(module);
  const size_t add = bytes.size - 12; /* of f_4: before its end and the 10 bytes of `call` */
  cr_assert_eq(bytes.bytes[add], 0x6a);
  bytes.bytes[add] = 0x01;
  cr_assert(!sg_module_new(engine, bytes.bytes, bytes.size, NULL, &error));
  cr_assert_eq(error.code, SG_INVALID, "%s", error.message);
  cr_assert_eq(error.function, 4);
  free(bytes.bytes);
  sg_engine_free(engine);
}

Test(lazy, empty_modules) {
  sg_engine *engine = lazy_engine(0, false);
  const uint8_t empty[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
  sg_module *module = sg_module_new(engine, empty, sizeof empty, NULL, NULL);
  cr_assert(module != NULL);
  sg_module_free(module);
  sg_engine_free(engine);
}
