/* SPDX-License-Identifier: Apache-2.0
 *
 * From the address of an object to its handle: linear probing, no gaps left in a run, so there are no tombstones.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

enum { FIRST_ROOM = 16 };

/* Where the key's run begins: the top bits of a product with 2^64 divided by the golden ratio. */
static size_t home(const RefMap *map, const void *key) {
  return (size_t)(((uint64_t)(uintptr_t)key >> 4) * 0x9e3779b97f4a7c15u >> 32) & (map->room - 1);
}

/* The key's entry, or the free one where it would be. */
static RefMapEntry *entry_find(const RefMap *map, const void *key) {
  size_t i = home(map, key);
  while (map->entries[i].key && map->entries[i].key != key) i = (i + 1) & (map->room - 1);
  return &map->entries[i];
}

wasm_ref_t *ref_map_get(const RefMap *map, const void *key) { return map->room ? entry_find(map, key)->ref : NULL; }

static bool map_grow(RefMap *map) {
  RefMap larger = {.count = map->count, .room = map->room ? 2 * map->room : FIRST_ROOM};
  larger.entries = calloc(larger.room, sizeof *larger.entries);
  if (!larger.entries) return false;
  for (size_t i = 0; i < map->room; i++)
    if (map->entries[i].key) *entry_find(&larger, map->entries[i].key) = map->entries[i];
  free(map->entries);
  *map = larger;
  return true;
}

bool ref_map_put(RefMap *map, const void *key, wasm_ref_t *ref) {
  if (2 * map->count >= map->room && !map_grow(map)) return false;
  RefMapEntry *entry = entry_find(map, key);
  if (entry->key) return false;
  *entry = (RefMapEntry){key, ref};
  map->count++;
  return true;
}

void ref_map_remove(RefMap *map, const void *key) {
  RefMapEntry *entry = map->room ? entry_find(map, key) : NULL;
  if (!entry || !entry->key) return;
  map->count--;
  size_t mask = map->room - 1, gap = (size_t)(entry - map->entries);
  /* What stands behind the gap moves into it unless its own run begins behind the gap. */
  for (size_t i = (gap + 1) & mask; map->entries[i].key; i = (i + 1) & mask) {
    if (((i - home(map, map->entries[i].key)) & mask) < ((i - gap) & mask)) continue;
    map->entries[gap] = map->entries[i];
    gap = i;
  }
  map->entries[gap] = (RefMapEntry){NULL, NULL};
}
