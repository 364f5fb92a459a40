/* SPDX-License-Identifier: Apache-2.0
 *
 * The interner against a linear search, with keys that share long beginnings.
 */
#include "wasm/interner.h"

#include <criterion/criterion.h>
#include <string.h>

enum { KEYS = 3000, WORDS = 6 };

Test(interner, equals_a_linear_search) {
  static uint32_t keys[KEYS][WORDS], counts[KEYS], ids[KEYS];
  Arena arena;
  arena_init(&arena, arena_heap_source, 0);
  Interner interner = {.arena = &arena};
  uint32_t random = 1;
  unsigned repeats = 0;
  for (uint32_t i = 0; i < KEYS; i++) {
    random = random * 1664525 + 1013904223;
    counts[i] = random >> 29;
    if (counts[i] > WORDS) counts[i] = WORDS;
    for (uint32_t word = 0; word < counts[i]; word++) {
      random = random * 1664525 + 1013904223;
      keys[i][word] = random >> 30 ? 1u << (random >> 20 & 31) : 0; /* few values: many equal keys */
    }
    uint32_t expected = i;
    for (uint32_t j = 0; j < i && expected == i; j++)
      if (counts[j] == counts[i] && !memcmp(keys[j], keys[i], counts[i] * sizeof(uint32_t))) expected = ids[j];
    repeats += expected != i;
    ids[i] = interner_id(&interner, keys[i], counts[i], i);
    cr_assert_eq(ids[i], expected, "key %u", i);
  }
  cr_assert_gt(repeats, 100);
  cr_assert_lt(repeats, KEYS - 100);
  arena_free(&arena);
}

Test(interner, says_when_it_is_full) {
  Arena arena;
  arena_init(&arena, arena_heap_source, 4096);
  Interner interner = {.arena = &arena};
  uint32_t i = 0;
  while (i < 4096 && interner_id(&interner, &i, 1, i) == i) i++;
  cr_assert(i > 10 && i < 4096);
  cr_assert_eq(interner_id(&interner, &i, 1, i), INTERNER_FULL);
  uint32_t first = 0;
  cr_assert_eq(interner_id(&interner, &first, 1, 9), 0, "what is there stays");
  arena_free(&arena);
}
