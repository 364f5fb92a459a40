/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies of hostile size and shape: each is compiled and sealed, or refused as too large, in time that is linear in its
 * bytes. The time-outs are far above what linear work takes and far below what quadratic work would.
 */
#include "codegen/compile_fixture.h"

enum {
  UNREACHABLE = 0x00,
  NOP = 0x01,
  BLOCK = 0x02,
  LOOP = 0x03,
  IF = 0x04,
  ELSE = 0x05,
  END = 0x0b,
  BR = 0x0c,
  BR_IF = 0x0d,
  BR_TABLE = 0x0e,
  CALL = 0x10,
  DROP = 0x1a,
  SELECT = 0x1b,
  GET = 0x20,
  SET = 0x21,
  TEE = 0x22,
  CONST = 0x41,
  EQZ = 0x45,
  ADD = 0x6a,
  DIV_U = 0x6e,
  NO_TYPE = 0x40,
};

/* Bytes of a body, just below the limit of the Wasm JS API; on arm64, where the machine may be an emulator, a quarter.
 */
#if defined(__aarch64__)
enum { LARGE = 1900000 };
#else
enum { LARGE = 7600000 };
#endif

/* Compiles and seals. Gives the words, 0 for what is refused as too large: anything else fails the test. */
static uint32_t compile(Source *source) {
  Subject subject;
  Workshop shop;
  sg_error error;
  subject_open(&subject, source_module(source));
  workshop_open(&shop);
  uint32_t words = workshop_compile(&shop, &subject, &error);
  if (!words) {
    cr_assert_eq(error.code, SG_LIMIT, "%s", error.message);
    cr_assert(strstr(error.message, "function too large") != NULL, "%s", error.message);
  }
  /* The same compiler goes on, refused or not. */
  Source small = {0};
  put_type(&small, 1, I32, 1, I32);
  PUT(&small.body, GET, 0, GET, 0, ADD, END);
  Subject next;
  subject_open(&next, source_module(&small));
  cr_assert_eq(workshop_compile(&shop, &next, &error), 3, "pacibsp, add, retab");
  subject_close(&next);
  workshop_close(&shop);
  subject_close(&subject);
  return words;
}

Test(compile, straight_line, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  REPEAT(&s.body, LARGE / 7, GET, 0, CONST, 1, ADD, SET, 0);
  PUT(&s.body, END);
  cr_assert_geq(compile(&s), LARGE / 7);
}

/* Nothing but operands: as deep as the body has bytes. */
Test(compile, operands, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  REPEAT(&s.body, LARGE / 2 / 3, GET, 0, EQZ);
  PUT(&s.body, UNREACHABLE, END);
  cr_assert_gt(compile(&s), 0);
}

Test(compile, nesting, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  enum { DEPTH = 500000 };
  for (uint32_t i = 0; i < DEPTH; i++) PUT(&s.body, i % 2 ? LOOP : BLOCK, NO_TYPE);
  for (uint32_t i = 0; i < 500000; i++) {
    PUT(&s.body, GET, 0);
    put_indexed(&s.body, BR_IF, (uint32_t)((uint64_t)i * 7919 % DEPTH));
  }
  REPEAT(&s.body, DEPTH + 1, END);
  cr_assert_gt(compile(&s), 0);
}

/* Loops in each other, each with three locals of its own and a branch out of all: what loops take home and give back at
 * their ends and exits is bounded by the registers, not by the depth. */
Test(compile, nested_loops_of_locals, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  enum { DEPTH = 16000 };
  put_locals(&s, 3 * DEPTH, I32);
  PUT(&s.body, BLOCK, NO_TYPE);
  for (uint32_t i = 0; i < 2 * DEPTH; i++) {
    const uint32_t loop = i < DEPTH ? i : 2 * DEPTH - 1 - i;
    if (i < DEPTH) PUT(&s.body, LOOP, NO_TYPE);
    for (uint32_t k = 1; k <= 3; k++) {
      put_indexed(&s.body, GET, 3 * loop + k);
      PUT(&s.body, GET, 0, ADD);
      put_indexed(&s.body, SET, 3 * loop + k);
    }
    PUT(&s.body, GET, 0);
    put_indexed(&s.body, BR_IF, loop + 1);
    if (i >= DEPTH) PUT(&s.body, END);
  }
  PUT(&s.body, END, END);
  const size_t bytes = s.body.size;
  const uint32_t words = compile(&s);
  cr_assert(words > 6 * DEPTH && words < bytes, "%u words of %zu bytes", words, bytes);
}

Test(compile, nested_ifs, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  REPEAT(&s.body, LARGE / 6, GET, 0, IF, NO_TYPE);
  REPEAT(&s.body, LARGE / 6 + 1, END);
  cr_assert_gt(compile(&s), LARGE / 6);
}

static void table_of_labels(Source *s, uint32_t labels, uint32_t depth) {
  PUT(&s->body, BR_TABLE);
  put_leb(&s->body, labels);
  for (uint32_t i = 0; i <= labels; i++) put_leb(&s->body, i % depth);
}

Test(compile, table, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  REPEAT(&s.body, 50, BLOCK, NO_TYPE);
  REPEAT(&s.body, 50, LOOP, NO_TYPE);
  PUT(&s.body, GET, 0);
  table_of_labels(&s, 1000000, 100);
  REPEAT(&s.body, 101, END);
  cr_assert_geq(compile(&s), 1000001);
}

/* Rows to one label share the moves of its values. */
Test(compile, table_of_values, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 1, I32);
  REPEAT(&s.body, 100, BLOCK, I32);
  PUT(&s.body, CONST, 1, GET, 0);
  table_of_labels(&s, 1000000, 100);
  REPEAT(&s.body, 101, END);
  const uint64_t words = compile(&s);
  cr_assert(words >= 1000001 + 2 * 100 && words < 1001000, "%llu words", (unsigned long long)words);
}

Test(compile, table_of_many_values, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  put_type(&s, 0, 0, 1000, I32);
  PUT(&s.body, BLOCK, 1, CONST, 5);
  REPEAT(&s.body, 1000, GET, 0);
  PUT(&s.body, GET, 0);
  table_of_labels(&s, 20000, 1);
  PUT(&s.body, END);
  REPEAT(&s.body, 1000, DROP);
  PUT(&s.body, END);
  const uint64_t words = compile(&s);
  cr_assert(words > 21000 && words < 30000, "%llu words", (unsigned long long)words);
}

static void many_locals(uint8_t type, uint8_t code, uint32_t rounds) {
  Source s = {0};
  put_type(&s, 0, 0, 0, 0);
  put_locals(&s, 50000, type);
  for (uint32_t round = 0; round < rounds; round++)
    for (uint32_t i = 0; i < 50000; i++) {
      put_indexed(&s.body, GET, i);
      put_indexed(&s.body, code, 49999 - i);
    }
  PUT(&s.body, END);
  cr_assert_geq(compile(&s), 50000 * 2 * rounds);
}
Test(compile, locals, .timeout = 120) { many_locals(I64, SET, 10); }
Test(compile, float_locals, .timeout = 120) { many_locals(F32, SET, 10); }
Test(compile, reference_locals, .timeout = 120) { many_locals(EXTERNREF, SET, 10); }

/* 1,000 results at a height that is not the label's: each br_if moves them all, in two words a value. */
static Source unequal_heights(uint32_t branches) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  put_type(&s, 0, 0, 1000, I32);
  PUT(&s.body, BLOCK, 1, CONST, 5);
  REPEAT(&s.body, 1000, GET, 0);
  REPEAT(&s.body, branches, GET, 0, BR_IF, 0);
  PUT(&s.body, BR, 0, END);
  REPEAT(&s.body, 1000, DROP);
  PUT(&s.body, END);
  return s;
}
Test(compile, unequal_heights_few, .timeout = 120) {
  Source s = unequal_heights(3);
  cr_assert_geq(compile(&s), 3 * 1000);
}
Test(compile, unequal_heights, .timeout = 120) {
  Source s = unequal_heights(20000);
  cr_assert_eq(compile(&s), 0);
}
/* At every number of branches around the one that no longer fits. */
Test(compile, unequal_heights_edge, .timeout = 120) {
  uint32_t words = 1, branches = 0;
  for (branches = 1; branches < 100 && words; branches++) {
    Source s = unequal_heights(branches);
    words = compile(&s);
  }
  cr_assert_lt(branches, 100);
}
/* What follows the operator that no longer fits costs no more than validating it. */
Test(compile, unequal_heights_long, .timeout = 120) {
  Source s = unequal_heights(LARGE / 4 - 1000);
  cr_assert_eq(compile(&s), 0);
}

/* The room ends at an `else`, with results in registers: what is refused there is refused for good, whatever the else
 * part holds. br_ifs, each of more words than its bytes buy, bring the end near in small steps; the `else` with its
 * many results wants more room than they do. */
static uint32_t full_at_else(uint32_t branches) {
  enum { FEW = 40, MANY = 200 };
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  put_type(&s, 0, 0, FEW, I32);
  put_type(&s, 0, 0, MANY, I32);
  PUT(&s.body, BLOCK, 1, CONST, 5);
  REPEAT(&s.body, FEW, GET, 0);
  REPEAT(&s.body, branches, GET, 0, BR_IF, 0);
  PUT(&s.body, GET, 0, IF, 2);
  REPEAT(&s.body, MANY, GET, 0, EQZ);
  PUT(&s.body, ELSE);
  REPEAT(&s.body, MANY, GET, 0, GET, 0, ADD, EQZ);
  PUT(&s.body, END);
  REPEAT(&s.body, MANY, DROP);
  PUT(&s.body, BR, 0, END);
  REPEAT(&s.body, FEW, DROP);
  PUT(&s.body, END);
  return compile(&s);
}

Test(compile, full_at_else, .timeout = 120) {
  uint32_t fits = 1, refused = 8192;
  while (refused - fits > 8) {
    const uint32_t middle = (fits + refused) / 2;
    if (full_at_else(middle)) fits = middle;
    else refused = middle;
  }
  for (uint32_t branches = fits; branches < fits + 56; branches++) full_at_else(branches);
}

Test(compile, calls_of_many, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1000, I64, 1000, I64);
  for (uint32_t i = 0; i < 1000; i++) put_indexed(&s.body, GET, i);
  REPEAT(&s.body, 500000, CALL, 0);
  PUT(&s.body, END);
  cr_assert_eq(compile(&s), 0);
}

/* Calls fill the operand stack up to where their body should end; it does not, and the walk goes on into bodies whose
 * sizes and locals are operators as well (i64.add, nop, nop, i64.mul). Refused without a write behind the stack, which
 * the address sanitizer would see. */
static void no_end_behind_many_results(uint32_t calls, uint32_t bodies) {
  enum { RESULTS = 1000, BODY = 0x7c };
  Bytes module = {0}, content = {0};
  PUT(&module, 0, 'a', 's', 'm', 1, 0, 0, 0);
  PUT(&content, 1, 0x60, 1, I64);
  put_leb(&content, RESULTS);
  REPEAT(&content, RESULTS, I64);
  put_section(&module, 1, &content);
  put_leb(&content, 1 + bodies);
  REPEAT(&content, 1 + bodies, 0);
  put_section(&module, 3, &content);
  put_leb(&content, 1 + bodies);
  put_leb(&content, 3 + 2 * calls);
  PUT(&content, 0, GET, 0);
  REPEAT(&content, calls, CALL, 0);
  for (uint32_t body = 0; body < bodies; body++) {
    PUT(&content, BODY, 1, 1, I64);
    REPEAT(&content, (BODY - 3) / 2, GET, 0);
    PUT(&content, 1);
  }
  put_section(&module, 10, &content);
  Subject subject;
  Workshop shop;
  sg_error error;
  subject_open(&subject, module);
  workshop_open(&shop);
  cr_assert_eq(workshop_compile(&shop, &subject, &error), 0);
  cr_assert_not(function_validate(subject.context.module, 0, &error));
  workshop_close(&shop);
  subject_close(&subject);
  free(content.at);
}

Test(compile, no_end_behind_many_results, .timeout = 120) {
  for (uint32_t calls = 4; calls < 16; calls++)
    for (uint32_t bodies = 1; bodies < 100; bodies += 7) no_end_behind_many_results(calls, bodies);
}

Test(compile, fan_in, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  PUT(&s.body, BLOCK, NO_TYPE);
  REPEAT(&s.body, 1000000, GET, 0, IF, NO_TYPE, BR, 1, END);
  PUT(&s.body, END, END);
  cr_assert_geq(compile(&s), 2000000);
}

Test(compile, fan_in_conditional, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  PUT(&s.body, BLOCK, NO_TYPE);
  REPEAT(&s.body, LARGE / 4, GET, 0, BR_IF, 0);
  PUT(&s.body, END, END);
  cr_assert_geq(compile(&s), LARGE / 4);
}

Test(compile, traps, .timeout = 120) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  REPEAT(&s.body, 1000000, GET, 0, GET, 0, DIV_U, DROP);
  REPEAT(&s.body, 100000, GET, 0, IF, NO_TYPE, UNREACHABLE, END);
  PUT(&s.body, END);
  cr_assert_geq(compile(&s), 2200000);
}

/* Conditional branches of short bodies reach across all that a short body may emit: here it is as much as possible. */
Test(compile, short_form, .timeout = 120) {
  for (uint32_t bytes = 32 * 1024 - 40; bytes <= 32 * 1024 + 40; bytes += 8) {
    Source s = {0};
    put_type(&s, 1, I32, 1, I64);
    PUT(&s.body, BLOCK, NO_TYPE, LOOP, NO_TYPE, GET, 0, BR_IF, 1, GET, 0, GET, 0, DIV_U, DROP);
    /* memory.size, then memory.grow: 10 words for six bytes. */
    while (s.body.size < bytes - 12) PUT(&s.body, 0x3f, 0, 0x40, 0, DROP, 0x01);
    PUT(&s.body, GET, 0, BR_IF, 0, END, END, 0x42, 0, END);
    cr_assert_gt(compile(&s), 3 * bytes / 2);
  }
}

/* A million of every kind of operator: none leaves anything on the C stack. In dead code too. */
static void many(const uint8_t *sequence, size_t size) {
  for (int dead = 0; dead < 2; dead++) {
    Source s = {0};
    put_type(&s, 0, 0, 0, 0);
    put_locals(&s, 200, I32);
    if (dead) PUT(&s.body, UNREACHABLE);
    for (size_t i = 0; i < LARGE / size / 2; i++) put_bytes(&s.body, sequence, size);
    PUT(&s.body, END);
    cr_assert_gt(compile(&s), 0);
  }
}
#define MANY(...) many((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

Test(compile, blocks, .timeout = 120) {
  MANY(BLOCK, NO_TYPE, END);
  MANY(LOOP, NO_TYPE, NOP, END);
  MANY(BLOCK, I32, GET, 0, END, DROP);
  MANY(GET, 0, IF, NO_TYPE, NOP, ELSE, END);
  MANY(BLOCK, NO_TYPE, BR, 0, END);
  MANY(GET, 0, IF, NO_TYPE, 0x0f, END);
  MANY(BLOCK, NO_TYPE, GET, 0, BR_IF, 0, END);
  MANY(BLOCK, NO_TYPE, GET, 0, BR_TABLE, 0, 0, END);
}
Test(compile, calls, .timeout = 120) {
  MANY(CALL, 0);
  MANY(GET, 0, 0x11, 0, 0);
  MANY(GET, 0, 0x40, 0, DROP);
  MANY(0x3f, 0, DROP);
  MANY(GET, 0, 0x25, 0, 0x1a);
  MANY(GET, 0, 0xd0, 0x70, 0x26, 0);
  MANY(0xfc, 0x10, 0, DROP);
  MANY(0xd0, 0x70, GET, 0, 0xfc, 0x0f, 0, DROP);
  MANY(GET, 0, GET, 0, GET, 0, 0xfc, 0x0b, 0);
  MANY(GET, 0, GET, 0, GET, 0, 0xfc, 0x0a, 0, 0);
}
Test(compile, values, .timeout = 120) {
  MANY(GET, 0xc7, 0x01, SET, 0x80, 0x01);
  MANY(CONST, 0x80, 0x80, 0x01, TEE, 0x90, 0x01, DROP);
  MANY(0x23, 0, 0x24, 0);
  MANY(0x42, 0x80, 0x01, DROP);
  MANY(0x43, 1, 2, 3, 4, 0xfc, 0, DROP);
  MANY(0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0x9a, DROP);
  MANY(GET, 0, 0x28, 2, 0, DROP);
  MANY(GET, 0, 0x2d, 0, 0x80, 0x80, 0x01, DROP);
  MANY(GET, 0, GET, 1, 0x36, 2, 0x80, 0x02);
  MANY(GET, 0, GET, 1, 0x3a, 0, 8);
  MANY(GET, 0, GET, 1, GET, 2, 0x1c, 1, I32, DROP);
  MANY(GET, 0, GET, 1, GET, 2, SELECT, SET, 1);
  MANY(GET, 0, 0x67, EQZ, SET, 1);
  MANY(GET, 0, GET, 1, 0x48, SET, 1);
  MANY(0xd0, 0x6f, 0xd1, DROP);
}
#undef MANY

/* A block settles what lies below it: constants that have settled are not looked at again. */
Test(compile, constants_below_blocks, .timeout = 60) {
  Source s = {0};
  put_type(&s, 0, 0, 0, 0);
  REPEAT(&s.body, LARGE / 4, CONST, 0);
  REPEAT(&s.body, LARGE / 4 / 4, BLOCK, NO_TYPE, END, 0x01);
  PUT(&s.body, UNREACHABLE, END);
  cr_assert_gt(compile(&s), 0);
}

Test(compile, constants_and_blocks, .timeout = 60) {
  Source s = {0};
  put_type(&s, 1, I32, 0, 0);
  REPEAT(&s.body, LARGE / 12, CONST, 0, GET, 0, BLOCK, NO_TYPE, GET, 0, BR_IF, 0, END);
  PUT(&s.body, UNREACHABLE, END);
  cr_assert_gt(compile(&s), 0);
}

Test(compile, parameters_of_blocks, .timeout = 120) {
  Source s = {0};
  put_type(&s, 0, 0, 0, 0);
  put_type(&s, 1000, I32, 0, 0);
  REPEAT(&s.body, 1000, CONST, 0);
  REPEAT(&s.body, 100000, BLOCK, 1);
  PUT(&s.body, UNREACHABLE);
  REPEAT(&s.body, 100001, END);
  cr_assert_gt(compile(&s), 0);
}

/* Operands that stand for locals are copied before their local is written, and found without looking at all of them
 * each time: under many constants, one after the other from either end, again and again, many of one local. */
static void aliases(bool descending, uint32_t constants) {
  Source s = {0};
  put_type(&s, 0, 0, 0, 0);
  put_locals(&s, 50000, I32);
  for (uint32_t i = 0; i < 50000; i++) put_indexed(&s.body, GET, i);
  REPEAT(&s.body, constants, CONST, 0);
  for (uint32_t i = 0; i < 50000; i++) {
    PUT(&s.body, CONST, 1);
    put_indexed(&s.body, SET, descending ? 49999 - i : i);
  }
  PUT(&s.body, UNREACHABLE, END);
  cr_assert_geq(compile(&s), 100000);
}
Test(compile, aliases_descending, .timeout = 60) { aliases(true, LARGE / 2 - 400000); }
Test(compile, aliases_ascending, .timeout = 60) { aliases(false, LARGE / 2 - 400000); }
Test(compile, aliases_alone, .timeout = 60) { aliases(true, 0); }

Test(compile, aliases_of_one, .timeout = 60) {
  Source s = {0};
  put_type(&s, 0, 0, 0, 0);
  put_locals(&s, 100, I32);
  REPEAT(&s.body, LARGE / 8, GET, 77);
  REPEAT(&s.body, LARGE / 8, CONST, 1, SET, 77, GET, 77);
  PUT(&s.body, UNREACHABLE, END);
  cr_assert_gt(compile(&s), 0);
}

Test(compile, aliases_again, .timeout = 60) {
  Source s = {0};
  put_type(&s, 0, 0, 0, 0);
  put_locals(&s, 100, F64);
  for (uint32_t i = 0; i < LARGE / 12; i++) {
    PUT(&s.body, GET, (uint8_t)(i % 100), GET, 99, SET, (uint8_t)(i * 31 % 100), CONST, 3);
    PUT(&s.body, GET, (uint8_t)(i % 7), TEE, (uint8_t)(i % 5));
  }
  PUT(&s.body, UNREACHABLE, END);
  cr_assert_gt(compile(&s), 0);
}

/* select keeps its operands: two and the condition, from ever deeper slots. */
Test(compile, selects, .timeout = 60) {
  Source s = {0};
  put_type(&s, 1, I32, 1, I32);
  REPEAT(&s.body, LARGE / 6, GET, 0, CONST, 2);
  PUT(&s.body, GET, 0);
  REPEAT(&s.body, LARGE / 6 - 1, SELECT);
  PUT(&s.body, SELECT, END);
  Subject subject;
  Workshop shop;
  sg_error error;
  subject_open(&subject, source_module(&s));
  workshop_open(&shop);
  cr_assert_gt(workshop_compile(&shop, &subject, &error), 0, "%s", error.message);
  workshop_close(&shop);
  subject_close(&subject);
}
