/* SPDX-License-Identifier: Apache-2.0
 *
 * 64-bit arithmetic in a loop without memory.
 */
#include "kernel.h"

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint64_t from = 1; from <= (uint64_t)n * 1200; from++) {
    uint32_t steps = 0;
    for (uint64_t x = from * 0x10001 + 0x100000000; x != 1; steps++) x = x & 1 ? 3 * x + 1 : x >> 1;
    sum = mix(sum, steps);
  }
  return sum;
}
