/* SPDX-License-Identifier: Apache-2.0
 *
 * Interning: the same id for the same sequence of words, by which structural types become numbers that are compared
 * whole. A crit-bit tree: at most one step a bit of the key, so no choice of keys makes it slow, as it would a hash
 * table; nothing is ever removed.
 */
#ifndef SIGNET_WASM_INTERNER_H
#define SIGNET_WASM_INTERNER_H

#include "wasm/arena.h"

typedef struct {
  Arena *arena; /* takes copies of the keys */
  void *root;
} Interner;

/* The id given with the first equal key: `id` itself where this is the first. INTERNER_FULL where the arena is. */
uint32_t interner_id(Interner *interner, const uint32_t *words, uint32_t count, uint32_t id);

#define INTERNER_FULL UINT32_MAX

#endif
