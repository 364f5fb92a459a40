/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of the standard C API, and their way into Wasm and out of it. Floats go by their bits. A funcref is an sg_func
 * of the same store; an externref is the address of a handle, pinned before Wasm sees it and looked up in the store's
 * map before anything that came back is taken for one.
 */
#include "memory/pac.h"
#include "runtime/wasm_object.h"

void wasm_val_delete(wasm_val_t *value) {
  if (!value || !wasm_valkind_is_ref(value->kind)) return;
  wasm_ref_delete(value->of.ref);
  value->of.ref = NULL;
}

void wasm_val_copy(wasm_val_t *out, const wasm_val_t *value) {
  *out = *value;
  if (wasm_valkind_is_ref(value->kind)) out->of.ref = wasm_ref_copy(value->of.ref);
}

/* Whether the handle may be an externref from now on. */
static bool ref_pin(wasm_store_t *store, wasm_ref_t *ref) {
  if (ref_map_get(&store->map, ref)) return true;
  if (!ref_map_put(&store->map, ref, ref)) return false;
  ref->pinned = true;
  return true;
}

bool raw_from_ref(wasm_store_t *store, sg_type_kind kind, wasm_ref_t *ref, sg_raw *raw) {
  *raw = (sg_raw){.v128 = {0}};
  if (kind != SG_FUNCREF && kind != SG_EXTERNREF) return false;
  if (!ref) return true;
  if (ref->store != store) return false;
  if (kind == SG_FUNCREF) {
    if (ref->kind != REF_FUNC) return false;
    raw->func = ref->of.func;
    return true;
  }
  if (!ref_pin(store, ref)) return false;
  raw->externref = ref;
  return true;
}

bool raw_from_val(wasm_store_t *store, sg_type_kind kind, const wasm_val_t *value, sg_raw *raw) {
  if (wasm_valkind_is_ref(value->kind)) return raw_from_ref(store, kind, value->of.ref, raw);
  *raw = (sg_raw){.v128 = {0}};
  if (value->kind != valkind_from_kind(kind)) return false;
  switch (value->kind) {
  case WASM_I32: raw->i32 = value->of.i32; return true;
  case WASM_I64: raw->i64 = value->of.i64; return true;
  case WASM_F32: memcpy(&raw->f32_bits, &value->of.f32, sizeof raw->f32_bits); return true;
  case WASM_F64: memcpy(&raw->f64_bits, &value->of.f64, sizeof raw->f64_bits); return true;
  default: return false;
  }
}

bool val_from_raw(wasm_store_t *store, sg_type_kind kind, sg_raw raw, wasm_val_t *out) {
  *out = (wasm_val_t){.kind = valkind_from_kind(kind), .of = {.i64 = 0}};
  switch (kind) {
  case SG_I32: out->of.i32 = raw.i32; return true;
  case SG_I64: out->of.i64 = raw.i64; return true;
  case SG_F32: memcpy(&out->of.f32, &raw.f32_bits, sizeof raw.f32_bits); return true;
  case SG_F64: memcpy(&out->of.f64, &raw.f64_bits, sizeof raw.f64_bits); return true;
  case SG_FUNCREF: out->of.ref = ref_of(store, REF_FUNC, raw.func); return !raw.func || out->of.ref;
  case SG_EXTERNREF:
    if (!raw.externref) return true;
    out->of.ref = wasm_ref_copy(ref_map_get(&store->map, raw.externref));
    /* Not a reference that ever went in. */
    if (out->of.ref != raw.externref) integrity_failure();
    return true;
  case SG_V128: return true; /* the standard has no such value */
  }
  return true;
}
