/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings and memory: edit distance by rows, minima in the inner loop.
 */
#include "kernel.h"

static char left[257], right[257];
static uint32_t row[257];

static NOINLINE uint32_t distance(uint32_t rows, uint32_t columns) {
  for (uint32_t j = 0; j <= columns; j++) row[j] = j;
  for (uint32_t i = 1; i <= rows; i++) {
    uint32_t diagonal = row[0];
    row[0] = i;
    for (uint32_t j = 1; j <= columns; j++) {
      const uint32_t change = diagonal + (left[i - 1] != right[j - 1]);
      diagonal = row[j];
      uint32_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
      row[j] = least < change ? least : change;
    }
  }
  return row[columns];
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 47;
  for (int i = 0; i < 256; i++) {
    left[i] = (char)('a' + random_next(&seed) % 4);
    right[i] = (char)('a' + random_next(&seed) % 4);
  }
  for (uint32_t i = 0; i < n; i++) sum = mix(sum, distance(256 - i % 7, 255));
  return sum;
}
