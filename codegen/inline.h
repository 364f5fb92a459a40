/* SPDX-License-Identifier: Apache-2.0
 *
 * Inlining: a call of a straight line (wasm/straight_line.h) is no call; the callee's bytes are walked in its place, by
 * the same handlers (codegen/compile.c has the table of those that differ). The callee's locals are operands of the
 * caller: its parameters are the arguments, which stay where they are, and its other locals zeros above them. local.get
 * gives an alias of such an operand, or what the operand itself stands for: a constant, a local of the caller, which
 * nothing here can write. local.set makes the operand hold what was on top; no word moves but where a value would stand
 * in two places. The operand at depth d is local number local_count + d to its aliases, whose slot is the same.
 *
 * Operands in temporaries that are locals of an inlined body are *pinned*: never spilled in the middle of it, so that
 * aliases of their registers stay true. At most PINNED_INTEGERS and PINNED_FLOATS are, the others lie in slots.
 *
 * Bound: the bytes walked or looked at again for a caller are at most INLINE_RATIO times its own and INLINE_START; a
 * call inlines INLINE_TOTAL bytes and INLINE_DEPTH bodies at most, one in another. Which calls are inlined depends on
 * the module alone: on bytes in front of the caller, or at most INLINE_WINDOW behind its end, which a module that
 * streams in waits for (runtime/compile_stream.c). Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_INLINE_H
#define SIGNET_CODEGEN_INLINE_H

#include "codegen/local.h"
#include "wasm/straight_line.h"

/* The number by which aliases name an operand as a local. */
static inline uint32_t operand_local(const Body *b, const Operand *o) {
  return b->walk.local_count + operand_depth(b, o);
}

/* Whether what the operand stands for is a local of the innermost inlined body. */
static Operand *inlined_local_of(const Body *b, const Operand *o) {
  const Inlined *in = &b->inlined[b->inline_depth - 1];
  if (o->where != WHERE_LOCAL && o->where != WHERE_LOCAL_SLOT) return NULL;
  const uint32_t number = o->value - operand_local(b, in->locals);
  return number < in->local_count ? in->locals + number : NULL;
}

/* A local's operand comes to own the temporary that it is in; or goes to its slot, if enough of them are pinned. */
static void inlined_pin(Body *b, Operand *o) {
  const bool floats = is_float(o->type);
  uint32_t *pinned = floats ? &b->pinned_floats : &b->pinned_integers;
  if (__builtin_popcount(*pinned) < (floats ? PINNED_FLOATS : PINNED_INTEGERS)) {
    *pinned |= 1u << o->reg;
    return;
  }
  operand_to_slot(b, o);
}
static void inlined_unpin(Body *b, const Operand *o) {
  if (o->where != WHERE_REG) return;
  if (is_float(o->type)) b->pinned_floats &= ~(1u << o->reg);
  else b->pinned_integers &= ~(1u << o->reg);
}

/* Nothing waits for its consumer, nothing says that what is below has settled. */
static void inlined_settle(Body *b, Operand *o) {
  if (o->where == WHERE_CONST || o->where == WHERE_SLOT) o->reg = 0;
  else if (o->where == WHERE_FLAGS || o->where == WHERE_TEST || (is_pending(o) && o->where != WHERE_LOGICAL))
    in_register(b, o);
}

/* ---- Which calls ---- */

/* Until the number of loops that are open around changes. */
static void inline_limit_set(Body *b) {
  b->inline_limit = b->inline_budget == 0 ? 0 : b->loops ? STRAIGHT_LINE_BYTES : INLINE_OUTSIDE_LOOPS;
}

/* Whether the function's bytes are there when the caller is compiled, in whatever way the module comes. */
static bool inline_has_bytes(const Body *b, uint32_t index) {
  const Function *functions = b->walk.module->functions;
  return index < b->walk.function || functions[index].body_end <= functions[b->walk.function].body_end + INLINE_WINDOW;
}

/* The bytes of the straight line and of those that it calls, which call none; 0: it is not inlined. */
static uint32_t inline_bytes(const Body *b, uint32_t index) {
  const Module *module = b->walk.module;
  const Function *function = &module->functions[index];
  uint32_t bytes = function->line.bytes, callees[STRAIGHT_LINE_CALLS];
  if (!function->line.calls) return bytes;
  const uint32_t count = straight_line_callees(module, function, callees);
  for (uint32_t i = 0; i < count; i++) {
    const StraightLine *line = &module->functions[callees[i]].line;
    if (!inline_has_bytes(b, callees[i]) || !line->bytes || line->calls) return 0;
    bytes += line->bytes;
  }
  return bytes;
}

/* Whether a call, with `rest` below its arguments, of this function is inlined. In an inlined body every call is:
 * inline_bytes has seen to that. */
static bool inline_wanted(Body *b, const Operand *rest, uint32_t index) {
  if (b->inline_depth) return true;
  const uint32_t least = b->walk.module->functions[index].line.bytes;
  if (!least || least > b->inline_limit || !inline_has_bytes(b, index)) return false;
  if (operand_depth(b, rest + 1) > INLINE_OPERANDS || BUFFER_AT(b->buffer) > b->inline_end) return false;
  uint32_t bytes = inline_bytes(b, index);
  const bool wanted =
      bytes != 0 && bytes <= (b->loops ? INLINE_TOTAL : INLINE_OUTSIDE_LOOPS) && bytes <= b->inline_budget;
  if (!wanted) bytes = least; /* looked at */
  b->inline_budget -= bytes < b->inline_budget ? bytes : b->inline_budget;
  inline_limit_set(b);
  return wanted;
}

/* ---- The body ---- */

/* Rows for the look-ahead at local.set, which is not for locals of these. */
static const Local no_locals[LOCAL_PADDING];

/* Enters the callee: gives its first operator. `after`: behind the call. */
static const uint8_t *inline_open(Body *b, const uint8_t *after, Operand *rest, uint32_t index) {
  const Module *module = b->walk.module;
  const Function *function = &module->functions[index];
  const FuncType *type = module_func_type(module, index);
  if (b->inline_depth == INLINE_DEPTH) integrity_failure();
  operator_begin(b, rest + type->param_count);
  Inlined *in = &b->inlined[b->inline_depth++];
  *in = (Inlined){.after = after,
                  .end = b->walk.end,
                  .locals = rest + 1,
                  .local_count = type->param_count,
                  .has_result = type->result_count != 0,
                  .pinned_integers = b->pinned_integers,
                  .pinned_floats = b->pinned_floats};
  for (uint32_t i = 0; i < type->param_count; i++) {
    Operand *o = &in->locals[i];
    inlined_settle(b, o);
    if (o->where == WHERE_REG) inlined_pin(b, o);
  }
  const uint8_t *p = module->bytes + function->body;
  const uint8_t *const first = p + function->line.first_operator;
  for (p++; p < first; p += 2)
    for (uint32_t i = 0; i < p[0]; i++)
      in->locals[in->local_count++] = (Operand){.type = (uint8_t)(0x80 - p[1]), .where = WHERE_CONST};
  b->walk.end = module->bytes + function->body_end;
  b->walk.locals = (Local *)(uintptr_t)no_locals;
  return first;
}

static inline Operand *inline_top(const Body *b) {
  const Inlined *in = &b->inlined[b->inline_depth - 1];
  return in->locals + in->local_count - 1;
}

static void inlined_get(Body *b, const uint8_t *p, Operand *top) {
  const Operand *o = &b->inlined[b->inline_depth - 1].locals[p[1]];
  *top = *o;
  if (o->where != WHERE_REG && o->where != WHERE_SLOT) return;
  top->where = o->where == WHERE_REG ? WHERE_LOCAL : WHERE_LOCAL_SLOT;
  top->value = operand_local(b, o);
}

/* Operands up to `top` that stand for the local, before it gets another value. */
static void inlined_copy_aliases(Body *b, const Operand *local, Operand *top) {
  const uint32_t number = operand_local(b, local);
  for (Operand *o = inline_top(b) + 1; o <= top; o++) {
    if (!is_alias(o, number)) continue;
    if (__builtin_popcount(is_float(o->type) ? b->free_floats : b->free_integers) > 2) {
      if (o->where == WHERE_LOCAL) {
        const unsigned from = o->reg;
        emit_move(b, temp_for(b, o), from, o->type);
      } else {
        in_register(b, o);
      }
    } else {
      operand_to_slot(b, o);
    }
  }
}

/* The local that the operator at p names takes the value on top. */
static void inlined_set(Body *b, const uint8_t *p, Operand *top) {
  Operand *o = &b->inlined[b->inline_depth - 1].locals[p[1]];
  operator_begin(b, top);
  inlined_settle(b, top);
  Operand *const of = inlined_local_of(b, top);
  if (of == o) return;
  inlined_copy_aliases(b, o, top - 1);
  base_lost_of(b, operand_local(b, o));
  inlined_unpin(b, o);
  release(b, o);
  if (of || top->where == WHERE_SLOT) { /* a value of its own */
    const Operand from = *top;
    if (from.where == WHERE_SLOT) in_register(b, top);
    const Operand value = *top;
    if (value.where == WHERE_REG) {
      own_register(b, o, value.reg);
    } else {
      o->where = WHERE_SLOT; /* it owns nothing */
      copy_to(b, &value, temp_for(b, o));
    }
    return inlined_pin(b, o);
  }
  *o = *top;
  if (o->where != WHERE_REG) return;
  own_register(b, o, o->reg);
  inlined_pin(b, o);
}

/* The body ends: its result, if it has one, becomes the caller's operand, in place of the arguments. Gives the new top.
 */
static Operand *inline_close(Body *b, Operand *top) {
  Inlined *in = &b->inlined[b->inline_depth - 1];
  Operand *const first = in->locals;
  if (in->has_result) {
    Operand *const of = inlined_local_of(b, top);
    if (of && of->where == WHERE_REG) {
      *top = *of; /* the local's temporary goes over to it */
      of->where = WHERE_CONST;
    } else if (top->where != WHERE_REG) {
      operator_begin(b, top);
      inlined_settle(b, top);
      if (of || top->where == WHERE_SLOT) in_register(b, top);
    }
  }
  for (uint32_t i = 0; i < in->local_count; i++) release(b, &first[i]);
  b->pinned_integers = in->pinned_integers;
  b->pinned_floats = in->pinned_floats;
  for (uint32_t i = 0; i < in->local_count; i++) base_lost_of(b, operand_local(b, &first[i]));
  b->walk.end = in->end;
  b->inline_depth--;
  if (!b->inline_depth) b->walk.locals = b->locals;
  if (!in->has_result) return first - 1;
  *first = *top;
  if (first->where == WHERE_REG) own_register(b, first, first->reg);
  return first;
}

#endif
