/* SPDX-License-Identifier: Apache-2.0
 *
 * A called function around a loop of remainders.
 */
#include "kernel.h"

static NOINLINE uint32_t gcd(uint32_t a, uint32_t b) {
  while (b) {
    const uint32_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 11;
  for (uint32_t i = 0; i < n * 11000; i++) sum = mix(sum, gcd(random_next(&seed), (i + 1) * 30030));
  return sum;
}
