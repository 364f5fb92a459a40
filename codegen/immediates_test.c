/* SPDX-License-Identifier: Apache-2.0 */
/* Immediates against the Arm ARM's own definitions, decoded (DecodeBitMasks, VFPExpandImm): every value that has an
 * encoding, and its neighbours that have none; mov sequences are run by a simulator of the four instructions. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "codegen/immediates.h"

static uint64_t random_state = 88172645463325252u;
static uint64_t random_next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

/* Arm ARM, shared pseudocode: aarch64/instrs/integer/bitmasks DecodeBitMasks, for immediates; false if reserved. */
static bool decode_bit_masks(uint32_t field, uint64_t *value) {
  const uint32_t n = field >> 12, immr = field >> 6 & 63, imms = field & 63;
  int len = -1;
  for (int bit = 6; bit >= 0; --bit)
    if (((n << 6 | (~imms & 63)) >> bit & 1) != 0) {
      len = bit;
      break;
    }
  if (len < 1) return false;
  const uint32_t levels = (1u << len) - 1, s = imms & levels, r = immr & levels, element = 1u << len;
  if (s == levels) return false;
  const uint64_t mask = element == 64 ? UINT64_MAX : (UINT64_C(1) << element) - 1;
  uint64_t welem = (UINT64_C(1) << (s + 1)) - 1;
  if (r != 0) welem = ((welem >> r) | (welem << (element - r))) & mask;
  *value = 0;
  for (uint32_t at = 0; at < 64; at += element) *value |= welem << at;
  return true;
}

static int compare(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

enum { PATTERNS = 5334 };
static uint64_t patterns[1 << 13];

/* All values that a field can stand for, sorted, without repetition; checked to be as many as the manual implies. */
static void make_patterns(void) {
  size_t count = 0, distinct = 0;
  for (uint32_t field = 0; field < 1 << 13; ++field) count += decode_bit_masks(field, &patterns[count]);
  qsort(patterns, count, sizeof *patterns, compare);
  for (size_t i = 0; i < count; ++i)
    if (distinct == 0 || patterns[i] != patterns[distinct - 1]) patterns[distinct++] = patterns[i];
  cr_assert_eq(distinct, PATTERNS);
}

static bool is_pattern(uint64_t value) {
  return bsearch(&value, patterns, PATTERNS, sizeof *patterns, compare) != NULL;
}

static void check_logical(uint64_t value) {
  uint32_t field = 0;
  uint64_t decoded = ~value;
  const bool has = a64_logical_immediate(value, 64, &field);
  cr_assert_eq(has, is_pattern(value), "%016llx", (unsigned long long)value);
  if (has) cr_assert(field < 1 << 13 && decode_bit_masks(field, &decoded) && decoded == value);
  const uint64_t narrow = value & UINT32_MAX;
  const bool has_narrow = a64_logical_immediate(value, 32, &field);
  cr_assert_eq(has_narrow, is_pattern(narrow | narrow << 32), "%08llx", (unsigned long long)narrow);
  if (has_narrow) cr_assert(field < 1 << 12 && decode_bit_masks(field, &decoded) && (decoded & UINT32_MAX) == narrow);
}

Test(immediates, logical) {
  make_patterns();
  check_logical(0);
  check_logical(UINT64_MAX);
  check_logical(UINT32_MAX);
  for (size_t i = 0; i < PATTERNS; ++i) {
    check_logical(patterns[i]);
    for (unsigned bit = 0; bit < 64; ++bit) check_logical(patterns[i] ^ UINT64_C(1) << bit);
  }
  for (uint64_t low = 0; low < 1 << 16; ++low) check_logical(low * UINT64_C(0x0001000100010001));
  for (unsigned i = 0; i < 1000000; ++i) check_logical(random_next() & random_next());
}

/* What a sequence leaves in rd: movz, movn, movk, orr of zr and an immediate; nothing else is allowed. */
static uint64_t simulate(const Word *words, unsigned count, unsigned rd, bool wide) {
  uint64_t value = UINT64_C(0xdeadbeefdeadbeef);
  for (unsigned i = 0; i < count; ++i) {
    const Word word = words[i];
    const uint64_t imm16 = word >> 5 & 0xffff;
    const unsigned shift = 16 * (word >> 21 & 3);
    cr_assert_eq(word & 31, rd);
    cr_assert_eq(word >> 31, wide);
    switch (word >> 23 & 0x3f) {
    case 0x25:
      if ((word >> 29 & 3) == 0) value = ~(imm16 << shift);
      else if ((word >> 29 & 3) == 2) value = imm16 << shift;
      else {
        cr_assert_eq(word >> 29 & 3, 3);
        cr_assert_neq(i, 0);
        value = (value & ~(UINT64_C(0xffff) << shift)) | imm16 << shift;
      }
      break;
    case 0x24:
      cr_assert_eq(word & 0x7f8003e0, 0x320003e0);
      cr_assert(decode_bit_masks(word >> 10 & 0x1fff, &value));
      break;
    default: cr_assert(false, "%08x is no move", word);
    }
    if (!wide) {
      cr_assert_eq(word >> 22 & 1, 0); /* N, or a half above the second */
      value &= UINT32_MAX;
    }
  }
  return value;
}

static unsigned words_for(uint64_t value, bool wide) {
  Word words[4];
  const unsigned rd = (unsigned)(value % 31), count = a64_mov_immediate(words, rd, value, wide);
  cr_assert(count >= 1 && count <= (wide ? 4 : 2));
  cr_assert_eq(simulate(words, count, rd, wide), wide ? value : (value & UINT32_MAX), "%016llx",
               (unsigned long long)value);
  return count;
}

/* As many words as halves that differ from the background of zeros or of ones, whichever are fewer. */
static unsigned words_plain(uint64_t value, unsigned halves) {
  unsigned zeros = 0, ones = 0;
  for (unsigned half = 0; half < halves; ++half) {
    zeros += (value >> (16 * half) & 0xffff) != 0;
    ones += (value >> (16 * half) & 0xffff) != 0xffff;
  }
  const unsigned least = zeros < ones ? zeros : ones;
  return least ? least : 1;
}

static void check_mov(uint64_t value) {
  const uint64_t narrow = value & UINT32_MAX;
  unsigned bound = is_pattern(value) ? 1 : words_plain(value, 4);
  cr_assert_leq(words_for(value, true), bound, "%016llx", (unsigned long long)value);
  bound = is_pattern(narrow | narrow << 32) ? 1 : words_plain(narrow, 2);
  cr_assert_eq(words_for(value, false), bound, "%08llx", (unsigned long long)narrow);
}

Test(immediates, mov) {
  make_patterns();
  static const uint64_t halves[] = {0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x1234, 0x5555};
  for (unsigned i = 0; i < 4096; ++i)
    check_mov(halves[i & 7] | halves[i >> 3 & 7] << 16 | halves[i >> 6 & 7] << 32 | halves[i >> 9 & 7] << 48);
  for (unsigned bit = 0; bit < 64; ++bit)
    for (int delta = -2; delta <= 2; ++delta) {
      check_mov((UINT64_C(1) << bit) + (uint64_t)(int64_t)delta);
      check_mov(-(UINT64_C(1) << bit) + (uint64_t)(int64_t)delta);
    }
  for (unsigned i = 0; i < 200000; ++i) check_mov(random_next());
  /* Each pattern, and each pattern with any half replaced: one word and a movk. */
  for (size_t i = 0; i < PATTERNS; ++i) {
    check_mov(patterns[i]);
    for (unsigned shift = 0; shift < 64; shift += 16)
      for (unsigned k = 0; k < 4; ++k) {
        const uint64_t half = k == 0 ? 0 : k == 1 ? 0xffff : random_next() & 0xffff;
        const uint64_t value = (patterns[i] & ~(UINT64_C(0xffff) << shift)) | half << shift;
        check_mov(value);
        cr_assert_leq(words_for(value, true), 2, "%016llx", (unsigned long long)value);
      }
  }
  /* Doubles whose fraction repeats, 0.1, 0.2, 0.3, 2/3: a pattern of 16 bits or less with two halves replaced. */
  static const uint64_t repeating[] = {0x3fb999999999999a, 0x3fc999999999999a, 0x3fd3333333333333, 0x3fe5555555555555,
                                       0x4008cccccccccccd, 0x1234999956789999, 0x9999123499995678};
  for (unsigned i = 0; i < sizeof repeating / sizeof *repeating; ++i)
    cr_assert_leq(words_for(repeating[i], true), 3, "%016llx", (unsigned long long)repeating[i]);
}

/* Arm ARM, VFPExpandImm. */
static uint64_t vfp_expand(uint32_t imm8, unsigned width) {
  const unsigned exponent_bits = width == 32 ? 8 : 11, fraction_bits = width - exponent_bits - 1;
  const uint64_t sign = imm8 >> 7, b = imm8 >> 6 & 1;
  uint64_t exponent = b ^ 1;
  for (unsigned i = 0; i < exponent_bits - 3; ++i) exponent = exponent << 1 | b;
  exponent = exponent << 2 | (imm8 >> 4 & 3);
  return sign << (width - 1) | exponent << fraction_bits | (uint64_t)(imm8 & 15) << (fraction_bits - 4);
}

Test(immediates, fmov) {
  for (unsigned wide = 0; wide < 2; ++wide) {
    const unsigned width = wide ? 64 : 32;
    for (uint64_t high = 0; high < 1 << 16; ++high) { /* all that can be encoded has zeros below the top 16 bits */
      const uint64_t bits = high << (width - 16);
      uint32_t imm8 = 0x100;
      unsigned expected = 0x100;
      for (unsigned candidate = 0; candidate < 256; ++candidate)
        if (vfp_expand(candidate, width) == bits) expected = candidate;
      cr_assert_eq(a64_fmov_immediate(bits, wide, &imm8), expected < 256);
      cr_assert_eq(imm8, expected);
      for (unsigned bit = 0; bit < width - 16; ++bit)
        cr_assert(!a64_fmov_immediate(bits | UINT64_C(1) << bit, wide, &imm8));
    }
  }
}
