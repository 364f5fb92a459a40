/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer operators: immediates, shifts by constants, division with its traps (spec 4.3.2). Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_INTEGER_H
#define SIGNET_CODEGEN_INTEGER_H

#include "codegen/branch.h"
#include "codegen/numeric.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* An integer operator whose right operand may be a constant; its value, sign-extended. */
static inline int64_t constant_of(const Operand *o) { return (int32_t)o->value; }

ALWAYS_INLINE void binary_registers(Body *b, const uint8_t *p, Operand *left, Operand *l, Operand *r, Word word,
                                    uint8_t type) {
  unsigned rn = in_register(b, l), rm = in_register(b, r);
  release(b, l);
  release(b, r);
  unsigned rd = result_register(b, p + 1, left, type);
  emit(b, a64_rrr(word, rd, rn, rm));
}

/* The same with a shift that waits in the right operand, or the left one if they commute. False: there is none to fold.
 */
ALWAYS_INLINE bool binary_shifted(Body *b, const uint8_t *p, Operand *left, Word word, uint8_t type, bool commutes,
                                  bool rotates) {
  Operand *l = left, *r = left + 1;
  if (commutes && !is_shifted(r)) {
    l = left + 1;
    r = left;
  }
  if (!is_shifted(r) || (shift_kind(r) == A64_ROR && !rotates)) return false;
  unsigned rn = in_register(b, l);
  const Operand shifted = *r;
  release(b, l);
  release(b, r);
  unsigned rd = result_register(b, p + 1, left, type);
  emit(b, a64_rrr_shift(word, rd, rn, shifted.reg, shift_kind(&shifted), shift_amount(&shifted)));
  return true;
}

/* add and sub: `word` for a positive constant, `opposite` for a negative one. */
ALWAYS_INLINE void integer_add(Body *b, const uint8_t *p, Operand *left, Word word, Word opposite, uint8_t type,
                               bool commutes) {
  Operand *l = left, *r = left + 1;
  if (commutes && l->where == WHERE_CONST) {
    l = left + 1;
    r = left;
  }
  if (r->where == WHERE_CONST) {
    int64_t value = constant_of(r);
    Word op = value < 0 ? opposite : word;
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    if (a64_fits_add(magnitude)) {
      unsigned rn = in_register(b, l);
      release(b, l);
      unsigned rd = result_register(b, p + 1, left, type);
      emit(b, a64_add_imm(op, rd, rn, magnitude));
      return;
    }
    if (magnitude >> 24 == 0 && magnitude >> 16 != 0) { /* two words, as many as the constant alone */
      unsigned rn = in_register(b, l);
      release(b, l);
      unsigned rd = result_register(b, p + 1, left, type);
      emit(b, a64_add_imm(op, rd, rn, magnitude & 0xfff000));
      emit(b, a64_add_imm(op, rd, rd, magnitude & 0xfff));
      return;
    }
  }
  if (!commutes && l->where == WHERE_CONST && l->value == 0) { /* 0 - x */
    unsigned rm = in_register(b, r);
    release(b, r);
    emit(b, a64_neg(result_register(b, p + 1, left, type), rm, type == TYPE_I64));
    return;
  }
  if (binary_shifted(b, p, left, word, type, commutes, false)) return;
  binary_registers(b, p, left, l, r, word, type);
}

ALWAYS_INLINE void integer_logical(Body *b, const uint8_t *p, Operand *left, Word word, uint8_t type) {
  Operand *l = left, *r = left + 1;
  if (l->where == WHERE_CONST) {
    l = left + 1;
    r = left;
  }
  if (r->where == WHERE_CONST && constant_of(r) == -1 && (word == A64_EORw || word == A64_EORx)) {
    unsigned rm = in_register(b, l);
    release(b, l);
    emit(b, a64_mvn(result_register(b, p + 1, left, type), rm, type == TYPE_I64));
    return;
  }
  uint32_t field;
  if (r->where == WHERE_CONST && a64_logical_immediate((uint64_t)constant_of(r), type == TYPE_I64 ? 64 : 32, &field)) {
    unsigned rn = in_register(b, l);
    release(b, l);
    unsigned rd = result_register(b, p + 1, left, type);
    emit(b, a64_logical_imm(word, rd, rn, field));
    return;
  }
  if (binary_shifted(b, p, left, word, type, true, true)) return;
  binary_registers(b, p, left, l, r, word, type);
}

/* Whether a shift at p may be folded by what follows: at once, or behind a local that is the other operand. */
ALWAYS_INLINE bool shift_may_fold(const uint8_t *next, uint8_t type) {
  const uint8_t add = type == TYPE_I64 ? OP_I64_ADD : OP_I32_ADD, and = type == TYPE_I64 ? OP_I64_AND : OP_I32_AND;
  if (*next == OP_LOCAL_GET && next[1] < 0x80) next += 2;
  return (uint8_t)(*next - add) <= 1 || (uint8_t)(*next - and) <= 2;
}

/* `kind`: A64_LSL, A64_LSR, A64_ASR, A64_ROR; `word`: by a register. A shift by a constant waits where it may be
 * folded. */
ALWAYS_INLINE void integer_shift(Body *b, const uint8_t *p, Operand *left, unsigned kind, Word word, uint8_t type) {
  Operand *r = left + 1;
  if (r->where != WHERE_CONST) return binary_registers(b, p, left, left, r, word, type);
  const unsigned amount = r->value & (type == TYPE_I64 ? 63 : 31);
  const unsigned rn = in_register(b, left);
  if (shift_may_fold(p + 1, type) && (left->where == WHERE_REG || rn >= 8)) {
    left->value = shift_value(kind, amount, left->where == WHERE_REG ? 0 : left->value);
    left->where = left->where == WHERE_REG ? WHERE_SHIFTED : WHERE_SHIFTED_LOCAL;
    return;
  }
  const Operand shifted = {.type = type, .reg = (uint16_t)rn, .value = shift_value(kind, amount, 0)};
  release(b, left);
  emit_shift(b, result_register(b, p + 1, left, type), &shifted);
}

ALWAYS_INLINE void integer_rotate_left(Body *b, const uint8_t *p, Operand *left, uint8_t type) {
  const bool wide = type == TYPE_I64;
  Operand *r = left + 1;
  if (r->where == WHERE_CONST) {
    r->value = -r->value; /* modulo 2^32: the shift takes the low bits */
    return integer_shift(b, p, left, A64_ROR, 0, type);
  }
  unsigned rn = in_register(b, left), rm = in_register(b, r);
  release(b, left);
  release(b, r);
  numeric_rotl(b, result_register(b, p + 1, left, type), rn, rm, wide);
}

/* spec 4.3.2: division by zero traps, and so does the quotient that does not fit. */
ALWAYS_INLINE void integer_divide(Body *b, const uint8_t *p, Operand *left, uint8_t type, bool is_signed,
                                  bool remainder) {
  const bool wide = type == TYPE_I64;
  Operand *r = left + 1;
  const bool constant = r->where == WHERE_CONST;
  const int64_t divisor = constant ? constant_of(r) : 0;
  unsigned rn = in_register(b, left), rm = in_register(b, r);
  if (divisor == 0) trap_branch(b, a64_cb(A64_CBZw | a64_sf(wide), rm, 0), TRAP_DIVIDE_BY_ZERO);
  if (is_signed && !remainder && (!constant || divisor == -1)) numeric_div_s_overflow(b, rn, rm, wide);
  release(b, left);
  release(b, r);
  unsigned rd = result_register(b, p + 1, left, type);
  if (remainder) numeric_rem(b, rd, rn, rm, wide, is_signed);
  else emit(b, a64_rrr((is_signed ? A64_SDIVw : A64_UDIVw) | a64_sf(wide), rd, rn, rm));
}

#endif
