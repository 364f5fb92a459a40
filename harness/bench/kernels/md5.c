/* SPDX-License-Identifier: Apache-2.0
 *
 * Straight-line code with many live locals: sixty-four unrolled steps.
 */
#include "kernel.h"

static uint32_t rotated(uint32_t x, int by) { return x << by | x >> (32 - by); }

#define STEP(f, a, b, c, d, k, s, t) a = rotated(a + (f) + w[k] + (t), s) + b
#define FOUR(f, k0, k1, k2, k3, s0, s1, s2, s3, t)                                                                     \
  STEP(f(b, c, d), a, b, c, d, k0, s0, (t));                                                                           \
  STEP(f(a, b, c), d, a, b, c, k1, s1, (t) * 3);                                                                       \
  STEP(f(d, a, b), c, d, a, b, k2, s2, (t) * 5);                                                                       \
  STEP(f(c, d, a), b, c, d, a, k3, s3, (t) * 7)
#define F(x, y, z) ((x & y) | (~x & z))
#define G(x, y, z) ((x & z) | (y & ~z))
#define H(x, y, z) (x ^ y ^ z)
#define I(x, y, z) (y ^ (x | ~z))

/* The rounds of MD5 with other constants. */
static NOINLINE void block_add(uint32_t *state, const uint32_t *block) {
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3], w[16];
  for (int i = 0; i < 16; i++) w[i] = block[i];
  FOUR(F, 0, 1, 2, 3, 7, 12, 17, 22, 0xd76aa478u);
  FOUR(F, 4, 5, 6, 7, 7, 12, 17, 22, 0xf57c0fafu);
  FOUR(F, 8, 9, 10, 11, 7, 12, 17, 22, 0x698098d8u);
  FOUR(F, 12, 13, 14, 15, 7, 12, 17, 22, 0x6b901122u);
  FOUR(G, 1, 6, 11, 0, 5, 9, 14, 20, 0xf61e2562u);
  FOUR(G, 5, 10, 15, 4, 5, 9, 14, 20, 0xd62f105du);
  FOUR(G, 9, 14, 3, 8, 5, 9, 14, 20, 0x21e1cde6u);
  FOUR(G, 13, 2, 7, 12, 5, 9, 14, 20, 0xa9e3e905u);
  FOUR(H, 5, 8, 11, 14, 4, 11, 16, 23, 0xfffa3942u);
  FOUR(H, 1, 4, 7, 10, 4, 11, 16, 23, 0xa4beea44u);
  FOUR(H, 13, 0, 3, 6, 4, 11, 16, 23, 0x289b7ec6u);
  FOUR(H, 9, 12, 15, 2, 4, 11, 16, 23, 0xd9d4d039u);
  FOUR(I, 0, 7, 14, 5, 6, 10, 15, 21, 0xf4292244u);
  FOUR(I, 12, 3, 10, 1, 6, 10, 15, 21, 0x655b59c3u);
  FOUR(I, 8, 15, 6, 13, 6, 10, 15, 21, 0x6fa87e4fu);
  FOUR(I, 4, 11, 2, 9, 6, 10, 15, 21, 0xf7537e82u);
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

uint32_t run(uint32_t n) {
  uint32_t state[4] = {1, 2, 3, 4}, block[16];
  for (uint32_t i = 0; i < n * 1500; i++) {
    for (uint32_t j = 0; j < 16; j++) block[j] = i * j;
    block_add(state, block);
  }
  return state[0] ^ state[1] ^ state[2] ^ state[3];
}
