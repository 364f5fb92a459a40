/* SPDX-License-Identifier: Apache-2.0
 *
 * The types of the standard C API. Value types are constants, one a kind: to own one costs nothing. The external types
 * are one struct, so conversions are casts. Each owns what it is made of.
 */
#include "runtime/wasm_object.h"

#include <stdlib.h>

/* ---- Value types ---- */

struct wasm_valtype_t {
  wasm_valkind_t kind;
  sg_type_kind signet;
};

/* The standard has no v128; engines that show it call it 4. */
enum { VALKIND_V128 = 4 };

static wasm_valtype_t valtypes[] = {
    {WASM_I32, SG_I32},
    {WASM_I64, SG_I64},
    {WASM_F32, SG_F32},
    {WASM_F64, SG_F64},
    {WASM_EXTERNREF, SG_EXTERNREF},
    {WASM_FUNCREF, SG_FUNCREF},
    {VALKIND_V128, SG_V128},
};

enum { VALTYPES = sizeof valtypes / sizeof valtypes[0] };

wasm_valtype_t *wasm_valtype_new(wasm_valkind_t kind) {
  for (int i = 0; i < VALTYPES; i++)
    if (valtypes[i].kind == kind) return &valtypes[i];
  return NULL;
}

wasm_valtype_t *wasm_valtype_copy(const wasm_valtype_t *type) { return wasm_valtype_new(type->kind); }
void wasm_valtype_delete(wasm_valtype_t *type) { (void)type; }
wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t *type) { return type->kind; }

wasm_valkind_t valkind_from_kind(sg_type_kind kind) {
  for (int i = 0; i < VALTYPES; i++)
    if (valtypes[i].signet == kind) return valtypes[i].kind;
  return WASM_EXTERNREF;
}

bool valkind_to_kind(wasm_valkind_t valkind, sg_type_kind *kind) {
  const wasm_valtype_t *type = wasm_valtype_new(valkind);
  if (type) *kind = type->signet;
  return type != NULL;
}

/* ---- External types ---- */

static wasm_externtype_t *externtype_new(wasm_externkind_t kind) {
  wasm_externtype_t *type = calloc(1, sizeof *type);
  if (type) type->kind = kind;
  return type;
}

wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *type) { return type->kind; }

void wasm_externtype_delete(wasm_externtype_t *type) {
  if (!type) return;
  if (type->kind == WASM_EXTERN_FUNC) {
    wasm_valtype_vec_delete(&type->of.func.params);
    wasm_valtype_vec_delete(&type->of.func.results);
  } else if (type->kind == WASM_EXTERN_TAG) wasm_functype_delete(type->of.tag);
  free(type);
}

wasm_externtype_t *wasm_externtype_copy(const wasm_externtype_t *type) {
  wasm_externtype_t *copy = externtype_new(type->kind);
  if (!copy) return NULL;
  *copy = *type; /* value types are constants */
  bool complete = true;
  if (type->kind == WASM_EXTERN_FUNC) {
    wasm_valtype_vec_copy(&copy->of.func.params, &type->of.func.params);
    wasm_valtype_vec_copy(&copy->of.func.results, &type->of.func.results);
    complete = copy->of.func.params.size == type->of.func.params.size &&
               copy->of.func.results.size == type->of.func.results.size;
  } else if (type->kind == WASM_EXTERN_TAG) {
    copy->of.tag = wasm_functype_copy(type->of.tag);
    complete = copy->of.tag != NULL;
  }
  if (complete) return copy;
  wasm_externtype_delete(copy);
  return NULL;
}

#define EXTERNTYPE(NAME, KIND)                                                                                         \
  wasm_externtype_t *wasm_##NAME##_as_externtype(wasm_##NAME##_t *type) { return (wasm_externtype_t *)type; }          \
  const wasm_externtype_t *wasm_##NAME##_as_externtype_const(const wasm_##NAME##_t *type) {                            \
    return (const wasm_externtype_t *)type;                                                                            \
  }                                                                                                                    \
  wasm_##NAME##_t *wasm_externtype_as_##NAME(wasm_externtype_t *type) {                                                \
    return type && type->kind == (KIND) ? (wasm_##NAME##_t *)type : NULL;                                              \
  }                                                                                                                    \
  const wasm_##NAME##_t *wasm_externtype_as_##NAME##_const(const wasm_externtype_t *type) {                            \
    return type && type->kind == (KIND) ? (const wasm_##NAME##_t *)type : NULL;                                        \
  }                                                                                                                    \
  wasm_##NAME##_t *wasm_##NAME##_copy(const wasm_##NAME##_t *type) {                                                   \
    return (wasm_##NAME##_t *)wasm_externtype_copy(&type->type);                                                       \
  }                                                                                                                    \
  void wasm_##NAME##_delete(wasm_##NAME##_t *type) { wasm_externtype_delete((wasm_externtype_t *)type); }

EXTERNTYPE(functype, WASM_EXTERN_FUNC)
EXTERNTYPE(globaltype, WASM_EXTERN_GLOBAL)
EXTERNTYPE(tabletype, WASM_EXTERN_TABLE)
EXTERNTYPE(memorytype, WASM_EXTERN_MEMORY)
EXTERNTYPE(tagtype, WASM_EXTERN_TAG)

/* A vector out of its owner's hands. NULL stands for an empty one. */
static wasm_valtype_vec_t vec_take(wasm_valtype_vec_t *vec) {
  wasm_valtype_vec_t taken = {0, NULL};
  if (!vec) return taken;
  taken = *vec;
  wasm_valtype_vec_new_empty(vec);
  return taken;
}

wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *params, wasm_valtype_vec_t *results) {
  wasm_valtype_vec_t p = vec_take(params), r = vec_take(results);
  wasm_externtype_t *type = externtype_new(WASM_EXTERN_FUNC);
  if (!type) {
    wasm_valtype_vec_delete(&p);
    wasm_valtype_vec_delete(&r);
    return NULL;
  }
  type->of.func.params = p;
  type->of.func.results = r;
  return (wasm_functype_t *)type;
}

const wasm_valtype_vec_t *wasm_functype_params(const wasm_functype_t *type) { return &type->type.of.func.params; }
const wasm_valtype_vec_t *wasm_functype_results(const wasm_functype_t *type) { return &type->type.of.func.results; }

wasm_globaltype_t *wasm_globaltype_new(wasm_valtype_t *content, wasm_mutability_t mutability) {
  wasm_externtype_t *type = content ? externtype_new(WASM_EXTERN_GLOBAL) : NULL;
  if (!type) return NULL;
  type->of.global.content = content;
  type->of.global.mutability = mutability;
  return (wasm_globaltype_t *)type;
}

const wasm_valtype_t *wasm_globaltype_content(const wasm_globaltype_t *type) { return type->type.of.global.content; }
wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t *type) { return type->type.of.global.mutability; }

wasm_tabletype_t *wasm_tabletype_new(wasm_valtype_t *element, const wasm_limits_t *limits) {
  wasm_externtype_t *type = element ? externtype_new(WASM_EXTERN_TABLE) : NULL;
  if (!type) return NULL;
  type->of.table.element = element;
  type->of.table.limits = *limits;
  return (wasm_tabletype_t *)type;
}

const wasm_valtype_t *wasm_tabletype_element(const wasm_tabletype_t *type) { return type->type.of.table.element; }
const wasm_limits_t *wasm_tabletype_limits(const wasm_tabletype_t *type) { return &type->type.of.table.limits; }

wasm_memorytype_t *wasm_memorytype_new(const wasm_limits_t *limits) {
  wasm_externtype_t *type = externtype_new(WASM_EXTERN_MEMORY);
  if (!type) return NULL;
  type->of.memory = *limits;
  return (wasm_memorytype_t *)type;
}

const wasm_limits_t *wasm_memorytype_limits(const wasm_memorytype_t *type) { return &type->type.of.memory; }

wasm_tagtype_t *wasm_tagtype_new(wasm_functype_t *func) {
  wasm_externtype_t *type = func ? externtype_new(WASM_EXTERN_TAG) : NULL;
  if (!type) {
    wasm_functype_delete(func);
    return NULL;
  }
  type->of.tag = func;
  return (wasm_tagtype_t *)type;
}

const wasm_functype_t *wasm_tagtype_functype(const wasm_tagtype_t *type) { return type->type.of.tag; }

/* ---- From Signet's types and back ---- */

static wasm_limits_t limits_from_public(sg_limits limits) {
  uint32_t none = wasm_limits_max_default;
  return (wasm_limits_t){limits.min < none ? (uint32_t)limits.min : none,
                         limits.max < none ? (uint32_t)limits.max : none};
}

sg_limits limits_to_signet(wasm_limits_t limits) {
  return (sg_limits){limits.min, limits.max == wasm_limits_max_default ? SG_NO_MAX : limits.max};
}

static bool valtypes_from_kinds(wasm_valtype_vec_t *out, const sg_type_kind *kinds, uint32_t count) {
  wasm_valtype_vec_new_uninitialized(out, count);
  for (size_t i = 0; i < out->size; i++) out->data[i] = wasm_valtype_new(valkind_from_kind(kinds[i]));
  return out->size == count;
}

wasm_externtype_t *externtype_from_public(const sg_extern_type *public) {
  static const wasm_externkind_t kinds[] = {[SG_EXTERN_FUNC] = WASM_EXTERN_FUNC,
                                            [SG_EXTERN_TABLE] = WASM_EXTERN_TABLE,
                                            [SG_EXTERN_MEMORY] = WASM_EXTERN_MEMORY,
                                            [SG_EXTERN_GLOBAL] = WASM_EXTERN_GLOBAL};
  wasm_externtype_t *type = externtype_new(kinds[public->kind]);
  if (!type) return NULL;
  switch (public->kind) {
  case SG_EXTERN_FUNC: {
    const sg_func_type *func = &public->func;
    if (valtypes_from_kinds(&type->of.func.params, func->types, func->param_count) &&
        valtypes_from_kinds(&type->of.func.results, func->types + func->param_count, func->result_count))
      return type;
    wasm_externtype_delete(type);
    return NULL;
  }
  case SG_EXTERN_TABLE:
    type->of.table.element = wasm_valtype_new(valkind_from_kind(public->content));
    type->of.table.limits = limits_from_public(public->limits);
    return type;
  case SG_EXTERN_MEMORY: type->of.memory = limits_from_public(public->limits); return type;
  case SG_EXTERN_GLOBAL:
    type->of.global.content = wasm_valtype_new(valkind_from_kind(public->content));
    type->of.global.mutability = public->mutable_ ? WASM_VAR : WASM_CONST;
    return type;
  }
  __builtin_unreachable();
}

/* ---- Imports and exports ---- */

struct wasm_importtype_t {
  wasm_name_t module, name;
  wasm_externtype_t *type;
};

struct wasm_exporttype_t {
  wasm_name_t name;
  wasm_externtype_t *type;
};

static wasm_name_t name_take(wasm_name_t *name) {
  wasm_name_t taken = *name;
  wasm_name_new_empty(name);
  return taken;
}

wasm_importtype_t *wasm_importtype_new(wasm_name_t *module, wasm_name_t *name, wasm_externtype_t *type) {
  wasm_importtype_t *import = type ? malloc(sizeof *import) : NULL;
  if (import) {
    *import = (wasm_importtype_t){name_take(module), name_take(name), type};
    return import;
  }
  wasm_name_delete(module);
  wasm_name_delete(name);
  wasm_externtype_delete(type);
  return NULL;
}

wasm_importtype_t *wasm_importtype_copy(const wasm_importtype_t *import) {
  wasm_name_t module, name;
  wasm_name_copy(&module, &import->module);
  wasm_name_copy(&name, &import->name);
  return wasm_importtype_new(&module, &name, wasm_externtype_copy(import->type));
}

void wasm_importtype_delete(wasm_importtype_t *import) {
  if (!import) return;
  wasm_name_delete(&import->module);
  wasm_name_delete(&import->name);
  wasm_externtype_delete(import->type);
  free(import);
}

const wasm_name_t *wasm_importtype_module(const wasm_importtype_t *import) { return &import->module; }
const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *import) { return &import->name; }
const wasm_externtype_t *wasm_importtype_type(const wasm_importtype_t *import) { return import->type; }

wasm_exporttype_t *wasm_exporttype_new(wasm_name_t *name, wasm_externtype_t *type) {
  wasm_exporttype_t *export = type ? malloc(sizeof *export) : NULL;
  if (export) {
    *export = (wasm_exporttype_t){name_take(name), type};
    return export;
  }
  wasm_name_delete(name);
  wasm_externtype_delete(type);
  return NULL;
}

wasm_exporttype_t *wasm_exporttype_copy(const wasm_exporttype_t *export) {
  wasm_name_t name;
  wasm_name_copy(&name, &export->name);
  return wasm_exporttype_new(&name, wasm_externtype_copy(export->type));
}

void wasm_exporttype_delete(wasm_exporttype_t *export) {
  if (!export) return;
  wasm_name_delete(&export->name);
  wasm_externtype_delete(export->type);
  free(export);
}

const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *export) { return &export->name; }
const wasm_externtype_t *wasm_exporttype_type(const wasm_exporttype_t *export) { return export->type; }
