/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes through a table: one chain of dependent loads.
 */
#include "kernel.h"

static uint32_t table[256];
static uint8_t data[4096];

static NOINLINE uint32_t crc(const uint8_t *bytes, uint32_t count) {
  uint32_t value = ~0u;
  while (count--) value = table[(value ^ *bytes++) & 255] ^ value >> 8;
  return ~value;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 41;
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
    table[i] = value;
  }
  for (int i = 0; i < 4096; i++) data[i] = (uint8_t)random_next(&seed);
  for (uint32_t i = 0; i < n * 32; i++) {
    data[i & 4095]++;
    sum = mix(sum, crc(data, 4096));
  }
  return sum;
}
