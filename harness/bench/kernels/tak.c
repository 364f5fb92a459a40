/* SPDX-License-Identifier: Apache-2.0
 *
 * Recursion with three arguments that all stay alive: Takeuchi's function.
 */
#include "kernel.h"

static NOINLINE int32_t tak(int32_t x, int32_t y, int32_t z) {
  if (y >= x) return z;
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n * 4; i++) sum = mix(sum, (uint32_t)tak(14, 9 + (int32_t)(i & 1), 4));
  return sum;
}
