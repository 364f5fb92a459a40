/* SPDX-License-Identifier: Apache-2.0
 *
 * Scopes and homes: which local has which home register, and where. A scope is the function's body or a loop in it, at
 * most SCOPE_DEPTH of them open; loops nested deeper belong to the scope around. While a local is at home in r, r holds
 * it at every point of the scope that owns the home, from the scope's preheader on, but for inner scopes that evicted
 * it; without a home its slot holds it at every label, branch, call and scope boundary (ARCHITECTURE.md, "Homes").
 *
 * Giving a home emits nothing: what brings the local there is the preheader, emitted at the scope's end
 * (codegen/loop.h), or the prologue. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_SCOPE_H
#define SIGNET_CODEGEN_SCOPE_H

#include "codegen/operand.h"

static inline void scope_open(Scope *scope, uint32_t head, uint32_t entry) {
  scope->head = head;
  scope->entry = entry;
  scope->exits = NO_INDEX;
  scope->evictions = 0;
  scope->calls = false;
  scope->own = scope->used = scope->touched = 0;
}

/* A home's number, and the register that it is. */
static inline unsigned home_of(uint8_t type, unsigned reg) { return is_float(type) ? 32 + reg : reg; }
static inline Homes home_bit(uint8_t type, unsigned reg) { return (Homes)1 << home_of(type, reg); }
static inline unsigned home_register(unsigned home) { return home & 31; }
static inline bool home_is_float(unsigned home) { return home >= 32; }

/* The homes are taken in this order: x19-x26, then x15 down to x10; d8-d15, then v20-v29. */
static inline unsigned first_home(Homes homes) {
  const uint32_t kept_by_c = (uint32_t)homes & 0x07f80000u, low = (uint32_t)homes & 0xfc00u;
  if (kept_by_c) return (unsigned)__builtin_ctz(kept_by_c);
  if (low) return 31u - (unsigned)__builtin_clz(low);
  return (unsigned)__builtin_ctzll(homes);
}

/* Whether each local can have a home for the whole function: then no loop need be a scope. */
static bool homes_for_all(const Body *b) {
  const uint32_t count = b->walk.local_count;
  if (count <= FLOAT_HOME_COUNT) return true;
  const uint32_t integers = INTEGER_HOME_COUNT - b->context->checked_memory;
  if (count > integers + FLOAT_HOME_COUNT) return false;
  uint32_t floats = 0;
  for (uint32_t i = 0; i < count; i++) floats += is_float(b->locals[i].type);
  return floats <= FLOAT_HOME_COUNT && count - floats <= integers;
}

/* The body leaves some homes to loops, if it has loops that need them. */
static inline bool body_is_full(const Body *b, bool floats) {
  return b->body_owns[floats] >= (floats ? BODY_FLOATS : BODY_INTEGERS) && !homes_for_all(b);
}

/* A loop that finds no register free takes one whose local it has not accessed, from a scope around it; NO_HOME: there
 * is none, or it has done so EVICTIONS times. Which it takes: first those that the scope around has not accessed
 * either.
 */
static unsigned evict(Body *b, Homes bank) {
  Scope *q = b->scope, *owner = q;
  Homes others = b->owned & bank & ~q->own & ~q->touched & ~b->constants;
  if (q->calls) others &= ~VOLATILE_HOMES; /* a call here has stored the other local */
  if (q == b->scopes || q->evictions == EVICTIONS || !others) return NO_HOME;
  const unsigned home = first_home(others & ~q[-1].touched ? others & ~q[-1].touched : others);
  const Homes bit = (Homes)1 << home;
  /* On the way out to its owner the register counts as accessed: no scope there may evict it at an earlier point. */
  do {
    owner->touched |= bit;
    owner--;
  } while (!(owner->own & bit));
  const uint32_t index = b->home_local[home];
  Local *local = &b->locals[index];
  q->evicted[q->evictions++] = (Evicted){index, (uint8_t)home, (b->written & bit) != 0};
  *local = (Local){.type = local->type, .index = here(b)};
  return home;
}

/* Code reads the local's slot that no code has written: the prologue fills it. */
static void slot_wants_value(Body *b, uint32_t index) {
  b->slot_locals[b->slot_local_count++] = index;
  slots_reach(b, slot_of_local(index));
}

/* A home for a local that the scope at hand has not accessed through its slot: in this scope, or in one farther out
 * while that one has not accessed it either and registers are not short, so that it is loaded less often. */
static unsigned take_home(Body *b, uint8_t type, uint32_t index, uint32_t last) {
  Scope *q = b->scope, *owner = q;
  const bool floats = is_float(type);
  const Homes bank = b->home_registers & (floats ? FLOAT_HOMES : INTEGER_HOMES);
  const Homes free = bank & ~b->owned;
  Homes fit = free & ~q->used;
  unsigned home;
  if (q == b->scopes) {
    if (!fit || body_is_full(b, floats)) return NO_HOME;
    home = first_home(fit);
  } else if (!fit && floats && !q->calls && (VOLATILE_HOMES & ~b->owned & ~q->used) != 0) {
    fit = VOLATILE_HOMES & ~b->owned & ~q->used;
    for (; owner - 1 != b->scopes && !owner[-1].calls && last < owner[-1].head && (fit & ~owner[-1].used) != 0; owner--)
      fit &= ~owner[-1].used;
    home = first_home(fit);
  } else if (fit) {
    for (; owner != b->scopes; owner--) {
      Homes outer = fit & ~owner[-1].used;
      if (!outer || last >= owner[-1].head || (free & (free - 1)) == 0) break;
      if (owner - 1 == b->scopes && body_is_full(b, floats)) break;
      fit = outer;
    }
    home = first_home(fit);
  } else {
    home = evict(b, floats ? bank | VOLATILE_HOMES : bank);
    if (home == NO_HOME) return NO_HOME;
  }
  const Homes bit = (Homes)1 << home;
  for (Scope *s = q; s >= owner; s--) s->touched |= bit;
  owner->own |= bit;
  if (owner == b->scopes) b->body_owns[floats]++;
  b->owned |= bit;
  b->homes_used |= bit;
  b->written &= ~bit;
  b->home_local[home] = index;
  if (last == 0 && owner != b->scopes) slot_wants_value(b, index);
  return home;
}

/* Rows that say "in its slot" without asking again are true in the scope at hand only: they are listed, to be cleared
 * when a loop opens. */
static void forget_slot_rows(Body *b) {
  for (uint32_t i = 0; i < b->slot_row_count; i++) {
    Local *local = &b->locals[b->slot_rows[i]];
    if (local->where == WHERE_LOCAL_SLOT) *local = (Local){.type = local->type, .index = here(b)};
  }
  b->slot_row_count = 0;
}

/* The first access in this scope to a local that has a home. */
static inline void local_meets_home(Body *b, uint32_t index, Local *local) {
  b->scope->touched |= home_bit(local->type, local->reg);
  local->where = WHERE_LOCAL;
  local->index = index;
}

/* The commonest first access is in the body, to an integer that was never accessed, while the body may own more homes.
 * False: it is another, and nothing is done. */
static inline __attribute__((always_inline)) bool local_settle_in_body(Body *b, uint32_t index, Local *local) {
  Scope *const q = b->scope;
  uint64_t row;
  memcpy(&row, local, sizeof row);
  const uint32_t fit = (uint32_t)(b->home_registers & INTEGER_HOMES & ~b->owned & ~q->used);
  if (row - TYPE_I32 > TYPE_I64 - TYPE_I32 || q != b->scopes || b->body_owns[0] >= BODY_INTEGERS || !fit) return false;
  const unsigned home = first_home(fit);
  const Homes bit = (Homes)1 << home;
  q->touched |= bit;
  q->own |= bit;
  b->body_owns[0]++;
  b->owned |= bit;
  b->homes_used |= bit;
  b->written &= ~bit;
  b->home_local[home] = index;
  row |= WHERE_LOCAL << 8 | (uint64_t)home << 16 | (uint64_t)index << 32;
  memcpy(local, &row, sizeof row);
  return true;
}

static void local_settle_elsewhere(Body *b, uint32_t index, Local *local);

/* The first access in this scope to a local whose row does not say where it is: to its home, if it has one or finds
 * one, else to its slot. Emits nothing. */
static __attribute__((noinline)) void local_settle(Body *b, uint32_t index, Local *local) {
  if (local->reg) return local_meets_home(b, index, local);
  if (local_settle_in_body(b, index, local)) return;
  local_settle_elsewhere(b, index, local);
}

static __attribute__((noinline)) void local_settle_elsewhere(Body *b, uint32_t index, Local *local) {
  const uint32_t last = local->index;
  const uint8_t type = local->type;
  const bool has_homes = type != TYPE_REF && type != TYPE_V128;
  unsigned home = NO_HOME;
  if (has_homes && last < b->scope->head) home = take_home(b, type, index, last);
  if (last == 0 && home == NO_HOME) slot_wants_value(b, index);
  *local = (Local){.type = type, .index = index, .where = WHERE_LOCAL_SLOT};
  if (home != NO_HOME) {
    local->where = WHERE_LOCAL;
    local->reg = (uint16_t)home_register(home);
  } else if (has_homes) {
    if (b->slot_row_count == SLOT_ROWS) forget_slot_rows(b);
    *local = (Local){.type = type, .index = index, .where = WHERE_LOCAL_SLOT};
    b->slot_rows[b->slot_row_count++] = index;
  }
}

/* The local in this home gets another value. */
static inline void home_written(Body *b, uint8_t type, unsigned reg) { b->written |= home_bit(type, reg); }

#endif
