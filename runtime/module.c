/* SPDX-License-Identifier: Apache-2.0
 *
 * Making and freeing modules, and telling what is in them. The module, bytes and decoded data lie in pages of their own
 * that become read-only as soon as they are complete: the compiler's input is not an attacker's to change.
 */
#include "memory/unique_pages.h"
#include "runtime/compile_lazy.h"
#include "runtime/compile_module.h"
#include "runtime/verify.h"
#include "wasm/error.h"
#include "wasm/limits.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What decoding may take: a module's data is a few words an item of at least a byte or two. */
size_t module_arena_limit(size_t size) { return ((size_t)64 << 20) + 64 * size; }

/* A chunk of many pages is mostly one array's, which is about to be filled: a module's functions, its data segments. */
static void *chunk_get(void *context, size_t bytes) {
  enum { MANY = 64 << 10 };
  (void)context;
  void *pages = pages_get(bytes, false);
  if (pages && bytes >= MANY) pages_touch(pages, bytes);
  return pages;
}

static void chunk_put(void *context, void *memory, size_t bytes) {
  (void)context;
  pages_put(memory, bytes, false);
}

typedef struct {
  bool writable, done;
} Protection;

static void chunk_protect(void *context, void *memory, size_t bytes) {
  Protection *wanted = context;
  wanted->done &= wanted->writable ? pages_thaw(memory, bytes) : pages_freeze(memory, bytes);
}

bool module_protect(sg_module *module, bool writable) {
  Protection wanted = {writable, true};
  arena_chunks(&module->arena, chunk_protect, &wanted);
  chunk_protect(&wanted, module, sizeof *module);
  return wanted.done;
}

static bool no_memory(sg_error *error) {
  return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a module");
}

static bool size_check(size_t size, sg_error *error) {
  if (size <= LIMIT_MODULE_BYTES) return true;
  return error_set(error, ERR_LIMIT, 0, SG_NO_FUNCTION, "a module of more than 1 GiB");
}

/* The canonical id of each type, in the decoded types too, where the compiler reads it. */
static bool types_canonical(sg_module *module, sg_error *error) {
  const Module *decoded = module->decoded;
  module->types = arena_alloc(&module->arena, decoded->type_count, sizeof *module->types);
  if (!module->types) return no_memory(error);
  size_t values = 0;
  for (uint32_t i = 0; i < decoded->type_count; i++)
    values += decoded->types[i].func.param_count + decoded->types[i].func.result_count;
  TypeBatch batch = engine_types_begin(module->engine, decoded->type_count, values);
  bool made = true;
  for (uint32_t i = 0; i < decoded->type_count && made; i++) {
    const FuncType *func = &decoded->types[i].func;
    ValueType types[LIMIT_PARAMETERS + LIMIT_RESULTS];
    for (uint32_t t = 0; t < func->param_count + func->result_count; t++)
      types[t] = type_canonical(module, func->types[t]); /* names types before this one */
    module->types[i] = engine_types_next(&batch, &(FuncType){types, func->param_count, func->result_count});
    made = module->types[i] != NULL;
    if (made) decoded->types[i].canonical = module->types[i]->id;
  }
  return (engine_types_end(&batch) && made) || no_memory(error);
}

/* Numbers the entry stubs: one for each defined function that may become a value. */
static bool entry_stubs_number(sg_module *module, sg_error *error) {
  const Module *decoded = module->decoded;
  uint32_t *stubs = arena_alloc(&module->arena, decoded->function_count, sizeof *stubs);
  if (!stubs) return no_memory(error);
  for (uint32_t i = 0; i < decoded->function_count; i++) {
    bool wanted = i >= decoded->imported_functions && (decoded->functions[i].declared || i == decoded->start);
    stubs[i] = wanted ? module_defined_count(decoded) + module->entry_stub_count++ : NO_INDEX;
  }
  module->entry_stubs = stubs;
  return true;
}

bool module_prepare(sg_module *module, Module *decoded, size_t code_bytes, sg_error *error) {
  module->decoded = decoded;
  if (!types_canonical(module, error) || !entry_stubs_number(module, error)) return false;
  if (!layout_compute(decoded, &module->arena, &module->layout))
    return error_set(error, ERR_LIMIT, SG_NO_OFFSET, SG_NO_FUNCTION, "instances of more than 1 GiB");
  if (!module_foreign_stubs_number(module)) return no_memory(error);
  if (!module_space_open(module, code_bytes, error)) return false;
  module->context = (ModuleContext){.module = decoded,
                                    .layout = &module->layout,
                                    .module_id = module_own_id(module),
                                    .checked_memory = module->engine->config.checked_memories,
                                    .exact_stores = module->engine->config.exact_stores};
  return module_verify_prepare(module) || no_memory(error);
}

/* What a module is made of: bytes to copy, or to take. */
typedef struct {
  const void *bytes;
  size_t size;
  sg_bytes *taken; /* NULL, or what bytes and size are of */
} ModuleSource;

static bool module_decode_all(sg_module *module, const ModuleSource *source, sg_error *error) {
  const size_t size = source->size;
  if (!size_check(size, error)) return false;
  if (!(source->taken ? module_bytes_take(module, source->taken, size)
                      : module_bytes_copy(module, source->bytes, size)))
    return no_memory(error);
  module->arena.limit = module_arena_limit(size);
  Module *decoded = module_decode(&module->arena, module->bytes, size, error);
  return decoded && module_prepare(module, decoded, decoded->code_bytes, error) && module_sign(module, error);
}

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

sg_module *module_begin(sg_engine *engine, sg_error *error) {
  sg_module *module = unique_pages_get(sizeof *module);
  ModuleState *state = calloc(1, sizeof *state);
  if (!module || !state) {
    unique_pages_put(module, sizeof *module);
    free(state);
    no_memory(error);
    return NULL;
  }
  state->owners = 1;
  pthread_mutex_init(&state->mutex, NULL);
  module->state = state;
  module->engine = engine;
  arena_init(&module->arena, (ArenaSource){chunk_get, chunk_put, NULL}, 0);
  return module;
}

void module_delete(sg_module *module) {
  if (module->space) code_space_close(module->space);
  lazy_code_free(module->lazy);
  Arena arena = module->arena; /* the module is read-only */
  arena_free(&arena);
  if (module->bytes) pages_put(module->bytes, module->bytes_room, true);
  ModuleState *state = module->state;
  if (state->names_made) arena_free(&state->names_arena);
  pthread_mutex_destroy(&state->mutex);
  free(state);
  unique_pages_put(module, sizeof *module);
}

static bool module_make(sg_module *module, const ModuleSource *source, sg_compile_stats *stats, sg_error *error) {
  uint64_t start = stats ? now_ns() : 0;
  if (!module_decode_all(module, source, error)) return false;
  if (stats) {
    stats->decode_ns = now_ns() - start;
    stats->code_section_bytes = module->decoded->code_bytes;
    stats->functions = module_defined_count(module->decoded);
  }
  if (!module->engine->config.lazy) return module_compile(module, stats, error);
  start = stats ? now_ns() : 0;
  if (!module_validate_bodies(module->decoded, error) || !module_compile_lazily(module, error)) return false;
  if (stats) stats->compile_ns = now_ns() - start;
  return true;
}

static sg_module *module_new(sg_engine *engine, const ModuleSource *source, sg_compile_stats *stats, sg_error *error) {
  sg_module *module = module_begin(engine, error);
  if (module && !module_make(module, source, stats, error)) {
    module_delete(module);
    module = NULL;
  }
  return module;
}

sg_module *sg_module_new(sg_engine *engine, const void *bytes, size_t size, sg_compile_stats *stats, sg_error *error) {
  if (engine && (bytes || !size)) return module_new(engine, &(ModuleSource){bytes, size, NULL}, stats, error);
  error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no engine or no bytes");
  return NULL;
}

sg_module *sg_module_new_taking(sg_engine *engine, sg_bytes *bytes, sg_compile_stats *stats, sg_error *error) {
  sg_module *module = NULL;
  if (engine && bytes)
    module = module_new(engine, &(ModuleSource){sg_bytes_data(bytes), bytes_size(bytes), bytes}, stats, error);
  else error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no engine or no bytes");
  sg_bytes_free(bytes);
  return module;
}

void module_retain(const sg_module *module) { atomic_fetch_add(&module->state->owners, 1); }

void sg_module_free(sg_module *module) {
  if (module && atomic_fetch_sub(&module->state->owners, 1) == 1) module_delete(module);
}

void sg_module_retain(sg_module *module) { module_retain(module); }

bool sg_validate(const void *bytes, size_t size, sg_error *error) {
  if (!bytes && size) return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no bytes");
  if (!size_check(size, error)) return false;
  uint8_t *copy = calloc(1, size + MODULE_PADDING);
  if (!copy) return no_memory(error);
  if (size) memcpy(copy, bytes, size);
  Arena arena;
  arena_init(&arena, arena_heap_source, module_arena_limit(size));
  const Module *module = module_decode(&arena, copy, size, error);
  bool valid = module && module_validate_bodies(module, error);
  arena_free(&arena);
  free(copy);
  return valid;
}

size_t sg_module_import_count(const sg_module *module) { return module->decoded->import_count; }
size_t sg_module_export_count(const sg_module *module) { return module->decoded->export_count; }
uint32_t sg_module_function_count(const sg_module *module) { return module->decoded->function_count; }

const uint8_t *sg_module_bytes(const sg_module *module, size_t *size) {
  *size = module->bytes_room - MODULE_PADDING;
  return module->bytes;
}

uint64_t sg_module_function_offset(const sg_module *module, uint32_t function) {
  return function < module->decoded->function_count ? module->decoded->functions[function].body : 0;
}

static sg_name name_to_public(Name name) { return (sg_name){name.bytes, name.length}; }

/* The type of what is at `index` of the index space of `kind`. */
static sg_extern_type extern_type(const sg_module *module, ExternKind kind, uint32_t index) {
  const Module *decoded = module->decoded;
  switch (kind) {
  case EXTERN_FUNC:
    return (sg_extern_type){.kind = SG_EXTERN_FUNC, .func = type_to_public(module_function_type(module, index))};
  case EXTERN_TABLE:
    return (sg_extern_type){.kind = SG_EXTERN_TABLE,
                            .limits = limits_to_public(decoded->tables[index].type.limits),
                            .content = type_to_kind(decoded->tables[index].type.element)};
  case EXTERN_MEMORY:
    return (sg_extern_type){.kind = SG_EXTERN_MEMORY, .limits = limits_to_public(decoded->memories[index].limits)};
  case EXTERN_GLOBAL:
    return (sg_extern_type){.kind = SG_EXTERN_GLOBAL,
                            .content = type_to_kind(decoded->globals[index].type.type),
                            .mutable_ = decoded->globals[index].type.mutable_};
  case EXTERN_TAG: break; /* the decoder refuses them */
  }
  __builtin_unreachable();
}

sg_extern_type sg_module_import(const sg_module *module, size_t index, sg_name *from, sg_name *name) {
  const Import *import = &module->decoded->imports[index];
  if (from) *from = name_to_public(import->module);
  if (name) *name = name_to_public(import->name);
  return extern_type(module, import->kind, import->index);
}

sg_extern_type sg_module_export(const sg_module *module, size_t index, sg_name *name) {
  const Export *export = &module->decoded->exports[index];
  if (name) *name = name_to_public(export->name);
  return extern_type(module, export->kind, export->index);
}

const uint32_t *sg_module_function_code(const sg_module *module, uint32_t function, size_t *word_count) {
  const Module *decoded = module->decoded;
  uint32_t words = 0;
  uintptr_t address = 0;
  if (function >= decoded->imported_functions && function < decoded->function_count) {
    const uint32_t defined = function - decoded->imported_functions;
    if (!module->lazy || lazy_function_compile(module, defined, NULL))
      address = code_space_function(module->space, defined, &words);
  }
  if (word_count) *word_count = words;
  return (const uint32_t *)address;
}

bool module_find_code(const sg_module *module, uintptr_t address, uint32_t *function, uint32_t *code_offset) {
  uint32_t found, flags;
  uintptr_t start;
  if (!module->space || !code_space_find(module->space, address, &found, &start, &flags)) return false;
  if (found >= module_defined_count(module->decoded)) return false;
  *function = module->decoded->imported_functions + found;
  *code_offset = (uint32_t)(address - start);
  return true;
}
