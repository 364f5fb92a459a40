/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory: a text packed by matches found through hashes, and unpacked again.
 */
#include "kernel.h"

enum { SIZE = 8192 };
static uint8_t plain[SIZE], packed[SIZE * 2], unpacked[SIZE];
static uint32_t places[1024];

static NOINLINE uint32_t pack(void) {
  uint8_t *out = packed;
  for (int i = 0; i < 1024; i++) places[i] = 0;
  for (uint32_t at = 0; at < SIZE;) {
    uint32_t matched = 0, place = 0;
    if (at + 4 <= SIZE) {
      const uint32_t word = plain[at] | (uint32_t)plain[at + 1] << 8 | (uint32_t)plain[at + 2] << 16;
      const uint32_t slot = word * 2654435761u >> 22;
      place = places[slot];
      places[slot] = at;
      if (place < at)
        while (matched < 255 && at + matched < SIZE && plain[place + matched] == plain[at + matched]) matched++;
    }
    if (matched >= 4) {
      *out++ = 255, *out++ = (uint8_t)matched, *out++ = (uint8_t)place, *out++ = (uint8_t)(place >> 8);
      at += matched;
    } else *out++ = plain[at++];
  }
  return (uint32_t)(out - packed);
}

static NOINLINE uint32_t unpack(uint32_t count) {
  uint8_t *out = unpacked;
  for (const uint8_t *in = packed, *end = packed + count; in < end;) {
    if (*in != 255) {
      *out++ = *in++;
      continue;
    }
    const uint8_t *from = unpacked + (in[2] | in[3] << 8);
    for (uint32_t left = in[1]; left; left--) *out++ = *from++;
    in += 4;
  }
  return (uint32_t)(out - unpacked);
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 53;
  for (int i = 0; i < SIZE; i++)
    plain[i] = (uint8_t)(random_next(&seed) % 100 < 70 && i > 99 ? plain[i - 97] : seed % 40);
  for (uint32_t i = 0; i < n * 4; i++) {
    plain[i * 31 % SIZE] = (uint8_t)(i % 40);
    const uint32_t count = pack();
    sum = mix(sum, count + unpack(count));
    for (int j = 0; j < SIZE; j += 64) sum = mix(sum, unpacked[j]);
  }
  return sum;
}
