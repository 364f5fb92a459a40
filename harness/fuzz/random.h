/* SPDX-License-Identifier: Apache-2.0
 *
 * A stream of numbers that a seed decides, the same on every machine: what the generator and the mutator choose by.
 * splitmix64. One stream a thing that is made, so that making less of one leaves the others as they were.
 */
#ifndef SIGNET_HARNESS_FUZZ_RANDOM_H
#define SIGNET_HARNESS_FUZZ_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Random {
  uint64_t state;
} Random;

static inline uint64_t random_next(Random *random) {
  uint64_t z = random->state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

/* A stream for the `index`-th thing of `seed`. */
static inline Random random_stream(uint64_t seed, uint64_t index) {
  Random random = {seed * 0xd1342543de82ef95 + index};
  random.state = random_next(&random);
  return random;
}

/* From 0 to bound - 1. */
static inline uint32_t random_below(Random *random, uint32_t bound) {
  return (uint32_t)((random_next(random) >> 32) * bound >> 32);
}

static inline bool random_percent(Random *random, uint32_t percent) { return random_below(random, 100) < percent; }

#endif
