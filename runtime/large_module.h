/* SPDX-License-Identifier: Apache-2.0
 *
 * A module that a test makes in memory, with as many functions as it asks for: calls back and ahead, loops, memory,
 * functions in a table (which have entry stubs), data, names, custom sections between the others. And comparing
 * compiled modules word by word. Only tests include this.
 */
#ifndef SIGNET_RUNTIME_LARGE_MODULE_H
#define SIGNET_RUNTIME_LARGE_MODULE_H

#include "runtime/test_fixture.h"

typedef struct {
  uint8_t *at;
  size_t size, room;
} ModuleBytes;

static inline void put_bytes(ModuleBytes *bytes, const void *from, size_t size) {
  while (bytes->room - bytes->size < size) {
    bytes->room = bytes->room ? 2 * bytes->room : 4096;
    bytes->at = realloc(bytes->at, bytes->room);
    cr_assert(bytes->at != NULL);
  }
  if (size) memcpy(bytes->at + bytes->size, from, size);
  bytes->size += size;
}
#define PUT(bytes, ...) put_bytes((bytes), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static inline void put_leb(ModuleBytes *bytes, uint32_t value) {
  do {
    PUT(bytes, (uint8_t)((value & 0x7f) | (value >> 7 ? 0x80 : 0)));
    value >>= 7;
  } while (value);
}

/* A section with that content, which is empty afterwards. */
static inline void put_section(ModuleBytes *module, uint8_t id, ModuleBytes *content) {
  PUT(module, id);
  put_leb(module, (uint32_t)content->size);
  put_bytes(module, content->at, content->size);
  content->size = 0;
}

static inline void put_custom(ModuleBytes *module, ModuleBytes *content, const char *name) {
  put_leb(content, (uint32_t)strlen(name));
  put_bytes(content, name, strlen(name));
  PUT(content, 1, 2, 3);
  put_section(module, 0, content);
}

/* What breaks function `at` of a module: an operand missing; or nothing, if `at` is no function. */
typedef struct {
  uint32_t functions;
  uint32_t broken[2]; /* functions that are invalid; UINT32_MAX: none */
} LargeModule;

/* [i32 i32] -> [i32]; between 30 and some 700 bytes long. */
static inline void put_body(ModuleBytes *code, ModuleBytes *body, const LargeModule *what, uint32_t function) {
  body->size = 0;
  PUT(body, 2, 2, 0x7f, 1, 0x7e); /* locals 2, 3: i32; 4: i64 */
  uint32_t repeats = 1 + function * 7919 % 23;
  for (uint32_t i = 0; i < repeats; i++) {
    PUT(body, 0x20, 0, 0x20, 1, 0x6a, 0x21, 2);                /* local.set 2 (i32.add (local 0) (local 1)) */
    PUT(body, 0x03, 0x40, 0x20, 2, 0x28, 2, 8, 0x21, 3);       /* loop: local 3 = i32.load offset=8 (local 2) */
    PUT(body, 0x20, 3, 0xad, 0x42, 3, 0x7e, 0x21, 4);          /* local 4 = i64 (local 3) * 3 */
    PUT(body, 0x20, 2, 0x41, 1, 0x6b, 0x22, 2, 0x0d, 0, 0x0b); /* br_if 0 (local 2 -= 1) */
    PUT(body, 0x20, 3, 0x20, 4, 0xa7, 0x10);                   /* call with (local 3) (wrap local 4) */
    put_leb(body, (function * 31 + i * 17) % what->functions);
    PUT(body, 0x21, 1);
  }
  if (function == what->broken[0] || function == what->broken[1]) PUT(body, 0x1a); /* drop of nothing */
  PUT(body, 0x20, 1, 0x0b);
  put_leb(code, (uint32_t)body->size);
  put_bytes(code, body->at, body->size);
}

static inline ModuleFile large_module(LargeModule what) {
  ModuleBytes module = {0}, content = {0}, body = {0};
  PUT(&module, 0, 'a', 's', 'm', 1, 0, 0, 0);
  put_custom(&module, &content, "first");
  PUT(&content, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f);
  put_section(&module, 1, &content);
  put_leb(&content, what.functions);
  for (uint32_t i = 0; i < what.functions; i++) PUT(&content, 0);
  put_section(&module, 3, &content);
  PUT(&content, 1, 0x70, 0);
  put_leb(&content, what.functions);
  put_section(&module, 4, &content);
  PUT(&content, 1, 0, 1);
  put_section(&module, 5, &content);
  put_custom(&module, &content, "second");
  PUT(&content, 1, 1, 'f', 0, 0);
  put_section(&module, 7, &content);
  PUT(&content, 1, 0, 0x41, 0, 0x0b);
  put_leb(&content, what.functions / 2);
  for (uint32_t i = 0; i < what.functions / 2; i++) put_leb(&content, 2 * i);
  put_section(&module, 9, &content);
  put_leb(&content, what.functions);
  for (uint32_t i = 0; i < what.functions; i++) put_body(&content, &body, &what, i);
  put_section(&module, 10, &content);
  put_custom(&module, &content, "third");
  PUT(&content, 1, 0, 0x41, 0, 0x0b, 3, 'x', 'y', 'z');
  put_section(&module, 11, &content);
  put_custom(&module, &content, "fourth");
  free(content.at);
  free(body.at);
  return (ModuleFile){module.at, module.size};
}

/* The word but for the displacement of `bl`. */
static inline uint32_t word_unplaced(uint32_t word) { return word >> 26 == 0x25 ? word & 0xfc000000u : word; }

/* All functions have the same words. The modules must have the same id: each the first of its engine. */
static inline void expect_same_words(const sg_module *a, const sg_module *b) {
  cr_assert_eq(sg_module_function_count(a), sg_module_function_count(b));
  for (uint32_t f = 0; f < sg_module_function_count(a); f++) {
    size_t count = 0, other_count = 0;
    const uint32_t *words = sg_module_function_code(a, f, &count);
    const uint32_t *others = sg_module_function_code(b, f, &other_count);
    cr_assert_eq(count, other_count, "function %u", f);
    cr_assert_eq(words == NULL, others == NULL);
    for (size_t i = 0; i < count; i++)
      if (word_unplaced(words[i]) != word_unplaced(others[i]))
        cr_assert(false, "function %u, word %zu: %08x and %08x", f, i, words[i], others[i]);
  }
}

#endif
