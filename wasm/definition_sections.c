/* SPDX-License-Identifier: Apache-2.0
 *
 * The sections that define functions (their types), tables, memories, tags and globals (spec 5.5.6 to 5.5.9). Each
 * makes the whole index space anew, imports copied in front, so that an index is one array access later.
 */
#include "wasm/type_reader.h"

#include <string.h>

/* An array of `imported` items copied from `old`, then room for `defined`; NULL after a failure. */
static void *space_extend(Decoder *d, const void *old, uint32_t imported, uint32_t defined, size_t size) {
  void *space = section_alloc(d, (size_t)imported + defined, size);
  if (space && imported) memcpy(space, old, imported * size);
  return space;
}

void function_section(Decoder *d) {
  Module *module = d->module;
  uint32_t imported = module->imported_functions, defined = section_count(d, 1, LIMIT_FUNCTIONS, "functions");
  Function *functions = space_extend(d, module->functions, imported, defined, sizeof *functions);
  for (uint32_t i = 0; i < defined && !d->reader.failed; i++)
    functions[imported + i].type = section_index(d, module->type_count, ERR_UNKNOWN_TYPE);
  if (d->reader.failed) return;
  module->functions = functions;
  module->function_count = imported + defined;
}

static Table table_read(Decoder *d) {
  Reader *r = &d->reader;
  uint32_t offset = reader_offset(r);
  Table table = {.has_init = read_peek(r) == 0x40};
  if (table.has_init) {
    needs_add(&d->needs, FEATURE_FUNCTION_REFERENCES, offset);
    read_byte(r);
    if (read_byte(r) != 0) reader_fail(r, ERR_TABLE_FORM, offset + 1, NULL);
  }
  table.type = table_type_read(r, type_context(d));
  if (table.has_init) table.init = constant_read(d, table.type.element);
  else if (!r->failed && !type_has_default(table.type.element))
    reader_fail(r, ERR_TYPE_MISMATCH, offset, "a table of %s has no initializer", type_name(table.type.element));
  return table;
}

void table_section(Decoder *d) {
  Module *module = d->module;
  uint32_t imported = module->imported_tables;
  uint32_t defined = section_count(d, 3, LIMIT_TABLES - imported, "tables");
  Table *tables = space_extend(d, module->tables, imported, defined, sizeof *tables);
  for (uint32_t i = 0; i < defined && !d->reader.failed; i++) tables[imported + i] = table_read(d);
  if (d->reader.failed) return;
  module->tables = tables;
  module->table_count = imported + defined;
}

void memory_section(Decoder *d) {
  Module *module = d->module;
  uint32_t offset = reader_offset(&d->reader);
  uint32_t imported = module->imported_memories;
  uint32_t defined = section_count(d, 2, LIMIT_MEMORIES - imported, "memories");
  MemoryType *memories = space_extend(d, module->memories, imported, defined, sizeof *memories);
  for (uint32_t i = 0; i < defined && !d->reader.failed; i++)
    memories[imported + i] = memory_type_read(&d->reader, type_context(d));
  if (d->reader.failed) return;
  if (imported + defined > 1) needs_add(&d->needs, FEATURE_MULTI_MEMORY, offset);
  module->memories = memories;
  module->memory_count = imported + defined;
}

/* spec 5.3.13: an attribute that is always 0, and a function type. */
void tag_type_read(Decoder *d) {
  uint32_t offset = reader_offset(&d->reader);
  needs_add(&d->needs, FEATURE_EXCEPTIONS, offset);
  if (read_byte(&d->reader) != 0) reader_fail(&d->reader, ERR_ZERO_BYTE, offset, "attribute of a tag");
  section_index(d, d->module->type_count, ERR_UNKNOWN_TYPE);
}

void tag_section(Decoder *d) {
  uint32_t count = read_count(&d->reader, 2);
  for (uint32_t i = 0; i < count && !d->reader.failed; i++) tag_type_read(d);
  d->tag_count += count;
}

void global_section(Decoder *d) {
  Module *module = d->module;
  uint32_t imported = module->imported_globals, defined = section_count(d, 3, LIMIT_GLOBALS, "globals");
  Global *globals = space_extend(d, module->globals, imported, defined, sizeof *globals);
  if (d->reader.failed) return;
  module->globals = globals;
  for (uint32_t i = 0; i < defined && !d->reader.failed; i++) {
    GlobalType type = global_type_read(&d->reader, type_context(d));
    /* The initializer sees the globals before this one (spec 3.4.15): global_count grows after it. */
    ConstantExpr init = constant_read(d, type.type);
    globals[module->global_count++] = (Global){type, init};
  }
}
