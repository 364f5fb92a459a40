/* SPDX-License-Identifier: Apache-2.0
 *
 * Patterns of several operators that an emitter may have one instruction for: fields of bits, multiply and add,
 * division by constants, rotation, operands that are shifted or extended, compares as values. Each with the constants
 * at which the instruction's field begins, ends and wraps, and with neighbours that only look like the pattern.
 */
#include "harness/fuzz/generator.h"

/* Integer operators by their distance from add (i32: 0x6a, i64: 0x7c). */
enum { ADD, SUB, MUL, DIV_S, DIV_U, REM_S, REM_U, AND, OR, XOR, SHL, SHR_S, SHR_U, ROTL, ROTR };

static void binary(Generator *g, uint8_t type, unsigned which) { op(g, (type == I32 ? 0x6a : 0x7c) + which); }

static void number(Generator *g, uint8_t type, uint64_t number) {
  if (type == I32) constant_i32(g, (int32_t)(uint32_t)number);
  else constant_i64(g, (int64_t)number);
}

static uint32_t bits_of(uint8_t type) { return type == I32 ? 32 : 64; }

/* How far to shift: mostly in range, at the edges, and where it wraps. */
static uint32_t amount(Generator *g, uint8_t type) {
  const uint32_t bits = bits_of(type);
  static const uint8_t usual[] = {0, 1, 2, 3, 4, 7, 8, 12, 16, 24, 31, 32, 33, 48, 56, 63};
  switch (below(g, 5)) {
  case 0: return usual[below(g, 16)];
  case 1: return bits - 1;
  case 2: return percent(g, 50) ? bits : bits + below(g, 70);
  default: return below(g, bits);
  }
}

static uint64_t mask(Generator *g, uint8_t type) {
  const uint32_t bits = bits_of(type), width = 1 + below(g, bits);
  const uint64_t low = width == 64 ? ~0ull : (1ull << width) - 1;
  switch (below(g, 6)) {
  case 0: return low << below(g, bits);
  case 1: return ~low;
  case 2: return 0xff;
  case 3: return percent(g, 50) ? 0xffff : 0xffffffff;
  case 4: return random_next(&g->random) & random_next(&g->random);
  default: return low;
  }
}

/* What is divided or multiplied by. */
static uint64_t factor(Generator *g, uint8_t type) {
  static const uint32_t usual[] = {3,  5,   7,   9,   10,  11,  12,  13,   14,    25,
                                   60, 100, 125, 127, 255, 365, 641, 1000, 10000, 65537};
  const uint64_t power = 1ull << below(g, bits_of(type));
  switch (below(g, 9)) {
  case 0: return power;
  case 1: return 0 - power;
  case 2: return power + 1;
  case 3: return power - 1 ? power - 1 : 6;
  case 4: return 0 - (uint64_t)usual[below(g, 20)];
  case 5: return random_next(&g->random) | 1;
  case 6: return percent(g, 40) ? ~0ull : percent(g, 50) ? 1 : (uint64_t)INT64_MAX;
  default: return usual[below(g, 20)];
  }
}

/* An operand that can be pushed again: a local, which a tee may have filled just now. */
typedef struct Again {
  uint32_t local;
  bool is_local;
  uint64_t number;
} Again;
static Again first(Generator *g, uint8_t type) {
  Again again = {.number = random_next(&g->random) >> below(g, 64)};
  again.is_local = local_of(g, type, true, &again.local);
  if (again.is_local && percent(g, 40)) {
    value(g, type);
    op_u32(g, 0x22, again.local);
  } else if (again.is_local) {
    op_u32(g, 0x20, again.local);
  } else {
    number(g, type, again.number);
  }
  return again;
}
static void second(Generator *g, uint8_t type, Again again) {
  if (again.is_local) op_u32(g, 0x20, again.local);
  else number(g, type, again.number);
}

/* ---- Bits ---- */

static void field(Generator *g, uint8_t type) {
  const uint32_t left = amount(g, type), right = percent(g, 40) ? left : amount(g, type);
  switch (below(g, 7)) {
  case 0: /* a field taken out by two shifts */
  case 1:
    value(g, type);
    number(g, type, left), binary(g, type, SHL);
    number(g, type, right), binary(g, type, SHR_S + below(g, 2));
    break;
  case 2: /* shifted, then masked */
    value(g, type);
    number(g, type, right), binary(g, type, SHL + below(g, 3));
    number(g, type, mask(g, type)), binary(g, type, AND);
    break;
  case 3: /* masked, then shifted */
    value(g, type);
    number(g, type, mask(g, type)), binary(g, type, AND);
    number(g, type, left), binary(g, type, SHL + below(g, 3));
    break;
  case 4: { /* a field put in */
    const uint64_t hole = mask(g, type);
    value(g, type);
    number(g, type, ~hole), binary(g, type, AND);
    value(g, type);
    if (percent(g, 50)) number(g, type, left), binary(g, type, SHL);
    number(g, type, hole), binary(g, type, AND);
    binary(g, type, percent(g, 50) ? OR : percent(g, 50) ? ADD : XOR);
    break;
  }
  case 5: /* what C writes for a sign extension */
    if (type == I64 && percent(g, 50)) {
      value(g, I64), op(g, 0xa7), op(g, 0xac + below(g, 2));
      break;
    }
    value(g, type);
    if (percent(g, 50)) number(g, type, percent(g, 50) ? 0xff : 0xffff), binary(g, type, AND);
    op(g, type == I32 ? 0xc0 + below(g, 2) : 0xc2 + below(g, 3));
    break;
  default: /* narrowed and widened again */
    if (type == I32) {
      value(g, I64);
      constant_i64(g, (int64_t)amount(g, I64)), op(g, 0x87 + below(g, 2)), op(g, 0xa7);
    } else {
      value(g, I32);
      constant_i32(g, (int32_t)mask(g, I32)), op(g, 0x71), op(g, 0xac + below(g, 2));
      constant_i64(g, (int64_t)amount(g, I64)), op(g, 0x86);
    }
  }
}

static void rotate(Generator *g, uint8_t type) {
  if (percent(g, 50)) {
    value(g, type);
    if (percent(g, 60)) number(g, type, amount(g, type));
    else value(g, type);
    binary(g, type, ROTL + below(g, 2));
    return;
  }
  const uint32_t left = amount(g, type), right = percent(g, 85) ? bits_of(type) - left : amount(g, type);
  const Again x = first(g, type);
  number(g, type, left), binary(g, type, SHL);
  second(g, type, x);
  number(g, type, right), binary(g, type, percent(g, 85) ? SHR_U : SHR_S);
  binary(g, type, percent(g, 60) ? OR : percent(g, 50) ? ADD : XOR);
}

static void inverted(Generator *g, uint8_t type) {
  const bool before = percent(g, 30);
  if (!before) value(g, type);
  value(g, type);
  number(g, type, ~0ull), binary(g, type, XOR);
  if (before) value(g, type);
  binary(g, type, AND + below(g, 3));
}

/* ---- Sums ---- */

static void scaled(Generator *g, uint8_t type) { /* one operand is shifted or extended */
  const bool before = percent(g, 35);
  if (!before) value(g, type);
  if (type == I64 && percent(g, 45)) {
    value(g, I32);
    if (percent(g, 25)) constant_i32(g, percent(g, 50) ? 0xff : 0xffff), op(g, 0x71);
    op(g, 0xac + below(g, 2));
    if (percent(g, 60)) constant_i64(g, (int64_t)(percent(g, 80) ? below(g, 6) : amount(g, I64))), op(g, 0x86);
  } else {
    value(g, type);
    number(g, type, amount(g, type)), binary(g, type, percent(g, 60) ? SHL : SHR_S + below(g, 4));
  }
  if (before) value(g, type);
  static const uint8_t folds[] = {ADD, ADD, SUB, AND, OR, XOR};
  binary(g, type, folds[below(g, 6)]);
}

static void product(Generator *g, uint8_t type) {
  if (type == I64 && percent(g, 25)) { /* a wide product of narrow factors */
    const unsigned extend = 0xac + below(g, 2);
    if (percent(g, 50)) value(g, I64);
    else constant_i64(g, 0);
    value(g, I32), op(g, extend);
    value(g, I32), op(g, percent(g, 85) ? extend : extend ^ 1);
    binary(g, I64, MUL);
    binary(g, I64, percent(g, 60) ? ADD : SUB);
    if (percent(g, 40)) constant_i64(g, 32), op(g, 0x87 + below(g, 2));
    return;
  }
  const uint32_t form = below(g, 5);
  if (form == 0) number(g, type, 0);
  if (form == 1 || form == 2) value(g, type);
  value(g, type);
  if (percent(g, 40)) number(g, type, factor(g, type));
  else value(g, type);
  binary(g, type, MUL);
  if (form == 3) value(g, type);
  if (form < 4) binary(g, type, form == 0 || percent(g, 40) ? SUB : ADD);
}

static void negated(Generator *g, uint8_t type) {
  switch (below(g, 4)) {
  case 0: number(g, type, 0), value(g, type), binary(g, type, SUB); break;
  case 1: value(g, type), number(g, type, ~0ull), binary(g, type, percent(g, 50) ? MUL : XOR); break;
  case 2: { /* the absolute value without a branch */
    const Again x = first(g, type);
    second(g, type, x);
    number(g, type, bits_of(type) - 1), binary(g, type, SHR_S);
    binary(g, type, XOR);
    second(g, type, x);
    number(g, type, bits_of(type) - 1), binary(g, type, SHR_S);
    binary(g, type, SUB);
    break;
  }
  default: value(g, type), number(g, type, 0 - (uint64_t)below(g, 5000)), binary(g, type, percent(g, 50) ? ADD : SUB);
  }
}

static void divided(Generator *g, uint8_t type) {
  const unsigned which = DIV_S + below(g, 4);
  const uint64_t by = percent(g, 2) ? 0 : factor(g, type);
  const uint32_t form = below(g, 6);
  if (form == 0) { /* quotient and remainder of the same */
    const Again x = first(g, type);
    number(g, type, by), binary(g, type, which);
    second(g, type, x);
    number(g, type, by), binary(g, type, DIV_S + below(g, 4));
    binary(g, type, percent(g, 50) ? ADD : XOR);
  } else if (form == 1) { /* the remainder as compilers of old wrote it */
    const Again x = first(g, type);
    second(g, type, x);
    number(g, type, by), binary(g, type, DIV_S + below(g, 2));
    number(g, type, by), binary(g, type, MUL);
    binary(g, type, SUB);
  } else {
    value(g, type);
    if (percent(g, 30)) number(g, type, mask(g, type)), binary(g, type, AND);
    number(g, type, by), binary(g, type, which);
  }
}

/* ---- Compares as values ---- */

/* An i32, 0 or 1. */
static void truth(Generator *g) {
  static const uint8_t types[] = {I32, I32, I64, F32, F64}, firsts[] = {0x46, 0x46, 0x51, 0x5b, 0x61};
  const uint32_t which = below(g, 5);
  const uint8_t type = types[which];
  const bool integer = type == I32 || type == I64;
  if (integer && percent(g, 35)) { /* of bits */
    const uint64_t tested = percent(g, 60) ? 1ull << below(g, bits_of(type)) : mask(g, type);
    value(g, type);
    number(g, type, tested), binary(g, type, AND);
    if (percent(g, 60)) op(g, type == I32 ? 0x45 : 0x50);
    else number(g, type, percent(g, 50) ? tested : 0), op(g, firsts[which] + below(g, 2));
    return;
  }
  value(g, type);
  if (percent(g, 45)) constant(g, type);
  else value(g, type);
  op(g, firsts[which] + below(g, integer ? 10 : 6));
  while (percent(g, 15)) op(g, 0x45);
}

static void truth_sum(Generator *g, uint8_t type) {
  if (type == I32 && percent(g, 40)) { /* several conditions at once */
    truth(g);
    truth(g);
    op(g, 0x71 + below(g, 3));
    if (percent(g, 30)) op(g, 0x45);
    return;
  }
  const bool before = percent(g, 40);
  if (!before) value(g, type);
  truth(g);
  if (type == I64) op(g, 0xac + below(g, 2));
  if (before) value(g, type);
  static const uint8_t folds[] = {ADD, SUB, AND, OR, XOR, MUL, SHL};
  binary(g, type, folds[below(g, 7)]);
}

static void chosen(Generator *g, uint8_t type) {
  switch (below(g, 5)) {
  case 0: { /* the smaller or the greater */
    const Again x = first(g, type);
    const Again y = first(g, type);
    second(g, type, x);
    second(g, type, y);
    op(g, (type == I32 ? 0x48 : 0x53) + below(g, 8));
    op(g, 0x1b);
    break;
  }
  case 1: { /* changed or not: x + 1, -x or ~x against x or y */
    const Again x = first(g, type);
    const uint32_t how = below(g, 3);
    if (how == 0) number(g, type, 1), binary(g, type, ADD);
    else number(g, type, ~0ull), binary(g, type, how == 1 ? XOR : MUL);
    if (percent(g, 50)) second(g, type, x);
    else value(g, type);
    truth(g);
    op(g, 0x1b);
    break;
  }
  case 2: { /* of constants */
    static const int8_t few[] = {0, 1, -1, 2, 0, 1};
    number(g, type, (uint64_t)(int64_t)few[below(g, 6)]);
    number(g, type, (uint64_t)(int64_t)few[below(g, 6)]);
    truth(g);
    op(g, 0x1b);
    break;
  }
  default:
    value(g, type);
    value(g, type);
    truth(g);
    op(g, 0x1b);
  }
}

static void counted_bits(Generator *g, uint8_t type) {
  value(g, type);
  op(g, (type == I32 ? 0x67 : 0x79) + below(g, 3)); /* clz, ctz, popcnt */
  if (percent(g, 50)) number(g, type, bits_of(type) - below(g, 2)), binary(g, type, percent(g, 50) ? XOR : SUB);
}

void idiom_address(Generator *g) {
  value(g, I32);
  constant_i32(g, percent(g, 60) ? 0x7ff8 : 0x7fff), op(g, 0x71);
}

/* A wide number from narrow places of memory. */
static void gathered(Generator *g, uint8_t type) {
  uint32_t pointer;
  if (!counter_choose(g, &pointer)) {
    value(g, type);
    return;
  }
  idiom_address(g);
  op_u32(g, 0x21, pointer);
  const uint32_t offset = below(g, 100);
  for (uint32_t i = 0, count = 2 + below(g, 3); i < count; i++) {
    op_u32(g, 0x20, pointer);
    if (type == I32) op(g, 0x2c + below(g, 4));
    else op(g, 0x30 + below(g, 6));
    op(g, 0), bytes_u32(&g->code, offset + i);
    if (i == 0) continue;
    number(g, type, 8 * i), binary(g, type, SHL);
    binary(g, type, percent(g, 80) ? OR : ADD);
  }
  counter_release(g, pointer);
}

/* ---- Floats ---- */

static void floating(Generator *g, uint8_t type) {
  enum { F_ADD, F_SUB, F_MUL, F_DIV, F_MIN, F_MAX };
  const unsigned binary_op = type == F32 ? 0x92 : 0xa0, unary_op = type == F32 ? 0x8b : 0x99;
  switch (below(g, 7)) {
  case 0: /* product and sum: two roundings */
  case 1: {
    const bool before = percent(g, 50);
    if (before) value(g, type);
    value(g, type), value(g, type), op(g, binary_op + F_MUL);
    if (percent(g, 20)) op(g, unary_op + 1); /* neg */
    if (!before) value(g, type);
    op(g, binary_op + below(g, 2));
    if (percent(g, 20)) op(g, unary_op + 1);
    break;
  }
  case 2: /* the absolute difference */
    value(g, type), value(g, type), op(g, binary_op + F_SUB), op(g, unary_op);
    break;
  case 3: { /* the smaller by a compare, which is not min */
    uint32_t x, y;
    if (!local_of(g, type, false, &x) || !local_of(g, type, false, &y)) {
      value(g, type), value(g, type), op(g, binary_op + F_MIN + below(g, 2));
      break;
    }
    op_u32(g, 0x20, x), op_u32(g, 0x20, y);
    op_u32(g, 0x20, x), op_u32(g, 0x20, y), op(g, (type == F32 ? 0x5d : 0x63) + below(g, 4));
    op(g, 0x1b);
    break;
  }
  case 4: /* a constant operand */ value(g, type), constant(g, type), op(g, binary_op + below(g, 6)); break;
  case 5: { /* from an integer, scaled */
    const bool wide = percent(g, 50);
    value(g, wide ? I64 : I32);
    op(g, (type == F32 ? 0xb2 : 0xb7) + 2u * wide + below(g, 2));
    constant(g, type), op(g, binary_op + F_MUL + below(g, 2));
    break;
  }
  default: value(g, type), op(g, unary_op + below(g, 7)), op(g, unary_op + below(g, 3));
  }
}

void idiom(Generator *g, uint8_t type) {
  if (type == F32 || type == F64) {
    floating(g, type);
    return;
  }
  switch (below(g, 12)) {
  case 0:
  case 1: field(g, type); break;
  case 2: rotate(g, type); break;
  case 3: inverted(g, type); break;
  case 4: scaled(g, type); break;
  case 5: product(g, type); break;
  case 6: negated(g, type); break;
  case 7:
  case 8: divided(g, type); break;
  case 9: truth_sum(g, type); break;
  case 10: chosen(g, type); break;
  default:
    if (percent(g, 50)) gathered(g, type);
    else counted_bits(g, type);
  }
}
