/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls in the inner loop with eight arguments in another order than they arrive.
 */
#include "kernel.h"

static NOINLINE uint32_t last(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e, uint32_t f, uint32_t g,
                              uint32_t h) {
  return (a ^ b) + (c & d) - (e | f) + g * h;
}

static NOINLINE uint32_t turn(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e, uint32_t f, uint32_t g,
                              uint32_t h) {
  return last(h, a, g, b, f, c, e, d) + last(b, c, d, e, f, g, h, a);
}

uint32_t run(uint32_t n) {
  uint32_t sum = 1;
  for (uint32_t i = 0; i < n * 15000; i++) sum += turn(sum, i, sum >> 3, i + 1, sum << 2, i ^ sum, n & 1, i * 3);
  return sum;
}
