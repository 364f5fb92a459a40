/* SPDX-License-Identifier: Apache-2.0
 *
 * A first look at a word: almost every one is of a few kinds, has operands of which nothing need be known and leaves
 * little to remember. Bits 31:21 tell which, and a few tests more that it is as simple; whatever is not, and whatever
 * is to be refused, is left to the rules (word_verify). Part of verifier/function.c.
 *
 * Invariant: what is done with here the rules accept, and they know then at least what is known here
 * (verifier/first_look_test.c compares the two).
 */
#ifndef SIGNET_VERIFIER_FIRST_LOOK_H
#define SIGNET_VERIFIER_FIRST_LOOK_H

#include "verifier/arithmetic.h"

typedef enum {
  LOOK_AT_NOTHING, /* see the rules */
  LOOK_AT_CALL,    /* bl */
  LOOK_AT_BRANCH,  /* b */
  LOOK_AT_IF,      /* b.cond */
  LOOK_AT_IF_ZERO, /* cbz, cbnz */
  /* accesses of one register: [base, #a multiple of its size] */
  LOOK_AT_LOAD,
  LOOK_AT_STORE,
  LOOK_AT_LOAD_FLOAT,
  LOOK_AT_STORE_FLOAT,
  LOOK_AT_LOAD_INDEXED, /* [x27, wM, uxtw] */
  LOOK_AT_STORE_INDEXED,
  LOOK_AT_POLL,    /* ldur wzr, [x28, #the poll's place] */
  LOOK_AT_RESTORE, /* ldp of [x29, #below] */
  /* rd of rn and a number */
  LOOK_AT_NUMBER,
  LOOK_AT_BITS,       /* the same, of 32 bits */
  LOOK_AT_ADD_NUMBER, /* the same, or an address */
  LOOK_AT_COMPARE,    /* the same, where rd may be xzr */
  LOOK_AT_CONSTANT,   /* movz */
  LOOK_AT_CHANGE,     /* movk */
  /* rd of rn and rm */
  LOOK_AT_BASE, /* add x, x, w, uxtw */
  LOOK_AT_ADD,  /* or an address */
  LOOK_AT_SELECT,
  LOOK_AT_SHIFT,
  LOOK_AT_WIDE,
  LOOK_AT_NARROW, /* of 32 bits */
  LOOK_AT_MOVE,   /* the same, or the first word of a checked access */
} Look;

/* Words whose bits 31:24 are `byte` and bits 23:21 from `first` to `last`. */
#define FORMS(byte, first, last, look) [(byte) << 3 | (first)...(byte) << 3 | (last)] = LOOK_AT_##look
#define FORM(byte, bits, look)         FORMS(byte, bits, bits, look)
#define ALL_FORMS(byte, look)          FORMS(byte, 0, 7, look)
static const uint8_t looks[256 * 8] = {
    /* and, orr, eor, ands, and with rm inverted; shifted */
    ALL_FORMS(0x0a, NARROW),
    ALL_FORMS(0x2a, MOVE),
    ALL_FORMS(0x4a, NARROW),
    ALL_FORMS(0x6a, NARROW),
    ALL_FORMS(0x8a, WIDE),
    ALL_FORMS(0xaa, WIDE),
    ALL_FORMS(0xca, WIDE),
    ALL_FORMS(0xea, WIDE),
    /* add, sub, subs; shifted left, right, right with sign */
    FORM(0x0b, 0, NARROW),
    FORM(0x0b, 2, NARROW),
    FORM(0x0b, 4, NARROW),
    FORM(0x4b, 0, NARROW),
    FORM(0x4b, 2, NARROW),
    FORM(0x4b, 4, NARROW),
    FORM(0x6b, 0, NARROW),
    FORM(0x6b, 2, NARROW),
    FORM(0x6b, 4, NARROW),
    FORM(0x8b, 0, ADD),
    FORM(0x8b, 2, ADD),
    FORM(0x8b, 4, ADD),
    FORM(0x8b, 1, BASE),
    FORM(0xcb, 0, WIDE),
    FORM(0xcb, 2, WIDE),
    FORM(0xcb, 4, WIDE),
    FORM(0xeb, 0, WIDE),
    FORM(0xeb, 2, WIDE),
    FORM(0xeb, 4, WIDE),
    /* csel, csinc; lslv, lsrv, asrv, rorv */
    FORM(0x1a, 4, SELECT),
    FORM(0x9a, 4, SELECT),
    FORM(0x1a, 6, SHIFT),
    FORM(0x9a, 6, SHIFT),
    /* add, sub, subs of a number */
    FORMS(0x11, 0, 3, NUMBER),
    FORMS(0x51, 0, 3, NUMBER),
    FORMS(0x71, 0, 3, COMPARE),
    FORMS(0x91, 0, 3, ADD_NUMBER),
    FORMS(0xd1, 0, 3, NUMBER),
    FORMS(0xf1, 0, 3, COMPARE),
    /* and, orr of a mask; sbfm, bfm, ubfm; movz, movk */
    FORMS(0x12, 0, 1, NUMBER),
    FORMS(0x32, 0, 1, NUMBER),
    FORMS(0x92, 0, 3, NUMBER),
    FORMS(0xb2, 0, 3, NUMBER),
    FORM(0x13, 0, BITS),
    FORM(0x33, 0, BITS),
    FORM(0x53, 0, BITS),
    FORMS(0x93, 2, 3, NUMBER),
    FORMS(0xb3, 2, 3, NUMBER),
    FORMS(0xd3, 2, 3, NUMBER),
    FORMS(0x52, 4, 5, CONSTANT),
    FORMS(0xd2, 4, 7, CONSTANT),
    FORMS(0x72, 4, 5, CHANGE),
    FORMS(0xf2, 4, 7, CHANGE),
    /* str, ldr of 8, 16, 32, 64 bits, ldrs to 64 bits and to 32; of floats */
    FORMS(0x39, 0, 1, STORE),
    FORMS(0x39, 2, 7, LOAD),
    FORMS(0x79, 0, 1, STORE),
    FORMS(0x79, 2, 7, LOAD),
    FORMS(0xb9, 0, 1, STORE),
    FORMS(0xb9, 2, 5, LOAD),
    FORMS(0xf9, 0, 1, STORE),
    FORMS(0xf9, 2, 3, LOAD),
    FORMS(0xbd, 0, 1, STORE_FLOAT),
    FORMS(0xbd, 2, 3, LOAD_FLOAT),
    FORMS(0xfd, 0, 1, STORE_FLOAT),
    FORMS(0xfd, 2, 3, LOAD_FLOAT),
    FORM(0x38, 1, STORE_INDEXED),
    FORM(0x38, 3, LOAD_INDEXED),
    FORM(0x38, 5, LOAD_INDEXED),
    FORM(0x38, 7, LOAD_INDEXED),
    FORM(0x78, 1, STORE_INDEXED),
    FORM(0x78, 3, LOAD_INDEXED),
    FORM(0x78, 5, LOAD_INDEXED),
    FORM(0x78, 7, LOAD_INDEXED),
    FORM(0xb8, 1, STORE_INDEXED),
    FORM(0xb8, 3, LOAD_INDEXED),
    FORM(0xb8, 5, LOAD_INDEXED),
    FORM(0xf8, 1, STORE_INDEXED),
    FORM(0xf8, 3, LOAD_INDEXED),
    FORM(0xa9, 3, RESTORE),
    FORM(0xb8, 2, POLL),
    ALL_FORMS(0x54, IF),
    ALL_FORMS(0x34, IF_ZERO),
    ALL_FORMS(0x35, IF_ZERO),
    ALL_FORMS(0xb4, IF_ZERO),
    ALL_FORMS(0xb5, IF_ZERO),
    ALL_FORMS(0x14, BRANCH),
    ALL_FORMS(0x15, BRANCH),
    ALL_FORMS(0x16, BRANCH),
    ALL_FORMS(0x17, BRANCH),
    ALL_FORMS(0x94, CALL),
    ALL_FORMS(0x95, CALL),
    ALL_FORMS(0x96, CALL),
    ALL_FORMS(0x97, CALL),
};

/* What is rare stays out of the loop, which would work out addresses for it with every word. */
#define OUT_OF_LINE __attribute__((noinline))

/* ---- What computes ---- */

/* rd gets a value of which nothing is known, made of registers of which something may be. */
static inline bool look_at_value(uint8_t *x, uint32_t rd, uint32_t sources) {
  if ((x[rd] | sources) & FACT_KEPT) return false;
  x[rd] = FACT_NONE;
  return true;
}

/* mov w16, wI; add x16, x16, #n; cmp x16, x26; b.hi down, or b.ls over b down; add x16, x27, x16; an access of
 * [x16, #-n..]: 32 bits and n are at most the bound, so that the n bytes below are memory's. The first is at v->at;
 * gives how many they are, 0: it is not so. */
static OUT_OF_LINE uint32_t look_at_checked_access(Verifier *v) {
  if (v->room != 0 || !is_whole(v, 6)) return 0;
  const uint32_t *const words = &v->words[v->at];
  if ((words[0] & 0xffe0ffff) != 0x2a0003f0 || is_special(v, rm_of(words[0])) ||
      (words[1] & 0xffc003ff) != 0x91000210 || words[2] != 0xeb1a021f)
    return 0;
  const uint32_t *branch = &words[3];
  int64_t down = signed_field(*branch, 5, 19);
  if ((*branch & 0xff00001f) != 0x54000008) {
    if (*branch++ != 0x54000049 || *branch >> 26 != 5 || !is_whole(v, 7)) return 0;
    down = signed_field(*branch, 0, 26);
  }
  const uint32_t access = branch[2], rt = rd_of(access), opc = field(access, 22, 2);
  const int64_t to = (branch - v->words) + down, offset = signed_field(access, 12, 9), bytes = 1 << (access >> 30);
  if (branch[1] != 0x8b100370 || down <= 2 || to >= v->count) return 0;
  if (-offset > field(words[1], 10, 12) || offset + bytes > 0) return 0;
  if ((access & 0x3f200fe0) == 0x38000200) { /* ldur, stur: integers */
    if (is_special(v, rt) || (opc >= 2 && (access >> 30) + (opc & 1) > 2)) return 0;
    if (opc != 0) v->kinds.x[rt] = FACT_NONE;
  } else if ((access & 0xbfa00fe0) != 0xbc000200 || v->kinds.v[rt] != FACT_NONE) { /* floats */
    return 0;
  }
  v->kinds.x[R16] = FACT_NONE;
  v->marks[to] |= MARK_LABEL;
  return (uint32_t)(branch - words) + 3;
}

static inline bool look_at_registers(Verifier *v, size_t *at, uint32_t word, Look look) {
  uint8_t *const x = v->kinds.x;
  const uint32_t rd = rd_of(word), rn = rn_of(word), rm = rm_of(word);
  if (look >= LOOK_AT_NARROW) {
    if (word & 0x8000) return false; /* shifted by 32 and more */
    if (look == LOOK_AT_MOVE && rd == R16 && v->bounded) {
      v->at = (uint32_t)*at;
      const uint32_t count = look_at_checked_access(v);
      if (count == 0) return false;
      *at += count - 1;
      return true;
    }
  } else if (look == LOOK_AT_BASE) { /* of x27 */
    if ((word & 0xffe0) != 0x4360 || !v->guarded || ((x[rd] | x[rm]) & FACT_KEPT) || rm == R31 || rd == R31)
      return false;
    fact_set_indexed(v, rd);
    return true;
  } else if (look == LOOK_AT_ADD) {
    if (x[rn] | x[rm]) return false;
  } else if (look == LOOK_AT_SELECT) {
    if (word & 0x800 || rd == R16) return false; /* x16: br_table */
  } else if (look == LOOK_AT_SHIFT) {
    if ((word & 0xf000) != 0x2000) return false;
  }
  return look_at_value(x, rd, x[rn] | x[rm]);
}

static inline bool look_at_number(Verifier *v, uint32_t word, Look look) {
  uint8_t *const x = v->kinds.x;
  const uint32_t rd = rd_of(word), rn = rn_of(word);
  if (look >= LOOK_AT_CONSTANT) {
    const unsigned shift = 16 * field(word, 21, 2);
    uint64_t number = (uint64_t)field(word, 5, 16) << shift;
    if ((x[rd] & FACT_KEPT) || rd == R31) return false;
    if (look == LOOK_AT_CHANGE) {
      if (x[rd] != FACT_CONSTANT) return false;
      number |= v->facts[rd].lo & ~((uint64_t)0xffff << shift);
      if (!(word >> 31)) number = (uint32_t)number;
    }
    fact_set_constant(v, rd, number);
    return true;
  }
  if (rn == R31 || (rd == R31 && look != LOOK_AT_COMPARE)) return false; /* sp */
  if (look == LOOK_AT_ADD_NUMBER && x[rn] != FACT_NONE) return false;
  if (look == LOOK_AT_BITS && (word & 0x8000)) return false;
  return look_at_value(x, rd, x[rn]);
}

/* ---- Accesses ---- */

enum { POLL = 0xb85f839f - 0x100000000 }; /* ldur wzr, [x28, #-8] */
_Static_assert(INSTANCE_POLL == -8, "the word above");

/* [base + a number below 2^15] */
static inline bool is_near(const Verifier *v, uint32_t word) {
  const uint32_t base = rn_of(word), size = word >> 30;
  if (base != R31) return v->kinds.x[base] == FACT_NEAR;
  const uint32_t offset = field(word, 10, 12) << size;
  return v->room == 0 && offset >= v->frame.first && offset + (1u << size) <= v->frame.slots_end;
}

static OUT_OF_LINE bool look_at_poll(Verifier *v, size_t at) {
  if (v->room != 0) return false;
  v->marks[at] |= MARK_HEAD;
  forget(v);
  return true;
}

static inline bool look_at_access(Verifier *v, size_t at, uint32_t word, Look look) {
  uint8_t *const x = v->kinds.x;
  const uint32_t rt = rd_of(word), rm = rm_of(word);
  if (look <= LOOK_AT_STORE) {
    if (!is_near(v, word) || (x[rt] & FACT_KEPT)) return false;
    if (look == LOOK_AT_LOAD) x[rt] = FACT_NONE;
    return true;
  }
  if (look <= LOOK_AT_STORE_FLOAT)
    return (v->kinds.v[rt] == FACT_NONE || look == LOOK_AT_STORE_FLOAT) && is_near(v, word);
  if (look <= LOOK_AT_STORE_INDEXED) {
    if ((word & 0xffe0) != 0x4b60 || !v->guarded || ((x[rt] | x[rm]) & FACT_KEPT) || rm == R31) return false;
    if (look == LOOK_AT_LOAD_INDEXED) x[rt] = FACT_NONE;
    return true;
  }
  if (look == LOOK_AT_POLL) return WORD_IS(word, POLL) && look_at_poll(v, at);
  const int64_t place = 8 * signed_field(word, 15, 7);
  return rn_of(word) == R29 && rt != ra_of(word) && restore_register(v, rt, place) &&
         restore_register(v, ra_of(word), place + 8);
}

/* ---- Branches ---- */

/* The word at `at`, of which nothing more need be known, branches by `distance` words. */
static inline bool look_at_target(Verifier *v, uint8_t *marks, size_t at, int64_t distance) {
  const size_t to = at + (size_t)distance;
  if (to >= v->count || v->room != 0) return false;
  if (distance <= 0) return marks[to] & MARK_HEAD;
  marks[to] |= MARK_LABEL;
  return true;
}

/* Whether the word behind `at` is there, and is not b or bl: over these more may be known. */
static OUT_OF_LINE bool is_over_plain(const Verifier *v, size_t at) {
  return at + 1 < v->count && (v->words[at + 1] >> 26 & 0x1f) != 5;
}

/* bl at v->at. Traps lie in a row, each where a check leads to, and one word less far away. */
static OUT_OF_LINE bool look_at_call(Verifier *v, uint32_t word) {
  if (target_26(v, v->at, word) != v->trap || v->room != 0) return call(v, word);
  const uint32_t *words = v->words;
  const uint8_t *marks = v->marks;
  uint32_t at = v->at;
  while (marks[at + 1] == MARK_LABEL && words[at + 1] == word - 1 && (word - 1) >> 26 == 0x25) at++, word--;
  v->at = at;
  word_closes(v);
  forget(v);
  return true;
}

static inline bool look_at_branch(Verifier *v, uint8_t *marks, size_t *at, uint32_t word, Look look) {
  const uint8_t *const x = v->kinds.x;
  if (look >= LOOK_AT_IF) {
    const int64_t distance = signed_field(word, 5, 19);
    const uint32_t condition = word & 31;
    if (distance == 2 && !is_over_plain(v, *at)) return false;
    if (look == LOOK_AT_IF_ZERO) {
      if (x[rd_of(word)] & FACT_KEPT) return false;
    } else if (condition >= 16 || condition == COND_HS || condition == COND_HI ||
               (condition == COND_NE && x[R9] >= FACT_SLOT)) {
      return false; /* of which more may be known */
    }
    return look_at_target(v, marks, *at, distance);
  }
  if (look == LOOK_AT_BRANCH) {
    if (!look_at_target(v, marks, *at, signed_field(word, 0, 26))) return false;
    v->closed = (uint32_t)*at + 1;
    forget(v);
    return true;
  }
  if (look == LOOK_AT_NOTHING) return false;
  v->at = (uint32_t)*at;
  const bool fine = look_at_call(v, word);
  *at = v->at;
  return fine;
}

/* Looks at the word at `at`: true if it is done with, and those up to what `at` is then. False: see the rules. */
static inline __attribute__((always_inline)) bool first_look(Verifier *v, uint8_t *marks, size_t *at, uint32_t word) {
  const Look look = looks[word >> 21];
  if (look >= LOOK_AT_NUMBER)
    return look >= LOOK_AT_BASE ? look_at_registers(v, at, word, look) : look_at_number(v, word, look);
  return look >= LOOK_AT_LOAD ? look_at_access(v, *at, word, look) : look_at_branch(v, marks, at, word, look);
}

#endif
