/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer add, sub, logical operators and shifts: immediates, and what waited for them (codegen/pending.h), or will
 * wait for the next operator. Multiplication is in codegen/multiply.h, division in codegen/divide.h. Part of
 * codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_INTEGER_H
#define SIGNET_CODEGEN_INTEGER_H

#include "codegen/branch.h"
#include "codegen/numeric.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The value of a constant, sign-extended. */
static inline int64_t constant_of(const Operand *o) { return (int32_t)o->value; }

static inline unsigned width_of(uint8_t type) { return type == TYPE_I64 ? 64 : 32; }
static inline unsigned lesser(unsigned a, unsigned b) { return a < b ? a : b; }

/* ---- Looking ahead: whether an operator that waits may be folded. Hints, as in result_register ---- */

static inline bool is_add_or_sub(uint8_t op, uint8_t type) {
  return (uint8_t)(op - (type == TYPE_I64 ? OP_I64_ADD : OP_I32_ADD)) <= 1;
}
static inline bool is_logical(uint8_t op, uint8_t type) {
  return (uint8_t)(op - (type == TYPE_I64 ? OP_I64_AND : OP_I32_AND)) <= 2;
}
static inline bool is_comparison(uint8_t op, uint8_t type) {
  return (uint8_t)(op - (type == TYPE_I64 ? OP_I64_EQ : OP_I32_EQ)) <= OP_I32_GE_U - OP_I32_EQ;
}
/* Behind a local that is the other operand. */
static inline const uint8_t *past_local(const uint8_t *next) {
  return *next == OP_LOCAL_GET && next[1] < 0x80 ? next + 2 : next;
}
/* The operator behind a constant of one or two bytes; 0: there is no constant. */
static inline uint8_t behind_constant(const uint8_t *next, uint8_t type) {
  if (*next != (type == TYPE_I64 ? OP_I64_CONST : OP_I32_CONST)) return 0;
  return next[1] < 0x80 ? next[2] : next[3];
}

/* A shift: by add, sub, and, or, xor; or by a mask or a shift the other way, which make it a bit field. */
ALWAYS_INLINE bool shift_may_fold(const uint8_t *next, uint8_t type, unsigned kind) {
  const uint8_t add = type == TYPE_I64 ? OP_I64_ADD : OP_I32_ADD, and = type == TYPE_I64 ? OP_I64_AND : OP_I32_AND;
  const uint8_t field = behind_constant(next, type);
  if (field) return kind == A64_LSL ? (uint8_t)(field - and-4) <= 1 : kind != A64_ROR && field == and;
  next = past_local(next);
  return (uint8_t)(*next - add) <= 1 || (uint8_t)(*next - and) <= 2;
}
_Static_assert(OP_I32_SHR_S == OP_I32_AND + 4 && OP_I32_SHR_U == OP_I32_AND + 5 && OP_I64_SHR_S == OP_I64_AND + 4 &&
                   OP_I64_SHR_U == OP_I64_AND + 5,
               "shift_may_fold");

/* A mask of the low `bits` bits: by a shift to the left; one that is an extension, by add, sub and comparisons. */
ALWAYS_INLINE bool mask_may_fold(const uint8_t *next, uint8_t type, unsigned bits) {
  const uint8_t shift = behind_constant(next, type);
  if (shift) return shift == (type == TYPE_I64 ? OP_I64_SHL : OP_I32_SHL);
  if (bits != 8 && bits != 16 && bits != 32) return false;
  next = past_local(next);
  return is_add_or_sub(*next, type) || is_comparison(*next, type);
}

/* An extension: the same; and from 32 to 64 bits, by a multiplication. */
ALWAYS_INLINE bool extension_may_fold(const uint8_t *next, uint8_t type) {
  const uint8_t shift = behind_constant(next, type);
  if (shift) return shift == (type == TYPE_I64 ? OP_I64_SHL : OP_I32_SHL);
  next = past_local(next);
  if (*next == OP_I64_EXTEND_I32_U || *next == OP_I64_EXTEND_I32_S) next++;
  return is_add_or_sub(*next, type) || is_comparison(*next, type) || (type == TYPE_I64 && *next == OP_I64_MUL);
}

/* The operand, in a register, waits, if that may be: not in the register in which a parameter arrived, which others
 * take. False: it does not. */
ALWAYS_INLINE bool leave_pending(Operand *o, unsigned kind, unsigned amount, uint8_t type) {
  if (o->where == WHERE_REG) {
    o->where = WHERE_SHIFTED;
    o->value = shift_value(kind, amount, 0);
  } else if (o->where == WHERE_LOCAL && o->reg >= 8) {
    o->where = WHERE_SHIFTED_LOCAL;
    o->value = shift_value(kind, amount, o->value);
  } else {
    return false;
  }
  o->type = type;
  return true;
}

/* ---- Operators of two registers ---- */

ALWAYS_INLINE void binary_registers(Body *b, const uint8_t *p, Operand *left, Operand *l, Operand *r, Word word,
                                    uint8_t type) {
  unsigned rn = in_register(b, l), rm = in_register(b, r);
  release(b, l);
  release(b, r);
  unsigned rd = result_register(b, p + 1, left, type);
  emit(b, a64_rrr(word, rd, rn, rm));
}

/* What an operator's last register may be: shifted, rotated, extended, inverted. */
enum { FOLDS_SHIFTS = 1, FOLDS_ROTATIONS = 2, FOLDS_EXTENSIONS = 4, FOLDS_INVERSION = 8 };

ALWAYS_INLINE bool folds(const Operand *o, unsigned what) {
  if (!is_shifted(o)) return false;
  const unsigned kind = shift_kind(o);
  if (kind == PENDING_LOW_BITS) return false;
  if (kind == PENDING_INVERTED) return what & FOLDS_INVERSION;
  if (kind >= PENDING_EXTEND) return what & FOLDS_EXTENSIONS && shift_amount(o) <= 4;
  return kind == A64_ROR ? what & FOLDS_ROTATIONS : what & FOLDS_SHIFTS;
}

/* op rd, rn, o for an operand that folds. */
ALWAYS_INLINE void emit_folded(Body *b, Word word, unsigned rd, unsigned rn, const Operand *o) {
  const unsigned kind = shift_kind(o), amount = shift_amount(o);
  if (kind >= PENDING_EXTEND) emit(b, a64_rrr_extend(word, rd, rn, o->reg, kind & 7, amount));
  else if (kind == PENDING_INVERTED) emit(b, a64_rrr(word ^ A64_ANDw ^ A64_BICw, rd, rn, o->reg));
  else emit(b, a64_rrr_shift(word, rd, rn, o->reg, kind, amount));
}

/* The same with what waits in the right operand, or the left one if they commute. False: there is nothing to fold. */
ALWAYS_INLINE bool binary_folded(Body *b, const uint8_t *p, Operand *left, Word word, uint8_t type, bool commutes,
                                 unsigned what) {
  Operand *l = left, *r = left + 1;
  if (commutes && !folds(r, what)) {
    l = left + 1;
    r = left;
  }
  if (!folds(r, what)) return false;
  unsigned rn = in_register(b, l);
  const Operand folded = *r;
  release(b, l);
  release(b, r);
  unsigned rd = result_register(b, p + 1, left, type);
  emit_folded(b, word, rd, rn, &folded);
  return true;
}

_Static_assert((A64_ANDw ^ A64_BICw) == (A64_ORRx ^ A64_ORNx) && (A64_ANDw ^ A64_BICw) == (A64_EORx ^ A64_EONx),
               "one bit inverts the last operand");

/* The product that waits is added or subtracted. */
ALWAYS_INLINE void integer_add_product(Body *b, const uint8_t *p, Operand *left, Operand *addend, Operand *product,
                                       bool subtract, uint8_t type) {
  unsigned ra = in_register_or_zero(b, addend);
  const Operand factors = *product;
  release(b, addend);
  release(b, product);
  unsigned rd = result_register(b, p + 1, left, type);
  emit_product(b, rd, &factors, ra, subtract);
}

/* add and sub: `word` for a positive constant, `opposite` for a negative one. */
ALWAYS_INLINE void integer_add(Body *b, const uint8_t *p, Operand *left, Word word, Word opposite, uint8_t type,
                               bool commutes) {
  Operand *l = left, *r = left + 1;
  if (commutes && l->where == WHERE_CONST) {
    l = left + 1;
    r = left;
  }
  if (r->where == WHERE_PRODUCT) return integer_add_product(b, p, left, l, r, !commutes, type);
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
  if (commutes && l->where == WHERE_PRODUCT) return integer_add_product(b, p, left, r, l, false, type);
  if (binary_folded(b, p, left, word, type, commutes, FOLDS_SHIFTS | FOLDS_EXTENSIONS)) return;
  binary_registers(b, p, left, l, r, word, type);
}

/* How many low bits a logical immediate masks; 0: it is another pattern. */
ALWAYS_INLINE unsigned mask_bits(uint32_t field, uint8_t type) {
  return field >> 6 == (type == TYPE_I64 ? 1u << 6 : 0) && (field & 0x20) <= (uint32_t)(type == TYPE_I64) << 5
             ? (field & 0x3f) + 1
             : 0;
}

/* x & mask: a bit field of what is shifted, or waits to be one or an extension. False: the plain operator. */
ALWAYS_INLINE bool integer_mask(Body *b, const uint8_t *p, Operand *left, Operand *o, unsigned bits, uint8_t type) {
  const unsigned width = width_of(type);
  if (is_shifted(o) && (shift_kind(o) == A64_LSR || shift_kind(o) == A64_ASR)) {
    const unsigned low = shift_amount(o), rn = o->reg;
    if (low + bits > width && shift_kind(o) == A64_ASR) return false; /* copies of the sign are among them */
    release(b, o);
    emit_field(b, result_register(b, p + 1, left, type), rn, low, 0, lesser(bits, width - low), false,
               type == TYPE_I64);
    return true;
  }
  if (o != left || !mask_may_fold(p + 1, type, bits)) return false;
  in_register(b, o);
  const unsigned kind = bits == 8    ? PENDING_EXTEND | A64_UXTB
                        : bits == 16 ? PENDING_EXTEND | A64_UXTH
                        : bits == 32 ? PENDING_EXTEND | A64_UXTW
                                     : PENDING_LOW_BITS;
  return leave_pending(o, kind, kind == PENDING_LOW_BITS ? bits : 0, type);
}

/* Whether `and`'s result is only compared with 0 by what follows, other than by a branch, which does that by itself. */
ALWAYS_INLINE bool next_tests(const uint8_t *next, uint8_t type) {
  if (*next == OP_SELECT) return type == TYPE_I32;
  return *next == (type == TYPE_I64 ? OP_I64_EQZ : OP_I32_EQZ) && next[1] != OP_BR_IF && next[1] != OP_IF;
}

ALWAYS_INLINE void integer_logical(Body *b, const uint8_t *p, Operand *left, Word word, uint8_t type) {
  const bool wide = type == TYPE_I64, is_and = word == (A64_ANDw | a64_sf(wide));
  Operand *l = left, *r = left + 1;
  if (l->where == WHERE_CONST || l->where == WHERE_LOGICAL) {
    l = left + 1;
    r = left;
  }
  if (r->where == WHERE_CONST && constant_of(r) == -1 && (word == A64_EORw || word == A64_EORx)) {
    unsigned rm = in_register(b, l);
    if (l == left && is_logical(*past_local(p + 1), type) && leave_pending(l, PENDING_INVERTED, 0, type)) return;
    release(b, l);
    emit(b, a64_mvn(result_register(b, p + 1, left, type), rm, wide));
    return;
  }
  const bool tests = is_and && next_tests(p + 1, type);
  uint32_t field = r->value;
  if (r->where == WHERE_LOGICAL ||
      (r->where == WHERE_CONST && a64_logical_immediate((uint64_t)constant_of(r), width_of(type), &field))) {
    const unsigned bits = is_and && !tests ? mask_bits(field, type) : 0;
    if (bits && integer_mask(b, p, left, l, bits, type)) return;
    unsigned rn = in_register(b, l);
    release(b, l);
    if (tests) {
      emit(b, a64_tst_imm(rn, field, wide));
      *left = (Operand){.type = type, .where = WHERE_FLAGS, .reg = A64_NE};
      return;
    }
    unsigned rd = result_register(b, p + 1, left, type);
    emit(b, a64_logical_imm(word, rd, rn, field));
    return;
  }
  if (tests) {
    unsigned rn = in_register(b, l), rm = in_register(b, r);
    release(b, l);
    release(b, r);
    emit(b, a64_tst(rn, rm, wide));
    *left = (Operand){.type = type, .where = WHERE_FLAGS, .reg = A64_NE};
    return;
  }
  if (binary_folded(b, p, left, word, type, true, FOLDS_SHIFTS | FOLDS_ROTATIONS | FOLDS_INVERSION)) return;
  binary_registers(b, p, left, l, r, word, type);
}

/* x << a >> b, (x & mask) << b, an extension shifted: one bit field. False: the two are not. */
ALWAYS_INLINE bool shift_field(Body *b, const uint8_t *p, Operand *left, unsigned kind, unsigned amount, uint8_t type) {
  const unsigned width = width_of(type), waits = shift_kind(left), before = shift_amount(left), rn = left->reg;
  unsigned low = 0, to = amount, bits;
  bool is_signed = false;
  if (waits == A64_LSL && kind != A64_LSL && kind != A64_ROR) {
    low = amount > before ? amount - before : 0;
    to = amount > before ? 0 : before - amount;
    bits = width - (amount > before ? amount : before);
    is_signed = kind == A64_ASR;
  } else if (waits == PENDING_LOW_BITS && kind == A64_LSL) {
    bits = before;
  } else if (waits >= PENDING_EXTEND && before == 0 && kind == A64_LSL) {
    if ((waits & 3) == A64_UXTW && amount <= 4 && is_add_or_sub(*past_local(p + 1), type)) {
      left->value += amount;
      return true;
    }
    bits = 8u << (waits & 3);
    is_signed = (waits & 7) >= A64_SXTB;
  } else {
    return false;
  }
  release(b, left);
  emit_field(b, result_register(b, p + 1, left, type), rn, low, to, lesser(bits, width - to), is_signed,
             type == TYPE_I64);
  return true;
}

/* `kind`: A64_LSL, A64_LSR, A64_ASR, A64_ROR; `word`: by a register. A shift by a constant waits where it may be
 * folded. */
ALWAYS_INLINE void integer_shift(Body *b, const uint8_t *p, Operand *left, unsigned kind, Word word, uint8_t type) {
  Operand *r = left + 1;
  if (r->where != WHERE_CONST) return binary_registers(b, p, left, left, r, word, type);
  const unsigned amount = r->value & (width_of(type) - 1);
  if (is_shifted(left) && shift_field(b, p, left, kind, amount, type)) return;
  if (amount == 0) return; /* of an inlined body, whose parameter is a constant */
  const unsigned rn = in_register(b, left);
  if (shift_may_fold(p + 1, type, kind) && leave_pending(left, kind, amount, type)) return;
  const Operand shifted = {
      .type = type, .where = WHERE_SHIFTED, .reg = (uint16_t)rn, .value = shift_value(kind, amount, 0)};
  release(b, left);
  emit_pending(b, result_register(b, p + 1, left, type), &shifted);
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

#endif
