/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules that a test builds in memory, compiled and sealed: for the tests of codegen/ alone. A module has the types
 * that the test writes, one memory, one table and one function, of type 0. Whatever compiles is sealed into a region of
 * its own, whose seal checks every tag and the range of every displacement, and dies where one is wrong.
 */
#ifndef SIGNET_CODEGEN_COMPILE_FIXTURE_H
#define SIGNET_CODEGEN_COMPILE_FIXTURE_H

#include "codegen/compile.h"
#include "memory/region.h"
#include "memory/seal.h"
#include "wasm/body.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* ---- Bytes ---- */

typedef struct {
  uint8_t *at;
  size_t size, room;
} Bytes;

static inline void put_bytes(Bytes *bytes, const void *from, size_t size) {
  while (bytes->room - bytes->size < size) {
    bytes->room = bytes->room ? 2 * bytes->room : 4096;
    bytes->at = realloc(bytes->at, bytes->room);
    cr_assert(bytes->at != NULL);
  }
  if (size) memcpy(bytes->at + bytes->size, from, size);
  bytes->size += size;
}

static inline void put_leb(Bytes *bytes, uint32_t value) {
  do {
    uint8_t byte = value & 0x7f;
    value >>= 7;
    if (value) byte |= 0x80;
    put_bytes(bytes, &byte, 1);
  } while (value);
}

/* The bytes named, one by one. */
#define PUT(bytes, ...) put_bytes((bytes), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* The bytes, `count` times. */
#define REPEAT(bytes, count, ...)                                                                                      \
  for (uint32_t repeat = 0; repeat < (count); repeat++) PUT((bytes), __VA_ARGS__)

/* An operator with an index. */
static inline void put_indexed(Bytes *bytes, uint8_t code, uint32_t index) {
  put_bytes(bytes, &code, 1);
  put_leb(bytes, index);
}

static inline void put_section(Bytes *module, uint8_t id, Bytes *content) {
  put_bytes(module, &id, 1);
  put_leb(module, (uint32_t)content->size);
  put_bytes(module, content->at, content->size);
  content->size = 0;
}

/* ---- Modules ---- */

enum { I32 = 0x7f, I64 = 0x7e, F32 = 0x7d, F64 = 0x7c, EXTERNREF = 0x6f };

/* What a test writes: types (a count and their bytes), declarations of locals, operators with the last `end`. */
typedef struct {
  Bytes types, locals, body;
  uint32_t type_count, local_groups;
} Source;

/* A function type of `params` and `results` values of one value type. */
static inline void put_type(Source *source, uint32_t params, uint8_t param, uint32_t results, uint8_t result) {
  source->type_count++;
  PUT(&source->types, 0x60);
  put_leb(&source->types, params);
  REPEAT(&source->types, params, param);
  put_leb(&source->types, results);
  REPEAT(&source->types, results, result);
}

static inline void put_locals(Source *source, uint32_t count, uint8_t type) {
  source->local_groups++;
  put_leb(&source->locals, count);
  PUT(&source->locals, type);
}

static inline Bytes source_module(Source *source) {
  Bytes module = {0}, content = {0}, function = {0};
  PUT(&module, 0, 'a', 's', 'm', 1, 0, 0, 0);
  put_leb(&content, source->type_count);
  put_bytes(&content, source->types.at, source->types.size);
  put_section(&module, 1, &content);
  PUT(&content, 1, 0);
  put_section(&module, 3, &content);
  PUT(&content, 1, 0x70, 0, 1);
  put_section(&module, 4, &content);
  PUT(&content, 1, 0, 1);
  put_section(&module, 5, &content);
  PUT(&content, 1, I32, 1, 0x41, 0, 0x0b);
  put_section(&module, 6, &content);
  put_leb(&function, source->local_groups);
  put_bytes(&function, source->locals.at, source->locals.size);
  put_bytes(&function, source->body.at, source->body.size);
  PUT(&content, 1);
  put_leb(&content, (uint32_t)function.size);
  put_bytes(&content, function.at, function.size);
  put_section(&module, 10, &content);
  free(content.at);
  free(function.at);
  free(source->types.at);
  free(source->locals.at);
  free(source->body.at);
  *source = (Source){0};
  return module;
}

/* ---- Decoded ---- */

typedef struct {
  Bytes bytes;
  Arena arena;
  InstanceLayout layout;
  ModuleContext context;
} Subject;

/* Takes the bytes. Equal types are one for the runtime; here each is a type of its own. */
static inline void subject_open(Subject *subject, Bytes bytes) {
  static const uint8_t padding[MODULE_PADDING];
  sg_error error = {0};
  put_bytes(&bytes, padding, sizeof padding);
  *subject = (Subject){.bytes = bytes};
  arena_init(&subject->arena, arena_heap_source, 0);
  Module *module = module_decode(&subject->arena, bytes.at, bytes.size - sizeof padding, &error);
  cr_assert(module != NULL, "%s", error.message);
  for (uint32_t i = 0; i < module->type_count; i++) module->types[i].canonical = i + 1;
  cr_assert(layout_compute(module, &subject->arena, &subject->layout));
  subject->context =
      (ModuleContext){.module = module, .layout = &subject->layout, .module_id = 1, .exact_stores = true};
}

static inline void subject_close(Subject *subject) {
  arena_free(&subject->arena);
  free(subject->bytes.at);
}

/* ---- Compiled ---- */

typedef struct {
  CodeRegion *region;
  CodeThread *thread;
  CodeSpace *stubs;
  Compiler *compiler;
} Workshop;

static inline void workshop_open(Workshop *shop) {
  static const uint64_t cell;
  sg_error error = {0};
  shop->region = region_open(128 << 20, &error);
  cr_assert(shop->region != NULL, "%s", error.message);
  shop->thread = code_thread_open(shop->region, &error);
  shop->compiler = compiler_new();
  cr_assert(shop->thread != NULL && shop->compiler != NULL);
  shop->stubs = code_space_open(shop->region, shop->thread, STUB_COUNT, 64 * 1024, NULL, &error);
  cr_assert(shop->stubs != NULL, "%s", error.message);
  for (uint32_t stub = 0; stub < STUB_COUNT; stub++) {
    CompiledFunction code;
    cr_assert(engine_stub_compile(shop->compiler, stub, &cell, code_thread_counter(shop->thread), &code, &error));
    cr_assert(seal_function(shop->thread, shop->stubs, stub, code.buffer, code.first, code.end, code.end_tag,
                            code.flags, &error));
    seal_publish_stub(shop->thread, shop->stubs, stub, stub);
  }
}

static inline void workshop_close(Workshop *shop) {
  code_space_close(shop->stubs);
  compiler_free(shop->compiler);
  code_thread_close(shop->thread);
  region_close(shop->region);
}

/* Compiles the only function, and seals it into a space of its own, which goes at once. Gives the number of its words,
 * 0 for what is refused. */
static inline uint32_t workshop_compile(Workshop *shop, const Subject *subject, sg_error *error) {
  CompiledFunction code;
  *error = (sg_error){0};
  if (!function_compile(shop->compiler, &subject->context, 0, code_thread_counter(shop->thread), NULL, &code, error)) {
    seal_discard(shop->thread, code.buffer, code.end);
    return 0;
  }
  sg_error sealing = {0};
  uint32_t words = 0;
  CodeSpace *space =
      code_space_open(shop->region, shop->thread, 1, 4 * (size_t)(code.end - code.first), NULL, &sealing);
  cr_assert(space != NULL, "%s", sealing.message);
  cr_assert(
      seal_function(shop->thread, space, 0, code.buffer, code.first, code.end, code.end_tag, code.flags, &sealing),
      "%s", sealing.message);
  cr_assert(code_space_function(space, 0, &words) != 0);
  code_space_close(space);
  return words;
}

#endif
