/* SPDX-License-Identifier: Apache-2.0
 *
 * Operands: where their values are, bringing them into registers, spilling, releasing. Nothing is materialised before
 * something needs it: constants and locals stay entries of the operand stack until an operator reads them.
 *
 * A temporary is chosen by the operand's depth (integer at depth d prefers x_d), so that arguments and results lie
 * where calls and returns want them. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_OPERAND_H
#define SIGNET_CODEGEN_OPERAND_H

#include "codegen/pending.h"

/* Operand o (of its type already) takes this temporary, which nobody owns. */
static inline void own_register(Body *b, Operand *o, unsigned reg) {
  if (is_float(o->type)) {
    b->free_floats &= ~(1u << reg);
    b->float_owner[reg] = o;
  } else {
    b->free_integers &= ~(1u << reg);
    b->integer_owner[reg] = o;
  }
  o->where = WHERE_REG;
  o->reg = (uint16_t)reg;
}

/* A free temporary for the operand of this type, which will own it: that of its depth, or else the highest.
 * operator_begin has seen to it that there is one. */
static inline unsigned temp_for(Body *b, Operand *o) {
  const uint32_t depth = operand_depth(b, o), free = is_float(o->type) ? b->free_floats : b->free_integers;
  const unsigned reg = depth < 9 && (free >> depth & 1) ? depth : 31u - (unsigned)__builtin_clz(free);
  own_register(b, o, reg);
  return reg;
}

static void materialise_flags(Body *b, Operand *o) {
  unsigned condition = o->reg;
  if (o->where == WHERE_TEST) {
    emit(b, a64_cmp_imm(o->reg, 0, (o->value & TEST_WIDE) != 0));
    condition = o->value & TEST_IF_ZERO ? A64_EQ : A64_NE;
    release(b, o);
  }
  emit(b, a64_cset(temp_for(b, o), condition));
}

/* The value in `reg`, whatever it is in; the operand itself is left as it is. */
static void copy_to(Body *b, const Operand *o, unsigned reg) {
  switch (o->where) {
  case WHERE_REG:
  case WHERE_LOCAL: emit_move(b, reg, o->reg, o->type); break;
  case WHERE_SLOT: slot_access(b, load_of(o->type), reg, slot_of_operand(b, o)); break;
  case WHERE_LOCAL_SLOT: slot_access(b, load_of(o->type), reg, slot_of_local(o->value)); break;
  case WHERE_CONST:
    emit_number(b, reg, o->type == TYPE_REF ? 0 : (uint64_t)(int64_t)(int32_t)o->value, o->type != TYPE_I32);
    break;
  case WHERE_SHIFTED:
  case WHERE_SHIFTED_LOCAL:
  case WHERE_PRODUCT:
  case WHERE_LOGICAL: emit_pending(b, reg, o); break;
  case WHERE_FLAGS: emit(b, a64_cset(reg, o->reg)); break;
  default:
    emit(b, a64_cmp_imm(o->reg, 0, (o->value & TEST_WIDE) != 0));
    emit(b, a64_cset(reg, o->value & TEST_IF_ZERO ? A64_EQ : A64_NE));
  }
}

/* Out of line, and without a frame: a constant of one word, of an integer or null, gets a temporary. */
static __attribute__((noinline)) unsigned bring_constant(Body *b, Operand *o) {
  const uint32_t value = o->type == TYPE_REF ? 0 : o->value, depth = operand_depth(b, o), free = b->free_integers;
  const unsigned reg = depth < 9 && (free >> depth & 1) ? depth : 31u - (unsigned)__builtin_clz(free);
  b->free_integers = free & ~(1u << reg);
  b->integer_owner[reg] = o;
  o->where = WHERE_REG;
  o->reg = (uint16_t)reg;
  emit(b, a64_mov_wide(A64_MOVZw, reg, value, 0));
  return reg;
}

/* Out of line: an operand that is in no register gets a temporary. */
static __attribute__((noinline)) unsigned bring_to_register(Body *b, Operand *o) {
  if (o->where == WHERE_CONST && (o->value >> 16 == 0 || o->type == TYPE_REF)) return bring_constant(b, o);
  if (o->where == WHERE_FLAGS || o->where == WHERE_TEST) {
    materialise_flags(b, o);
    return o->reg;
  }
  Operand before = *o;
  if (is_pending(o)) {
    release(b, o);
    unsigned reg = temp_for(b, o);
    emit_pending(b, reg, &before);
    return reg;
  }
  uint32_t slot = o->where == WHERE_SLOT ? slot_of_operand(b, o) : 0;
  unsigned reg = temp_for(b, o);
  if (before.where == WHERE_CONST) {
    emit_number(b, reg, before.type == TYPE_REF ? 0 : (uint64_t)(int64_t)(int32_t)before.value,
                before.type != TYPE_I32);
  } else if (before.where == WHERE_LOCAL_SLOT) {
    slot_access(b, load_of(before.type), reg, slot_of_local(before.value));
    if (before.type == TYPE_REF) o->value = b->walk.local_types[before.value];
  } else {
    slot_access(b, load_of(before.type), reg, slot);
  }
  return reg;
}

/* The register that holds the operand's value: its own or a local's, so it may be read and not written. */
static inline unsigned in_register(Body *b, Operand *o) {
  if (__builtin_expect(o->where == WHERE_REG || o->where == WHERE_LOCAL, 1)) return o->reg;
  return bring_to_register(b, o);
}

/* The same, but zero is xzr. Not where register 31 means sp. */
static inline unsigned in_register_or_zero(Body *b, Operand *o) {
  if (o->where == WHERE_CONST && o->value == 0 && !is_float(o->type)) return XZR;
  if (o->where == WHERE_CONST && o->type == TYPE_REF) return XZR;
  return in_register(b, o);
}

/* Stores the operand to its own slot; afterwards it is there. */
static void operand_to_slot(Body *b, Operand *o) {
  uint32_t slot = slot_of_operand(b, o);
  Operand before = *o;
  unsigned reg;
  if (before.where == WHERE_SLOT) return;
  if (before.where == WHERE_FLAGS || before.where == WHERE_TEST) {
    materialise_flags(b, o);
    before = *o;
  }
  if (before.where == WHERE_REG || before.where == WHERE_LOCAL) {
    reg = before.reg;
  } else if (is_pending(&before)) {
    reg = X17;
    emit_pending(b, X17, &before);
  } else if (before.where == WHERE_CONST) {
    reg = XZR;
    if (before.type != TYPE_REF && before.value != 0) {
      reg = X17; /* slot_access may need x16 */
      emit_number(b, X17, (uint64_t)(int64_t)(int32_t)before.value, before.type != TYPE_I32);
    }
  } else {
    reg = is_float(before.type) ? (unsigned)VREG_SCRATCH0 : X17;
    slot_access(b, load_of(before.type), reg, slot_of_local(before.value));
  }
  slot_access(b, slot_store_of(before.type), reg, slot);
  release(b, &before);
  if (before.type == TYPE_REF && (before.where == WHERE_LOCAL || before.where == WHERE_LOCAL_SLOT))
    o->value = b->walk.local_types[before.value];
  o->where = WHERE_SLOT;
  o->reg = 0;
}

/* The operands up to `top` settle: values go to the slots of their depths, constants stay constants but for the
 * uppermost `params`, which code that comes later reads from their slots. Entries marked SETTLED have only settled ones
 * below, so that all scans together are linear; among the parameters there may be settled constants, so these are all
 * looked at. */
static void settle_operands(Body *b, Operand *top, uint32_t params) {
  const Operand *lowest_param = top - params;
  for (Operand *o = top; o->type != TYPE_NONE; o--) {
    bool below = o <= lowest_param, constant = o->where == WHERE_CONST && below;
    if (below && (o->where == WHERE_SLOT || constant) && o->reg == SETTLED) break;
    if (!constant) operand_to_slot(b, o);
    o->reg = SETTLED;
    if (!has_words(b, WORDS_AN_OPERATOR)) return too_large(b);
  }
}

/* Spills every owned temporary whose operand is below `end`: before a call, where temporaries end. */
static void spill_below(Body *b, const Operand *end) {
  for (uint32_t owned = INTEGER_TEMPS & ~b->free_integers; owned; owned &= owned - 1) {
    unsigned reg = (unsigned)__builtin_ctz(owned);
    Operand *o = b->integer_owner[reg];
    if (o && o < end) operand_to_slot(b, o);
  }
  for (uint32_t owned = FLOAT_TEMPS & ~b->free_floats; owned; owned &= owned - 1) {
    unsigned reg = (unsigned)__builtin_ctz(owned);
    Operand *o = b->float_owner[reg];
    if (o && o < end) operand_to_slot(b, o);
  }
}

/* Spills the deepest owner of each kind of temporary that is short. */
static void spill_deepest(Body *b, uint32_t owned, Operand **owner) {
  Operand *deepest = NULL;
  for (; owned; owned &= owned - 1) {
    Operand *o = owner[__builtin_ctz(owned)];
    if (o && (!deepest || o < deepest)) deepest = o;
  }
  if (!deepest) integrity_failure(); /* a temporary that is not free has an owner, but for parameters' arrivals */
  operand_to_slot(b, deepest);
}

/* Constants of the walker's. */
static inline void emit_ref_null(Body *b, Operand *top) {
  (void)b;
  top->where = WHERE_CONST;
  top->reg = 0;
}

#endif
