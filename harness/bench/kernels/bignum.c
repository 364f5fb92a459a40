/* SPDX-License-Identifier: Apache-2.0
 *
 * 64-bit multiplication with carries: products of numbers of 32 digits.
 */
#include "kernel.h"

enum { DIGITS = 32 };
static uint32_t a[DIGITS], b[DIGITS], product[2 * DIGITS];

static NOINLINE void multiply(void) {
  for (int i = 0; i < 2 * DIGITS; i++) product[i] = 0;
  for (int i = 0; i < DIGITS; i++) {
    uint64_t carry = 0;
    for (int j = 0; j < DIGITS; j++) {
      carry += (uint64_t)a[i] * b[j] + product[i + j];
      product[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    product[i + DIGITS] = (uint32_t)carry;
  }
}

uint32_t run(uint32_t n) {
  uint32_t seed = 59;
  for (int i = 0; i < DIGITS; i++) a[i] = random_next(&seed), b[i] = random_next(&seed);
  for (uint32_t i = 0; i < n * 150; i++) {
    multiply();
    for (int j = 0; j < DIGITS; j++) a[j] = product[j + DIGITS / 2] ^ i;
  }
  return a[0] ^ a[DIGITS - 1];
}
