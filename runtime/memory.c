/* SPDX-License-Identifier: Apache-2.0
 *
 * Memories of a store (spec 4.2.8): address space from memory/linear.h, limits, and the instances whose headers carry
 * base and size. All memories of an engine are of one mode, the one its modules are compiled for.
 */
#include "runtime/instance.h"
#include "wasm/error.h"
#include "wasm/limits.h"

enum { PAGE_SHIFT = 16 };

static uint64_t memory_pages(const sg_memory *memory) { return memory->linear.bytes >> PAGE_SHIFT; }

static bool store_allows(const sg_store *store, uint64_t bytes) {
  uint64_t limit = store->limit_memory_bytes;
#if defined(SIGNET_TEST_WITHOUT_STORE_LIMIT)
  limit = UINT64_MAX;
#endif
  return bytes <= limit && store->memory_bytes <= limit - bytes;
}

sg_memory *memory_new(sg_store *store, MemoryType type, sg_error *error) {
  uint64_t bytes = type.limits.min << PAGE_SHIFT;
  if (type.limits.min > LIMIT_MEMORY_PAGES || !store_allows(store, bytes)) {
    error_set(error, ERR_LIMIT, SG_NO_OFFSET, SG_NO_FUNCTION, "a memory of %llu pages",
              (unsigned long long)type.limits.min);
    return NULL;
  }
  sg_memory *memory = store_alloc(store, 1, sizeof *memory);
  if (!memory) {
    error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a memory");
    return NULL;
  }
  const sg_engine *engine = store->engine;
  if (!linear_memory_open(engine->pool, !engine->config.checked_memories, bytes, &memory->linear, error)) return NULL;
  memory->store = store;
  memory->type = type;
  memory->next = store->memories;
  store->memories = memory;
  store->memory_bytes += bytes;
  return memory;
}

uint64_t memory_grow(sg_memory *memory, uint64_t delta) {
  uint64_t old = memory_pages(memory), bytes = delta << PAGE_SHIFT;
  const Limits *limits = &memory->type.limits;
  uint64_t most = limits->has_max && limits->max < LIMIT_MEMORY_PAGES ? limits->max : LIMIT_MEMORY_PAGES;
  if (delta > most || old > most - delta || !store_allows(memory->store, bytes)) return UINT64_MAX;
  if (!linear_memory_grow(memory->store->engine->pool, &memory->linear, memory->linear.bytes + bytes))
    return UINT64_MAX;
  memory->store->memory_bytes += bytes;
  for (sg_instance *instance = memory->instances; instance; instance = instance->next_of_memory)
    instance_memory_changed(instance);
  return old;
}

sg_memory *sg_memory_new(sg_store *store, sg_limits pages, sg_error *error) {
  if (!store || pages.min > pages.max) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "a memory of these limits");
    return NULL;
  }
  return memory_new(store, (MemoryType){.limits = limits_from_public(pages), .page_shift = PAGE_SHIFT}, error);
}

sg_limits sg_memory_limits(const sg_memory *memory) {
  sg_limits limits = limits_to_public(memory->type.limits);
  limits.min = memory_pages(memory);
  return limits;
}

uint8_t *sg_memory_data(const sg_memory *memory) { return memory->linear.base; }
size_t sg_memory_size(const sg_memory *memory) { return memory->linear.bytes; }

bool sg_memory_grow(sg_memory *memory, uint64_t pages, uint64_t *old_pages) {
  uint64_t old = memory_grow(memory, pages);
  if (old == UINT64_MAX) return false;
  if (old_pages) *old_pages = old;
  return true;
}
