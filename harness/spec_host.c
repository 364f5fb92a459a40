/* SPDX-License-Identifier: Apache-2.0
 *
 * What a script's modules can import: the host module `spectest` as the suite defines it, and the exports of what the
 * script has registered. The parts of `spectest` are one table; each is made on demand, because a memory's reservation
 * is dear under emulation, and stays the same one for the whole script.
 */
#include "harness/spec.h"

#include <stdlib.h>
#include <string.h>

bool spec_bind(SpecBindings *bindings, SpecName name, const SpecInstance *of) {
  if (bindings->count == bindings->room) {
    const size_t room = bindings->room ? bindings->room * 2 : 16;
    SpecBinding *rows = realloc(bindings->rows, room * sizeof *rows);
    if (!rows) return false;
    bindings->rows = rows;
    bindings->room = room;
  }
  bindings->rows[bindings->count++] = (SpecBinding){name, *of};
  return true;
}

const SpecInstance *spec_find(const SpecBindings *bindings, SpecName name) {
  for (size_t i = bindings->count; i-- > 0;) {
    const SpecBinding *row = &bindings->rows[i];
    if (row->name.length == name.length && memcmp(row->name.bytes, name.bytes, name.length) == 0) return &row->of;
  }
  return NULL;
}

typedef struct SpecPart {
  const char *name;
  sg_extern_kind kind;
  sg_type_kind types[2]; /* of a function's parameters */
  uint32_t count;        /* how many, or of a global: 1 */
  sg_raw value;          /* of a global */
} SpecPart;

static const SpecPart parts[] = {
    {.name = "print", .kind = SG_EXTERN_FUNC},
    {.name = "print_i32", .kind = SG_EXTERN_FUNC, .types = {SG_I32}, .count = 1},
    {.name = "print_i64", .kind = SG_EXTERN_FUNC, .types = {SG_I64}, .count = 1},
    {.name = "print_f32", .kind = SG_EXTERN_FUNC, .types = {SG_F32}, .count = 1},
    {.name = "print_f64", .kind = SG_EXTERN_FUNC, .types = {SG_F64}, .count = 1},
    {.name = "print_i32_f32", .kind = SG_EXTERN_FUNC, .types = {SG_I32, SG_F32}, .count = 2},
    {.name = "print_f64_f64", .kind = SG_EXTERN_FUNC, .types = {SG_F64, SG_F64}, .count = 2},
    {.name = "global_i32", .kind = SG_EXTERN_GLOBAL, .types = {SG_I32}, .count = 1, .value.i32 = 666},
    {.name = "global_i64", .kind = SG_EXTERN_GLOBAL, .types = {SG_I64}, .count = 1, .value.i64 = 666},
    {.name = "global_f32", .kind = SG_EXTERN_GLOBAL, .types = {SG_F32}, .count = 1, .value.f32 = 666.6F},
    {.name = "global_f64", .kind = SG_EXTERN_GLOBAL, .types = {SG_F64}, .count = 1, .value.f64 = 666.6},
    {.name = "table", .kind = SG_EXTERN_TABLE},
    {.name = "memory", .kind = SG_EXTERN_MEMORY},
};

enum { PARTS = sizeof parts / sizeof parts[0] };
_Static_assert(PARTS <= sizeof((SpecHost *)NULL)->made / sizeof(bool), "SpecHost has room for every part");

/* The suite's print functions only have to be callable. */
static sg_trap *print_nothing(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  return NULL;
}

static bool part_make(sg_store *store, const SpecPart *part, sg_extern *out) {
  out->kind = part->kind;
  switch (part->kind) {
  case SG_EXTERN_FUNC: {
    const sg_func_type type = {part->types, part->count, 0};
    out->of.func = sg_func_new(store, type, print_nothing, NULL, NULL, NULL);
    return out->of.func != NULL;
  }
  case SG_EXTERN_GLOBAL:
    out->of.global = sg_global_new(store, part->types[0], false, part->value, NULL);
    return out->of.global != NULL;
  case SG_EXTERN_TABLE:
    out->of.table = sg_table_new(store, SG_FUNCREF, (sg_limits){10, 20}, (sg_raw){.func = NULL}, NULL);
    return out->of.table != NULL;
  case SG_EXTERN_MEMORY: out->of.memory = sg_memory_new(store, (sg_limits){1, 2}, NULL); return out->of.memory != NULL;
  }
  return false;
}

static bool same(sg_name a, const char *b) { return a.length == strlen(b) && memcmp(a.bytes, b, a.length) == 0; }

SpecLink spec_import(SpecHost *host, const SpecBindings *registered, sg_name from, sg_name name, sg_extern *out,
                     const char **lacks) {
  const SpecInstance *exporter = spec_find(registered, (SpecName){from.bytes, from.length});
  if (exporter && exporter->instance)
    return sg_instance_find(exporter->instance, name.bytes, name.length, out) ? SPEC_LINKED : SPEC_UNKNOWN;
  if (exporter && exporter->lacks[0]) {
    *lacks = exporter->lacks;
    return SPEC_LACKING;
  }
  for (size_t i = 0; i < PARTS && same(from, "spectest"); i++) {
    if (!same(name, parts[i].name)) continue;
    if (!host->made[i] && !part_make(host->store, &parts[i], &host->parts[i])) return SPEC_UNKNOWN;
    host->made[i] = true;
    *out = host->parts[i];
    return SPEC_LINKED;
  }
  return SPEC_UNKNOWN;
}
