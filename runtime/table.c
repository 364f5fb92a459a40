/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables (spec 4.2.7). A funcref table holds CallSlots, whose entries are signed for the place they lie in, so when the
 * table moves, as growing may make it, each slot is authenticated at the old place and signed for the new one. Other
 * references are 8 bytes that mean nothing to emitted code.
 */
#include "memory/unique_pages.h"
#include "runtime/instance.h"
#include "wasm/error.h"
#include "wasm/limits.h"

#include <string.h>

static bool is_func_table(const sg_table *table) { return type_is_func_reference(table->type.element); }
static size_t element_bytes(const sg_table *table) {
  return is_func_table(table) ? sizeof(CallSlot) : sizeof(uint64_t);
}

/* The base, believed only if it is authentic. */
static void *table_base(const sg_table *table) {
  uint64_t base = pac_auth_data(table->header.base, pac_modifier(&table->header.base, DISC_TABLE_BASE));
  if (!pac_authenticated(base)) integrity_failure();
  return (void *)(uintptr_t)base;
}

static void table_set_base(sg_table *table, void *base) {
  table->header.base = pac_sign_data((uint64_t)(uintptr_t)base, pac_modifier(&table->header.base, DISC_TABLE_BASE));
}

uint64_t table_element(const sg_table *table, uint64_t index) {
  if (is_func_table(table)) return (uint64_t)(uintptr_t)((const CallSlot *)table_base(table))[index].function;
  return ((const uint64_t *)table_base(table))[index];
}

void table_set_element(sg_table *table, uint64_t index, uint64_t reference) {
  if (!is_func_table(table)) {
    ((uint64_t *)table_base(table))[index] = reference;
    return;
  }
  const sg_func *func = (const sg_func *)(uintptr_t)reference;
  slot_set(&((CallSlot *)table_base(table))[index], func);
  for (const TableUse *use = table->uses; use; use = use->next) dispatch_set(use, index, func);
}

/* Makes room for `size` elements, at least doubling; moves what is there. */
static bool table_reserve(sg_table *table, uint64_t size) {
  if (size <= table->room) return true;
  uint64_t room = size > 2 * table->room ? size : 2 * table->room;
  if (room < 16) room = 16;
  size_t bytes = element_bytes(table);
  void *base = unique_pages_get(room * bytes);
  if (!base) return false;
  void *old = table->room ? table_base(table) : NULL;
  if (is_func_table(table)) {
    slots_move(base, old, table->header.size);
  } else if (table->header.size) {
    memcpy(base, old, table->header.size * bytes);
  }
  if (old) unique_pages_put(old, table->room * bytes);
  table->room = room;
  table_set_base(table, base);
  return true;
}

/* Whether the store's limit allows so many elements more. */
static bool store_allows(const sg_store *store, uint64_t delta) {
  return delta <= store->limit_table_elements && store->table_elements <= store->limit_table_elements - delta;
}

uint64_t table_grow(sg_table *table, uint64_t delta, uint64_t init) {
  uint64_t old = table->header.size;
  uint64_t most = table->type.limits.has_max && table->type.limits.max < LIMIT_TABLE_ELEMENTS ? table->type.limits.max
                                                                                              : LIMIT_TABLE_ELEMENTS;
  if (delta > most || old > most - delta || !store_allows(table->store, delta)) return UINT64_MAX;
  if (!table_reserve(table, old + delta)) return UINT64_MAX;
  /* New elements are zero: null in either form. */
  if (init)
    for (uint64_t i = old; i < old + delta; i++) table_set_element(table, i, init);
  table->header.size = old + delta;
  table->store->table_elements += delta;
  return old;
}

sg_table *table_new(sg_store *store, TableType type, uint64_t init, sg_error *error) {
  sg_table *table = store_alloc(store, 1, sizeof *table);
  if (!table) {
    error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a table");
    return NULL;
  }
  table->store = store;
  table->type = type;
  table_set_base(table, NULL);
  table->next = store->tables;
  store->tables = table;
  if (type.limits.min > LIMIT_TABLE_ELEMENTS || !store_allows(store, type.limits.min))
    error_set(error, ERR_LIMIT, SG_NO_OFFSET, SG_NO_FUNCTION, "a table of %llu elements",
              (unsigned long long)type.limits.min);
  else if (table_grow(table, type.limits.min, init) != UINT64_MAX) return table;
  else error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a table");
  return NULL;
}

void table_close(sg_table *table) {
  if (table->room) unique_pages_put(table_base(table), table->room * element_bytes(table));
}

/* ---- The public calls ---- */

static uint64_t reference_from_raw(sg_raw value) { return (uint64_t)value.i64; }

sg_table *sg_table_new(sg_store *store, sg_type_kind element, sg_limits limits, sg_raw init, sg_error *error) {
  ValueType type = type_from_kind(element);
  if (!store || !type_is_reference(type) || limits.min > limits.max || !value_fits(store, type, init)) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "a table of these limits, element type or first element");
    return NULL;
  }
  TableType table_type = {.limits = limits_from_public(limits), .element = type};
  return table_new(store, table_type, reference_from_raw(init), error);
}

sg_type_kind sg_table_element(const sg_table *table) { return type_to_kind(table->type.element); }
sg_limits sg_table_limits(const sg_table *table) {
  sg_limits limits = limits_to_public(table->type.limits);
  limits.min = table->header.size;
  return limits;
}
uint64_t sg_table_size(const sg_table *table) { return table->header.size; }

bool sg_table_get(const sg_table *table, uint64_t index, sg_raw *value) {
  if (index >= table->header.size) return false;
  *value = (sg_raw){.i64 = (int64_t)table_element(table, index)};
  return true;
}

bool sg_table_set(sg_table *table, uint64_t index, sg_raw value) {
  if (index >= table->header.size || !value_fits(table->store, table->type.element, value)) return false;
  table_set_element(table, index, reference_from_raw(value));
  return true;
}

bool sg_table_grow(sg_table *table, uint64_t delta, sg_raw init, uint64_t *old_size) {
  if (!value_fits(table->store, table->type.element, init)) return false;
  uint64_t old = table_grow(table, delta, reference_from_raw(init));
  if (old == UINT64_MAX) return false;
  if (old_size) *old_size = old;
  return true;
}
