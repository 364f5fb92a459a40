/* SPDX-License-Identifier: Apache-2.0
 *
 * Sorting in place: a loop of loads, compares and stores.
 */
#include "kernel.h"

static uint32_t heap[4096];

static NOINLINE void sift(uint32_t from, uint32_t end) {
  const uint32_t value = heap[from];
  for (uint32_t child; (child = 2 * from + 1) < end; from = child) {
    if (child + 1 < end && heap[child] < heap[child + 1]) child++;
    if (heap[child] <= value) break;
    heap[from] = heap[child];
  }
  heap[from] = value;
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 19;
  for (uint32_t i = 0; i < n; i++) {
    for (int j = 0; j < 4096; j++) heap[j] = random_next(&seed);
    for (uint32_t j = 2048; j-- > 0;) sift(j, 4096);
    for (uint32_t end = 4096; end-- > 1;) {
      const uint32_t top = heap[0];
      heap[0] = heap[end];
      heap[end] = top;
      sift(0, end);
    }
    for (int j = 0; j < 4096; j += 32) sum = mix(sum, heap[j]);
  }
  return sum;
}
