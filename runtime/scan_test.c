/* SPDX-License-Identifier: Apache-2.0
 *
 * Every sealed word of the golden modules, of the tests' modules and of a real one (sql.js, where harness/setup.sh has
 * been) under the scanner of runtime/code_scan.h, in both memory modes, with exact stores and without. And the scanner
 * itself: it refuses each of the words and moves that it is for.
 */
#include "runtime/code_scan.h"
#include "runtime/module.h"
#include "runtime/test_fixture.h"

#include <dirent.h>

static uint64_t scanned;

static void module_scan(const char *path, const sg_module *module) {
  const uint32_t defined = module_defined_count(module->decoded), functions = defined + module->entry_stub_count;
  for (uint32_t f = 0; f < functions; f++) {
    uint32_t count;
    const uintptr_t code = code_space_function(module->space, f, &count);
    CodeScan scan = {.words = (const uint32_t *)code,
                     .count = count,
                     .checked = module->context.checked_memory,
                     .entry_stub = f >= defined && f < module->first_foreign_stub};
    const char *fault = code_scan(&scan);
    cr_assert(fault == NULL, "%s, function %u, word %u (%08x): %s", path, f, scan.at, scan.words[scan.at], fault);
    scanned += count;
  }
}

static bool file_scan(sg_engine *engine, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  fseek(file, 0, SEEK_END);
  const size_t size = (size_t)ftell(file);
  uint8_t *bytes = malloc(size);
  rewind(file);
  cr_assert_eq(fread(bytes, 1, size, file), size);
  fclose(file);
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, bytes, size, NULL, &error);
  cr_assert(module != NULL, "%s: %s", path, error.message);
  module_scan(path, module);
  sg_module_free(module);
  free(bytes);
  return true;
}

static void folder_scan(sg_engine *engine, const char *folder) {
  DIR *listing = opendir(folder);
  cr_assert(listing != NULL, "%s", folder);
  for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || strcmp(dot, ".wasm") != 0) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    cr_assert(file_scan(engine, path));
  }
  closedir(listing);
}

static sg_engine *engine_of_mode(int mode) {
  sg_config config = sg_config_default();
  sg_error error = {0};
  config.checked_memories = mode & 1;
  config.exact_stores = mode & 2;
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  return engine;
}

Test(scan, modules) {
  for (int mode = 0; mode < 4; mode++) {
    sg_engine *engine = engine_of_mode(mode);
    folder_scan(engine, MODULE_DIR);
    folder_scan(engine, MODULE_DIR "/../codegen");
    sg_engine_free(engine);
  }
  cr_assert_gt(scanned, 10000);
}

Test(scan, real_module, .timeout = 300) {
  const char *path = SOURCE_DIR "/harness/npm/node_modules/sql.js/dist/sql-wasm.wasm";
  for (int mode = 0; mode < 4; mode++) {
    sg_engine *engine = engine_of_mode(mode);
    if (!file_scan(engine, path)) cr_log_info("%s is not there", path);
    sg_engine_free(engine);
  }
}

/* ---- The scanner ---- */

static const char *scan(const uint32_t *words, uint32_t count, bool checked) {
  CodeScan code = {.words = words, .count = count, .checked = checked};
  return code_scan(&code);
}

Test(scan, refuses_words) {
  static const uint32_t words[] = {
      0xd65f03c0, /* ret */
      0xd65f0bff, /* retaa */
      0xd63f0200, /* blr x16 */
      0xd63f0220, /* blr x17 */
      0xd61f0200, /* br x16 */
      0xd61f0220, /* br x17, outside of its idiom */
      0xd71f0e30, /* brab x17, x16 */
      0xd73f0e30, /* blrab x17, x16, outside of its idiom */
      0xd73f0a30, /* blraa x17, x16 */
      0xdac10400, /* pacib x0, x0 */
      0xdac10c00, /* pacdb x0, x0 */
      0x9ac03000, /* pacga x0, x0, x0 */
      0xd503233f, /* paciasp */
      0xd503237f, /* pacibsp, inside */
      0xd50323ff, /* autibsp */
      0xdac11e30, /* autdb x16, x17 */
      0xdac11e3c, /* autdb x28, x17, outside of its idiom */
      0xdac11c20, /* autdb x0, x1 */
      0xdac147e0, /* xpacd x0 */
      0xd4000001, /* svc #0 */
      0xd4200000, /* brk #0 */
      0xd51bd040, /* msr tpidr_el0, x0 */
      0xd53bd040, /* mrs x0, tpidr_el0 */
      0xd50b7520, /* ic ivau, x0 */
      0x00000000, /* udf */
      0x10000071, /* adr x17, #12 */
      0x90000000, /* adrp x0 */
      0x58000000, /* ldr x0, literal */
      0xf8607b60, /* ldr x0, [x27, x0, lsl #3] */
      0xf8606b60, /* ldr x0, [x27, x0] */
      0xf860cb60, /* ldr x0, [x27, w0, sxtw] */
      0xf8605b60, /* ldr x0, [x27, w0, uxtw #3] */
      0xb8204921, /* str w1, [x9, w0, uxtw], with nothing before it */
      0x8b00037b, /* add x27, x27, x0 */
      0x8b000370, /* add x16, x27, x0 */
      0xaa0003fb, /* mov x27, x0 */
      0xaa0003fc, /* mov x28, x0 */
      0xaa0003f2, /* mov x18, x0 */
      0xaa0003fe, /* mov x30, x0 */
      0x9100001f, /* mov sp, x0 */
      0x9100021f, /* mov sp, x16, with nothing before it */
      0xf94003fc, /* ldr x28, [sp], not authenticated */
      0xf940023c, /* ldr x28, [x17] */
      0xf940079b, /* ldr x27, [x28, #8], not authenticated */
      0xf90007fc, /* str x28, [sp, #8] */
      0xf90003fc, /* str x28, [sp] */
      0xf90003fb, /* str x27, [sp] */
      0xa9bf6ffc, /* stp x28, x27, [sp, #-16]! */
      0xa9bf73fb, /* stp x27, x28, [sp, #-16]! */
      0xa93f73fc, /* stp x28, x28, [sp, #-16] */
      0xa8c16ffc, /* ldp x28, x27, [sp], #16 */
      0xa8c17bfd, /* ldp x29, x30, [sp], #16, then no retab */
      0xa9bf7bfd, /* stp x29, x30, [sp, #-16]!, not at the head */
      0x14000100, /* b out of the function */
      0x54000800, /* b.eq out of the function */
      0x17fffff0, /* b in front of it */
      0xc85f7c00, /* ldxr x0, [x0] */
      0x4c407000, /* ld1 */
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const uint32_t code[] = {0xd503237f, 0xd503201f, words[i], 0xd503201f, 0xd65f0fff};
    cr_assert(scan(code, 5, false) != NULL, "%08x passes", words[i]);
  }
}

/* pacibsp; ldr x17, [sp]; ldr x28, [x17]; movk x17, #1, lsl #48; autdb x28, x17; ldr x27, [x28, #8]; add x17, x17, #8;
 * autdb x27, x17; ldr x17, [x9]; mov x16, x9; movk x16, #0x9001, lsl #48; blrab x17, x16; cmp w0, #1;
 * csinc w16, wzr, w0, hs; adr x17, #12; add x17, x17, w16, uxtw #2; br x17; b; nop; retab */
static const uint32_t idioms[] = {0xd503237f, 0xf94003f1, 0xf940023c, 0xf2e00031, 0xdac11e3c, 0xf940079b, 0x91002231,
                                  0xdac11e3b, 0xf9400131, 0xaa0903f0, 0xf2f20030, 0xd73f0e30, 0x7100041f, 0x1a8027f0,
                                  0x10000071, 0x8b304a31, 0xd61f0220, 0x14000002, 0xd503201f, 0xd65f0fff};
enum { IDIOM_WORDS = sizeof idioms / sizeof *idioms };

/* Without any one of their words the idioms are none; and nothing branches behind their first. */
Test(scan, idioms) {
  cr_assert_eq(scan(idioms, IDIOM_WORDS, false), NULL);
  for (uint32_t i = 0; i < IDIOM_WORDS; i++) {
    uint32_t code[IDIOM_WORDS];
    memcpy(code, idioms, sizeof code);
    code[i] = 0xd503201f; /* nop */
    /* Without its blrab, or without a row where the next word will do, nothing is left to object to. */
    const bool whole = i == 11 || i == 17 || i == 18;
    if (!whole) cr_assert(scan(code, IDIOM_WORDS, false) != NULL, "without word %u", i);
  }
  static const uint8_t interiors[] = {2, 3, 4, 5, 6, 7, 9, 10, 11, 13, 14, 15, 16};
  for (uint32_t i = 0; i < sizeof interiors; i++) {
    uint32_t code[IDIOM_WORDS];
    memcpy(code, idioms, sizeof code);
    code[17] = 0x14000000 | ((interiors[i] - 17u) & 0x3ffffff);
    cr_assert(scan(code, IDIOM_WORDS, false) != NULL, "a branch to word %u", interiors[i]);
  }
}

Test(scan, checked_memories) {
  static const uint32_t access[] = {0xd503237f, 0xb8604b60, 0xd65f0fff}; /* ldr w0, [x27, w0, uxtw] */
  cr_assert_eq(scan(access, 3, false), NULL);
  cr_assert(scan(access, 3, true) != NULL);
  static const uint32_t bound[] = {0xd503237f, 0xaa0003fa, 0xd65f0fff}; /* mov x26, x0 */
  cr_assert_eq(scan(bound, 3, false), NULL);
  cr_assert(scan(bound, 3, true) != NULL);
}
