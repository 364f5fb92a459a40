/* SPDX-License-Identifier: Apache-2.0
 *
 * Operands whose last operator has not been emitted: it waits for the next one, whose word may do both.
 *
 *   WHERE_TEST            a register compared with zero, for cbz, cbnz, csel
 *   WHERE_SHIFTED         a temporary shifted, masked or extended, for the last operand of add, sub, cmp, and, orr,
 * eor, WHERE_SHIFTED_LOCAL   or for a bit-field instruction; the same of a local's home WHERE_PRODUCT         two
 * registers to be multiplied, for madd and msub; whoever leaves one knows that the next operator takes it, so that no
 * local changes before
 *
 * A pending operand may always be materialised: emit_pending, at the cost of the operator itself. Part of
 * codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_PENDING_H
#define SIGNET_CODEGEN_PENDING_H

#include "codegen/body.h"

/* How a WHERE_TEST's value reads. */
enum { TEST_IF_ZERO = 1, TEST_WIDE = 2, TEST_OWNS = 4 };

/* What a shifted operand's value says: amount in bits 0-5, kind in bits 6-9, and above them the local's index, if the
 * register is a local's home. Kinds: A64_LSL .. A64_ROR by the amount; the low `amount` bits; all bits inverted; and,
 * PENDING_EXTEND and one of A64_UXTB .. A64_SXTW, extended and then shifted left by the amount. */
enum { PENDING_LOW_BITS = 4, PENDING_INVERTED = 5, PENDING_EXTEND = 8 };

static inline bool is_shifted(const Operand *o) { return o->where == WHERE_SHIFTED || o->where == WHERE_SHIFTED_LOCAL; }
static inline uint32_t shift_value(unsigned kind, unsigned amount, uint32_t local) {
  return local << 10 | kind << 6 | amount;
}
static inline unsigned shift_kind(const Operand *o) { return o->value >> 6 & 15; }
static inline unsigned shift_amount(const Operand *o) { return o->value & 63; }
static inline uint32_t shift_local(const Operand *o) { return o->value >> 10; }

/* How a WHERE_PRODUCT's value reads, beside which registers are the operand's own; `reg` is the first register, and the
 * other 8 bits above. */
enum { PRODUCT_OWNS_FIRST = 1, PRODUCT_OWNS_SECOND = 2, PRODUCT_SIGNED = 4, PRODUCT_UNSIGNED = 8 };

static inline unsigned product_first(const Operand *o) { return o->reg & 0xff; }
static inline unsigned product_second(const Operand *o) { return o->reg >> 8; }

/* rd = addend + product, or addend - product; xzr: the product alone. */
static void emit_product(Body *b, unsigned rd, const Operand *o, unsigned addend, bool subtract) {
  const Word word = o->value & PRODUCT_SIGNED     ? (Word)A64_SMADDLx
                    : o->value & PRODUCT_UNSIGNED ? (Word)A64_UMADDLx
                                                  : A64_MADDw | a64_sf(o->type == TYPE_I64);
  emit(b, a64_rrrr(word | (subtract ? A64_MSUBw ^ A64_MADDw : 0), rd, product_first(o), product_second(o), addend));
}
_Static_assert((A64_MSUBx ^ A64_MADDx) == (A64_MSUBw ^ A64_MADDw) &&
                   (A64_UMSUBLx ^ A64_UMADDLx) == (A64_MSUBw ^ A64_MADDw) &&
                   (A64_SMSUBLx ^ A64_SMADDLx) == (A64_MSUBw ^ A64_MADDw),
               "bit 15 subtracts");

/* rd = the bits low .. low + bits - 1 of rn, moved to bit `to`, zero- or sign-extended: low or `to` is 0. */
static void emit_field(Body *b, unsigned rd, unsigned rn, unsigned low, unsigned to, unsigned bits, bool is_signed,
                       bool wide) {
  const unsigned width = wide ? 64 : 32;
  const Word word = (is_signed ? A64_SBFMw : A64_UBFMw) ^ (wide ? A64_UBFMx ^ A64_UBFMw : 0);
  emit(b, a64_bitfield(word, rd, rn, to ? width - to : low, low + bits - 1));
}
_Static_assert((A64_SBFMx ^ A64_SBFMw) == (A64_UBFMx ^ A64_UBFMw), "sf and N");

/* The value of an operand that waits for a shift or a product, or is a wide constant, in rd. */
static void emit_pending(Body *b, unsigned rd, const Operand *o) {
  const bool wide = o->type == TYPE_I64;
  const unsigned amount = shift_amount(o);
  if (o->where == WHERE_LOGICAL) return emit(b, a64_logical_imm(A64_ORRx, rd, XZR, o->value));
  if (o->where == WHERE_PRODUCT) return emit_product(b, rd, o, XZR, false);
  switch (shift_kind(o)) {
  case A64_LSL: return emit(b, a64_lsl(rd, o->reg, amount, wide));
  case A64_LSR: return emit(b, a64_lsr(rd, o->reg, amount, wide));
  case A64_ASR: return emit(b, a64_asr(rd, o->reg, amount, wide));
  case A64_ROR: return emit(b, a64_ror(rd, o->reg, amount, wide));
  case PENDING_LOW_BITS: return emit_field(b, rd, o->reg, 0, 0, amount, false, wide);
  case PENDING_INVERTED: return emit(b, a64_mvn(rd, o->reg, wide));
  case PENDING_EXTEND | A64_UXTW:
    if (amount == 0) return emit(b, a64_mov(rd, o->reg, false));
    break;
  default: break;
  }
  const unsigned extend = shift_kind(o) & 7;
  emit_field(b, rd, o->reg, 0, amount, 8u << (extend & 3), extend >= A64_SXTB, wide);
}

static inline bool is_pending(const Operand *o) { return o->where >= WHERE_SHIFTED && o->where <= WHERE_LOGICAL; }
_Static_assert(WHERE_SHIFTED_LOCAL == WHERE_SHIFTED + 1 && WHERE_LOGICAL == WHERE_SHIFTED + 3, "is_pending");

/* The temporary of a WHERE_TEST, as a mask. */
static inline uint32_t test_owns(const Operand *o) { return (o->value / TEST_OWNS & 1) << o->reg; }

static __attribute__((noinline)) uint32_t pending_temporaries(Operand o) {
  switch (o.where) {
  case WHERE_SHIFTED: return 1u << o.reg;
  case WHERE_TEST: return test_owns(&o);
  case WHERE_PRODUCT:
    return (o.value & PRODUCT_OWNS_FIRST ? 1u << product_first(&o) : 0) |
           (o.value & PRODUCT_OWNS_SECOND ? 1u << product_second(&o) : 0);
  default: return 0;
  }
}

/* The temporaries that belong to an operand that is not WHERE_REG, as a mask. */
static inline uint32_t pending_owns(const Operand *o) {
  return __builtin_expect(o->where >> 2 == WHERE_TEST >> 2, 0) ? pending_temporaries(*o) : 0;
}
_Static_assert(WHERE_TEST == 4 && WHERE_PRODUCT == 7, "four places own temporaries in their own way");

/* The operand is consumed: its temporaries are free again. */
static inline void release(Body *b, const Operand *o) {
  if (o->where == WHERE_REG) {
    if (is_float(o->type)) b->free_floats |= 1u << o->reg;
    else b->free_integers |= 1u << o->reg;
  } else {
    b->free_integers |= pending_owns(o);
  }
}

#endif
