/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of test scripts: the encodings that the suite's README lists, and that each comparison can fail.
 */
#include "harness/spec.h"

#include <criterion/criterion.h>

static bool matches(const char *json, sg_value got) {
  json_t *expected = json_loads(json, 0, NULL);
  cr_assert_not_null(expected);
  const bool result = spec_matches(expected, &got);
  json_decref(expected);
  return result;
}

static bool parses(const char *json, sg_value *out) {
  json_t *value = json_loads(json, 0, NULL);
  const char *type;
  cr_assert_not_null(value);
  const bool result = spec_argument(value, out, &type);
  json_decref(value);
  return result;
}

static sg_value f32(uint32_t bits) { return (sg_value){SG_F32, {.f32_bits = bits}}; }
static sg_value f64(uint64_t bits) { return (sg_value){SG_F64, {.f64_bits = bits}}; }

Test(spec_values, arguments) {
  sg_value value;
  cr_assert(parses("{\"type\":\"i32\",\"value\":\"-1\"}", &value) && value.of.i32 == -1);
  cr_assert(parses("{\"type\":\"i32\",\"value\":\"4294967295\"}", &value) && value.of.i32 == -1);
  cr_assert(parses("{\"type\":\"f64\",\"value\":\"9223372036854775808\"}", &value));
  cr_assert_eq(value.of.f64_bits, UINT64_C(1) << 63);
  cr_assert(parses("{\"type\":\"externref\",\"value\":\"null\"}", &value) && value.of.externref == NULL);
  cr_assert(parses("{\"type\":\"externref\",\"value\":\"0\"}", &value) && value.of.externref != NULL);
  cr_assert(!parses("{\"type\":\"i32\",\"value\":\"4294967296\"}", &value));
  cr_assert(!parses("{\"type\":\"i32\",\"value\":\"1x\"}", &value));
  cr_assert(!parses("{\"type\":\"i32\",\"value\":1}", &value));
  cr_assert(!parses("{\"type\":\"i32\"}", &value));
  cr_assert(!parses("{\"type\":\"anyref\",\"value\":\"null\"}", &value));
  cr_assert(!parses("[]", &value));
}

Test(spec_values, integers_are_compared_with_their_type) {
  const sg_value one = {SG_I32, {.i32 = 1}};
  cr_assert(matches("{\"type\":\"i32\",\"value\":\"1\"}", one));
  cr_assert(!matches("{\"type\":\"i32\",\"value\":\"2\"}", one));
  cr_assert(!matches("{\"type\":\"i64\",\"value\":\"1\"}", one));
  cr_assert(!matches("{\"type\":\"f32\",\"value\":\"1\"}", one));
  cr_assert(matches("{\"type\":\"i64\",\"value\":\"-2\"}", (sg_value){SG_I64, {.i64 = -2}}));
}

Test(spec_values, nan_patterns) {
  const char *canonical = "{\"type\":\"f32\",\"value\":\"nan:canonical\"}";
  const char *arithmetic = "{\"type\":\"f32\",\"value\":\"nan:arithmetic\"}";
  cr_assert(matches(canonical, f32(0x7fc00000)) && matches(canonical, f32(0xffc00000)));
  cr_assert(!matches(canonical, f32(0x7fc00001)) && !matches(canonical, f32(0x7fa00000)));
  cr_assert(matches(arithmetic, f32(0xffc00001)) && matches(arithmetic, f32(0x7fffffff)));
  cr_assert(!matches(arithmetic, f32(0x7fa00000)) && !matches(arithmetic, f32(0x7f800000)));
  canonical = "{\"type\":\"f64\",\"value\":\"nan:canonical\"}";
  arithmetic = "{\"type\":\"f64\",\"value\":\"nan:arithmetic\"}";
  cr_assert(matches(canonical, f64(UINT64_C(0xfff8000000000000))));
  cr_assert(!matches(canonical, f64(UINT64_C(0x7ff8000000000001))));
  cr_assert(matches(arithmetic, f64(UINT64_C(0x7ff8000000000001))));
  cr_assert(!matches(arithmetic, f64(UINT64_C(0x7ff4000000000000))));
  /* A NaN given by its bits is meant exactly; so is a zero's sign. */
  cr_assert(!matches("{\"type\":\"f32\",\"value\":\"2143289344\"}", f32(0xffc00000)));
  cr_assert(!matches("{\"type\":\"f32\",\"value\":\"0\"}", f32(0x80000000)));
}

Test(spec_values, references) {
  int object;
  const sg_value null = {SG_EXTERNREF, {.externref = NULL}}, some = {SG_EXTERNREF, {.externref = &object}};
  sg_value seven;
  cr_assert(parses("{\"type\":\"externref\",\"value\":\"7\"}", &seven));
  cr_assert(matches("{\"type\":\"externref\",\"value\":\"7\"}", seven));
  cr_assert(!matches("{\"type\":\"externref\",\"value\":\"8\"}", seven));
  cr_assert(!matches("{\"type\":\"externref\",\"value\":\"7\"}", null));
  cr_assert(matches("{\"type\":\"externref\",\"value\":\"null\"}", null));
  cr_assert(!matches("{\"type\":\"externref\",\"value\":\"null\"}", some));
  cr_assert(matches("{\"type\":\"externref\"}", some) && !matches("{\"type\":\"externref\"}", null));
  cr_assert(matches("{\"type\":\"refnull\"}", null) && !matches("{\"type\":\"refnull\"}", some));
  cr_assert(!matches("{\"type\":\"funcref\",\"value\":\"null\"}", null));
}

Test(spec_values, either) {
  const char *either =
      "{\"type\":\"either\",\"values\":[{\"type\":\"i32\",\"value\":\"1\"},{\"type\":\"i32\",\"value\":\"2\"}]}";
  cr_assert(matches(either, (sg_value){SG_I32, {.i32 = 2}}));
  cr_assert(!matches(either, (sg_value){SG_I32, {.i32 = 3}}));
}

Test(spec_values, reasons_are_counted_and_bounded) {
  static SpecReport report;
  for (uint32_t i = 0; i < SPEC_REASONS + 10; i++) {
    char reason[32];
    snprintf(reason, sizeof reason, "feature %u", i);
    spec_report_skip(&report, reason, 1);
  }
  spec_report_skip(&report, "feature 3", 5);
  cr_assert_eq(report.reason_count, (uint32_t)SPEC_REASONS);
  cr_assert_eq(report.reasons[3].count, 6u);
  cr_assert_eq(report.reasons[SPEC_REASONS - 1].count, 11u);
}
