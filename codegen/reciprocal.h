/* SPDX-License-Identifier: Apache-2.0
 *
 * Division by a constant d as multiplication by its reciprocal, rounded to as many bits as an operand has (Granlund and
 * Montgomery 1994, and the form that rounds down). With w bits and 2^log < d < 2^(log + 1):
 *
 *   unsigned  p = w + log, 2^p = m d + r. If d - r <= 2^log then x / d = (m + 1) x >> p; else r < 2^log, and then
 *             x / d = m (x + 1) >> p. Each multiplier has w bits.
 *   signed    p = w - 1 + log, 2^p = m d + r. If d - r <= 2^log then floor((m + 1) x / 2^p), plus 1 if it is negative,
 * is x / d rounded to zero, and m + 1 < 2^(w - 1). Else the same holds one bit further: m + 1 has w bits, the highest
 * set.
 *
 * Proofs: (m + 1) x / 2^p = x / d + x (d - r) / (d 2^p), and the last term is below 1 / d for all x, or at most 1 / d
 * on the side of negative x, where it is the ceiling that counts; m (x + 1) / 2^p = (x + 1) / d - (x + 1) r / (d 2^p),
 * which lies between x / d rounded down and the next integer.
 */
#ifndef SIGNET_CODEGEN_RECIPROCAL_H
#define SIGNET_CODEGEN_RECIPROCAL_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t multiplier; /* of w bits */
  unsigned shift;      /* right, of the product of 2 w bits */
  bool adjusted;       /* unsigned: by x + 1; signed: the multiplier is 2^w less, so x 2^w is to be added */
} Reciprocal;

static inline bool divisor_has_reciprocal(uint64_t divisor) { return (divisor & (divisor - 1)) != 0; }

/* `divisor` (its magnitude if signed) is no power of 2 and has at most `width` bits, 32 or 64. */
static inline Reciprocal reciprocal_of(uint64_t divisor, unsigned width, bool is_signed) {
  assert(divisor_has_reciprocal(divisor));
  const unsigned log = 63u - (unsigned)__builtin_clzll(divisor);
  const uint64_t power = UINT64_C(1) << log;
  Reciprocal result = {.shift = width - is_signed + log};
  uint64_t rest = power;
  for (unsigned bits = width - is_signed; bits-- > 0;) { /* long division of 2^shift */
    const bool carry = rest >> 63;
    rest <<= 1;
    const bool one = carry || rest >= divisor;
    if (one) rest -= divisor;
    result.multiplier = result.multiplier << 1 | one;
  }
  result.adjusted = divisor - rest > power;
  if (result.adjusted && is_signed) { /* one bit more */
    result.shift++;
    result.multiplier = result.multiplier << 1 | (rest >= divisor - rest);
  }
  if (!result.adjusted || is_signed) result.multiplier++;
  return result;
}

#endif
