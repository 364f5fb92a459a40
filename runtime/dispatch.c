/* SPDX-License-Identifier: Apache-2.0
 *
 * What call_indirect sees of tables of fixed size: the DispatchEntries of each instance that has such a table, kept
 * equal to the table by everyone who writes an element (table_set_element), and the foreign stubs they lead to.
 *
 * An entry is signed for its place in the instance, for the type and for the module. Whether a function counts as the
 * instance's own is read in writable memory; so what is signed then is taken from the instance's module in any case: a
 * function of it, of the type that the module declares, or its stub for the type.
 */
#include "memory/seal.h"
#include "runtime/instance.h"

#include <stdlib.h>
#include <string.h>

static int id_compare(uint32_t left, uint32_t right) { return (left > right) - (left < right); }
static int types_compare(const void *a, const void *b) {
  return id_compare((*(const CanonicalType *const *)a)->id, (*(const CanonicalType *const *)b)->id);
}
static int type_is(const void *id, const void *type) {
  return id_compare(*(const uint32_t *)id, (*(const CanonicalType *const *)type)->id);
}

bool module_foreign_stubs_number(sg_module *module) {
  const Module *decoded = module->decoded;
  module->first_foreign_stub = module_defined_count(decoded) + module->entry_stub_count;
  if (!module->layout.dispatches || module_defined_count(decoded) == 0) return true;
  const CanonicalType **types = arena_alloc(&module->arena, decoded->type_count, sizeof *types);
  if (!types) return false;
  uint32_t count = 0;
  for (uint32_t i = 0; i < decoded->type_count; i++) types[i] = module->types[i];
  qsort(types, decoded->type_count, sizeof *types, types_compare);
  for (uint32_t i = 0; i < decoded->type_count; i++)
    if (i == 0 || types[i] != types[i - 1]) types[count++] = types[i];
  module->foreign_types = types;
  module->foreign_type_count = count;
  module->entry_stub_count += count;
  return true;
}

/* The address of the module's foreign stub for the type; 0: the module has no such type, so nothing calls it. */
static uintptr_t foreign_stub(const sg_module *module, uint32_t type) {
  if (module->foreign_type_count == 0) return 0;
  const CanonicalType *const *found =
      bsearch(&type, module->foreign_types, module->foreign_type_count, sizeof *module->foreign_types, type_is);
  if (!found) return 0;
  uint32_t words;
  const uint32_t stub = module->first_foreign_stub + (uint32_t)(found - module->foreign_types);
  const uintptr_t address = code_space_function(module->space, stub, &words);
  if (!address) integrity_failure();
  return address;
}

void dispatch_set(const TableUse *use, uint64_t index, const sg_func *func) {
  const sg_instance *instance = use->instance;
  const sg_module *module = module_authentic(instance->module);
  uint8_t *header = (uint8_t *)instance_header(instance); /* one of this module's, where alone its number is right */
  const uint32_t first = module->layout.dispatch[use->index];
  const uint64_t elements = module->decoded->tables[use->index].type.limits.min;
  DispatchEntry *entry = (DispatchEntry *)(void *)(header + first) + index;
  const uint64_t cell = first + sizeof *entry * elements + 8 * index;
  if (index >= elements) integrity_failure(); /* the table's size is what the module was told */
  if (!func) {
    memset(entry, 0, sizeof *entry);
    memset(header + cell, 0, 8);
    return;
  }
  /* Loaded once: the address is of the function that the type is of. */
  const uint32_t function = *(const volatile uint32_t *)&func->index;
  const bool own = func->instance == instance && function >= module->decoded->imported_functions;
  if (own && function >= module->decoded->function_count) integrity_failure();
  const uint32_t type = own ? module_function_canonical(module, function) : func->type->id;
  const uintptr_t address = own ? code_space_entry(module->space, function - module->decoded->imported_functions)
                                : foreign_stub(module, type);
  const uint64_t slot = (uint64_t)(uintptr_t)&func->slot;
  entry->type = 0;
  entry->function = (uint32_t)cell;
  memcpy(header + cell, &slot, sizeof slot);
  entry->entry =
      address ? pac_sign_code(address,
                              pac_modifier(&entry->entry, pac_dispatch_discriminator(type, module->context.module_id)))
              : 0;
  entry->type = type;
}

void instance_dispatch_begin(sg_instance *instance) {
  const Module *decoded = instance->module->decoded;
  for (uint32_t i = 0; i < decoded->table_count; i++) {
    if (!instance->module->layout.dispatch[i]) continue;
    sg_table *table = instance->tables[i];
    TableUse *use = &instance->table_uses[i];
    *use = (TableUse){instance, i, table->uses};
    table->uses = use;
    for (uint64_t index = 0; index < table->header.size; index++) {
      const uint64_t reference = table_element(table, index);
      if (reference) dispatch_set(use, index, (const sg_func *)(uintptr_t)reference);
    }
  }
}
