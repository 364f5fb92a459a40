/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer multiplication: by constants that are one word of shifting and adding, of extended 32-bit values (umull,
 * smull), and products that wait for the add or sub behind them. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_MULTIPLY_H
#define SIGNET_CODEGEN_MULTIPLY_H

#include "codegen/integer.h"

ALWAYS_INLINE bool is_power_of_2(uint64_t value) { return value != 0 && (value & (value - 1)) == 0; }
ALWAYS_INLINE unsigned log2_of(uint64_t power) { return (unsigned)__builtin_ctzll(power); }

/* x * factor for 2^n, and, times a power of 2, 2^n + 1; for -2^n and 1 - 2^n. False: none of these. */
ALWAYS_INLINE bool multiply_by_constant(Body *b, const uint8_t *p, Operand *left, uint8_t type) {
  Operand *r = left + 1;
  const bool wide = type == TYPE_I64;
  const uint64_t mask = wide ? UINT64_MAX : UINT32_MAX, factor = (uint64_t)constant_of(r) & mask;
  if (factor == 0) return false;
  if (is_power_of_2(factor)) {
    r->value = log2_of(factor);
    integer_shift(b, p, left, A64_LSL, 0, type);
    return true;
  }
  if (is_shifted(left)) return false; /* umull and smull take the extended value as it is */
  const unsigned zeros = log2_of(factor & -factor);
  const uint64_t odd = factor >> zeros;
  if (is_power_of_2(odd - 1)) {
    const unsigned rn = in_register(b, left), bits = log2_of(odd - 1);
    release(b, left);
    left->type = type;
    const unsigned rd = zeros ? temp_for(b, left) : result_register(b, p + 1, left, type);
    emit(b, a64_rrr_shift(A64_ADDw | a64_sf(wide), rd, rn, rn, A64_LSL, bits));
    const bool sets = (uint8_t)(p[1] - OP_LOCAL_SET) <= 1;
    if (zeros && !sets && leave_pending(left, A64_LSL, zeros, type)) return true;
    r->value = zeros;
    if (zeros) integer_shift(b, p, left, A64_LSL, 0, type);
    return true;
  }
  const bool negative = is_power_of_2(-factor & mask);
  if (!negative && !is_power_of_2((1 - factor) & mask)) return false;
  const unsigned bits = log2_of(negative ? -factor & mask : (1 - factor) & mask), rn = in_register(b, left);
  release(b, left);
  const unsigned rd = result_register(b, p + 1, left, type);
  emit(b, a64_rrr_shift(A64_SUBw | a64_sf(wide), rd, negative ? (unsigned)XZR : rn, rn, A64_LSL, bits));
  return true;
}

/* Whether the operand is a 32-bit value extended so (A64_UXTW, A64_SXTW), whose register is the factor as it is. */
ALWAYS_INLINE bool is_extended(const Operand *o, unsigned extend) {
  return is_shifted(o) && shift_kind(o) == (PENDING_EXTEND | extend) && shift_amount(o) == 0;
}
/* The same of constants too. */
ALWAYS_INLINE bool fits_extended(const Operand *o, unsigned extend) {
  return is_extended(o, extend) || (o->where == WHERE_CONST && (extend == A64_SXTW || constant_of(o) >= 0));
}

ALWAYS_INLINE void integer_multiply(Body *b, const uint8_t *p, Operand *left, uint8_t type) {
  Operand *r = left + 1;
  if (r->where == WHERE_CONST && multiply_by_constant(b, p, left, type)) return;
  uint32_t how = 0;
  if (is_extended(left, A64_UXTW) || is_extended(r, A64_UXTW))
    how = fits_extended(left, A64_UXTW) && fits_extended(r, A64_UXTW) ? PRODUCT_UNSIGNED : 0;
  else if (is_extended(left, A64_SXTW) || is_extended(r, A64_SXTW))
    how = fits_extended(left, A64_SXTW) && fits_extended(r, A64_SXTW) ? PRODUCT_SIGNED : 0;
  const unsigned rn = how && is_shifted(left) ? left->reg : in_register(b, left);
  const unsigned rm = how && is_shifted(r) ? r->reg : in_register(b, r);
  if (left->where == WHERE_REG || left->where == WHERE_SHIFTED) how |= PRODUCT_OWNS_FIRST;
  if (r->where == WHERE_REG || r->where == WHERE_SHIFTED) how |= PRODUCT_OWNS_SECOND;
  if (how & PRODUCT_OWNS_SECOND) b->integer_owner[rm] = left;
  *left = (Operand){.type = type, .where = WHERE_PRODUCT, .reg = (uint16_t)(rn | rm << 8), .value = how};
  /* A parameter may leave the register in which it arrived before the next operator: only homes wait. */
  const bool stays = (how & PRODUCT_OWNS_FIRST || rn >= 8) && (how & PRODUCT_OWNS_SECOND || rm >= 8);
  if (stays && is_add_or_sub(p[1], type)) return;
  const Operand product = *left;
  release(b, left);
  emit_product(b, result_register(b, p + 1, left, type), &product, XZR, false);
}

#endif
