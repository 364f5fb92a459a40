/* SPDX-License-Identifier: Apache-2.0
 *
 * Configuration, engine and store of the standard C API. Who stands on an engine is one of its owners, so handles may
 * be deleted in any order. Deleting a store runs all finalizers first, which may delete other handles, then frees what
 * lived in it, then the handles.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

wasm_config_t *wasm_config_new(void) {
  wasm_config_t *config = malloc(sizeof *config);
  if (config) config->config = sg_config_default();
  return config;
}

void wasm_config_delete(wasm_config_t *config) { free(config); }

wasm_engine_t *wasm_engine_new(void) { return wasm_engine_new_with_config(NULL); }

wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *config) {
  wasm_engine_t *engine = malloc(sizeof *engine);
  sg_engine *signet = engine ? sg_engine_new(config ? &config->config : NULL, NULL) : NULL;
  wasm_config_delete(config);
  if (!signet) {
    free(engine);
    return NULL;
  }
  engine->engine = signet;
  atomic_init(&engine->owners, 1);
  return engine;
}

void engine_retain(wasm_engine_t *engine) { atomic_fetch_add(&engine->owners, 1); }

void engine_release(wasm_engine_t *engine) {
  if (!engine || atomic_fetch_sub(&engine->owners, 1) != 1) return;
  sg_engine_free(engine->engine);
  free(engine);
}

void wasm_engine_delete(wasm_engine_t *engine) { engine_release(engine); }

wasm_store_t *wasm_store_new(wasm_engine_t *engine) {
  wasm_store_t *store = engine ? calloc(1, sizeof *store) : NULL;
  sg_store *signet = store ? sg_store_new(engine->engine, NULL) : NULL;
  if (!signet) {
    free(store);
    return NULL;
  }
  sg_store_set_data(signet, store);
  store->store = signet;
  store->engine = engine;
  engine_retain(engine);
  return store;
}

void wasm_store_delete(wasm_store_t *store) {
  if (!store) return;
  store->closing = true;
  refs_finalize(store);
  sg_store_free(store->store);
  refs_close(store);
  free(store->map.entries);
  engine_release(store->engine);
  free(store);
}
