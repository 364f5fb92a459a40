/* SPDX-License-Identifier: Apache-2.0
 *
 * The type section (spec 5.5.4). Function types are decoded into the module. Rec groups, subtypes, structures and
 * arrays are read for their form alone, and then refused as garbage collection.
 */
#include "wasm/interner.h"
#include "wasm/type_reader.h"

#include <string.h>

enum { FORM_FUNC = 0x60, FORM_STRUCT = 0x5f, FORM_ARRAY = 0x5e, FORM_CONT = 0x5d };
enum { FORM_SUB = 0x50, FORM_SUB_FINAL = 0x4f, FORM_REC = 0x4e, FORM_DESCRIPTOR = 0x4d, FORM_DESCRIBES = 0x4c };

static TypeContext types_context(Decoder *d) { return (TypeContext){d->module, &d->needs, true}; }

/* A vector of value types appended to types[at..]; their number. */
static uint32_t result_type_read(Decoder *d, ValueType *types, uint32_t at, uint32_t limit, const char *what) {
  uint32_t count = section_count(d, 1, limit, what);
  for (uint32_t i = 0; i < count; i++) types[at + i] = value_type_read(&d->reader, types_context(d));
  return count;
}

static void func_type_read(Decoder *d, TypeDef *def) {
  FuncType *func = &def->func;
  ValueType types[LIMIT_PARAMETERS + LIMIT_RESULTS];
  func->param_count = result_type_read(d, types, 0, LIMIT_PARAMETERS, "parameters");
  func->result_count = result_type_read(d, types, func->param_count, LIMIT_RESULTS, "results");
  uint32_t count = func->param_count + func->result_count;
  ValueType *kept = section_alloc(d, count, sizeof *kept);
  if (!kept) return;
  memcpy(kept, types, count * sizeof *kept);
  func->types = kept;
  def->few_integers = func->param_count <= 8 && func->result_count <= 1;
  for (uint32_t i = 0; i < count && def->few_integers; i++) {
    if (types[i] > TYPE_I64) def->few_integers = false;
    else if (i == func->param_count) def->result = (uint8_t)types[i];
    else def->codes |= (uint64_t)types[i] << 8 * i;
  }
}

static void field_type_read(Decoder *d) {
  uint8_t packed = read_peek(&d->reader);
  if (packed == 0x78 || packed == 0x77) read_byte(&d->reader); /* i8, i16 */
  else value_type_read(&d->reader, types_context(d));
  mutability_read(&d->reader);
}

/* spec 5.3.8: a function type into *def, any other by its form only. */
static void composite_type_read(Decoder *d, TypeDef *def) {
  Reader *r = &d->reader;
  uint32_t offset = reader_offset(r);
  uint8_t form = read_byte(r);
  switch (form) {
  case FORM_FUNC: func_type_read(d, def); return;
  case FORM_STRUCT:
    needs_add(&d->needs, FEATURE_GC, offset);
    for (uint32_t fields = read_count(r, 2); fields > 0 && !r->failed; fields--) field_type_read(d);
    return;
  case FORM_ARRAY:
    needs_add(&d->needs, FEATURE_GC, offset);
    field_type_read(d);
    return;
  case FORM_CONT:
    needs_add(&d->needs, FEATURE_STACK_SWITCHING, offset);
    read_s33(r);
    return;
  }
  reader_fail(r, ERR_TYPE_FORM, offset, "%#x", form);
}

static void sub_type_read(Decoder *d, TypeDef *def) {
  Reader *r = &d->reader;
  uint8_t form = read_peek(r);
  if (form == FORM_SUB || form == FORM_SUB_FINAL) {
    needs_add(&d->needs, FEATURE_GC, reader_offset(r));
    read_byte(r);
    for (uint32_t supers = read_count(r, 1); supers > 0 && !r->failed; supers--) read_u32(r);
  }
  for (form = read_peek(r); form == FORM_DESCRIPTOR || form == FORM_DESCRIBES; form = read_peek(r)) {
    needs_add(&d->needs, FEATURE_CUSTOM_DESCRIPTORS, reader_offset(r));
    read_byte(r);
    read_u32(r);
  }
  composite_type_read(d, def);
}

/* The first type of equal structure. References in `func` name such types already, so equal structure is equal words.
 */
static uint32_t same_as(Decoder *d, Interner *interner, const FuncType *func, uint32_t index) {
  if (d->reader.failed) return index;
  uint32_t words[1 + LIMIT_PARAMETERS + LIMIT_RESULTS];
  words[0] = func->param_count;
  uint32_t count = func->param_count + func->result_count;
  memcpy(words + 1, func->types, count * sizeof *words);
  uint32_t same = interner_id(interner, words, 1 + count, index);
  if (same == INTERNER_FULL) reader_fail(&d->reader, ERR_NO_MEMORY, reader_offset(&d->reader), NULL);
  return same;
}

void type_section(Decoder *d) {
  Reader *r = &d->reader;
  Module *module = d->module;
  Interner interner = {.arena = module->arena};
  uint32_t count = section_count(d, 2, LIMIT_TYPES, "types");
  module->types = section_alloc(d, count, sizeof *module->types);
  for (uint32_t i = 0; i < count && !r->failed; i++) {
    TypeDef *def = &module->types[i];
    *def = (TypeDef){.kind = KIND_FUNC, .rec_group = i};
    if (read_peek(r) == FORM_REC) {
      needs_add(&d->needs, FEATURE_GC, reader_offset(r));
      read_byte(r);
      for (uint32_t types = read_count(r, 2); types > 0 && !r->failed; types--) sub_type_read(d, def);
    } else {
      sub_type_read(d, def);
    }
    if (needs_stop(&d->needs)) continue; /* read on for the form alone */
    def->same_as = same_as(d, &interner, &def->func, i);
    def->non_null = TYPE_REF | def->same_as << TYPE_HEAP_SHIFT;
    def->nullable = def->non_null | TYPE_NULLABLE;
    module->type_count = i + 1;
  }
}
