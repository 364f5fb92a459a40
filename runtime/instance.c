/* SPDX-License-Identifier: Apache-2.0
 *
 * Instantiation (spec 4.5.4): imports are matched, the parts that emitted code sees are allocated and filled, then
 * elements and data are copied in and the start function runs. Once an instance is in the store it stays, even if a
 * segment or the start function traps: what it wrote to imported tables may refer to it.
 */
#include "runtime/instance.h"
#include "memory/unique_pages.h"
#include "runtime/trap.h"
#include "wasm/error.h"

#include <stdlib.h>
#include <string.h>

static bool no_memory(sg_error *error) {
  return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "an instance");
}

void *instance_poll_page(const sg_instance *instance) { return (uint8_t *)instance->header - page_bytes(); }

void instance_memory_changed(sg_instance *instance) {
  InstanceHeader *header = instance->header;
  const LinearMemory *linear = &instance->memories[0]->linear;
  const uint16_t module_id = module_authentic(instance->module)->context.module_id;
  header->memory_base = pac_sign_data((uint64_t)(uintptr_t)linear->base, pac_modifier(&header->memory_base, module_id));
  header->memory_bytes = linear->bytes;
}

InstanceHeader *instance_header(const sg_instance *instance) {
  InstanceHeader *header = instance->header;
  const uint16_t module_id = module_authentic(instance->module)->context.module_id;
  const uint64_t self = pac_auth_data(header->self, pac_modifier(header, module_id));
  if (self != (uint64_t)(uintptr_t)header) integrity_failure();
  return header;
}

/* What counts is that each instance lets go of the module that it holds, once: `self` was signed when the hold was
 * taken, for an address that is not used again, and this makes it unreadable. */
void instance_end(sg_instance *instance) {
  const sg_module *module = module_authentic(instance->module);
  uint8_t *header = (uint8_t *)instance_header(instance);
  unique_pages_put(header - page_bytes(), instance->header_room);
  free(instance->functions);
  if (module->space) code_space_release(module->space);
  sg_module_free((sg_module *)(uintptr_t)module);
}

sg_global *instance_global(sg_instance *instance, uint32_t global) {
  if (instance->globals[global]) return instance->globals[global];
  const sg_module *module = instance->module;
  GlobalType type = module->decoded->globals[global].type;
  type.type = type_canonical(module, type.type);
  return instance->globals[global] =
             global_new(instance->store, type, instance_at(instance, module->layout.globals[global]), NULL);
}

/* ---- Constant expressions ---- */

static ConstantValue constant_global(void *context, uint32_t global) {
  const sg_instance *instance = ((ConstantContext *)context)->instance;
  const sg_module *module = instance->module;
  const void *cell = instance_at(instance, module->layout.globals[global]);
  if (layout_global_is_pointer(module->decoded, global)) cell = *(void *const *)cell;
  ConstantValue value = {{0, 0}};
  memcpy(value.bits, cell, global_cell_bytes(module->decoded->globals[global].type.type));
  return value;
}

static ConstantValue constant_function(void *context, uint32_t function) {
  ConstantContext *constant = context;
  sg_func *func = instance_function(constant->instance, function);
  if (!func) constant->failed = true;
  return (ConstantValue){{(uint64_t)(uintptr_t)func, 0}};
}

ConstantValue instance_constant(ConstantContext *context, ConstantExpr expression) {
  return constant_evaluate(context->instance->module->decoded, expression,
                           &(ConstantSource){constant_global, constant_function, context});
}

/* ---- Allocation (spec 4.5.3) ---- */

/* The object and its pages, with an empty header; not in the store yet. */
static sg_instance *instance_allocate(sg_store *store, const sg_module *module) {
  const Module *decoded = module->decoded;
  sg_instance *instance = store_alloc(store, 1, sizeof *instance);
  if (!instance) return NULL;
  instance->store = store;
  instance->module = module;
  instance->tables = store_alloc(store, decoded->table_count, sizeof *instance->tables);
  instance->table_uses = store_alloc(store, decoded->table_count, sizeof *instance->table_uses);
  instance->memories = store_alloc(store, decoded->memory_count, sizeof *instance->memories);
  instance->globals = store_alloc(store, decoded->global_count, sizeof *instance->globals);
  instance->dropped_elements = store_alloc(store, decoded->element_count, sizeof(bool));
  instance->dropped_data = store_alloc(store, decoded->data_count, sizeof(bool));
  if (!instance->tables || !instance->table_uses || !instance->memories || !instance->globals ||
      !instance->dropped_elements || !instance->dropped_data)
    return NULL;
  instance->functions = calloc(decoded->function_count ? decoded->function_count : 1, sizeof *instance->functions);
  instance->header_room = page_bytes() + module->layout.bytes;
  uint8_t *pages = instance->functions ? unique_pages_get(instance->header_room) : NULL;
  if (!pages || !pages_freeze(pages, page_bytes())) {
    unique_pages_put(pages, instance->header_room);
    free(instance->functions);
    return NULL;
  }
  InstanceHeader *header = (InstanceHeader *)(void *)(pages + page_bytes());
  const uint16_t module_id = module_authentic(module)->context.module_id;
  header->self = pac_sign_data((uint64_t)(uintptr_t)header, pac_modifier(header, module_id));
  instance->header = header;
  return instance;
}

/* An instance on the store's list that is empty but for its functions. NULL: no memory. */
static sg_instance *instance_open(sg_store *store, const sg_module *module) {
  sg_instance *instance = instance_take_idle(store, module);
  if (instance) return instance;
  instance = instance_allocate(store, module);
  if (!instance) return NULL;
  module_retain(module);
  if (module->space) code_space_hold(module->space);
  store_add_instance(store, instance);
  return instance;
}

static void header_fill(sg_instance *instance) {
  InstanceHeader *header = instance_header(instance);
  const sg_store *store = instance->store;
  header->c_stack_limit = (uint64_t)(uintptr_t)store->stack + C_RESERVE_BYTES;
  header->stack_limit = header->c_stack_limit;
  header->trap_stack = (uint64_t)(uintptr_t)store->trap_stack + TRAP_STACK_BYTES;
  header->owner = instance;
}

static void import_global(sg_instance *instance, uint32_t index, sg_global *global) {
  const sg_module *module = instance->module;
  void *cell = instance_at(instance, module->layout.globals[index]);
  instance->globals[index] = global;
  if (layout_global_is_pointer(module->decoded, index)) memcpy(cell, &global->cell, sizeof global->cell);
  else memcpy(cell, global->cell, global_cell_bytes(global->type.type));
}

static void imports_fill(sg_instance *instance, const sg_extern *imports) {
  const Module *decoded = instance->module->decoded;
  const InstanceLayout *layout = &instance->module->layout;
  for (uint32_t i = 0; i < decoded->import_count; i++) {
    uint32_t index = decoded->imports[i].index;
    switch (imports[i].kind) {
    case SG_EXTERN_FUNC:
      instance->functions[index] = imports[i].of.func;
      slot_set((CallSlot *)instance_at(instance, layout->imports) + index, imports[i].of.func);
      break;
    case SG_EXTERN_TABLE: instance->tables[index] = imports[i].of.table; break;
    case SG_EXTERN_MEMORY: instance->memories[index] = imports[i].of.memory; break;
    case SG_EXTERN_GLOBAL: import_global(instance, index, imports[i].of.global); break;
    }
  }
}

static bool tables_fill(sg_instance *instance, sg_error *error) {
  const sg_module *module = instance->module;
  TableHeader **headers = instance_at(instance, module->layout.tables);
  for (uint32_t i = 0; i < module->decoded->table_count; i++) {
    if (i >= module->decoded->imported_tables) {
      TableType type = module->decoded->tables[i].type;
      type.element = type_canonical(module, type.element);
      instance->tables[i] = table_new(instance->store, type, 0, error);
      if (!instance->tables[i]) return false;
    }
    headers[i] = &instance->tables[i]->header;
  }
  instance_dispatch_begin(instance);
  return true;
}

static bool memories_fill(sg_instance *instance, sg_error *error) {
  const Module *decoded = instance->module->decoded;
  for (uint32_t i = decoded->imported_memories; i < decoded->memory_count; i++) {
    instance->memories[i] = memory_new(instance->store, decoded->memories[i], error);
    if (!instance->memories[i]) return false;
  }
  if (decoded->memory_count) {
    sg_memory *memory = instance->memories[0];
    instance->next_of_memory = memory->instances;
    memory->instances = instance;
    instance_memory_changed(instance);
  }
  return true;
}

static bool globals_fill(sg_instance *instance, sg_error *error) {
  const sg_module *module = instance->module;
  ConstantContext context = {.instance = instance};
  for (uint32_t i = module->decoded->imported_globals; i < module->decoded->global_count; i++) {
    const Global *global = &module->decoded->globals[i];
    ConstantValue value = instance_constant(&context, global->init);
    memcpy(instance_at(instance, module->layout.globals[i]), value.bits, global_cell_bytes(global->type.type));
  }
  return context.failed ? no_memory(error) : true;
}

/* ---- Segments and start (spec 4.5.4, steps 14 to 19) ---- */

/* The trap that instantiation ends with, or NULL and *error where it is memory that failed. */
static sg_trap *init_failed(InitResult result, TrapKind kind, sg_error *error) {
  if (result == INIT_OUT_OF_BOUNDS) return trap_new(kind);
  no_memory(error);
  return NULL;
}

static bool elements_run(sg_instance *instance, sg_trap **trap, sg_error *error) {
  const Module *decoded = instance->module->decoded;
  ConstantContext context = {.instance = instance};
  for (uint32_t i = 0; i < decoded->element_count; i++) {
    const ElementSegment *segment = &decoded->elements[i];
    if (segment->mode == SEGMENT_PASSIVE) continue;
    if (segment->mode == SEGMENT_ACTIVE) {
      uint32_t to = (uint32_t)instance_constant(&context, segment->table_offset).bits[0];
      InitResult result = instance_table_init(instance, segment->table, i, to, 0, segment->count);
      if (result != INIT_DONE) {
        *trap = init_failed(result, TRAP_TABLE_OUT_OF_BOUNDS, error);
        return false;
      }
    }
    instance->dropped_elements[i] = true;
  }
  return true;
}

static bool data_run(sg_instance *instance, sg_trap **trap, sg_error *error) {
  const Module *decoded = instance->module->decoded;
  ConstantContext context = {.instance = instance};
  for (uint32_t i = 0; i < decoded->data_count; i++) {
    const DataSegment *segment = &decoded->data[i];
    if (segment->mode != SEGMENT_ACTIVE) continue;
    uint32_t to = (uint32_t)instance_constant(&context, segment->memory_offset).bits[0];
    InitResult result = instance_memory_init(instance, segment->memory, i, to, 0, segment->size);
    if (result != INIT_DONE) {
      *trap = init_failed(result, TRAP_MEMORY_OUT_OF_BOUNDS, error);
      return false;
    }
    instance->dropped_data[i] = true;
  }
  return true;
}

static bool start_run(sg_instance *instance, sg_trap **trap, sg_error *error) {
  uint32_t start = instance->module->decoded->start;
  if (start == NO_INDEX) return true;
  sg_func *func = instance_function(instance, start);
  if (!func) return no_memory(error);
  sg_raw values[1];
  *trap = sg_func_call(func, values);
  return *trap == NULL;
}

static bool instance_check(sg_store *store, const sg_module *module, const sg_extern *imports, size_t import_count,
                           sg_error *error) {
  if (!store || !module || module->engine != store->engine)
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "store and module of one engine are needed");
  if (!link_check(store, module, imports, import_count, error)) return false;
  if (!store->engine->can_run)
    return error_set(error, ERR_ENVIRONMENT, SG_NO_OFFSET, SG_NO_FUNCTION, "this machine cannot run arm64e code");
  if (store->instance_count < store->limit_instances) return true;
  return error_set(error, ERR_LIMIT, SG_NO_OFFSET, SG_NO_FUNCTION, "%u instances in a store", store->limit_instances);
}

sg_instance *sg_instance_new(sg_store *store, const sg_module *module, const sg_extern *imports, size_t import_count,
                             sg_trap **trap, sg_error *error) {
  if (trap) *trap = NULL;
  if (!instance_check(store, module, imports, import_count, error)) return NULL;
  sg_instance *instance = instance_open(store, module);
  if (!instance) {
    no_memory(error);
    return NULL;
  }
  header_fill(instance);
  imports_fill(instance, imports);
  if (!tables_fill(instance, error) || !memories_fill(instance, error) || !globals_fill(instance, error)) return NULL;
  sg_trap *trapped = NULL;
  if (elements_run(instance, &trapped, error) && data_run(instance, &trapped, error) &&
      start_run(instance, &trapped, error))
    return instance;
  instance->handed_out = true;
  if (trapped) trap_error(trapped, error);
  if (trap) *trap = trapped;
  else sg_trap_free(trapped);
  return NULL;
}

/* ---- Exports ---- */

const sg_module *sg_instance_module(const sg_instance *instance) { return instance->module; }
sg_store *sg_instance_store(const sg_instance *instance) { return instance->store; }

static sg_extern instance_export(const sg_instance *constant, const Export *export) {
  sg_instance *instance = (sg_instance *)(uintptr_t)constant; /* objects are made on demand */
  instance->handed_out = true;
  switch (export->kind) {
  case EXTERN_FUNC: return (sg_extern){SG_EXTERN_FUNC, {.func = instance_function(instance, export->index)}};
  case EXTERN_TABLE: return (sg_extern){SG_EXTERN_TABLE, {.table = instance->tables[export->index]}};
  case EXTERN_MEMORY: return (sg_extern){SG_EXTERN_MEMORY, {.memory = instance->memories[export->index]}};
  case EXTERN_GLOBAL: return (sg_extern){SG_EXTERN_GLOBAL, {.global = instance_global(instance, export->index)}};
  case EXTERN_TAG: break;
  }
  __builtin_unreachable();
}

sg_extern sg_instance_export(const sg_instance *instance, size_t index) {
  const Module *decoded = instance->module->decoded;
  if (index >= decoded->export_count) return (sg_extern){SG_EXTERN_FUNC, {.func = NULL}};
  return instance_export(instance, &decoded->exports[index]);
}

bool sg_instance_find(const sg_instance *instance, const char *name, size_t length, sg_extern *found) {
  const Export *export = module_export(instance->module->decoded, name, length);
  if (!export) return false;
  *found = instance_export(instance, export);
  return found->of.func != NULL;
}

sg_extern_type sg_extern_type_of(sg_extern external) {
  switch (external.kind) {
  case SG_EXTERN_FUNC: return (sg_extern_type){.kind = SG_EXTERN_FUNC, .func = sg_func_type_of(external.of.func)};
  case SG_EXTERN_TABLE:
    return (sg_extern_type){.kind = SG_EXTERN_TABLE,
                            .limits = sg_table_limits(external.of.table),
                            .content = sg_table_element(external.of.table)};
  case SG_EXTERN_MEMORY:
    return (sg_extern_type){.kind = SG_EXTERN_MEMORY, .limits = sg_memory_limits(external.of.memory)};
  case SG_EXTERN_GLOBAL:
    return (sg_extern_type){.kind = SG_EXTERN_GLOBAL,
                            .content = sg_global_content(external.of.global),
                            .mutable_ = sg_global_mutable(external.of.global)};
  }
  __builtin_unreachable();
}
