/* SPDX-License-Identifier: Apache-2.0 */
/* Constants as A64 encodes them: logical immediates, fmov immediates, and the shortest mov sequence. No tables and no
 * search over patterns: a constant costs bounded work, since a hostile module may consist of them. */
#include "codegen/immediates.h"

#include <assert.h>
#include <stddef.h>

static uint64_t rotate_right(uint64_t value, unsigned amount) { return value >> amount | value << (-amount & 63); }

/* A logical immediate is an element of 2, 4, ..., 64 bits, repeated, with exactly one run of ones in each element, seen
 * cyclically. So the bits at which a run starts are one element apart: the first two give the only possible element
 * size e; equal to itself rotated by e, value has period e, and as runs start e apart, one run an element. */
bool a64_logical_immediate(uint64_t value, unsigned width, uint32_t *field) {
  assert(width == 32 || width == 64);
  if (width == 32) value = (value & UINT32_MAX) | value << 32;
  const uint64_t starts = value & ~rotate_right(value, 63);
  if (starts == 0) return false; /* all zeros or all ones */
  const unsigned first = (unsigned)__builtin_ctzll(starts);
  const uint64_t others = starts & (starts - 1);
  const unsigned element = others == 0 ? 64 : (unsigned)__builtin_ctzll(others) - first;
  if ((element & (element - 1)) != 0 || rotate_right(value, element & 63) != value) return false;
  const unsigned ones = (unsigned)__builtin_ctzll(~rotate_right(value, first));
  const unsigned rotation = -first & (element - 1);
  const unsigned size_and_ones = (-(element << 1) & 0x3f) | (ones - 1);
  *field = (uint32_t)(element == 64) << 12 | rotation << 6 | size_and_ones;
  return true;
}

static Word mov_wide(Word op, unsigned rd, uint64_t value, unsigned half) {
  return op | half << 21 | (Word)(value >> (16 * half) & 0xffff) << 5 | rd;
}

static unsigned mov_logical(Word out[4], unsigned rd, uint64_t value, bool wide) {
  uint32_t field;
  if (!a64_logical_immediate(value, wide ? 64 : 32, &field)) return 0;
  out[0] = (wide ? 0xb2000000 : 0x32000000) | field << 10 | 31u << 5 | rd; /* orr rd, zr, #value */
  return 1;
}

static bool at_most_two_bits(uint64_t value) {
  value &= value - 1;
  return (value & (value - 1)) == 0;
}

/* orr of a pattern that differs from value in one half, and movk of that half. If there is such a pattern, one is found
 * with that half equal to the half 32 bits away (an element of 32 bits or less forces that), or all zeros or all ones:
 * in an element of 64 bits, a boundary of its run inside the half can move to the half's edge. Such a run has two
 * boundaries, and so outside of the half value has two at most. */
static unsigned mov_logical_and_half(Word out[4], unsigned rd, uint64_t value) {
  const uint64_t boundaries = value ^ rotate_right(value, 1), away = rotate_right(value, 32); /* bit i: with i + 1 */
  for (unsigned half = 0; half < 4; ++half) {
    const unsigned shift = 16 * half;
    const uint64_t mask = UINT64_C(0xffff) << shift, edges = rotate_right(0x1ffff, (65 - shift) & 63);
    const bool one_run = at_most_two_bits(boundaries & ~edges);
    const bool repeats = ((value ^ away) & ~(mask | rotate_right(mask, 32))) == 0;
    if ((one_run && (mov_logical(out, rd, value & ~mask, true) || mov_logical(out, rd, value | mask, true))) ||
        (repeats && mov_logical(out, rd, (value & ~mask) | (away & mask), true))) {
      out[1] = mov_wide(A64_MOVKx, rd, value, half);
      return 2;
    }
  }
  return 0;
}

static bool has_no_zero_half(uint64_t value) {
  const uint64_t each = UINT64_C(0x0001000100010001);
  return ((value - each) & ~value & each << 15) == 0;
}

/* orr of a half repeated four times, if two halves are that, and movk of the other two: 0.1 and its like. */
static unsigned mov_repeated_half(Word out[4], unsigned rd, uint64_t value) {
  const uint64_t next = value ^ rotate_right(value, 16), opposite = value ^ rotate_right(value, 32);
  if (has_no_zero_half(next) && has_no_zero_half(opposite)) return 0; /* no two are equal */
  for (unsigned first = 0; first < 3; ++first) {
    const uint64_t bits = value >> (16 * first) & 0xffff;
    unsigned count = 0;
    for (unsigned half = 0; half < 4; ++half) count += (value >> (16 * half) & 0xffff) == bits;
    if (count != 2 || !mov_logical(out, rd, bits * UINT64_C(0x0001000100010001), true)) continue;
    count = 1;
    for (unsigned half = 0; half < 4; ++half)
      if ((value >> (16 * half) & 0xffff) != bits) out[count++] = mov_wide(A64_MOVKx, rd, value, half);
    return count;
  }
  return 0;
}

/* What fits in 32 bits, nearly all there are: addresses and small negative numbers. */
static unsigned mov_32_bits(Word out[4], unsigned rd, uint32_t value, bool wide) {
  const Word sf = (Word)wide << 31;
  const uint32_t low = value & 0xffff, high = value >> 16;
  if (high == 0 || low == 0) {
    out[0] = mov_wide(A64_MOVZw | sf, rd, value, low == 0 && high != 0);
    return 1;
  }
  if (!wide && (high == 0xffff || low == 0xffff)) {
    out[0] = mov_wide(A64_MOVNw, rd, ~value, high != 0xffff);
    return 1;
  }
  if (mov_logical(out, rd, value, wide)) return 1;
  out[0] = mov_wide(A64_MOVZw | sf, rd, value, 0);
  out[1] = mov_wide(A64_MOVKw | sf, rd, value, 1);
  return 2;
}

unsigned a64_mov_immediate(Word out[4], unsigned rd, uint64_t value, bool wide) {
  assert(rd < 31);
  if (!wide || value >> 32 == 0) return mov_32_bits(out, rd, (uint32_t)value, wide);
  const unsigned halves = 4;
  unsigned zeros = 0, ones = 0;
  for (unsigned half = 0; half < halves; ++half) {
    const uint64_t bits = value >> (16 * half) & 0xffff;
    zeros += bits == 0;
    ones += bits == 0xffff;
  }
  const unsigned plain = zeros >= ones ? halves - zeros : halves - ones;
  if (plain > 1) {
    unsigned count = mov_logical(out, rd, value, true);
    if (count == 0 && plain > 2) count = mov_logical_and_half(out, rd, value);
    if (count == 0 && plain > 3) count = mov_repeated_half(out, rd, value);
    if (count != 0) return count;
  }
  /* movn of the first half that is not ones, or movz of the first that is not zeros; movk of the others. */
  const uint64_t background = ones > zeros ? UINT64_MAX : 0;
  unsigned count = 0;
  for (unsigned half = 0; half < halves; ++half) {
    if ((value >> (16 * half) & 0xffff) == (background & 0xffff)) continue;
    if (count != 0) out[count++] = mov_wide(A64_MOVKx, rd, value, half);
    else out[count++] = mov_wide(background ? A64_MOVNx : A64_MOVZx, rd, value ^ background, half);
  }
  if (count == 0) out[count++] = mov_wide(A64_MOVNx, rd, 0, 0); /* all ones: 0 has fewer bits */
  return count;
}

bool a64_fmov_immediate(uint64_t bits, bool wide, uint32_t *imm8) {
  /* sign, then an exponent of NOT b and copies of b, then two bits of exponent and four of fraction */
  const unsigned fraction_zeros = wide ? 48 : 19, exponent_copies = wide ? 8 : 5, sign_at = wide ? 63 : 31;
  if (!wide) bits &= UINT32_MAX;
  if ((bits & ((UINT64_C(1) << fraction_zeros) - 1)) != 0) return false;
  const uint64_t exponent = bits >> (fraction_zeros + 6) & ((UINT64_C(1) << (exponent_copies + 1)) - 1);
  const uint64_t high = UINT64_C(1) << exponent_copies; /* b = 0; b = 1 is one less: 0111... */
  if (exponent != high && exponent != high - 1) return false;
  *imm8 =
      (uint32_t)(bits >> sign_at) << 7 | (uint32_t)(exponent != high) << 6 | (uint32_t)(bits >> fraction_zeros & 0x3f);
  return true;
}
