/* SPDX-License-Identifier: Apache-2.0
 *
 * Moving a run of operands to where the ABI wants them, all at once: arguments of a call, results of the function. What
 * is in registers is moved in an order in which nothing is overwritten before it is read; a cycle goes through a
 * scratch register. The rest is loaded afterwards. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_MOVE_H
#define SIGNET_CODEGEN_MOVE_H

#include "codegen/local.h"

/* One bank of argument registers: for each register in `pending`, the register that its value is in. */
typedef struct {
  uint32_t pending;
  uint8_t from[ARGUMENT_REGISTERS];
} MoveSet;

static void move_set_emit(Body *b, MoveSet *set, bool floats) {
  const uint8_t wide = floats ? TYPE_F64 : TYPE_I64;
  while (set->pending) {
    uint32_t read = 0; /* registers that a pending move still reads */
    for (uint32_t rest = set->pending; rest; rest &= rest - 1) read |= 1u << set->from[__builtin_ctz(rest)];
    uint32_t ready = set->pending & ~read;
    if (!ready) {
      unsigned scratch = floats ? (unsigned)VREG_SCRATCH0 : (unsigned)X16;
      unsigned blocked = (unsigned)__builtin_ctz(set->pending);
      emit_move(b, scratch, blocked, wide);
      for (uint32_t rest = set->pending; rest; rest &= rest - 1) {
        unsigned to = (unsigned)__builtin_ctz(rest);
        if (set->from[to] == blocked) set->from[to] = (uint8_t)scratch;
      }
      continue;
    }
    for (; ready; ready &= ready - 1) {
      unsigned to = (unsigned)__builtin_ctz(ready);
      emit_move(b, to, set->from[to], wide);
      set->pending &= ~(1u << to);
    }
  }
}

/* Arguments as most calls have them: at most eight, integers, and none in the way of another. False: nothing is done.
 */
static inline bool move_plain_arguments(Body *b, const Operand *first, uint32_t count) {
  if (count > ARGUMENT_REGISTERS) return false;
  for (uint32_t i = 0; i < count; i++) {
    const Operand *o = &first[i];
    if (is_float(o->type) || o->where == WHERE_FLAGS || o->where == WHERE_TEST || pending_owns(o)) return false;
    if (o->where >= WHERE_REG && o->reg < count && o->reg != i) return false;
  }
#pragma GCC unroll 1
  for (uint32_t i = 0; i < count; i++) {
    const Operand *o = &first[i];
    if (o->where >= WHERE_REG) {
      if (o->reg != i) emit(b, a64_mov(i, o->reg, type_is_wide(o->type)));
    } else {
      copy_to(b, o, i);
    }
  }
  return true;
}

/* Operands first[0 .. count) go to the argument places of their types; those beyond the registers to [base + offset +
 * 8k]. The operands stay as they are on the books; no other operand is in a temporary that is an argument register. */
static void move_to_arguments(Body *b, Operand *first, uint32_t count, unsigned base, uint32_t offset) {
  if (move_plain_arguments(b, first, count)) return;
  MoveSet integers = {0}, floats = {0};
  uint32_t later = 0;
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count; i++) {
    Operand *o = &first[i];
    if (o->where == WHERE_FLAGS || o->where == WHERE_TEST) materialise_flags(b, o);
    else if (pending_owns(o)) in_register(b, o);
    Argument place = argument_next(&cursor, is_float(o->type));
    if (place.place == ARGUMENT_STACK) {
      unsigned reg = is_float(o->type) ? (unsigned)VREG_SCRATCH1 : (unsigned)X17;
      if (o->where == WHERE_REG || o->where == WHERE_LOCAL) reg = o->reg;
      else copy_to(b, o, reg);
      emit_access(b, store_of(o->type), reg, base, (uint64_t)offset + SLOT_BYTES * (uint64_t)place.index);
    } else if (o->where == WHERE_REG || o->where == WHERE_LOCAL) {
      MoveSet *set = place.place == ARGUMENT_FLOAT ? &floats : &integers;
      if (o->reg == place.index) continue;
      set->from[place.index] = (uint8_t)o->reg;
      set->pending |= 1u << place.index;
    } else {
      later++;
    }
  }
  /* A register that stays in place is nobody's destination: destinations are distinct. */
  move_set_emit(b, &integers, false);
  move_set_emit(b, &floats, true);
  if (!later) return;
  cursor = (ArgumentCursor){0};
  for (uint32_t i = 0; i < count; i++) {
    Argument place = argument_next(&cursor, is_float(first[i].type));
    if (place.place != ARGUMENT_STACK && first[i].where != WHERE_REG && first[i].where != WHERE_LOCAL)
      copy_to(b, &first[i], place.index);
  }
}

static inline void release_operands(Body *b, const Operand *first, const Operand *last) {
  for (; first <= last; first++) release(b, first);
}

/* The walker drops operands. */
static inline void emit_drop_operands(Body *b, const Operand *first, const Operand *last) {
  release_operands(b, first, last);
}

#endif
