/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes and counts: the game of life on a torus.
 */
#include "kernel.h"

enum { N = 64 };
static uint8_t cells[N][N], next[N][N];

static NOINLINE void generation(void) {
  for (int y = 0; y < N; y++) {
    const uint8_t *above = cells[(y - 1) & (N - 1)], *here = cells[y], *below = cells[(y + 1) & (N - 1)];
    for (int x = 0; x < N; x++) {
      const int left = (x - 1) & (N - 1), right = (x + 1) & (N - 1);
      const int around =
          above[left] + above[x] + above[right] + here[left] + here[right] + below[left] + below[x] + below[right];
      next[y][x] = around == 3 || (around == 2 && here[x]);
    }
  }
  for (int y = 0; y < N; y++)
    for (int x = 0; x < N; x++) cells[y][x] = next[y][x];
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 61;
  for (int y = 0; y < N; y++)
    for (int x = 0; x < N; x++) cells[y][x] = random_next(&seed) >> 30 == 0;
  for (uint32_t i = 0; i < n * 10; i++) generation();
  for (int y = 0; y < N; y++)
    for (int x = 0; x < N; x++) sum = mix(sum, cells[y][x]);
  return sum;
}
