/* SPDX-License-Identifier: Apache-2.0
 *
 * The walker's numeric, load, store and constant operators: one handler for each row of opcodes.def, made of its shape
 * with types and opcode as constants, and the dispatch table. Part of wasm/walker.inl, which says how handlers are made.
 */

/* ---- Shapes: one handler an operator, made of its row in opcodes.def ---- */

#define SHAPE_UNARY(id, from, to)                                                                                      \
  {                                                                                                                    \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    EMIT(emit_unary(b, p, top, OP_##id));                                                                              \
    AFTER_UNARY(TYPE_##to)                                                                                             \
    TAIL_CALL return next(p + 1, top, b, table);                                                                                 \
  }
#define SHAPE_BINARY(id, from, to)                                                                                     \
  {                                                                                                                    \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    Operand *left = W(pop)(top);                                                                                       \
    if (!W(matches)(b, left, TYPE_##from)) return walk_mismatch(&b->walk, p, left, TYPE_##from);                       \
    EMIT(emit_binary(b, p, left, OP_##id, TYPE_##from));                                                                            \
    AFTER_BINARY(TYPE_##to)                                                                                            \
    TAIL_CALL return next(p + 1, top, b, table);                                                                                 \
  }
#define SHAPE_COMPARE(id, from, to)                                                                                    \
  {                                                                                                                    \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    Operand *left = W(pop)(top);                                                                                       \
    if (!W(matches)(b, left, TYPE_##from)) return walk_mismatch(&b->walk, p, left, TYPE_##from);                       \
    EMIT(emit_compare(b, p, left, OP_##id, TYPE_##from));                                                                           \
    AFTER_BINARY(TYPE_##to)                                                                                            \
    TAIL_CALL return next(p + 1, top, b, table);                                                                                 \
  }
#define SHAPE_TEST(id, from, to)                                                                                       \
  {                                                                                                                    \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    EMIT(emit_test(b, p, top, OP_##id));                                                                               \
    AFTER_UNARY(TYPE_##to)                                                                                             \
    TAIL_CALL return next(p + 1, top, b, table);                                                                                 \
  }
#define SHAPE_LOAD(id, to, width)                                                                                      \
  {                                                                                                                    \
    uint64_t offset;                                                                                                   \
    const uint8_t *after = walk_memarg(&b->walk, p, width, &offset);                                                   \
    if (!after) return;                                                                                                \
    if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(&b->walk, p, top, TYPE_I32);                               \
    EMIT(emit_load(b, after, top, OP_##id, TYPE_##to, (uint32_t)offset));                                                         \
    AFTER_UNARY(TYPE_##to)                                                                                             \
    TAIL_CALL return next(after, top, b, table);                                                                                 \
  }
#define SHAPE_STORE(id, from, width)                                                                                   \
  {                                                                                                                    \
    uint64_t offset;                                                                                                   \
    const uint8_t *after = walk_memarg(&b->walk, p, width, &offset);                                                   \
    if (!after) return;                                                                                                \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    Operand *address = W(pop)(top);                                                                                    \
    if (!W(matches)(b, address, TYPE_I32)) return walk_mismatch(&b->walk, p, address, TYPE_I32);                       \
    EMIT(emit_store(b, address, OP_##id, (uint32_t)offset));                                                           \
    top = W(pop)(address);                                                                                             \
    TAIL_CALL return next(after, top, b, table);                                                                                 \
  }
/* Constants of several bytes are common too: all but the longest. */
#if EMITTING
#define SHORTER_CONST(type)                                                                                            \
  const uint8_t *behind;                                                                                               \
  Operand *now = emit_wide_const(b, p, top, type, &behind);                                                               \
  if (__builtin_expect(now != NULL, 1)) TAIL_CALL return next(behind, now, b, table);
#else
#define SHORTER_CONST(type)
#endif
#define SHAPE_CONST_I32(id, from, to)                                                                                  \
  {                                                                                                                    \
    SHORTER_CONST(TYPE_##to)                                                                                           \
    int32_t value;                                                                                                     \
    const uint8_t *after = walk_s32(&b->walk, p + 1, &value);                                                          \
    if (!after) return;                                                                                                \
    top = W(push)(top, TYPE_##to);                                                                                     \
    EMIT(emit_const_i32(b, after, top, value));                                                                                  \
    TAIL_CALL return next(after, top, b, table);                                                                                 \
  }
#define SHAPE_CONST_I64(id, from, to)                                                                                  \
  {                                                                                                                    \
    SHORTER_CONST(TYPE_##to)                                                                                           \
    int64_t value;                                                                                                     \
    const uint8_t *after = walk_s64(&b->walk, p + 1, &value);                                                          \
    if (!after) return;                                                                                                \
    top = W(push)(top, TYPE_##to);                                                                                     \
    EMIT(emit_const_i64(b, after, top, value));                                                                        \
    TAIL_CALL return next(after, top, b, table);                                                                                 \
  }
#define SHAPE_CONST_F32(id, from, to)                                                                                  \
  {                                                                                                                    \
    if ((size_t)(b->walk.end - p) < 5) return walk_fail(&b->walk, p, ERR_UNEXPECTED_END, NULL);                        \
    top = W(push)(top, TYPE_##to);                                                                                     \
    EMIT(emit_const_f32(b, p + 5, top, walk_load_u32(p + 1)));                                                         \
    TAIL_CALL return next(p + 5, top, b, table);                                                                                 \
  }
#define SHAPE_CONST_F64(id, from, to)                                                                                  \
  {                                                                                                                    \
    if ((size_t)(b->walk.end - p) < 9) return walk_fail(&b->walk, p, ERR_UNEXPECTED_END, NULL);                        \
    top = W(push)(top, TYPE_##to);                                                                                     \
    EMIT(emit_const_f64(b, p + 9, top, walk_load_u64(p + 1)));                                                         \
    TAIL_CALL return next(p + 9, top, b, table);                                                                                 \
  }
#define SHAPE_LATER(id, from, to)                                                                                      \
  {                                                                                                                    \
    (void)top;                                                                                                         \
    (void)table;                                                                                                       \
    return walk_unsupported(&b->walk, p, OP_##id);                                                                     \
  }

#if WALK_LIVE
#define AFTER_UNARY(to) top->type = to;
#define AFTER_BINARY(to)                                                                                               \
  top = left;                                                                                                          \
  top->type = to;
#else
#define AFTER_UNARY(to) top = W(push)(W(pop)(top), to);
#define AFTER_BINARY(to) top = W(push)(W(pop)(left), to);
#endif

/* Shapes that are a handler of their own above expand to nothing here. */
#define EXPAND_SHAPE(shape, id, a, b) SHAPED_##shape(id, a, b)
#define SHAPED_UNARY(id, a, c) HANDLER(id) SHAPE_UNARY(id, a, c)
#define SHAPED_BINARY(id, a, c)                                                                                        \
  SLOW(id) SHAPE_BINARY(id, a, c) FAST(id, emit_fast_binary(b, p, top, OP_##id, TYPE_##a, TYPE_##c), 1)
#define SHAPED_COMPARE(id, a, c)                                                                                       \
  SLOW(id) SHAPE_COMPARE(id, a, c) FAST(id, emit_fast_compare(b, p, top, OP_##id, TYPE_##a), 1)
#define SHAPED_TEST(id, a, c) SLOW(id) SHAPE_TEST(id, a, c) FAST(id, emit_fast_test(b, p, top, OP_##id, TYPE_##a), 1)
#define SHAPED_LOAD(id, a, c)                                                                                          \
  SLOW(id) SHAPE_LOAD(id, a, c) FAST_TO(id, emit_fast_load(b, p, top, OP_##id, TYPE_##a, c, &after))
#define SHAPED_STORE(id, a, c)                                                                                         \
  SLOW(id) SHAPE_STORE(id, a, c) FAST_TO(id, emit_fast_store(b, p, top, OP_##id, TYPE_##a, c, &after))
#define SHAPED_CONST_I32(id, a, c) SLOW(id) SHAPE_CONST_I32(id, a, c) FAST(id, emit_fast_const(p, top, TYPE_##c), 2)
#define SHAPED_CONST_I64(id, a, c) SLOW(id) SHAPE_CONST_I64(id, a, c) FAST(id, emit_fast_const(p, top, TYPE_##c), 2)
#define SHAPED_CONST_F32(id, a, c) HANDLER(id) SHAPE_CONST_F32(id, a, c)
#define SHAPED_CONST_F64(id, a, c) HANDLER(id) SHAPE_CONST_F64(id, a, c)
#define SHAPED_LATER(id, a, c) HANDLER(id) SHAPE_LATER(id, a, c)
#define SHAPED_PREFIX(id, a, c)
#define SHAPED_UNREACHABLE(id, a, c)
#define SHAPED_NOP(id, a, c)
#define SHAPED_BLOCK(id, a, c)
#define SHAPED_LOOP(id, a, c)
#define SHAPED_IF(id, a, c)
#define SHAPED_ELSE(id, a, c)
#define SHAPED_END(id, a, c)
#define SHAPED_BR(id, a, c)
#define SHAPED_BR_IF(id, a, c)
#define SHAPED_BR_TABLE(id, a, c)
#define SHAPED_RETURN(id, a, c)
#define SHAPED_CALL(id, a, c)
#define SHAPED_CALL_INDIRECT(id, a, c)
#define SHAPED_CALL_REF(id, a, c)
#define SHAPED_REF_AS_NON_NULL(id, a, c)
#define SHAPED_DROP(id, a, c)
#define SHAPED_SELECT(id, a, c)
#define SHAPED_SELECT_T(id, a, c)
#define SHAPED_LOCAL_GET(id, a, c)
#define SHAPED_LOCAL_SET(id, a, c)
#define SHAPED_LOCAL_TEE(id, a, c)
#define SHAPED_GLOBAL_GET(id, a, c)
#define SHAPED_GLOBAL_SET(id, a, c)
#define SHAPED_TABLE_GET(id, a, c)
#define SHAPED_TABLE_SET(id, a, c)
#define SHAPED_MEMORY_SIZE(id, a, c)
#define SHAPED_MEMORY_GROW(id, a, c)
#define SHAPED_REF_NULL(id, a, c)
#define SHAPED_REF_IS_NULL(id, a, c)
#define SHAPED_REF_FUNC(id, a, c)
#define SHAPED_MEMORY_INIT(id, a, c)
#define SHAPED_DATA_DROP(id, a, c)
#define SHAPED_MEMORY_COPY(id, a, c)
#define SHAPED_MEMORY_FILL(id, a, c)
#define SHAPED_TABLE_INIT(id, a, c)
#define SHAPED_ELEM_DROP(id, a, c)
#define SHAPED_TABLE_COPY(id, a, c)
#define SHAPED_TABLE_GROW(id, a, c)
#define SHAPED_TABLE_SIZE(id, a, c)
#define SHAPED_TABLE_FILL(id, a, c)

#define OP(code, id, name, shape, a, c, feature) EXPAND_SHAPE(shape, id, a, c)
#define OP_MISC(code, id, name, shape, a, c, feature) EXPAND_SHAPE(shape, id, a, c)
#include "wasm/opcodes.def"
#undef OP
#undef OP_MISC

HANDLER(ILLEGAL) {
  (void)top;
  (void)table;
  return walk_fail(&b->walk, p, ERR_ILLEGAL_OPCODE, "0x%02x", *p);
}

/* 0xfc and a number. Handlers of a shape think of the byte at their cursor as their opcode, so they are given the last
 * byte of the number; those with immediates of their own are given the first of these. */
HANDLER(PREFIX_MISC) {
  uint32_t number;
  const uint8_t *after = walk_u32(&b->walk, p + 1, &number);
  if (!after) return;
  switch (number) {
#define OP_MISC(code, id, name, shape, a, c, feature)                                                                  \
  case code:                                                                                                           \
    TAIL_CALL return MISC_HANDLER(id)(after - MISC_SHAPED_##shape, top, b, table);
#if WALK_LIVE
#define MISC_HANDLER(id) live_##id
#else
#define MISC_HANDLER(id) dead_##id
#endif
#include "wasm/opcodes.def"
#undef OP_MISC
#undef MISC_HANDLER
  default:
    return walk_fail(&b->walk, p, ERR_ILLEGAL_OPCODE, "0xfc 0x%02x", number);
  }
}

#if WALK_LIVE
#define TABLE_ROW(id) live_##id
static const Dispatch live_table = {{
#else
#define TABLE_ROW(id) dead_##id
static const Dispatch dead_table = {{
#endif
    [0 ... 255] = TABLE_ROW(ILLEGAL),
#define OP(code, id, name, shape, a, c, feature) [code] = TABLE_ROW(id),
#include "wasm/opcodes.def"
#undef OP
}};
#undef TABLE_ROW

