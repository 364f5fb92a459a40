/* SPDX-License-Identifier: Apache-2.0
 *
 * The arena: zeroed, aligned memory that nothing else has, and its limits.
 */
#include "wasm/arena.h"

#include <criterion/criterion.h>
#include <string.h>

Test(arena, gives_zeroed_aligned_memory_of_its_own) {
  Arena arena;
  arena_init(&arena, arena_heap_source, 0);
  uint8_t *before = NULL;
  for (size_t size = 0; size < 9000; size += 37) {
    uint8_t *memory = arena_alloc(&arena, 1, size);
    cr_assert(memory && memory != before && (uintptr_t)memory % 16 == 0);
    for (size_t i = 0; i < size; i++) cr_assert_eq(memory[i], 0);
    memset(memory, 0xff, size);
    before = memory;
  }
  arena_free(&arena);
  cr_assert_eq(arena.total, 0);
}

Test(arena, refuses_what_does_not_fit) {
  Arena arena;
  arena_init(&arena, arena_heap_source, 10000);
  cr_assert_null(arena_alloc(&arena, SIZE_MAX, 2));
  cr_assert_null(arena_alloc(&arena, SIZE_MAX, 1));
  cr_assert_null(arena_alloc(&arena, 10000, 1));
  cr_assert_not_null(arena_alloc(&arena, 5000, 1));
  cr_assert_null(arena_alloc(&arena, 5000, 1));
  cr_assert_leq(arena.total, 10000);
  arena_free(&arena);
}
