/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of test scripts. wasm-tools writes integers signed, wast2json unsigned: both are read. Floats are their bits
 * as an unsigned integer, or a NaN pattern: canonical has the fraction's top bit alone, arithmetic has it among others,
 * and either sign will do.
 */
#include "harness/spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *string_of(json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

/* A whole number of at most `bits` bits, with or without a sign. */
static bool bits_parse(const char *text, unsigned bits, uint64_t *out) {
  char *end = NULL;
  const char *digits = text + (text[0] == '-');
  if (digits[0] < '0' || digits[0] > '9') return false;
  errno = 0;
  const unsigned long long value = strtoull(digits, &end, 10);
  const uint64_t limit = text[0] == '-' ? UINT64_C(1) << (bits - 1) : UINT64_MAX >> (64 - bits);
  if (*end || errno || value > limit) return false;
  *out = text[0] == '-' ? 0 - (uint64_t)value : value;
  return true;
}

static bool kind_parse(const char *type, sg_type_kind *kind) {
  static const struct {
    const char *name;
    sg_type_kind kind;
  } kinds[] = {{"i32", SG_I32}, {"i64", SG_I64},         {"f32", SG_F32},
               {"f64", SG_F64}, {"funcref", SG_FUNCREF}, {"externref", SG_EXTERNREF}};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (strcmp(type, kinds[i].name) != 0) continue;
    *kind = kinds[i].kind;
    return true;
  }
  return false;
}

/* Host reference N of the script: a pointer that is never NULL and never looked through. */
static void *host_reference(uint64_t number) { return (void *)(uintptr_t)(number + 1); }

bool spec_argument(json_t *json, sg_value *out, const char **type) {
  *type = string_of(json, "type");
  *out = (sg_value){0};
  if (!kind_parse(*type, &out->kind)) return false;
  const char *text = string_of(json, "value");
  uint64_t bits = 0;
  switch (out->kind) {
  case SG_I32:
  case SG_F32:
    if (!bits_parse(text, 32, &bits)) return false;
    out->of.f32_bits = (uint32_t)bits;
    return true;
  case SG_I64:
  case SG_F64:
    if (!bits_parse(text, 64, &bits)) return false;
    out->of.f64_bits = bits;
    return true;
  case SG_EXTERNREF:
    if (strcmp(text, "null") == 0) return true;
    if (!bits_parse(text, 32, &bits)) return false;
    out->of.externref = host_reference(bits);
    return true;
  case SG_FUNCREF: return strcmp(text, "null") == 0;
  case SG_V128: break;
  }
  return false;
}

static bool f32_matches(const char *text, uint32_t got) {
  uint64_t bits = 0;
  if (strcmp(text, "nan:canonical") == 0) return (got & 0x7fffffff) == 0x7fc00000;
  if (strcmp(text, "nan:arithmetic") == 0) return (got & 0x7fc00000) == 0x7fc00000;
  return bits_parse(text, 32, &bits) && bits == got;
}

static bool f64_matches(const char *text, uint64_t got) {
  uint64_t bits = 0;
  const uint64_t quiet = UINT64_C(0x7ff8) << 48;
  if (strcmp(text, "nan:canonical") == 0) return (got & (UINT64_MAX >> 1)) == quiet;
  if (strcmp(text, "nan:arithmetic") == 0) return (got & quiet) == quiet;
  return bits_parse(text, 64, &bits) && bits == got;
}

static bool reference_matches(json_t *expected, const sg_value *got) {
  const char *text = json_string_value(json_object_get(expected, "value"));
  const bool null = got->kind == SG_FUNCREF ? got->of.func == NULL : got->of.externref == NULL;
  uint64_t number = 0;
  if (!text) return !null;
  if (strcmp(text, "null") == 0) return null;
  return got->kind == SG_EXTERNREF && bits_parse(text, 32, &number) && got->of.externref == host_reference(number);
}

bool spec_matches(json_t *expected, const sg_value *got) {
  const char *type = string_of(expected, "type");
  const char *text = string_of(expected, "value");
  if (strcmp(type, "either") == 0) {
    json_t *values = json_object_get(expected, "values");
    for (size_t i = 0; i < json_array_size(values); i++) {
      json_t *value = json_array_get(values, i);
      if (strcmp(string_of(value, "type"), "either") != 0 && spec_matches(value, got)) return true;
    }
    return false;
  }
  const bool is_reference = got->kind == SG_FUNCREF || got->kind == SG_EXTERNREF;
  const bool null = got->kind == SG_FUNCREF ? got->of.func == NULL : got->of.externref == NULL;
  if (strcmp(type, "refnull") == 0) return is_reference && null;
  if (strcmp(type, "nullfuncref") == 0) return got->kind == SG_FUNCREF && null;
  if (strcmp(type, "nullexternref") == 0) return got->kind == SG_EXTERNREF && null;
  sg_type_kind kind;
  uint64_t bits = 0;
  if (!kind_parse(type, &kind) || kind != got->kind) return false;
  switch (kind) {
  case SG_I32: return bits_parse(text, 32, &bits) && (uint32_t)bits == (uint32_t)got->of.i32;
  case SG_I64: return bits_parse(text, 64, &bits) && bits == (uint64_t)got->of.i64;
  case SG_F32: return f32_matches(text, got->of.f32_bits);
  case SG_F64: return f64_matches(text, got->of.f64_bits);
  case SG_FUNCREF:
  case SG_EXTERNREF: return reference_matches(expected, got);
  case SG_V128: break;
  }
  return false;
}

void spec_describe(json_t *expected, char *text, size_t size) {
  char *json = json_dumps(expected, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
  snprintf(text, size, "%s", json ? json : "?");
  free(json);
}
