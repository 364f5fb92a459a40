/* SPDX-License-Identifier: Apache-2.0
 *
 * Where control goes: direct branches within the function, calls, traps, br_table. A branch down marks its target,
 * where nothing is known any more when the pass comes there; a branch up may only lead to a loop's poll, or from a
 * prologue behind the body to the body. Part of verifier/function.c.
 */
#ifndef SIGNET_VERIFIER_BRANCH_H
#define SIGNET_VERIFIER_BRANCH_H

#include "verifier/state.h"

enum { COND_EQ = 0, COND_NE = 1, COND_HS = 2, COND_LO = 3, COND_HI = 8, COND_LS = 9 };
enum { NOP = 0xd503201f - 0x100000000 };

/* ---- Within the function ---- */

/* The word at v->at branches by `distance` words. */
static inline bool branch_within(Verifier *v, int64_t distance) {
  const int64_t to = (int64_t)v->at + distance;
  if (v->room != 0) return refuse(v, "a branch with an open call's arguments");
  if (to < 0 || to >= v->count) return refuse(v, "a branch out of the function");
  if (to > v->at) v->marks[to] |= MARK_LABEL;
  else if (!(v->marks[to] & MARK_HEAD)) return refuse(v, "a branch up to what is no loop's head");
  return true;
}

/* ---- Out of it ---- */

static inline uintptr_t target_26(const Verifier *v, uint32_t at, uint32_t word) {
  return v->address + 4 * (uintptr_t)((int64_t)at + signed_field(word, 0, 26));
}

/* Whether the word at `at` is `bl` to a stub of the engine: its number. */
static bool branch_stub(const Verifier *v, uint32_t at, uint32_t word, uint32_t *stub) {
  return word >> 26 == 0x25 && code_space_leads(v->m->stubs, target_26(v, at, word), stub);
}

/* Whether `bl` to this stub never returns, and the stub is of the function's form. */
static inline bool is_trap(const Verifier *v, uint32_t stub, bool *fits) {
  const uint32_t first = v->frame.framed ? (uint32_t)TRAP_STUB_FIRST : (uint32_t)TRAP_STUB_FRAMELESS;
  *fits = stub - first <= TRAP_UNDEFINED_ELEMENT && (v->frame.framed || fact_of(v, R17, FACT_LINK));
  return stub < STUB_HELPER_FIRST;
}

/* ---- Conditional branches ---- */

/* What a comparison right before says where this condition does not hold. */
static void condition_failed(Verifier *v, uint32_t condition) {
  const Flags *flags = &v->flags;
  if (flags->kind == FLAGS_UNKNOWN || flags->at + 1 != v->at || flags->reg == R31) return;
  const uint32_t reg = flags->reg;
  if (flags->kind == FLAGS_BELOW && condition == COND_HS) {
    fact_set(v, reg, (Fact){.kind = FACT_BELOW, .lo = flags->value});
  } else if (flags->kind == FLAGS_IN_TABLE && condition == COND_HS) {
    fact_set(v, reg, (Fact){.kind = FACT_IN_TABLE, .index = flags->index});
  } else if (flags->kind == FLAGS_BOUND && condition == COND_HI && fact_of(v, reg, FACT_SUM)) {
    fact_set(v, reg, (Fact){.kind = FACT_BOUNDED, .lo = v->facts[reg].lo});
  } else if (flags->kind == FLAGS_TYPE && condition == COND_NE && v->facts[R9].since == flags->index) {
    Fact typed = v->facts[R9];
    if (v->kinds.x[R9] == FACT_SLOT) typed.kind = FACT_SLOT_TYPED;
    else if (v->kinds.x[R9] == FACT_ELEMENT) typed.kind = FACT_ELEMENT_TYPED;
    else return;
    typed.index = (uint32_t)flags->value;
    fact_set(v, R9, typed);
  }
}

static bool branch_always(Verifier *v, uint32_t word) {
  word_closes(v);
  return branch_within(v, signed_field(word, 0, 26)) && at_label(v);
}

static bool call(Verifier *v, uint32_t word);

/* A conditional branch over one word that does not fall through: b of a long branch, or bl of one of two traps. So what
 * is known goes on behind it, and what the condition says besides. condition: the one that is taken, or 16. */
static bool branch_over(Verifier *v, uint32_t condition) {
  const Kinds kinds = v->kinds; /* what a label loses */
  const Flags flags = v->flags;
  const uint32_t at = v->at++, next = v->words[v->at];
  const bool is_branch = next >> 26 == 5;
  if (v->room != 0) return refuse(v, "a branch with an open call's arguments");
  if (!(is_branch ? branch_always(v, next) : call(v, next))) return false;
  v->closed = UINT32_MAX;
  v->kinds = kinds;
  v->flags = flags;
  const uint32_t behind = v->at;
  v->at = at;
  condition_failed(v, condition ^ 1);
  v->at = behind;
  return true;
}

static inline bool branch_if(Verifier *v, uint32_t condition, int64_t distance) {
  if (distance == 2 && is_whole(v, 2)) {
    const uint32_t next = v->words[v->at + 1];
    uint32_t stub;
    if (next >> 26 == 5 || (branch_stub(v, v->at + 1, next, &stub) && stub < STUB_HELPER_FIRST))
      return branch_over(v, condition);
  }
  if (!branch_within(v, distance)) return false;
  condition_failed(v, condition);
  return true;
}

static inline bool branch_condition(Verifier *v, uint32_t word) {
  if (word & 0x10) return refuse(v, "a word that is not known");
  return branch_if(v, word & 15, signed_field(word, 5, 19));
}
static inline bool branch_compare(Verifier *v, uint32_t word) {
  if (is_special(v, rd_of(word))) return refuse(v, "a register is read that is no operand");
  return branch_if(v, 16, signed_field(word, 5, 19));
}
static inline bool branch_bit(Verifier *v, uint32_t word) {
  if (is_special(v, rd_of(word))) return refuse(v, "a register is read that is no operand");
  return branch_if(v, 16, signed_field(word, 5, 14));
}

/* ---- br_table ---- */

/* csinc w16, wzr, wI, hs; adr x17, #12; add x17, x17, w16, uxtw #2; br x17, behind cmp wI, #n: then n + 1 rows, each
 * `b`, or nop where the next word is meant. Row 0 is what wI >= n leads to. */
static bool branch_table(Verifier *v, uint32_t word) {
  const Flags *flags = &v->flags;
  if (!is_whole(v, 4) || v->words[v->at + 1] != 0x10000071 || v->words[v->at + 2] != 0x8b304a31 ||
      v->words[v->at + 3] != 0xd61f0220)
    return refuse(v, "adr outside of br_table");
  if ((word & 0xffe0ffff) != 0x1a8027f0 || flags->kind != FLAGS_BELOW || flags->at + 1 != v->at ||
      flags->reg != rm_of(word))
    return refuse(v, "br_table without its comparison");
  if (v->room != 0) return refuse(v, "a branch with an open call's arguments");
  const uint32_t first = v->at + 4;
  if (flags->value >= v->count - first) return refuse(v, "a br_table beyond the function");
  const uint32_t end = first + (uint32_t)flags->value + 1;
  for (uint32_t row = first; row < end; row++)
    if (v->words[row] >> 26 != 5 && !WORD_IS(v->words[row], NOP))
      return refuse_at(v, row, "a row of br_table that is no branch");
  v->at += 3;
  word_closes(v);
  return at_label(v);
}

#endif
