/* SPDX-License-Identifier: Apache-2.0
 *
 * Sorting by recursion, comparisons through a function pointer.
 */
#include "kernel.h"

typedef int (*Compare)(const uint32_t *, const uint32_t *);

static int upwards(const uint32_t *a, const uint32_t *b) { return (*a > *b) - (*a < *b); }
static int by_low_half(const uint32_t *a, const uint32_t *b) { return (int)(*a & 0xffff) - (int)(*b & 0xffff); }

static uint32_t items[2048];

static NOINLINE void sort(uint32_t *first, uint32_t *end, Compare compare) {
  while (end - first > 1) {
    const uint32_t middle = first[(end - first) / 2];
    uint32_t *low = first, *high = end - 1;
    while (low <= high) {
      while (compare(low, &middle) < 0) low++;
      while (compare(high, &middle) > 0) high--;
      if (low > high) break;
      const uint32_t kept = *low;
      *low++ = *high;
      *high-- = kept;
    }
    if (high + 1 - first < end - low) {
      sort(first, high + 1, compare);
      first = low;
    } else {
      sort(low, end, compare);
      end = high + 1;
    }
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0, seed = 17;
  for (uint32_t i = 0; i < n * 2; i++) {
    for (int j = 0; j < 2048; j++) items[j] = random_next(&seed);
    sort(items, items + 2048, i & 1 ? upwards : by_low_half);
    for (int j = 0; j < 2048; j += 16) sum = mix(sum, items[j] & 0xffff);
  }
  return sum;
}
