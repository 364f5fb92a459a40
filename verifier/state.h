/* SPDX-License-Identifier: Apache-2.0
 *
 * What the verifier knows between two words of a function: of each general register a *fact*, of the frame its drawing,
 * of sp how far it is below the frame. Part of verifier/function.c.
 *
 * Invariants, at every word that is not inside of an idiom: x28 is the instance, x27 the base of memory 0 if there is
 * one, x26 its bound if it is checked, x29 the frame record if the function has one, x18 and x30 are untouched (x30 of
 * a function with a frame: calls change it). Idioms that break one of these are looked at whole, and no label lies in
 * them. At a label nothing else is known, and sp is at the frame's bottom.
 */
#ifndef SIGNET_VERIFIER_STATE_H
#define SIGNET_VERIFIER_STATE_H

#include "verifier/verify.h"
#include "verifier/words.h"

#include <string.h>

enum { R9 = 9, R16 = 16, R17 = 17, R18 = 18, R26 = 26, R27 = 27, R28 = 28, R29 = 29, R30 = 30, R31 = 31 };

/* Facts of a general register. Offsets and constants are lo, or lo to hi. */
typedef enum {
  FACT_NONE,
  FACT_CONSTANT,      /* lo, 64 bits */
  FACT_MEMORY,        /* guarded: x27 + something from lo to hi */
  FACT_NEAR,          /* the same (and its Fact says so), with all of NEAR_BYTES behind within the guard */
  FACT_SUM,           /* checked: a 32-bit value + lo */
  FACT_BOUNDED,       /* checked: from lo up to the bound */
  FACT_CHECKED,       /* checked: x27 + something from lo up to the bound */
  FACT_FRAME,         /* sp + lo, at the frame's bottom */
  FACT_LINK,          /* x30 as the caller gave it */
  FACT_ENTRY,         /* of a home: what it was when the function was entered, restored */
  FACT_INSTANCE,      /* x28 + lo */
  FACT_CELL,          /* the cell of imported global `index` */
  FACT_HEADER,        /* the TableHeader of table `index` */
  FACT_SIZE,          /* 32 bits: the size of table `index` */
  FACT_BELOW,         /* the low 32 bits are below lo */
  FACT_IN_TABLE,      /* the low 32 bits are below the size of table `index` */
  FACT_BASE,          /* the base of table `index`, authenticated */
  FACT_SLOT,          /* an element of table `index`: a CallSlot */
  FACT_SLOT_TYPED,    /* a CallSlot with an entry of canonical type `index` */
  FACT_DISPATCH,      /* x28 + lo + 16 i, i below hi */
  FACT_ELEMENT,       /* x28 + lo + 16 i is element i of a dispatch table */
  FACT_ELEMENT_TYPED, /* and of canonical type `index`; its DispatchEntry is hi behind the register */
  FACT_TYPE,          /* 32 bits: the type of what x9 has been since word `index` */
  FACT_KEPT = 0x80    /* must not be written, nor read but in idioms */
} FactKind;

enum { NEAR_BYTES = (1 << 15) + 8 /* more than an access reaches with a number */ };

typedef struct {
  FactKind kind; /* as `kinds` says of the register, when the fact is made */
  uint32_t index;
  uint32_t since; /* the word that made it */
  uint64_t lo, hi;
} Fact;

/* The frame as the prologue made it (codegen/abi.h): from sp up the first pair, slots, the other saved registers, the
 * record. */
typedef struct {
  bool framed;
  bool instance;           /* x28 is in slot 0 */
  uint32_t bytes;          /* below the record */
  uint32_t first, others;  /* of these: the first pair at the bottom, the others at the top */
  uint32_t slots_end;      /* from sp: where the others begin */
  uint32_t saved, saved_v; /* homes, as masks */
  uint32_t pair[2];        /* registers of the first pair; 31: none */
  bool pair_v;
  int16_t place[32]; /* of other saved registers: offset from x29 */
  int16_t place_v[16];
} Frame;

/* FactKind of x0-x30, and nothing of xzr; of v0-v31 FACT_NONE, FACT_ENTRY or FACT_KEPT. Bytes, so that a word without
 * any fact about its registers, which is almost every one, is known by one or of a few. */
typedef struct {
  uint8_t x[32], v[32];
} Kinds;

typedef struct {
  Kinds kinds, at_labels;
  const VerifyModule *m;
  const uint32_t *words;
  uint32_t count, at;
  uintptr_t address;
  uint8_t *marks;
  const char *reason;
  uint32_t closed;          /* one past the last word that does not fall through */
  uint32_t room;            /* bytes of sp below the frame's bottom: an open call's arguments */
  uint32_t stack_slots;     /* of the function's own type */
  bool has_memory, checked; /* memory 0 */
  bool guarded, bounded;    /* there is one, and it is not checked, or it is */
  /* The prologue's last word may be the body's first: it is read both ways, if need be. */
  bool ambiguous, without_slots;
  uintptr_t trap; /* a trap stub that this function's form may call, if not 0 */
  Frame frame;
  Fact facts[32];
} Verifier;

/* Marks of words: where a branch from above leads; where branches from below may lead; where the pass ends. */
enum { MARK_LABEL = 1, MARK_HEAD = 2, MARK_END = 4 };

static inline bool refuse(Verifier *v, const char *reason) {
  v->reason = reason;
  return false;
}
static inline bool refuse_at(Verifier *v, uint32_t at, const char *reason) {
  v->at = at;
  return refuse(v, reason);
}

static inline uint32_t word_at(const Verifier *v, uint32_t at) { return at < v->count ? v->words[at] : 0; /* udf */ }

/* Whether the next n words from v->at on are the function's, and nothing branches behind the first. */
static inline bool is_whole(const Verifier *v, uint32_t n) {
  if (v->count - v->at < n) return false;
  const uint8_t *marks = &v->marks[v->at + 1];
  uint32_t four, any = 0, i = 0;
  for (; i + 4 < n; i += sizeof four) {
    memcpy(&four, &marks[i], sizeof four);
    any |= four;
  }
  for (; i + 1 < n; i++) any |= marks[i];
  return any == 0;
}

/* ---- Facts ---- */

/* Registers that plain instructions neither read nor write: those that are always kept, and homes that the function has
 * not saved (homes_kept in frame.h). */
static inline bool is_special(const Verifier *v, uint32_t reg) { return v->kinds.x[reg] & FACT_KEPT; }
static inline bool are_special(const Verifier *v, uint32_t a, uint32_t b) {
  return (v->kinds.x[a] | v->kinds.x[b]) & FACT_KEPT;
}

/* The fact of a register, or NULL. */
static inline const Fact *fact_any(const Verifier *v, uint32_t reg) {
  const uint8_t kind = v->kinds.x[reg];
  return kind != FACT_NONE && !(kind & FACT_KEPT) ? &v->facts[reg] : NULL;
}
static inline const Fact *fact_of(const Verifier *v, uint32_t reg, FactKind kind) {
  return v->kinds.x[reg] == kind ? &v->facts[reg] : NULL;
}
static inline void fact_set(Verifier *v, uint32_t reg, Fact fact) {
  const bool near = fact.kind == FACT_MEMORY && fact.hi <= VERIFY_GUARDED_BYTES - NEAR_BYTES;
  v->facts[reg] = fact;
  v->kinds.x[reg] = (uint8_t)(near ? FACT_NEAR : fact.kind);
}
/* The same for two that are frequent, with no more written than is read of them. */
static inline void fact_set_constant(Verifier *v, uint32_t reg, uint64_t number) {
  v->facts[reg].kind = FACT_CONSTANT;
  v->facts[reg].lo = number;
  v->kinds.x[reg] = FACT_CONSTANT;
}
static inline void fact_set_indexed(Verifier *v, uint32_t reg) { /* x27 + 32 bits */
  _Static_assert(UINT32_MAX <= VERIFY_GUARDED_BYTES - NEAR_BYTES, "it is near");
  v->facts[reg].kind = FACT_MEMORY;
  v->facts[reg].lo = 0;
  v->facts[reg].hi = UINT32_MAX;
  v->kinds.x[reg] = FACT_NEAR;
}

/* A register gets a value of which nothing is known. 31 is xzr. */
static inline bool write_register(Verifier *v, uint32_t reg) {
  const uint8_t kind = v->kinds.x[reg];
  if (__builtin_expect(kind == FACT_NONE, 1)) return true;
  if (kind & FACT_KEPT) return refuse(v, "a register is written that must be kept");
  v->kinds.x[reg] = FACT_NONE;
  return true;
}
static inline bool write_fact(Verifier *v, uint32_t reg, Fact fact) {
  if (v->kinds.x[reg] & FACT_KEPT) return refuse(v, "a register is written that must be kept");
  if (reg == R31) return true;
  fact.since = v->at;
  fact_set(v, reg, fact);
  return true;
}
static inline bool write_vector(Verifier *v, uint32_t reg) {
  const uint8_t kind = v->kinds.v[reg];
  if (__builtin_expect(kind == FACT_NONE, 1)) return true;
  if (kind & FACT_KEPT) return refuse(v, "a vector register is written that must be kept");
  v->kinds.v[reg] = FACT_NONE;
  return true;
}

static inline void forget(Verifier *v) { v->kinds = v->at_labels; }
/* The word at v->at does not fall through. */
static inline void word_closes(Verifier *v) { v->closed = v->at + 1; }
/* Whether the word before v->at falls through. */
static inline bool is_open(const Verifier *v) { return v->closed != v->at; }

/* Where control may come from elsewhere, or goes to. */
static inline bool at_label(Verifier *v) {
  if (v->room != 0) return refuse(v, "sp is not at the frame's bottom where control may come from elsewhere");
  forget(v);
  return true;
}

static inline Fact constant(uint64_t value) { return (Fact){.kind = FACT_CONSTANT, .lo = value}; }

/* ---- The module's tables ---- */

static inline const VerifyType *type_of_function(const VerifyModule *m, uint32_t function) {
  return &m->types[m->module->functions[function].type];
}

/* The type of this canonical id, if the module has it. */
static const VerifyType *type_of_canonical(const VerifyModule *m, uint64_t canonical) {
  uint32_t low = 0, high = m->module->type_count;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (m->by_canonical[middle].canonical < canonical) low = middle + 1;
    else high = middle;
  }
  return low < m->module->type_count && m->by_canonical[low].canonical == canonical ? &m->by_canonical[low] : NULL;
}

static inline bool dispatch_exists(const VerifyModule *m, uint64_t offset, uint64_t elements) {
  uint32_t low = 0, high = m->dispatch_count;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (m->dispatches[middle].offset < offset) low = middle + 1;
    else high = middle;
  }
  return low < m->dispatch_count && m->dispatches[low].offset == offset && m->dispatches[low].elements == elements;
}

/* The global whose cell begins there, or NO_INDEX. */
static inline uint32_t global_at(const VerifyModule *m, uint64_t offset) {
  const uint32_t *globals = m->layout->globals;
  uint32_t low = 0, high = m->module->global_count;
  const uint64_t guess = (offset - INSTANCE_HEADER_BYTES) / 8; /* all cells have 8 bytes, unless there are vectors */
  if (guess < high && globals[guess] == offset) return (uint32_t)guess;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (globals[middle] < offset) low = middle + 1;
    else high = middle;
  }
  return low < m->module->global_count && globals[low] == offset ? low : NO_INDEX;
}

/* The table whose header's address is there, or NO_INDEX. */
static inline uint32_t table_at(const VerifyModule *m, uint64_t offset) {
  const uint64_t from = offset - m->layout->tables;
  return from % 8 == 0 && from / 8 < m->module->table_count ? (uint32_t)(from / 8) : NO_INDEX;
}

#endif
