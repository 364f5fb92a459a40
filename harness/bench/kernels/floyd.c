/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer matrices: all shortest paths, a minimum in the inner loop.
 */
#include "kernel.h"

enum { N = 48 };
static int32_t paths[N][N];

static NOINLINE void shorten(void) {
  for (int k = 0; k < N; k++)
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) {
        const int32_t by = paths[i][k] + paths[k][j];
        paths[i][j] = paths[i][j] < by ? paths[i][j] : by;
      }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 37;
  for (uint32_t turn = 0; turn < n; turn++) {
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) paths[i][j] = i == j ? 0 : (int32_t)(random_next(&seed) % 999) + 1;
    shorten();
    for (int i = 0; i < N; i++) sum = mix(sum, (uint32_t)paths[i][(i * 7 + 3) % N]);
  }
  return sum;
}
