/* SPDX-License-Identifier: Apache-2.0
 *
 * Making and freeing a store, its stacks, its limits, and interrupting it.
 *
 * An interrupt is a flag, then every instance's poll page made inaccessible; sg_store_interrupt may come from any
 * thread or signal handler, so it only reads the list of instances, which grows at its head and never shrinks. An
 * instance that is made meanwhile is on the list before the flag is looked at again. When the trap has been delivered
 * flag and pages go back, and pages are forbidden once more if the flag was set in between: an interrupt may come late,
 * never be lost. A page that is forbidden later still, while the flag says that nothing is to be delivered, is given
 * back by the fault handler.
 *
 * All places of the store that hold signed pointers lie in pages whose addresses never come again: its objects, its
 * instances, its tables and its stacks. A module's code is freed when no instance is left that holds it, so whatever
 * led to it is out of reach by then, also for someone who kept a copy.
 */
#include "memory/unique_pages.h"
#include "runtime/instance.h"
#include "runtime/trap.h"
#include "wasm/error.h"

#include <stdlib.h>

static bool no_memory(sg_error *error) {
  return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a store");
}

static size_t stack_pages_bytes(const sg_store *store) { return STACK_GUARD_BYTES + store->stack_bytes; }

static bool stacks_open(sg_store *store, sg_error *error) {
  store->stack_bytes = C_RESERVE_BYTES + store->engine->config.stack_bytes;
  uint8_t *pages = unique_pages_get(stack_pages_bytes(store));
  store->trap_stack = unique_pages_get(TRAP_STACK_BYTES);
  if (!pages || !store->trap_stack) {
    unique_pages_put(pages, stack_pages_bytes(store));
    return no_memory(error);
  }
  pages_forbid(pages, STACK_GUARD_BYTES);
  store->stack = pages + STACK_GUARD_BYTES;
  return true;
}

static void *objects_get(void *context, size_t bytes) {
  (void)context;
  return unique_pages_get(bytes);
}
static void objects_put(void *context, void *memory, size_t bytes) {
  (void)context;
  unique_pages_put(memory, bytes);
}

sg_store *sg_store_new(sg_engine *engine, sg_error *error) {
  if (!engine) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no engine");
    return NULL;
  }
  sg_store *store = calloc(1, sizeof *store);
  if (!store) {
    no_memory(error);
    return NULL;
  }
  store->engine = engine;
  store->limit_memory_bytes = store->limit_table_elements = UINT64_MAX;
  store->limit_instances = UINT32_MAX;
  arena_init(&store->arena, (ArenaSource){objects_get, objects_put, NULL}, 0);
  if (stacks_open(store, error)) return store;
  sg_store_free(store);
  return NULL;
}

void sg_store_free(sg_store *store) {
  if (!store) return;
  if (store->depth != 0) integrity_failure(); /* its stack and its code are in use */
  for (HostFunction *host = store->hosts; host; host = host->next)
    if (host->finalize) host->finalize(host->entry.context);
  for (sg_instance *instance = store->instances; instance; instance = instance->next) instance_end(instance);
  for (sg_table *table = store->tables; table; table = table->next) table_close(table);
  for (sg_memory *memory = store->memories; memory; memory = memory->next)
    linear_memory_close(store->engine->pool, &memory->linear);
  if (store->stack) unique_pages_put(store->stack - STACK_GUARD_BYTES, stack_pages_bytes(store));
  unique_pages_put(store->trap_stack, TRAP_STACK_BYTES);
  sg_trap_free(store->pending_trap);
  arena_free(&store->arena);
  free(store);
}

void sg_store_set_data(sg_store *store, void *data) { store->data = data; }
void *sg_store_data(const sg_store *store) { return store->data; }

void sg_store_set_limits(sg_store *store, uint64_t memory_bytes, uint64_t table_elements, uint32_t instances) {
  if (memory_bytes) store->limit_memory_bytes = memory_bytes;
  if (table_elements) store->limit_table_elements = table_elements;
  if (instances) store->limit_instances = instances;
}

void *store_alloc(sg_store *store, size_t count, size_t bytes) { return arena_alloc(&store->arena, count, bytes); }

static void polls_forbid(const sg_store *store) {
  for (const sg_instance *instance = atomic_load(&store->instances); instance; instance = instance->next)
    pages_forbid(instance_poll_page(instance), page_bytes());
}

void sg_store_interrupt(sg_store *store) {
  atomic_store(&store->interrupted, true);
  polls_forbid(store);
}

void store_interrupt_delivered(sg_store *store) {
  atomic_store(&store->interrupted, false);
  for (const sg_instance *instance = atomic_load(&store->instances); instance; instance = instance->next)
    pages_protect(instance_poll_page(instance), page_bytes(), false);
  if (atomic_load(&store->interrupted)) polls_forbid(store);
}

void store_add_instance(sg_store *store, sg_instance *instance) {
  instance->next = store->instances;
  store->instance_count++;
  atomic_store(&store->instances, instance);
  if (atomic_load(&store->interrupted)) pages_forbid(instance_poll_page(instance), page_bytes());
}
