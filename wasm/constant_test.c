/* SPDX-License-Identifier: Apache-2.0
 *
 * Constant expressions evaluated, against arithmetic modulo 2^32 and 2^64; and the types that the decoder wants.
 */
#include "wasm/constant.h"
#include "wasm/error.h"
#include "wasm/limits.h"
#include "wasm/module_fixture.h"

#include <criterion/criterion.h>

/* Global i of the host is 100 + i; a reference to function i is 1000 + i. */
static ConstantValue host_global(void *context, uint32_t index) {
  (*(unsigned *)context)++;
  return (ConstantValue){{100 + index, 0}};
}
static ConstantValue host_function(void *context, uint32_t index) {
  (*(unsigned *)context)++;
  return (ConstantValue){{1000 + index, 0}};
}

typedef struct {
  uint8_t type;
  uint8_t code[24];
  uint8_t size;
  ErrorRow refused; /* ERR_ROWS: it is valid */
  uint64_t bits;
  unsigned asked; /* values of globals and functions */
} Case;

/* Global 0 is an imported immutable i32, 1 an imported mutable i32, 2 the one under test; function 0 is imported. */
static const Case cases[] = {
    {0x7f, {0x41, 0x7f, 0x0b}, 3, ERR_ROWS, 0xffffffff, 0},
    {0x7e, {0x42, 0x7f, 0x0b}, 3, ERR_ROWS, UINT64_MAX, 0},
    {0x7d, {0x43, 0x00, 0x00, 0x80, 0x3f, 0x0b}, 6, ERR_ROWS, 0x3f800000, 0},
    {0x7c, {0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0x0b}, 10, ERR_ROWS, 0x0807060504030201, 0},
    {0x70, {0xd0, 0x70, 0x0b}, 3, ERR_ROWS, 0, 0},
    {0x6f, {0xd0, 0x6f, 0x0b}, 3, ERR_ROWS, 0, 0},
    {0x70, {0xd2, 0x00, 0x0b}, 3, ERR_ROWS, 1000, 1},
    {0x7f, {0x23, 0x00, 0x0b}, 3, ERR_ROWS, 100, 1},
    {0x7f, {0x41, 0x01, 0x41, 0x02, 0x6b, 0x0b}, 6, ERR_ROWS, 0xffffffff, 0},            /* 1 - 2 */
    {0x7f, {0x41, 0x7f, 0x41, 0x7f, 0x6c, 0x0b}, 6, ERR_ROWS, 1, 0},                     /* -1 * -1 */
    {0x7f, {0x41, 0x7f, 0x41, 0x01, 0x6a, 0x0b}, 6, ERR_ROWS, 0, 0},                     /* -1 + 1 wraps */
    {0x7e, {0x42, 0x7f, 0x42, 0x01, 0x7c, 0x0b}, 6, ERR_ROWS, 0, 0},                     /* the same in 64 */
    {0x7e, {0x42, 0x00, 0x42, 0x01, 0x7d, 0x0b}, 6, ERR_ROWS, UINT64_MAX, 0},            /* 0 - 1 */
    {0x7e, {0x42, 0x03, 0x42, 0x7e, 0x7e, 0x0b}, 6, ERR_ROWS, (uint64_t)-6, 0},          /* 3 * -2 */
    {0x7f, {0x23, 0x00, 0x41, 0x02, 0x41, 0x03, 0x6c, 0x6a, 0x0b}, 9, ERR_ROWS, 106, 1}, /* g + 2 * 3 */
    {0x7f, {0x0b}, 1, ERR_TYPE_MISMATCH, 0, 0},                                          /* nothing */
    {0x7f, {0x41, 0x00, 0x41, 0x00, 0x0b}, 5, ERR_TYPE_MISMATCH, 0, 0},                  /* two */
    {0x7f, {0x41, 0x00, 0x6a, 0x0b}, 4, ERR_TYPE_MISMATCH, 0, 0},                        /* add of one */
    {0x7e, {0x42, 0x00, 0x41, 0x00, 0x7c, 0x0b}, 6, ERR_TYPE_MISMATCH, 0, 0},            /* i64.add of an i32 */
    {0x70, {0xd0, 0x6f, 0x0b}, 3, ERR_TYPE_MISMATCH, 0, 0},                              /* funcref of an extern */
    {0x7f, {0x23, 0x01, 0x0b}, 3, ERR_CONSTANT_REQUIRED, 0, 0},                          /* mutable */
    {0x7f, {0x23, 0x02, 0x0b}, 3, ERR_UNKNOWN_GLOBAL, 0, 0},                             /* itself */
    {0x70, {0xd2, 0x01, 0x0b}, 3, ERR_UNKNOWN_FUNCTION, 0, 0},
    {0x7f, {0x41, 0x00, 0x45, 0x0b}, 4, ERR_CONSTANT_REQUIRED, 0, 0}, /* i32.eqz */
    {0x7f, {0x41, 0x00}, 2, ERR_END_OF_SECTION, 0, 0},                /* no end */
};

static void global_open(SampleModule *sample, uint8_t type, const uint8_t *code, size_t size) {
  static const uint8_t before[] = HEADER "\x01\x04\x01\x60\x00\x00"
                                         "\x02\x0f\x03\x00\x00\x03\x7f\x00\x00\x00\x03\x7f\x01\x00\x00\x00\x00";
  uint8_t *bytes = malloc(sizeof before + size + 16);
  size_t at = sizeof before - 1;
  memcpy(bytes, before, at);
  bytes[at++] = 6;
  bytes[at++] = (uint8_t)((size + 3) & 0x7f) | 0x80;
  bytes[at++] = (uint8_t)((size + 3) >> 7);
  bytes[at++] = 1;
  bytes[at++] = type;
  bytes[at++] = 0;
  memcpy(bytes + at, code, size);
  sample_open(sample, bytes, at + size, true, 0);
  free(bytes);
}

Test(constant, values) {
  for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
    const Case *c = &cases[i];
    SampleModule sample;
    global_open(&sample, c->type, c->code, c->size);
    if (c->refused != ERR_ROWS) {
      cr_assert(!sample.module, "case %u: accepted", i);
      cr_assert_str_eq(sample.error.text, error_text(c->refused), "case %u: %s", i, sample.error.message);
    } else {
      cr_assert(sample.module, "case %u: %s", i, sample.error.message);
      unsigned asked = 0;
      ConstantSource source = {host_global, host_function, &asked};
      ConstantExpr init = sample.module->globals[2].init;
      cr_assert_eq(constant_evaluate(sample.module, init, &source).bits[0], c->bits, "case %u", i);
      cr_assert_eq(asked, c->asked, "case %u", i);
      cr_assert_eq(constant_is_closed(sample.module, init), c->asked == 0, "case %u", i);
      if (!asked) cr_assert_eq(constant_evaluate(sample.module, init, NULL).bits[0], c->bits);
    }
    sample_close(&sample);
  }
}

/* 1 + (1 + (1 + ...)): as deep as the limit allows, and one deeper. */
Test(constant, depth) {
  for (unsigned deeper = 0; deeper < 2; deeper++) {
    unsigned operands = LIMIT_CONSTANT_OPERANDS + deeper;
    uint8_t code[3 * (LIMIT_CONSTANT_OPERANDS + 1)];
    size_t size = 0;
    for (unsigned i = 0; i < operands; i++) {
      code[size++] = 0x41;
      code[size++] = 1;
    }
    for (unsigned i = 1; i < operands; i++) code[size++] = 0x6a;
    code[size++] = 0x0b;
    SampleModule sample;
    global_open(&sample, 0x7f, code, size);
    if (deeper) {
      cr_assert(!sample.module);
      cr_assert_eq(sample.error.code, SG_LIMIT);
    } else {
      cr_assert(sample.module, "%s", sample.error.message);
      cr_assert_eq(constant_evaluate(sample.module, sample.module->globals[2].init, NULL).bits[0], operands);
    }
    sample_close(&sample);
  }
}
