/* SPDX-License-Identifier: Apache-2.0
 *
 * Instances of the standard C API.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

/* The import's external; false where it is none of this store. */
static bool import_to_public(const wasm_store_t *store, const wasm_extern_t *external, sg_extern *out) {
  if (!external || external->ref.store != store) return false;
  switch (external->ref.kind) {
  case REF_FUNC: *out = (sg_extern){SG_EXTERN_FUNC, {.func = external->ref.of.func}}; return true;
  case REF_GLOBAL: *out = (sg_extern){SG_EXTERN_GLOBAL, {.global = external->ref.of.global}}; return true;
  case REF_TABLE: *out = (sg_extern){SG_EXTERN_TABLE, {.table = external->ref.of.table}}; return true;
  case REF_MEMORY: *out = (sg_extern){SG_EXTERN_MEMORY, {.memory = external->ref.of.memory}}; return true;
  default: return false;
  }
}

static sg_instance *instance_make(wasm_store_t *store, const sg_module *module, const wasm_extern_vec_t *imports,
                                  sg_trap **trap, sg_error *error) {
  size_t wanted = sg_module_import_count(module), given = imports ? imports->size : 0;
  if (given > wanted) given = wanted;
  sg_extern *externals = calloc(given ? given : 1, sizeof *externals);
  if (!externals) return NULL;
  size_t count = 0;
  while (count < given && import_to_public(store, imports->data[count], &externals[count])) count++;
  sg_instance *instance = sg_instance_new(store->store, module, externals, count, trap, error);
  free(externals);
  return instance;
}

wasm_instance_t *wasm_instance_new(wasm_store_t *store, const wasm_module_t *module, const wasm_extern_vec_t *imports,
                                   wasm_trap_t **trap) {
  if (trap) *trap = NULL;
  sg_trap *trapped = NULL;
  sg_error error = {.message = "out of memory"};
  sg_instance *instance = instance_make(store, module->ref.of.module, imports, &trapped, &error);
  if (instance) return (wasm_instance_t *)ref_of(store, REF_INSTANCE, instance);
  wasm_trap_t *reason = trapped ? trap_catch(store, trapped) : trap_from_text(store, error.message);
  if (trap) *trap = reason;
  else wasm_trap_delete(reason);
  return NULL;
}

void wasm_instance_exports(const wasm_instance_t *handle, wasm_extern_vec_t *out) {
  const sg_instance *instance = handle->ref.of.instance;
  wasm_store_t *store = handle->ref.store;
  wasm_extern_vec_new_uninitialized(out, sg_module_export_count(sg_instance_module(instance)));
  for (size_t i = 0; i < out->size; i++) {
    sg_extern external = sg_instance_export(instance, i);
    wasm_ref_t *ref = NULL;
    switch (external.kind) {
    case SG_EXTERN_FUNC: ref = ref_of(store, REF_FUNC, external.of.func); break;
    case SG_EXTERN_TABLE: ref = ref_of(store, REF_TABLE, external.of.table); break;
    case SG_EXTERN_MEMORY: ref = ref_of(store, REF_MEMORY, external.of.memory); break;
    case SG_EXTERN_GLOBAL: ref = ref_of(store, REF_GLOBAL, external.of.global); break;
    }
    out->data[i] = (wasm_extern_t *)ref;
  }
}
