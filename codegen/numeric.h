/* SPDX-License-Identifier: Apache-2.0 */
/* Numeric operators that take more than one instruction (spec 4.3). All others are one word of codegen/a64.h: min, max,
 * nearest (frintn), trunc_sat (fcvtzs and fcvtzu saturate, and take NaN to 0, as 4.3.2 wants), convert, promote,
 * demote, reinterpret, clz, rotr, shifts by a register (the amount is taken modulo the width).
 *
 * Contract: operands in rn and rm, which are kept; the result in rd, which may be one of them. x16, x17, v30, v31 and
 * the flags are overwritten, so none of them is an operand. Upper halves of 32-bit operands are not read; those of
 * 32-bit results are not defined. Included by the emitter, after it has defined typedef struct Body Body; static inline
 * void emit(Body *, Word); static inline void emit_number(Body *, unsigned rd, uint64_t value, bool wide); static void
 * trap_if(Body *, unsigned cond, TrapKind kind);      branches out of line on cond; keeps flags and registers */
#ifndef SIGNET_CODEGEN_NUMERIC_H
#define SIGNET_CODEGEN_NUMERIC_H

#include "codegen/abi.h"
#include "codegen/assembler.h"

/* Between the general registers and cnt there is only the vector side. */
static inline void numeric_popcnt(Body *b, unsigned rd, unsigned rn, bool wide) {
  emit(b, a64_rr(wide ? A64_FMOVdx : A64_FMOVsw, V31, rn)); /* clears the rest of v31 */
  emit(b, a64_rr(A64_CNT8b, V31, V31));
  emit(b, a64_rr(A64_ADDVb8b, V31, V31));
  emit(b, a64_rr(A64_FMOVws, rd, V31));
}

static inline void numeric_ctz(Body *b, unsigned rd, unsigned rn, bool wide) {
  emit(b, a64_rr(A64_RBITw | a64_sf(wide), rd, rn));
  emit(b, a64_rr(A64_CLZw | a64_sf(wide), rd, rd));
}

/* rotl by n is rotr by -n; by a constant, a64_ror. */
static inline void numeric_rotl(Body *b, unsigned rd, unsigned rn, unsigned rm, bool wide) {
  emit(b, a64_neg(X16, rm, false));
  emit(b, a64_rrr(A64_RORVw | a64_sf(wide), rd, rn, X16));
}

/* The trap of div_s: the only quotient that does not fit is that of the least integer by -1. rn - 1 overflows for the
 * least integer alone; then rm + 1 is compared with 0. Division by zero is the caller's: cbz. */
static inline void numeric_div_s_overflow(Body *b, unsigned rn, unsigned rm, bool wide) {
  emit(b, a64_cmp_imm(rn, 1, wide));
  emit(b, a64_ccmp_imm(A64_CCMNw | a64_sf(wide), rm, 1, 0, A64_VS));
  trap_if(b, A64_EQ, TRAP_INTEGER_OVERFLOW);
}

/* rem_s, rem_u once rm is known not to be 0. The least integer by -1 gives 0, as wanted: sdiv wraps. */
static inline void numeric_rem(Body *b, unsigned rd, unsigned rn, unsigned rm, bool wide, bool is_signed) {
  emit(b, a64_rrr((is_signed ? A64_SDIVw : A64_UDIVw) | a64_sf(wide), X16, rn, rm));
  emit(b, a64_rrrr(A64_MSUBw | a64_sf(wide), rd, X16, rm, rn));
}

/* The magnitude of rn with the sign of rm: the sign is brought to bit 0, and inserted above the other bits of rn. */
static inline void numeric_copysign(Body *b, unsigned rd, unsigned rn, unsigned rm, bool wide) {
  const unsigned width = wide ? 64 : 32;
  emit(b, a64_vector_shr(wide ? A64_USHRd : A64_USHR2s, V31, rm, width - 1, width));
  if (rd != rn) emit(b, a64_rr(A64_FMOVd, rd, rn));
  emit(b, a64_vector_shl(wide ? A64_SLId : A64_SLI2s, rd, V31, width - 1, width));
}

/* i32.trunc_f32_s .. i64.trunc_f64_u (spec 4.3.3): NaN and what is out of range trap. */
static inline void numeric_trunc(Body *b, unsigned rd, unsigned rn, bool from_f64, bool to_i64, bool is_signed) {
  const Word compare = from_f64 ? A64_FCMPd : A64_FCMPs;
  const Word to_signed = from_f64 ? A64_FCVTZSxd : A64_FCVTZSxs, to_unsigned = from_f64 ? A64_FCVTZUxd : A64_FCVTZUxs;
  if (!to_i64) {
    /* Exact in 64 bits, or saturated out of the range of 32: in range means equal to its own low half, extended. */
    emit(b, a64_fcmp(compare, rn, rn));
    trap_if(b, A64_VS, TRAP_INVALID_CONVERSION);
    emit(b, a64_rr(to_signed, rd, rn));
    emit(b, a64_rrr_extend(A64_SUBSx, XZR, rd, rd, is_signed ? A64_SXTW : A64_UXTW, 0));
    trap_if(b, A64_NE, TRAP_INTEGER_OVERFLOW);
    return;
  }
  /* Below the range is told by a comparison with its edge. Above it, and only there, the result is the greatest integer
   * (which no float equals, nor is truncated to): adding 1 to that overflows. */
  if (is_signed) { /* in range: -2^63 <= rn */
    if (from_f64) {
      emit(b, a64_mov_wide(A64_MOVZx, X16, 0xc3e0, 3));
      emit(b, a64_rr(A64_FMOVdx, V31, X16));
    } else {
      emit(b, a64_movi(A64_MOVI2s_lsl24, V31, 0xdf));
    }
    emit(b, a64_fcmp(compare, rn, V31));
    trap_if(b, A64_VS, TRAP_INVALID_CONVERSION);
    emit(b, a64_rr(to_signed, rd, rn));
    emit(b, a64_ccmp_imm(A64_CCMNx, rd, 1, A64_FLAG_V, A64_GE));
    trap_if(b, A64_VS, TRAP_INTEGER_OVERFLOW);
  } else { /* in range: -1 < rn */
    emit(b, a64_fmov_imm(from_f64 ? A64_FMOVd_imm : A64_FMOVs_imm, V31, 0xf0));
    emit(b, a64_fcmp(compare, rn, V31));
    trap_if(b, A64_VS, TRAP_INVALID_CONVERSION);
    emit(b, a64_rr(to_unsigned, rd, rn));
    emit(b, a64_ccmp_imm(A64_CCMNx, rd, 1, A64_FLAG_Z, A64_GT));
    trap_if(b, A64_EQ, TRAP_INTEGER_OVERFLOW);
  }
}

/* A float constant by its bits: one word for zero and what fmov carries, else through x16. */
enum { FLOAT_CONSTANT_WORDS = 5 };
static inline unsigned numeric_float_words(Word out[FLOAT_CONSTANT_WORDS], unsigned rd, uint64_t bits, bool wide) {
  uint32_t imm8;
  if (!wide) bits &= UINT32_MAX;
  if (bits == 0) {
    out[0] = a64_movi_zero(rd);
  } else if (a64_fmov_immediate(bits, wide, &imm8)) {
    out[0] = a64_fmov_imm(wide ? A64_FMOVd_imm : A64_FMOVs_imm, rd, imm8);
  } else if (!wide && (bits & 0xffffff) == 0) { /* -0, and what has 7 bits of exponent alone */
    out[0] = a64_movi(A64_MOVI2s_lsl24, rd, (uint32_t)bits >> 24);
  } else {
    const unsigned count = a64_constant(out, X16, bits, wide);
    out[count] = a64_rr(wide ? A64_FMOVdx : A64_FMOVsw, rd, X16);
    return count + 1;
  }
  return 1;
}

static inline void numeric_float_constant(Body *b, unsigned rd, uint64_t bits, bool wide) {
  Word words[FLOAT_CONSTANT_WORDS];
  const unsigned count = numeric_float_words(words, rd, bits, wide);
  for (unsigned i = 0; i < count; i++) emit(b, words[i]);
}

#endif
