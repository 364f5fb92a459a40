/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole pages from the system, for what is neither code nor linear memory: instances, tables, the engine's read-only
 * page, trap stacks. What comes out is zeroed. A protection that cannot be set is an integrity failure: the caller
 * relies on it.
 */
#include "memory/linear.h"
#include "memory/pac.h"

#include <sys/mman.h>
#include <unistd.h>

size_t page_bytes(void) { return (size_t)getpagesize(); }

/* Rounded up to pages, with `pages` more; 0 when that passes the address space. */
static size_t pages_total(size_t bytes, size_t pages) {
  size_t page = page_bytes();
  if (bytes == 0 || bytes > SIZE_MAX / 2) return 0;
  return ((bytes + page - 1) & ~(page - 1)) + pages * page;
}

/* Pages of the system's larger size, where a range holds any: for what is filled from end to end. */
void pages_expect(void *pages, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  enum { WORTH = 2 << 20 };
  uintptr_t page = page_bytes(), start = ((uintptr_t)pages + page - 1) & ~(page - 1), end = (uintptr_t)pages + bytes;
  if (bytes >= WORTH) (void)madvise((void *)start, (end & ~(page - 1)) - start, MADV_HUGEPAGE);
#else
  (void)pages, (void)bytes;
#endif
}

/* A fault a page takes 0.7 us and more here; all of them in one call a third of that. */
void pages_touch(void *pages, size_t bytes) {
#if defined(MADV_POPULATE_WRITE)
  const uintptr_t page = page_bytes(), start = ((uintptr_t)pages + page - 1) & ~(page - 1);
  const uintptr_t end = ((uintptr_t)pages + bytes) & ~(page - 1);
  if (end > start) (void)madvise((void *)start, end - start, MADV_POPULATE_WRITE);
#else
  (void)pages, (void)bytes;
#endif
}

void *pages_get(size_t bytes, bool guard) {
  size_t total = pages_total(bytes, guard ? 2 : 0), page = page_bytes();
  if (total == 0) return NULL;
  uint8_t *base = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return NULL;
  if (!guard) return base;
  if (mprotect(base, page, PROT_NONE) != 0 || mprotect(base + total - page, page, PROT_NONE) != 0) {
    munmap(base, total);
    return NULL;
  }
  return base + page;
}

void pages_put(void *pages, size_t bytes, bool guard) {
  if (!pages) return;
  uint8_t *base = pages;
  if (munmap(guard ? base - page_bytes() : base, pages_total(bytes, guard ? 2 : 0)) != 0) integrity_failure();
}

void *pages_reserve(size_t bytes) {
  size_t total = pages_total(bytes, 2);
  if (total == 0) return NULL;
  uint8_t *base = mmap(NULL, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return base == MAP_FAILED ? NULL : base + page_bytes();
}

bool pages_keep(void *pages, size_t reserved, size_t bytes) {
  size_t page = page_bytes(), kept = pages_total(bytes, 0), total = pages_total(reserved, 0);
  uint8_t *guard = (uint8_t *)pages + kept;
  if (mprotect(guard, page, PROT_NONE) != 0) return false;
  if (total > kept && munmap(guard + page, total - kept) != 0) integrity_failure();
  return true;
}

#if defined(SIGNET_TEST_WITHOUT_FREEZE)
bool pages_freeze(void *pages, size_t bytes) { return pages != NULL || bytes == 0; }
#else
bool pages_freeze(void *pages, size_t bytes) { return mprotect(pages, pages_total(bytes, 0), PROT_READ) == 0; }
#endif

bool pages_thaw(void *pages, size_t bytes) {
  return mprotect(pages, pages_total(bytes, 0), PROT_READ | PROT_WRITE) == 0;
}

void pages_protect(void *pages, size_t bytes, bool writable) {
  if (mprotect(pages, pages_total(bytes, 0), writable ? PROT_READ | PROT_WRITE : PROT_READ) != 0) integrity_failure();
}

void pages_forbid(void *pages, size_t bytes) {
  if (mprotect(pages, pages_total(bytes, 0), PROT_NONE) != 0) integrity_failure();
}

size_t pages_resident(const void *base, size_t bytes) {
  enum { CHUNK = 256 };
  unsigned char state[CHUNK];
  const size_t page = page_bytes();
  uintptr_t at = (uintptr_t)base & ~(page - 1);
  const uintptr_t end = ((uintptr_t)base + bytes + page - 1) & ~(page - 1);
  size_t resident = 0, last = 1; /* in the last chunk: where nothing is, nothing follows */
  for (size_t length; at < end && last != 0; at += length) {
    length = end - at < CHUNK * page ? end - at : CHUNK * page;
    if (mincore((void *)at, length, (void *)state) != 0) return bytes;
    last = 0;
    for (size_t i = 0; i < length / page; i++) last += (state[i] & 1) ? page : 0;
    resident += last;
  }
  return resident;
}
