/* SPDX-License-Identifier: Apache-2.0
 *
 * Handles of the standard C API: their owners, host info, conversions, and their end. A handle without owners that is
 * not pinned ends at once; the others when their store does. While a store closes its finalizers may delete any handle:
 * then only counts change, and refs_close does the rest.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

wasm_ref_t *ref_new(wasm_store_t *store, RefKind kind, void *object) {
  wasm_ref_t *ref = calloc(1, sizeof *ref);
  if (!ref) return NULL;
  *ref = (wasm_ref_t){.kind = kind, .owners = 1, .store = store, .next = store->refs, .of.object = object};
  if (ref->next) ref->next->previous = ref;
  store->refs = ref;
  return ref;
}

static void ref_unlink(wasm_ref_t *ref) {
  if (ref->next) ref->next->previous = ref->previous;
  if (ref->previous) ref->previous->next = ref->next;
  else ref->store->refs = ref->next;
}

static void ref_finalize(wasm_ref_t *ref) {
  void (*finalizer)(void *) = ref->finalizer;
  ref->finalizer = NULL;
  if (finalizer) finalizer(ref->host_info);
}

/* The handle's memory and what it owns; it is on no list. */
static void ref_free(wasm_ref_t *ref) {
  if (ref->kind == REF_MODULE) {
    sg_module_free(ref->of.module);
    engine_release(ref->engine);
  } else if (ref->kind == REF_TRAP) sg_trap_free(ref->of.trap);
  free(ref);
}

wasm_ref_t *ref_of(wasm_store_t *store, RefKind kind, void *object) {
  if (!object) return NULL;
  wasm_ref_t *ref = ref_map_get(&store->map, object);
  if (ref) {
    ref->owners++;
    return ref;
  }
  ref = ref_new(store, kind, object);
  if (!ref) return NULL;
  ref->pinned = ref_map_put(&store->map, object, ref);
  if (ref->pinned) return ref;
  ref_unlink(ref);
  free(ref);
  return NULL;
}

void refs_finalize(wasm_store_t *store) {
  for (wasm_ref_t *ref = store->refs; ref; ref = ref->next) ref_finalize(ref);
}

void refs_close(wasm_store_t *store) {
  for (wasm_ref_t *ref = store->refs, *next; ref; ref = next) {
    next = ref->next;
    ref->store = NULL;
    ref->pinned = false;
    if (ref->owners == 0) ref_free(ref);
  }
}

/* ---- The standard's functions on any reference ---- */

/* Whether the store could give the object back to whom it may concern: most are known to it as long as it lives. */
static bool out_of_reach(wasm_ref_t *ref) {
  if (!ref->pinned) return true;
  wasm_store_t *store = ref->store;
  if (ref->kind != REF_INSTANCE || !store || ref_map_get(&store->map, ref)) return false;
  if (!sg_instance_free(ref->of.instance)) return false;
  ref_map_remove(&store->map, ref->of.instance);
  return true;
}

void wasm_ref_delete(wasm_ref_t *ref) {
  if (!ref || ref->owners == 0) return;
  ref->owners--;
  if (ref->owners > 0) return;
  wasm_store_t *store = ref->store;
  if ((store && store->closing) || !out_of_reach(ref)) return;
  ref_finalize(ref);
  if (store) ref_unlink(ref);
  ref_free(ref);
}

wasm_ref_t *wasm_ref_copy(const wasm_ref_t *constant) {
  wasm_ref_t *ref = (wasm_ref_t *)(uintptr_t)constant;
  /* Pinned without a store: the one trap that everyone gets when there is no memory (wasm_trap.c). */
  if (ref && (ref->store || !ref->pinned)) ref->owners++;
  return ref;
}

bool wasm_ref_same(const wasm_ref_t *a, const wasm_ref_t *b) { return a == b; }
void *wasm_ref_get_host_info(const wasm_ref_t *ref) { return ref->host_info; }
void wasm_ref_set_host_info(wasm_ref_t *ref, void *info) { wasm_ref_set_host_info_with_finalizer(ref, info, NULL); }

void wasm_ref_set_host_info_with_finalizer(wasm_ref_t *ref, void *info, void (*finalizer)(void *)) {
  ref_finalize(ref);
  ref->host_info = info;
  ref->finalizer = finalizer;
}

/* ---- The same for each kind ---- */

static bool is_extern(const wasm_ref_t *ref) { return ref->kind <= REF_MEMORY; }
static bool is_func(const wasm_ref_t *ref) { return ref->kind == REF_FUNC; }
static bool is_global(const wasm_ref_t *ref) { return ref->kind == REF_GLOBAL; }
static bool is_table(const wasm_ref_t *ref) { return ref->kind == REF_TABLE; }
static bool is_memory(const wasm_ref_t *ref) { return ref->kind == REF_MEMORY; }
static bool is_instance(const wasm_ref_t *ref) { return ref->kind == REF_INSTANCE; }
static bool is_module(const wasm_ref_t *ref) { return ref->kind == REF_MODULE; }
static bool is_foreign(const wasm_ref_t *ref) { return ref->kind == REF_FOREIGN; }
static bool is_trap(const wasm_ref_t *ref) { return ref->kind == REF_TRAP; }

#define CASTS(FROM, TO)                                                                                                \
  wasm_##TO##_t *wasm_##FROM##_as_##TO(wasm_##FROM##_t *handle) { return (wasm_##TO##_t *)handle; }                    \
  const wasm_##TO##_t *wasm_##FROM##_as_##TO##_const(const wasm_##FROM##_t *handle) {                                  \
    return (const wasm_##TO##_t *)handle;                                                                              \
  }

#define CHECKED_CASTS(FROM, TO)                                                                                        \
  wasm_##TO##_t *wasm_##FROM##_as_##TO(wasm_##FROM##_t *handle) {                                                      \
    return handle && is_##TO((wasm_ref_t *)handle) ? (wasm_##TO##_t *)handle : NULL;                                   \
  }                                                                                                                    \
  const wasm_##TO##_t *wasm_##FROM##_as_##TO##_const(const wasm_##FROM##_t *handle) {                                  \
    return handle && is_##TO((const wasm_ref_t *)handle) ? (const wasm_##TO##_t *)handle : NULL;                       \
  }

#define REF(NAME)                                                                                                      \
  void wasm_##NAME##_delete(wasm_##NAME##_t *handle) { wasm_ref_delete((wasm_ref_t *)handle); }                        \
  wasm_##NAME##_t *wasm_##NAME##_copy(const wasm_##NAME##_t *handle) {                                                 \
    return (wasm_##NAME##_t *)wasm_ref_copy((const wasm_ref_t *)handle);                                               \
  }                                                                                                                    \
  bool wasm_##NAME##_same(const wasm_##NAME##_t *a, const wasm_##NAME##_t *b) { return a == b; }                       \
  void *wasm_##NAME##_get_host_info(const wasm_##NAME##_t *handle) { return handle->ref.host_info; }                   \
  void wasm_##NAME##_set_host_info(wasm_##NAME##_t *handle, void *info) {                                              \
    wasm_ref_set_host_info(&handle->ref, info);                                                                        \
  }                                                                                                                    \
  void wasm_##NAME##_set_host_info_with_finalizer(wasm_##NAME##_t *handle, void *info, void (*finalizer)(void *)) {    \
    wasm_ref_set_host_info_with_finalizer(&handle->ref, info, finalizer);                                              \
  }                                                                                                                    \
  CASTS(NAME, ref)                                                                                                     \
  CHECKED_CASTS(ref, NAME)

REF(extern)
REF(func)
REF(global)
REF(table)
REF(memory)
REF(instance)
REF(module)
REF(foreign)
REF(trap)

CASTS(func, extern)
CASTS(global, extern)
CASTS(table, extern)
CASTS(memory, extern)
CHECKED_CASTS(extern, func)
CHECKED_CASTS(extern, global)
CHECKED_CASTS(extern, table)
CHECKED_CASTS(extern, memory)

wasm_foreign_t *wasm_foreign_new(wasm_store_t *store) { return (wasm_foreign_t *)ref_new(store, REF_FOREIGN, NULL); }
