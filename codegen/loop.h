/* SPDX-License-Identifier: Apache-2.0
 *
 * Loops as scopes: what stands around them. A loop is entered through a branch to its preheader, which stands behind
 * its body, as only then is it known which locals are at home in it; every way out but `return` and a trap brings these
 * locals back to their slots, and evicted ones back to their homes ("the transfer"). A loop that owns no home, most of
 * those without a local of their own, has none of this.
 *
 *     b preheader                          falls into the head if there is no preheader
 *   head:
 *     poll; body                           back edges cost nothing
 *     transfer; b over                     if the end is reached
 *   preheader:
 *     store evicted; load own; b head
 *   stub of each label outside that branches lead to:
 *     transfer; b label                    from the next scope out it is a branch like any other
 *   over:
 *
 * Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_LOOP_H
#define SIGNET_CODEGEN_LOOP_H

#include "codegen/branch.h"
#include "codegen/constant_home.h"
#include "codegen/inline.h"
#include "codegen/unroll.h"

/* Locals and the homes that they come from or go to, in the order of their slots. */
typedef struct {
  unsigned count;
  struct {
    uint32_t local;
    unsigned home;
  } of[HOMES / 2];
} HomeMoves;

/* With far slots: an offset that takes four words, and the access. */
enum { MOVE_WORDS = 5 };

static void moves_add(HomeMoves *moves, uint32_t local, unsigned home) {
  unsigned at = moves->count++;
  for (; at > 0 && moves->of[at - 1].local > local; at--) moves->of[at] = moves->of[at - 1];
  moves->of[at].local = local;
  moves->of[at].home = home;
}

static void moves_of_own(HomeMoves *moves, const Body *b, Homes homes) {
  moves->count = 0;
  for (; homes; homes &= homes - 1) {
    const unsigned home = (unsigned)__builtin_ctzll(homes);
    moves_add(moves, b->home_local[home], home);
  }
}

static void moves_of_evicted(HomeMoves *moves, const Scope *q) {
  moves->count = 0;
  for (uint32_t i = 0; i < q->evictions; i++) moves_add(moves, q->evicted[i].local, q->evicted[i].home);
}

static bool moves_pair(const Body *b, const HomeMoves *moves, unsigned i) {
  if (i + 1 == moves->count || moves->of[i + 1].local != moves->of[i].local + 1) return false;
  const Local *first = &b->locals[moves->of[i].local], *second = first + 1;
  if (first->type != second->type && (is_float(first->type) || is_float(second->type))) return false;
  return first->type != TYPE_F32 && slot_of_local(moves->of[i].local) < 64;
}

/* Between homes and slots; neighbours together. */
static void emit_moves(Body *b, const HomeMoves *moves, bool store) {
  for (unsigned i = 0; i < moves->count; i++) {
    const uint8_t type = b->locals[moves->of[i].local].type;
    const uint32_t slot = slot_of_local(moves->of[i].local);
    const unsigned reg = home_register(moves->of[i].home);
    if (moves_pair(b, moves, i)) {
      const Word op = is_float(type) ? (store ? A64_STPd : A64_LDPd) : (store ? A64_STPx : A64_LDPx);
      slots_reach(b, slot + 1);
      emit(b, a64_pair(op, reg, home_register(moves->of[i + 1].home), SP, (int64_t)slot * SLOT_BYTES));
      i++;
    } else {
      slot_access(b, store ? slot_store_of(type) : load_of(type), reg, slot);
    }
  }
}

/* What a way out of the loop has to do. */
typedef struct {
  HomeMoves own, evicted;
} Transfer;

static void emit_transfer(Body *b, const Transfer *transfer) {
  emit_moves(b, &transfer->own, true);
  emit_moves(b, &transfer->evicted, false);
}

/* The frame of the loop is open, and settled what lies below it. */
static void emit_loop(Body *b) {
  Label *label = &b->walk.control->label;
  b->loops++;
  inline_limit_set(b);
  label->opens_scope = b->scope_depth < SCOPE_DEPTH && !homes_for_all(b);
  if (label->opens_scope) {
    /* Each local's first access in the loop is asked for. */
    for (Homes rest = b->scope->touched & b->owned & ~b->constants; rest; rest &= rest - 1)
      b->locals[b->home_local[__builtin_ctzll(rest)]].where = 0;
    forget_slot_rows(b);
    const uint32_t entry = buffer_emit_open(b->buffer, A64_B, NO_INDEX);
    scope_open(++b->scope, here(b), entry);
    label->scope = ++b->scope_depth;
  }
  label->head = here(b);
  base_lost(b);
#if !defined(SIGNET_TEST_WITHOUT_POLL)
  emit(b, a64_load_unscaled(A64_LDRw, XZR, REG_INSTANCE, INSTANCE_POLL));
#endif
}

/* The loop's results stand for no local any more, whose home may be another's in a moment. */
static void copy_results(Body *b, Operand *top) {
  for (Operand *o = b->walk.control->base + 1; o <= top; o++) {
    if (!has_words(b, WORDS_AN_OPERATOR)) return too_large(b);
    if (o->where == WHERE_REG || o->where == WHERE_CONST || o->where == WHERE_SLOT) continue;
    const bool few_left = __builtin_popcount(is_float(o->type) ? b->free_floats : b->free_integers) <= 2;
    if (few_left) {
      operand_to_slot(b, o);
      continue;
    }
    if (o->where == WHERE_LOCAL) {
      const unsigned from = o->reg;
      if (o->type == TYPE_REF) o->value = b->walk.local_types[o->value];
      emit_move(b, temp_for(b, o), from, o->type);
    } else {
      in_register(b, o);
    }
  }
}

/* Homes of the scope at hand end; those that it evicted are in force again. */
static void scope_close(Body *b) {
  Scope *q = b->scope, *outer = q - 1;
  for (Homes rest = q->own & ~b->constants; rest; rest &= rest - 1) {
    Local *local = &b->locals[b->home_local[__builtin_ctzll(rest)]];
    *local = (Local){.type = local->type, .index = here(b)};
  }
  b->owned &= ~q->own;
  b->constants &= ~q->own;
  for (uint32_t i = 0; i < q->evictions; i++) {
    const Evicted *evicted = &q->evicted[i];
    const Homes bit = (Homes)1 << evicted->home;
    Local *local = &b->locals[evicted->local];
    *local = (Local){.type = local->type, .reg = (uint16_t)home_register(evicted->home)};
    b->home_local[evicted->home] = evicted->local;
    b->owned |= bit;
    b->written = evicted->written ? b->written | bit : b->written & ~bit;
  }
  outer->used |= q->used | q->own;
  outer->touched |= q->touched;
  outer->calls |= q->calls;
  b->scope = outer;
  b->scope_depth--;
}

/* The branches that leave the loop for label c, to where they go on from the scope around: through a stub, if there is
 * anything to transfer. */
static void emit_exit(Body *b, Control *c, uint32_t record, const Transfer *transfer) {
  if (transfer->own.count + transfer->evicted.count == 0) {
    while (record != NO_INDEX) {
      const uint32_t link = buffer_record_link(b->buffer, record);
      record_to_label(b, record, c);
      record = link;
    }
    return;
  }
  bind_here(b, record);
  emit_transfer(b, transfer);
  branch_to_label(b, A64_B, c);
}

/* The end of a loop, whose results are on top if `live`. Returns whether what follows is reachable. */
static __attribute__((noinline)) bool emit_end_of_loop(Body *b, Operand *top, bool live) {
  const Label *label = &b->walk.control->label;
  b->loops--;
  inline_limit_set(b);
  if (b->unrolls) unroll_end(b);
  if (!label->opens_scope) return live;
  const Scope *q = b->scope;
  const uint32_t within = b->scope_depth - 1u, head = label->head;
  const uint64_t words = MOVE_WORDS * HOMES + WORDS_AN_OPERATOR;
  operator_begin(b, top);
  Transfer transfer;
  moves_of_own(&transfer.own, b, q->own & b->written);
  moves_of_evicted(&transfer.evicted, q);
  uint32_t over = NO_INDEX;
  if (live && q->own) copy_results(b, top);
  if (!has_words(b, 2 * words)) too_large(b);
  if (!b->walk.failed && !q->own) {
    buffer_bind(b->buffer, q->entry, head);
  } else if (!b->walk.failed) {
    if (live) {
      emit_transfer(b, &transfer);
      branch_open(b, A64_B, &over);
    }
    buffer_bind(b->buffer, q->entry, here(b));
    emit_moves(b, &transfer.evicted, true);
    HomeMoves own;
    moves_of_own(&own, b, q->own & ~b->constants);
    emit_moves(b, &own, false);
    emit_constant_homes(b, q->own & b->constants);
    emit(b, a64_b((int64_t)head - here(b)));
  }
  scope_close(b);
  for (uint32_t frame = q->exits; frame != NO_INDEX && !b->walk.failed;) {
    Control *c = &b->walk.controls[frame];
    const ExitThread *thread = &b->exits[(size_t)frame * SCOPE_DEPTH + within];
    frame = thread->next;
    c->label.exits &= (uint8_t)~(1u << within);
    if (!has_words(b, words)) too_large(b);
    else emit_exit(b, c, thread->record, &transfer);
  }
  bind_here(b, over);
  return live;
}

#endif
