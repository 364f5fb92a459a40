/* SPDX-License-Identifier: Apache-2.0
 *
 * One module for each row of errors.def that decoding or validating can give, and for each feature that is off: it is
 * refused with just that row. The last test of each kind demands that none is missing.
 */
#include "wasm/refusal_modules.h"

#include <criterion/criterion.h>

Test(refusal, each_module_gives_its_row) {
  for (unsigned i = 0; i < REFUSALS; i++) {
    const Refusal *refusal = &refusals[i];
    const char *text = error_text(refusal->row);
    SampleModule sample;
    sample_open(&sample, refusal->bytes, refusal->size, true, 0);
    cr_assert(!sample.module, "accepted, not \"%s\"", text);
    cr_assert_str_eq(sample.error.text, text, "\"%s\", not \"%s\"", sample.error.message, text);
    cr_assert_eq(sample.error.code, error_code(refusal->row));
    cr_assert_leq(sample.error.offset, refusal->size, "\"%s\" at %llu", text, (unsigned long long)sample.error.offset);
    sample_close(&sample);
  }
}

/* Rows that no module's bytes give. */
static bool is_elsewhere(ErrorRow row) {
  switch (row) {
  case ERR_UNKNOWN_IMPORT:
  case ERR_INCOMPATIBLE_IMPORT:
  case ERR_TRAPPED:
  case ERR_ENVIRONMENT:
  case ERR_USAGE: return true;     /* runtime/ */
  case ERR_NO_MEMORY: return true; /* refusal/memory below */
  default: return false;
  }
}

Test(refusal, no_row_is_without_a_module) {
  for (ErrorRow row = 0; row < ERR_ROWS; row++) {
    bool found = is_elsewhere(row);
    for (unsigned i = 0; i < REFUSALS; i++) found = found || refusals[i].row == row;
    cr_assert(found, "no module for \"%s\"", error_text(row));
  }
}

/* The frame is valid: what the bodies above are refused for is in them. */
Test(refusal, the_frame_is_valid) {
  SampleModule sample;
  sample_open(&sample, BYTES(FRAME "\x0a\x04\x01\x02\x00\x0b"), true, 0);
  cr_assert(sample.module, "%s", sample.error.message);
  sample_close(&sample);
}

Test(refusal, memory) {
  /* 1,000 types [] -> []: more than 16 KiB decoded. */
  enum { TYPES = 1000 };
  uint8_t bytes[8 + 5 + 3 * TYPES] = HEADER "\x01\xba\x17\xe8\x07"; /* 3,002 bytes: 1,000 types */
  for (unsigned i = 0; i < TYPES; i++) bytes[13 + 3 * i] = 0x60;
  SampleModule sample;
  sample_open(&sample, bytes, sizeof bytes, true, 0);
  cr_assert(sample.module, "%s", sample.error.message);
  sample_close(&sample);
  for (size_t limit = 1; limit < 16384; limit += 1024) {
    sample_open(&sample, bytes, sizeof bytes, true, limit);
    cr_assert(!sample.module, "decoded in %zu bytes", limit);
    cr_assert_eq(sample.error.code, SG_NO_MEMORY);
    cr_assert_leq(sample.arena.total, limit);
    sample_close(&sample);
  }
}

Test(refusal, a_missing_error_is_no_fault) {
  Arena arena;
  arena_init(&arena, arena_heap_source, 0);
  uint8_t bytes[8 + MODULE_PADDING] = "\1asm\1\0\0\0";
  cr_assert(!module_decode(&arena, bytes, 8, NULL));
  arena_free(&arena);
}

Test(refusal, each_later_feature_is_named) {
  for (unsigned i = 0; i < LATER; i++) {
    const char *name = feature_name(later[i].feature);
    SampleModule sample;
    sample_open(&sample, later[i].bytes, later[i].size, true, 0);
    cr_assert(!sample.module, "case %u of %s: accepted", i, name);
    cr_assert_eq(sample.error.code, SG_UNSUPPORTED, "case %u of %s: \"%s\"", i, name, sample.error.message);
    cr_assert_str_eq(strstr(sample.error.message, ": ") + 2, name);
    sample_close(&sample);
  }
}

Test(refusal, no_feature_is_without_a_module) {
  for (Feature feature = 0; feature < FEATURES; feature++) {
    /* Relaxed SIMD stands behind SIMD's prefix. */
    bool found = feature_is_on(feature) || feature == FEATURE_RELAXED_SIMD;
    for (unsigned i = 0; i < LATER; i++) found = found || later[i].feature == feature;
    cr_assert(found, "no module for %s", feature_name(feature));
  }
}

/* A feature that is off does not hide what is wrong besides. */
Test(refusal, what_is_wrong_comes_before_what_is_missing) {
  static const Refusal both[] = {
      {ERR_MUTABILITY, BYTES(HEADER "\x01\x04\x01\x5e\x78\x02")},           /* an array's, 2 */
      {ERR_SECTION_SIZE, BYTES(HEADER "\x01\x06\x01\x60\x00\x01\x7b\x00")}, /* v128, a byte too many */
      {ERR_DUPLICATE_EXPORT, BYTES(HEADER TYPE "\x0d\x03\x01\x00\x00"       /* a tag exported twice */
                                               "\x07\x09\x02\x01\x61\x04\x00\x01\x61\x04\x00")},
      {ERR_TYPE_MISMATCH, BYTES(HEADER TYPE "\x03\x02\x01\x00"                    /* two memories, and */
                                            "\x05\x05\x02\x00\x00\x00\x00"        /* memory.size 1 */
                                            "\x0a\x06\x01\x04\x00\x3f\x01\x0b")}, /* is left over */
  };
  for (unsigned i = 0; i < sizeof both / sizeof *both; i++) {
    SampleModule sample;
    sample_open(&sample, both[i].bytes, both[i].size, true, 0);
    cr_assert(!sample.module);
    cr_assert_str_eq(sample.error.text, error_text(both[i].row), "\"%s\"", sample.error.message);
    sample_close(&sample);
  }
}
