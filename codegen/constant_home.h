/* SPDX-License-Identifier: Apache-2.0
 *
 * Constants at home: what takes several words to make, or is a float, is made once in front of a loop that uses it, in
 * a home register that no local needs. Such a home is a local that is never written: its number lies beyond every
 * local's, its operands are aliases like any local's, a way out of the loop stores nothing, and no loop evicts it.
 *
 * Where loops are no scopes (codegen/scope.h, homes_for_all) the constant belongs to the body and the prologue makes
 * it, in a home that the function's locals leave over. Else it belongs to a loop, and some homes must stay free. Part
 * of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_CONSTANT_HOME_H
#define SIGNET_CODEGEN_CONSTANT_HOME_H

#include "codegen/integer.h"
#include "codegen/local.h"
#include "codegen/numeric.h"

enum {
  CONSTANT_LOCAL = 1 << 20, /* + home: the local's number, as operands have it */
  CONSTANT_LEAVES = 4       /* homes, of a loop's that take a constant */
};

/* Homes of the bank that the function's locals, and the constants so far, leave over. All locals have homes. */
static int homes_left(const Body *b, bool floats) {
  int locals = 0;
  for (uint32_t i = 0; i < b->walk.local_count; i++) locals += is_float(b->locals[i].type) == floats;
  const Homes bank = b->home_registers & (floats ? FLOAT_HOMES : INTEGER_HOMES);
  return __builtin_popcountll(bank) - locals - __builtin_popcountll(b->constants & bank);
}

/* A home for a constant, which the loop around will want in each of its turns; NO_HOME: none is to spare. */
static unsigned constant_take(Body *b, uint8_t type, uint64_t bits) {
  const bool floats = is_float(type);
  const Homes free = b->home_registers & (floats ? FLOAT_HOMES : INTEGER_HOMES) & ~b->owned;
  Scope *q = b->scope, *owner = q;
  Homes fit = free & ~q->used;
  const Homes volatiles = VOLATILE_HOMES & ~b->owned & ~q->used;
  if (floats && q != b->scopes && !q->calls && __builtin_popcountll(volatiles) > CONSTANT_LEAVES) {
    fit = volatiles;
    for (; owner - 1 != b->scopes && !owner[-1].calls && (fit & ~owner[-1].used) != 0; owner--) fit &= ~owner[-1].used;
  } else if (!fit) {
    return NO_HOME;
  } else if (q == b->scopes) {
    if (homes_left(b, floats) <= 0) return NO_HOME;
  } else {
    if (__builtin_popcountll(free) <= CONSTANT_LEAVES) return NO_HOME;
    for (; owner - 1 != b->scopes && (fit & ~owner[-1].used) != 0; owner--) fit &= ~owner[-1].used;
  }
  const unsigned home = first_home(fit);
  const Homes bit = (Homes)1 << home;
  for (Scope *s = q; s >= owner; s--) s->touched |= bit;
  owner->own |= bit;
  b->owned |= bit;
  b->homes_used |= bit;
  b->written &= ~bit;
  b->constants |= bit;
  b->home_local[home] = CONSTANT_LOCAL + home;
  b->home_constant[home] = (HomeConstant){bits, type};
  return home;
}

/* The constant as an operand, if it is at home or, in a loop, finds one. `next` is the next operator: what goes to a
 * local is better made there. */
static __attribute__((noinline)) bool constant_at_home(Body *b, const uint8_t *next, Operand *o, uint8_t type,
                                                       uint64_t bits) {
  unsigned home = NO_HOME;
  for (Homes rest = b->constants; rest; rest &= rest - 1) {
    const HomeConstant *constant = &b->home_constant[__builtin_ctzll(rest)];
    if (constant->bits == bits && constant->type == type) home = (unsigned)__builtin_ctzll(rest);
  }
  if (home == NO_HOME) {
    if ((uint8_t)(*next - OP_LOCAL_SET) <= 1) return false;
    home = constant_take(b, type, bits);
    if (home == NO_HOME) return false;
  }
  *o = (Operand){
      .type = type, .where = WHERE_LOCAL, .reg = (uint16_t)home_register(home), .value = CONSTANT_LOCAL + home};
  return true;
}

/* Puts the words that make the constants of these homes from `at` on; gives where they end. */
static Word *constant_home_words(const Body *b, Homes homes, Word *at) {
  for (; homes; homes &= homes - 1) {
    const unsigned home = (unsigned)__builtin_ctzll(homes);
    const HomeConstant *constant = &b->home_constant[home];
    at += is_float(constant->type)
              ? numeric_float_words(at, home_register(home), constant->bits, constant->type == TYPE_F64)
              : a64_constant(at, home, constant->bits, constant->type == TYPE_I64);
  }
  return at;
}

static void emit_constant_homes(Body *b, Homes homes) {
  Word words[FLOAT_CONSTANT_WORDS];
  for (; homes; homes &= homes - 1) emit_words(b, words, constant_home_words(b, homes & -homes, words));
}

/* ---- The walker's constants ---- */

/* Whether the operator at p has no form that takes this constant of several words. */
static bool wants_register(const uint8_t *p, uint8_t type, int32_t value) {
  const uint8_t first = type == TYPE_I64 ? OP_I64_ADD : OP_I32_ADD;
  switch (*p - first) {
  case 0:
  case 1: { /* add, sub: 12 bits, or 12 bits shifted by 12 */
    const uint32_t magnitude = value < 0 ? -(uint32_t)value : (uint32_t)value;
    return magnitude >= 1u << 24 || (magnitude & 0xfff) != 0;
  }
  case OP_I32_MUL - OP_I32_ADD:
  case OP_I32_AND - OP_I32_ADD:
  case OP_I32_OR - OP_I32_ADD:
  case OP_I32_XOR - OP_I32_ADD: return true;
  default: return is_comparison(*p, type) || *p == (type == TYPE_I64 ? OP_I64_STORE : OP_I32_STORE);
  }
}

/* Whether a constant that an operand entry can hold is of one word. */
static inline bool is_short_constant(int32_t value) { return (uint32_t)value + 0x10000 < 0x20000; }

static void emit_const_integer(Body *b, const uint8_t *next, Operand *top, uint8_t type, int32_t value) {
  Word words[4];
  if (__builtin_expect(b->loops != 0 && !is_short_constant(value), 0) && wants_register(next, type, value)) {
    const uint64_t bits = type == TYPE_I64 ? (uint64_t)(int64_t)value : (uint32_t)value;
    if (a64_mov_immediate(words, X16, bits, type == TYPE_I64) > 1 && constant_at_home(b, next, top, type, bits)) return;
  }
  *top = (Operand){.type = type, .where = WHERE_CONST, .value = (uint32_t)value};
}

static inline void emit_const_i32(Body *b, const uint8_t *next, Operand *top, int32_t value) {
  emit_const_integer(b, next, top, TYPE_I32, value);
}

/* Constants that an operand entry cannot hold are made at once. */
static inline void emit_const_i64(Body *b, const uint8_t *next, Operand *top, int64_t value) {
  Word words[4];
  if (value == (int32_t)value) return emit_const_integer(b, next, top, TYPE_I64, (int32_t)value);
  uint32_t field;
  if (is_logical(*next, TYPE_I64) && a64_logical_immediate((uint64_t)value, 64, &field)) {
    *top = (Operand){.type = TYPE_I64, .where = WHERE_LOGICAL, .value = field};
    return;
  }
  if (b->loops && a64_mov_immediate(words, X16, (uint64_t)value, true) > 1 &&
      constant_at_home(b, next, top, TYPE_I64, (uint64_t)value))
    return;
  operator_begin(b, top - 1);
  emit_number(b, result_register(b, next, top, TYPE_I64), (uint64_t)value, true);
}

static inline void emit_const_f32(Body *b, const uint8_t *next, Operand *top, uint32_t bits) {
  if (b->loops && bits && constant_at_home(b, next, top, TYPE_F32, bits)) return;
  operator_begin(b, top - 1);
  numeric_float_constant(b, result_register(b, next, top, TYPE_F32), bits, false);
}

static inline void emit_const_f64(Body *b, const uint8_t *next, Operand *top, uint64_t bits) {
  if (b->loops && bits && constant_at_home(b, next, top, TYPE_F64, bits)) return;
  operator_begin(b, top - 1);
  numeric_float_constant(b, result_register(b, next, top, TYPE_F64), bits, true);
}

#endif
