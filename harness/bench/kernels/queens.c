/* SPDX-License-Identifier: Apache-2.0
 *
 * Recursion around a loop, bit operations: the ways to place 8 queens.
 */
#include "kernel.h"

static NOINLINE uint32_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == all) return 1;
  uint32_t found = 0;
  for (uint32_t free = all & ~(columns | left | right); free; free &= free - 1) {
    const uint32_t bit = free & (0u - free);
    found += place(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return found;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n * 24; i++) sum = mix(sum, place((1u << (7 + (i & 1))) - 1, 0, 0, 0));
  return sum;
}
