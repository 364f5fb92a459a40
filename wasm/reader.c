/* SPDX-License-Identifier: Apache-2.0
 *
 * LEB128 of more than one byte, the cursor, and UTF-8.
 *
 * Invariant of the cursor: module <= at <= end, whatever was read; after a failure at == end.
 */
#include "wasm/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Up to five bytes, of the eight that are there, without a branch that depends on how many. NULL: more bytes, or out of
 * range. */
static inline __attribute__((always_inline)) const uint8_t *leb_read_short(const uint8_t *p, unsigned bits,
                                                                           bool is_signed, uint64_t *value) {
  uint64_t bytes;
  memcpy(&bytes, p, sizeof bytes);
  const uint64_t stops = ~bytes & UINT64_C(0x8080808080);
  if (stops == 0) return NULL;
  bytes &= stops ^ (stops - 1); /* up to the first that stops */
  uint64_t result = (bytes & 0x7f) | (bytes >> 1 & 0x3f80) | (bytes >> 2 & 0x1fc000) | (bytes >> 3 & 0xfe00000) |
                    (bytes >> 4 & UINT64_C(0x7f0000000));
  const unsigned last = (unsigned)__builtin_ctzll(stops); /* the bit above the integer's last seven */
  if (is_signed) {
    const unsigned above = 64 - (last / 8 + 1) * 7;
    result = (uint64_t)((int64_t)(result << above) >> above);
    if (bits < 64 && (int64_t)(result << (64 - bits)) >> (64 - bits) != (int64_t)result) return NULL;
  } else if (bits < 64 && result >> bits != 0) {
    return NULL;
  }
  *value = result;
  return p + last / 8 + 1;
}

/* One loop serves all kinds: `bits` is a constant where it is inlined. An integer of `bits` bits has at most
 * ceil(bits/7) bytes, and in the last of these the bits beyond must be 0, or copies of the sign (spec 5.2.2). */
static inline __attribute__((always_inline)) const uint8_t *leb_read(const uint8_t *p, const uint8_t *end,
                                                                     unsigned bits, bool is_signed, uint64_t *value) {
  if (__builtin_expect(end - p >= 8, 1)) {
    const uint8_t *next = leb_read_short(p, bits, is_signed, value);
    if (__builtin_expect(next != NULL, 1)) return next;
  }
  uint64_t result = 0;
  for (unsigned shift = 0; p < end; shift += 7) {
    uint8_t byte = *p++;
    result |= (uint64_t)(byte & 0x7f) << shift;
    unsigned left = bits - shift; /* bits that this byte may carry */
    if (left < 7) {
      if (is_signed) {
        uint8_t sign = (uint8_t)(0x7fu << (left - 1)) & 0x7f; /* the sign bit and all above */
        if ((byte & sign) != 0 && (byte & sign) != sign) return NULL;
      } else if ((byte & 0x7f) >> left) {
        return NULL;
      }
      if (byte & 0x80) return NULL;
    }
    if (!(byte & 0x80)) {
      if (is_signed && shift + 7 < 64 && (byte & 0x40)) result |= UINT64_MAX << (shift + 7);
      *value = result;
      return p;
    }
  }
  return NULL;
}

const uint8_t *leb_u32_long(const uint8_t *p, const uint8_t *end, uint32_t *value) {
  uint64_t wide;
  const uint8_t *next = leb_read(p, end, 32, false, &wide);
  if (next) *value = (uint32_t)wide;
  return next;
}

const uint8_t *leb_s32_long(const uint8_t *p, const uint8_t *end, int32_t *value) {
  uint64_t wide;
  const uint8_t *next = leb_read(p, end, 32, true, &wide);
  if (next) *value = (int32_t)wide;
  return next;
}

const uint8_t *leb_s33_long(const uint8_t *p, const uint8_t *end, int64_t *value) {
  uint64_t wide;
  const uint8_t *next = leb_read(p, end, 33, true, &wide);
  if (next) *value = (int64_t)wide;
  return next;
}

const uint8_t *leb_u64_long(const uint8_t *p, const uint8_t *end, uint64_t *value) {
  return leb_read(p, end, 64, false, value);
}

const uint8_t *leb_s64_long(const uint8_t *p, const uint8_t *end, int64_t *value) {
  uint64_t wide;
  const uint8_t *next = leb_read(p, end, 64, true, &wide);
  if (next) *value = (int64_t)wide;
  return next;
}

ErrorRow leb_fault(const uint8_t *p, const uint8_t *end, LebKind kind) {
  static const uint8_t kind_bits[] = {[LEB_U32] = 32, [LEB_S32] = 32, [LEB_S33] = 33, [LEB_U64] = 64, [LEB_S64] = 64};
  unsigned bytes = (kind_bits[kind] + 6u) / 7u;
  for (unsigned i = 0; i < bytes; i++)
    if (p + i == end) return ERR_UNEXPECTED_END;
    else if (!(p[i] & 0x80)) return ERR_INTEGER_TOO_LARGE;
  return ERR_INTEGER_TOO_LONG;
}

bool reader_fail(Reader *r, ErrorRow row, uint32_t offset, const char *format, ...) {
  if (r->failed) return false;
  r->failed = true;
  r->at = r->end;
  if (!format) return error_set(r->error, row, offset, SG_NO_FUNCTION, NULL);
  char detail[sizeof r->error->message];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(detail, sizeof detail, format, arguments);
  va_end(arguments);
  return error_set(r->error, row, offset, SG_NO_FUNCTION, "%s", detail);
}

Reader reader_part(Reader *r, uint32_t size) {
  Reader part = *r;
  if (!r->failed && size > reader_left(r)) reader_fail(r, ERR_LENGTH, reader_offset(r), NULL);
  part.failed = r->failed;
  if (r->failed) part.at = part.end = r->end;
  else part.end = r->at += size;
  part.end_row = ERR_END_OF_SECTION;
  return part;
}

static void fail_at_end(Reader *r) { reader_fail(r, r->end_row, reader_offset(r), NULL); }

uint8_t read_byte(Reader *r) {
  if (r->at < r->end) return *r->at++;
  fail_at_end(r);
  return 0;
}

uint8_t read_peek(const Reader *r) { return r->at < r->end ? *r->at : 0; }

static void fail_integer(Reader *r, LebKind kind) {
  if (r->failed) return;
  ErrorRow row = leb_fault(r->at, r->end, kind);
  reader_fail(r, row == ERR_UNEXPECTED_END ? r->end_row : row, reader_offset(r), NULL);
}

uint32_t read_u32(Reader *r) {
  uint32_t value;
  const uint8_t *next = leb_u32(r->at, r->end, &value);
  if (!next) return fail_integer(r, LEB_U32), 0;
  r->at = next;
  return value;
}

int32_t read_s32(Reader *r) {
  int32_t value;
  const uint8_t *next = leb_s32(r->at, r->end, &value);
  if (!next) return fail_integer(r, LEB_S32), 0;
  r->at = next;
  return value;
}

int64_t read_s33(Reader *r) {
  int64_t value;
  const uint8_t *next = leb_s33(r->at, r->end, &value);
  if (!next) return fail_integer(r, LEB_S33), 0;
  r->at = next;
  return value;
}

uint64_t read_u64(Reader *r) {
  uint64_t value;
  const uint8_t *next = leb_u64(r->at, r->end, &value);
  if (!next) return fail_integer(r, LEB_U64), 0;
  r->at = next;
  return value;
}

int64_t read_s64(Reader *r) {
  int64_t value;
  const uint8_t *next = leb_s64(r->at, r->end, &value);
  if (!next) return fail_integer(r, LEB_S64), 0;
  r->at = next;
  return value;
}

void read_skip(Reader *r, uint32_t bytes) {
  if (bytes > reader_left(r)) fail_at_end(r);
  else r->at += bytes;
}

uint32_t read_length(Reader *r) {
  uint32_t offset = reader_offset(r), length = read_u32(r);
  if (length <= reader_left(r)) return length;
  reader_fail(r, ERR_LENGTH, offset, "%u bytes, %zu left", length, reader_left(r));
  return 0;
}

uint32_t read_count(Reader *r, uint32_t item_bytes) {
  uint32_t offset = reader_offset(r), count = read_u32(r);
  if (count <= reader_left(r) / item_bytes) return count;
  reader_fail(r, ERR_END_OF_SECTION, offset, "%u items in %zu bytes", count, reader_left(r));
  return 0;
}

bool utf8_valid(const uint8_t *bytes, size_t size) {
  const uint8_t *p = bytes, *end = bytes + size;
  while (p < end) {
    uint64_t eight;
    if (end - p >= 8 && (memcpy(&eight, p, 8), (eight & 0x8080808080808080u) == 0)) { /* eight of ASCII */
      p += 8;
      continue;
    }
    uint8_t first = *p++;
    if (first < 0x80) continue;
    /* Length by the first byte, and the range of the second, which excludes overlong forms, surrogates and what lies
     * beyond U+10FFFF (spec 5.2.4). */
    unsigned more;
    uint8_t low = 0x80, high = 0xbf;
    if (first >= 0xc2 && first <= 0xdf) more = 1;
    else if (first >= 0xe0 && first <= 0xef) {
      more = 2;
      if (first == 0xe0) low = 0xa0;
      if (first == 0xed) high = 0x9f;
    } else if (first >= 0xf0 && first <= 0xf4) {
      more = 3;
      if (first == 0xf0) low = 0x90;
      if (first == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if ((size_t)(end - p) < more || *p < low || *p > high) return false;
    for (unsigned i = 1; i < more; i++)
      if ((p[i] & 0xc0) != 0x80) return false;
    p += more;
  }
  return true;
}
