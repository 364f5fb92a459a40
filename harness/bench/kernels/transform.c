/* SPDX-License-Identifier: Apache-2.0
 *
 * Straight-line floating point in a called function: points through a 4 by 4 matrix.
 */
#include "kernel.h"

static float matrix[16], points[256][4], moved[256][4];

static NOINLINE void point_move(const float *m, const float *p, float *out) {
  const float x = p[0], y = p[1], z = p[2], w = p[3];
  out[0] = m[0] * x + m[4] * y + m[8] * z + m[12] * w;
  out[1] = m[1] * x + m[5] * y + m[9] * z + m[13] * w;
  out[2] = m[2] * x + m[6] * y + m[10] * z + m[14] * w;
  out[3] = m[3] * x + m[7] * y + m[11] * z + m[15] * w;
}

uint32_t run(uint32_t n) {
  uint32_t seed = 7;
  for (int i = 0; i < 16; i++) matrix[i] = (float)(random_next(&seed) & 15) * 0.0625f;
  for (int i = 0; i < 256; i++)
    for (int j = 0; j < 4; j++) points[i][j] = (float)(random_next(&seed) & 1023);
  for (uint32_t i = 0; i < n * 50; i++)
    for (int j = 0; j < 256; j++) point_move(matrix, points[j], moved[(j + (int)i) & 255]);
  uint32_t sum = 0;
  for (int i = 0; i < 256; i++) sum = mix(sum, (uint32_t)(int32_t)moved[i][0] + (uint32_t)(int32_t)moved[i][3]);
  return sum;
}
