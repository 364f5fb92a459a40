/* SPDX-License-Identifier: Apache-2.0
 *
 * Indirect calls in the inner loop: a table of small functions.
 */
#include "kernel.h"

typedef int32_t (*Step)(int32_t, int32_t);

static int32_t add(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }
static int32_t subtract(int32_t a, int32_t b) { return (int32_t)((uint32_t)a - (uint32_t)b); }
static int32_t exclusive(int32_t a, int32_t b) { return a ^ b; }
static int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t twice(int32_t a, int32_t b) { return (int32_t)((uint32_t)a * 2 + (uint32_t)b); }
static int32_t half(int32_t a, int32_t b) { return (a >> 1) + (b & 1); }

static Step steps[64];

uint32_t run(uint32_t n) {
  static const Step kinds[6] = {add, subtract, exclusive, least, twice, half};
  uint32_t seed = 5;
  int32_t value = 1;
  for (int i = 0; i < 64; i++) steps[i] = kinds[random_next(&seed) % 6];
  for (uint32_t i = 0; i < n * 1000; i++)
    for (int j = 0; j < 64; j++) value = steps[j](value, (int32_t)i + j);
  return (uint32_t)value;
}
