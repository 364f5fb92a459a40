/* SPDX-License-Identifier: Apache-2.0
 *
 * What the handlers of wasm/walker.inl are made with: dispatch and immediates. Included by the template's users alone.
 */
#ifndef SIGNET_WASM_WALKER_H
#define SIGNET_WASM_WALKER_H

#include "wasm/body.h"
#include "wasm/reader.h"

#include <string.h>

typedef struct Body Body;
typedef struct Dispatch Dispatch;

/* Tail calls between handlers need an optimizing compiler; debug and sanitizer builds dispatch from a loop. */
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(SIGNET_LOOP_DISPATCH)
#define WALK_TAIL_CALLS 1
#else
#define WALK_TAIL_CALLS 0
#endif

/* How handlers are called. Nobody needs a register kept across one, for it ends in the next: where a compiler has such
 * a convention, a handler saves and restores nothing, and its arguments outlive what it calls. */
#if WALK_TAIL_CALLS && defined(__x86_64__) && defined(__has_attribute)
#if __has_attribute(preserve_none)
#define HANDLER_CALL __attribute__((preserve_none))
#endif
#endif
#if !defined(HANDLER_CALL)
#define HANDLER_CALL
#endif

typedef HANDLER_CALL void Handler(const uint8_t *p, Operand *top, Body *b, const Dispatch *table);
struct Dispatch {
  Handler *of[256];
};

/* spec 5.4.1: a block type, as counts and types. */
typedef struct {
  uint32_t param_count, result_count;
  const ValueType *params, *results;
} BlockType;

/* Each reads immediates at p and returns what follows them, or NULL: the walk has failed. */
/* Fails for a local whose row is TYPE_NONE: there is none, or it has no default and was never set. */
void walk_no_local(Walk *walk, const uint8_t *p, uint32_t index) __attribute__((cold));
const uint8_t *walk_block_type_long(Walk *walk, const uint8_t *p, BlockType *type);
const uint8_t *walk_value_type_long(Walk *walk, const uint8_t *p, ValueType *type);
const uint8_t *walk_heap_type_long(Walk *walk, const uint8_t *p, ValueType *type);
const uint8_t *walk_memarg_long(Walk *walk, const uint8_t *p, uint32_t natural, uint64_t *offset);
const uint8_t *walk_table_long(Walk *walk, const uint8_t *at, const uint8_t *p, uint32_t *index);
const uint8_t *walk_memory(Walk *walk, const uint8_t *at, const uint8_t *p);

void walk_leb_fail(Walk *walk, const uint8_t *p, LebKind kind) __attribute__((cold));
void walk_mismatch(Walk *walk, const uint8_t *p, const Operand *operand, ValueType expected) __attribute__((cold));
void walk_unsupported(Walk *walk, const uint8_t *p, Opcode op) __attribute__((cold));

/* Every handler ends in a tail call, or it would leave a frame on the C stack for each operator. clang has an attribute
 * that demands it. gcc (before 15) makes a call of it if a variable of the handler whose address was taken is alive: so
 * readers are inlined and give their callee a variable of their own, whose life ends with the reader, and a handler's
 * variables stay in registers. codegen/compile_test.c has bodies of millions of each operator. */
#if WALK_TAIL_CALLS && defined(__has_attribute)
#if __has_attribute(musttail)
#define TAIL_CALL __attribute__((musttail))
#endif
#endif
#if !defined(TAIL_CALL)
#define TAIL_CALL
#endif

/* Whether operators of a family have one handler, which reads of a table what they differ in, in place of one each
 * where that is constant. A body is some hundred handlers in no order: with one each they do not stay in 32 KiB. */
#if defined(__aarch64__)
#define WALK_SHARES 0
#else
#define WALK_SHARES 1
#endif

#define WALK_READER static inline __attribute__((always_inline)) const uint8_t *

WALK_READER walk_u32(Walk *walk, const uint8_t *p, uint32_t *value) {
  uint32_t read;
  const uint8_t *after = leb_u32(p, walk->end, &read);
  if (__builtin_expect(!after, 0)) {
    walk_leb_fail(walk, p, LEB_U32);
    return NULL;
  }
  *value = read;
  return after;
}
WALK_READER walk_s32(Walk *walk, const uint8_t *p, int32_t *value) {
  int32_t read;
  const uint8_t *after = leb_s32(p, walk->end, &read);
  if (__builtin_expect(!after, 0)) {
    walk_leb_fail(walk, p, LEB_S32);
    return NULL;
  }
  *value = read;
  return after;
}
WALK_READER walk_s64(Walk *walk, const uint8_t *p, int64_t *value) {
  int64_t read;
  const uint8_t *after = leb_s64(p, walk->end, &read);
  if (__builtin_expect(!after, 0)) {
    walk_leb_fail(walk, p, LEB_S64);
    return NULL;
  }
  *value = read;
  return after;
}

WALK_READER walk_block_type(Walk *walk, const uint8_t *p, BlockType *type) {
  BlockType read;
  const uint8_t *after = walk_block_type_long(walk, p, &read);
  if (after) *type = read;
  return after;
}
WALK_READER walk_value_type(Walk *walk, const uint8_t *p, ValueType *type) {
  ValueType read;
  const uint8_t *after = walk_value_type_long(walk, p, &read);
  if (after) *type = read;
  return after;
}
WALK_READER walk_heap_type(Walk *walk, const uint8_t *p, ValueType *type) {
  ValueType read;
  const uint8_t *after = walk_heap_type_long(walk, p, &read);
  if (after) *type = read;
  return after;
}
WALK_READER walk_table(Walk *walk, const uint8_t *at, const uint8_t *p, uint32_t *index) {
  uint32_t read;
  const uint8_t *after = walk_table_long(walk, at, p, &read);
  if (after) *index = read;
  return after;
}

static inline uint32_t walk_load_u32(const uint8_t *p) {
  uint32_t value;
  memcpy(&value, p, sizeof value);
  return value;
}
static inline uint64_t walk_load_u64(const uint8_t *p) {
  uint64_t value;
  memcpy(&value, p, sizeof value);
  return value;
}

/* A label index: the frame that it names. */
WALK_READER walk_label(Walk *walk, const uint8_t *p, Control **control) {
  uint32_t depth;
  const uint8_t *after = walk_u32(walk, p, &depth);
  if (!after) return NULL;
  if (__builtin_expect(depth > (size_t)(walk->control - walk->controls), 0)) {
    walk_fail(walk, p, ERR_UNKNOWN_LABEL, "label %u", depth);
    return NULL;
  }
  *control = walk->control - depth;
  return after;
}

/* spec 5.4.6: memarg behind the opcode at p; `natural` is the log2 of the access width. */
WALK_READER walk_memarg(Walk *walk, const uint8_t *p, uint32_t natural, uint64_t *offset) {
  if (__builtin_expect(p[1] <= natural && p[2] < 0x80 && walk->module->memory_count && p + 3 <= walk->end, 1)) {
    *offset = p[2];
    return p + 3;
  }
  uint64_t read;
  const uint8_t *after = walk_memarg_long(walk, p, natural, &read);
  if (after) *offset = read;
  return after;
}

static inline bool types_match(const ValueType *sub, const ValueType *super, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (!type_matches(sub[i], super[i])) return false;
  return true;
}

/* Shapes behind 0xfc: 1 where the handler is made of its row (wasm/walk_shapes.inl, PREFIX_MISC). */
enum {
  MISC_SHAPED_UNARY = 1,
  MISC_SHAPED_LATER = 1,
  MISC_SHAPED_MEMORY_INIT = 0,
  MISC_SHAPED_DATA_DROP = 0,
  MISC_SHAPED_MEMORY_COPY = 0,
  MISC_SHAPED_MEMORY_FILL = 0,
  MISC_SHAPED_TABLE_INIT = 0,
  MISC_SHAPED_ELEM_DROP = 0,
  MISC_SHAPED_TABLE_COPY = 0,
  MISC_SHAPED_TABLE_GROW = 0,
  MISC_SHAPED_TABLE_SIZE = 0,
  MISC_SHAPED_TABLE_FILL = 0,
};

#endif
