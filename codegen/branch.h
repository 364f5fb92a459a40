/* SPDX-License-Identifier: Apache-2.0
 *
 * Labels and branches. A forward branch is an open record threaded into its label; binding walks the thread. At a label
 * the state is canonical: operands below the block lie in their slots (or are constants), the block's first integer
 * result is in x0, its first float in v0, further results and all loop parameters in the slots of their depths. So
 * there is nothing to save and nothing to merge.
 *
 * Conditional branches reach 1 MiB. Bodies over 32 KiB are compiled in long form, where a forward conditional is its
 * inverse over a `b`. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_BRANCH_H
#define SIGNET_CODEGEN_BRANCH_H

#include "codegen/move.h"

/* ---- Records ---- */

/* Binds a thread of open records to the next word. */
static void bind_here(Body *b, uint32_t record) {
  base_lost(b);
  if (!b->walk.failed) buffer_bind_thread(b->buffer, record, here(b));
}

/* Emits a branch with displacement 0 into a thread. */
static inline void branch_open(Body *b, Word word, uint32_t *thread) {
  if (b->long_form && word != A64_B) {
    emit(b, a64_invert_branch(word) | 2u << 5);
    word = A64_B;
  }
  *thread = buffer_emit_open(b->buffer, word, *thread);
}

/* A branch out of the scope at hand brings the locals that are at home in it back first: it is threaded with all
 * branches of this scope to that label, and the scope's end leads them through a stub (codegen/loop.h). A function's
 * locals end with it: branches to its end are plain. */
static inline bool leaves_scope(const Body *b, const Control *c) {
  return c->label.scope != b->scope_depth && c != b->walk.controls;
}

/* The thread of the branches from the scope at hand, which they leave, to a label. */
static uint32_t *exit_thread(Body *b, Control *c) {
  const unsigned within = b->scope_depth - 1u;
  const uint32_t frame = (uint32_t)(c - b->walk.controls);
  ExitThread *thread = &b->exits[(size_t)frame * SCOPE_DEPTH + within];
  if (!(c->label.exits >> within & 1)) {
    c->label.exits |= (uint8_t)(1u << within);
    *thread = (ExitThread){NO_INDEX, b->scope->exits};
    b->scope->exits = frame;
  }
  return &thread->record;
}

static void branch_to_label(Body *b, Word word, Control *c) {
  if (leaves_scope(b, c)) return branch_open(b, word, exit_thread(b, c));
  if (c->kind != CONTROL_LOOP) return branch_open(b, word, &c->label.branches);
  int64_t back = (int64_t)c->label.head - here(b);
  if (word == A64_B) {
    emit(b, a64_b(back));
  } else if (back > -CONDITIONAL_REACH) {
    emit(b, word | ((Word)back & 0x7ffff) << 5);
  } else {
    emit(b, a64_invert_branch(word) | 2u << 5);
    emit(b, a64_b(back - 1));
  }
}

/* An open record, in no thread, of a branch to a label. */
static void record_to_label(Body *b, uint32_t record, Control *c) {
  if (c->kind == CONTROL_LOOP && !leaves_scope(b, c)) {
    buffer_bind(b->buffer, record, c->label.head);
    return;
  }
  uint32_t *thread = leaves_scope(b, c) ? exit_thread(b, c) : &c->label.branches;
  buffer_relink(b->buffer, record, *thread);
  *thread = record;
}

/* ---- Traps: one out-of-line `bl` a site (codegen/frame.h emits them) ---- */

static inline void trap_branch(Body *b, Word word, TrapKind kind) {
  b->trap_kinds |= 1u << kind;
  branch_open(b, word, &b->traps[kind]);
}
static inline void trap_if(Body *b, unsigned condition, TrapKind kind) {
  trap_branch(b, a64_b_cond(condition, 0), kind);
}

static inline void emit_unreachable(Body *b) { trap_branch(b, A64_B, TRAP_UNREACHABLE); }

/* ---- Conditions ---- */

/* The branch, displacement 0, that is taken when the i32 operand is not zero, or (`sense` false) when it is. Releases
 * it. */
static Word branch_word(Body *b, Operand *o, bool sense) {
  Word word;
  if (o->where == WHERE_FLAGS) return a64_b_cond(sense ? o->reg : a64_invert(o->reg), 0);
  if (o->where == WHERE_TEST) {
    bool if_zero = ((o->value & TEST_IF_ZERO) != 0) == sense;
    b->free_integers |= test_owns(o);
    return a64_cb((if_zero ? A64_CBZw : A64_CBNZw) | a64_sf((o->value & TEST_WIDE) != 0), o->reg, 0);
  }
  word = a64_cb(sense ? A64_CBNZw : A64_CBZw, in_register(b, o), 0);
  release(b, o);
  return word;
}

/* The i32 operand as flags, so that registers may change before they are used. Releases what it was. */
static void condition_to_flags(Body *b, Operand *o) {
  unsigned condition = A64_NE;
  if (o->where == WHERE_FLAGS) return;
  if (o->where == WHERE_TEST) {
    emit(b, a64_cmp_imm(o->reg, 0, (o->value & TEST_WIDE) != 0));
    if (o->value & TEST_IF_ZERO) condition = A64_EQ;
  } else {
    emit(b, a64_cmp_imm(in_register(b, o), 0, false));
  }
  release(b, o);
  o->where = WHERE_FLAGS;
  o->reg = (uint16_t)condition;
}

/* ---- Values of labels ---- */

static inline uint32_t label_count(const Control *c) {
  return c->kind == CONTROL_LOOP ? c->param_count : c->result_count;
}

/* Brings operands first[0 .. count) to where label c wants them. On the books they stay where they were, but that more
 * than one, or a loop's, are first spilled to their own slots. `last` is the top operand. */
static void place_values(Body *b, Operand *first, uint32_t count, const Control *c, Operand *last) {
  if (count == 0) return;
  if (count == 1 && c->kind != CONTROL_LOOP) {
    copy_to(b, first, 0); /* x0 or v0, also the function's result */
    return;
  }
  spill_below(b, last + 1);
  if (c->kind == CONTROL_FUNCTION) {
    b->makes_frame = true;
    return move_to_arguments(b, first, count, X29, 16);
  }
  uint32_t depth = (uint32_t)((c->base - b->walk.operands) - (c - b->walk.controls));
  uint32_t slot = SLOT_LOCALS + b->walk.local_count + depth;
  bool integer_done = c->kind == CONTROL_LOOP, float_done = integer_done;
  for (uint32_t i = 0; i < count; i++) {
    Operand *o = &first[i];
    bool *done = is_float(o->type) ? &float_done : &integer_done;
    if (!*done) {
      *done = true;
      copy_to(b, o, 0);
      continue;
    }
    if (o->where == WHERE_SLOT && slot_of_operand(b, o) == slot + i) continue;
    unsigned reg = is_float(o->type) ? (unsigned)VREG_SCRATCH1 : (unsigned)X17;
    if (o->where == WHERE_REG || o->where == WHERE_LOCAL) reg = o->reg;
    else copy_to(b, o, reg);
    slot_access(b, slot_store_of(o->type), reg, slot + i);
  }
}

/* The results of the frame at its base, as every branch to its label leaves them. All temporaries are free. */
static void results_canonical(Body *b, const Control *c) {
  bool integer_done = false, float_done = false;
  for (uint32_t i = 0; i < c->result_count; i++) {
    Operand *o = &c->base[1 + i];
    *o = (Operand){.type = (uint8_t)c->results[i], .where = WHERE_SLOT, .value = c->results[i]};
    bool *done = is_float(o->type) ? &float_done : &integer_done;
    if (*done) continue;
    *done = true;
    own_register(b, o, 0);
  }
}

/* Room in words for placing `count` values. */
static inline uint64_t place_words(uint32_t count) { return 8 * (uint64_t)count + WORDS_AN_OPERATOR; }

static void emit_br(Body *b, Operand *top, Control *c) {
  operator_begin(b, top);
  uint32_t count = label_count(c);
  if (!has_words(b, place_words(count))) return too_large(b);
  if (count && b->arrived && (count > 1 || c->kind != CONTROL_FUNCTION)) lose_arrivals(b, top);
  place_values(b, top - count + 1, count, c, top);
  branch_to_label(b, A64_B, c);
}

static void emit_br_if(Body *b, Operand *top, Operand *condition, Control *c) {
  operator_begin(b, condition);
  uint32_t count = label_count(c);
  if (__builtin_expect(count == 0, 1)) return branch_to_label(b, branch_word(b, condition, true), c);
  if (!has_words(b, 2 * place_words(count))) return too_large(b);
  if (b->arrived) lose_arrivals(b, condition);
  if (count == 1 && c->kind != CONTROL_LOOP) {
    if (!is_float(top->type)) {
      /* x0 takes the value on both paths: whoever else is in it moves out. */
      if (condition->where != WHERE_FLAGS && condition->where != WHERE_SLOT) condition_to_flags(b, condition);
      Operand *owner = b->free_integers & 1 ? NULL : b->integer_owner[0];
      if (owner && owner != top) operand_to_slot(b, owner);
      if (condition->where == WHERE_SLOT) condition_to_flags(b, condition);
    } else {
      Operand *owner = b->free_floats & 1 ? NULL : b->float_owner[0];
      if (owner && owner != top) operand_to_slot(b, owner);
    }
    Word word = branch_word(b, condition, true);
    copy_to(b, top, 0);
    return branch_to_label(b, word, c);
  }
  spill_below(b, top + 1);
  uint32_t skip = NO_INDEX;
  branch_open(b, branch_word(b, condition, false), &skip);
  place_values(b, top - count + 1, count, c, top);
  branch_to_label(b, A64_B, c);
  bind_here(b, skip);
}

/* ---- br_table: the only `br` in emitted code (design, section 6). Row 0 is the default ---- */

static bool emit_br_table(Body *b, Operand *top, Operand *index, uint32_t count) {
  if (!has_words(b, (uint64_t)count + 2 * WORDS_AN_OPERATOR)) return false;
  operator_begin(b, index);
  if (b->arrived) lose_arrivals(b, index);
  if (top->type != TYPE_NONE) spill_below(b, top + 1);
  unsigned reg = in_register(b, index);
  if (a64_fits_add(count)) {
    emit(b, a64_cmp_imm(reg, count, false));
  } else {
    emit_number(b, X17, count, false);
    emit(b, a64_cmp(reg, X17, false));
  }
  emit(b, a64_select(A64_CSINCw, X16, XZR, reg, A64_HS));
  emit(b, a64_adr(X17, 12));
  emit(b, a64_rrr_extend(A64_ADDx, X17, X17, X16, A64_UXTW, 2));
  emit(b, a64_br(X17));
  release(b, index);
  b->table_record = buffer_emit_open(b->buffer, A64_B, NO_INDEX);
  b->table_rows = 1;
  b->table_moves = false;
  return true;
}

/* The next label in the bytes; the last is the default, whose row stands first. Rows whose label takes values lead to
 * words behind the table, one run for all rows to a label, which need to know the label: meanwhile the record's link is
 * its frame's index. */
static void emit_br_table_row(Body *b, Control *c, bool is_default) {
  CodeBuffer *buffer = b->buffer;
  b->table_moves = label_count(c) != 0;
  if (b->table_moves) {
    uint32_t frame = (uint32_t)(c - b->walk.controls);
    c->row_words = NO_INDEX;
    if (is_default) buffer_relink(buffer, b->table_record, frame);
    else buffer_emit_open(buffer, A64_B, frame);
    b->table_rows += !is_default;
  } else if (is_default) {
    record_to_label(b, b->table_record, c);
  } else {
    branch_to_label(b, A64_B, c);
  }
}

static bool emit_br_table_end(Body *b, Operand *top) {
  if (b->walk.failed) return false;
  if (!b->table_moves) return true;
  for (uint32_t row = 0; row < b->table_rows; row++) {
    uint32_t record = b->table_record + row;
    Control *c = &b->walk.controls[buffer_record_link(b->buffer, record)];
    const bool shared = c->row_words != NO_INDEX;
    if (!shared) c->row_words = here(b);
    buffer_bind(b->buffer, record, c->row_words);
    if (shared) continue;
    uint32_t count = label_count(c);
    if (!has_words(b, place_words(count))) return false;
    place_values(b, top - count + 1, count, c, top);
    branch_to_label(b, A64_B, c);
  }
  return true;
}

#endif
