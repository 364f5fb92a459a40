/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes in memory: the primes below 32768.
 */
#include "kernel.h"

enum { LIMIT = 32768 };
static uint8_t composite[LIMIT];

static NOINLINE uint32_t primes(void) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < LIMIT; i++) composite[i] = 0;
  for (uint32_t i = 2; i < LIMIT; i++) {
    if (composite[i]) continue;
    count++;
    for (uint32_t j = i * 2; j < LIMIT; j += i) composite[j] = 1;
  }
  return count;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n * 2; i++) sum = mix(sum, primes());
  return sum;
}
