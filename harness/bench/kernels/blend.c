/* SPDX-License-Identifier: Apache-2.0
 *
 * Small leaf functions called in the inner loop: colours blended channel by channel.
 */
#include "kernel.h"

static uint32_t front[1024], back[1024];

static NOINLINE uint32_t clamp(int32_t value) { return value < 0 ? 0 : value > 255 ? 255 : (uint32_t)value; }

static NOINLINE uint32_t channel(uint32_t a, uint32_t b, uint32_t shift, uint32_t alpha) {
  const int32_t x = (int32_t)(a >> shift & 255), y = (int32_t)(b >> shift & 255);
  return clamp(y + (x - y) * (int32_t)alpha / 192) << shift;
}

uint32_t run(uint32_t n) {
  uint32_t seed = 3, sum = 0;
  for (int i = 0; i < 1024; i++) front[i] = random_next(&seed), back[i] = random_next(&seed);
  for (uint32_t i = 0; i < n * 12; i++)
    for (int j = 0; j < 1024; j++) {
      const uint32_t a = front[j], b = back[j], alpha = a >> 24;
      back[j] = channel(a, b, 0, alpha) | channel(a, b, 8, alpha) | channel(a, b, 16, alpha);
    }
  for (int i = 0; i < 1024; i++) sum = mix(sum, back[i]);
  return sum;
}
