/* SPDX-License-Identifier: Apache-2.0
 *
 * The function-body walker (spec 3.4, 5.4): decodes and type-checks each operator, once, and tells the emitter. This file
 * is a template, expanded twice by each of its users, wasm/validate.c and codegen/compile.c:
 *
 *   WALK_LIVE 1  reachable code. Operands are exactly typed, so a pop is one comparison. EMIT(...) is on if the user emits.
 *   WALK_LIVE 0  unreachable code: operands may be conjured, nothing is emitted, but labels are still bound, after which
 *                code is live again.
 *   WALK_EMITS   whether the user is the emitter. EMIT_LABEL(...) is on for both expansions of the emitter.
 *
 * A handler takes the cursor (at its opcode), the top of the operand stack, the body and the dispatch table, and ends
 * in `return next(...)`, `return fail...(...)` or the end of the body. In optimized builds that is a tail call, so all four
 * stay in argument registers; elsewhere `next` returns to a loop. The user defines `Body`, whose first member is a Walk
 * named `walk`, and the emit_* functions.
 */

#if WALK_LIVE
#define HANDLER(id)                                                                                                    \
  static HANDLER_CALL void live_##id(const uint8_t *p, Operand *top, Body *b, const Dispatch *table)
#define EMITTING WALK_EMITS
#else
#define HANDLER(id)                                                                                                    \
  static HANDLER_CALL void dead_##id(const uint8_t *p, Operand *top, Body *b, const Dispatch *table)
#define EMITTING 0
#endif

#if EMITTING
#define EMIT(...) __VA_ARGS__
#else
#define EMIT(...) ((void)0)
#endif
#if WALK_EMITS
#define EMIT_LABEL(...) __VA_ARGS__
#else
#define EMIT_LABEL(...) ((void)0)
#endif

#if WALK_LIVE
#define W(name) live_w_##name
#else
#define W(name) dead_w_##name
#endif

/* The common cases of an operator in its handler, if there is an emitter, and all of it in another, out of line:
 * codegen/fast.h. `fast` gives the new top, or NULL; `after` is the length of the operator in those cases. */
#if EMITTING
#define SLOW(id)                                                                                                       \
  static __attribute__((noinline)) HANDLER_CALL void slow_##id(const uint8_t *p, Operand *top, Body *b, const Dispatch *table)
#define FAST(id, fast, after)                                                                                          \
  HANDLER(id) {                                                                                                        \
    Operand *now = fast;                                                                                               \
    if (__builtin_expect(now != NULL, 1)) TAIL_CALL return next(p + after, now, b, table);                                       \
    TAIL_CALL return slow_##id(p, top, b, table);                                                                                \
  }
/* The same where `fast` says in `after` what follows. */
#define FAST_TO(id, fast)                                                                                              \
  HANDLER(id) {                                                                                                        \
    const uint8_t *after = p;                                                                                          \
    Operand *now = fast;                                                                                               \
    if (__builtin_expect(now != NULL, 1)) TAIL_CALL return next(after, now, b, table);                                           \
    TAIL_CALL return slow_##id(p, top, b, table);                                                                                \
  }
#else
#define SLOW(id) HANDLER(id)
#define FAST(id, fast, after)
#define FAST_TO(id, fast)
#endif

/* ---- Operands ---- */

static inline Operand *W(push)(Operand *top, ValueType type) {
  *++top = (Operand){.type = (uint8_t)type, .value = type};
  return top;
}

/* Whether the operand at `operand` may be taken as `type`; in dead code the sentinel may, if its frame is polymorphic. */
static inline bool W(matches)(const Body *b, const Operand *operand, ValueType type) {
#if !WALK_LIVE
  if (operand->type == TYPE_BOTTOM) return true;
  if (operand->type == TYPE_NONE) return b->walk.control->polymorphic;
#endif
  return operand->type == (uint8_t)type &&
         (!type_is_reference(type) || type_matches(walk_operand_type(&b->walk, operand), type));
}

/* Takes an operand off, once it matches: in dead code a sentinel stays. */
static inline Operand *W(pop)(Operand *top) {
#if WALK_LIVE
  return top - 1;
#else
  return top->type == TYPE_NONE ? top : top - 1;
#endif
}

/* Pops operands of these types, the last first. NULL: a mismatch, and the walk has failed. */
static Operand *W(pop_types)(Body *b, const uint8_t *p, Operand *top, const ValueType *types, uint32_t count) {
  for (uint32_t i = count; i-- > 0;) {
    if (!W(matches)(b, top, types[i])) {
      walk_mismatch(&b->walk, p, top, types[i]);
      return NULL;
    }
    top = W(pop)(top);
  }
  return top;
}

/* Room for `count` more operands on top of one for each byte that is left. */
static inline bool W(has_room)(const Body *b, const uint8_t *p, const Operand *top, uint32_t count) {
  return (size_t)(b->walk.operand_limit - top) > (size_t)count + (size_t)(b->walk.end - p) + 8;
}

static Operand *W(push_types)(Operand *top, const ValueType *types, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) top = W(push)(top, types[i]);
  return top;
}

/* ---- Control frames ---- */

/* Opens a frame over the top `param_count` operands, which match: the sentinel goes under them. */
static Operand *W(open)(Body *b, const uint8_t *p, Operand *top, ControlKind kind, const BlockType *type) {
  Walk *w = &b->walk;
  if (w->control + 1 >= w->control_limit || !W(has_room)(b, p, top, type->param_count + 1)) {
    walk_fail(w, p, ERR_LIMIT, "blocks nested too deep");
    return NULL;
  }
  uint32_t count = type->param_count;
  Control *c = ++w->control;
  w->origin++;
#if WALK_LIVE
  Operand *base = top - count + 1;
  for (Operand *o = top; o >= base; o--) o[1] = o[0];
  top++;
  /* Parameters have the block's types; the emitter has put them in their slots, where the type is their own. */
  for (uint32_t i = 0; i < count; i++)
    if (base[1 + i].type == TYPE_REF) base[1 + i].value = type->params[i];
#else
  Operand *base = top + 1;
  top = W(push_types)(base, type->params, count);
#endif
  *base = (Operand){.type = TYPE_NONE};
  *c = (Control){.kind = (uint8_t)kind,
                 .plain = WALK_LIVE && kind != CONTROL_LOOP && count == 0 && type->result_count == 0,
                 .entered_dead = !WALK_LIVE,
                 .polymorphic = false,
                 .param_count = count,
                 .result_count = type->result_count,
                 .params = type->params,
                 .results = type->results,
                 .base = base,
                 .label = {.branches = NO_INDEX, .otherwise = NO_INDEX}};
  EMIT(emit_opened(b));
  return top;
}

/* Everything up to the frame's end is unreachable: drops its operands. */
static inline Operand *W(unreachable)(Body *b, Operand *top) {
  Control *c = b->walk.control;
  EMIT(emit_drop_operands(b, c->base + 1, top));
  c->polymorphic = true;
  (void)top;
  return c->base;
}

/* The results at the end of a frame: exactly these. False: the walk has failed. */
static bool W(check_results)(Body *b, const uint8_t *p, Operand *top) {
  Control *c = b->walk.control;
  Operand *rest = W(pop_types)(b, p, top, c->results, c->result_count);
  if (!rest) return false;
  if (rest != c->base) {
    walk_fail(&b->walk, p, ERR_TYPE_MISMATCH, "%u operands too many at the end of the block", (unsigned)(rest - c->base));
    return false;
  }
  return true;
}

static inline uint32_t W(label_count)(const Control *c) {
  return c->kind == CONTROL_LOOP ? c->param_count : c->result_count;
}
static inline const ValueType *W(label_types)(const Control *c) {
  return c->kind == CONTROL_LOOP ? c->params : c->results;
}

/* Operands for a branch to c, which stay. Gives the operand below them, or NULL: the walk has failed. */
static Operand *W(check_label)(Body *b, const uint8_t *p, Operand *top, const Control *c) {
  return W(pop_types)(b, p, top, W(label_types)(c), W(label_count)(c));
}

#include "wasm/walk_control.inl"
#include "wasm/walk_variables.inl"
#include "wasm/walk_shapes.inl"

#undef HANDLER
#undef SLOW
#undef FAST
#undef FAST_TO
#undef EMIT
#undef EMIT_LABEL
#undef EMITTING
#undef SHORTER_CONST
#undef W
#undef AFTER_UNARY
#undef AFTER_BINARY
#undef WALK_LIVE
