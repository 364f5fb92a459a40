/* SPDX-License-Identifier: Apache-2.0
 *
 * What the kernels share. A kernel is one file with `uint32_t run(uint32_t n)`: about a million instructions of native
 * arm64 for each unit of n, and a checksum over all that it computed, equal on every engine. run sets up its own data,
 * so that a call depends on n alone. Nothing of a C library; pointers never enter the checksum.
 */
#ifndef SIGNET_BENCH_KERNEL_H
#define SIGNET_BENCH_KERNEL_H

#include <stdint.h>

#define NOINLINE __attribute__((noinline))

uint32_t run(uint32_t n);

static inline uint32_t mix(uint32_t sum, uint32_t value) { return (sum << 5 | sum >> 27) ^ (value * 2654435761u); }

static inline uint32_t random_next(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

#endif
