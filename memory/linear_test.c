/* SPDX-License-Identifier: Apache-2.0
 *
 * Linear memories as the spec has them (4.2.8: zeroes, growth keeps contents) and as address space: what is beyond
 * the contents dies, a closed memory's place comes back zeroed, whoever asks where a fault was is told right.
 */
#include "memory/linear.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

enum { WASM_PAGE = 65536 };

static MemoryPool *pool_open(uint32_t kept) {
  sg_error error;
  MemoryPool *pool = memory_pool_open(0, kept, &error);
  cr_assert(pool != NULL, "no pool");
  return pool;
}

static LinearMemory memory_open(MemoryPool *pool, bool guarded, uint64_t bytes) {
  LinearMemory memory;
  sg_error error;
  cr_assert(linear_memory_open(pool, guarded, bytes, &memory, &error), "no memory");
  return memory;
}

static bool all_zero(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (bytes[i]) return false;
  return true;
}

static void grows(bool guarded) {
  MemoryPool *pool = pool_open(2);
  LinearMemory memory = memory_open(pool, guarded, 0);
  cr_assert(memory.bytes == 0 && memory.base != NULL);
  cr_assert(linear_memory_grow(pool, &memory, WASM_PAGE));
  cr_assert(all_zero(memory.base, WASM_PAGE));
  memset(memory.base, 0x5a, WASM_PAGE);
  cr_assert(linear_memory_grow(pool, &memory, 40 * WASM_PAGE));
  cr_assert(memory.bytes == 40 * WASM_PAGE);
  for (size_t i = 0; i < WASM_PAGE; i++) cr_assert(memory.base[i] == 0x5a);
  cr_assert(all_zero(memory.base + WASM_PAGE, 39 * WASM_PAGE));
  cr_assert(!linear_memory_grow(pool, &memory, WASM_PAGE), "it shrank");
  linear_memory_close(pool, &memory);
  cr_assert(memory.base == NULL);
  memory_pool_close(pool);
}
Test(linear, guarded_grows) { grows(true); }
Test(linear, checked_grows) { grows(false); }

Test(linear, reuse_is_zeroed) {
  MemoryPool *pool = pool_open(1);
  LinearMemory first = memory_open(pool, true, 3 * WASM_PAGE);
  uint8_t *base = first.base;
  memset(base, 0xff, 3 * WASM_PAGE);
  linear_memory_close(pool, &first);
  LinearMemory second = memory_open(pool, true, WASM_PAGE);
  cr_assert(second.base == base, "the reservation was not reused");
  cr_assert(linear_memory_grow(pool, &second, 3 * WASM_PAGE));
  cr_assert(all_zero(base, 3 * WASM_PAGE), "contents of the memory before");
  linear_memory_close(pool, &second);
  memory_pool_close(pool);
}

/* What stays of a reused reservation's earlier, larger contents must be inaccessible again. */
Test(linear, reuse_is_guarded, .signal = SIGSEGV) {
  MemoryPool *pool = pool_open(1);
  LinearMemory first = memory_open(pool, true, 3 * WASM_PAGE);
  linear_memory_close(pool, &first);
  LinearMemory second = memory_open(pool, true, WASM_PAGE);
  *(volatile uint8_t *)(second.base + 2 * WASM_PAGE);
}

Test(linear, one_past_the_contents_dies, .signal = SIGSEGV) {
  MemoryPool *pool = pool_open(1);
  LinearMemory memory = memory_open(pool, true, WASM_PAGE);
  *(volatile uint8_t *)(memory.base + WASM_PAGE) = 1;
}

/* Index 2^32-1, offset 2^32-1 and 16 bytes: the last byte that emitted code can reach. */
Test(linear, furthest_access_dies, .signal = SIGSEGV) {
  MemoryPool *pool = pool_open(1);
  LinearMemory memory = memory_open(pool, true, WASM_PAGE);
  cr_assert(memory_pool_guards(pool, (uintptr_t)memory.base + 2 * (uintptr_t)UINT32_MAX + 15));
  *(volatile uint8_t *)(memory.base + 2 * (uintptr_t)UINT32_MAX + 15);
}

Test(linear, guards_knows_live_reservations) {
  MemoryPool *pool = pool_open(4);
  LinearMemory memories[3];
  for (int i = 0; i < 3; i++) memories[i] = memory_open(pool, true, WASM_PAGE);
  LinearMemory checked = memory_open(pool, false, WASM_PAGE);
  for (int i = 0; i < 3; i++) {
    uintptr_t base = (uintptr_t)memories[i].base;
    cr_assert(memory_pool_guards(pool, base));
    cr_assert(memory_pool_guards(pool, base + memories[i].reserved - 1));
  }
  cr_assert(!memory_pool_guards(pool, (uintptr_t)checked.base));
  cr_assert(!memory_pool_guards(pool, 0));
  cr_assert(!memory_pool_guards(pool, (uintptr_t)&checked));
  uintptr_t closed = (uintptr_t)memories[1].base;
  linear_memory_close(pool, &memories[1]);
  cr_assert(!memory_pool_guards(pool, closed));
  cr_assert(memory_pool_guards(pool, (uintptr_t)memories[2].base));
  linear_memory_close(pool, &memories[0]);
  linear_memory_close(pool, &memories[2]);
  linear_memory_close(pool, &checked);
  memory_pool_close(pool);
}

Test(linear, refuses_what_it_cannot_hold) {
  sg_error error = {0};
  cr_assert(memory_pool_open((uint64_t)1 << 32, 1, &error) == NULL);
  cr_assert(error.code == SG_USAGE);
  MemoryPool *pool = pool_open(0);
  LinearMemory memory;
  cr_assert(!linear_memory_open(pool, true, ((uint64_t)1 << 32) + WASM_PAGE, &memory, &error));
  cr_assert(error.code == SG_NO_MEMORY && memory.base == NULL);
  cr_assert(!linear_memory_open(pool, false, UINT64_MAX - 1, &memory, &error));
  memory = memory_open(pool, true, WASM_PAGE);
  cr_assert(!linear_memory_grow(pool, &memory, ((uint64_t)1 << 32) + WASM_PAGE));
  cr_assert(memory.bytes == WASM_PAGE);
  linear_memory_close(pool, &memory);
  memory_pool_close(pool);
}

Test(pages, guards_on_both_sides) {
  uint8_t *pages = pages_get(10000, true);
  cr_assert(pages != NULL);
  cr_assert(all_zero(pages, 10000));
  memset(pages, 1, 10000);
  pages_protect(pages, 10000, false);
  cr_assert(pages[9999] == 1);
  pages_protect(pages, 10000, true);
  pages[0] = 2;
  pages_put(pages, 10000, true);
  cr_assert(pages_get(0, false) == NULL);
  cr_assert(pages_get(SIZE_MAX, true) == NULL);
}
Test(pages, below_dies, .signal = SIGSEGV) {
  uint8_t *pages = pages_get(100, true);
  *(volatile uint8_t *)(pages - 1);
}
Test(pages, above_dies, .signal = SIGSEGV) {
  uint8_t *pages = pages_get(100, true);
  *(volatile uint8_t *)(pages + page_bytes());
}
Test(pages, read_only_dies, .signal = SIGSEGV) {
  uint8_t *pages = pages_get(100, false);
  pages_protect(pages, 100, false);
  *(volatile uint8_t *)pages = 1;
}
Test(pages, forbidden_dies, .signal = SIGSEGV) {
  uint8_t *pages = pages_get(100, false);
  pages_forbid(pages, 100);
  *(volatile uint8_t *)pages;
}
