/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules of the standard C API. A handle is one owner of the sg_module, which is immutable and shared by stores and
 * threads, and of its engine.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

struct wasm_shared_module_t {
  sg_module *module; /* one of its owners */
  wasm_engine_t *engine;
};

/* Takes over one ownership of the module. */
static wasm_module_t *module_handle(wasm_store_t *store, sg_module *module) {
  wasm_ref_t *ref = module ? ref_new(store, REF_MODULE, module) : NULL;
  if (!ref) {
    sg_module_free(module);
    return NULL;
  }
  ref->engine = store->engine;
  engine_retain(ref->engine);
  return (wasm_module_t *)ref;
}

wasm_module_t *wasm_module_new(wasm_store_t *store, const wasm_byte_vec_t *binary) {
  return module_handle(store, sg_module_new(store->engine->engine, binary->data, binary->size, NULL, NULL));
}

bool wasm_module_validate(wasm_store_t *store, const wasm_byte_vec_t *binary) {
  (void)store;
  return sg_validate(binary->data, binary->size, NULL);
}

static void name_from_public(wasm_name_t *out, sg_name name) { wasm_name_new(out, name.length, name.bytes); }

void wasm_module_imports(const wasm_module_t *handle, wasm_importtype_vec_t *out) {
  const sg_module *module = handle->ref.of.module;
  wasm_importtype_vec_new_uninitialized(out, sg_module_import_count(module));
  for (size_t i = 0; i < out->size; i++) {
    sg_name from, name;
    sg_extern_type type = sg_module_import(module, i, &from, &name);
    wasm_name_t own_from, own_name;
    name_from_public(&own_from, from);
    name_from_public(&own_name, name);
    out->data[i] = wasm_importtype_new(&own_from, &own_name, externtype_from_public(&type));
  }
}

void wasm_module_exports(const wasm_module_t *handle, wasm_exporttype_vec_t *out) {
  const sg_module *module = handle->ref.of.module;
  wasm_exporttype_vec_new_uninitialized(out, sg_module_export_count(module));
  for (size_t i = 0; i < out->size; i++) {
    sg_name name;
    sg_extern_type type = sg_module_export(module, i, &name);
    wasm_name_t own_name;
    name_from_public(&own_name, name);
    out->data[i] = wasm_exporttype_new(&own_name, externtype_from_public(&type));
  }
}

void wasm_module_serialize(const wasm_module_t *handle, wasm_byte_vec_t *out) {
  size_t size;
  const uint8_t *bytes = sg_module_bytes(handle->ref.of.module, &size);
  wasm_byte_vec_new(out, size, (const wasm_byte_t *)bytes);
}

wasm_module_t *wasm_module_deserialize(wasm_store_t *store, const wasm_byte_vec_t *bytes) {
  return wasm_module_new(store, bytes);
}

/* ---- Sharing ---- */

wasm_shared_module_t *wasm_module_share(const wasm_module_t *handle) {
  wasm_shared_module_t *shared = malloc(sizeof *shared);
  if (!shared) return NULL;
  *shared = (wasm_shared_module_t){handle->ref.of.module, handle->ref.engine};
  sg_module_retain(shared->module);
  engine_retain(shared->engine);
  return shared;
}

void wasm_shared_module_delete(wasm_shared_module_t *shared) {
  if (!shared) return;
  sg_module_free(shared->module);
  engine_release(shared->engine);
  free(shared);
}

wasm_module_t *wasm_module_obtain(wasm_store_t *store, const wasm_shared_module_t *shared) {
  if (store->engine == shared->engine) {
    sg_module_retain(shared->module);
    return module_handle(store, shared->module);
  }
  size_t size;
  const uint8_t *bytes = sg_module_bytes(shared->module, &size);
  return module_handle(store, sg_module_new(store->engine->engine, bytes, size, NULL, NULL));
}
