/* SPDX-License-Identifier: Apache-2.0
 *
 * Sixteen accumulators in the inner loop: a matrix product by tiles of 4 by 4.
 */
#include "kernel.h"

enum { N = 48 };
static double a[N][N], b[N][N], c[N][N];

static NOINLINE void product(void) {
  for (int i = 0; i < N; i += 4)
    for (int j = 0; j < N; j += 4) {
      double c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0;
      double c20 = 0, c21 = 0, c22 = 0, c23 = 0, c30 = 0, c31 = 0, c32 = 0, c33 = 0;
      for (int k = 0; k < N; k++) {
        const double b0 = b[k][j], b1 = b[k][j + 1], b2 = b[k][j + 2], b3 = b[k][j + 3];
        const double a0 = a[i][k], a1 = a[i + 1][k], a2 = a[i + 2][k], a3 = a[i + 3][k];
        c00 += a0 * b0, c01 += a0 * b1, c02 += a0 * b2, c03 += a0 * b3;
        c10 += a1 * b0, c11 += a1 * b1, c12 += a1 * b2, c13 += a1 * b3;
        c20 += a2 * b0, c21 += a2 * b1, c22 += a2 * b2, c23 += a2 * b3;
        c30 += a3 * b0, c31 += a3 * b1, c32 += a3 * b2, c33 += a3 * b3;
      }
      c[i][j] = c00, c[i][j + 1] = c01, c[i][j + 2] = c02, c[i][j + 3] = c03;
      c[i + 1][j] = c10, c[i + 1][j + 1] = c11, c[i + 1][j + 2] = c12, c[i + 1][j + 3] = c13;
      c[i + 2][j] = c20, c[i + 2][j + 1] = c21, c[i + 2][j + 2] = c22, c[i + 2][j + 3] = c23;
      c[i + 3][j] = c30, c[i + 3][j + 1] = c31, c[i + 3][j + 2] = c32, c[i + 3][j + 3] = c33;
    }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) a[i][j] = (i * j) % 7, b[i][j] = (i + j) % 5;
  for (uint32_t i = 0; i < n * 3; i++) {
    a[i % N][0] += 1;
    product();
    sum = mix(sum, (uint32_t)c[i % N][3]);
  }
  return sum;
}
