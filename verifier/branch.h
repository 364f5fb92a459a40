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

/* What the word in front of v->at compared, if it did and control comes from nowhere else: a register with a number, or
 * with the size of a table, 32 bits of each; or all of it with the bound of memory 0. A comparison writes no register,
 * so what is known of them is what was known then. */
typedef struct {
  enum { COMPARED_NOTHING, COMPARED_NUMBER, COMPARED_SIZE, COMPARED_BOUND } with;
  uint32_t reg;
  uint64_t number; /* or the table */
} Comparison;
static Comparison comparison_before(const Verifier *v) {
  const Comparison nothing = {.with = COMPARED_NOTHING};
  if (v->at == 0 || v->marks[v->at] != 0) return nothing;
  const uint32_t word = v->words[v->at - 1], reg = rn_of(word);
  if (reg == R31) return nothing;
  if ((word & 0xff80001f) == 0x7100001f) /* cmp wN, #number */
    return (Comparison){COMPARED_NUMBER, reg, field(word, 10, 12) << (word >> 22 & 1 ? 12 : 0)};
  if ((word & 0xfffffc1f) == (0xeb00001f | R26 << 16)) /* cmp xN, x26 */
    return v->checked ? (Comparison){COMPARED_BOUND, reg, 0} : nothing;
  const Fact *right = (word & 0xffe0fc1f) == 0x6b00001f ? fact_any(v, rm_of(word)) : NULL; /* cmp wN, wM */
  if (right && right->kind == FACT_CONSTANT) return (Comparison){COMPARED_NUMBER, reg, right->lo & UINT32_MAX};
  if (right && right->kind == FACT_SIZE) return (Comparison){COMPARED_SIZE, reg, right->index};
  return nothing;
}

/* The word at v->at branches if this condition holds: what the comparison before it says where it does not. */
static void condition_failed(Verifier *v, uint32_t condition) {
  if (condition != COND_HS && condition != COND_HI && condition != COND_NE) return;
  const Comparison compared = comparison_before(v);
  const uint32_t reg = compared.reg;
  const Fact *type;
  if (compared.with == COMPARED_NUMBER && condition == COND_HS) {
    fact_set(v, reg, (Fact){.kind = FACT_BELOW, .lo = compared.number});
  } else if (compared.with == COMPARED_SIZE && condition == COND_HS) {
    fact_set(v, reg, (Fact){.kind = FACT_IN_TABLE, .index = (uint32_t)compared.number});
  } else if (compared.with == COMPARED_BOUND && condition == COND_HI && fact_of(v, reg, FACT_SUM)) {
    fact_set(v, reg, (Fact){.kind = FACT_BOUNDED, .lo = v->facts[reg].lo});
  } else if (compared.with == COMPARED_NUMBER && condition == COND_NE && (type = fact_of(v, reg, FACT_TYPE)) &&
             v->facts[R9].since == type->index) {
    Fact typed = v->facts[R9];
    if (v->kinds.x[R9] == FACT_SLOT) typed.kind = FACT_SLOT_TYPED;
    else if (v->kinds.x[R9] == FACT_ELEMENT) typed.kind = FACT_ELEMENT_TYPED;
    else return;
    typed.index = (uint32_t)compared.number;
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
  const uint32_t at = v->at++, next = v->words[v->at];
  const bool is_branch = next >> 26 == 5;
  if (v->room != 0) return refuse(v, "a branch with an open call's arguments");
  if (!(is_branch ? branch_always(v, next) : call(v, next))) return false;
  v->closed = UINT32_MAX;
  v->kinds = kinds;
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
  const Comparison compared = comparison_before(v);
  if (!is_whole(v, 4) || v->words[v->at + 1] != 0x10000071 || v->words[v->at + 2] != 0x8b304a31 ||
      v->words[v->at + 3] != 0xd61f0220)
    return refuse(v, "adr outside of br_table");
  if ((word & 0xffe0ffff) != 0x1a8027f0 || compared.with != COMPARED_NUMBER || compared.reg != rm_of(word))
    return refuse(v, "br_table without its comparison");
  if (v->room != 0) return refuse(v, "a branch with an open call's arguments");
  const uint32_t first = v->at + 4;
  if (compared.number >= v->count - first) return refuse(v, "a br_table beyond the function");
  const uint32_t end = first + (uint32_t)compared.number + 1;
  for (uint32_t row = first; row < end; row++)
    if (v->words[row] >> 26 != 5 && !WORD_IS(v->words[row], NOP))
      return refuse_at(v, row, "a row of br_table that is no branch");
  v->at += 3;
  word_closes(v);
  return at_label(v);
}

#endif
