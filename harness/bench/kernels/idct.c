/* SPDX-License-Identifier: Apache-2.0
 *
 * Many live floating-point locals, straight-line code in loops: an 8 by 8 inverse cosine transform.
 */
#include "kernel.h"

static float block[64], coefficients[64];

static inline void eight(float *v, int step) {
  const float s0 = v[0], s1 = v[step], s2 = v[2 * step], s3 = v[3 * step];
  const float s4 = v[4 * step], s5 = v[5 * step], s6 = v[6 * step], s7 = v[7 * step];
  const float a0 = s0 + s4, a1 = s0 - s4;
  const float a2 = s2 * 0.541196100f - s6 * 1.306562965f, a3 = s2 * 1.306562965f + s6 * 0.541196100f;
  const float b0 = a0 + a3, b1 = a1 + a2, b2 = a1 - a2, b3 = a0 - a3;
  const float c0 = s1 * 1.387039845f + s7 * 0.275899379f, c1 = s3 * 1.175875602f + s5 * 0.785694958f;
  const float c2 = s1 * 0.275899379f - s7 * 1.387039845f, c3 = s3 * 0.785694958f - s5 * 1.175875602f;
  const float d0 = c0 + c1, d1 = c2 - c3, d2 = (c0 - c1) * 0.707106781f, d3 = (c2 + c3) * 0.707106781f;
  const float e1 = d2 + d3, e2 = d2 - d3;
  v[0] = b0 + d0;
  v[step] = b1 + e1;
  v[2 * step] = b2 + e2;
  v[3 * step] = b3 + d1;
  v[4 * step] = b3 - d1;
  v[5 * step] = b2 - e2;
  v[6 * step] = b1 - e1;
  v[7 * step] = b0 - d0;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 31;
  for (uint32_t i = 0; i < 64; i++) coefficients[i] = (float)(random_next(&seed) & 255) - 128.0f;
  for (uint32_t i = 0; i < n * 700; i++) {
    for (int j = 0; j < 64; j++) block[j] = coefficients[(j + (int)i) & 63];
    for (int j = 0; j < 8; j++) eight(block + 8 * j, 1);
    for (int j = 0; j < 8; j++) eight(block + j, 8);
    sum = mix(sum, (uint32_t)(int32_t)block[i & 63]);
  }
  return sum;
}
