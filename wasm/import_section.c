/* SPDX-License-Identifier: Apache-2.0
 *
 * The import section (spec 5.5.5). Imports come first in every index space, so the arrays of functions, tables,
 * memories and globals begin here; a section that defines more makes a longer array (wasm/definition_sections.c).
 */
#include "wasm/type_reader.h"

enum { KINDS = EXTERN_TAG + 1 };

typedef struct {
  uint32_t count[KINDS];
  Function *functions;
  Table *tables;
  MemoryType *memories;
  Global *globals;
} Imported;

/* One import, its type too, into the arrays. */
static void import_read(Decoder *d, Import *import, Imported *to, bool store) {
  Reader *r = &d->reader;
  import->module = name_read(r);
  import->name = name_read(r);
  uint32_t offset = reader_offset(r);
  uint8_t kind = read_byte(r);
  if (kind == 0x20) { /* an exact function */
    needs_add(&d->needs, FEATURE_CUSTOM_DESCRIPTORS, offset);
    kind = EXTERN_FUNC;
  }
  if (kind >= KINDS) {
    reader_fail(r, ERR_IMPORT_KIND, offset, "%#x", kind);
    return;
  }
  import->kind = (ExternKind)kind;
  import->index = to->count[kind]++;
  switch (import->kind) {
  case EXTERN_FUNC: {
    uint32_t type = section_index(d, d->module->type_count, ERR_UNKNOWN_TYPE);
    if (store) to->functions[import->index] = (Function){.type = type};
    break;
  }
  case EXTERN_TABLE: {
    TableType type = table_type_read(r, type_context(d));
    if (store) to->tables[import->index] = (Table){.type = type};
    break;
  }
  case EXTERN_MEMORY: {
    MemoryType type = memory_type_read(r, type_context(d));
    if (store) to->memories[import->index] = type;
    break;
  }
  case EXTERN_GLOBAL: {
    GlobalType type = global_type_read(r, type_context(d));
    if (store) to->globals[import->index] = (Global){.type = type};
    break;
  }
  case EXTERN_TAG: tag_type_read(d); break;
  }
}

/* The section is read twice: to check it and count the kinds, then to fill arrays of just these lengths. */
void import_section(Decoder *d) {
  Module *module = d->module;
  uint32_t count = section_count(d, 4, LIMIT_IMPORTS, "imports");
  Import *imports = section_alloc(d, count, sizeof *imports);
  Imported counted = {0};
  Reader items = d->reader;
  for (uint32_t i = 0; i < count && !d->reader.failed; i++) import_read(d, &imports[i], &counted, false);
  if (d->reader.failed) return;

  Imported filled = {
      .functions = section_alloc(d, counted.count[EXTERN_FUNC], sizeof(Function)),
      .tables = section_alloc(d, counted.count[EXTERN_TABLE], sizeof(Table)),
      .memories = section_alloc(d, counted.count[EXTERN_MEMORY], sizeof(MemoryType)),
      .globals = section_alloc(d, counted.count[EXTERN_GLOBAL], sizeof(Global)),
  };
  if (d->reader.failed) return;
  Reader after = d->reader;
  d->reader = items;
  for (uint32_t i = 0; i < count; i++) import_read(d, &imports[i], &filled, true);
  d->reader = after;

  if (filled.count[EXTERN_TABLE] > LIMIT_TABLES) reader_fail(&d->reader, ERR_LIMIT, reader_offset(&items), "tables");
  if (filled.count[EXTERN_MEMORY] > LIMIT_MEMORIES)
    reader_fail(&d->reader, ERR_LIMIT, reader_offset(&items), "memories");
  if (filled.count[EXTERN_MEMORY] > 1) needs_add(&d->needs, FEATURE_MULTI_MEMORY, reader_offset(&items));
  d->tag_count = filled.count[EXTERN_TAG];
  module->imports = imports;
  module->import_count = count;
  module->functions = filled.functions;
  module->function_count = module->imported_functions = filled.count[EXTERN_FUNC];
  module->tables = filled.tables;
  module->table_count = module->imported_tables = filled.count[EXTERN_TABLE];
  module->memories = filled.memories;
  module->memory_count = module->imported_memories = filled.count[EXTERN_MEMORY];
  module->globals = filled.globals;
  module->global_count = module->imported_globals = filled.count[EXTERN_GLOBAL];
}
