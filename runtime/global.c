/* SPDX-License-Identifier: Apache-2.0
 *
 * Globals (spec 4.2.9) as the embedder and other instances see them. The value lies in a cell: in the object itself
 * where the embedder made the global, else in the instance that defines it.
 */
#include "runtime/store.h"
#include "wasm/error.h"

#include <string.h>

size_t global_cell_bytes(ValueType type) { return type == TYPE_V128 ? 16 : 8; }

sg_global *global_new(sg_store *store, GlobalType type, void *cell, sg_error *error) {
  sg_global *global = store_alloc(store, 1, sizeof *global);
  if (!global) {
    error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a global");
    return NULL;
  }
  global->cell = cell ? cell : global->own;
  global->store = store;
  global->type = type;
  return global;
}

/* Only the bytes of the type: what else a raw value holds is not the value's. */
static void cell_write(sg_global *global, sg_raw value) {
  uint64_t bits[2] = {0, 0};
  bool narrow = global->type.type == TYPE_I32 || global->type.type == TYPE_F32;
  memcpy(bits, &value, narrow ? 4 : global_cell_bytes(global->type.type));
  memcpy(global->cell, bits, global_cell_bytes(global->type.type));
}

sg_global *sg_global_new(sg_store *store, sg_type_kind content, bool mutable_, sg_raw init, sg_error *error) {
  ValueType type = type_from_kind(content);
  if (!store || type == TYPE_NONE || !value_fits(store, type, init)) {
    error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "a global of this type or value");
    return NULL;
  }
  sg_global *global = global_new(store, (GlobalType){type, mutable_}, NULL, error);
  if (global) cell_write(global, init);
  return global;
}

sg_type_kind sg_global_content(const sg_global *global) { return type_to_kind(global->type.type); }
bool sg_global_mutable(const sg_global *global) { return global->type.mutable_; }

sg_raw sg_global_get(const sg_global *global) {
  sg_raw value = {.v128 = {0}};
  memcpy(&value, global->cell, global_cell_bytes(global->type.type));
  return value;
}

bool sg_global_set(sg_global *global, sg_raw value) {
  if (!global->type.mutable_ || !value_fits(global->store, global->type.type, value)) return false;
  cell_write(global, value);
  return true;
}
