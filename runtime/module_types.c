/* SPDX-License-Identifier: Apache-2.0
 *
 * The types of the public API and those of wasm/: the one mapping between them. And the types of a module and those of
 * the engine: what names a type by its index in the module names it by its canonical id outside, so that types of two
 * modules compare as numbers.
 */
#include "runtime/module.h"

static const struct {
  sg_type_kind kind;
  ValueType type;
} rows[] = {
    {SG_I32, TYPE_I32},
    {SG_I64, TYPE_I64},
    {SG_F32, TYPE_F32},
    {SG_F64, TYPE_F64},
    {SG_V128, TYPE_V128},
    {SG_FUNCREF, TYPE_FUNCREF},
    {SG_EXTERNREF, TYPE_EXTERNREF},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

sg_type_kind type_to_kind(ValueType type) {
  for (int i = 0; i < ROWS; i++)
    if (rows[i].type == type) return rows[i].kind;
  return type_is_func_reference(type) ? SG_FUNCREF : SG_EXTERNREF; /* the API does not know typed references */
}

ValueType type_from_kind(sg_type_kind kind) {
  for (int i = 0; i < ROWS; i++)
    if (rows[i].kind == kind) return rows[i].type;
  return TYPE_NONE;
}

sg_limits limits_to_public(Limits limits) {
  return (sg_limits){.min = limits.min, .max = limits.has_max ? limits.max : SG_NO_MAX};
}

Limits limits_from_public(sg_limits limits) {
  return (Limits){
      .min = limits.min, .max = limits.max == SG_NO_MAX ? LIMIT_NONE : limits.max, .has_max = limits.max != SG_NO_MAX};
}

ValueType type_canonical(const sg_module *module, ValueType type) {
  if (!type_is_reference(type) || type_heap(type) >= HEAP_FUNC) return type;
  return (type & ((1u << TYPE_HEAP_SHIFT) - 1)) | module->types[type_heap(type)]->id << TYPE_HEAP_SHIFT;
}
