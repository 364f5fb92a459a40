/* SPDX-License-Identifier: Apache-2.0
 *
 * Access to locals: homes and slots (codegen/scope.h decides), and parameters left where they arrive.
 *
 *   Local.where   0                 not accessed in this scope yet, or a parameter whose register is lost. `reg` is its
 *                                   home, or 0: it has none, and `index` is 0 if the local was never accessed, else
 *                                   the entry index at which it last was, through its slot
 *                 WHERE_LOCAL       in `reg`: a home, or (parameter, x0-x7 and v0-v7) where it arrived
 *                 WHERE_LOCAL_SLOT  in its slot
 *
 * An operand that stands for a local (an alias) is copied before the local is written. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_LOCAL_H
#define SIGNET_CODEGEN_LOCAL_H

#include "codegen/scope.h"

static inline bool is_arrival(const Local *local) { return local->where == WHERE_LOCAL && local->reg < 8; }

/* Bit of an arrival's register in a set of them. */
static inline uint32_t arrival_bit(uint8_t type, unsigned reg) { return 1u << (is_float(type) ? 8 + reg : reg); }
enum { ALL_ARRIVALS = 0xffff, SPARE_INTEGERS = 0xe0, SPARE_FLOATS = 0xf000 }; /* x5-x7, v4-v7 */

/* The registers in which these parameters arrived are temporaries like any other from now on. */
static inline void arrivals_lost(Body *b, uint32_t arrivals) {
  b->arrivals &= (uint16_t)~arrivals;
  b->free_integers |= arrivals & 0xff;
  b->free_floats |= arrivals >> 8;
}

/* A parameter that was written in its register goes to its home or slot. No block is open, so every later access has
 * this behind it. */
static void move_arrival(Body *b, uint32_t index, Local *local, unsigned from) {
  local_settle(b, index, local);
  if (local->where == WHERE_LOCAL) {
    emit_move(b, local->reg, from, local->type);
    b->set_first |= home_bit(local->type, local->reg);
    home_written(b, local->type, local->reg);
  } else {
    slot_access(b, slot_store_of(local->type), from, slot_of_local(index));
  }
}

/* The number of the parameter that arrived in the register of the set's lowest bit. */
static inline uint32_t arrival_first(const Body *b, uint32_t arrivals) {
  return b->arrival_local[__builtin_ctz(arrivals)];
}

/* Their rows say no more where these parameters are. */
static inline void arrivals_forget(Body *b, uint32_t arrivals) {
  for (uint32_t rest = arrivals; rest; rest &= rest - 1) {
    Local *local = &b->locals[arrival_first(b, rest)];
    *local = (Local){.type = local->type};
  }
  arrivals_lost(b, arrivals);
}

/* Those that were written move, in the order of the parameters. */
static __attribute__((noinline)) void move_arrivals(Body *b, uint32_t written) {
  while (written) {
    uint32_t bit = written & -written;
    const uint32_t floats = written & 0xff00;
    if (floats && arrival_first(b, floats) < arrival_first(b, bit)) bit = floats & -floats;
    written &= ~bit;
    const uint32_t index = arrival_first(b, bit);
    move_arrival(b, index, &b->locals[index], (unsigned)__builtin_ctz(bit) & 7);
  }
}

/* Some of the registers in which parameters arrived are about to be lost: parameters that operands stand for take their
 * homes now, the others at their next access. Emits nothing, as the prologue moves them, but for those that were
 * written. Operands of outer frames are settled. */
static __attribute__((noinline)) void lose_some_arrivals(Body *b, Operand *top, uint32_t lost) {
  const uint32_t gone = b->arrivals & lost, written = gone & b->arrivals_written;
  arrivals_forget(b, gone);
  if (written) move_arrivals(b, written);
  b->arrivals_written &= (uint16_t)~lost;
  for (Operand *o = b->walk.control->base + 1; o <= top; o++) {
    if (o->where != WHERE_LOCAL || o->reg >= 8 || o->value >= b->walk.local_count) continue;
    Local *local = &b->locals[o->value];
    if (!local->where) local_settle(b, o->value, local);
    o->where = local->where;
    o->reg = local->reg;
  }
}

static void lose_arrivals(Body *b, Operand *top) {
  b->arrived = false;
  lose_some_arrivals(b, top, ALL_ARRIVALS);
}

/* Before a block: what is written in it, or before it, may not be behind what comes after it. */
static inline void settle_written_arrivals(Body *b, Operand *top) {
  if (__builtin_expect(b->arrivals_written != 0, 0)) lose_some_arrivals(b, top, b->arrivals_written);
}

static inline bool few_temps(uint32_t free) {
  for (int i = 1; i < TEMPS_AN_OPERATOR; i++) free &= free - 1;
  return free == 0;
}

/* Before an operator that emits: room for its words and temporaries. `top` is the topmost operand. */
static __attribute__((noinline)) void operator_make_room(Body *b, Operand *top) {
  const bool few = few_temps(b->free_integers) || few_temps(b->free_floats);
  if (!few && BUFFER_AT(b->buffer) < b->room_end) return;
  if (BUFFER_AT(b->buffer) >= b->room_end) too_large(b);
  if (b->arrived && few) {
    const uint32_t integers = few_temps(b->free_integers) ? SPARE_INTEGERS : 0;
    lose_some_arrivals(b, top, integers | (few_temps(b->free_floats) ? SPARE_FLOATS : 0));
    if (few_temps(b->free_integers) || few_temps(b->free_floats)) lose_arrivals(b, top);
  }
  while (few_temps(b->free_integers))
    spill_deepest(b, INTEGER_TEMPS & ~b->free_integers & ~b->pinned_integers, b->integer_owner);
  while (few_temps(b->free_floats)) spill_deepest(b, FLOAT_TEMPS & ~b->free_floats & ~b->pinned_floats, b->float_owner);
}

/* Whether these four of each kind are free, which are among the last to be taken; so enough are. */
static inline bool spare_temps(const Body *b) {
  const uint32_t integers = 0xfu << 5, floats = 0xfu << 4;
  return (~b->free_integers & integers) == 0 && (~b->free_floats & floats) == 0;
}

static inline void operator_begin(Body *b, Operand *top) {
  if (__builtin_expect(!spare_temps(b) || BUFFER_AT(b->buffer) >= b->room_end, 0)) operator_make_room(b, top);
}

static inline bool is_alias(const Operand *o, uint32_t index) {
  if (o->where == WHERE_SHIFTED_LOCAL) return shift_local(o) == index;
  return (o->where == WHERE_LOCAL || o->where == WHERE_LOCAL_SLOT) && o->value == index;
}

static inline __attribute__((always_inline)) bool is_settled(const Operand *o) {
  return o->type == TYPE_NONE || ((o->where == WHERE_SLOT || o->where == WHERE_CONST) && o->reg == SETTLED);
}

enum { ALIAS_SCAN = 64 };

/* Copies the operands up to `top` that stand for the local before it is written. Settled operands stand for no local; a
 * scan that goes deep settles what is below, so that all scans together are linear in the body. */
static __attribute__((noinline)) void copy_aliases(Body *b, uint32_t index, Operand *top) {
  uint32_t steps = 0;
  for (Operand *o = top; !is_settled(o); o--) {
    if (++steps > ALIAS_SCAN) return settle_operands(b, o, 0);
    if (!is_alias(o, index)) continue;
    if (o->where == WHERE_LOCAL && __builtin_popcount(is_float(o->type) ? b->free_floats : b->free_integers) > 2) {
      unsigned from = o->reg;
      if (o->type == TYPE_REF) o->value = b->walk.local_types[index];
      emit_move(b, temp_for(b, o), from, o->type);
    } else {
      operand_to_slot(b, o);
    }
    if (!has_words(b, WORDS_AN_OPERATOR)) return too_large(b);
  }
}

/* Whether an operand up to `top` stands for the local, as far as a few steps tell: if not sure, yes. */
static inline bool may_have_alias(uint32_t index, const Operand *top) {
  for (uint32_t steps = 0; !is_settled(top); top--)
    if (is_alias(top, index) || ++steps > 8) return true;
  return false;
}

static inline void emit_local_get(Body *b, Operand *top, uint32_t index, Local *local) {
  if (__builtin_expect(!local->where, 0)) local_settle(b, index, local);
  memcpy(top, local, sizeof *top);
}

/* For a write: a register of the local's own, if it has one. A parameter that is where it arrived stays there if no
 * block is open: there it moves before anything can be reached past the write. Else it takes a home. */
static inline void local_for_write(Body *b, uint32_t index, Local *local) {
  if (__builtin_expect(!local->where, 0)) {
    const bool first = !local->reg && !local->index;
    local_settle(b, index, local);
    /* Outside all blocks nothing that comes later can be reached past this. */
    if (first && b->walk.control == b->walk.controls && local->where == WHERE_LOCAL)
      b->set_first |= home_bit(local->type, local->reg);
  } else if (__builtin_expect(is_arrival(local), 0)) {
    unsigned arrival = local->reg;
    if (b->walk.control == b->walk.controls && local->type != TYPE_REF) {
      b->arrivals_written |= (uint16_t)arrival_bit(local->type, arrival);
      return;
    }
    *local = (Local){.type = local->type};
    local_settle(b, index, local);
    arrivals_lost(b, arrival_bit(local->type, arrival));
  }
  if (local->where == WHERE_LOCAL) home_written(b, local->type, local->reg);
}

/* The top operand's value becomes the local's. */
static void write_local(Body *b, Operand *top, uint32_t index, Local *local) {
  operator_begin(b, top);
  if (!is_settled(top - 1)) copy_aliases(b, index, top - 1);
  base_lost_of(b, index);
  local_for_write(b, index, local);
  if (local->where == WHERE_LOCAL) {
    copy_to(b, top, local->reg);
  } else {
    unsigned reg = in_register_or_zero(b, top);
    slot_access(b, slot_store_of(local->type), reg, slot_of_local(index));
  }
}

/* spec 4.4.5: local.set. A value that was produced in the local's home, by look-ahead, is an alias of it already. */
static inline void emit_local_set(Body *b, Operand *top, uint32_t index, Local *local) {
  if (__builtin_expect(top->where == WHERE_LOCAL && top->value == index, 1)) return;
  write_local(b, top, index, local);
  release(b, top);
}

static inline void emit_local_tee(Body *b, Operand *top, uint32_t index, Local *local) {
  if (top->where == WHERE_LOCAL && top->value == index) return;
  write_local(b, top, index, local);
  /* A reference takes the local's type: it becomes an alias even of a slot. A number stays in its register. */
  if (local->where == WHERE_LOCAL || local->type == TYPE_REF) {
    release(b, top);
    memcpy(top, local, sizeof *top);
  }
}

/* The result is the function's: x0 or v0 has it right away, although a parameter arrived there, which is not read any
 * more. False: it is another's. */
static __attribute__((noinline)) bool result_takes_arrival(Body *b, Operand *o) {
  const uint32_t bit = arrival_bit(o->type, 0);
  if (!(b->arrivals & bit)) return false;
  Local *local = &b->locals[arrival_first(b, bit)];
  b->arrivals_written &= (uint16_t)~bit;
  arrivals_lost(b, bit);
  *local = (Local){.type = local->type};
  own_register(b, o, 0);
  return true;
}

/* Where an operator's result goes: one byte of look-ahead (`next` is the next operator) finds the local that takes it,
 * else a temporary. The byte is a hint: the operator is decoded again, and finds an alias of its local. Sources are
 * released before. o->type is set. */
static inline unsigned result_register(Body *b, const uint8_t *next, Operand *o, uint8_t type) {
  o->type = type;
  if ((uint8_t)(*next - OP_LOCAL_SET) <= 1 && next[1] < 0x80) {
    uint32_t index = next[1];
    Local *local = &b->walk.locals[index];
    if (local->type == type && local->where != WHERE_LOCAL_SLOT && !may_have_alias(index, o - 1)) {
      local_for_write(b, index, local);
      base_lost_of(b, index);
      if (local->where == WHERE_LOCAL) {
        memcpy(o, local, sizeof *o);
        return local->reg;
      }
    }
  }
  if (*next == OP_END && b->arrived && !b->inline_depth && o == b->walk.controls->base + 1 &&
      b->walk.control == b->walk.controls && !((is_float(type) ? b->free_floats : b->free_integers) & 1) &&
      result_takes_arrival(b, o))
    return 0;
  return temp_for(b, o);
}

#endif
