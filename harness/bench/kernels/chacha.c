/* SPDX-License-Identifier: Apache-2.0
 *
 * Sixteen live locals in one loop: ChaCha20.
 */
#include "kernel.h"

static uint32_t rotated(uint32_t x, int by) { return x << by | x >> (32 - by); }

#define QUARTER(a, b, c, d)                                                                                            \
  a += b, d = rotated(d ^ a, 16), c += d, b = rotated(b ^ c, 12);                                                      \
  a += b, d = rotated(d ^ a, 8), c += d, b = rotated(b ^ c, 7)

static NOINLINE void block_make(const uint32_t *in, uint32_t *out) {
  uint32_t x0 = in[0], x1 = in[1], x2 = in[2], x3 = in[3], x4 = in[4], x5 = in[5], x6 = in[6], x7 = in[7];
  uint32_t x8 = in[8], x9 = in[9], xa = in[10], xb = in[11], xc = in[12], xd = in[13], xe = in[14], xf = in[15];
  for (int round = 0; round < 10; round++) {
    QUARTER(x0, x4, x8, xc);
    QUARTER(x1, x5, x9, xd);
    QUARTER(x2, x6, xa, xe);
    QUARTER(x3, x7, xb, xf);
    QUARTER(x0, x5, xa, xf);
    QUARTER(x1, x6, xb, xc);
    QUARTER(x2, x7, x8, xd);
    QUARTER(x3, x4, x9, xe);
  }
  out[0] = x0 + in[0], out[1] = x1 + in[1], out[2] = x2 + in[2], out[3] = x3 + in[3];
  out[4] = x4 + in[4], out[5] = x5 + in[5], out[6] = x6 + in[6], out[7] = x7 + in[7];
  out[8] = x8 + in[8], out[9] = x9 + in[9], out[10] = xa + in[10], out[11] = xb + in[11];
  out[12] = xc + in[12], out[13] = xd + in[13], out[14] = xe + in[14], out[15] = xf + in[15];
}

uint32_t run(uint32_t n) {
  uint32_t in[16], out[16], sum = 0;
  for (uint32_t i = 0; i < 16; i++) in[i] = i * 0x9e3779b9;
  for (uint32_t i = 0; i < n * 900; i++) {
    in[12] = i;
    block_make(in, out);
    sum = mix(sum, out[i & 15]);
  }
  return sum;
}
