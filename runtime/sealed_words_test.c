/* SPDX-License-Identifier: Apache-2.0
 *
 * What the design (section 6) allows emitted code: every sealed word of every function of the modules here is looked at
 * as a scanner of the region would. The masks are the Arm ARM's groups (C4.1), not our encoders'. The stubs' words are
 * scanned by codegen/stubs_test.c.
 */
#include "runtime/test_fixture.h"

#include <glob.h>

enum { PACIBSP = 0xd503237f, AUTIBSP = 0xd50323ff, NOP = 0xd503201f };

/* adr x17, TABLE; add x17, x17, w16, uxtw #2; br x17 */
static bool is_table_branch(const uint32_t *words, size_t at) {
  return at >= 2 && words[at] == 0xd61f0220 && words[at - 1] == 0x8b304a31 &&
         (words[at - 2] & 0x9f00001f) == 0x10000011;
}

/* ldr x16, [x28]; mov x17, x28; movk x17, #id, lsl #48; autdb x16, x17; mov x28, x16 */
static bool is_instance(const uint32_t *words, size_t count, size_t at) {
  return at >= 3 && at + 1 < count && words[at] == 0xdac11e30 && words[at - 3] == 0xf9400390 &&
         words[at - 2] == 0xaa1c03f1 && (words[at - 1] & 0xffe0001f) == 0xf2e00011 && words[at + 1] == 0xaa1003fc;
}

/* ldr x27, [x28, #8]; add x17, x28, #8; movk x17, #0x8001, lsl #48; autdb x27, x17 */
static bool is_memory_base(const uint32_t *words, size_t at) {
  return at >= 3 && words[at] == 0xdac11e3b && words[at - 3] == 0xf940079b && words[at - 2] == 0x91002391 &&
         words[at - 1] == 0xf2f00031;
}

/* ldr x17, [x9]; mov x16, x9; movk x16, #0x8002, lsl #48; autdb x17, x16 */
static bool is_table_base(const uint32_t *words, size_t at) {
  return at >= 3 && words[at] == 0xdac11e11 && words[at - 3] == 0xf9400131 && words[at - 2] == 0xaa0903f0 &&
         words[at - 1] == 0xf2f00050;
}

/* ldr x17, [x9]; mov x16, x9; movk x16, #discriminator, lsl #48; blrab x17, x16 */
static bool is_slot_call(const uint32_t *words, size_t at) {
  return at >= 3 && words[at] == 0xd73f0e30 && words[at - 3] == 0xf9400131 && words[at - 2] == 0xaa0903f0 &&
         (words[at - 1] & 0xffe0001f) == 0xf2e00010 && (words[at - 1] >> 5 & 0xffff) >= 0x8003;
}

static bool word_allowed(const uint32_t *words, size_t count, size_t at) {
  const uint32_t word = words[at];
  if ((word & 0xfe000000) == 0xd6000000) /* branches to registers */
    return word == 0xd65f0fff || is_slot_call(words, at) || is_table_branch(words, at);
  if ((word & 0xff000000) == 0xd4000000) return false; /* exceptions: svc, brk */
  if ((word & 0xff000000) == 0xd5000000) return word == PACIBSP || word == AUTIBSP || word == NOP;
  if ((word & 0xffff0000) == 0xdac10000)
    return is_instance(words, count, at) || is_memory_base(words, at) || is_table_base(words, at);
  if ((word & 0xffe0fc00) == 0x9ac03000) return false; /* pacga */
  if ((word & 0xff200400) == 0xf8200400) return false; /* ldraa, ldrab */
  return word >> 16 != 0;                              /* udf */
}

static size_t module_scan(sg_engine *engine, const char *path) {
  FILE *file = fopen(path, "rb");
  cr_assert(file != NULL, "%s", path);
  uint8_t *bytes = malloc(1 << 20);
  size_t size = fread(bytes, 1, 1 << 20, file), scanned = 0;
  fclose(file);
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, bytes, size, NULL, &error);
  cr_assert(module != NULL, "%s: %s", path, error.message);
  free(bytes);
  for (uint32_t function = 0; function < sg_module_function_count(module); function++) {
    size_t count;
    const uint32_t *words = sg_module_function_code(module, function, &count);
    if (!words) continue;
    size_t first = words[0] >> 26 == 5 ? words[0] & 0x3ffffff : 0; /* a long prologue stands behind the body */
    cr_assert(first < count && words[first] == PACIBSP, "%s: function %u begins with %08x", path, function, words[0]);
    for (size_t i = 0; i < count; i++)
      cr_assert(word_allowed(words, count, i), "%s: function %u, word %zu is %08x", path, function, i, words[i]);
    const uint32_t last = words[count - 1]; /* nothing runs off the end */
    cr_assert(last == 0xd65f0fff || last >> 26 == 5 || last >> 26 == 0x25, "%s: function %u ends in %08x", path,
              function, last);
    scanned += count;
  }
  sg_module_free(module);
  return scanned;
}

Test(sealed_words, are_all_of_the_few) {
  for (int checked = 0; checked < 2; checked++) {
    sg_config config = sg_config_default();
    config.checked_memories = checked;
    sg_engine *engine = sg_engine_new(&config, NULL);
    size_t scanned = 0;
    glob_t found;
    cr_assert_eq(glob(MODULE_DIR "/*.wasm", 0, NULL, &found), 0);
    glob(MODULE_DIR "/../codegen/*.wasm", GLOB_APPEND, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++) scanned += module_scan(engine, found.gl_pathv[i]);
    cr_assert(scanned > 1000, "%zu words", scanned);
    globfree(&found);
    sg_engine_free(engine);
  }
}

/* The scanner sees what it is for. */
Test(sealed_words, others_are_found) {
  static const uint32_t wrong[] = {
      0xd61f0200 /* br x16 */, 0xd63f0200 /* blr x16 */,        0xd65f03c0 /* ret */,
      0xd71f0a11 /* braa */,   0xdac10630 /* pacib x16, x17 */, 0xdac11e30 /* autdb */,
      0xdac11630 /* autib */,  0xdac143e0 /* xpaci */,          0x9ad13200 /* pacga */,
      0xd4000001 /* svc */,    0xd4388e20 /* brk #c471 */,      0xd51bd040 /* msr */,
      0xd53bd040 /* mrs */,    0xd503215f /* pacib1716 */,      0xf8200400 /* ldraa */,
      0x00000000 /* udf */,    0xd73f0e30 /* blrab x17, x16 */,
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) cr_assert(!word_allowed(&wrong[i], 1, 0), "%08x", wrong[i]);
}
