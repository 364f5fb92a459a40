/* SPDX-License-Identifier: Apache-2.0
 *
 * Linear algebra in the manner of PolyBench: C = alpha A B + beta C.
 */
#include "kernel.h"

enum { N = 40 };
static double a[N][N], b[N][N], c[N][N];

static NOINLINE void product(double alpha, double beta) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) c[i][j] *= beta;
    for (int k = 0; k < N; k++)
      for (int j = 0; j < N; j++) c[i][j] += alpha * a[i][k] * b[k][j];
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) a[i][j] = (i * j) % 7, b[i][j] = (i + j) % 5, c[i][j] = i - j;
  for (uint32_t i = 0; i < n * 2; i++) {
    product(1.5, 0.5);
    sum = mix(sum, (uint32_t)(int32_t)c[i % N][7]);
  }
  return sum;
}
