/* SPDX-License-Identifier: Apache-2.0
 *
 * The words that divide by a constant: powers of 2 by shifts, others by their reciprocals. sdiv and udiv are two words
 * with their constant, these four to nine; but a division takes some 10 cycles and these 4 to 6 (llvm-mca, apple-m1),
 * of which the constants' are not on the way. Contract and includer: as codegen/numeric.h's; rd may be rn, and x16, x17
 * and the flags change. The divisor is neither 0 nor, of signed quotients, -1 (which alone can trap).
 */
#ifndef SIGNET_CODEGEN_DIVIDE_CONSTANT_H
#define SIGNET_CODEGEN_DIVIDE_CONSTANT_H

#include "codegen/numeric.h"
#include "codegen/reciprocal.h"

/* rd = rn / divisor, of unsigned numbers. */
static void divide_unsigned(Body *b, unsigned rd, unsigned rn, uint64_t divisor, bool wide) {
  const Reciprocal by = reciprocal_of(divisor, wide ? 64 : 32, false);
  if (wide && by.adjusted) { /* x + 1 would take more than udiv does */
    emit_number(b, X16, divisor, true);
    emit(b, a64_rrr(A64_UDIVx, rd, rn, X16));
    return;
  }
  emit_number(b, X16, by.multiplier, true);
  if (wide) emit(b, a64_rrr(A64_UMULHx, X16, rn, X16));
  else emit(b, a64_rrrr(A64_UMADDLx, X16, rn, X16, by.adjusted ? (unsigned)X16 : (unsigned)XZR));
  emit(b, a64_lsr(rd, X16, wide ? by.shift - 64 : by.shift, true));
}

/* The same of signed numbers: `divisor` is the magnitude. */
static void divide_signed(Body *b, unsigned rd, unsigned rn, uint64_t divisor, bool negative, bool wide) {
  const unsigned width = wide ? 64 : 32;
  unsigned shift, product = X16;
  if (!divisor_has_reciprocal(divisor)) { /* 2^shift: negative numbers are rounded up */
    shift = (unsigned)__builtin_ctzll(divisor);
    if (shift == 0) product = rn;
    else if (shift == 1) emit(b, a64_rrr_shift(A64_ADDw | a64_sf(wide), X16, rn, rn, A64_LSR, width - 1));
    else {
      emit(b, a64_asr(X16, rn, width - 1, wide));
      emit(b, a64_rrr_shift(A64_ADDw | a64_sf(wide), X16, rn, X16, A64_LSR, width - shift));
    }
    if (negative) emit(b, a64_rrr_shift(A64_SUBw | a64_sf(wide), rd, XZR, product, A64_ASR, shift));
    else emit(b, a64_asr(rd, product, shift, wide));
    return;
  }
  const Reciprocal by = reciprocal_of(divisor, width, true);
  emit_number(b, X16, wide ? by.multiplier : (uint64_t)(uint32_t)by.multiplier, wide);
  if (wide) {
    emit(b, a64_rrr(A64_SMULHx, X16, rn, X16));
    if (by.adjusted) emit(b, a64_rrr(A64_ADDx, X16, X16, rn));
    shift = by.shift - 64;
  } else {
    if (by.adjusted) emit(b, a64_lsl(X17, rn, 32, true));
    emit(b, a64_rrrr(A64_SMADDLx, X16, rn, X16, by.adjusted ? (unsigned)X17 : (unsigned)XZR));
    shift = by.shift;
  }
  if (negative) {
    emit(b, a64_asr(X17, X16, 63, true));
    emit(b, a64_rrr_shift(A64_SUBx, rd, X17, X16, A64_ASR, shift));
  } else {
    emit(b, a64_asr(X17, X16, shift, true));
    emit(b, a64_rrr_shift(A64_ADDx, rd, X17, X16, A64_LSR, 63));
  }
}

static inline uint64_t divisor_magnitude(int64_t divisor) {
  return divisor < 0 ? -(uint64_t)divisor : (uint64_t)divisor;
}

/* rd = rn / divisor or rn % divisor. */
static void divide_by_constant(Body *b, unsigned rd, unsigned rn, int64_t divisor, bool wide, bool is_signed,
                               bool remainder) {
  const uint64_t magnitude = is_signed ? divisor_magnitude(divisor) : wide ? (uint64_t)divisor : (uint32_t)divisor;
  const unsigned quotient = remainder ? (unsigned)X16 : rd;
  if (remainder && is_signed && !divisor_has_reciprocal(magnitude)) { /* the magnitude's low bits, and x's sign */
    uint32_t field;
    if (!a64_logical_immediate(magnitude - 1, wide ? 64 : 32, &field)) return emit_number(b, rd, 0, wide); /* by 1 */
    emit(b, a64_rrr(A64_SUBSw | a64_sf(wide), X16, XZR, rn));
    emit(b, a64_logical_imm(A64_ANDw | a64_sf(wide), X17, rn, field));
    emit(b, a64_logical_imm(A64_ANDw | a64_sf(wide), X16, X16, field));
    return emit(b, a64_select(A64_CSNEGw | a64_sf(wide), rd, X17, X16, A64_MI));
  }
  if (is_signed) divide_signed(b, quotient, rn, magnitude, divisor < 0 && !remainder, wide);
  else divide_unsigned(b, quotient, rn, magnitude, wide);
  if (!remainder) return;
  emit_number(b, X17, magnitude, wide);
  emit(b, a64_rrrr(A64_MSUBw | a64_sf(wide), rd, X16, X17, rn));
}

#endif
