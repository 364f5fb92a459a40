/* SPDX-License-Identifier: Apache-2.0
 *
 * A module for the tests of compiling at the first call, of as many functions as they want:
 *     f_0(x) = x        f_i(x) = f_{i-1}(x) + i, after as much arithmetic without effect as is asked for
 *     call(x, i) = call_indirect of element i of a table of all f
 * so that f_i(x) = x + i (i + 1) / 2, and every function is reached by a call and through the table. Included by tests
 * alone.
 */
#ifndef SIGNET_RUNTIME_LAZY_TEST_H
#define SIGNET_RUNTIME_LAZY_TEST_H

#include "runtime/test_fixture.h"

typedef struct {
  uint8_t *bytes;
  size_t size;
} Bytes;

static inline void put(Bytes *to, uint8_t byte) { to->bytes[to->size++] = byte; }
static inline void put_all(Bytes *to, const uint8_t *bytes, size_t count) {
  memcpy(to->bytes + to->size, bytes, count);
  to->size += count;
}
/* Unsigned LEB128, of which values below 64 are signed ones as well. */
static inline void put_number(Bytes *to, uint32_t value) {
  for (; value >= 128; value >>= 7) put(to, (uint8_t)(value | 128));
  put(to, (uint8_t)value);
}
static inline void put_section(Bytes *to, uint8_t id, const Bytes *content) {
  put(to, id);
  put_number(to, (uint32_t)content->size);
  put_all(to, content->bytes, content->size);
}
/* i32.const with a value below 2^20. */
static inline void put_constant(Bytes *to, uint32_t value) {
  put(to, 0x41);
  put(to, (uint8_t)(value | 128));
  put(to, (uint8_t)(value >> 7 | 128));
  put(to, (uint8_t)(value >> 14 & 63));
}

/* filling: how often the body does x = x * 3 - 2 x in a local. */
static inline Bytes chain_module(uint32_t functions, uint32_t filling) {
  const size_t room = 4096 + (size_t)functions * (64 + 14 * (size_t)filling);
  Bytes module = {malloc(room), 0}, content = {malloc(room), 0}, body = {malloc(room), 0};
  put_all(&module, (const uint8_t[]){0, 'a', 's', 'm', 1, 0, 0, 0}, 8);
  const uint8_t types[] = {1, 12, 2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 1, 0x7f};
  put_all(&module, types, sizeof types);
  put_number(&content, functions + 1);
  for (uint32_t i = 0; i <= functions; i++) put(&content, i == functions);
  put_section(&module, 3, &content);
  content.size = 0; /* the table */
  put(&content, 1), put(&content, 0x70), put(&content, 0);
  put_number(&content, functions);
  put_section(&module, 4, &content);
  content.size = 0; /* exports */
  put(&content, 1);
  put_all(&content, (const uint8_t[]){4, 'c', 'a', 'l', 'l', 0}, 6);
  put_number(&content, functions);
  put_section(&module, 7, &content);
  content.size = 0; /* elements */
  put_all(&content, (const uint8_t[]){1, 0, 0x41, 0, 0x0b}, 5);
  put_number(&content, functions);
  for (uint32_t i = 0; i < functions; i++) put_number(&content, i);
  put_section(&module, 9, &content);
  content.size = 0; /* bodies */
  put_number(&content, functions + 1);
  for (uint32_t i = 0; i < functions; i++) {
    body.size = 0;
    put(&body, 0);
    for (uint32_t k = 0; k < filling; k++)
      put_all(&body, (const uint8_t[]){0x20, 0, 0x41, 3, 0x6c, 0x20, 0, 0x41, 1, 0x74, 0x6b, 0x21, 0}, 13);
    put(&body, 0x20), put(&body, 0);
    if (i > 0) {
      put(&body, 0x10), put_number(&body, i - 1);
      put_constant(&body, i);
      put(&body, 0x6a);
    }
    put(&body, 0x0b);
    put_number(&content, (uint32_t)body.size);
    put_all(&content, body.bytes, body.size);
  }
  const uint8_t call[] = {9, 0, 0x20, 0, 0x20, 1, 0x11, 0, 0, 0x0b};
  put_all(&content, call, sizeof call);
  put_section(&module, 10, &content);
  cr_assert_leq(module.size, room);
  free(content.bytes);
  free(body.bytes);
  return module;
}

static inline int32_t chain_value(int32_t x, uint32_t i) { return x + (int32_t)(i * (i + 1) / 2); }

static inline sg_engine *lazy_engine(size_t code_region_bytes, bool checked) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.lazy = true;
  config.checked_memories = checked;
  config.code_region_bytes = code_region_bytes;
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  return engine;
}

#endif
