/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading bytes: LEB128 integers (spec 5.2.2), and a cursor over a part of the module for all that is not a function
 * body. The walker of bodies keeps its own cursor and takes only the leb_* functions from here.
 *
 * A Reader's error is sticky: the first failure fills *error, sets `failed` and parks the cursor at the end, where
 * every further read fails silently and gives 0. So a section's decoder reads like the grammar, and looks at `failed`
 * only where it loops, allocates or uses a value as an index.
 */
#ifndef SIGNET_WASM_READER_H
#define SIGNET_WASM_READER_H

#include "wasm/error.h"

#include <stddef.h>
#include <stdint.h>

/* Each leb_* function reads one integer from [p, end) and returns the first byte after it, or NULL where there is
 * none; leb_fault tells why. s33 (block types, heap types) comes sign-extended in 64 bits. The forms of one byte are
 * inline, the rest is out of line. */
const uint8_t *leb_u32_long(const uint8_t *p, const uint8_t *end, uint32_t *value);
const uint8_t *leb_s32_long(const uint8_t *p, const uint8_t *end, int32_t *value);
const uint8_t *leb_s33_long(const uint8_t *p, const uint8_t *end, int64_t *value);
const uint8_t *leb_u64_long(const uint8_t *p, const uint8_t *end, uint64_t *value);
const uint8_t *leb_s64_long(const uint8_t *p, const uint8_t *end, int64_t *value);

typedef enum { LEB_U32, LEB_S32, LEB_S33, LEB_U64, LEB_S64 } LebKind;

/* Why reading this kind at p failed: ERR_UNEXPECTED_END, ERR_INTEGER_TOO_LONG or ERR_INTEGER_TOO_LARGE. */
ErrorRow leb_fault(const uint8_t *p, const uint8_t *end, LebKind kind);

/* A byte below 0x80 is a whole integer; bit 6 is the sign of a signed one. */
static inline int32_t leb_sign(uint8_t byte) { return (int32_t)(byte ^ 0x40) - 0x40; }

/* The unsigned integer of one byte or two in the low bytes of `bytes`, without a branch on which. *two: 1 if it goes on
 * behind the first; then bit 15 tells whether it goes on behind the second too, and is none of these. */
static inline uint32_t leb_of_two(uint32_t bytes, uint32_t *two) {
  *two = bytes >> 7 & 1;
  return (bytes & 0x7f) | (bytes >> 1 & (0x3f80 & -*two));
}

static inline const uint8_t *leb_u32(const uint8_t *p, const uint8_t *end, uint32_t *value) {
  if (p < end && *p < 0x80) {
    *value = *p;
    return p + 1;
  }
  return leb_u32_long(p, end, value);
}

static inline const uint8_t *leb_s32(const uint8_t *p, const uint8_t *end, int32_t *value) {
  if (p < end && *p < 0x80) {
    *value = leb_sign(*p);
    return p + 1;
  }
  return leb_s32_long(p, end, value);
}

static inline const uint8_t *leb_s33(const uint8_t *p, const uint8_t *end, int64_t *value) {
  if (p < end && *p < 0x80) {
    *value = leb_sign(*p);
    return p + 1;
  }
  return leb_s33_long(p, end, value);
}

static inline const uint8_t *leb_u64(const uint8_t *p, const uint8_t *end, uint64_t *value) {
  if (p < end && *p < 0x80) {
    *value = *p;
    return p + 1;
  }
  return leb_u64_long(p, end, value);
}

static inline const uint8_t *leb_s64(const uint8_t *p, const uint8_t *end, int64_t *value) {
  if (p < end && *p < 0x80) {
    *value = leb_sign(*p);
    return p + 1;
  }
  return leb_s64_long(p, end, value);
}

typedef struct {
  const uint8_t *at, *end;
  const uint8_t *module; /* byte 0 of the module: offsets in errors count from here */
  sg_error *error;
  ErrorRow end_row; /* what running out of bytes is called here */
  bool failed;
} Reader;

static inline uint32_t reader_offset(const Reader *r) { return (uint32_t)(r->at - r->module); }
static inline size_t reader_left(const Reader *r) { return (size_t)(r->end - r->at); }
static inline bool reader_at_end(const Reader *r) { return r->at == r->end; }

/* Fails at `offset` unless it has failed already. Always false. */
bool reader_fail(Reader *r, ErrorRow row, uint32_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5), cold));

/* A reader of the next `size` bytes, which `r` skips. Its failure is its own: the caller passes it on. */
Reader reader_part(Reader *r, uint32_t size);

uint8_t read_byte(Reader *r);
/* The next byte without taking it; 0 at the end. */
uint8_t read_peek(const Reader *r);
uint32_t read_u32(Reader *r);
int32_t read_s32(Reader *r);
int64_t read_s33(Reader *r);
uint64_t read_u64(Reader *r);
int64_t read_s64(Reader *r);
void read_skip(Reader *r, uint32_t bytes);
/* A length in bytes: at most what is left ("length out of bounds"). */
uint32_t read_length(Reader *r);
/* The number of items in a vector, each of at least `item_bytes` bytes: at most what the bytes left can pay for, so
 * that nothing is allocated for items that cannot be there. */
uint32_t read_count(Reader *r, uint32_t item_bytes);

bool utf8_valid(const uint8_t *bytes, size_t size);

#endif
