/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashing and probing: insert and find, both called in the inner loop.
 */
#include "kernel.h"

enum { SLOTS = 4096 };
static uint32_t keys[SLOTS], values[SLOTS];

static NOINLINE uint32_t hash(uint32_t key) {
  key ^= key >> 16;
  key *= 0x7feb352d;
  key ^= key >> 15;
  key *= 0x846ca68b;
  return key ^ key >> 16;
}

static NOINLINE uint32_t slot_of(uint32_t key) {
  uint32_t slot = hash(key) & (SLOTS - 1);
  while (keys[slot] && keys[slot] != key) slot = (slot + 1) & (SLOTS - 1);
  return slot;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 29;
  for (uint32_t i = 0; i < n * 4; i++) {
    for (int j = 0; j < SLOTS; j++) keys[j] = values[j] = 0;
    for (int j = 0; j < 3000; j++) {
      const uint32_t key = (random_next(&seed) & 8191) + 1, slot = slot_of(key);
      keys[slot] = key;
      values[slot] += (uint32_t)j;
    }
    for (uint32_t j = 1; j < 8192; j += 5) sum = mix(sum, values[slot_of(j)]);
  }
  return sum;
}
