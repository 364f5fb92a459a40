/* SPDX-License-Identifier: Apache-2.0
 *
 * Linear algebra: decomposition into triangles, loops whose bounds change.
 */
#include "kernel.h"

enum { N = 40 };
static double a[N][N];

static NOINLINE void decompose(void) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < i; j++) {
      for (int k = 0; k < j; k++) a[i][j] -= a[i][k] * a[k][j];
      a[i][j] /= a[j][j];
    }
    for (int j = i; j < N; j++)
      for (int k = 0; k < i; k++) a[i][j] -= a[i][k] * a[k][j];
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t turn = 0; turn < n * 5; turn++) {
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) a[i][j] = (i == j ? 64 : 0) + (i * 3 + j * 5 + (int)turn) % 11;
    decompose();
    sum = mix(sum, (uint32_t)(int32_t)(a[N - 1][N - 1] * 65536));
  }
  return sum;
}
