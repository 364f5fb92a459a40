/* SPDX-License-Identifier: Apache-2.0
 *
 * The arena: chunks that grow with the total, so that a module of n bytes takes O(log n) of them and wastes at most
 * a constant share. An allocation never moves and is never given back alone.
 */
#include "wasm/arena.h"

#include <stdlib.h>

enum { ALIGNMENT = 16, SMALLEST_CHUNK = 4096, LARGEST_STEP = 1 << 20 };

struct ArenaChunk {
  ArenaChunk *older;
  size_t bytes; /* as asked of the source, this header included */
};

#define HEADER_BYTES ((sizeof(ArenaChunk) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

static void *heap_get(void *context, size_t bytes) {
  (void)context;
  return calloc(1, bytes);
}

static void heap_put(void *context, void *memory, size_t bytes) {
  (void)context;
  (void)bytes;
  free(memory);
}

const ArenaSource arena_heap_source = {heap_get, heap_put, NULL};

void arena_init(Arena *arena, ArenaSource source, size_t limit) { *arena = (Arena){.source = source, .limit = limit}; }

/* A new chunk with room for `bytes`; what was left of the one before is lost. */
static bool chunk_add(Arena *arena, size_t bytes) {
  size_t size = arena->total < LARGEST_STEP ? arena->total : LARGEST_STEP;
  if (size < SMALLEST_CHUNK) size = SMALLEST_CHUNK;
  if (bytes > SIZE_MAX - HEADER_BYTES) return false;
  if (size < bytes + HEADER_BYTES) size = bytes + HEADER_BYTES;
  if (arena->limit) {
    size_t left = arena->limit - arena->total;
    if (size > left) size = left;
    if (size < HEADER_BYTES || size - HEADER_BYTES < bytes) return false;
  }
  ArenaChunk *chunk = arena->source.get(arena->source.context, size);
  if (!chunk) return false;
  *chunk = (ArenaChunk){arena->chunks, size};
  arena->chunks = chunk;
  arena->total += size;
  arena->at = (uint8_t *)chunk + HEADER_BYTES;
  arena->end = (uint8_t *)chunk + size;
  return true;
}

void *arena_alloc(Arena *arena, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
  if (bytes > SIZE_MAX - (ALIGNMENT - 1)) return NULL;
  bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (bytes == 0) bytes = ALIGNMENT; /* a place of its own for the empty array too */
  if (bytes > (size_t)(arena->end - arena->at) && !chunk_add(arena, bytes)) return NULL;
  void *memory = arena->at;
  arena->at += bytes;
  return memory;
}

void arena_chunks(const Arena *arena, void (*visit)(void *context, void *memory, size_t bytes), void *context) {
  for (ArenaChunk *chunk = arena->chunks; chunk;) {
    ArenaChunk *older = chunk->older; /* read first: the visitor may make the chunk inaccessible */
    size_t bytes = chunk->bytes;
    visit(context, chunk, bytes);
    chunk = older;
  }
}

void arena_free(Arena *arena) {
  for (ArenaChunk *chunk = arena->chunks; chunk;) {
    ArenaChunk *older = chunk->older;
    arena->source.put(arena->source.context, chunk, chunk->bytes);
    chunk = older;
  }
  arena_init(arena, arena->source, arena->limit);
}
