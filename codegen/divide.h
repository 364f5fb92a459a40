/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer division and remainder with their traps (spec 4.3.2), by registers and by constants. Part of
 * codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_DIVIDE_H
#define SIGNET_CODEGEN_DIVIDE_H

#include "codegen/integer.h"
#include "codegen/unroll.h"

#include "codegen/divide_constant.h"

/* By a constant that is neither 0 nor, for a quotient, -1: nothing traps. */
ALWAYS_INLINE void integer_divide_constant(Body *b, const uint8_t *p, Operand *left, uint8_t type, bool is_signed,
                                           bool remainder) {
  const bool wide = type == TYPE_I64;
  Operand *r = left + 1;
  const int64_t divisor = constant_of(r);
  const uint64_t magnitude = wide ? (uint64_t)divisor : (uint32_t)divisor;
  if (!is_signed && (magnitude & (magnitude - 1)) == 0) {
    r->value = remainder ? (uint32_t)magnitude - 1 : (uint32_t)__builtin_ctzll(magnitude);
    if (remainder) return integer_logical(b, p, left, A64_ANDw | a64_sf(wide), type);
    return integer_shift(b, p, left, A64_LSR, 0, type);
  }
  const unsigned rn = in_register(b, left);
  release(b, left);
  divide_by_constant(b, result_register(b, p + 1, left, type), rn, divisor, wide, is_signed, remainder);
}

/* spec 4.3.2: division by zero traps, and so does the quotient that does not fit. */
ALWAYS_INLINE void integer_divide(Body *b, const uint8_t *p, Operand *left, uint8_t type, bool is_signed,
                                  bool remainder) {
  const bool wide = type == TYPE_I64;
  Operand *r = left + 1;
  const bool constant = r->where == WHERE_CONST;
  const int64_t divisor = constant ? constant_of(r) : 0;
  if (divisor != 0 && (divisor != -1 || !is_signed || remainder))
    return integer_divide_constant(b, p, left, type, is_signed, remainder);
  unsigned rn = in_register(b, left), rm = in_register(b, r);
  if (divisor == 0 && !is_nonzero(b, r)) trap_branch(b, a64_cb(A64_CBZw | a64_sf(wide), rm, 0), TRAP_DIVIDE_BY_ZERO);
  if (is_signed && !remainder && (!constant || divisor == -1)) numeric_div_s_overflow(b, rn, rm, wide);
  release(b, left);
  release(b, r);
  unsigned rd = result_register(b, p + 1, left, type);
  if (remainder) numeric_rem(b, rd, rn, rm, wide, is_signed);
  else emit(b, a64_rrr((is_signed ? A64_SDIVw : A64_UDIVw) | a64_sf(wide), rd, rn, rm));
}

#endif
