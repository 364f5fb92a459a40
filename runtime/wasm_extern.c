/* SPDX-License-Identifier: Apache-2.0
 *
 * Globals, tables and memories of the standard C API, and what is common to all externals.
 */
#include "runtime/wasm_object.h"

/* ---- Externals ---- */

static sg_extern extern_to_public(const wasm_ref_t *ref) {
  switch (ref->kind) {
  case REF_GLOBAL: return (sg_extern){SG_EXTERN_GLOBAL, {.global = ref->of.global}};
  case REF_TABLE: return (sg_extern){SG_EXTERN_TABLE, {.table = ref->of.table}};
  case REF_MEMORY: return (sg_extern){SG_EXTERN_MEMORY, {.memory = ref->of.memory}};
  default: return (sg_extern){SG_EXTERN_FUNC, {.func = ref->of.func}};
  }
}

wasm_externkind_t wasm_extern_kind(const wasm_extern_t *external) { return (wasm_externkind_t)external->ref.kind; }

wasm_externtype_t *wasm_extern_type(const wasm_extern_t *external) {
  sg_extern_type type = sg_extern_type_of(extern_to_public(&external->ref));
  return externtype_from_public(&type);
}

/* ---- Globals ---- */

wasm_global_t *wasm_global_new(wasm_store_t *store, const wasm_globaltype_t *type, const wasm_val_t *value) {
  sg_type_kind content;
  sg_raw init;
  if (!valkind_to_kind(wasm_valtype_kind(wasm_globaltype_content(type)), &content) ||
      !raw_from_val(store, content, value, &init))
    return NULL;
  bool mutable_ = wasm_globaltype_mutability(type) == WASM_VAR;
  return (wasm_global_t *)ref_of(store, REF_GLOBAL, sg_global_new(store->store, content, mutable_, init, NULL));
}

wasm_globaltype_t *wasm_global_type(const wasm_global_t *global) {
  return (wasm_globaltype_t *)wasm_extern_type((const wasm_extern_t *)global);
}

void wasm_global_get(const wasm_global_t *global, wasm_val_t *out) {
  const sg_global *signet = global->ref.of.global;
  val_from_raw(global->ref.store, sg_global_content(signet), sg_global_get(signet), out);
}

void wasm_global_set(wasm_global_t *global, const wasm_val_t *value) {
  sg_raw raw;
  if (raw_from_val(global->ref.store, sg_global_content(global->ref.of.global), value, &raw))
    sg_global_set(global->ref.of.global, raw);
}

/* ---- Tables ---- */

wasm_table_t *wasm_table_new(wasm_store_t *store, const wasm_tabletype_t *type, wasm_ref_t *init) {
  sg_type_kind element;
  sg_raw raw;
  if (!valkind_to_kind(wasm_valtype_kind(wasm_tabletype_element(type)), &element) ||
      !raw_from_ref(store, element, init, &raw))
    return NULL;
  sg_limits limits = limits_to_signet(*wasm_tabletype_limits(type));
  return (wasm_table_t *)ref_of(store, REF_TABLE, sg_table_new(store->store, element, limits, raw, NULL));
}

wasm_tabletype_t *wasm_table_type(const wasm_table_t *table) {
  return (wasm_tabletype_t *)wasm_extern_type((const wasm_extern_t *)table);
}

wasm_ref_t *wasm_table_get(const wasm_table_t *table, wasm_table_size_t index) {
  sg_raw raw;
  wasm_val_t value;
  if (!sg_table_get(table->ref.of.table, index, &raw)) return NULL;
  val_from_raw(table->ref.store, sg_table_element(table->ref.of.table), raw, &value);
  return value.of.ref;
}

bool wasm_table_set(wasm_table_t *table, wasm_table_size_t index, wasm_ref_t *ref) {
  sg_raw raw;
  return raw_from_ref(table->ref.store, sg_table_element(table->ref.of.table), ref, &raw) &&
         sg_table_set(table->ref.of.table, index, raw);
}

wasm_table_size_t wasm_table_size(const wasm_table_t *table) {
  return (wasm_table_size_t)sg_table_size(table->ref.of.table);
}

bool wasm_table_grow(wasm_table_t *table, wasm_table_size_t delta, wasm_ref_t *init) {
  sg_raw raw;
  return raw_from_ref(table->ref.store, sg_table_element(table->ref.of.table), init, &raw) &&
         sg_table_grow(table->ref.of.table, delta, raw, NULL);
}

/* ---- Memories ---- */

wasm_memory_t *wasm_memory_new(wasm_store_t *store, const wasm_memorytype_t *type) {
  sg_limits pages = limits_to_signet(*wasm_memorytype_limits(type));
  return (wasm_memory_t *)ref_of(store, REF_MEMORY, sg_memory_new(store->store, pages, NULL));
}

wasm_memorytype_t *wasm_memory_type(const wasm_memory_t *memory) {
  return (wasm_memorytype_t *)wasm_extern_type((const wasm_extern_t *)memory);
}

byte_t *wasm_memory_data(wasm_memory_t *memory) { return (byte_t *)sg_memory_data(memory->ref.of.memory); }
size_t wasm_memory_data_size(const wasm_memory_t *memory) { return sg_memory_size(memory->ref.of.memory); }

wasm_memory_pages_t wasm_memory_size(const wasm_memory_t *memory) {
  return (wasm_memory_pages_t)(sg_memory_size(memory->ref.of.memory) / MEMORY_PAGE_SIZE);
}

bool wasm_memory_grow(wasm_memory_t *memory, wasm_memory_pages_t delta) {
  return sg_memory_grow(memory->ref.of.memory, delta, NULL);
}
