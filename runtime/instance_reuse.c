/* SPDX-License-Identifier: Apache-2.0
 *
 * Giving an instance back before its store ends, for programs that make very many. Only one that nothing leads to may
 * go: it imports nothing, so it has written to nothing outside itself, and it was never handed out.
 *
 * The object and its pages stay on the store's list, which sg_store_interrupt walks at any time, and wait for the next
 * instance of the same module; tables and memories are given back. Function objects stay: they are the same again.
 */
#include "runtime/instance.h"

#include <string.h>

static void tables_give_back(sg_instance *instance) {
  sg_store *store = instance->store;
  for (sg_table **link = &store->tables; *link;) {
    sg_table *table = *link;
    bool own = false;
    for (uint32_t i = 0; i < instance->module->decoded->table_count; i++) own |= instance->tables[i] == table;
    if (!own) {
      link = &table->next;
      continue;
    }
    *link = table->next;
    store->table_elements -= table->header.size;
    table_close(table);
  }
}

static void memories_give_back(sg_instance *instance) {
  sg_store *store = instance->store;
  for (sg_memory **link = &store->memories; *link;) {
    sg_memory *memory = *link;
    bool own = false;
    for (uint32_t i = 0; i < instance->module->decoded->memory_count; i++) own |= instance->memories[i] == memory;
    if (!own) {
      link = &memory->next;
      continue;
    }
    *link = memory->next;
    store->memory_bytes -= memory->linear.bytes;
    linear_memory_close(store->engine->pool, &memory->linear);
  }
}

bool sg_instance_free(sg_instance *instance) {
  const Module *decoded = instance->module->decoded;
  if (instance->handed_out || decoded->import_count) return false;
  tables_give_back(instance);
  memories_give_back(instance);
  memset(instance->tables, 0, decoded->table_count * sizeof *instance->tables);
  memset(instance->memories, 0, decoded->memory_count * sizeof *instance->memories);
  memset(instance->dropped_elements, 0, decoded->element_count * sizeof(bool));
  memset(instance->dropped_data, 0, decoded->data_count * sizeof(bool));
  /* But for its first word, the signed proof of which module's it is. */
  memset(&instance->header->self + 1, 0, instance->module->layout.bytes - sizeof instance->header->self);
  instance->next_of_memory = NULL;
  instance->next_idle = instance->store->idle_instances;
  instance->store->idle_instances = instance;
  instance->store->instance_count--;
  return true;
}

sg_instance *instance_take_idle(sg_store *store, const sg_module *module) {
  for (sg_instance **link = &store->idle_instances; *link; link = &(*link)->next_idle) {
    sg_instance *instance = *link;
    if (instance->module != module) continue;
    *link = instance->next_idle;
    store->instance_count++;
    return instance;
  }
  return NULL;
}
