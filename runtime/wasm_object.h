/* SPDX-License-Identifier: Apache-2.0
 *
 * The standard C API (signet/wasm.h) inside: what stands behind its handles. It stands on signet/signet.h as any other
 * embedder does; only wasm_*.c include this.
 *
 * All reference types are one struct, wasm_ref_t, so conversions are casts. A handle is counted (`owners`), and there
 * is at most one of each object of the store, so copies share their host info and `same` compares pointers. A handle
 * whose object the store may hand out again is pinned: it stays, without owners too, until the store is deleted, and is
 * in the store's RefMap. An externref is the address of a pinned handle; one that comes out of Wasm is believed only if
 * the map has it.
 */
#ifndef SIGNET_RUNTIME_WASM_OBJECT_H
#define SIGNET_RUNTIME_WASM_OBJECT_H

#include "signet/signet.h"
#include "signet/wasm.h"

#include <stdatomic.h>

/* ---- Engine and store ---- */

struct wasm_config_t {
  sg_config config;
};

struct wasm_engine_t {
  sg_engine *engine;
  _Atomic size_t owners; /* the embedder, stores, handles of modules */
};

void engine_retain(wasm_engine_t *engine);
void engine_release(wasm_engine_t *engine);

/* Handles by the address of what they stand for: open addressing, at most half full. */
typedef struct {
  const void *key;
  wasm_ref_t *ref;
} RefMapEntry;

typedef struct {
  RefMapEntry *entries;
  size_t count, room; /* room is 0 or a power of two */
} RefMap;

wasm_ref_t *ref_map_get(const RefMap *map, const void *key);
/* False: no memory, or the key is there already. */
bool ref_map_put(RefMap *map, const void *key, wasm_ref_t *ref);
void ref_map_remove(RefMap *map, const void *key);

struct wasm_store_t {
  sg_store *store; /* its data is this wasm_store_t */
  wasm_engine_t *engine;
  RefMap map;
  wasm_ref_t *refs; /* all of the store */
  bool closing;     /* finalizers run; handles are not freed before the end */
};

/* ---- Types ---- */

struct wasm_externtype_t {
  wasm_externkind_t kind;
  union {
    struct {
      wasm_valtype_vec_t params, results;
    } func;
    struct {
      wasm_valtype_t *content;
      wasm_mutability_t mutability;
    } global;
    struct {
      wasm_valtype_t *element;
      wasm_limits_t limits;
    } table;
    wasm_limits_t memory;
    wasm_functype_t *tag;
  } of;
};

struct wasm_functype_t {
  wasm_externtype_t type;
};
struct wasm_globaltype_t {
  wasm_externtype_t type;
};
struct wasm_tabletype_t {
  wasm_externtype_t type;
};
struct wasm_memorytype_t {
  wasm_externtype_t type;
};
struct wasm_tagtype_t {
  wasm_externtype_t type;
};

wasm_valkind_t valkind_from_kind(sg_type_kind kind);
/* False where Signet has no such type. */
bool valkind_to_kind(wasm_valkind_t valkind, sg_type_kind *kind);
/* Own; NULL: no memory. */
wasm_externtype_t *externtype_from_public(const sg_extern_type *type);
/* The limits of a table or memory, without a maximum where it says so. */
sg_limits limits_to_signet(wasm_limits_t limits);

/* ---- References ---- */

typedef enum {
  REF_FUNC = WASM_EXTERN_FUNC,
  REF_GLOBAL = WASM_EXTERN_GLOBAL,
  REF_TABLE = WASM_EXTERN_TABLE,
  REF_MEMORY = WASM_EXTERN_MEMORY,
  REF_INSTANCE,
  REF_MODULE,
  REF_FOREIGN,
  REF_TRAP
} RefKind;

struct wasm_ref_t {
  RefKind kind;
  uint32_t owners;
  bool pinned;
  wasm_store_t *store; /* NULL: it was deleted, and the object with it, but for modules and traps */
  wasm_ref_t *previous, *next;
  void *host_info;
  void (*finalizer)(void *);
  wasm_engine_t *engine; /* of a module: one of its owners */
  union {
    void *object; /* NULL for foreign */
    sg_func *func;
    sg_global *global;
    sg_table *table;
    sg_memory *memory;
    sg_instance *instance;
    sg_module *module; /* one of its owners */
    sg_trap *trap;     /* owned; NULL: there was no memory for one */
  } of;
};

struct wasm_extern_t {
  wasm_ref_t ref;
};
struct wasm_func_t {
  wasm_ref_t ref;
};
struct wasm_global_t {
  wasm_ref_t ref;
};
struct wasm_table_t {
  wasm_ref_t ref;
};
struct wasm_memory_t {
  wasm_ref_t ref;
};
struct wasm_instance_t {
  wasm_ref_t ref;
};
struct wasm_module_t {
  wasm_ref_t ref;
};
struct wasm_foreign_t {
  wasm_ref_t ref;
};
struct wasm_trap_t {
  wasm_ref_t ref;
};

/* A new handle with one owner, not pinned. NULL: no memory. */
wasm_ref_t *ref_new(wasm_store_t *store, RefKind kind, void *object);
/* The handle of an object that lives in the store, made if there is none, with one owner more. NULL: no memory, or no
 * object. */
wasm_ref_t *ref_of(wasm_store_t *store, RefKind kind, void *object);
/* Ends the handles of a store whose objects are gone; those with owners stay as shells. */
void refs_close(wasm_store_t *store);
/* Runs the finalizers of all handles of the store, which is closing. */
void refs_finalize(wasm_store_t *store);

/* ---- Values ---- */

/* A reference as a raw value. False where it does not fit the kind or the store, or could not be pinned. */
bool raw_from_ref(wasm_store_t *store, sg_type_kind kind, wasm_ref_t *ref, sg_raw *raw);
bool raw_from_val(wasm_store_t *store, sg_type_kind kind, const wasm_val_t *value, sg_raw *raw);
/* Own. False: no memory, and a null reference. */
bool val_from_raw(wasm_store_t *store, sg_type_kind kind, sg_raw raw, wasm_val_t *out);

/* ---- Traps ---- */

/* A trap (own) of Signet's or with this message; never NULL. */
wasm_trap_t *trap_from_text(wasm_store_t *store, const char *text);
/* Takes over a trap that came out of a call: the handle that was thrown, if a callback of ours threw it. */
wasm_trap_t *trap_catch(wasm_store_t *store, sg_trap *trap);
/* Takes over what a callback returned, and keeps the handle for trap_catch. */
sg_trap *trap_throw(wasm_store_t *store, wasm_trap_t *trap);

#endif
