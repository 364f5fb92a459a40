/* SPDX-License-Identifier: Apache-2.0 */
/* The words of A64. An operator of the Arm ARM is one constant: its encoding with every operand field zero, named after
 * the mnemonic with the operand size (w, x; b, h, s, d, q; 8b, 16b, ...; a conversion names destination, then source:
 * FCVTZSwd is fcvtzs wD, dN). An encoder is one line for each operand format and returns the word; nothing here touches
 * a buffer, has state, or knows Wasm. Where a format has a register and an immediate form, both take the register
 * form's constant, and the encoder changes the class bits: a64_add_imm(A64_ADDx, ...), a64_load_reg(A64_LDRw, ...).
 *
 * Invariant: an operand outside its field never reaches the word silently. Registers, and immediates that the caller
 * has tested with the predicate of the format (a64_fits_*), are asserted; branch displacements, which depend on the
 * size of hostile code, trap in release builds too. Called by the emitters, the stubs and the seal's table of fields.
 */
#ifndef SIGNET_CODEGEN_ASSEMBLER_H
#define SIGNET_CODEGEN_ASSEMBLER_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codegen/a64.h"
#include "codegen/immediates.h"

/* ---- fields ---- */

static inline Word a64_d(unsigned r) { return assert(r < 32), (Word)r; }
static inline Word a64_n(unsigned r) { return assert(r < 32), (Word)r << 5; }
static inline Word a64_a(unsigned r) { return assert(r < 32), (Word)r << 10; }
static inline Word a64_m(unsigned r) { return assert(r < 32), (Word)r << 16; }

/* An unsigned field of `bits` bits at bit `at`. */
static inline Word a64_unsigned(uint64_t value, unsigned bits, unsigned at) {
  assert(value >> bits == 0);
  return (void)bits, (Word)value << at;
}

static inline bool a64_fits_signed(int64_t value, unsigned bits) {
  return (uint64_t)value + (UINT64_C(1) << (bits - 1)) < UINT64_C(1) << bits;
}

/* A signed field. The check stays in release builds. */
static inline Word a64_signed(int64_t value, unsigned bits, unsigned at) {
  if (!a64_fits_signed(value, bits)) __builtin_trap();
  return ((Word)value & ((1u << bits) - 1)) << at;
}

static inline unsigned a64_width(Word op) { return op >> 31 ? 64 : 32; } /* of operators with the sf bit */

static inline unsigned a64_invert(unsigned cond) { return assert(cond < A64_AL), cond ^ 1; }

/* The condition that holds of (b, a) where `cond` holds of (a, b). */
static inline unsigned a64_swap(unsigned cond) {
  switch (cond) {
  case A64_HS: return A64_LS;
  case A64_LO: return A64_HI;
  case A64_HI: return A64_LO;
  case A64_LS: return A64_HS;
  case A64_GE: return A64_LE;
  case A64_LT: return A64_GT;
  case A64_GT: return A64_LT;
  case A64_LE: return A64_GE;
  default: return assert(cond == A64_EQ || cond == A64_NE), cond;
  }
}

/* ---- registers ---- */

static inline Word a64_rr(Word op, unsigned rd, unsigned rn) { return op | a64_n(rn) | a64_d(rd); }

static inline Word a64_rrr(Word op, unsigned rd, unsigned rn, unsigned rm) {
  return op | a64_m(rm) | a64_n(rn) | a64_d(rd);
}

static inline Word a64_rrrr(Word op, unsigned rd, unsigned rn, unsigned rm, unsigned ra) {
  return op | a64_m(rm) | a64_a(ra) | a64_n(rn) | a64_d(rd);
}

/* add, sub, and, orr, eor, ... with the last operand shifted. add and sub have no ror. */
static inline Word a64_rrr_shift(Word op, unsigned rd, unsigned rn, unsigned rm, unsigned shift, unsigned amount) {
  assert(amount < a64_width(op));
  return a64_rrr(op, rd, rn, rm) | a64_unsigned(shift, 2, 22) | a64_unsigned(amount, 6, 10);
}

/* add and sub with the last operand extended, then shifted left by 0 to 4. Here 31 is sp as rn, and as rd of add and
 * sub. */
static inline Word a64_rrr_extend(Word op, unsigned rd, unsigned rn, unsigned rm, unsigned extend, unsigned amount) {
  assert(amount <= 4);
  return a64_rrr(op, rd, rn, rm) | 1u << 21 | a64_unsigned(extend, 3, 13) | a64_unsigned(amount, 3, 10);
}

/* Move and compare: the aliases through register 31. `wide` is the 64-bit form. */
static inline Word a64_sf(bool wide) { return (Word)wide << 31; }
static inline Word a64_mov(unsigned rd, unsigned rm, bool wide) {
  return a64_rrr(A64_ORRw | a64_sf(wide), rd, XZR, rm);
}
static inline Word a64_mov_sp(unsigned rd, unsigned rn) { return a64_rr(0x91000000, rd, rn); } /* to or from sp */
static inline Word a64_cmp(unsigned rn, unsigned rm, bool wide) {
  return a64_rrr(A64_SUBSw | a64_sf(wide), XZR, rn, rm);
}
static inline Word a64_cmn(unsigned rn, unsigned rm, bool wide) {
  return a64_rrr(A64_ADDSw | a64_sf(wide), XZR, rn, rm);
}
static inline Word a64_tst(unsigned rn, unsigned rm, bool wide) {
  return a64_rrr(A64_ANDSw | a64_sf(wide), XZR, rn, rm);
}
static inline Word a64_neg(unsigned rd, unsigned rm, bool wide) {
  return a64_rrr(A64_SUBw | a64_sf(wide), rd, XZR, rm);
}
static inline Word a64_mvn(unsigned rd, unsigned rm, bool wide) {
  return a64_rrr(A64_ORNw | a64_sf(wide), rd, XZR, rm);
}

/* ---- immediates ---- */

/* A multiple of 4096 is shifted by 12 if it is not below 4096. */
static inline bool a64_fits_add(uint64_t value) { return value < 4096 || ((value & 0xfff) == 0 && value < 1u << 24); }

/* add, adds, sub, subs. Here 31 is sp as rn, and as rd of add and sub. */
static inline Word a64_add_imm(Word op, unsigned rd, unsigned rn, uint64_t value) {
  assert(a64_fits_add(value));
  const Word field = value < 4096 ? (Word)value << 10 : (Word)value >> 12 << 10 | 1u << 22;
  return (op ^ 0x1a000000) | field | a64_n(rn) | a64_d(rd);
}
static inline Word a64_cmp_imm(unsigned rn, uint64_t value, bool wide) {
  return a64_add_imm(A64_SUBSw | a64_sf(wide), XZR, rn, value);
}
static inline Word a64_cmn_imm(unsigned rn, uint64_t value, bool wide) {
  return a64_add_imm(A64_ADDSw | a64_sf(wide), XZR, rn, value);
}

/* and, ands, orr, eor with the field that a64_logical_immediate gave. 31 is sp as rd of and, orr, eor. */
static inline Word a64_logical_imm(Word op, unsigned rd, unsigned rn, uint32_t field) {
  assert((op & 0x00200000) == 0 && (op >> 31 || field >> 12 == 0)); /* bic, orn, eon have none; N is for 64 bits */
  return (op ^ 0x18000000) | a64_unsigned(field, 13, 10) | a64_n(rn) | a64_d(rd);
}
static inline Word a64_tst_imm(unsigned rn, uint32_t field, bool wide) {
  return a64_logical_imm(A64_ANDSw | a64_sf(wide), XZR, rn, field);
}

/* movz, movn, movk: imm16 into the 16 bits number `half`. */
static inline Word a64_mov_wide(Word op, unsigned rd, uint32_t imm16, unsigned half) {
  assert(half < a64_width(op) / 16);
  return op | a64_unsigned(half, 2, 21) | a64_unsigned(imm16, 16, 5) | a64_d(rd);
}
/* The words of a constant, one to four; not wide: the low 32 bits. Gives how many. */
static inline unsigned a64_constant(Word out[4], unsigned rd, uint64_t value, bool wide) {
  if (value >= 1u << 16) return a64_mov_immediate(out, rd, value, wide);
  out[0] = a64_mov_wide(A64_MOVZw, rd, (uint32_t)value, 0);
  return 1;
}
/* add or sub of up to 24 bits, one or two words; rd and rn may be sp. Gives how many. */
static inline unsigned a64_add_constant(Word out[2], Word op, unsigned rd, unsigned rn, uint32_t value) {
  unsigned count = 0;
  if (value >> 12 != 0) {
    out[count++] = a64_add_imm(op, rd, rn, value & 0xfff000);
    rn = rd;
  }
  if ((value & 0xfff) != 0 || rn != rd) out[count++] = a64_add_imm(op, rd, rn, value & 0xfff);
  return count;
}

static inline Word a64_bitfield(Word op, unsigned rd, unsigned rn, unsigned immr, unsigned imms) {
  assert(immr < a64_width(op) && imms < a64_width(op));
  return op | a64_unsigned(immr, 6, 16) | a64_unsigned(imms, 6, 10) | a64_n(rn) | a64_d(rd);
}
static inline Word a64_extr(Word op, unsigned rd, unsigned rn, unsigned rm, unsigned low) {
  assert(low < a64_width(op));
  return a64_rrr(op, rd, rn, rm) | a64_unsigned(low, 6, 10);
}

/* The aliases of ubfm, sbfm, bfm, extr. */
static inline Word a64_lsl(unsigned rd, unsigned rn, unsigned amount, bool wide) {
  const unsigned width = wide ? 64 : 32;
  return assert(amount < width),
         a64_bitfield(wide ? A64_UBFMx : A64_UBFMw, rd, rn, (width - amount) & (width - 1), width - 1 - amount);
}
static inline Word a64_lsr(unsigned rd, unsigned rn, unsigned amount, bool wide) {
  return a64_bitfield(wide ? A64_UBFMx : A64_UBFMw, rd, rn, amount, wide ? 63 : 31);
}
static inline Word a64_asr(unsigned rd, unsigned rn, unsigned amount, bool wide) {
  return a64_bitfield(wide ? A64_SBFMx : A64_SBFMw, rd, rn, amount, wide ? 63 : 31);
}
static inline Word a64_ror(unsigned rd, unsigned rn, unsigned amount, bool wide) {
  return a64_extr(wide ? A64_EXTRx : A64_EXTRw, rd, rn, rn, amount);
}
static inline Word a64_ubfx(unsigned rd, unsigned rn, unsigned low, unsigned bits, bool wide) {
  return assert(bits > 0), a64_bitfield(wide ? A64_UBFMx : A64_UBFMw, rd, rn, low, low + bits - 1);
}
static inline Word a64_sbfx(unsigned rd, unsigned rn, unsigned low, unsigned bits, bool wide) {
  return assert(bits > 0), a64_bitfield(wide ? A64_SBFMx : A64_SBFMw, rd, rn, low, low + bits - 1);
}
static inline Word a64_uxtb(unsigned rd, unsigned rn) { return a64_ubfx(rd, rn, 0, 8, false); }
static inline Word a64_uxth(unsigned rd, unsigned rn) { return a64_ubfx(rd, rn, 0, 16, false); }
static inline Word a64_uxtw(unsigned rd, unsigned rn) {
  return a64_mov(rd, rn, false);
} /* a w result is zero-extended */
static inline Word a64_sxtb(unsigned rd, unsigned rn, bool wide) { return a64_sbfx(rd, rn, 0, 8, wide); }
static inline Word a64_sxth(unsigned rd, unsigned rn, bool wide) { return a64_sbfx(rd, rn, 0, 16, wide); }
static inline Word a64_sxtw(unsigned rd, unsigned rn) { return a64_sbfx(rd, rn, 0, 32, true); }

/* ---- conditions ---- */

/* csel, csinc, csinv, csneg, fcsel. */
static inline Word a64_select(Word op, unsigned rd, unsigned rn, unsigned rm, unsigned cond) {
  return a64_rrr(op, rd, rn, rm) | a64_unsigned(cond, 4, 12);
}
static inline Word a64_cset(unsigned rd, unsigned cond) {
  return a64_select(A64_CSINCw, rd, XZR, XZR, a64_invert(cond));
}
static inline Word a64_csetm(unsigned rd, unsigned cond, bool wide) {
  return a64_select(A64_CSINVw | a64_sf(wide), rd, XZR, XZR, a64_invert(cond));
}

/* ccmp, ccmn, fccmp: if cond, compare; else the flags are `nzcv`. */
static inline Word a64_ccmp(Word op, unsigned rn, unsigned rm, unsigned nzcv, unsigned cond) {
  return op | a64_m(rm) | a64_unsigned(cond, 4, 12) | a64_n(rn) | a64_unsigned(nzcv, 4, 0);
}
static inline Word a64_ccmp_imm(Word op, unsigned rn, unsigned imm5, unsigned nzcv, unsigned cond) {
  return op | 1u << 11 | a64_unsigned(imm5, 5, 16) | a64_unsigned(cond, 4, 12) | a64_n(rn) | a64_unsigned(nzcv, 4, 0);
}

/* ---- loads and stores ---- */

/* Base-two logarithm of the bytes accessed: the size field, but for q registers, whose size is 00 and opc is 1x. */
static inline unsigned a64_scale(Word op) { return op >> 30 | ((op >> 26 & op >> 23 & 1) << 2); }

/* Whether a64_load or a64_load_unscaled encodes the byte offset. */
static inline bool a64_fits_scaled(Word op, int64_t offset) {
  const unsigned scale = a64_scale(op);
  return ((uint64_t)offset & ((1u << scale) - 1)) == 0 && (uint64_t)offset >> scale < 4096;
}
static inline bool a64_fits_unscaled(int64_t offset) { return a64_fits_signed(offset, 9); }
static inline bool a64_offset_fits(Word op, int64_t offset) {
  return a64_fits_scaled(op, offset) || a64_fits_unscaled(offset);
}

/* [xn|sp, #offset], offset a multiple of the size, 0 to 4095 sizes. Loads and stores alike, in all of this section. */
static inline Word a64_load_scaled(Word op, unsigned rt, unsigned rn, int64_t offset) {
  assert(a64_fits_scaled(op, offset));
  return op | a64_unsigned((uint64_t)offset >> a64_scale(op), 12, 10) | a64_n(rn) | a64_d(rt);
}
/* ldur and stur: -256 to 255 bytes. */
static inline Word a64_load_unscaled(Word op, unsigned rt, unsigned rn, int64_t offset) {
  return (op ^ 1u << 24) | a64_signed(offset, 9, 12) | a64_n(rn) | a64_d(rt);
}
/* Whichever of the two has the offset. */
static inline Word a64_load(Word op, unsigned rt, unsigned rn, int64_t offset) {
  return a64_fits_scaled(op, offset) ? a64_load_scaled(op, rt, rn, offset) : a64_load_unscaled(op, rt, rn, offset);
}
/* [xn|sp, #offset]! and [xn|sp], #offset: -256 to 255 bytes. rt is not rn. */
static inline Word a64_load_pre(Word op, unsigned rt, unsigned rn, int64_t offset) {
  return (op ^ 1u << 24) | 0xc00 | a64_signed(offset, 9, 12) | a64_n(rn) | a64_d(rt);
}
static inline Word a64_load_post(Word op, unsigned rt, unsigned rn, int64_t offset) {
  return (op ^ 1u << 24) | 0x400 | a64_signed(offset, 9, 12) | a64_n(rn) | a64_d(rt);
}
/* [xn|sp, rm, extend #scale or #0]; extend is A64_UXTW, A64_SXTW, or A64_UXTX for a 64-bit rm (written lsl). */
static inline Word a64_load_reg(Word op, unsigned rt, unsigned rn, unsigned rm, unsigned extend, bool scaled) {
  assert(extend == A64_UXTW || extend == A64_UXTX || extend == A64_SXTW || extend == A64_SXTX);
  return (op ^ 1u << 24) | 0x00200800 | a64_m(rm) | a64_unsigned(extend, 3, 13) | (Word)scaled << 12 | a64_n(rn) |
         a64_d(rt);
}

/* Pairs: w and x scale with bit 31 of the constant (ldpsw: 4 bytes), s, d and q with bits 31:30. */
static inline unsigned a64_pair_scale(Word op) { return 2 + (op >> 26 & 1 ? op >> 30 : op >> 31); }
static inline bool a64_fits_pair(Word op, int64_t offset) {
  const unsigned scale = a64_pair_scale(op);
  return ((uint64_t)offset & ((1u << scale) - 1)) == 0 && a64_fits_signed(offset, 7 + scale);
}
static inline Word a64_pair_fields(Word op, unsigned rt, unsigned rt2, unsigned rn, int64_t offset) {
  const unsigned scale = a64_pair_scale(op);
  if (!a64_fits_pair(op, offset)) __builtin_trap();
  return ((Word)((uint64_t)offset >> scale) & 0x7f) << 15 | a64_a(rt2) | a64_n(rn) | a64_d(rt);
}
static inline Word a64_pair(Word op, unsigned rt, unsigned rt2, unsigned rn, int64_t offset) {
  return op | a64_pair_fields(op, rt, rt2, rn, offset);
}
enum { A64_PAIR_PRE = 1 << 23, A64_PAIR_POST = 3 << 23 }; /* the bits that the two forms change */
static inline Word a64_pair_pre(Word op, unsigned rt, unsigned rt2, unsigned rn, int64_t offset) {
  return op | A64_PAIR_PRE | a64_pair_fields(op, rt, rt2, rn, offset);
}
static inline Word a64_pair_post(Word op, unsigned rt, unsigned rt2, unsigned rn, int64_t offset) {
  return (op ^ A64_PAIR_POST) | a64_pair_fields(op, rt, rt2, rn, offset);
}

/* ---- branches: displacements in words from the branch itself; 0 where a record will add it ---- */

static inline Word a64_b(int64_t words) { return A64_B | a64_signed(words, 26, 0); }
static inline Word a64_bl(int64_t words) { return A64_BL | a64_signed(words, 26, 0); }
static inline Word a64_b_cond(unsigned cond, int64_t words) {
  return A64_Bcond | a64_signed(words, 19, 5) | a64_unsigned(cond, 4, 0);
}
/* cbz, cbnz */
static inline Word a64_cb(Word op, unsigned rt, int64_t words) { return op | a64_signed(words, 19, 5) | a64_d(rt); }
/* tbz, tbnz of bit 0 to 63 */
static inline Word a64_tb(Word op, unsigned rt, unsigned bit, int64_t words) {
  return assert(bit < 64), op | (Word)bit >> 5 << 31 | ((Word)bit & 31) << 19 | a64_signed(words, 14, 5) | a64_d(rt);
}
/* Displacement in bytes. */
static inline Word a64_adr(unsigned rd, int64_t bytes) {
  if (!a64_fits_signed(bytes, 21)) __builtin_trap();
  return A64_ADR | ((Word)bytes & 3) << 29 | ((Word)((uint64_t)bytes >> 2) & 0x7ffff) << 5 | a64_d(rd);
}
static inline Word a64_br(unsigned rn) { return A64_BR | a64_n(rn); }
static inline Word a64_blrab(unsigned rn, unsigned modifier) { return a64_rr(A64_BLRAB, modifier, rn); }
static inline Word a64_brab(unsigned rn, unsigned modifier) { return a64_rr(A64_BRAB, modifier, rn); }
static inline Word a64_brk(uint32_t imm16) { return A64_BRK | a64_unsigned(imm16, 16, 5); }
static inline Word a64_udf(uint32_t imm16) { return a64_unsigned(imm16, 16, 0); }

/* The displacement field of a branch that is to be bound later. */
typedef enum { A64_FIELD_NONE, A64_FIELD_26, A64_FIELD_19, A64_FIELD_14, A64_FIELD_ADR } BranchField;

static inline BranchField a64_branch_field(Word word) {
  if ((word & 0x7c000000) == 0x14000000) return A64_FIELD_26; /* b, bl */
  if ((word & 0xff000010) == 0x54000000 || (word & 0x7e000000) == 0x34000000)
    return A64_FIELD_19;                                      /* b.cond, cbz, cbnz */
  if ((word & 0x7e000000) == 0x36000000) return A64_FIELD_14; /* tbz, tbnz */
  if ((word & 0x9f000000) == 0x10000000) return A64_FIELD_ADR;
  return A64_FIELD_NONE;
}

/* The same branch taken in the opposite case: b.cond, cbz/cbnz, tbz/tbnz. */
static inline Word a64_invert_branch(Word word) {
  if ((word & 0xff000010) == 0x54000000) return assert((word & 0xf) < A64_AL), word ^ 1;
  return assert((word & 0x7c000000) == 0x34000000), word ^ 1u << 24;
}

/* ---- floating point and vectors ---- */

static inline Word a64_fcmp(Word op, unsigned rn, unsigned rm) { return op | a64_m(rm) | a64_n(rn); }
static inline Word a64_fcmp_zero(Word op, unsigned rn) { return op | 8 | a64_n(rn); }
static inline Word a64_fmov_imm(Word op, unsigned rd, uint32_t imm8) {
  return op | a64_unsigned(imm8, 8, 13) | a64_d(rd);
}

/* movi and mvni forms: the constant says how the byte is spread. */
static inline Word a64_movi(Word op, unsigned rd, uint32_t imm8) {
  return op | a64_unsigned(imm8 >> 5, 3, 16) | (imm8 & 31) << 5 | a64_d(rd);
}
/* All 128 bits zero. */
static inline Word a64_movi_zero(unsigned rd) { return A64_MOVI2d | a64_d(rd); }

/* Shifts of lanes of `width` bits: left by 0 to width-1, right by 1 to width. */
static inline Word a64_vector_shl(Word op, unsigned rd, unsigned rn, unsigned amount, unsigned width) {
  return assert(amount < width), op | a64_unsigned(width + amount, 7, 16) | a64_n(rn) | a64_d(rd);
}
static inline Word a64_vector_shr(Word op, unsigned rd, unsigned rn, unsigned amount, unsigned width) {
  return assert(amount - 1 < width), op | a64_unsigned(2 * width - amount, 7, 16) | a64_n(rn) | a64_d(rd);
}

#endif
