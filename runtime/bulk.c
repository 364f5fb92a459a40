/* SPDX-License-Identifier: Apache-2.0
 *
 * The helpers of codegen/stubs.def: instructions on memories, tables and segments that emitted code leaves to C (spec
 * 4.6.5 and 4.6.6). Bounds come first and are computed in 64 bits from 32-bit operands, so that no sum wraps and an
 * instruction that traps has written nothing. The upper halves of 32-bit operands are not defined: each helper cuts
 * them.
 *
 * A helper that traps does not come back, so none holds anything when it does.
 */
#include "runtime/call.h"
#include "runtime/trap.h"
#include "runtime/unwind.h"

#include <string.h>

/* Ends the helper it stands in: the walk begins at its caller, the stub. */
#define HELPER_TRAP(kind) unwind_helper(header, trap_new(kind), __builtin_frame_address(0))

static bool in_bounds(uint64_t at, uint64_t count, uint64_t size) { return at <= size && count <= size - at; }

/* ---- Segments ---- */

InitResult instance_memory_init(sg_instance *instance, uint32_t memory, uint32_t segment, uint64_t to, uint64_t from,
                                uint64_t count) {
  const Module *decoded = instance->module->decoded;
  const DataSegment *data = &decoded->data[segment];
  const LinearMemory *linear = &instance->memories[memory]->linear;
  uint64_t size = instance->dropped_data[segment] ? 0 : data->size;
  if (!in_bounds(from, count, size) || !in_bounds(to, count, linear->bytes)) return INIT_OUT_OF_BOUNDS;
  if (count) memcpy(linear->base + to, decoded->bytes + data->bytes + from, count);
  return INIT_DONE;
}

InitResult instance_table_init(sg_instance *instance, uint32_t table, uint32_t segment, uint64_t to, uint64_t from,
                               uint64_t count) {
  const ElementSegment *elements = &instance->module->decoded->elements[segment];
  sg_table *target = instance->tables[table];
  uint64_t size = instance->dropped_elements[segment] ? 0 : elements->count;
  if (!in_bounds(from, count, size) || !in_bounds(to, count, target->header.size)) return INIT_OUT_OF_BOUNDS;
  ConstantContext context = {.instance = instance};
  for (uint64_t i = 0; i < count; i++) {
    uint64_t reference;
    if (elements->is_expressions) {
      reference = instance_constant(&context, elements->expressions[from + i]).bits[0];
    } else {
      sg_func *func = instance_function(instance, elements->functions[from + i]);
      reference = (uint64_t)(uintptr_t)func;
      context.failed |= !func;
    }
    if (context.failed) return INIT_NO_MEMORY;
    table_set_element(target, to + i, reference);
  }
  return INIT_DONE;
}

/* spec 4.6.6: memory.init x */
uint64_t helper_memory_init(InstanceHeader *header, uint64_t to, uint64_t from, uint64_t count, uint64_t segment,
                            uint64_t unused) {
  (void)unused;
  InitResult result =
      instance_memory_init(header->owner, 0, (uint32_t)segment, (uint32_t)to, (uint32_t)from, (uint32_t)count);
  if (result != INIT_DONE) HELPER_TRAP(TRAP_MEMORY_OUT_OF_BOUNDS);
  return 0;
}

/* spec 4.6.5: table.init x y */
uint64_t helper_table_init(InstanceHeader *header, uint64_t to, uint64_t from, uint64_t count, uint64_t segment,
                           uint64_t table) {
  InitResult result = instance_table_init(header->owner, (uint32_t)table, (uint32_t)segment, (uint32_t)to,
                                          (uint32_t)from, (uint32_t)count);
  if (result == INIT_NO_MEMORY) HELPER_TRAP(TRAP_LIMIT);
  if (result != INIT_DONE) HELPER_TRAP(TRAP_TABLE_OUT_OF_BOUNDS);
  return 0;
}

uint64_t helper_data_drop(InstanceHeader *header, uint64_t segment, uint64_t a1, uint64_t a2, uint64_t a3,
                          uint64_t a4) {
  (void)a1, (void)a2, (void)a3, (void)a4;
  header->owner->dropped_data[(uint32_t)segment] = true;
  return 0;
}

uint64_t helper_elem_drop(InstanceHeader *header, uint64_t segment, uint64_t a1, uint64_t a2, uint64_t a3,
                          uint64_t a4) {
  (void)a1, (void)a2, (void)a3, (void)a4;
  header->owner->dropped_elements[(uint32_t)segment] = true;
  return 0;
}

/* ---- Memory 0 ---- */

static const LinearMemory *memory_of(const InstanceHeader *header) { return &header->owner->memories[0]->linear; }

/* UINT64_MAX is -1 in 32 bits as well. */
uint64_t helper_memory_grow(InstanceHeader *header, uint64_t delta, uint64_t a1, uint64_t a2, uint64_t a3,
                            uint64_t a4) {
  (void)a1, (void)a2, (void)a3, (void)a4;
  return memory_grow(header->owner->memories[0], (uint32_t)delta);
}

uint64_t helper_memory_copy(InstanceHeader *header, uint64_t to, uint64_t from, uint64_t count, uint64_t a3,
                            uint64_t a4) {
  (void)a3, (void)a4;
  const LinearMemory *memory = memory_of(header);
  uint64_t target = (uint32_t)to, source = (uint32_t)from, bytes = (uint32_t)count;
  if (!in_bounds(target, bytes, memory->bytes) || !in_bounds(source, bytes, memory->bytes))
    HELPER_TRAP(TRAP_MEMORY_OUT_OF_BOUNDS);
  if (bytes) memmove(memory->base + target, memory->base + source, bytes);
  return 0;
}

uint64_t helper_memory_fill(InstanceHeader *header, uint64_t to, uint64_t value, uint64_t count, uint64_t a3,
                            uint64_t a4) {
  (void)a3, (void)a4;
  const LinearMemory *memory = memory_of(header);
  uint64_t target = (uint32_t)to, bytes = (uint32_t)count;
  if (!in_bounds(target, bytes, memory->bytes)) HELPER_TRAP(TRAP_MEMORY_OUT_OF_BOUNDS);
  if (bytes) memset(memory->base + target, (int)(value & 0xff), bytes);
  return 0;
}

/* ---- Tables ---- */

static sg_table *table_of(const InstanceHeader *header, uint64_t table) {
  return header->owner->tables[(uint32_t)table];
}

uint64_t helper_table_get(InstanceHeader *header, uint64_t index, uint64_t table, uint64_t a2, uint64_t a3,
                          uint64_t a4) {
  (void)a2, (void)a3, (void)a4;
  const sg_table *source = table_of(header, table);
  if ((uint32_t)index >= source->header.size) HELPER_TRAP(TRAP_TABLE_OUT_OF_BOUNDS);
  return table_element(source, (uint32_t)index);
}

uint64_t helper_table_set(InstanceHeader *header, uint64_t index, uint64_t reference, uint64_t table, uint64_t a3,
                          uint64_t a4) {
  (void)a3, (void)a4;
  sg_table *target = table_of(header, table);
  if ((uint32_t)index >= target->header.size) HELPER_TRAP(TRAP_TABLE_OUT_OF_BOUNDS);
  table_set_element(target, (uint32_t)index, reference);
  return 0;
}

uint64_t helper_table_grow(InstanceHeader *header, uint64_t reference, uint64_t delta, uint64_t table, uint64_t a3,
                           uint64_t a4) {
  (void)a3, (void)a4;
  return table_grow(table_of(header, table), (uint32_t)delta, reference);
}

uint64_t helper_table_fill(InstanceHeader *header, uint64_t index, uint64_t reference, uint64_t count, uint64_t table,
                           uint64_t a4) {
  (void)a4;
  sg_table *target = table_of(header, table);
  uint64_t from = (uint32_t)index, elements = (uint32_t)count;
  if (!in_bounds(from, elements, target->header.size)) HELPER_TRAP(TRAP_TABLE_OUT_OF_BOUNDS);
  for (uint64_t i = 0; i < elements; i++) table_set_element(target, from + i, reference);
  return 0;
}

uint64_t helper_table_copy(InstanceHeader *header, uint64_t to, uint64_t from, uint64_t count, uint64_t target_index,
                           uint64_t source_index) {
  sg_table *target = table_of(header, target_index);
  const sg_table *source = table_of(header, source_index);
  uint64_t at = (uint32_t)to, first = (uint32_t)from, elements = (uint32_t)count;
  if (!in_bounds(at, elements, target->header.size) || !in_bounds(first, elements, source->header.size))
    HELPER_TRAP(TRAP_TABLE_OUT_OF_BOUNDS);
  /* One by one, in the direction in which a source element is read before it is overwritten. */
  bool forwards = at <= first;
  for (uint64_t i = 0; i < elements; i++) {
    uint64_t k = forwards ? i : elements - 1 - i;
    table_set_element(target, at + k, table_element(source, first + k));
  }
  return 0;
}

uint64_t helper_ref_func(InstanceHeader *header, uint64_t function, uint64_t a1, uint64_t a2, uint64_t a3,
                         uint64_t a4) {
  (void)a1, (void)a2, (void)a3, (void)a4;
  sg_func *func = instance_function(header->owner, (uint32_t)function);
  if (!func) HELPER_TRAP(TRAP_LIMIT);
  return (uint64_t)(uintptr_t)func;
}
