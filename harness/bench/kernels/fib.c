/* SPDX-License-Identifier: Apache-2.0
 *
 * Recursion, nothing in a loop: calls, prologues and epilogues.
 */
#include "kernel.h"

static NOINLINE uint32_t fib(uint32_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++) sum = mix(sum, fib(22 + (i & 1)));
  return sum;
}
