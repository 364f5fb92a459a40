/* SPDX-License-Identifier: Apache-2.0
 *
 * Floating point in a loop with two exits.
 */
#include "kernel.h"

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t turn = 0; turn < n; turn++)
    for (int row = 0; row < 32; row++)
      for (int column = 0; column < 48; column++) {
        const double cr = column / 24.0 - 1.5 + turn * 0.0009765625, ci = row / 16.0 - 1.0;
        double r = 0, i = 0;
        int steps = 0;
        while (steps < 150 && r * r + i * i < 4.0) {
          const double t = r * r - i * i + cr;
          i = 2 * r * i + ci;
          r = t;
          steps++;
        }
        sum = mix(sum, (uint32_t)steps);
      }
  return sum;
}
