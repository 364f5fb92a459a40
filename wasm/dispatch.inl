/* SPDX-License-Identifier: Apache-2.0
 *
 * Both expansions of the walker, for reachable and for unreachable code, and how an operator leads to the next. The user
 * has defined Body, WALK_EMITS, HELPER_STUB and, if it emits, the emit_* functions. Gives walk_run.
 */

static const Dispatch live_table, dead_table;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init" /* the default row of a dispatch table */

#if WALK_TAIL_CALLS && defined(__aarch64__) && !defined(__clang__)
/* For gcc: where branch targets are marked (BTI) a tail call through a pointer goes through x16, so the handler's
 * address is loaded there; and what moves on is moved before that load, or its old value is copied first. */
#define DISPATCH(p, top, b, table)                                                                                     \
  do {                                                                                                                 \
    const uint8_t *at = (p);                                                                                           \
    Operand *operand = (top);                                                                                          \
    __asm__("" : "+r"(at), "+r"(operand));                                                                             \
    register Handler *handler __asm__("x16") = (table)->of[*at];                                                       \
    __asm__("" : "+r"(handler));                                                                                       \
    return handler(at, operand, (b), (table));                                                                         \
  } while (0)
#elif WALK_TAIL_CALLS
#define DISPATCH(p, top, b, table) TAIL_CALL return table->of[*(p)]((p), (top), (b), (table))
#else
#define DISPATCH(p, at_top, b, at_table)                                                                               \
  do {                                                                                                                 \
    (b)->walk.at = (p);                                                                                                \
    (b)->walk.top = (at_top);                                                                                          \
    (b)->walk.table = (at_table);                                                                                      \
  } while (0)
#endif

static inline HANDLER_CALL void live_w_next(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  DISPATCH(p, top, b, table);
}

/* Unreachable bytes may have no end that closes their body: only here is the cursor compared with it, since reachable
 * operators come to an end in the zeros behind the module (`unreachable`). */
static inline HANDLER_CALL void dead_w_next(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  if (__builtin_expect(p >= b->walk.end, 0)) return walk_fail(&b->walk, p, ERR_END_OPCODE, NULL);
  DISPATCH(p, top, b, table);
}
#undef DISPATCH

#define next(p, top, b, table) W(next)(p, top, b, table)
#define WALK_LIVE 1
#include "wasm/walker.inl"
#define WALK_LIVE 0
#include "wasm/walker.inl"
#undef next
#pragma GCC diagnostic pop

/* Walks a body from its first operator to its end, or to a failure. `table`: live_table, or one that ends in it. */
static void walk_run(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  b->walk.live = table;
  live_w_next(p, top, b, table);
#if !WALK_TAIL_CALLS
  while (!b->walk.done) {
    const Dispatch *now = b->walk.table;
    now->of[*b->walk.at](b->walk.at, b->walk.top, b, now);
  }
#endif
}
