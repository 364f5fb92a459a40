/* SPDX-License-Identifier: Apache-2.0
 *
 * LEB128 at the edges of each width (spec 5.2.2), against an encoder of its own; the sticky error; UTF-8 (spec 5.2.4)
 * against every code point and the ill-formed sequences of the Unicode standard, table 3-7.
 */
#include "wasm/reader.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* The shortest encoding, padded to `bytes` bytes if that is longer. */
static size_t unsigned_encode(uint8_t *to, uint64_t value, size_t bytes) {
  size_t n = 0;
  do {
    to[n++] = (uint8_t)(value & 0x7f) | 0x80;
    value >>= 7;
  } while (value);
  while (n < bytes) to[n++] = 0x80;
  to[n - 1] &= 0x7f;
  return n;
}

static size_t signed_encode(uint8_t *to, int64_t value, size_t bytes) {
  size_t n = 0;
  bool more = true;
  while (more) {
    uint8_t low = (uint8_t)(value & 0x7f);
    value >>= 7; /* gcc and clang: arithmetic */
    more = !((value == 0 && !(low & 0x40)) || (value == -1 && (low & 0x40)));
    to[n++] = low | 0x80;
  }
  uint8_t fill = value < 0 ? 0xff : 0x80;
  while (n < bytes) to[n++] = fill;
  to[n - 1] &= 0x7f;
  return n;
}

static const uint64_t unsigned_edges[] = {0,        1,         0x7f,       0x80,       0x3fff,     0x4000,    0x1fffff,
                                          0x200000, 0xfffffff, 0x10000000, 0x7fffffff, 0x80000000, 0xffffffff};

Test(leb, unsigned_values_in_every_length) {
  for (unsigned i = 0; i < sizeof unsigned_edges / sizeof *unsigned_edges; i++)
    for (size_t length = 1; length <= 10; length++)
      for (int high = 0; high < 2; high++) {
        uint64_t value = high ? ~unsigned_edges[i] : unsigned_edges[i];
        uint8_t bytes[10];
        size_t n = unsigned_encode(bytes, value, length);
        uint64_t wide = 0;
        cr_assert_eq(leb_u64(bytes, bytes + n, &wide), bytes + n);
        cr_assert_eq(wide, value);
        uint32_t narrow = 0;
        const uint8_t *after = leb_u32(bytes, bytes + n, &narrow);
        if (value <= UINT32_MAX && n <= 5) {
          cr_assert_eq(after, bytes + n);
          cr_assert_eq(narrow, value);
        } else {
          cr_assert_null(after);
        }
        for (size_t cut = 0; cut < n; cut++) {
          cr_assert_null(leb_u64(bytes, bytes + cut, &wide));
          cr_assert_eq(leb_fault(bytes, bytes + cut, LEB_U64), ERR_UNEXPECTED_END);
        }
      }
}

Test(leb, signed_values_in_every_length) {
  for (unsigned i = 0; i < sizeof unsigned_edges / sizeof *unsigned_edges; i++)
    for (size_t length = 1; length <= 10; length++)
      for (int shape = 0; shape < 3; shape++) {
        int64_t value = (int64_t)(shape == 2 ? unsigned_edges[i] << 31 : unsigned_edges[i]);
        if (shape == 1) value = -value - 1;
        uint8_t bytes[10];
        size_t n = signed_encode(bytes, value, length);
        int64_t wide = 0;
        cr_assert_eq(leb_s64(bytes, bytes + n, &wide), bytes + n);
        cr_assert_eq(wide, value);
        int32_t narrow = 0;
        const uint8_t *after = leb_s32(bytes, bytes + n, &narrow);
        cr_assert_eq(after != NULL, value >= INT32_MIN && value <= INT32_MAX && n <= 5);
        if (after) cr_assert_eq(narrow, value);
        after = leb_s33(bytes, bytes + n, &wide);
        cr_assert_eq(after != NULL, value >= -0x100000000 && value <= 0xffffffff && n <= 5);
        if (after) cr_assert_eq(wide, value);
      }
}

Test(leb, faults_are_told_apart) {
  static const struct {
    uint8_t bytes[11];
    uint8_t size;
    LebKind kind;
    ErrorRow row;
  } cases[] = {
      {{0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 6, LEB_U32, ERR_INTEGER_TOO_LONG},
      {{0x80, 0x80, 0x80, 0x80, 0x10}, 5, LEB_U32, ERR_INTEGER_TOO_LARGE},
      {{0x80, 0x80, 0x80, 0x80, 0x08}, 5, LEB_S32, ERR_INTEGER_TOO_LARGE}, /* 2^31 */
      {{0x80, 0x80, 0x80, 0x80, 0x70}, 5, LEB_S33, ERR_ROWS},              /* -2^32: no fault */
      {{0x80, 0x80, 0x80, 0x80, 0x20}, 5, LEB_S33, ERR_INTEGER_TOO_LARGE}, /* 2^33 */
      {{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02}, 10, LEB_U64, ERR_INTEGER_TOO_LARGE},
      {{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 11, LEB_S64, ERR_INTEGER_TOO_LONG},
      {{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, 10, LEB_S64, ERR_INTEGER_TOO_LARGE},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
    const uint8_t *p = cases[i].bytes, *end = p + cases[i].size;
    union {
      uint32_t u32;
      int32_t s32;
      int64_t s64;
      uint64_t u64;
    } to;
    const uint8_t *after = NULL;
    switch (cases[i].kind) {
    case LEB_U32: after = leb_u32(p, end, &to.u32); break;
    case LEB_S32: after = leb_s32(p, end, &to.s32); break;
    case LEB_S33: after = leb_s33(p, end, &to.s64); break;
    case LEB_U64: after = leb_u64(p, end, &to.u64); break;
    case LEB_S64: after = leb_s64(p, end, &to.s64); break;
    }
    if (cases[i].row == ERR_ROWS) {
      cr_assert_eq(after, end, "case %u", i);
      continue;
    }
    cr_assert_null(after, "case %u", i);
    cr_assert_eq(leb_fault(p, end, cases[i].kind), cases[i].row, "case %u", i);
  }
}

Test(reader, the_first_error_stays) {
  static const uint8_t bytes[] = {0x05, 0x80};
  sg_error error;
  Reader r = {.at = bytes, .end = bytes + 2, .module = bytes, .error = &error, .end_row = ERR_UNEXPECTED_END};
  cr_assert_eq(read_u32(&r), 5);
  cr_assert_not(r.failed);
  cr_assert_eq(read_u32(&r), 0);
  cr_assert(r.failed);
  cr_assert_eq(error.offset, 1);
  cr_assert_eq(read_byte(&r), 0);
  cr_assert_eq(read_length(&r), 0);
  reader_fail(&r, ERR_UTF8, 0, NULL);
  cr_assert_str_eq(error.text, "unexpected end");
  cr_assert(reader_at_end(&r));
}

Test(reader, a_part_ends_where_it_says) {
  static const uint8_t bytes[] = {1, 2, 3, 4};
  sg_error error;
  Reader r = {.at = bytes, .end = bytes + 4, .module = bytes, .error = &error, .end_row = ERR_UNEXPECTED_END};
  Reader part = reader_part(&r, 2);
  cr_assert_eq(read_byte(&part), 1);
  cr_assert_eq(read_byte(&part), 2);
  cr_assert_eq(read_byte(&part), 0);
  cr_assert_str_eq(error.text, "unexpected end of section or function");
  cr_assert_not(r.failed);
  cr_assert_eq(read_byte(&r), 3);
  part = reader_part(&r, 2);
  cr_assert(part.failed && r.failed);
  cr_assert_str_eq(error.text, "length out of bounds");
}

Test(reader, counts_are_paid_for_in_bytes) {
  static const uint8_t bytes[] = {3, 0, 0, 0, 0, 0};
  sg_error error;
  Reader r = {.at = bytes, .end = bytes + 6, .module = bytes, .error = &error, .end_row = ERR_UNEXPECTED_END};
  Reader again = r;
  cr_assert_eq(read_count(&r, 1), 3);
  cr_assert_eq(read_count(&again, 2), 0);
  cr_assert(again.failed);
}

static size_t utf8_encode(uint8_t *to, uint32_t point) {
  if (point < 0x80) return to[0] = (uint8_t)point, 1;
  if (point < 0x800) return to[0] = (uint8_t)(0xc0 | point >> 6), to[1] = (uint8_t)(0x80 | (point & 0x3f)), 2;
  if (point < 0x10000) {
    to[0] = (uint8_t)(0xe0 | point >> 12);
    to[1] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
    to[2] = (uint8_t)(0x80 | (point & 0x3f));
    return 3;
  }
  to[0] = (uint8_t)(0xf0 | point >> 18);
  to[1] = (uint8_t)(0x80 | (point >> 12 & 0x3f));
  to[2] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
  to[3] = (uint8_t)(0x80 | (point & 0x3f));
  return 4;
}

Test(utf8, every_code_point_but_surrogates) {
  for (uint32_t point = 0; point < 0x200000; point++) {
    uint8_t bytes[16] = "0123456789";
    size_t n = utf8_encode(bytes + 7, point);
    bool is_scalar = point < 0xd800 || (point > 0xdfff && point < 0x110000);
    cr_assert_eq(utf8_valid(bytes, 7 + n), is_scalar, "U+%04X", point);
    if (is_scalar && n > 1) cr_assert_not(utf8_valid(bytes, 6 + n), "U+%04X cut", point);
  }
}

Test(utf8, what_is_ill_formed) {
  static const char *const cases[] = {
      "\x80",         "\xbf",     "\xc0\x80",         "\xc1\xbf",         "\xe0\x9f\xbf",
      "\xed\xa0\x80", "\xc2\x41", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
      "\xe1\x80\xc0", "\xff",     "\xf1\x80\x80\x41", "abcdefgh\xfe"};
  for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert_not(utf8_valid((const uint8_t *)cases[i], strlen(cases[i])), "case %u", i);
}

/* With eight bytes in front of the end an integer is read at once, with fewer by a loop: of one that fits into seven,
 * or is wrong within them, both say the same. */
Test(reader, short_integers_at_once_as_by_the_loop) {
  uint64_t random = 1;
  uint8_t bytes[16];
  for (uint32_t i = 0; i < 200000; i++) {
    for (uint32_t at = 0; at < sizeof bytes; at++) {
      static const uint8_t edges[8] = {0x80, 0xff, 0x7f, 0x00, 0x0f, 0x78, 0x8f, 0xf8};
      random = random * 6364136223846793005u + 1442695040888963407u;
      bytes[at] = random >> 62 ? edges[random >> 40 & 7] : (uint8_t)(random >> 48);
    }
    uint32_t u32[2] = {0, 0};
    int32_t s32[2] = {0, 0};
    int64_t s33[2] = {0, 0}, s64[2] = {0, 0};
    const uint8_t *const loop = bytes + 7, *const once = bytes + 8;
    cr_assert_eq(leb_u32_long(bytes, loop, &u32[0]), leb_u32_long(bytes, once, &u32[1]));
    cr_assert_eq(leb_s32_long(bytes, loop, &s32[0]), leb_s32_long(bytes, once, &s32[1]));
    cr_assert_eq(leb_s33_long(bytes, loop, &s33[0]), leb_s33_long(bytes, once, &s33[1]));
    const uint8_t *const after = leb_s64_long(bytes, loop, &s64[0]);
    if (after) cr_assert_eq(leb_s64_long(bytes, once, &s64[1]), after);
    cr_assert(u32[0] == u32[1] && s32[0] == s32[1] && s33[0] == s33[1] && s64[0] == s64[1], "%u", i);
  }
}

/* All of one byte and of two, also those that two bytes write longer than they need to. */
Test(reader, one_or_two_bytes_without_a_branch) {
  for (uint32_t both = 0; both <= UINT16_MAX; both++) {
    const uint8_t bytes[2] = {(uint8_t)both, (uint8_t)(both >> 8)};
    uint32_t expected, two;
    const uint8_t *const after = leb_u32(bytes, bytes + 2, &expected);
    const uint32_t value = leb_of_two(both | 0xabcd0000, &two);
    cr_assert_eq(after == NULL, (both & 0x8080) == 0x8080);
    if (after) cr_assert(value == expected && after == bytes + 1 + two, "%04x", both);
  }
}
