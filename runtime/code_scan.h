/* SPDX-License-Identifier: Apache-2.0
 *
 * A scanner of sealed functions, for tests: what the design's sections 4 to 6 promise of every word, looked at with
 * masks of its own (Arm ARM C4.1), not with the emitter's. A word that is none of `classes` is refused, so all that
 * passes decodes. Signed pointers are used in their idioms alone, and nothing branches into one; x18, x27, x28, x30 and
 * sp are written in fixed forms; memory 0 is indexed by 32 bits.
 */
#ifndef SIGNET_RUNTIME_CODE_SCAN_H
#define SIGNET_RUNTIME_CODE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
  const uint32_t *words;
  uint32_t count;
  bool checked;    /* of a module whose memory 0 is checked: x26 is its bound */
  bool entry_stub; /* leads to another function of its space by its last word */
  bool *interior;  /* inside an idiom: nothing may branch there */
  uint32_t at;     /* the word that was refused */
} CodeScan;

/* What a class of instructions does to general registers. */
typedef enum {
  WRITES_NONE,
  WRITES_RD,    /* 31 is the zero register */
  WRITES_SP,    /* 31 is sp */
  WRITES_RT,    /* a load */
  STORES_RT,    /* a store */
  STORES_FIRST, /* a store of the first pair, in which x28 may be the first */
  BRANCHES_26,
  BRANCHES_19,
  IDIOM /* allowed in an idiom alone */
} CodeEffect;

typedef struct {
  uint32_t mask, value;
  CodeEffect effect;
} CodeClass;

/* clang-format off */
static const CodeClass classes[] = {
  /* add, sub, immediate; cmp, cmn; and, orr, eor, immediate; movn, movz, movk; sbfm, ubfm; extr */
  {0x7f800000, 0x11000000, WRITES_SP}, {0x7f800000, 0x51000000, WRITES_SP},
  {0x7f80001f, 0x3100001f, WRITES_NONE}, {0x7f80001f, 0x7100001f, WRITES_NONE},
  {0x7f800000, 0x12000000, WRITES_SP}, {0x7f800000, 0x32000000, WRITES_SP}, {0x7f800000, 0x52000000, WRITES_SP},
  {0xffc00000, 0x12800000, WRITES_RD}, {0xff800000, 0x92800000, WRITES_RD},
  {0xffc00000, 0x52800000, WRITES_RD}, {0xff800000, 0xd2800000, WRITES_RD},
  {0xffc00000, 0x72800000, WRITES_RD}, {0xff800000, 0xf2800000, WRITES_RD},
  {0xffe08000, 0x13000000, WRITES_RD}, {0xffc00000, 0x93400000, WRITES_RD},
  {0xffe08000, 0x53000000, WRITES_RD}, {0xffc00000, 0xd3400000, WRITES_RD},
  {0xffe08000, 0x13800000, WRITES_RD}, {0xffe00000, 0x93c00000, WRITES_RD},
  /* and, orr, eor and their inverted forms; add, sub; cmp, cmn; the extended forms */
  {0x7f000000, 0x0a000000, WRITES_RD}, {0x7f000000, 0x2a000000, WRITES_RD}, {0x7f000000, 0x4a000000, WRITES_RD},
  {0x7f200000, 0x0b000000, WRITES_RD}, {0x7f200000, 0x4b000000, WRITES_RD},
  {0x7f20001f, 0x2b00001f, WRITES_NONE}, {0x7f20001f, 0x6b00001f, WRITES_NONE}, {0x7f200000, 0x6b000000, WRITES_RD},
  {0x7fe00000, 0x0b200000, WRITES_SP}, {0x7fe00000, 0x4b200000, WRITES_SP}, {0x7fe0001f, 0x6b20001f, WRITES_NONE},
  /* udiv, sdiv, lslv, lsrv, asrv, rorv; rbit, clz; madd, msub; csel, csinc, csinv, csneg; tst; ccmp, ccmn, immediate */
  {0x7fe0fc00, 0x1ac00800, WRITES_RD}, {0x7fe0fc00, 0x1ac00c00, WRITES_RD}, {0x7fe0fc00, 0x1ac02000, WRITES_RD},
  {0x7fe0fc00, 0x1ac02400, WRITES_RD}, {0x7fe0fc00, 0x1ac02800, WRITES_RD}, {0x7fe0fc00, 0x1ac02c00, WRITES_RD},
  {0x7ffffc00, 0x5ac00000, WRITES_RD}, {0x7ffffc00, 0x5ac01000, WRITES_RD},
  {0x7fe08000, 0x1b000000, WRITES_RD}, {0x7fe08000, 0x1b008000, WRITES_RD},
  {0x7fe00c00, 0x1a800000, WRITES_RD}, {0x7fe00c00, 0x1a800400, WRITES_RD},
  {0x7fe00c00, 0x5a800000, WRITES_RD}, {0x7fe00c00, 0x5a800400, WRITES_RD}, {0x7f80001f, 0x7200001f, WRITES_NONE}, {0x7f20001f, 0x6a00001f, WRITES_NONE},
  /* smaddl, umaddl; smulh, umulh */
  {0xffe08000, 0x9b200000, WRITES_RD}, {0xffe08000, 0x9ba00000, WRITES_RD},
  {0xffe0fc00, 0x9b407c00, WRITES_RD}, {0xffe0fc00, 0x9bc07c00, WRITES_RD},
  {0x7fe00c10, 0x7a400800, WRITES_NONE}, {0x7fe00c10, 0x3a400800, WRITES_NONE},
  /* b, bl; b.cond; cbz, cbnz; tbz, tbnz have a range of their own and are not emitted; nop */
  {0xfc000000, 0x14000000, BRANCHES_26}, {0xfc000000, 0x94000000, WRITES_NONE},
  {0xff000010, 0x54000000, BRANCHES_19}, {0x7e000000, 0x34000000, BRANCHES_19}, {0xffffffff, 0xd503201f, WRITES_NONE},
  /* pacibsp, retab, br x17, blrab x17, x16, blrab x16, x17, autdb, adr x17, #12, and the frame record's ldp and stp, mov x29, sp */
  {0xffffffff, 0xd503237f, IDIOM}, {0xffffffff, 0xd65f0fff, IDIOM}, {0xffffffff, 0xd61f0220, IDIOM},
  {0xffffffff, 0xd73f0e30, IDIOM}, {0xffffffff, 0xd73f0e11, IDIOM}, {0xfffffc00, 0xdac11c00, IDIOM}, {0xffffffff, 0x10000071, IDIOM},
  {0xffffffff, 0xa8c17bfd, IDIOM}, {0xffffffff, 0xa9bf7bfd, IDIOM},
  /* ldp, stp of homes below the frame record; of the lowest pair, which makes the frame and drops it, or lies at sp;
     the loop that zeroes slots */
  {0xffe003e0, 0xa92003a0, STORES_RT}, {0xffe003e0, 0xa96003a0, WRITES_RT},
  {0xffe003e0, 0x6d2003a0, WRITES_NONE}, {0xffe003e0, 0x6d6003a0, WRITES_NONE},
  {0xffe003e0, 0xa9a003e0, STORES_FIRST}, {0xffe003e0, 0xa8c003e0, WRITES_RT},
  {0xffe003e0, 0x6da003e0, WRITES_NONE}, {0xffe003e0, 0x6cc003e0, WRITES_NONE},
  {0xffff83e0, 0xa90003e0, STORES_FIRST}, {0xffffffff, 0xa8817e1f, WRITES_NONE},
  /* ldp, stp of homes from and to the slots of their locals, at the edges of a loop */
  {0xffe003e0, 0xa90003e0, STORES_RT}, {0xffe003e0, 0xa94003e0, WRITES_RT},
  {0xffe003e0, 0x6d0003e0, WRITES_NONE}, {0xffe003e0, 0x6d4003e0, WRITES_NONE},
  /* fadd to fmin, fnmul; fmov to frint of single and double; fcmp; fmov immediate; fcsel */
  {0xffa00c00, 0x1e200800, WRITES_NONE}, {0xffa07c00, 0x1e204000, WRITES_NONE}, {0xffa0fc1f, 0x1e202000, WRITES_NONE},
  {0xffa01fe0, 0x1e201000, WRITES_NONE}, {0xffa00c00, 0x1e200c00, WRITES_NONE},
  /* scvtf, ucvtf, fmov to a float; fcvtzs, fcvtzu, fmov from one */
  {0x7fbefc00, 0x1e220000, WRITES_NONE}, {0xfffffc00, 0x1e270000, WRITES_NONE}, {0xfffffc00, 0x9e670000, WRITES_NONE},
  {0x7fbefc00, 0x1e380000, WRITES_RD}, {0xfffffc00, 0x1e260000, WRITES_RD}, {0xfffffc00, 0x9e660000, WRITES_RD},
  /* cnt, addv of bytes; ushr, sli of a lane; movi */
  {0xfffffc00, 0x0e205800, WRITES_NONE}, {0xfffffc00, 0x0e31b800, WRITES_NONE},
  {0xffc0fc00, 0x7f400400, WRITES_NONE}, {0xffe0fc00, 0x2f200400, WRITES_NONE},
  {0xffc0fc00, 0x7f405400, WRITES_NONE}, {0xffe0fc00, 0x2f205400, WRITES_NONE},
  {0xfff8fc00, 0x0f006400, WRITES_NONE}, {0xfffffc00, 0x6f00e400, WRITES_NONE},
};
/* clang-format on */

static inline uint32_t scan_word(const CodeScan *scan, uint32_t at) {
  return at < scan->count ? scan->words[at] : 0; /* udf */
}

/* Whether words [at, at + n) are these, but for the bits of `free`. */
typedef struct {
  uint32_t value, free;
} ScanWord;
static inline bool scan_matches(const CodeScan *scan, uint32_t at, const ScanWord *words, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if ((scan_word(scan, at + i) & ~words[i].free) != words[i].value) return false;
  return true;
}
#define SCAN_MATCHES(scan, at, ...)                                                                                    \
  scan_matches((scan), (at), (const ScanWord[]){__VA_ARGS__},                                                          \
               sizeof((const ScanWord[]){__VA_ARGS__}) / sizeof(ScanWord))

enum { MOVK_IMMEDIATE = 0x001fffe0 };

static inline void scan_interior(CodeScan *scan, uint32_t first, uint32_t end) {
  for (uint32_t i = first; i < end && i < scan->count; i++) scan->interior[i] = true;
}

/* The instance is loaded at `at`: ldr x17, [sp, #n], in an entry stub ldr x17, [x9, #8]; ldr x28, [x17]; movk x17,
 * #id, lsl #48; autdb x28, x17. */
static inline const char *scan_instance(CodeScan *scan, uint32_t at) {
  const uint32_t before = at ? scan->words[at - 1] : 0;
  if ((before & 0xffc003ff) != 0xf94003f1 && !(scan->entry_stub && before == 0xf9400531)) return "x28 is written";
  if (!SCAN_MATCHES(scan, at, {0xf940023c, 0}, {0xf2e00011, MOVK_IMMEDIATE}, {0xdac11e3c, 0}))
    return "an instance that is not authenticated";
  scan_interior(scan, at, at + 3);
  return NULL;
}

/* Behind that, at `at`: ldr x27, [x28, #8]; add x17, x17, #8; autdb x27, x17. */
static inline const char *scan_memory_base(CodeScan *scan, uint32_t at) {
  if (at == 0 || !scan->interior[at - 1] ||
      !SCAN_MATCHES(scan, at - 1, {0xdac11e3c, 0}, {0xf940079b, 0}, {0x91002231, 0}, {0xdac11e3b, 0}))
    return "a memory base that is not authenticated";
  scan_interior(scan, at, at + 3);
  return NULL;
}

/* Rows of the br_table whose `br` is at `at`: cmp wI, #n; csinc w16, wzr, wI, hs; adr x17, #12; add x17, x17, w16, uxtw
 * #2; br x17, then n + 1 times b (nop where the seal found the next word). A count in x17 is of two words at most. */
static inline const char *scan_table(CodeScan *scan, uint32_t at) {
  uint64_t rows = 0;
  const uint32_t compare = at >= 4 ? scan->words[at - 4] : 0, index = compare >> 5 & 31;
  if (!SCAN_MATCHES(scan, at - 3, {0x1a9f27f0 & ~0x001f0000u, 0x001f0000}, {0x10000071, 0}, {0x8b304a31, 0}))
    if (!SCAN_MATCHES(scan, at - 3, {0x1a8027f0, 0x001f0000}, {0x10000071, 0}, {0x8b304a31, 0}))
      return "br outside of br_table";
  if ((scan->words[at - 3] >> 16 & 31) != index) return "br_table compares another register";
  if ((compare & 0xff80001f) == 0x7100001f) {
    rows = (uint64_t)(compare >> 10 & 0xfff) << (compare >> 22 & 1 ? 12 : 0);
  } else if ((compare & 0xfffffc1f) == (0x6b00001f | 17u << 16)) {
    for (uint32_t i = at - 5;; i--) {
      const uint32_t word = scan->words[i];
      if ((word & 0xff80001f) == 0x72800011 && i > 0) {
        rows |= (uint64_t)(word >> 5 & 0xffff) << 16 * (word >> 21 & 3);
        continue;
      }
      if ((word & 0xff80001f) != 0x52800011) return "br_table with a count that the scanner cannot read";
      rows |= (uint64_t)(word >> 5 & 0xffff) << 16 * (word >> 21 & 3);
      break;
    }
  } else {
    return "br_table without its comparison";
  }
  scan_interior(scan, at - 3, at + 1);
  for (uint64_t row = 0; row <= rows; row++) {
    const uint32_t word = scan_word(scan, at + 1 + (uint32_t)row);
    if (word >> 26 != 5 && word != 0xd503201f) return "a row of br_table that is no branch";
  }
  return NULL;
}

/* A call of a DispatchEntry by the `blrab x16, x17` at `at`: ldr x16, [x9, #n]; add x17, x9, #n; movk x17,
 * #discriminator, lsl #48. And x9 is, since cmp wI, #n or x17; b.hs, the instance (and a constant) and 16 wI. */
static inline const char *scan_dispatch(CodeScan *scan, uint32_t at) {
  enum { IMMEDIATE = 0x003ffc00 };
  if (at < 3 ||
      !SCAN_MATCHES(scan, at - 3, {0xf9400130, IMMEDIATE}, {0x91000131, IMMEDIATE}, {0xf2e00011, MOVK_IMMEDIATE}) ||
      8 * (scan->words[at - 3] >> 10 & 0xfff) != (scan->words[at - 2] >> 10 & 0xfff))
    return "blrab outside of its idiom";
  uint32_t i = at - 4;
  for (; i > 2; i--) {
    const uint32_t word = scan->words[i];
    if ((word & 0xffe0fc1f) == 0x8b205009) break; /* add x9, xN, wI, uxtw #4 */
    if ((word & 31) == 9 && (word & 0xfc000000) != 0x94000000) return "x9 changes before blrab";
    if (word >> 26 == 5 || word >> 26 == 0x25) return "a branch before blrab";
  }
  const uint32_t base = scan->words[i] >> 5 & 31, first = base == 9 ? i - 1 : i;
  if (i <= 3 || (base != 9 && base != 28)) return "blrab without its element";
  if (base == 9 && (scan->words[first] & 0xffc003ff) != 0x91400389)
    return "blrab without its instance"; /* add, lsl #12 */
  const uint32_t compare = scan->words[first - 2], index = scan->words[i] >> 16 & 31;
  if ((scan->words[first - 1] & 0xff00001f) != 0x54000002 || (compare >> 5 & 31) != index ||
      ((compare & 0xff80001f) != 0x7100001f && (compare & 0xfffffc1f) != (0x6b00001f | 17u << 16)))
    return "blrab without its bound";
  scan_interior(scan, first - 1, at + 1);
  return NULL;
}

static inline const char *scan_idiom(CodeScan *scan, uint32_t at, uint32_t word) {
  switch (word) {
  case 0xd503237f: { /* pacibsp: the first word, or where a branch in front leads */
    const uint32_t first = scan->words[0];
    return at == 0 || first == (0x14000000 | at) ? NULL : "pacibsp inside";
  }
  case 0xd65f0fff: return NULL;
  case 0xd61f0220: return scan_table(scan, at);
  case 0xd73f0e30: /* ldr x17, [x9]; mov x16, x9; movk x16, #discriminator, lsl #48; blrab x17, x16 */
    if (at < 3 || !SCAN_MATCHES(scan, at - 3, {0xf9400131, 0}, {0xaa0903f0, 0}, {0xf2e00010, MOVK_IMMEDIATE}))
      return "blrab outside of its idiom";
    scan_interior(scan, at - 2, at + 1);
    return NULL;
  case 0xd73f0e11: return scan_dispatch(scan, at);
  case 0x10000071: return scan_word(scan, at + 2) == 0xd61f0220 ? NULL : "adr outside of br_table";
  case 0xa8c17bfd: /* ldp x29, x30, [sp], #16 */
    if (scan_word(scan, at + 1) != 0xd65f0fff) return "a frame that is left without retab";
    scan_interior(scan, at + 1, at + 2);
    return NULL;
  case 0xa9bf7bfd: return at && scan->words[at - 1] == 0xd503237f ? NULL : "a frame record without pacibsp";
  case 0xdac11e3c: /* autdb x28, x17: scan_instance has seen it */
  case 0xdac11e3b: /* autdb x27, x17 */ return scan->interior[at] ? NULL : "autdb outside of its idioms";
  case 0xdac11e11: /* autdb x17, x16, of a table: ldr x17, [x9]; mov x16, x9; movk x16, #0x8002, lsl #48 */
    if (at < 3 || !SCAN_MATCHES(scan, at - 3, {0xf9400131, 0}, {0xaa0903f0, 0}, {0xf2f00050, 0}))
      return "a table base that is not authenticated";
    scan_interior(scan, at - 2, at + 1);
    return NULL;
  default: return "autdb of other registers";
  }
}

/* A general register of 0 to 30 gets a value that the word at `at` computes or loads. */
static inline const char *scan_write(CodeScan *scan, uint32_t at, uint32_t word, uint32_t rd) {
  switch (rd) {
  case 18: return "x18 is written";
  case 26: return scan->checked && word != 0xf9400b9a ? "the bound is written" : NULL; /* ldr x26, [x28, #16] */
  case 27: return scan_memory_base(scan, at);
  case 28: return scan_instance(scan, at);
  case 29: return word == 0x910003fd ? NULL : "x29 is written";
  case 30: return "x30 is written";
  default: return NULL;
  }
}

static inline const char *scan_sp(const CodeScan *scan, uint32_t at, uint32_t word) {
  if ((word & 0xbf8003ff) == 0x910003ff) return NULL; /* add, sub sp, sp, #n */
  if (word == 0x910003bf) return NULL;                /* mov sp, x29 */
  /* mov sp, x16, behind the comparison with the stack's limit: cmp x16, x17; b.hs; bl */
  if (word == 0x9100021f && at >= 3 && scan->words[at - 3] == 0xeb11021f && scan->words[at - 2] == 0x54000042 &&
      scan->words[at - 1] >> 26 == 0x25)
    return NULL;
  return "sp is written";
}

/* Whether x16 gets a constant right before `at`. */
static inline bool scan_constant_in_x16(const CodeScan *scan, uint32_t at) {
  const uint32_t before = at ? scan->words[at - 1] : 0;
  return (before & 0x1f80001f) == 0x12800010 || (before & 0x7f8003ff) == 0x320003f0;
}

/* Whether x9 is x27 and a constant at `at`: add x9, x27, #n, lsl #12, and nothing since that ends a cache in x9. */
static inline bool scan_constant_base(const CodeScan *scan, uint32_t at) {
  while (at-- > 0) {
    const uint32_t word = scan->words[at];
    if ((word & 0xffc003ff) == 0x91400369) return true;
    if (word >> 26 == 5 || word >> 26 == 0x25) return false; /* b, bl */
    if ((word & 31) == 9 && (word & 0xff000010) != 0x54000000) return false;
  }
  return false;
}

/* A load or store of one register: its address, and what it does to a general register. */
static inline const char *scan_access(CodeScan *scan, uint32_t at, uint32_t word) {
  const uint32_t size = word >> 30, opc = word >> 22 & 3, base = word >> 5 & 31, rt = word & 31;
  const bool is_float = word >> 26 & 1;
  const bool scaled = (word & 0x3b000000) == 0x39000000, unscaled = (word & 0x3b200c00) == 0x38000000;
  const bool indexed = (word & 0x3b200c00) == 0x38200800;
  if (!scaled && !unscaled && !indexed) return "a word that is not known";
  if (is_float ? opc > 1 : (size == 3 && opc > 1) || (size == 2 && opc == 3)) return "a load that is not known";
  if (base == 27 && scan->checked) return "memory without a check";
  if (indexed) {
    const uint32_t index = word >> 16 & 31, extend = word >> 13 & 7;
    if (word >> 12 & 1) return "a scaled index";
    const bool is_constant = extend == 3 && (index == 16 || index == 17);
    if (base == 27 && !(extend == 2 || (is_constant && index == 16 && scan_constant_in_x16(scan, at))))
      return "memory is indexed by more than 32 bits";
    if (base != 27 && !is_constant && !(base == 9 && extend == 2 && !scan->checked && scan_constant_base(scan, at)))
      return "an index that is no constant";
  }
  if (is_float || rt == 31) return NULL;
  if (opc != 0) return scan_write(scan, at, word, rt);
  return rt >= 27 && rt <= 30 ? "a fixed register is stored" : NULL;
}

/* x27 is read to make an address: add x16 or x9, x27, wN, uxtw; add x16, x16, x27; add x16, x27, x16. */
static inline bool scan_reads_base(uint32_t word) {
  const bool registers = (word & 0x1e000000) == 0x0a000000; /* logical and add, sub of registers */
  if (!registers || ((word >> 5 & 31) != 27 && (word >> 16 & 31) != 27)) return true;
  return (word & 0xffe0ffff) == 0x8b204370 || (word & 0xffe0ffff) == 0x8b204369 || word == 0x8b1b0210 ||
         word == 0x8b100370;
}

static inline const char *scan_class(CodeScan *scan, uint32_t at, uint32_t word, const CodeClass *class) {
  const uint32_t rd = word & 31, second = word >> 10 & 31;
  switch (class->effect) {
  case WRITES_RD: return rd == 31 ? NULL : scan_write(scan, at, word, rd);
  case WRITES_SP: return rd == 31 ? scan_sp(scan, at, word) : scan_write(scan, at, word, rd);
  case WRITES_RT: {
    const char *fault = scan_write(scan, at, word, rd);
    return fault ? fault : scan_write(scan, at, word, second);
  }
  case STORES_FIRST:
  case STORES_RT: {
    const bool instance = class->effect == STORES_FIRST && rd == 28;
    const bool fixed = (rd >= 27 && rd <= 30 && !instance) || (second >= 27 && second <= 30);
    return fixed ? "a fixed register is stored" : NULL;
  }
  case IDIOM: return scan_idiom(scan, at, word);
  default: return NULL;
  }
}

static inline const char *scan_one(CodeScan *scan, uint32_t at) {
  const uint32_t word = scan->words[at];
  if (!scan_reads_base(word)) return "the memory base is read";
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    if ((word & classes[i].mask) == classes[i].value) return scan_class(scan, at, word, &classes[i]);
  return scan_access(scan, at, word);
}

static inline const char *scan_branch(const CodeScan *scan, uint32_t at) {
  const uint32_t word = scan->words[at];
  int64_t to;
  if (word >> 26 == 5) to = (int64_t)(int32_t)(word << 6) >> 6;
  else if ((word & 0xff000010) == 0x54000000 || (word & 0x7e000000) == 0x34000000) to = (int32_t)(word << 8) >> 13;
  else return NULL;
  to += at;
  if (to < 0 || to >= scan->count)
    return scan->entry_stub && at == scan->count - 1 ? NULL : "a branch out of the function";
  return scan->interior[to] ? "a branch into an idiom" : NULL;
}

/* Scans a function. NULL, or what is wrong with word scan->at. */
static inline const char *code_scan(CodeScan *scan) {
  const char *fault = NULL;
  scan->interior = calloc(scan->count, sizeof *scan->interior);
  if (!scan->interior) return "no memory";
  for (scan->at = 0; !fault && scan->at < scan->count; scan->at += !fault) fault = scan_one(scan, scan->at);
  if (!fault)
    for (scan->at = 0; !fault && scan->at < scan->count; scan->at += !fault) fault = scan_branch(scan, scan->at);
  if (!fault) {
    const uint32_t last = scan->words[scan->at = scan->count - 1];
    if (last != 0xd65f0fff && last >> 26 != 5 && last >> 26 != 0x25) fault = "the end is open";
    if (!scan->entry_stub && scan->words[0] != 0xd503237f && scan->words[0] >> 26 != 5)
      fault = "no pacibsp at the head";
  }
  free(scan->interior);
  return fault;
}

#endif
