/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks, loops, ifs: what happens at their edges. At a block's start everything on the operand stack settles: values
 * go to the slots of their depths (constants stay constants), so that all paths that meet at its end agree on what lies
 * below. A block that nothing branches to emits nothing at its end. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_CONTROL_H
#define SIGNET_CODEGEN_CONTROL_H

#include "codegen/loop.h"

static void emit_block(Body *b, Operand *top, const BlockType *type, bool is_loop) {
  operator_begin(b, top);
  settle_operands(b, top, type->param_count);
  /* x0 and v0 take results; in a loop an arrival could be lost behind its head. */
  if (b->arrived && (is_loop || type->result_count)) lose_arrivals(b, top);
  else settle_written_arrivals(b, top);
}

/* The frame is open. */
static inline void emit_opened(Body *b) { b->walk.control->label.scope = b->scope_depth; }

/* Returns the record of the branch to the else part. */
static uint32_t emit_if(Body *b, Operand *top, Operand *condition, const BlockType *type) {
  operator_begin(b, condition);
  settle_operands(b, top, type->param_count);
  if (b->arrived && type->result_count) lose_arrivals(b, condition);
  else settle_written_arrivals(b, condition);
  uint32_t otherwise = NO_INDEX;
  branch_open(b, branch_word(b, condition, false), &otherwise);
  return otherwise;
}

/* The then part ends: its results to where the label wants them, over the else part. */
static void emit_end_of_then(Body *b, Operand *top) {
  Control *c = b->walk.control;
  operator_begin(b, top);
  if (!has_words(b, place_words(c->result_count))) return too_large(b);
  place_values(b, c->base + 1, c->result_count, c, top);
  branch_open(b, A64_B, &c->label.branches);
  release_operands(b, c->base + 1, top);
}

static void emit_else(Body *b) {
  Label *label = &b->walk.control->label;
  bind_here(b, label->otherwise);
  label->otherwise = NO_INDEX;
}

/* An `if` without an else part and without parameters: where the condition fails is its end. */
static bool emit_end_of_if(Body *b) {
  Label *label = &b->walk.control->label;
  buffer_relink(b->buffer, label->otherwise, label->branches);
  label->branches = label->otherwise;
  label->otherwise = NO_INDEX;
  return true;
}

/* The end of a block, loop or if whose results are on top if `live`. Returns whether what follows is reachable. */
static bool emit_end(Body *b, Operand *top, bool live) {
  Control *c = b->walk.control;
  if (c->kind == CONTROL_LOOP) return emit_end_of_loop(b, top, live);
  if (c->label.branches == NO_INDEX) return live;
  if (live) {
    operator_begin(b, top);
    if (!has_words(b, place_words(c->result_count))) too_large(b);
    place_values(b, c->base + 1, c->result_count, c, top);
    release_operands(b, c->base + 1, top);
  }
  bind_here(b, c->label.branches);
  results_canonical(b, c);
  return true;
}

/* A reference has the label's type from here on, of which its own may be a subtype: an alias would keep its local's. */
static inline void emit_retype(Body *b, Operand *o, ValueType type) {
  if (o->type != TYPE_REF || walk_operand_type(&b->walk, o) == type) return;
  if (o->where == WHERE_LOCAL || o->where == WHERE_LOCAL_SLOT) operand_to_slot(b, o);
  o->value = type;
}

/* The walker has moved an operand: its owner entry follows. */
static inline void emit_operand_moved(Body *b, Operand *o) {
  if (o->where == WHERE_REG) {
    if (is_float(o->type)) b->float_owner[o->reg] = o;
    else b->integer_owner[o->reg] = o;
  } else {
    for (uint32_t owned = pending_owns(o); owned; owned &= owned - 1) b->integer_owner[__builtin_ctz(owned)] = o;
  }
}

#endif
