/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a module's parts lie in its instances: header, cells of the globals, pointers to the tables, call slots of the
 * imports, dispatch entries of the tables of fixed size, in this order and without anything else. The counts come from
 * hostile bytes: every offset is computed in 64 bits from 32-bit counts, checked against the limit after each part, so
 * no sum here can wrap.
 */
#include "codegen/layout.h"

#include "codegen/abi.h"

#define INSTANCE_LIMIT (UINT64_C(1) << 30)

static uint64_t align_up(uint64_t offset, uint64_t alignment) { return (offset + alignment - 1) & ~(alignment - 1); }

/* Whether call_indirect finds the table's elements in the instance: their number is a constant, and no hostile one. */
static bool table_is_fixed(const TableType *type) {
  return type_is_func_reference(type->element) && type->limits.has_max && type->limits.min == type->limits.max &&
         type->limits.max <= DISPATCH_ELEMENTS;
}

/* Places the DispatchEntries behind `offset`, as far as a word reaches with 24 bits. Gives the offset behind them. */
static uint64_t dispatch_place(const Module *module, uint64_t offset, uint32_t *dispatch) {
  uint64_t elements = 0;
  for (uint32_t t = 0; t < module->table_count && module->type_count <= DISPATCH_TYPES; t++) {
    const TableType *type = &module->tables[t].type;
    offset = align_up(offset, sizeof(DispatchEntry));
    if (!table_is_fixed(type) || elements + type->limits.max > DISPATCH_ELEMENTS || offset >> 24 != 0) continue;
    dispatch[t] = (uint32_t)offset;
    elements += type->limits.max;
    offset += (sizeof(DispatchEntry) + 8) * type->limits.max;
  }
  return offset;
}

bool layout_compute(const Module *module, Arena *arena, InstanceLayout *layout) {
  uint32_t *globals = arena_alloc(arena, module->global_count, sizeof *globals);
  uint32_t *dispatch = arena_alloc(arena, module->table_count, sizeof *dispatch);
  if (globals == NULL || dispatch == NULL) return false;
  uint64_t offset = INSTANCE_HEADER_BYTES;
  for (uint32_t i = 0; i < module->global_count; i++) {
    bool wide = type_code(module->globals[i].type.type) == TYPE_V128 && !layout_global_is_pointer(module, i);
    if (wide) offset = align_up(offset, 16);
    globals[i] = (uint32_t)offset;
    offset += wide ? 16 : 8;
    if (offset > INSTANCE_LIMIT) return false;
  }
  const uint64_t tables = offset;
  offset += 8 * (uint64_t)module->table_count;
  const uint64_t imports = align_up(offset, sizeof(CallSlot));
  offset = imports + sizeof(CallSlot) * (uint64_t)module->imported_functions;
  if (offset > INSTANCE_LIMIT) return false;
  const uint64_t first = offset;
  offset = dispatch_place(module, offset, dispatch);
  *layout = (InstanceLayout){.globals = globals,
                             .tables = (uint32_t)tables,
                             .imports = (uint32_t)imports,
                             .dispatch = dispatch,
                             .dispatches = offset - first >= sizeof(DispatchEntry),
                             .bytes = (uint32_t)align_up(offset, 16)};
  return true;
}

static uint32_t stack_slots(const ValueType *types, uint32_t count) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count; i++) argument_next(&cursor, type_is_float(type_code(types[i])));
  return cursor.stack;
}

uint32_t layout_stack_slots(const FuncType *type) {
  uint32_t params = stack_slots(type->types, type->param_count);
  uint32_t results = stack_slots(type->types + type->param_count, type->result_count);
  return ((params > results ? params : results) + 1) & ~1u;
}
