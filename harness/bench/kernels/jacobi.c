/* SPDX-License-Identifier: Apache-2.0
 *
 * A stencil over a matrix of doubles: five loads, one store.
 */
#include "kernel.h"

enum { N = 64 };
static double from[N][N], to[N][N];

static NOINLINE void smooth(double (*in)[N], double (*out)[N]) {
  for (int i = 1; i < N - 1; i++)
    for (int j = 1; j < N - 1; j++)
      out[i][j] = 0.2 * (in[i][j] + in[i][j - 1] + in[i][j + 1] + in[i - 1][j] + in[i + 1][j]);
}

uint32_t run(uint32_t n) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) from[i][j] = to[i][j] = (i * (j + 2) + 2) % 97;
  for (uint32_t i = 0; i < n * 10; i++) {
    smooth(from, to);
    smooth(to, from);
  }
  uint32_t sum = 0;
  for (int i = 0; i < N; i++) sum = mix(sum, (uint32_t)(from[i][i] * 1024));
  return sum;
}
