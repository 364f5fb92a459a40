/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls (codegen/abi.h, "Calls"). Homes survive them; temporaries do not, so what lies below the arguments goes to its
 * slots. Whatever may leave the instance (imports, calls through tables that grow, helpers) is followed by taking the
 * instance back from the frame and authenticating it. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_CALL_H
#define SIGNET_CODEGEN_CALL_H

#include "codegen/constant_home.h"
#include "codegen/move.h"

static inline uint32_t align16(uint32_t bytes) { return (bytes + 15) & ~15u; }

/* Bytes of stack that arguments or results beyond the registers take. */
static uint32_t stack_bytes(const ValueType *types, uint32_t count) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count; i++) argument_next(&cursor, is_float((uint8_t)types[i]));
  return align16(cursor.stack * SLOT_BYTES);
}

static uint32_t call_room(const FuncType *type) {
  if (type->param_count <= ARGUMENT_REGISTERS && type->result_count <= ARGUMENT_REGISTERS) return 0;
  uint32_t params = stack_bytes(type->types, type->param_count);
  uint32_t results = stack_bytes(type->types + type->param_count, type->result_count);
  return params > results ? params : results;
}

/* Homes that no callee keeps go to the slots of their locals, and come back (codegen/scope.h). */
static __attribute__((noinline)) void store_volatile_homes(Body *b) {
  for (Homes rest = b->owned & VOLATILE_HOMES & ~b->constants; rest; rest &= rest - 1) {
    const unsigned home = (unsigned)__builtin_ctzll(rest);
    const uint32_t local = b->home_local[home];
    slot_access(b, store_of(b->locals[local].type), home_register(home), slot_of_local(local));
  }
}
static __attribute__((noinline)) void load_volatile_homes(Body *b) {
  const Homes homes = b->owned & VOLATILE_HOMES;
  for (Homes rest = homes & ~b->constants; rest; rest &= rest - 1) {
    const unsigned home = (unsigned)__builtin_ctzll(rest);
    const uint32_t local = b->home_local[home];
    slot_access(b, load_of(b->locals[local].type), home_register(home), slot_of_local(local));
  }
  emit_constant_homes(b, homes & b->constants);
}

/* The arguments first[0 .. count) leave the operand stack: to their places, everything below to safety. No temporary is
 * anybody's any more, which is said when the call's results are taken. */
static void pass_arguments(Body *b, Operand *first, uint32_t count, uint32_t room) {
  base_taken(b);
  b->scope->calls = true;
  if (b->owned & VOLATILE_HOMES) store_volatile_homes(b);
  spill_below(b, first);
  if (b->arrived) {
    /* Parameters that are passed on from where they arrived need no home: as operands they are plain registers. */
    for (uint32_t i = 0; i < count; i++) {
      Operand *o = &first[i];
      if (o->where != WHERE_LOCAL || o->reg >= 8) continue; /* no local of an inlined body: there are no calls in it */
      if (o->type == TYPE_REF) o->value = b->walk.local_types[o->value];
      o->where = WHERE_REG;
    }
    lose_arrivals(b, first - 1);
  }
  if (room) {
    emit_add(b->buffer, A64_SUBx, SP, SP, room);
    b->sp_bias += room;
  }
  move_to_arguments(b, first, count, SP, 0);
  b->makes_frame = true;
}

/* The results become the operands first[0 ..). */
static void take_results(Body *b, Operand *first, const FuncType *type, uint32_t room) {
  const ValueType *results = type->types + type->param_count;
  ArgumentCursor cursor = {0};
  b->free_integers = INTEGER_TEMPS;
  b->free_floats = FLOAT_TEMPS;
  for (uint32_t i = 0; i < type->result_count; i++) {
    Operand *o = &first[i];
    *o = (Operand){.type = (uint8_t)results[i], .where = WHERE_SLOT, .value = results[i]};
    Argument place = argument_next(&cursor, is_float(o->type));
    if (place.place != ARGUMENT_STACK) {
      own_register(b, o, place.index);
      continue;
    }
    unsigned reg = is_float(o->type) ? (unsigned)VREG_SCRATCH1 : (unsigned)X17;
    emit_access(b, load_of(o->type), reg, SP, SLOT_BYTES * (uint64_t)place.index);
    slot_access(b, slot_store_of(o->type), reg, slot_of_operand(b, o));
  }
  if (room) {
    emit_add(b->buffer, A64_ADDx, SP, SP, room);
    b->sp_bias -= room;
  }
  if (b->owned & VOLATILE_HOMES) load_volatile_homes(b);
}

/* After code that is not this instance's has run. */
static void reload_instance(Body *b) {
  b->leaves = true;
  slot_access(b, A64_LDRx, X17, SLOT_INSTANCE);
  emit_authenticate_instance(b->buffer, b->context->module_id);
  emit_load_pinned(b->buffer, b->walk.module->memory_count != 0, b->context->checked_memory);
}

static inline bool call_has_words(const Body *b, const FuncType *type) {
  return has_words(b, 8 * ((uint64_t)type->param_count + type->result_count) + 7 * WORDS_AN_OPERATOR);
}

/* x9 = x28 + offset */
static void instance_address(Body *b, uint32_t offset) {
  if (offset >> 24 == 0) {
    emit_add(b->buffer, A64_ADDx, REG_SLOT, REG_INSTANCE, offset);
  } else {
    emit_number(b, REG_SLOT, offset, true);
    emit(b, a64_rrr(A64_ADDx, REG_SLOT, REG_SLOT, REG_INSTANCE));
  }
}

/* spec 4.4.8: call. `rest` is the operand below the arguments, which lie above it. */
static bool emit_call(Body *b, Operand *rest, uint32_t index, const FuncType *type) {
  const Module *module = b->walk.module;
  operator_begin(b, rest + type->param_count);
  if (!call_has_words(b, type)) return false;
  uint32_t room = call_room(type);
  pass_arguments(b, rest + 1, type->param_count, room);
  if (index >= module->imported_functions) {
    emit_branch_to(b->buffer, a64_bl(0), TARGET_FUNCTION, index - module->imported_functions);
  } else {
    instance_address(b, b->context->layout->imports + (index << CALL_SLOT_SHIFT));
    emit_call_slot(b->buffer, module->types[module->functions[index].type].canonical);
    reload_instance(b);
  }
  take_results(b, rest + 1, type, room);
  return true;
}

/* x17 = the base of the table whose header's address is in x9, authenticated. */
static void table_base(Body *b) {
  emit(b, a64_load(A64_LDRx, X17, REG_SLOT, offsetof(TableHeader, base)));
  emit_modifier(b->buffer, X16, REG_SLOT, offsetof(TableHeader, base), DISC_TABLE_BASE);
  emit(b, a64_rr(A64_AUTDBx, X17, X16));
}
_Static_assert(offsetof(TableHeader, base) == 0, "the modifier is the header's address");

/* cmp of the register, not x17, with a constant. */
static void emit_compare_constant(Body *b, unsigned reg, uint32_t value) {
  if (a64_fits_add(value)) return emit(b, a64_cmp_imm(reg, value, false));
  emit_number(b, X17, value, false);
  emit(b, a64_cmp(reg, X17, false));
}

/* x9 = the CallSlot of the table's element, x16 its type. */
static void element_slot(Body *b, unsigned index, uint32_t table) {
  emit_access(b, A64_LDRx, REG_SLOT, REG_INSTANCE, b->context->layout->tables + 8 * (uint64_t)table);
  emit(b, a64_load(A64_LDRw, X16, REG_SLOT, offsetof(TableHeader, size)));
  emit(b, a64_cmp(index, X16, false));
  trap_if(b, A64_HS, TRAP_UNDEFINED_ELEMENT);
  table_base(b);
  emit(b, a64_rrr_extend(A64_ADDx, REG_SLOT, X17, index, A64_UXTW, 4));
  emit(b, a64_rrr_extend(A64_ADDx, REG_SLOT, REG_SLOT, index, A64_UXTW, 4));
  emit(b, a64_load(A64_LDRw, X16, REG_SLOT, offsetof(CallSlot, type)));
}
_Static_assert(CALL_SLOT_SHIFT == 5, "an element's address is two adds of uxtw #4");

/* x9 + the low 12 bits of `dispatch` = the element's DispatchEntry, x16 its type: of a table of `elements`. */
static void element_dispatch(Body *b, unsigned index, uint32_t dispatch, uint32_t elements) {
  const uint32_t high = dispatch & ~0xfffu;
  emit_compare_constant(b, index, elements);
  trap_if(b, A64_HS, TRAP_UNDEFINED_ELEMENT);
  if (high) emit(b, a64_add_imm(A64_ADDx, REG_SLOT, REG_INSTANCE, high));
  emit(b, a64_rrr_extend(A64_ADDx, REG_SLOT, high ? REG_SLOT : REG_INSTANCE, index, A64_UXTW, DISPATCH_ENTRY_SHIFT));
  emit(b, a64_load(A64_LDRw, X16, REG_SLOT, (dispatch & 0xfff) + offsetof(DispatchEntry, type)));
}

/* spec 4.4.8: call_indirect. The element is found before the arguments move: x9 is none of theirs. A null element's
 * type is 0, no type's: the trap's words tell it from another type (codegen/frame.h). */
static bool emit_call_indirect(Body *b, Operand *rest, Operand *index, uint32_t table, const TypeDef *def) {
  const FuncType *type = &def->func;
  const uint32_t dispatch = b->context->layout->dispatch[table];
  operator_begin(b, index);
  if (!call_has_words(b, type)) return false;
  unsigned reg = in_register(b, index);
  base_taken(b);
  if (dispatch) element_dispatch(b, reg, dispatch, (uint32_t)b->walk.module->tables[table].type.limits.min);
  else element_slot(b, reg, table);
  release(b, index);
  emit_compare_constant(b, X16, def->canonical);
  trap_if(b, A64_NE, TRAP_INDIRECT_CALL_MISMATCH);
  uint32_t room = call_room(type);
  pass_arguments(b, rest + 1, type->param_count, room);
  if (dispatch) {
    emit_call_dispatch(b->buffer, dispatch & 0xfff, pac_dispatch_discriminator(def->canonical, b->context->module_id));
  } else {
    emit_call_slot(b->buffer, def->canonical);
    reload_instance(b);
  }
  take_results(b, rest + 1, type, room);
  return true;
}

/* Helper `stub` of codegen/stubs.def with the `count` operands above `rest`, then the indices, as arguments. */
static void emit_helper(Body *b, Operand *rest, uint32_t stub, uint32_t count, const uint32_t *indices,
                        uint32_t index_count, bool has_result) {
  operator_begin(b, rest + count);
  if (!has_words(b, 8 * WORDS_AN_OPERATOR)) return too_large(b);
  pass_arguments(b, rest + 1, count, 0);
  for (uint32_t i = 0; i < index_count; i++) emit_number(b, count + i, indices[i], false);
  emit_branch_to(b->buffer, a64_bl(0), TARGET_STUB, STUB_HELPER_FIRST + stub);
  reload_instance(b);
  b->free_integers = INTEGER_TEMPS;
  b->free_floats = FLOAT_TEMPS;
  if (b->owned & VOLATILE_HOMES) load_volatile_homes(b);
  if (!has_result) return;
  rest[1].type = TYPE_I32; /* an integer register; the walker says the type */
  own_register(b, rest + 1, 0);
}

#endif
