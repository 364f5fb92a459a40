/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages whose addresses are used once. Address space is reserved in chunks and given out upwards; a chunk is never
 * given back to the system, which would give its addresses to others: its pages become inaccessible and empty.
 *
 * Where the next pages lie decides whether an address comes again, so it stands on a page that is read-only but while
 * it changes. The list of chunks is ordinary memory: what is done by it only makes pages inaccessible.
 */
#include "memory/unique_pages.h"
#include "memory/defence.h"
#include "memory/linear.h"
#include "memory/pac.h"

#include <pthread.h>
#include <sys/mman.h>

/* A chunk with pages that are not given back, or the one that pages are being taken from. This lies on its first page.
 */
typedef struct Chunk {
  size_t bytes, live; /* live: pages_get that have not been put */
  struct Chunk *next;
} Chunk;

/* What is left of the newest chunk. */
typedef struct {
  uintptr_t at, end;
} Rest;

static union {
  Rest rest;
  uint8_t page[65536];
} protected __attribute__((aligned(65536)));
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards all of these */
static Chunk *chunks;                                    /* newest first */
static size_t live_bytes;

/* 0: too many. */
static size_t whole_pages(size_t bytes) {
  const size_t page = page_bytes();
  return bytes > SIZE_MAX / 2 ? 0 : (bytes + page - 1) & ~(page - 1);
}

static bool rest_set(uintptr_t at, uintptr_t end) {
  if (!pages_thaw(&protected, sizeof protected)) return false;
  protected.rest = (Rest){at, end};
  pages_protect(&protected, sizeof protected, false);
  if (protected.rest.at != at || protected.rest.end != end) integrity_failure(); /* somebody wrote meanwhile */
  return true;
}

/* Inaccessible and empty. Mapping anew joins the pages to those around them and frees what the kernel holds for them;
 * where there is no memory for that, they are closed as they are. */
static void pages_retire(uintptr_t at, size_t bytes) {
  void *const pages = (void *)at;
  if (mmap(pages, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == pages) return;
#if defined(MADV_DONTNEED)
  (void)madvise(pages, bytes, MADV_DONTNEED);
#endif
  pages_forbid(pages, bytes);
}

/* A chunk that nothing is live in and nothing will be taken from: the kernel gives up its page tables. */
static void chunk_end(Chunk *chunk) {
  Chunk **link = &chunks;
  while (*link != chunk) link = &(*link)->next;
  *link = chunk->next;
  pages_retire((uintptr_t)chunk, chunk->bytes);
}

static bool chunk_add(size_t bytes) {
  const size_t size = bytes > UNIQUE_CHUNK_BYTES ? bytes : UNIQUE_CHUNK_BYTES;
  Chunk *const before = chunks;
  void *base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return false;
  if (!pages_thaw(base, sizeof(Chunk)) || !rest_set((uintptr_t)base + 2 * page_bytes(), (uintptr_t)base + size)) {
    munmap(base, size);
    return false;
  }
  Chunk *const chunk = base;
  *chunk = (Chunk){size, 0, before};
  chunks = chunk;
  if (before && before->live == 0) chunk_end(before);
  return true;
}

/* Address space for so many bytes and a page behind them; 0: none. */
static uintptr_t place_take(size_t bytes) {
  const size_t page = page_bytes(), wanted = bytes + page;
  if (protected.rest.end - protected.rest.at < wanted && !chunk_add(wanted + 2 * page)) return 0;
  const uintptr_t at = protected.rest.at;
  return rest_set(at + wanted, protected.rest.end) ? at : 0;
}

static Chunk *chunk_of(uintptr_t at) {
  for (Chunk *chunk = chunks; chunk; chunk = chunk->next)
    if (at - (uintptr_t)chunk < chunk->bytes) return chunk;
  integrity_failure();
}

#if defined(SIGNET_TEST_WITHOUT_UNIQUE_PAGES)
/* What has been given back, by size: taken again first. */
enum { KEPT_PLACES = 256 };
static struct {
  uintptr_t at;
  size_t bytes;
} kept[KEPT_PLACES];
static uintptr_t kept_take(size_t bytes) {
  for (int i = KEPT_PLACES; i-- > 0;)
    if (kept[i].bytes == bytes) {
      kept[i].bytes = 0;
      return kept[i].at;
    }
  return 0;
}
static void kept_give(uintptr_t at, size_t bytes) {
  for (int i = 0; i < KEPT_PLACES; i++)
    if (kept[i].bytes == 0) {
      kept[i].at = at;
      kept[i].bytes = bytes;
      return;
    }
}
#else
static uintptr_t kept_take(size_t bytes) {
  (void)bytes;
  return 0;
}
static void kept_give(uintptr_t at, size_t bytes) { (void)at, (void)bytes; }
#endif

void *unique_pages_get(size_t bytes) {
  const size_t size = whole_pages(bytes);
  if (size == 0) return NULL;
  pthread_mutex_lock(&lock);
  uintptr_t at = kept_take(size);
  if (!at) at = place_take(size);
  void *const pages = (void *)at;
  const bool mapped =
      at && mmap(pages, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == pages;
  if (mapped) {
    chunk_of(at)->live++;
    live_bytes += size;
  }
  pthread_mutex_unlock(&lock);
  return mapped ? pages : NULL;
}

void unique_pages_put(void *pages, size_t bytes) {
  if (!pages) return;
  const size_t size = whole_pages(bytes);
  const uintptr_t at = (uintptr_t)pages;
  pthread_mutex_lock(&lock);
  Chunk *const chunk = chunk_of(at);
  pages_retire(at, size);
  kept_give(at, size);
  live_bytes -= size;
  if (--chunk->live == 0 && chunk != chunks) chunk_end(chunk);
  pthread_mutex_unlock(&lock);
}

size_t unique_pages_bytes(void) {
  pthread_mutex_lock(&lock);
  const size_t bytes = live_bytes;
  pthread_mutex_unlock(&lock);
  return bytes;
}
