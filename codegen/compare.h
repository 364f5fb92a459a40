/* SPDX-License-Identifier: Apache-2.0
 *
 * Comparisons, tests and select. A comparison whose value is taken by the next operator (br_if, if, select, eqz: seen
 * by one byte of look-ahead) stays in the flags; a test for zero stays a register, for cbz and cbnz. Any other consumer
 * gets 0 or 1. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_COMPARE_H
#define SIGNET_CODEGEN_COMPARE_H

#include "codegen/divide.h"
#include "codegen/multiply.h"

/* Whether the next operator takes a condition as it is. */
static inline bool next_takes_condition(const uint8_t *next) {
  return *next == OP_BR_IF || *next == OP_IF || *next == OP_SELECT || *next == OP_I32_EQZ;
}

/* The flags hold a comparison: its value is operand o. */
ALWAYS_INLINE void compared(Body *b, const uint8_t *p, Operand *o, unsigned condition) {
  if (next_takes_condition(p + 1)) {
    *o = (Operand){.type = TYPE_I32, .where = WHERE_FLAGS, .reg = (uint16_t)condition};
    return;
  }
  emit(b, a64_cset(result_register(b, p + 1, o, TYPE_I32), condition));
}

ALWAYS_INLINE void integer_compare(Body *b, const uint8_t *p, Operand *left, bool wide, unsigned condition) {
  Operand *l = left, *r = left + 1;
  if (l->where == WHERE_CONST && r->where != WHERE_CONST) {
    l = left + 1;
    r = left;
    condition = a64_swap(condition);
  }
  int64_t value = constant_of(r);
  if (r->where == WHERE_CONST && value >= 0 && a64_fits_add((uint64_t)value)) {
    emit(b, a64_cmp_imm(in_register(b, l), (uint64_t)value, wide));
  } else if (r->where == WHERE_CONST && value < 0 && a64_fits_add(-(uint64_t)value)) {
    emit(b, a64_cmn_imm(in_register(b, l), -(uint64_t)value, wide));
  } else {
    const unsigned what = FOLDS_SHIFTS | FOLDS_EXTENSIONS;
    if (folds(l, what) && !folds(r, what)) {
      Operand *o = l;
      l = r;
      r = o;
      condition = a64_swap(condition);
    }
    const unsigned rn = in_register(b, l);
    if (folds(r, what)) emit_folded(b, A64_SUBSw | a64_sf(wide), XZR, rn, r);
    else emit(b, a64_cmp(rn, in_register(b, r), wide));
  }
  release(b, l);
  release(b, r);
  compared(b, p, left, condition);
}

ALWAYS_INLINE void float_compare(Body *b, const uint8_t *p, Operand *left, Word word, unsigned condition) {
  unsigned rn = in_register(b, left), rm = in_register(b, left + 1);
  emit(b, a64_fcmp(word, rn, rm));
  release(b, left);
  release(b, left + 1);
  compared(b, p, left, condition);
}

#define INTEGER_CONDITIONS(ROW)                                                                                        \
  ROW(EQ, A64_EQ)                                                                                                      \
  ROW(NE, A64_NE)                                                                                                      \
  ROW(LT_S, A64_LT)                                                                                                    \
  ROW(LT_U, A64_LO)                                                                                                    \
  ROW(GT_S, A64_GT)                                                                                                    \
  ROW(GT_U, A64_HI)                                                                                                    \
  ROW(LE_S, A64_LE)                                                                                                    \
  ROW(LE_U, A64_LS)                                                                                                    \
  ROW(GE_S, A64_GE)                                                                                                    \
  ROW(GE_U, A64_HS)

/* The condition that a comparison leaves in the flags. After fcmp they are such that they, and their inverses, are
 * right for unordered operands: lt is MI (not LT, which holds of NaN), le is LS. */
ALWAYS_INLINE unsigned compare_condition(Opcode op) {
  switch (op) {
#define ROW(id, condition)                                                                                             \
  case OP_I32_##id:                                                                                                    \
  case OP_I64_##id: return condition;
    INTEGER_CONDITIONS(ROW)
#undef ROW
#define CONDITIONS(type)                                                                                               \
  case OP_##type##_EQ: return A64_EQ;                                                                                  \
  case OP_##type##_NE: return A64_NE;                                                                                  \
  case OP_##type##_LT: return A64_MI;                                                                                  \
  case OP_##type##_GT: return A64_GT;                                                                                  \
  case OP_##type##_LE: return A64_LS;                                                                                  \
  case OP_##type##_GE: return A64_GE;
    CONDITIONS(F32)
    CONDITIONS(F64)
#undef CONDITIONS
  default: __builtin_trap();
  }
}

ALWAYS_INLINE void emit_compare(Body *b, const uint8_t *p, Operand *left, Opcode op, uint8_t from) {
  operator_begin(b, left + 1);
  if (is_float(from)) float_compare(b, p, left, from == TYPE_F32 ? A64_FCMPs : A64_FCMPd, compare_condition(op));
  else integer_compare(b, p, left, from == TYPE_I64, compare_condition(op));
}

/* spec 4.3.2: i32.eqz, i64.eqz; ref.is_null. */
ALWAYS_INLINE void emit_test(Body *b, const uint8_t *p, Operand *top, Opcode op) {
  operator_begin(b, top);
  if (top->where == WHERE_FLAGS || top->where == WHERE_TEST) {
    if (top->where == WHERE_FLAGS) top->reg = (uint16_t)a64_invert(top->reg);
    else top->value ^= TEST_IF_ZERO;
    if (next_takes_condition(p + 1)) return;
    Operand condition = *top;
    if (condition.where == WHERE_TEST) {
      emit(b, a64_cmp_imm(condition.reg, 0, (condition.value & TEST_WIDE) != 0));
      release(b, &condition);
      condition.reg = condition.value & TEST_IF_ZERO ? A64_EQ : A64_NE;
    }
    emit(b, a64_cset(result_register(b, p + 1, top, TYPE_I32), condition.reg));
    return;
  }
  const bool wide = op != OP_I32_EQZ;
  unsigned reg = in_register(b, top);
  if (next_takes_condition(p + 1)) {
    bool owns = top->where == WHERE_REG;
    if (!owns) release(b, top);
    *top = (Operand){.type = TYPE_I32,
                     .where = WHERE_TEST,
                     .reg = (uint16_t)reg,
                     .value = TEST_IF_ZERO | (wide ? TEST_WIDE : 0) | (owns ? TEST_OWNS : 0)};
    return;
  }
  emit(b, a64_cmp_imm(reg, 0, wide));
  release(b, top);
  emit(b, a64_cset(result_register(b, p + 1, top, TYPE_I32), A64_EQ));
}

/* select of integers: `second`, if the condition does not hold, may be `first` or zero as it is, plus 1, inverted or
 * negated. False: two registers. */
ALWAYS_INLINE bool select_constants(Body *b, const uint8_t *next, Operand *first, unsigned condition, uint8_t type) {
  Operand *second = first + 1;
  const bool wide = type_is_wide(type);
  if (type == TYPE_REF || (first->where != WHERE_CONST && second->where != WHERE_CONST)) return false;
  Operand *base = first, *other = second;
  if (first->where == WHERE_CONST && (second->where != WHERE_CONST || first->value == 0 ||
                                      (second->value != 0 && first->value == second->value + 1))) {
    base = second;
    other = first;
    condition = a64_invert(condition);
  }
  /* base if the condition holds, else what `word` makes of rm */
  const int64_t value = constant_of(other);
  Word word = A64_CSELw;
  bool of_zero = true;
  if (base->where == WHERE_CONST && base->value != 0) {
    const int64_t from = constant_of(base);
    of_zero = false;
    if (value == from + 1) word = A64_CSINCw;
    else if (value == ~from) word = A64_CSINVw;
    else if (value == -from) word = A64_CSNEGw;
    else of_zero = true;
  }
  if (of_zero) word = value == 1 ? A64_CSINCw : value == -1 ? A64_CSINVw : A64_CSELw;
  const unsigned rn = in_register_or_zero(b, base);
  unsigned rm = of_zero ? (unsigned)XZR : rn;
  if (of_zero && word == A64_CSELw) rm = in_register_or_zero(b, other);
  release(b, first);
  release(b, second);
  emit(b, a64_select(word | a64_sf(wide), result_register(b, next, first, type), rn, rm, condition));
  return true;
}

/* spec 4.4.4: select. first, second, condition lie one above the other. */
static void emit_select(Body *b, const uint8_t *next, Operand *first, uint8_t type) {
  Operand *second = first + 1, *condition = first + 2;
  operator_begin(b, condition);
  condition_to_flags(b, condition);
  if (!is_float(type) && select_constants(b, next, first, condition->reg, type)) return;
  unsigned rn = in_register(b, first), rm = in_register(b, second);
  release(b, first);
  release(b, second);
  unsigned rd = result_register(b, next, first, type);
  if (is_float(type)) emit(b, a64_select(type == TYPE_F32 ? A64_FCSELs : A64_FCSELd, rd, rn, rm, condition->reg));
  else emit(b, a64_select(type_is_wide(type) ? A64_CSELx : A64_CSELw, rd, rn, rm, condition->reg));
}

#endif
