/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes of a module that is being made, and the encodings of spec 5.2: it grows as needed, and a program of
 * harness/fuzz that finds no memory ends.
 */
#ifndef SIGNET_HARNESS_FUZZ_BYTES_H
#define SIGNET_HARNESS_FUZZ_BYTES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct Bytes {
  uint8_t *at;
  size_t size, room;
} Bytes;

static inline void bytes_append(Bytes *bytes, const void *from, size_t size) {
  if (bytes->size + size > bytes->room) {
    bytes->room = (bytes->size + size) * 2 + 256;
    bytes->at = realloc(bytes->at, bytes->room);
    if (!bytes->at) abort();
  }
  if (size) memcpy(bytes->at + bytes->size, from, size);
  bytes->size += size;
}

static inline void bytes_u8(Bytes *bytes, unsigned value) {
  const uint8_t byte = (uint8_t)value;
  bytes_append(bytes, &byte, 1);
}

static inline void bytes_u32(Bytes *bytes, uint64_t value) { /* LEB128, unsigned */
  for (; value >= 0x80; value >>= 7) bytes_u8(bytes, (unsigned)(value & 0x7f) | 0x80);
  bytes_u8(bytes, (unsigned)value);
}

static inline void bytes_s64(Bytes *bytes, int64_t value) { /* LEB128, signed */
  for (; value < -64 || value > 63; value >>= 7) bytes_u8(bytes, (unsigned)(value & 0x7f) | 0x80);
  bytes_u8(bytes, (unsigned)(value & 0x7f));
}

static inline void bytes_little(Bytes *bytes, uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; i++) bytes_u8(bytes, (unsigned)(value >> 8 * i) & 0xff);
}

static inline void bytes_name(Bytes *bytes, const char *name) {
  bytes_u32(bytes, strlen(name));
  bytes_append(bytes, name, strlen(name));
}

/* A section, or anything else with its size in front. */
static inline void bytes_sized(Bytes *bytes, const Bytes *content) {
  bytes_u32(bytes, content->size);
  bytes_append(bytes, content->at, content->size);
}

#endif
