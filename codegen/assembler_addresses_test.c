/* SPDX-License-Identifier: Apache-2.0 */
/* Loads, stores, pairs and branches against llvm-mc: every register position, each offset of the immediate forms (all
 * of them for one load and one store, a sample for the others), each displacement at the edges of its field; and that
 * what is out of range dies instead of wrapping. Host only where llvm-mc is asked. */
#include <criterion/criterion.h>
#include <signal.h>

#include "codegen/assembler.h"
#include "codegen/llvm_mc.h"

#ifndef __aarch64__

static const char *const cond_names[] = {"eq", "ne", "hs", "lo", "mi", "pl", "vs",
                                         "vc", "hi", "ls", "ge", "lt", "gt", "le"};

static const Row accesses[] = {
    {A64_STRBw, "strb %w"}, {A64_LDRBw, "ldrb %w"}, {A64_LDRSBx, "ldrsb %x"}, {A64_LDRSBw, "ldrsb %w"},
    {A64_STRHw, "strh %w"}, {A64_LDRHw, "ldrh %w"}, {A64_LDRSHx, "ldrsh %x"}, {A64_LDRSHw, "ldrsh %w"},
    {A64_STRw, "str %w"},   {A64_LDRw, "ldr %w"},   {A64_LDRSWx, "ldrsw %x"}, {A64_STRx, "str %x"},
    {A64_LDRx, "ldr %x"},   {A64_STRb, "str %b"},   {A64_LDRb, "ldr %b"},     {A64_STRh, "str %h"},
    {A64_LDRh, "ldr %h"},   {A64_STRs, "str %s"},   {A64_LDRs, "ldr %s"},     {A64_STRd, "str %d"},
    {A64_LDRd, "ldr %d"},   {A64_STRq, "str %q"},   {A64_LDRq, "ldr %q"}};
static const unsigned access_bytes[] = {1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 8, 8, 1, 1, 2, 2, 4, 4, 8, 8, 16, 16};

/* str -> stur, ldrsb -> ldursb */
static const char *unscaled(const char *text) {
  static char out[128];
  snprintf(out, sizeof out, "%.2su%s", text, text + 2);
  return out;
}

Test(assembler_addresses, loads_and_stores) {
  Oracle oracle;
  oracle_open(&oracle);
  for
    EACH(row, accesses) {
      const unsigned bytes = access_bytes[row - accesses];
      cr_assert_eq(1u << a64_scale(row->op), bytes);
      for (unsigned i = 0; i < 4096; i += row->op == A64_LDRw || row->op == A64_STRq ? 1 : 1 + random_below(40)) {
        const unsigned t = random_below(32), n = random_below(32), offset = i * bytes;
        cr_assert(a64_fits_scaled(row->op, offset));
        oracle_row(&oracle, a64_load(row->op, t, n, offset), "%s, [%s, #%u]", line(row->row, &t), name('X', n), offset);
      }
      for (unsigned r = 0; r < 32; ++r) {
        const unsigned m = random_below(32), t = random_below(32), other = (t + 1 + random_below(30)) % 31;
        oracle_row(&oracle, a64_load(row->op, r, m, 0), "%s, [%s]", line(row->row, &r), name('X', m));
        oracle_row(&oracle, a64_load(row->op, m, r, 0), "%s, [%s]", line(row->row, &m), name('X', r));
        for (unsigned scaled = 0; scaled < 2; ++scaled) {
          unsigned shift = 0;
          while (scaled && 1u << shift < bytes) ++shift;
          /* Scaled by one byte is written as a shift by 0, which is not the same as none. */
          char amount[8] = "";
          if (scaled) snprintf(amount, sizeof amount, " #%u", shift);
          for (unsigned i = 0; i < 3; ++i) {
            const unsigned at[3] = {i == 0 ? r : t, i == 1 ? r : m, i == 2 ? r : other};
            char text[160];
            snprintf(text, sizeof text, "%s, [%s", line(row->row, at), name('X', at[1]));
            oracle_row(&oracle, a64_load_reg(row->op, at[0], at[1], at[2], A64_UXTW, scaled), "%s, %s, uxtw%s]", text,
                       name('w', at[2]), amount);
            oracle_row(&oracle, a64_load_reg(row->op, at[0], at[1], at[2], A64_SXTW, scaled), "%s, %s, sxtw%s]", text,
                       name('w', at[2]), amount);
            if (scaled)
              oracle_row(&oracle, a64_load_reg(row->op, at[0], at[1], at[2], A64_UXTX, true), "%s, %s, lsl%s]", text,
                         name('x', at[2]), amount);
            else
              oracle_row(&oracle, a64_load_reg(row->op, at[0], at[1], at[2], A64_UXTX, false), "%s, %s]", text,
                         name('x', at[2]));
          }
        }
      }
      for (int offset = -256; offset < 256; ++offset) {
        const unsigned t = random_below(32), n = random_below(32), other = (t + 1 + random_below(30)) % 31;
        oracle_row(&oracle, a64_load_unscaled(row->op, t, n, offset), "%s, [%s, #%d]", line(unscaled(row->row), &t),
                   name('X', n), offset);
        cr_assert(a64_offset_fits(row->op, offset));
        if (offset < 0 || offset % (int)bytes != 0)
          cr_assert_eq(a64_load(row->op, t, n, offset), a64_load_unscaled(row->op, t, n, offset));
        if (offset % 5 != 0) continue;
        const unsigned base = t == 31 ? other : other == t ? 30 - t : other;
        if (base == t) continue;
        oracle_row(&oracle, a64_load_pre(row->op, t, base, offset), "%s, [%s, #%d]!", line(row->row, &t),
                   name('X', base), offset);
        oracle_row(&oracle, a64_load_post(row->op, t, base, offset), "%s, [%s], #%d", line(row->row, &t),
                   name('X', base), offset);
      }
      cr_assert(!a64_offset_fits(row->op, -257) && !a64_offset_fits(row->op, 4096 * (int64_t)bytes));
      cr_assert(!a64_offset_fits(row->op, INT64_MIN) && !a64_offset_fits(row->op, INT64_MAX));
      cr_assert(!a64_offset_fits(row->op, INT64_C(1) << 32));
      cr_assert_eq(a64_offset_fits(row->op, 257), bytes == 1);
    }
  cr_assert_eq(oracle_check(&oracle), 0);
}

Test(assembler_addresses, pairs) {
  Oracle oracle;
  oracle_open(&oracle);
  static const Row pairs[] = {{A64_STPw, "stp %w, %w"}, {A64_LDPw, "ldp %w, %w"},     {A64_STPs, "stp %s, %s"},
                              {A64_LDPs, "ldp %s, %s"}, {A64_LDPSWx, "ldpsw %x, %x"}, {A64_STPx, "stp %x, %x"},
                              {A64_LDPx, "ldp %x, %x"}, {A64_STPd, "stp %d, %d"},     {A64_LDPd, "ldp %d, %d"},
                              {A64_STPq, "stp %q, %q"}, {A64_LDPq, "ldp %q, %q"}};
  for
    EACH(row, pairs) {
      const int bytes = row - pairs < 5 ? 4 : row - pairs < 9 ? 8 : 16;
      for (int i = -64; i < 64; ++i) {
        /* All different: with write-back a base among the registers is unpredictable, as are equal destinations. */
        const unsigned t = random_below(32), at[2] = {t, (t + 1 + random_below(10)) & 31};
        const unsigned n = (t + 11 + random_below(10)) & 31;
        cr_assert(a64_fits_pair(row->op, i * bytes));
        const char *text = line(row->row, at), *base = name('X', n);
        oracle_row(&oracle, a64_pair(row->op, at[0], at[1], n, i * bytes), "%s, [%s, #%d]", text, base, i * bytes);
        oracle_row(&oracle, a64_pair_pre(row->op, at[0], at[1], n, i * bytes), "%s, [%s, #%d]!", text, base, i * bytes);
        oracle_row(&oracle, a64_pair_post(row->op, at[0], at[1], n, i * bytes), "%s, [%s], #%d", text, base, i * bytes);
      }
      cr_assert(!a64_fits_pair(row->op, -65 * bytes) && !a64_fits_pair(row->op, 64 * bytes) &&
                !a64_fits_pair(row->op, 1));
    }
  cr_assert_eq(oracle_check(&oracle), 0);
}

/* Displacements to try in a signed field of `bits` bits: 0, both ends, each power of two and its neighbours. */
static unsigned displacements(int64_t out[256], unsigned bits) {
  unsigned count = 0;
  out[count++] = 0;
  for (unsigned i = 0; i < bits - 1; ++i)
    for (int delta = -1; delta <= 0; ++delta) {
      out[count++] = (INT64_C(1) << i) + delta;
      out[count++] = -(INT64_C(1) << i) + delta;
    }
  out[count++] = (INT64_C(1) << (bits - 1)) - 1;
  out[count++] = -(INT64_C(1) << (bits - 1));
  return count;
}

Test(assembler_addresses, branches) {
  Oracle oracle;
  oracle_open(&oracle);
  int64_t at[256];
  for (unsigned i = displacements(at, 26); i-- > 0;) {
    oracle_row(&oracle, a64_b(at[i]), "b #%lld", (long long)at[i] * 4);
    oracle_row(&oracle, a64_bl(at[i]), "bl #%lld", (long long)at[i] * 4);
  }
  static const Row compares[] = {
      {A64_CBZw, "cbz %w"}, {A64_CBZx, "cbz %x"}, {A64_CBNZw, "cbnz %w"}, {A64_CBNZx, "cbnz %x"}};
  for (unsigned i = displacements(at, 19); i-- > 0;) {
    for (unsigned cond = 0; cond < 14; ++cond)
      oracle_row(&oracle, a64_b_cond(cond, at[i]), "b.%s #%lld", cond_names[cond], (long long)at[i] * 4);
    for
      EACH(row, compares) {
        const unsigned t = random_below(32);
        oracle_row(&oracle, a64_cb(row->op, t, at[i]), "%s, #%lld", line(row->row, &t), (long long)at[i] * 4);
      }
  }
  for (unsigned i = displacements(at, 14); i-- > 0;)
    for (unsigned bit = 0; bit < 64; ++bit) {
      const unsigned t = random_below(32);
      oracle_row(&oracle, a64_tb(A64_TBZ, t, bit, at[i]), "tbz %s, #%u, #%lld", name('x', t), bit,
                 (long long)at[i] * 4);
      oracle_row(&oracle, a64_tb(A64_TBNZ, t, bit, at[i]), "tbnz %s, #%u, #%lld", name('x', t), bit,
                 (long long)at[i] * 4);
    }
  for (unsigned i = displacements(at, 21); i-- > 0;) {
    const unsigned d = random_below(32);
    oracle_row(&oracle, a64_adr(d, at[i]), "adr %s, #%lld", name('x', d), (long long)at[i]);
  }
  for (unsigned r = 0; r < 32; ++r) {
    const unsigned m = random_below(32);
    oracle_row(&oracle, a64_br(r), "br %s", name('x', r));
    oracle_row(&oracle, a64_blrab(r, m), "blrab %s, %s", name('x', r), name('X', m));
    oracle_row(&oracle, a64_brab(m, r), "brab %s, %s", name('x', m), name('X', r));
    oracle_row(&oracle, a64_brk(r * 2047), "brk #%u", r * 2047);
    oracle_row(&oracle, a64_udf(r * 2047), "udf #%u", r * 2047);
  }
  static const Row fixed[] = {{A64_PACIBSP, "pacibsp"}, {A64_AUTIBSP, "autibsp"}, {A64_RETAB, "retab"},
                              {A64_NOP, "nop"},         {A64_BTIc, "bti c"},      {A64_BTIj, "bti j"},
                              {A64_BTIjc, "bti jc"},    {A64_DMBish, "dmb ish"}};
  for
    EACH(row, fixed) oracle_row(&oracle, row->op, "%s", row->row);
  cr_assert_eq(oracle_check(&oracle), 0);
}

#endif

Test(assembler_addresses, branch_fields) {
  cr_assert_eq(a64_branch_field(a64_b(0)), A64_FIELD_26);
  cr_assert_eq(a64_branch_field(a64_bl(-1)), A64_FIELD_26);
  cr_assert_eq(a64_branch_field(a64_b_cond(A64_LE, -1)), A64_FIELD_19);
  cr_assert_eq(a64_branch_field(a64_cb(A64_CBZw, 3, 5)), A64_FIELD_19);
  cr_assert_eq(a64_branch_field(a64_cb(A64_CBNZx, 31, -5)), A64_FIELD_19);
  cr_assert_eq(a64_branch_field(a64_tb(A64_TBZ, 3, 63, 5)), A64_FIELD_14);
  cr_assert_eq(a64_branch_field(a64_tb(A64_TBNZ, 3, 0, 5)), A64_FIELD_14);
  cr_assert_eq(a64_branch_field(a64_adr(17, -1)), A64_FIELD_ADR);
  static const Word others[] = {A64_ADDw,  A64_LDRx, A64_RETAB,  A64_PACIBSP,           A64_BRK,   A64_BR, A64_BLRAB,
                                A64_MOVZx, 0,        UINT32_MAX, 0x90000000 /* adrp */, 0x54000010 /* bc.eq */};
  for (size_t i = 0; i < sizeof others / sizeof *others; ++i) cr_assert_eq(a64_branch_field(others[i]), A64_FIELD_NONE);
  cr_assert_eq(a64_invert_branch(a64_b_cond(A64_LT, 7)), a64_b_cond(A64_GE, 7));
  cr_assert_eq(a64_invert_branch(a64_cb(A64_CBZx, 4, 7)), a64_cb(A64_CBNZx, 4, 7));
  cr_assert_eq(a64_invert_branch(a64_tb(A64_TBNZ, 4, 40, 7)), a64_tb(A64_TBZ, 4, 40, 7));
}
#ifdef __aarch64__
#define TRAPPED SIGTRAP
#else
#define TRAPPED SIGILL
#endif
static volatile int64_t displacement; /* not a constant, so that the check is the run-time one */
static volatile Word sink;

Test(assembler_addresses, b_too_far, .signal = TRAPPED) {
  displacement = 1 << 25;
  sink = a64_b(displacement);
}
Test(assembler_addresses, b_cond_too_far, .signal = TRAPPED) {
  displacement = -(1 << 18) - 1;
  sink = a64_b_cond(A64_EQ, displacement);
}
Test(assembler_addresses, tb_too_far, .signal = TRAPPED) {
  displacement = 1 << 13;
  sink = a64_tb(A64_TBZ, 1, 2, displacement);
}
Test(assembler_addresses, adr_too_far, .signal = TRAPPED) {
  displacement = INT64_C(1) << 40;
  sink = a64_adr(1, displacement);
}
Test(assembler_addresses, pair_too_far, .signal = TRAPPED) {
  displacement = 512;
  sink = a64_pair(A64_STPx, 1, 2, 3, displacement);
}
Test(assembler_addresses, unscaled_too_far, .signal = TRAPPED) {
  displacement = 256;
  sink = a64_load_unscaled(A64_LDRx, 1, 2, displacement);
}
