/* SPDX-License-Identifier: Apache-2.0
 *
 * 64-bit additions, rotations and exclusive ors: SipHash over short keys.
 */
#include "kernel.h"

static uint64_t rotated(uint64_t x, int by) { return x << by | x >> (64 - by); }

#define ROUND                                                                                                          \
  v0 += v1, v1 = rotated(v1, 13) ^ v0, v0 = rotated(v0, 32), v2 += v3, v3 = rotated(v3, 16) ^ v2;                      \
  v0 += v3, v3 = rotated(v3, 21) ^ v0, v2 += v1, v1 = rotated(v1, 17) ^ v2, v2 = rotated(v2, 32)

static uint64_t words[64];

static NOINLINE uint64_t siphash(const uint64_t *in, uint32_t count, uint64_t k0, uint64_t k1) {
  uint64_t v0 = k0 ^ 0x736f6d6570736575, v1 = k1 ^ 0x646f72616e646f6d;
  uint64_t v2 = k0 ^ 0x6c7967656e657261, v3 = k1 ^ 0x7465646279746573;
  for (uint32_t i = 0; i < count; i++) {
    v3 ^= in[i];
    ROUND;
    ROUND;
    v0 ^= in[i];
  }
  v2 ^= 255;
  ROUND;
  ROUND;
  ROUND;
  ROUND;
  return v0 ^ v1 ^ v2 ^ v3;
}

uint32_t run(uint32_t n) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < 64; i++) words[i] = i * 0x9e3779b97f4a7c15;
  for (uint32_t i = 0; i < n * 2500; i++) sum += siphash(words + (i & 31), 3 + (i & 15), sum, i);
  return (uint32_t)(sum ^ sum >> 32);
}
