/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether externals may stand for a module's imports (spec 3.4, external subtyping; 4.5.4, step 3). Function types
 * match when their canonical types are one; limits when what is given is no wider than what is asked for, the size
 * counting as it is now.
 */
#include "runtime/instance.h"
#include "wasm/error.h"
#include "wasm/subtyping.h"

_Static_assert((int)SG_EXTERN_FUNC == (int)EXTERN_FUNC && (int)SG_EXTERN_TABLE == (int)EXTERN_TABLE &&
                   (int)SG_EXTERN_MEMORY == (int)EXTERN_MEMORY && (int)SG_EXTERN_GLOBAL == (int)EXTERN_GLOBAL,
               "kinds of externals are one numbering");

static const char *const kind_names[] = {"function", "table", "memory", "global"};

static bool limits_match(uint64_t size, Limits given, Limits wanted) {
  if (size < wanted.min) return false;
  return !wanted.has_max || (given.has_max && given.max <= wanted.max);
}

static bool table_matches(const sg_module *module, const sg_table *table, const TableType *wanted) {
  return table->type.element == type_canonical(module, wanted->element) &&
         limits_match(table->header.size, table->type.limits, wanted->limits);
}

static bool memory_matches(const sg_memory *memory, const MemoryType *wanted) {
  return limits_match(sg_memory_limits(memory).min, memory->type.limits, wanted->limits);
}

static bool global_matches(const sg_module *module, const sg_global *global, const GlobalType *wanted) {
  ValueType type = type_canonical(module, wanted->type);
  if (global->type.mutable_ != wanted->mutable_) return false;
  return wanted->mutable_ ? global->type.type == type : type_matches(global->type.type, type);
}

static bool import_matches(const sg_module *module, const Import *import, const sg_extern *given) {
  const Module *decoded = module->decoded;
  if ((int)given->kind != (int)import->kind) return false;
  switch (given->kind) {
  case SG_EXTERN_FUNC: return given->of.func->type == module_function_type(module, import->index);
  case SG_EXTERN_TABLE: return table_matches(module, given->of.table, &decoded->tables[import->index].type);
  case SG_EXTERN_MEMORY: return memory_matches(given->of.memory, &decoded->memories[import->index]);
  case SG_EXTERN_GLOBAL: return global_matches(module, given->of.global, &decoded->globals[import->index].type);
  }
  return false;
}

static sg_store *extern_store(const sg_extern *given) {
  switch (given->kind) {
  case SG_EXTERN_FUNC: return given->of.func->store;
  case SG_EXTERN_TABLE: return given->of.table->store;
  case SG_EXTERN_MEMORY: return given->of.memory->store;
  case SG_EXTERN_GLOBAL: return given->of.global->store;
  }
  return NULL;
}

static bool link_fail(sg_error *error, ErrorRow row, const Import *import) {
  return error_set(error, row, SG_NO_OFFSET, SG_NO_FUNCTION, "%s \"%.*s\" \"%.*s\"", kind_names[import->kind],
                   (int)import->module.length, import->module.bytes, (int)import->name.length, import->name.bytes);
}

bool link_check(sg_store *store, const sg_module *module, const sg_extern *imports, size_t count, sg_error *error) {
  const Module *decoded = module->decoded;
  if (count > decoded->import_count)
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "more imports than the module has");
  for (uint32_t i = 0; i < decoded->import_count; i++) {
    const Import *import = &decoded->imports[i];
    if (i >= count || !imports || !imports[i].of.func) return link_fail(error, ERR_UNKNOWN_IMPORT, import);
    if ((unsigned)imports[i].kind > SG_EXTERN_GLOBAL || extern_store(&imports[i]) != store)
      return link_fail(error, ERR_USAGE, import);
    if (!import_matches(module, import, &imports[i])) return link_fail(error, ERR_INCOMPATIBLE_IMPORT, import);
  }
  return true;
}
