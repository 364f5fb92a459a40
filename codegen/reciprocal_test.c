/* SPDX-License-Identifier: Apache-2.0 */
/* The multipliers of codegen/reciprocal.h against real division: every divisor of a few bits and those about powers of
 * 2, with the operands at which a rounding error shows first (next to multiples of the divisor, near the ends), and
 * random ones. */
#include <criterion/criterion.h>

#include "codegen/reciprocal.h"

typedef unsigned __int128 Wide;
typedef __int128 SignedWide;

static uint64_t random_state = 88172645463325252u;
static uint64_t random_next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

static void check_unsigned(uint64_t x, uint64_t d, unsigned width, Reciprocal by) {
  const uint64_t mask = width == 64 ? UINT64_MAX : UINT32_MAX;
  x &= mask;
  const Wide product = (Wide)x * by.multiplier + (by.adjusted ? by.multiplier : 0);
  cr_assert_eq((uint64_t)(product >> by.shift), x / d, "%llu / %llu, %u bits", (unsigned long long)x,
               (unsigned long long)d, width);
}

static void check_signed(uint64_t bits, uint64_t d, unsigned width, Reciprocal by) {
  const int64_t x = width == 64 ? (int64_t)bits : (int32_t)bits;
  const SignedWide product = (SignedWide)x * by.multiplier;
  const int64_t quotient = (int64_t)(product >> by.shift) + (product < 0);
  cr_assert_eq(quotient, (int64_t)((SignedWide)x / (SignedWide)d), "%lld / %llu, %u bits", (long long)x,
               (unsigned long long)d, width);
}

static void check(uint64_t d, unsigned width) {
  const uint64_t mask = width == 64 ? UINT64_MAX : UINT32_MAX, least = UINT64_C(1) << (width - 1);
  d &= mask;
  if (d == 0 || !divisor_has_reciprocal(d)) return;
  for (unsigned sign = 0; sign < 2; sign++) {
    if (sign && d > least) continue;
    const Reciprocal by = reciprocal_of(d, width, sign);
    cr_assert_eq(by.multiplier & ~mask, 0);
    if (sign) cr_assert_eq((by.multiplier & least) != 0, by.adjusted, "the sign bit is for adjusted ones");
    else cr_assert_lt(by.shift - width, width);
    for (unsigned i = 0; i < 64; i++) {
      /* multiples of d: the first, the last, those about the ends of the signed range, random ones; and about them */
      const uint64_t all = mask / d, half = least / d;
      const uint64_t multiple = i < 8    ? i * d
                                : i < 16 ? (all - (i - 8)) * d
                                : i < 24 ? (half + i - 20) * d
                                : i < 32 ? least + i - 28
                                         : random_next() % (all + (all != UINT64_MAX)) * d;
      for (unsigned about = 0; about < 3; about++) {
        const uint64_t x = multiple + about - 1;
        if (sign) {
          check_signed(x, d, width, by);
          check_signed(-x, d, width, by);
        } else {
          check_unsigned(x, d, width, by);
        }
      }
    }
  }
}

Test(reciprocal, small_divisors) {
  for (uint64_t d = 1; d < 5000; d++) {
    check(d, 32);
    check(d, 64);
  }
}

Test(reciprocal, divisors_about_powers_of_2) {
  for (unsigned bit = 2; bit < 64; bit++)
    for (uint64_t about = 0; about < 64; about++) {
      check((UINT64_C(1) << bit) + about - 32, 32);
      check((UINT64_C(1) << bit) + about - 32, 64);
    }
}

Test(reciprocal, random_divisors) {
  for (unsigned i = 0; i < 20000; i++) {
    const uint64_t d = random_next() >> (i & 63);
    check(d, 32);
    check(d, 64);
  }
}

/* 3 divides 2^31 + 1: the least integer by 3 is where an error of exactly 1 / d must not show. */
Test(reciprocal, least_integer_by_divisors_of_its_successor) {
  const uint64_t divisors[] = {3, 715827883};
  for (unsigned i = 0; i < 2; i++) check_signed(0x80000000, divisors[i], 32, reciprocal_of(divisors[i], 32, true));
}
