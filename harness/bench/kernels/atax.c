/* SPDX-License-Identifier: Apache-2.0
 *
 * Linear algebra: a matrix times a vector, then its transpose times the result.
 */
#include "kernel.h"

enum { N = 96 };
static double a[N][N], x[N], y[N];

static NOINLINE void atax(void) {
  for (int i = 0; i < N; i++) y[i] = 0;
  for (int i = 0; i < N; i++) {
    double dot = 0;
    for (int j = 0; j < N; j++) dot += a[i][j] * x[j];
    for (int j = 0; j < N; j++) y[j] += a[i][j] * dot;
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (int i = 0; i < N; i++) {
    x[i] = 1 + i % 13;
    for (int j = 0; j < N; j++) a[i][j] = (i + j) % N / 8.0;
  }
  for (uint32_t i = 0; i < n * 9; i++) {
    x[i % N] += 0.5;
    atax();
    sum = mix(sum, (uint32_t)y[i % N]);
  }
  return sum;
}
