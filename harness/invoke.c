/* SPDX-License-Identifier: Apache-2.0
 *
 * Calling an export from the command line. Floats go by their bits wherever they are NaN, so that payloads survive.
 * Used by run.c.
 */
#include "harness/invoke.h"
#include "harness/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *value_type_name(sg_type_kind kind) {
  switch (kind) {
  case SG_I32: return "i32";
  case SG_I64: return "i64";
  case SG_F32: return "f32";
  case SG_F64: return "f64";
  case SG_V128: return "v128";
  case SG_FUNCREF: return "funcref";
  case SG_EXTERNREF: return "externref";
  }
  return "unknown type";
}

/* A whole number of at most `bits` bits, signed or unsigned. */
static bool integer_parse(const char *text, unsigned bits, uint64_t *out) {
  const bool negative = text[0] == '-';
  const char *digits = text + (negative || text[0] == '+');
  if (digits[0] < '0' || digits[0] > '9') return false; /* strtoull would take blanks and a second sign */
  const int base = digits[0] == '0' && (digits[1] | 0x20) == 'x' ? 16 : 10;
  char *end = NULL;
  errno = 0;
  const unsigned long long value = strtoull(digits, &end, base);
  if (*end || errno) return false;
  const uint64_t limit = negative ? UINT64_C(1) << (bits - 1) : UINT64_MAX >> (64 - bits);
  if (value > limit) return false;
  *out = negative ? 0 - (uint64_t)value : value;
  return true;
}

/* nan:0xN: the fraction's bits; false where they do not fit or are none, which would be an infinity. */
static bool nan_parse(const char *text, unsigned fraction_bits, uint64_t *fraction, bool *negative) {
  *negative = text[0] == '-';
  text += text[0] == '-' || text[0] == '+';
  if (strcmp(text, "nan") == 0) {
    *fraction = UINT64_C(1) << (fraction_bits - 1);
    return true;
  }
  return strncmp(text, "nan:0x", 6) == 0 && integer_parse(text + 4, fraction_bits, fraction) && *fraction != 0;
}

static bool float_parse(sg_type_kind kind, const char *text, sg_raw *out) {
  uint64_t fraction = 0;
  bool negative = false;
  if (kind == SG_F32 && nan_parse(text, 23, &fraction, &negative)) {
    out->f32_bits = (negative ? UINT32_C(0xff800000) : UINT32_C(0x7f800000)) | (uint32_t)fraction;
    return true;
  }
  if (kind == SG_F64 && nan_parse(text, 52, &fraction, &negative)) {
    out->f64_bits = (negative ? UINT64_C(0xfff) : UINT64_C(0x7ff)) << 52 | fraction;
    return true;
  }
  if (strchr("+-.0123456789iI", text[0]) == NULL || text[0] == '\0') return false;
  char *end = NULL;
  if (kind == SG_F32) out->f32 = strtof(text, &end);
  else out->f64 = strtod(text, &end);
  return end != text && *end == '\0' && !(kind == SG_F32 ? isnan(out->f32) : isnan(out->f64));
}

bool value_parse(sg_type_kind kind, const char *text, sg_value *out) {
  *out = (sg_value){.kind = kind};
  uint64_t bits = 0;
  switch (kind) {
  case SG_I32:
    if (!integer_parse(text, 32, &bits)) return false;
    out->of.i32 = (int32_t)(uint32_t)bits;
    return true;
  case SG_I64:
    if (!integer_parse(text, 64, &bits)) return false;
    out->of.i64 = (int64_t)bits;
    return true;
  case SG_F32:
  case SG_F64: return float_parse(kind, text, &out->of);
  case SG_EXTERNREF:
    if (strcmp(text, "null") == 0) return true;
    /* Never looked through: the number itself is the reference, moved by one as null is not a number. */
    if (!integer_parse(text, 32, &bits)) return false;
    out->of.externref = (void *)(uintptr_t)(bits + 1);
    return true;
  case SG_FUNCREF: return strcmp(text, "null") == 0;
  case SG_V128: return false;
  }
  return false;
}

static void nan_print(bool negative, uint64_t fraction, unsigned fraction_bits, char *text) {
  const char *sign = negative ? "-" : "";
  if (fraction == UINT64_C(1) << (fraction_bits - 1)) snprintf(text, VALUE_TEXT_SIZE, "%snan", sign);
  else snprintf(text, VALUE_TEXT_SIZE, "%snan:0x%" PRIx64, sign, fraction);
}

void value_print(const sg_value *value, char text[VALUE_TEXT_SIZE]) {
  switch (value->kind) {
  case SG_I32: snprintf(text, VALUE_TEXT_SIZE, "%" PRId32, value->of.i32); return;
  case SG_I64: snprintf(text, VALUE_TEXT_SIZE, "%" PRId64, value->of.i64); return;
  case SG_F32:
    if (isnan(value->of.f32)) {
      nan_print(value->of.f32_bits >> 31, value->of.f32_bits & 0x7fffff, 23, text);
      return;
    }
    for (int digits = 1; digits <= 9; digits++) { /* nine always suffice */
      snprintf(text, VALUE_TEXT_SIZE, "%.*g", digits, (double)value->of.f32);
      if (strtof(text, NULL) == value->of.f32) return;
    }
    return;
  case SG_F64:
    if (isnan(value->of.f64)) {
      nan_print(value->of.f64_bits >> 63, value->of.f64_bits & (UINT64_MAX >> 12), 52, text);
      return;
    }
    for (int digits = 1; digits <= 17; digits++) {
      snprintf(text, VALUE_TEXT_SIZE, "%.*g", digits, value->of.f64);
      if (strtod(text, NULL) == value->of.f64) return;
    }
    return;
  case SG_FUNCREF: snprintf(text, VALUE_TEXT_SIZE, "%s", value->of.func ? "funcref" : "null"); return;
  case SG_EXTERNREF:
    if (!value->of.externref) snprintf(text, VALUE_TEXT_SIZE, "null");
    else snprintf(text, VALUE_TEXT_SIZE, "%" PRIuPTR, (uintptr_t)value->of.externref - 1);
    return;
  case SG_V128:
    memcpy(text, "0x", 3);
    for (size_t i = 0; i < 16; i++) snprintf(text + 2 + 2 * i, 3, "%02x", value->of.v128[15 - i]);
    return;
  }
}

int function_invoke(const char *command, const char *file, const char *name, sg_func *func, char **args, int arg_count,
                    sg_trap **trap) {
  const sg_func_type type = sg_func_type_of(func);
  if ((uint32_t)arg_count != type.param_count)
    return usage_error(command, "'%s' takes %u arguments, not %d", name, type.param_count, arg_count);
  sg_value *values = calloc((size_t)type.param_count + type.result_count + 1, sizeof *values);
  if (!values) return usage_error(command, "out of memory");
  sg_value *results = values + type.param_count;
  int status = STATUS_DONE;
  for (uint32_t i = 0; i < type.param_count && status == STATUS_DONE; i++) {
    if (!value_parse(type.types[i], args[i], &values[i]))
      status = usage_error(command, "argument %u: '%s' is no %s", i + 1, args[i], value_type_name(type.types[i]));
  }
  sg_error error;
  if (status == STATUS_DONE &&
      !sg_func_call_checked(func, values, type.param_count, results, type.result_count, trap, &error))
    status = *trap ? STATUS_MODULE : report_error(command, file, &error);
  for (uint32_t i = 0; i < type.result_count && status == STATUS_DONE; i++) {
    char text[VALUE_TEXT_SIZE];
    value_print(&results[i], text);
    puts(text);
  }
  free(values);
  return status;
}
