/* SPDX-License-Identifier: Apache-2.0 */
/* Every encoder against llvm-mc over its operand space: each register position takes all 32 values, each immediate all
 * values or its edges (loads, stores and branches: assembler_addresses_test.c). Host only: the encoders are the same
 * code everywhere. */
#include <criterion/criterion.h>

#include "codegen/assembler.h"
#include "codegen/llvm_mc.h"

#ifndef __aarch64__

#define BOTH(op, text)    {op##w, text " %w, %w, %w"}, {op##x, text " %x, %x, %x"}
#define BOTH2(op, text)   {op##w, text " %w, %w"}, {op##x, text " %x, %x"}
#define FLOATS3(op, text) {op##s, text " %s, %s, %s"}, {op##d, text " %d, %d, %d"}
#define FLOATS2(op, text) {op##s, text " %s, %s"}, {op##d, text " %d, %d"}
#define BITWISE(op, text) {op##8b, text " %v.8b, %v.8b, %v.8b"}, {op##16b, text " %v.16b, %v.16b, %v.16b"}

static const Row register_rows[] = {
    BOTH(A64_ADD, "add"),
    BOTH(A64_ADDS, "adds"),
    BOTH(A64_SUB, "sub"),
    BOTH(A64_SUBS, "subs"),
    BOTH(A64_ADC, "adc"),
    BOTH(A64_ADCS, "adcs"),
    BOTH(A64_SBC, "sbc"),
    BOTH(A64_SBCS, "sbcs"),
    BOTH(A64_AND, "and"),
    BOTH(A64_BIC, "bic"),
    BOTH(A64_ORR, "orr"),
    BOTH(A64_ORN, "orn"),
    BOTH(A64_EOR, "eor"),
    BOTH(A64_EON, "eon"),
    BOTH(A64_ANDS, "ands"),
    BOTH(A64_BICS, "bics"),
    BOTH(A64_UDIV, "udiv"),
    BOTH(A64_SDIV, "sdiv"),
    BOTH(A64_LSLV, "lsl"),
    BOTH(A64_LSRV, "lsr"),
    BOTH(A64_ASRV, "asr"),
    BOTH(A64_RORV, "ror"),
    BOTH(A64_MUL, "mul"),
    BOTH(A64_MNEG, "mneg"),
    {A64_SMULLx, "smull %x, %w, %w"},
    {A64_UMULLx, "umull %x, %w, %w"},
    {A64_SMULHx, "smulh %x, %x, %x"},
    {A64_UMULHx, "umulh %x, %x, %x"},
    {A64_PACGAx, "pacga %x, %x, %X"},
    {A64_MADDw, "madd %w, %w, %w, %w"},
    {A64_MADDx, "madd %x, %x, %x, %x"},
    {A64_MSUBw, "msub %w, %w, %w, %w"},
    {A64_MSUBx, "msub %x, %x, %x, %x"},
    {A64_SMADDLx, "smaddl %x, %w, %w, %x"},
    {A64_SMSUBLx, "smsubl %x, %w, %w, %x"},
    {A64_UMADDLx, "umaddl %x, %w, %w, %x"},
    {A64_UMSUBLx, "umsubl %x, %w, %w, %x"},
    BOTH2(A64_RBIT, "rbit"),
    BOTH2(A64_CLZ, "clz"),
    BOTH2(A64_CLS, "cls"),
    BOTH2(A64_REV, "rev"),
    BOTH2(A64_REV16, "rev16"),
    {A64_REV32x, "rev32 %x, %x"},
    {A64_SXTBw, "sxtb %w, %w"},
    {A64_SXTBx, "sxtb %x, %w"},
    {A64_SXTHw, "sxth %w, %w"},
    {A64_SXTHx, "sxth %x, %w"},
    {A64_SXTWx, "sxtw %x, %w"},
    {A64_UXTBw, "uxtb %w, %w"},
    {A64_UXTHw, "uxth %w, %w"},
    {A64_PACIBx, "pacib %x, %X"},
    {A64_PACDBx, "pacdb %x, %X"},
    {A64_AUTIBx, "autib %x, %X"},
    {A64_AUTDBx, "autdb %x, %X"},
    {A64_XPACIx, "xpaci %x"},
    {A64_XPACDx, "xpacd %x"},
    FLOATS3(A64_FADD, "fadd"),
    FLOATS3(A64_FSUB, "fsub"),
    FLOATS3(A64_FMUL, "fmul"),
    FLOATS3(A64_FDIV, "fdiv"),
    FLOATS3(A64_FMAX, "fmax"),
    FLOATS3(A64_FMIN, "fmin"),
    FLOATS3(A64_FNMUL, "fnmul"),
    {A64_FMADDs, "fmadd %s, %s, %s, %s"},
    {A64_FMADDd, "fmadd %d, %d, %d, %d"},
    {A64_FMSUBs, "fmsub %s, %s, %s, %s"},
    {A64_FMSUBd, "fmsub %d, %d, %d, %d"},
    FLOATS2(A64_FMOV, "fmov"),
    FLOATS2(A64_FABS, "fabs"),
    FLOATS2(A64_FNEG, "fneg"),
    FLOATS2(A64_FSQRT, "fsqrt"),
    FLOATS2(A64_FRINTN, "frintn"),
    FLOATS2(A64_FRINTP, "frintp"),
    FLOATS2(A64_FRINTM, "frintm"),
    FLOATS2(A64_FRINTZ, "frintz"),
    {A64_FCVTds, "fcvt %d, %s"},
    {A64_FCVTsd, "fcvt %s, %d"},
    {A64_FCVTZSws, "fcvtzs %w, %s"},
    {A64_FCVTZSwd, "fcvtzs %w, %d"},
    {A64_FCVTZSxs, "fcvtzs %x, %s"},
    {A64_FCVTZSxd, "fcvtzs %x, %d"},
    {A64_FCVTZUws, "fcvtzu %w, %s"},
    {A64_FCVTZUwd, "fcvtzu %w, %d"},
    {A64_FCVTZUxs, "fcvtzu %x, %s"},
    {A64_FCVTZUxd, "fcvtzu %x, %d"},
    {A64_SCVTFsw, "scvtf %s, %w"},
    {A64_SCVTFdw, "scvtf %d, %w"},
    {A64_SCVTFsx, "scvtf %s, %x"},
    {A64_SCVTFdx, "scvtf %d, %x"},
    {A64_UCVTFsw, "ucvtf %s, %w"},
    {A64_UCVTFdw, "ucvtf %d, %w"},
    {A64_UCVTFsx, "ucvtf %s, %x"},
    {A64_UCVTFdx, "ucvtf %d, %x"},
    {A64_FMOVws, "fmov %w, %s"},
    {A64_FMOVsw, "fmov %s, %w"},
    {A64_FMOVxd, "fmov %x, %d"},
    {A64_FMOVdx, "fmov %d, %x"},
    BITWISE(A64_AND, "and"),
    BITWISE(A64_BIC, "bic"),
    BITWISE(A64_ORR, "orr"),
    BITWISE(A64_ORN, "orn"),
    BITWISE(A64_EOR, "eor"),
    BITWISE(A64_BSL, "bsl"),
    BITWISE(A64_BIT, "bit"),
    BITWISE(A64_BIF, "bif"),
    {A64_CNT8b, "cnt %v.8b, %v.8b"},
    {A64_CNT16b, "cnt %v.16b, %v.16b"},
    {A64_NOT8b, "not %v.8b, %v.8b"},
    {A64_NOT16b, "not %v.16b, %v.16b"},
    {A64_ADDVb8b, "addv %b, %v.8b"},
    {A64_ADDVb16b, "addv %b, %v.16b"},
    {A64_UADDLVh8b, "uaddlv %h, %v.8b"},
    {A64_UADDLVh16b, "uaddlv %h, %v.16b"},
    {A64_FNEG2s, "fneg %v.2s, %v.2s"},
    {A64_FNEG4s, "fneg %v.4s, %v.4s"},
    {A64_FNEG2d, "fneg %v.2d, %v.2d"},
    {A64_FABS2s, "fabs %v.2s, %v.2s"},
    {A64_FABS4s, "fabs %v.4s, %v.4s"},
    {A64_FABS2d, "fabs %v.2d, %v.2d"},
};

Test(assembler, registers) {
  Oracle oracle;
  oracle_open(&oracle);
  for
    EACH(row, register_rows) {
      const unsigned count = operand_count(row->row);
      for (unsigned position = 0; position < count; ++position)
        for (unsigned r = 0; r < 32; ++r) {
          unsigned at[4];
          for (unsigned i = 0; i < count; ++i) at[i] = i == position ? r : random_below(32);
          const uint32_t word = count == 1   ? row->op | a64_d(at[0])
                                : count == 2 ? a64_rr(row->op, at[0], at[1])
                                : count == 3 ? a64_rrr(row->op, at[0], at[1], at[2])
                                             : a64_rrrr(row->op, at[0], at[1], at[2], at[3]);
          oracle_row(&oracle, word, "%s", line(row->row, at));
        }
    }
  cr_assert_eq(oracle_check(&oracle), 0);
}

static const char *const shift_names[] = {"lsl", "lsr", "asr", "ror"};
static const char *const extend_names[] = {"uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"};
static const char *const cond_names[] = {"eq", "ne", "hs", "lo", "mi", "pl", "vs",
                                         "vc", "hi", "ls", "ge", "lt", "gt", "le"};

Test(assembler, shifted_and_extended) {
  Oracle oracle;
  oracle_open(&oracle);
  static const Row sums[] = {
      {A64_ADDw, "add %w, %w, %w"},   {A64_ADDx, "add %x, %x, %x"},   {A64_ADDSw, "adds %w, %w, %w"},
      {A64_ADDSx, "adds %x, %x, %x"}, {A64_SUBw, "sub %w, %w, %w"},   {A64_SUBx, "sub %x, %x, %x"},
      {A64_SUBSw, "subs %w, %w, %w"}, {A64_SUBSx, "subs %x, %x, %x"}, {A64_ANDw, "and %w, %w, %w"},
      {A64_ANDx, "and %x, %x, %x"},   {A64_BICx, "bic %x, %x, %x"},   {A64_ORRw, "orr %w, %w, %w"},
      {A64_ORRx, "orr %x, %x, %x"},   {A64_ORNw, "orn %w, %w, %w"},   {A64_EORw, "eor %w, %w, %w"},
      {A64_EORx, "eor %x, %x, %x"},   {A64_EONw, "eon %w, %w, %w"},   {A64_ANDSw, "ands %w, %w, %w"}};
  for
    EACH(row, sums)
  for (unsigned shift = 0; shift < (row - sums < 8 ? 3u : 4u); ++shift)
    for (unsigned amount = 0; amount < a64_width(row->op); ++amount) {
      const unsigned at[3] = {random_below(32), random_below(32), random_below(32)};
      oracle_row(&oracle, a64_rrr_shift(row->op, at[0], at[1], at[2], shift, amount), "%s, %s #%u", line(row->row, at),
                 shift_names[shift], amount);
    }
  /* The extended operand is a w register but for uxtx and sxtx. */
  static const Row extended[] = {{A64_ADDw, "add %W, %W, "},   {A64_ADDx, "add %X, %X, "},
                                 {A64_ADDSw, "adds %w, %W, "}, {A64_ADDSx, "adds %x, %X, "},
                                 {A64_SUBw, "sub %W, %W, "},   {A64_SUBx, "sub %X, %X, "},
                                 {A64_SUBSw, "subs %w, %W, "}, {A64_SUBSx, "subs %x, %X, "}};
  for
    EACH(row, extended)
  for (unsigned extend = 0; extend < 8; ++extend)
    for (unsigned amount = 0; amount <= 4; ++amount)
      for (unsigned i = 0; i < 12; ++i) {
        const unsigned at[2] = {i == 0 ? 31 : random_below(32), i == 1 ? 31 : random_below(32)};
        const unsigned rm = i == 2 ? 31 : random_below(32);
        const char kind = a64_width(row->op) == 64 && (extend & 3) == 3 ? 'x' : 'w';
        oracle_row(&oracle, a64_rrr_extend(row->op, at[0], at[1], rm, extend, amount), "%s%s, %s #%u",
                   line(row->row, at), name(kind, rm), extend_names[extend], amount);
      }
  cr_assert_eq(oracle_check(&oracle), 0);
}

Test(assembler, aliases) {
  Oracle oracle;
  oracle_open(&oracle);
  for (unsigned wide = 0; wide < 2; ++wide) {
    const char kind = wide ? 'x' : 'w';
    for (unsigned i = 0; i < 64; ++i) {
      const unsigned d = i < 32 ? i : random_below(32), n = i < 32 ? random_below(32) : i - 32;
      const char *dn = name(kind, d), *nn = name(kind, n);
      oracle_row(&oracle, a64_mov(d, n, wide), "mov %s, %s", dn, nn);
      oracle_row(&oracle, a64_cmp(d, n, wide), "cmp %s, %s", dn, nn);
      oracle_row(&oracle, a64_cmn(d, n, wide), "cmn %s, %s", dn, nn);
      oracle_row(&oracle, a64_tst(d, n, wide), "tst %s, %s", dn, nn);
      oracle_row(&oracle, a64_neg(d, n, wide), "neg %s, %s", dn, nn);
      oracle_row(&oracle, a64_mvn(d, n, wide), "mvn %s, %s", dn, nn);
      oracle_row(&oracle, a64_sxtb(d, n, wide), "sxtb %s, %s", dn, name('w', n));
      oracle_row(&oracle, a64_sxth(d, n, wide), "sxth %s, %s", dn, name('w', n));
    }
    const unsigned width = wide ? 64 : 32;
    for (unsigned amount = 0; amount < width; ++amount) {
      const unsigned d = random_below(32), n = random_below(32), m = random_below(32);
      const char *dn = name(kind, d), *nn = name(kind, n), *mn = name(kind, m);
      oracle_row(&oracle, a64_lsl(d, n, amount, wide), "lsl %s, %s, #%u", dn, nn, amount);
      oracle_row(&oracle, a64_lsr(d, n, amount, wide), "lsr %s, %s, #%u", dn, nn, amount);
      oracle_row(&oracle, a64_asr(d, n, amount, wide), "asr %s, %s, #%u", dn, nn, amount);
      oracle_row(&oracle, a64_ror(d, n, amount, wide), "ror %s, %s, #%u", dn, nn, amount);
      oracle_row(&oracle, a64_extr(wide ? A64_EXTRx : A64_EXTRw, d, n, m, amount), "extr %s, %s, %s, #%u", dn, nn, mn,
                 amount);
      for (unsigned bits = 1; bits <= width - amount; ++bits) {
        oracle_row(&oracle, a64_ubfx(d, n, amount, bits, wide), "ubfx %s, %s, #%u, #%u", dn, nn, amount, bits);
        oracle_row(&oracle, a64_sbfx(d, n, amount, bits, wide), "sbfx %s, %s, #%u, #%u", dn, nn, amount, bits);
      }
      for (unsigned imms = 0; imms < width; ++imms)
        oracle_row(&oracle, a64_bitfield(wide ? A64_BFMx : A64_BFMw, d, n, amount, imms), "bfm %s, %s, #%u, #%u", dn,
                   nn, amount, imms);
    }
  }
  for (unsigned r = 0; r < 32; ++r) {
    const unsigned d = random_below(32);
    oracle_row(&oracle, a64_mov_sp(SP, r), "add sp, %s, #0", name('X', r));
    oracle_row(&oracle, a64_mov_sp(r, SP), "add %s, sp, #0", name('X', r));
    oracle_row(&oracle, a64_uxtb(d, r), "uxtb %s, %s", name('w', d), name('w', r));
    oracle_row(&oracle, a64_uxth(d, r), "uxth %s, %s", name('w', d), name('w', r));
    oracle_row(&oracle, a64_uxtw(d, r), "mov %s, %s", name('w', d), name('w', r));
    oracle_row(&oracle, a64_sxtw(d, r), "sxtw %s, %s", name('x', d), name('w', r));
  }
  cr_assert_eq(oracle_check(&oracle), 0);
}

Test(assembler, immediates) {
  Oracle oracle;
  oracle_open(&oracle);
  static const Row sums[] = {{A64_ADDw, "add %W, %W, "},   {A64_ADDSw, "adds %w, %W, "}, {A64_SUBw, "sub %W, %W, "},
                             {A64_SUBSw, "subs %w, %W, "}, {A64_ADDx, "add %X, %X, "},   {A64_ADDSx, "adds %x, %X, "},
                             {A64_SUBx, "sub %X, %X, "},   {A64_SUBSx, "subs %x, %X, "}};
  for
    EACH(row, sums)
  for (unsigned imm = 0; imm < 8192; imm += row->op == A64_ADDx ? 1 : 1 + random_below(64)) {
    const unsigned at[2] = {random_below(32), random_below(32)};
    const uint64_t value = imm < 4096 ? imm : (uint64_t)(imm - 4096) << 12;
    cr_assert(a64_fits_add(value));
    oracle_row(&oracle, a64_add_imm(row->op, at[0], at[1], value), "%s#%llu", line(row->row, at),
               (unsigned long long)value);
  }
  for (unsigned wide = 0; wide < 2; ++wide)
    for (unsigned r = 0; r < 32; ++r) {
      const unsigned imm = random_below(4096);
      oracle_row(&oracle, a64_cmp_imm(r, imm, wide), "cmp %s, #%u", name(wide ? 'X' : 'W', r), imm);
      oracle_row(&oracle, a64_cmn_imm(r, imm, wide), "cmn %s, #%u", name(wide ? 'X' : 'W', r), imm);
    }
  static const Row moves[] = {{A64_MOVNw, "movn %w, "}, {A64_MOVZw, "movz %w, "}, {A64_MOVKw, "movk %w, "},
                              {A64_MOVNx, "movn %x, "}, {A64_MOVZx, "movz %x, "}, {A64_MOVKx, "movk %x, "}};
  for
    EACH(row, moves)
  for (unsigned half = 0; half < a64_width(row->op) / 16; ++half)
    for (unsigned i = 0; i < 100; ++i) {
      const unsigned r = i & 31, imm = i < 16 ? 1u << i : i == 16 ? 0 : i == 17 ? 0xffff : random_below(65536);
      oracle_row(&oracle, a64_mov_wide(row->op, r, imm, half), "%s#%u, lsl #%u", line(row->row, &r), imm, 16 * half);
    }
  for (unsigned imm8 = 0; imm8 < 256; ++imm8) {
    const unsigned r = imm8 & 31;
    /* sign, exponent -3 to 4 from the three bits NOT(b):c:d, fraction 16/16 to 31/16 */
    const int exponent = (imm8 & 0x40 ? -3 : 1) + (int)(imm8 >> 4 & 3);
    double value = (16 + (imm8 & 15)) / 16.0;
    for (int i = 0; i < exponent; ++i) value *= 2;
    for (int i = 0; i > exponent; --i) value /= 2;
    if (imm8 & 0x80) value = -value;
    oracle_row(&oracle, a64_fmov_imm(A64_FMOVd_imm, r, imm8), "fmov d%u, #%.12f", r, value);
    oracle_row(&oracle, a64_fmov_imm(A64_FMOVs_imm, r, imm8), "fmov s%u, #%.12f", r, value);
    oracle_row(&oracle, a64_movi(A64_MOVI8b, r, imm8), "movi v%u.8b, #%u", r, imm8);
    oracle_row(&oracle, a64_movi(A64_MOVI16b, r, imm8), "movi v%u.16b, #%u", r, imm8);
    oracle_row(&oracle, a64_movi(A64_MOVI2s, r, imm8), "movi v%u.2s, #%u", r, imm8);
    oracle_row(&oracle, a64_movi(A64_MVNI2s, r, imm8), "mvni v%u.2s, #%u", r, imm8);
    oracle_row(&oracle, a64_movi(A64_MOVI2s_lsl24, r, imm8), "movi v%u.2s, #%u, lsl #24", r, imm8);
    oracle_row(&oracle, a64_movi(A64_MOVI4s_lsl24, r, imm8), "movi v%u.4s, #%u, lsl #24", r, imm8);
    uint64_t bytes = 0;
    for (unsigned i = 0; i < 8; ++i) bytes |= imm8 >> i & 1 ? UINT64_C(0xff) << (8 * i) : 0;
    oracle_row(&oracle, a64_movi(A64_MOVI2d, r, imm8), "movi v%u.2d, #0x%llx", r, (unsigned long long)bytes);
    oracle_row(&oracle, a64_movi(A64_MOVId, r, imm8), "movi d%u, #0x%llx", r, (unsigned long long)bytes);
  }
  for (unsigned r = 0; r < 32; ++r) oracle_row(&oracle, a64_movi_zero(r), "movi v%u.2d, #0", r);
  static const struct {
    uint32_t op;
    unsigned width;
    bool left;
    const char *text;
  } shifts[] = {
      {A64_SHLd, 64, true, "shl d%u, d%u, #%u"},           {A64_USHRd, 64, false, "ushr d%u, d%u, #%u"},
      {A64_SSHRd, 64, false, "sshr d%u, d%u, #%u"},        {A64_SLId, 64, true, "sli d%u, d%u, #%u"},
      {A64_SRId, 64, false, "sri d%u, d%u, #%u"},          {A64_SHL2s, 32, true, "shl v%u.2s, v%u.2s, #%u"},
      {A64_SHL4s, 32, true, "shl v%u.4s, v%u.4s, #%u"},    {A64_SHL2d, 64, true, "shl v%u.2d, v%u.2d, #%u"},
      {A64_USHR2s, 32, false, "ushr v%u.2s, v%u.2s, #%u"}, {A64_SLI2s, 32, true, "sli v%u.2s, v%u.2s, #%u"},
      {A64_USHR4s, 32, false, "ushr v%u.4s, v%u.4s, #%u"}, {A64_USHR2d, 64, false, "ushr v%u.2d, v%u.2d, #%u"}};
  for (size_t i = 0; i < sizeof shifts / sizeof *shifts; ++i)
    for (unsigned amount = !shifts[i].left; amount < shifts[i].width + !shifts[i].left; ++amount) {
      const unsigned d = random_below(32), n = random_below(32);
      const uint32_t word = shifts[i].left ? a64_vector_shl(shifts[i].op, d, n, amount, shifts[i].width)
                                           : a64_vector_shr(shifts[i].op, d, n, amount, shifts[i].width);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      oracle_row(&oracle, word, shifts[i].text, d, n, amount);
#pragma GCC diagnostic pop
    }
  cr_assert_eq(oracle_check(&oracle), 0);
}

Test(assembler, conditions) {
  Oracle oracle;
  oracle_open(&oracle);
  static const Row selects[] = {{A64_CSELw, "csel %w, %w, %w"},   {A64_CSELx, "csel %x, %x, %x"},
                                {A64_CSINCw, "csinc %w, %w, %w"}, {A64_CSINCx, "csinc %x, %x, %x"},
                                {A64_CSINVw, "csinv %w, %w, %w"}, {A64_CSINVx, "csinv %x, %x, %x"},
                                {A64_CSNEGw, "csneg %w, %w, %w"}, {A64_CSNEGx, "csneg %x, %x, %x"},
                                {A64_FCSELs, "fcsel %s, %s, %s"}, {A64_FCSELd, "fcsel %d, %d, %d"}};
  static const Row compares[] = {{A64_CCMPw, "ccmp %w, %w"},   {A64_CCMPx, "ccmp %x, %x"},
                                 {A64_CCMNw, "ccmn %w, %w"},   {A64_CCMNx, "ccmn %x, %x"},
                                 {A64_FCCMPs, "fccmp %s, %s"}, {A64_FCCMPd, "fccmp %d, %d"}};
  static const Row compares_imm[] = {
      {A64_CCMPw, "ccmp %w"}, {A64_CCMPx, "ccmp %x"}, {A64_CCMNw, "ccmn %w"}, {A64_CCMNx, "ccmn %x"}};
  for (unsigned cond = 0; cond < 14; ++cond) {
    for (unsigned r = 0; r < 32; ++r) {
      const unsigned at[3] = {r, random_below(32), random_below(32)}, nzcv = random_below(16);
      for
        EACH(row, selects)
      oracle_row(&oracle, a64_select(row->op, at[0], at[1], at[2], cond), "%s, %s", line(row->row, at),
                 cond_names[cond]);
      for
        EACH(row, compares)
      oracle_row(&oracle, a64_ccmp(row->op, at[0], at[1], nzcv, cond), "%s, #%u, %s", line(row->row, at), nzcv,
                 cond_names[cond]);
      for
        EACH(row, compares_imm)
      oracle_row(&oracle, a64_ccmp_imm(row->op, at[1], r, nzcv, cond), "%s, #%u, #%u, %s", line(row->row, at + 1), r,
                 nzcv, cond_names[cond]);
      oracle_row(&oracle, a64_cset(r, cond), "cset %s, %s", name('w', r), cond_names[cond]);
      oracle_row(&oracle, a64_csetm(r, cond, true), "csetm %s, %s", name('x', r), cond_names[cond]);
      oracle_row(&oracle, a64_csetm(r, cond, false), "csetm %s, %s", name('w', r), cond_names[cond]);
    }
    oracle_row(&oracle, a64_b_cond(a64_invert(cond), 1), "b.%s #4", cond_names[cond ^ 1]);
  }
  for (unsigned r = 0; r < 32; ++r) {
    const unsigned m = random_below(32);
    oracle_row(&oracle, a64_fcmp(A64_FCMPs, r, m), "fcmp s%u, s%u", r, m);
    oracle_row(&oracle, a64_fcmp(A64_FCMPd, m, r), "fcmp d%u, d%u", m, r);
    oracle_row(&oracle, a64_fcmp_zero(A64_FCMPs, r), "fcmp s%u, #0.0", r);
    oracle_row(&oracle, a64_fcmp_zero(A64_FCMPd, r), "fcmp d%u, #0.0", r);
  }
  cr_assert_eq(oracle_check(&oracle), 0);
}

#endif

Test(assembler, fits) {
  cr_assert(a64_fits_add(0) && a64_fits_add(4095) && a64_fits_add(4096) && a64_fits_add(0xfff000));
  cr_assert(!a64_fits_add(4097) && !a64_fits_add(0x1000000) && !a64_fits_add(UINT64_MAX) &&
            !a64_fits_add(UINT64_C(1) << 32));
  cr_assert(a64_fits_signed(-32, 6) && a64_fits_signed(31, 6) && !a64_fits_signed(-33, 6) && !a64_fits_signed(32, 6));
  cr_assert(!a64_fits_signed(INT64_MIN, 26) && !a64_fits_signed(INT64_MAX, 26));
}

/* a < b is b > a, and so on; independent of the flags' encoding. */
Test(assembler, conditions_swapped) {
  static const unsigned pairs[][2] = {{A64_EQ, A64_EQ}, {A64_NE, A64_NE}, {A64_LT, A64_GT},
                                      {A64_LE, A64_GE}, {A64_LO, A64_HI}, {A64_LS, A64_HS}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; ++i) {
    cr_assert_eq(a64_swap(pairs[i][0]), pairs[i][1]);
    cr_assert_eq(a64_swap(pairs[i][1]), pairs[i][0]);
  }
}
