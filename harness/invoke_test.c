/* SPDX-License-Identifier: Apache-2.0
 *
 * Values from the command line and back. Expected bits are IEEE 754's; the shortest decimals are those that JavaScript
 * and Python print for the same doubles.
 */
#include "harness/invoke.h"

#include <criterion/criterion.h>

static void check(sg_type_kind kind, const char *text, uint64_t bits) {
  sg_value value;
  cr_assert(value_parse(kind, text, &value), "%s", text);
  const uint64_t got = kind == SG_I32 || kind == SG_F32 ? value.of.f32_bits : value.of.f64_bits;
  cr_assert_eq(got, bits, "%s", text);
}

static void refuse(sg_type_kind kind, const char *text) {
  sg_value value;
  cr_assert(!value_parse(kind, text, &value), "'%s' as %s", text, value_type_name(kind));
}

Test(invoke, integers_from_text) {
  check(SG_I32, "0", 0);
  check(SG_I32, "4294967295", 0xffffffff);
  check(SG_I32, "-1", 0xffffffff);
  check(SG_I32, "-2147483648", 0x80000000);
  check(SG_I32, "0xfFfFfFfF", 0xffffffff);
  check(SG_I32, "+7", 7);
  check(SG_I64, "18446744073709551615", UINT64_MAX);
  check(SG_I64, "-9223372036854775808", UINT64_C(1) << 63);
  refuse(SG_I32, "4294967296");
  refuse(SG_I32, "-2147483649");
  refuse(SG_I64, "18446744073709551616");
  refuse(SG_I64, "-9223372036854775809");
  const char *const none[] = {"", "-", " 1", "1 ", "--1", "1.0", "0x", "x1", "1e3", "-+1"};
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
    refuse(SG_I32, none[i]);
    refuse(SG_I64, none[i]);
  }
}

Test(invoke, floats_from_text) {
  check(SG_F32, "1", 0x3f800000);
  check(SG_F32, "-0", 0x80000000);
  check(SG_F32, "0.1", 0x3dcccccd);
  check(SG_F32, "inf", 0x7f800000);
  check(SG_F32, "-inf", 0xff800000);
  check(SG_F32, "nan", 0x7fc00000);
  check(SG_F32, "-nan", 0xffc00000);
  check(SG_F32, "nan:0x200000", 0x7fa00000);
  check(SG_F64, "0x1p-1074", 1);
  check(SG_F64, "1.5e3", UINT64_C(0x4097700000000000));
  check(SG_F64, "nan:0x1", UINT64_C(0x7ff0000000000001));
  refuse(SG_F32, "nan:0x800000"); /* a bit more than the fraction has */
  refuse(SG_F64, "nan:0x10000000000000");
  refuse(SG_F32, "nan:0x0"); /* that would be infinity */
  refuse(SG_F64, "nan:1");
  refuse(SG_F64, "nan(1)");
  refuse(SG_F64, "");
  refuse(SG_F64, " 1");
  refuse(SG_F64, "1x");
  refuse(SG_F64, "one");
}

Test(invoke, references_from_text) {
  sg_value value;
  cr_assert(value_parse(SG_EXTERNREF, "null", &value) && value.of.externref == NULL);
  cr_assert(value_parse(SG_EXTERNREF, "0", &value) && value.of.externref != NULL);
  cr_assert(value_parse(SG_FUNCREF, "null", &value) && value.of.func == NULL);
  refuse(SG_FUNCREF, "0");
  refuse(SG_EXTERNREF, "nil");
}

static void prints(sg_value value, const char *wanted) {
  char text[VALUE_TEXT_SIZE];
  value_print(&value, text);
  cr_assert_str_eq(text, wanted);
}

Test(invoke, text_of_values) {
  prints((sg_value){SG_I32, {.i32 = INT32_MIN}}, "-2147483648");
  prints((sg_value){SG_I64, {.i64 = INT64_MAX}}, "9223372036854775807");
  prints((sg_value){SG_F32, {.f32 = 0.1F}}, "0.1");
  prints((sg_value){SG_F32, {.f32 = 16777216.0F}}, "16777216");
  prints((sg_value){SG_F32, {.f32_bits = 1}}, "1e-45");
  prints((sg_value){SG_F32, {.f32_bits = 0x7f7fffff}}, "3.4028235e+38");
  prints((sg_value){SG_F32, {.f32_bits = 0x80000000}}, "-0");
  prints((sg_value){SG_F32, {.f32_bits = 0xff800000}}, "-inf");
  prints((sg_value){SG_F32, {.f32_bits = 0x7fc00000}}, "nan");
  prints((sg_value){SG_F32, {.f32_bits = 0xffa00000}}, "-nan:0x200000");
  prints((sg_value){SG_F64, {.f64 = 0.1 + 0.2}}, "0.30000000000000004");
  prints((sg_value){SG_F64, {.f64 = 3.0}}, "3");
  prints((sg_value){SG_F64, {.f64_bits = 1}}, "5e-324");
  prints((sg_value){SG_F64, {.f64_bits = UINT64_C(0x7fefffffffffffff)}}, "1.7976931348623157e+308");
  prints((sg_value){SG_F64, {.f64_bits = UINT64_C(0x7ff8000000000001)}}, "nan:0x8000000000001");
  prints((sg_value){SG_EXTERNREF, {.externref = NULL}}, "null");
}

/* What is printed reads back as the same bits. */
Test(invoke, text_and_back) {
  uint64_t state = 0x9e3779b97f4a7c15;
  for (int i = 0; i < 20000; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    const sg_type_kind kinds[] = {SG_I32, SG_I64, SG_F32, SG_F64};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
      sg_value value = {.kind = kinds[k], .of.f64_bits = 0}, back;
      if (kinds[k] == SG_I32 || kinds[k] == SG_F32) value.of.f32_bits = (uint32_t)state;
      else value.of.f64_bits = state;
      char text[VALUE_TEXT_SIZE];
      value_print(&value, text);
      cr_assert(value_parse(kinds[k], text, &back), "%s", text);
      cr_assert_eq(value.of.f64_bits, back.of.f64_bits, "%s", text);
    }
  }
}
