/* SPDX-License-Identifier: Apache-2.0
 *
 * Instructions that compute: most only give their result an unknown value. A few make addresses, constants and
 * comparisons, of which something is known afterwards. Part of verifier/function.c.
 */
#ifndef SIGNET_VERIFIER_ARITHMETIC_H
#define SIGNET_VERIFIER_ARITHMETIC_H

#include "verifier/access.h"

#define UNKNOWN_WORD "a word that is not known"
#define NO_OPERAND   "a register is read that is no operand"

/* ---- Constants ---- */

static inline bool move_wide(Verifier *v, uint32_t word) {
  const uint32_t rd = rd_of(word), shift = 16 * field(word, 21, 2), opc = field(word, 29, 2);
  const bool wide = word >> 31;
  const uint64_t immediate = (uint64_t)field(word, 5, 16) << shift, mask = wide ? UINT64_MAX : UINT32_MAX;
  if (!wide && shift >= 32) return refuse(v, UNKNOWN_WORD);
  if (opc == 2) return write_fact(v, rd, constant(immediate));
  if (opc == 0) return write_fact(v, rd, constant(~immediate & mask));
  const Fact *before = fact_of(v, rd, FACT_CONSTANT);
  if (!before) return write_register(v, rd);
  return write_fact(v, rd, constant(((before->lo & ~((uint64_t)0xffff << shift)) | immediate) & mask));
}

/* ---- Addresses ---- */

/* a + the number `b` to `b_high`, if something is known of that. Numbers are below 2^33, so that sums of all a
 * function's words stay below 2^63. */
static inline bool fact_plus(const Fact *a, uint64_t b, uint64_t b_high, Fact *sum) {
  *sum = *a;
  if (b_high > UINT64_C(1) << 33) return false;
  switch (a->kind) {
  case FACT_MEMORY:
    sum->lo += b;
    sum->hi += b_high;
    return true;
  case FACT_SUM:
  case FACT_INSTANCE:
  case FACT_FRAME: sum->lo += b; return b == b_high && sum->lo < UINT64_C(1) << 34;
  default: return false;
  }
}

/* x27 and x28 as addresses. */
static inline const Fact *address_of(const Verifier *v, uint32_t reg, Fact *pinned) {
  if (reg == R27) {
    *pinned = (Fact){.kind = FACT_MEMORY};
    return v->has_memory && !v->checked ? pinned : NULL;
  }
  if (reg == R28) {
    *pinned = (Fact){.kind = FACT_INSTANCE};
    return pinned;
  }
  return fact_any(v, reg);
}

/* add, sub of a 12-bit immediate. */
static inline bool add_immediate(Verifier *v, uint32_t word) {
  const uint32_t rd = rd_of(word), rn = rn_of(word), number = field(word, 10, 12) << (word >> 22 & 1 ? 12 : 0);
  if (word >> 23 & 1) return refuse(v, UNKNOWN_WORD);
  if (word >> 29 & 1) { /* adds, subs */
    if (is_special(v, rn) || rn == R31) return refuse(v, NO_OPERAND);
    return write_register(v, rd);
  }
  if (rd == R31) return sp_moved(v, word);
  if ((word >> 30) != 2) return is_special(v, rn) || rn == R31 ? refuse(v, NO_OPERAND) : write_register(v, rd);
  Fact pinned, sum;
  if (rn == R31) {
    if (v->room != 0 || !v->frame.framed || rd != R16) return refuse(v, NO_OPERAND);
    return write_fact(v, rd, (Fact){.kind = FACT_FRAME, .lo = number});
  }
  const Fact *base = address_of(v, rn, &pinned);
  if (base && fact_plus(base, number, number, &sum)) return write_fact(v, rd, sum);
  return is_special(v, rn) ? refuse(v, NO_OPERAND) : write_register(v, rd);
}

/* add x, xN, xM, neither of them sp: a constant and an address. */
static inline bool add_addresses(Verifier *v, uint32_t rd, uint32_t rn, uint32_t rm) {
  Fact pinned, sum;
  if (rm == R27 || rm == R28) {
    const uint32_t swapped = rn;
    rn = rm;
    rm = swapped;
  }
  const Fact *offset = fact_any(v, rm);
  if (rn == R27 && v->checked && v->has_memory && offset && offset->kind == FACT_BOUNDED)
    return write_fact(v, rd, (Fact){.kind = FACT_CHECKED, .lo = offset->lo});
  const Fact *base = address_of(v, rn, &pinned);
  if (base && base->kind == FACT_CONSTANT && offset && offset->kind != FACT_CONSTANT) {
    const Fact *swapped = base;
    base = offset;
    offset = swapped;
  }
  if (base && offset && offset->kind == FACT_CONSTANT && fact_plus(base, offset->lo, offset->lo, &sum))
    return write_fact(v, rd, sum);
  return are_special(v, rn, rm) ? refuse(v, NO_OPERAND) : write_register(v, rd);
}

/* add, sub, adds, subs of registers; the second shifted. */
static inline bool add_shifted(Verifier *v, uint32_t word) {
  const uint32_t rd = rd_of(word), rn = rn_of(word), rm = rm_of(word);
  const bool wide = word >> 31;
  if (field(word, 22, 2) == 3 || (!wide && (word >> 15 & 1))) return refuse(v, UNKNOWN_WORD);
  if ((word & 0xffe0fc00) == 0x8b000000 && (v->kinds.x[rn] | v->kinds.x[rm])) return add_addresses(v, rd, rn, rm);
  if (are_special(v, rn, rm)) {
    if ((word & 0xfffffc1f) != (0xeb00001f | R26 << 16) || !v->checked || is_special(v, rn))
      return refuse(v, NO_OPERAND);
    return true; /* cmp xN, x26 */
  }
  return write_register(v, rd);
}

/* add x, base, wI, uxtw #0 or #4 make addresses: of memory, of a DispatchEntry, of a CallSlot in two steps. */
static bool add_index(Verifier *v, uint32_t word, uint32_t rd, uint32_t rn, uint32_t rm) {
  const uint32_t shift = field(word, 10, 3);
  Fact pinned, sum;
  if (is_special(v, rm) || rm == R31) return refuse(v, NO_OPERAND);
  const Fact *base = address_of(v, rn, &pinned), *index = fact_any(v, rm);
  if (base && shift == 0 && base->kind == FACT_MEMORY && fact_plus(base, 0, UINT32_MAX, &sum))
    return write_fact(v, rd, sum);
  if (base && shift == DISPATCH_ENTRY_SHIFT && base->kind == FACT_INSTANCE && index && index->kind == FACT_BELOW)
    return write_fact(v, rd, (Fact){.kind = FACT_DISPATCH, .lo = base->lo, .hi = index->lo});
  if (base && base->kind == FACT_BASE && index && index->kind == FACT_IN_TABLE && base->index == index->index &&
      rd == R9 && word == (0x8b205009 | rn << 5 | rm << 16) && is_whole(v, 2) &&
      v->words[v->at + 1] == (0x8b205129 | rm << 16) && rm != R9 &&
      type_is_func_reference(v->m->module->tables[base->index].type.element)) {
    const uint32_t table = base->index;
    v->at += 1;
    return write_fact(v, R9, (Fact){.kind = FACT_SLOT, .index = table});
  }
  return is_special(v, rn) ? refuse(v, NO_OPERAND) : write_register(v, rd);
}

static inline bool add_extended(Verifier *v, uint32_t word) {
  const uint32_t rd = rd_of(word), rn = rn_of(word), rm = rm_of(word);
  if (field(word, 22, 2) != 0 || field(word, 10, 3) > 4) return refuse(v, UNKNOWN_WORD);
  if (rn == R31 || (rd == R31 && !(word >> 29 & 1))) return refuse(v, "sp is written or read");
  if ((word & 0xffe0e000) == 0x8b204000) return add_index(v, word, rd, rn, rm);
  if (are_special(v, rn, rm)) return refuse(v, NO_OPERAND);
  return write_register(v, rd);
}

/* ---- The others ---- */

static inline bool logical_immediate_word(Verifier *v, uint32_t word) {
  const uint32_t rd = rd_of(word), rn = rn_of(word), opc = field(word, 29, 2);
  uint64_t value;
  if ((!(word >> 31) && (word >> 22 & 1)) || (rd == R31 && opc != 3)) return refuse(v, UNKNOWN_WORD);
  if (is_special(v, rn)) return refuse(v, NO_OPERAND);
  if (opc == 1 && rn == R31)
    return logical_immediate(word, &value) ? write_fact(v, rd, constant(value)) : refuse(v, UNKNOWN_WORD);
  return write_register(v, rd);
}

static inline bool logical_shifted(Verifier *v, uint32_t word) {
  const uint32_t rd = rd_of(word), rn = rn_of(word), rm = rm_of(word);
  if (!(word >> 31) && (word >> 15 & 1)) return refuse(v, UNKNOWN_WORD);
  if (are_special(v, rn, rm)) {
    /* mov x17, x30, for a trap stub */
    if (word == 0xaa1e03f1 && !v->frame.framed) return write_fact(v, R17, (Fact){.kind = FACT_LINK});
    return refuse(v, NO_OPERAND);
  }
  if ((word & 0xffe0ffe0) == 0x2a0003e0 && v->checked) return write_fact(v, rd, (Fact){.kind = FACT_SUM});
  return write_register(v, rd);
}

static inline bool bit_field(Verifier *v, uint32_t word) {
  const bool wide = word >> 31;
  if (wide != (word >> 22 & 1) || field(word, 29, 2) == 3) return refuse(v, UNKNOWN_WORD);
  if (!wide && (word & 0x00208000)) return refuse(v, UNKNOWN_WORD);
  if (word >> 23 & 1) { /* extr */
    if ((word & 0x60200000) != 0) return refuse(v, UNKNOWN_WORD);
    if (is_special(v, rm_of(word))) return refuse(v, NO_OPERAND);
  }
  return is_special(v, rn_of(word)) ? refuse(v, NO_OPERAND) : write_register(v, rd_of(word));
}

/* Conditional comparison and selection, two and one operands. */
static bool operands_few(Verifier *v, uint32_t word) {
  const uint32_t rn = rn_of(word), rm = rm_of(word), group = field(word, 21, 3);
  const bool set_flags = word >> 29 & 1, one = word >> 30 & 1;
  if (group == 4 && !set_flags && !(word >> 11 & 1)) { /* csel, csinc, csinv, csneg */
    if (are_special(v, rn, rm)) return refuse(v, NO_OPERAND);
    if ((word & 0xffe0ffff) == 0x1a8027f0 && word_at(v, v->at + 1) == 0x10000071) return branch_table(v, word);
    return write_register(v, rd_of(word));
  }
  if (group == 2 && set_flags && !(word & 0x410)) { /* ccmp, ccmn */
    if (is_special(v, rn) || (!(word >> 11 & 1) && is_special(v, rm))) return refuse(v, NO_OPERAND);
    return true;
  }
  if (group == 6 && !set_flags && !one) { /* udiv, sdiv, lslv, lsrv, asrv, rorv */
    const uint32_t opcode = field(word, 10, 6);
    if (!((opcode >= 2 && opcode <= 3) || (opcode >= 8 && opcode <= 11))) return refuse(v, UNKNOWN_WORD);
    return are_special(v, rn, rm) ? refuse(v, NO_OPERAND) : write_register(v, rd_of(word));
  }
  if (group == 6 && !set_flags && rm == 0) { /* rbit, rev16, rev, clz, cls */
    const uint32_t opcode = field(word, 10, 6);
    if (opcode > 5 || (opcode == 3 && !(word >> 31))) return refuse(v, UNKNOWN_WORD);
    return is_special(v, rn) ? refuse(v, NO_OPERAND) : write_register(v, rd_of(word));
  }
  return refuse(v, UNKNOWN_WORD);
}

/* madd, msub; smaddl, smsubl, umaddl, umsubl; smulh, umulh */
static inline bool multiply(Verifier *v, uint32_t word) {
  const uint32_t op = field(word, 21, 3);
  const bool wide = word >> 31;
  if ((word & 0x60000000) || (op != 0 && !wide) || ((op & 3) == 2 && (word & 0xfc00) != 0x7c00) || (op & 3) == 3)
    return refuse(v, UNKNOWN_WORD);
  if (are_special(v, rn_of(word), rm_of(word)) || is_special(v, ra_of(word))) return refuse(v, NO_OPERAND);
  return write_register(v, rd_of(word));
}

/* ---- Floats ---- */

typedef struct {
  uint32_t mask, value;
} WordClass;

/* clang-format off */
static const WordClass to_vector[] = {
  /* fmul, fdiv, fadd, fsub; fmax, fmin; fnmul; fmov, fabs, fneg, fsqrt; fcvt; frintn, -p, -m, -z; fmov immediate; fcsel */
  {0xffa0cc00, 0x1e200800}, {0xffa0ec00, 0x1e204800}, {0xffa0fc00, 0x1e208800}, {0xffbe7c00, 0x1e204000},
  {0xfffffc00, 0x1e22c000}, {0xfffffc00, 0x1e624000}, {0xffbe7c00, 0x1e244000}, {0xffa01fe0, 0x1e201000},
  {0xffa00c00, 0x1e200c00},
};
static const WordClass vectors[] = {
  /* cnt, addv of bytes; ushr, sli of d and of 2s; movi of 2s << 24, and of 2d */
  {0xfffffc00, 0x0e205800}, {0xfffffc00, 0x0e31b800}, {0xffc0fc00, 0x7f400400}, {0xffe0fc00, 0x2f200400},
  {0xffc0fc00, 0x7f405400}, {0xffe0fc00, 0x2f205400}, {0xfff8fc00, 0x0f006400}, {0xfffffc00, 0x6f00e400},
};
/* clang-format on */

static inline bool is_of(uint32_t word, const WordClass *classes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if ((word & classes[i].mask) == classes[i].value) return true;
  return false;
}
#define IS_OF(word, classes) is_of((word), (classes), sizeof(classes) / sizeof *(classes))

static bool floats(Verifier *v, uint32_t word) {
  if ((word & 0xffa0fc1f) == 0x1e202000) return true; /* fcmp */
  if ((word & 0x7fbefc00) == 0x1e220000 || (word & 0xfffffc00) == 0x1e270000 || (word & 0xfffffc00) == 0x9e670000)
    return is_special(v, rn_of(word)) ? refuse(v, NO_OPERAND) : write_vector(v, rd_of(word)); /* scvtf, ucvtf, fmov */
  if ((word & 0x7fbefc00) == 0x1e380000 || (word & 0xfffffc00) == 0x1e260000 || (word & 0xfffffc00) == 0x9e660000)
    return write_register(v, rd_of(word)); /* fcvtzs, fcvtzu, fmov */
  return IS_OF(word, to_vector) ? write_vector(v, rd_of(word)) : refuse(v, UNKNOWN_WORD);
}

static bool vector(Verifier *v, uint32_t word) {
  return IS_OF(word, vectors) ? write_vector(v, rd_of(word)) : refuse(v, UNKNOWN_WORD);
}

#endif
