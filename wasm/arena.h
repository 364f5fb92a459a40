/* SPDX-License-Identifier: Apache-2.0
 *
 * An arena: everything that is decoded of a module, freed at once. Chunks come from the owner's `source`, so that
 * runtime/ can take them from pages and make them read-only when the module is decoded; wasm/ itself calls no OS.
 */
#ifndef SIGNET_WASM_ARENA_H
#define SIGNET_WASM_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where chunks come from. `get` returns memory of at least `bytes` bytes, zeroed and aligned to 16, or NULL. */
typedef struct {
  void *(*get)(void *context, size_t bytes);
  void (*put)(void *context, void *memory, size_t bytes);
  void *context;
} ArenaSource;

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
  ArenaSource source;
  ArenaChunk *chunks; /* newest first */
  uint8_t *at, *end;
  size_t total; /* bytes taken from the source */
  size_t limit; /* arena_alloc fails beyond it; 0: none */
} Arena;

/* Chunks from calloc and free. */
extern const ArenaSource arena_heap_source;

void arena_init(Arena *arena, ArenaSource source, size_t limit);
/* `count` items of `size` bytes, zeroed, aligned to 16; NULL if the product overflows, the limit is passed or the
 * source has none. count 0 gives a non-NULL pointer. */
void *arena_alloc(Arena *arena, size_t count, size_t size);
/* Calls `visit` for each chunk, as the source gave it (to make it read-only). */
void arena_chunks(const Arena *arena, void (*visit)(void *context, void *memory, size_t bytes), void *context);
void arena_free(Arena *arena);

#endif
