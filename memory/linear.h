/* SPDX-License-Identifier: Apache-2.0
 *
 * Linear memories (spec 4.2.8) as address space. A guarded memory reserves the whole reach of a 32-bit index plus a
 * 32-bit offset and a guard (8 GiB and a page), so that no access needs a check and growing never moves it; a checked
 * memory has pages for its contents only and may move. Reservations are pooled and reused, zeroed: they are slow under
 * qemu 7.2 and forbidden in Apple's sandbox once it is on.
 */
#ifndef SIGNET_MEMORY_LINEAR_H
#define SIGNET_MEMORY_LINEAR_H

#include "signet/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MemoryPool MemoryPool; /* an engine's; thread-safe */

typedef struct {
  uint8_t *base;
  uint64_t bytes;    /* accessible now: a multiple of the Wasm page size */
  uint64_t reserved; /* address space, guard included */
  bool guarded;
} LinearMemory;

/* reservation: address space of a guarded memory in bytes, guard included, or 0 for 8 GiB and a guard page. kept: how
 * many free reservations are kept at most. */
MemoryPool *memory_pool_open(uint64_t reservation, uint32_t kept, sg_error *error);
void memory_pool_close(MemoryPool *pool);
/* Reserves until as many are free as are kept at most. False and *error: SG_NO_MEMORY; what was had stays. */
bool memory_pool_fill(MemoryPool *pool, sg_error *error);
bool linear_memory_open(MemoryPool *pool, bool guarded, uint64_t bytes, LinearMemory *memory, sg_error *error);
void linear_memory_close(MemoryPool *pool, LinearMemory *memory);
/* To `bytes`, not less than now. False, and nothing changed, when the system gives no memory. */
bool linear_memory_grow(MemoryPool *pool, LinearMemory *memory, uint64_t bytes);
/* Whether the address lies in the reservation of a guarded memory of this pool. Async-signal-safe, no locks. */
bool memory_pool_guards(const MemoryPool *pool, uintptr_t address);

/* Pages of other things: zeroed, whole pages, with an inaccessible page on each side where guard is set; NULL: none. */
void *pages_get(size_t bytes, bool guard);
void pages_put(void *pages, size_t bytes, bool guard);
/* Tells the system that this private memory will be filled. */
void pages_expect(void *pages, size_t bytes);
/* The same, at once. */
void pages_touch(void *pages, size_t bytes);
/* Address space of `bytes`, with an inaccessible page on each side, for pages_thaw to make accessible from its
 * beginning on, zeroed; NULL: none. pages_keep gives all but the first `bytes` of `reserved` back: what is left is as
 * pages_get(bytes, true) gives it. False, and nothing changed: no memory. */
void *pages_reserve(size_t bytes);
bool pages_keep(void *pages, size_t reserved, size_t bytes);
/* Whole pages writable, or writable again. False as for pages_freeze. */
bool pages_thaw(void *pages, size_t bytes);
/* Read-only from now on. False, and nothing changed, where the system has no room for one mapping more. */
bool pages_freeze(void *pages, size_t bytes);
void pages_protect(void *pages, size_t bytes, bool writable); /* read-only or read-write */
void pages_forbid(void *pages, size_t bytes);                 /* inaccessible: PROT_NONE, async-signal-safe */
size_t page_bytes(void);
/* Bytes of this private memory that the system holds pages for: what has been touched, from its beginning on. What lies
 * a MiB and more behind the last of it is not looked for. */
size_t pages_resident(const void *base, size_t bytes);

#endif
