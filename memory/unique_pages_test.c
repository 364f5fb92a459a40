/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages whose addresses are used once: what they give, that they never come again, and that nothing accumulates.
 */
#include "memory/linear.h"
#include "memory/unique_pages.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

Test(unique_pages, zeroed_and_apart) {
  const size_t page = page_bytes();
  uint8_t *last = NULL;
  for (size_t bytes = 1; bytes < 10 * page; bytes += page / 2) {
    uint8_t *pages = unique_pages_get(bytes);
    cr_assert(pages != NULL && (uintptr_t)pages % page == 0);
    for (size_t i = 0; i < bytes; i++) cr_assert_eq(pages[i], 0);
    memset(pages, 1, bytes);
    cr_assert(last == NULL || pages >= last + page, "a page between");
    last = pages + bytes;
  }
  cr_assert(unique_pages_get(0) == NULL);
  cr_assert(unique_pages_get(SIZE_MAX) == NULL);
  unique_pages_put(NULL, 1);
}

/* Many times a chunk, given back at once and in the wrong order: an address that came again would be below one before
 * it, or within the pages that are still held. */
Test(unique_pages, no_address_comes_again) {
  enum { HELD = 7, ROUNDS = 400, BYTES = 1 << 20 };
  static uintptr_t seen[ROUNDS];
  void *held[HELD] = {NULL};
  const size_t before = unique_pages_bytes();
  for (int i = 0; i < ROUNDS; i++) {
    unique_pages_put(held[i % HELD], BYTES);
    uint8_t *pages = held[i % HELD] = unique_pages_get(BYTES);
    cr_assert(pages != NULL);
    pages[0] = pages[BYTES - 1] = 1;
    seen[i] = (uintptr_t)pages;
    for (int k = 0; k < i; k++) cr_assert(seen[i] + BYTES <= seen[k] || seen[k] + BYTES <= seen[i], "%d and %d", k, i);
  }
  cr_assert_eq(unique_pages_bytes(), before + HELD * BYTES);
  for (int i = 0; i < HELD; i++) unique_pages_put(held[i], BYTES);
  cr_assert_eq(unique_pages_bytes(), before);
}

Test(unique_pages, larger_than_a_chunk) {
  const size_t bytes = 2 * (size_t)UNIQUE_CHUNK_BYTES + 1;
  uint8_t *pages = unique_pages_get(bytes);
  cr_assert(pages != NULL);
  pages[bytes - 1] = 1;
  unique_pages_put(pages, bytes);
  cr_assert(unique_pages_get(1) != NULL);
}

Test(unique_pages, what_is_given_back_dies, .signal = SIGSEGV) {
  volatile uint8_t *pages = unique_pages_get(100);
  pages[0] = 1;
  unique_pages_put((void *)(uintptr_t)pages, 100);
  pages[0] = 1;
}
Test(unique_pages, what_is_given_back_with_its_chunk_dies, .signal = SIGSEGV) {
  volatile uint8_t *pages = unique_pages_get(100);
  unique_pages_get(UNIQUE_CHUNK_BYTES); /* a new chunk: the first has nothing else */
  unique_pages_put((void *)(uintptr_t)pages, 100);
  pages[0] = 1;
}
Test(unique_pages, below_dies, .signal = SIGSEGV) { *(volatile uint8_t *)((uintptr_t)unique_pages_get(1) - 1); }
Test(unique_pages, above_dies, .signal = SIGSEGV) {
  *(volatile uint8_t *)((uintptr_t)unique_pages_get(1) + page_bytes());
}
