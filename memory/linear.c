/* SPDX-License-Identifier: Apache-2.0
 *
 * Linear memories and the pool of their reservations. A guarded memory's reservation is inaccessible but for its
 * contents, which lie at its beginning; when the memory closes its contents are mapped anew, which gives both zeroes
 * and inaccessibility in one call on every system, and the reservation goes to the pool's free list.
 *
 * The places of live guarded memories stand in blocks that are only ever added to, each place one atomic word: the
 * fault handler reads them without a lock, whatever the interrupted thread holds.
 */
#include "memory/linear.h"
#include "memory/error.h"
#include "memory/pac.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Index and offset are 32 bits each, an access is at most 16 bytes: what an unchecked access can reach. */
#define GUARDED_REACH (UINT64_C(1) << 33)
#define GUARDED_LIMIT (UINT64_C(1) << 32) /* contents of a guarded memory, at most */

enum { PLACES_A_BLOCK = 64 };

typedef struct PlaceBlock {
  _Atomic uintptr_t bases[PLACES_A_BLOCK]; /* 0: free */
  struct PlaceBlock *_Atomic next;
} PlaceBlock;

struct MemoryPool {
  uint64_t reservation;
  uint32_t kept;
  uint32_t free_count;
  void **free; /* all inaccessible and zero */
  pthread_mutex_t lock;
  PlaceBlock places;
};

MemoryPool *memory_pool_open(uint64_t reservation, uint32_t kept, sg_error *error) {
  uint64_t page = page_bytes(), least = GUARDED_REACH + page;
  if (reservation == 0) reservation = least;
  if (reservation < least || reservation > SIZE_MAX / 2) {
    /* Smaller would let an access that nobody checks reach beyond the guard. */
    memory_error(error, SG_USAGE, "wrong use of the API", "a guarded memory reserves 8 GiB and a page at least");
    return NULL;
  }
  MemoryPool *pool = calloc(1, sizeof *pool);
  void **places = calloc(kept ? kept : 1, sizeof *places);
  if (!pool || !places) {
    free(pool);
    free(places);
    memory_exhausted(error, "a pool of memories");
    return NULL;
  }
  pool->reservation = (reservation + page - 1) & ~(page - 1);
  pool->kept = kept;
  pool->free = places;
  pthread_mutex_init(&pool->lock, NULL);
  return pool;
}

void memory_pool_close(MemoryPool *pool) {
  if (!pool) return;
  for (uint32_t i = 0; i < pool->free_count; i++) munmap(pool->free[i], pool->reservation);
  for (PlaceBlock *block = atomic_load(&pool->places.next); block;) {
    PlaceBlock *next = atomic_load(&block->next);
    free(block);
    block = next;
  }
  pthread_mutex_destroy(&pool->lock);
  free(pool->free);
  free(pool);
}

/* The place of `base`, 0 for a free one (then under the lock); NULL: none. */
static _Atomic uintptr_t *place_find(PlaceBlock *block, uintptr_t base) {
  for (; block; block = atomic_load(&block->next))
    for (int i = 0; i < PLACES_A_BLOCK; i++)
      if (atomic_load_explicit(&block->bases[i], memory_order_relaxed) == base) return &block->bases[i];
  return NULL;
}

static bool place_add(MemoryPool *pool, uintptr_t base) {
  _Atomic uintptr_t *place = place_find(&pool->places, 0);
  if (!place) {
    PlaceBlock *block = calloc(1, sizeof *block), *last = &pool->places;
    if (!block) return false;
    for (PlaceBlock *next; (next = atomic_load(&last->next)) != NULL;) last = next;
    place = &block->bases[0];
    atomic_store(&last->next, block);
  }
  atomic_store(place, base);
  return true;
}

bool memory_pool_guards(const MemoryPool *pool, uintptr_t address) {
  for (const PlaceBlock *block = &pool->places; block; block = atomic_load(&block->next))
    for (int i = 0; i < PLACES_A_BLOCK; i++) {
      uintptr_t base = atomic_load_explicit(&block->bases[i], memory_order_relaxed);
      if (base != 0 && address - base < pool->reservation) return true;
    }
  return false;
}

static uint64_t whole_pages(uint64_t bytes) { return (bytes + page_bytes() - 1) & ~(uint64_t)(page_bytes() - 1); }

static void *inaccessible(uint64_t bytes) {
  void *base = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return base == MAP_FAILED ? NULL : base;
}

bool memory_pool_fill(MemoryPool *pool, sg_error *error) {
  void *base = pool;
  pthread_mutex_lock(&pool->lock);
  while (base && pool->free_count < pool->kept) {
    base = inaccessible(pool->reservation);
    if (base) pool->free[pool->free_count++] = base;
  }
  pthread_mutex_unlock(&pool->lock);
  return base || memory_exhausted(error, "reservations of memories");
}

static bool guarded_open(MemoryPool *pool, uint64_t bytes, LinearMemory *memory) {
  if (bytes > GUARDED_LIMIT) return false;
  void *base = NULL;
  pthread_mutex_lock(&pool->lock);
  if (pool->free_count > 0) base = pool->free[--pool->free_count];
  pthread_mutex_unlock(&pool->lock);
  if (!base) base = inaccessible(pool->reservation);
  if (!base) return false;
  *memory = (LinearMemory){.base = base, .bytes = 0, .reserved = pool->reservation, .guarded = true};
  bool opened = linear_memory_grow(pool, memory, bytes);
  if (opened) {
    pthread_mutex_lock(&pool->lock);
    opened = place_add(pool, (uintptr_t)base);
    pthread_mutex_unlock(&pool->lock);
  }
  if (!opened) munmap(base, pool->reservation);
  return opened;
}

/* Of a memory of no bytes one inaccessible page stands for the base. */
static bool checked_open(uint64_t bytes, LinearMemory *memory) {
  if (bytes > SIZE_MAX / 2) return false;
  uint64_t reserved = whole_pages(bytes ? bytes : 1);
  void *base = mmap(NULL, reserved, bytes ? PROT_READ | PROT_WRITE : PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return false;
  *memory = (LinearMemory){.base = base, .bytes = bytes, .reserved = reserved, .guarded = false};
  return true;
}

bool linear_memory_open(MemoryPool *pool, bool guarded, uint64_t bytes, LinearMemory *memory, sg_error *error) {
  *memory = (LinearMemory){0};
  if (guarded ? guarded_open(pool, bytes, memory) : checked_open(bytes, memory)) return true;
  *memory = (LinearMemory){0};
  return memory_exhausted(error, "a linear memory");
}

void linear_memory_close(MemoryPool *pool, LinearMemory *memory) {
  if (!memory->base) return;
  void *unwanted = memory->base;
  if (memory->guarded) {
    uint64_t used = whole_pages(memory->bytes);
    pthread_mutex_lock(&pool->lock);
    _Atomic uintptr_t *place = place_find(&pool->places, (uintptr_t)memory->base);
    if (place) atomic_store(place, 0);
    pthread_mutex_unlock(&pool->lock);
    bool clean = used == 0 || mmap(memory->base, used, PROT_NONE,
                                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == memory->base;
    pthread_mutex_lock(&pool->lock);
    if (clean && pool->free_count < pool->kept) {
      pool->free[pool->free_count++] = memory->base;
      unwanted = NULL;
    }
    pthread_mutex_unlock(&pool->lock);
  }
  if (unwanted) munmap(unwanted, memory->reserved);
  *memory = (LinearMemory){0};
}

static bool checked_grow(LinearMemory *memory, uint64_t bytes) {
  uint64_t reserved = whole_pages(bytes);
  if (bytes > SIZE_MAX / 2) return false;
  if (reserved > memory->reserved || memory->bytes == 0) {
#if defined(__linux__)
    void *moved = mremap(memory->base, memory->reserved, reserved, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED) return false;
    bool was_empty = memory->bytes == 0;
    memory->base = moved;
    memory->reserved = reserved;
    if (was_empty && mprotect(moved, reserved, PROT_READ | PROT_WRITE) != 0) return false;
#else
    void *moved = mmap(NULL, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (moved == MAP_FAILED) return false;
    if (memory->bytes) memcpy(moved, memory->base, memory->bytes);
    munmap(memory->base, memory->reserved);
    memory->base = moved;
    memory->reserved = reserved;
#endif
  }
  memory->bytes = bytes;
  return true;
}

bool linear_memory_grow(MemoryPool *pool, LinearMemory *memory, uint64_t bytes) {
  (void)pool;
  if (bytes < memory->bytes) return false;
  if (bytes == memory->bytes) return true;
  if (!memory->guarded) return checked_grow(memory, bytes);
  if (bytes > GUARDED_LIMIT) return false;
  uint64_t from = whole_pages(memory->bytes), to = whole_pages(bytes);
  if (to > from && mprotect(memory->base + from, to - from, PROT_READ | PROT_WRITE) != 0) return false;
  memory->bytes = bytes;
  return true;
}
