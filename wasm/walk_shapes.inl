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
    TAIL_CALL return next(p + 1, top, b, table);                                                                       \
  }
#define SHAPE_BINARY(id, from, to)                                                                                     \
  {                                                                                                                    \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    Operand *left = W(pop)(top);                                                                                       \
    if (!W(matches)(b, left, TYPE_##from)) return walk_mismatch(&b->walk, p, left, TYPE_##from);                       \
    EMIT(emit_binary(b, p, left, OP_##id, TYPE_##from));                                                               \
    AFTER_BINARY(TYPE_##to)                                                                                            \
    TAIL_CALL return next(p + 1, top, b, table);                                                                       \
  }
#define SHAPE_COMPARE(id, from, to)                                                                                    \
  {                                                                                                                    \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    Operand *left = W(pop)(top);                                                                                       \
    if (!W(matches)(b, left, TYPE_##from)) return walk_mismatch(&b->walk, p, left, TYPE_##from);                       \
    EMIT(emit_compare(b, p, left, OP_##id, TYPE_##from));                                                              \
    AFTER_BINARY(TYPE_##to)                                                                                            \
    TAIL_CALL return next(p + 1, top, b, table);                                                                       \
  }
#define SHAPE_TEST(id, from, to)                                                                                       \
  {                                                                                                                    \
    if (!W(matches)(b, top, TYPE_##from)) return walk_mismatch(&b->walk, p, top, TYPE_##from);                         \
    EMIT(emit_test(b, p, top, OP_##id));                                                                               \
    AFTER_UNARY(TYPE_##to)                                                                                             \
    TAIL_CALL return next(p + 1, top, b, table);                                                                       \
  }
#define SHAPE_LOAD(row, to, width)                                                                                     \
  {                                                                                                                    \
    uint64_t offset;                                                                                                   \
    const uint8_t *after = walk_memarg(&b->walk, p, width, &offset);                                                   \
    if (!after) return;                                                                                                \
    if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(&b->walk, p, top, TYPE_I32);                               \
    EMIT(emit_load(b, after, top, row, (uint32_t)offset));                                                             \
    AFTER_UNARY(to)                                                                                                    \
    TAIL_CALL return next(after, top, b, table);                                                                       \
  }
#define SHAPE_STORE(row, from, width)                                                                                  \
  {                                                                                                                    \
    uint64_t offset;                                                                                                   \
    const uint8_t *after = walk_memarg(&b->walk, p, width, &offset);                                                   \
    if (!after) return;                                                                                                \
    if (!W(matches)(b, top, from)) return walk_mismatch(&b->walk, p, top, from);                                       \
    Operand *address = W(pop)(top);                                                                                    \
    if (!W(matches)(b, address, TYPE_I32)) return walk_mismatch(&b->walk, p, address, TYPE_I32);                       \
    EMIT(emit_store(b, address, row, (uint32_t)offset));                                                               \
    top = W(pop)(address);                                                                                             \
    TAIL_CALL return next(after, top, b, table);                                                                       \
  }
/* Constants of several bytes are common too: all but the longest. */
#if EMITTING
#define SHORTER_CONST(type)                                                                                            \
  const uint8_t *behind;                                                                                               \
  Operand *now = emit_wide_const(b, p, top, type, &behind);                                                            \
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
    EMIT(emit_const_i32(b, after, top, value));                                                                        \
    TAIL_CALL return next(after, top, b, table);                                                                       \
  }
#define SHAPE_CONST_I64(id, from, to)                                                                                  \
  {                                                                                                                    \
    SHORTER_CONST(TYPE_##to)                                                                                           \
    int64_t value;                                                                                                     \
    const uint8_t *after = walk_s64(&b->walk, p + 1, &value);                                                          \
    if (!after) return;                                                                                                \
    top = W(push)(top, TYPE_##to);                                                                                     \
    EMIT(emit_const_i64(b, after, top, value));                                                                        \
    TAIL_CALL return next(after, top, b, table);                                                                       \
  }
#define SHAPE_CONST_F32(id, from, to)                                                                                  \
  {                                                                                                                    \
    if ((size_t)(b->walk.end - p) < 5) return walk_fail(&b->walk, p, ERR_UNEXPECTED_END, NULL);                        \
    top = W(push)(top, TYPE_##to);                                                                                     \
    EMIT(emit_const_f32(b, p + 5, top, walk_load_u32(p + 1)));                                                         \
    TAIL_CALL return next(p + 5, top, b, table);                                                                       \
  }
#define SHAPE_CONST_F64(id, from, to)                                                                                  \
  {                                                                                                                    \
    if ((size_t)(b->walk.end - p) < 9) return walk_fail(&b->walk, p, ERR_UNEXPECTED_END, NULL);                        \
    top = W(push)(top, TYPE_##to);                                                                                     \
    EMIT(emit_const_f64(b, p + 9, top, walk_load_u64(p + 1)));                                                         \
    TAIL_CALL return next(p + 9, top, b, table);                                                                       \
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
#define SHAPED_TEST(id, a, c) SLOW(id) SHAPE_TEST(id, a, c) FAST(id, emit_fast_test(b, p, top, OP_##id, TYPE_##a), 1)
#if EMITTING && WALK_SHARES
#define SHARED(name)                                                                                                   \
  static __attribute__((noinline)) HANDLER_CALL void name(const uint8_t *p, Operand *top, Body *b,                     \
                                                          const Dispatch *table)
#define FINISH(name)                                                                                                   \
  static __attribute__((noinline)) HANDLER_CALL void name(const uint8_t *next, Operand *o, Body *b,                    \
                                                          const Dispatch *table, Pending pending)

/* The operator in front of `next` has its result at `o`: wherever that goes. */
FINISH(finish_anywhere) {
  const unsigned rd = result_register(b, next, o, (uint8_t)(pending >> 32));
  emit(b, (Word)pending | rd);
  return next(next, o, b, table);
}
/* The same where that is the first access to a local. */
FINISH(finish_first) {
  const uint64_t row = fast_settle(b, next, o, (uint8_t)(pending >> 32));
  if (__builtin_expect(!row, 0)) return finish_anywhere(next, o, b, table, pending);
  base_lost_of(b, next[1]); /* a parameter may have been an index where it arrived */
  b->written |= (Homes)1 << entry_register(row);
  entry_set(o, row);
  emit(b, (Word)pending | entry_register(row));
  return next(next, o, b, table);
}
/* The same of an integer: mostly to a temporary, or to a home, and then the operator that sets its local is done too. */
FINISH(finish) {
  const uint8_t type = (uint8_t)(pending >> 32);
  int rd;
  const uint8_t op = next[0];
  if ((uint8_t)(op - OP_LOCAL_SET) <= 1 && next[1] < 0x80) {
    const uint8_t index = next[1];
    const uint64_t row = entry_of(&b->walk.locals[index]);
    if ((row & ENTRY_MASK) == ENTRY(type, WHERE_LOCAL)) {
      rd = finish_in_home(b, index, o, row);
      if (rd < 0) return finish_anywhere(next, o, b, table, pending);
      emit(b, (Word)pending | (Word)rd);
      if (__builtin_expect(table == &live_table, 1)) {
        o -= op == OP_LOCAL_SET;
        next += 2;
      }
      return next(next, o, b, table);
    }
    if ((row & ENTRY_MASK) == type) return finish_first(next, o, b, table, pending);
  }
  rd = finish_in_temporary(b, next, o, type);
  if (rd < 0) return finish_anywhere(next, o, b, table, pending);
  emit(b, (Word)pending | (Word)rd);
  return next(next, o, b, table);
}

/* One handler for all loads, and one for all stores: the commonest, the common ones, and all. */
#define SHARED_ACCESS(name, shape)                                                                                     \
  SHARED(all_##name) {                                                                                                 \
    const AccessRow row = access_rows[*p];                                                                             \
    shape(row, access_type(row), access_natural(row))                                                                  \
  }                                                                                                                    \
  SHARED(odd_##name) {                                                                                                 \
    const uint8_t *after;                                                                                              \
    Operand *now = emit_fast_##name(b, p, top, access_rows[*p], &after);                                               \
    if (__builtin_expect(now != NULL, 1)) TAIL_CALL return next(after, now, b, table);                                 \
    TAIL_CALL return all_##name(p, top, b, table);                                                                     \
  }
SHARED_ACCESS(load, SHAPE_LOAD)
SHARED_ACCESS(store, SHAPE_STORE)
#undef SHARED_ACCESS
SHARED(common_load) {
  const uint8_t *after;
  Pending pending;
  if (__builtin_expect(front_load(b, p, top, access_rows[*p], &pending, &after), 1))
    return finish(after, top, b, table, pending);
  TAIL_CALL return odd_load(p, top, b, table);
}
SHARED(common_store) {
  const uint8_t *after;
  if (__builtin_expect(front_store(b, p, top, access_rows[*p], &after), 1))
    TAIL_CALL return next(after, top - 2, b, table);
  TAIL_CALL return odd_store(p, top, b, table);
}
/* Binary operators on integers have fronts of their own, comparisons of integers one. */
#define SHAPED_BINARY(id, a, c)                                                                                        \
  SLOW(id) SHAPE_BINARY(id, a, c)                                                                                      \
  SHARED(odd_##id) {                                                                                                   \
    Operand *now = emit_fast_binary(b, p, top, OP_##id, TYPE_##a, TYPE_##c);                                           \
    if (__builtin_expect(now != NULL, 1)) TAIL_CALL return next(p + 1, now, b, table);                                 \
    TAIL_CALL return slow_##id(p, top, b, table);                                                                      \
  }                                                                                                                    \
  HANDLER(id) {                                                                                                        \
    if (!type_is_float(TYPE_##a) && binary_word(OP_##id)) {                                                            \
      const Pending pending = front_binary(b, p, top, OP_##id, TYPE_##a);                                              \
      if (fast_is_shift(OP_##id) && pending == FOLDED) TAIL_CALL return next(p + 1, top - 1, b, table);                \
      if (__builtin_expect(pending != NOT_COMMON, 1)) return finish(p + 1, top - 1, b, table, pending);                \
      if (front_ready(b) && !is_in_slot(entry_of(top)) && !is_in_slot(entry_of(top - 1)))                              \
        TAIL_CALL return slow_##id(p, top, b, table);                                                                  \
    }                                                                                                                  \
    TAIL_CALL return odd_##id(p, top, b, table);                                                                       \
  }
#define COMMON_COMPARE(name, type)                                                                                     \
  static const Dispatch odd_##name##_table, slow_##name##_table;                                                       \
  SHARED(name) {                                                                                                       \
    if (__builtin_expect(!front_compare(b, top, type), 0)) {                                                           \
      if (front_ready(b) && !is_in_slot(entry_of(top)) && !is_in_slot(entry_of(top - 1)))                              \
        TAIL_CALL return slow_##name##_table.of[*p](p, top, b, table);                                         \
      TAIL_CALL return odd_##name##_table.of[*p](p, top, b, table);                                            \
    }                                                                                                                  \
    const unsigned condition = front_conditions[*p];                                                                   \
    if (!next_takes_condition(p + 1))                                                                                  \
      return finish(p + 1, top - 1, b, table, pending_of(a64_cset(0, condition), TYPE_I32));                           \
    entry_set(top - 1, ENTRY(TYPE_I32, WHERE_FLAGS) | (uint64_t)condition << 16);                                      \
    TAIL_CALL return next(p + 1, top - 1, b, table);                                                                   \
  }
COMMON_COMPARE(compare_I32, TYPE_I32)
COMMON_COMPARE(compare_I64, TYPE_I64)
#define SHAPED_COMPARE(id, a, c)                                                                                       \
  SLOW(id) SHAPE_COMPARE(id, a, c)                                                                                     \
  SHARED(odd_##id) {                                                                                                   \
    Operand *now = emit_fast_compare(b, p, top, OP_##id, TYPE_##a);                                                    \
    if (__builtin_expect(now != NULL, 1)) TAIL_CALL return next(p + 1, now, b, table);                                 \
    TAIL_CALL return slow_##id(p, top, b, table);                                                                      \
  }                                                                                                                    \
  HANDLER(id) {                                                                                                        \
    if (TYPE_##a == TYPE_I32) TAIL_CALL return compare_I32(p, top, b, table);                                          \
    if (TYPE_##a == TYPE_I64) TAIL_CALL return compare_I64(p, top, b, table);                                          \
    TAIL_CALL return odd_##id(p, top, b, table);                                                                       \
  }
#define SHAPED_LOAD(id, a, c)                                                                                          \
  HANDLER(id) { TAIL_CALL return common_load(p, top, b, table); }
#define SHAPED_STORE(id, a, c)                                                                                         \
  HANDLER(id) { TAIL_CALL return common_store(p, top, b, table); }
#else
#define SHAPED_BINARY(id, a, c)                                                                                        \
  SLOW(id) SHAPE_BINARY(id, a, c) FAST(id, emit_fast_binary(b, p, top, OP_##id, TYPE_##a, TYPE_##c), 1)
#define SHAPED_COMPARE(id, a, c)                                                                                       \
  SLOW(id) SHAPE_COMPARE(id, a, c) FAST(id, emit_fast_compare(b, p, top, OP_##id, TYPE_##a), 1)
#define SHAPED_LOAD(id, a, c)                                                                                          \
  SLOW(id) SHAPE_LOAD(access_row(OP_##id), TYPE_##a, c)                                                                \
      FAST_TO(id, emit_fast_load(b, p, top, access_row(OP_##id), &after))
#define SHAPED_STORE(id, a, c)                                                                                         \
  SLOW(id) SHAPE_STORE(access_row(OP_##id), TYPE_##a, c)                                                               \
      FAST_TO(id, emit_fast_store(b, p, top, access_row(OP_##id), &after))
#endif
#if EMITTING && WALK_SHARES
#define FAST_CONST(id, type) FAST_TO(id, emit_short_const(p, top, type, &after))
#else
#define FAST_CONST(id, type) FAST(id, emit_fast_const(p, top, type), 2)
#endif
#define SHAPED_CONST_I32(id, a, c) SLOW(id) SHAPE_CONST_I32(id, a, c) FAST_CONST(id, TYPE_##c)
#define SHAPED_CONST_I64(id, a, c) SLOW(id) SHAPE_CONST_I64(id, a, c) FAST_CONST(id, TYPE_##c)
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
#if EMITTING && WALK_SHARES /* one target to predict, and no jump to it */
    [OP_I32_LOAD ... OP_I64_LOAD32_U] = common_load,
    [OP_I32_STORE ... OP_I64_STORE32] = common_store,
    [OP_I32_EQ ... OP_I32_GE_U] = compare_I32,
    [OP_I64_EQ ... OP_I64_GE_U] = compare_I64,
#endif
}};
#if EMITTING && WALK_SHARES
#define ROWS(how, type)                                                                                                \
  static const Dispatch how##_compare_##type##_table = {{                                                              \
      [0 ... 255] = TABLE_ROW(ILLEGAL), /* the byte is read again */                                                   \
      [OP_##type##_EQ] = how##_##type##_EQ,                                                                            \
      [OP_##type##_NE] = how##_##type##_NE,                                                                            \
      [OP_##type##_LT_S] = how##_##type##_LT_S,                                                                        \
      [OP_##type##_LT_U] = how##_##type##_LT_U,                                                                        \
      [OP_##type##_GT_S] = how##_##type##_GT_S,                                                                        \
      [OP_##type##_GT_U] = how##_##type##_GT_U,                                                                        \
      [OP_##type##_LE_S] = how##_##type##_LE_S,                                                                        \
      [OP_##type##_LE_U] = how##_##type##_LE_U,                                                                        \
      [OP_##type##_GE_S] = how##_##type##_GE_S,                                                                        \
      [OP_##type##_GE_U] = how##_##type##_GE_U,                                                                        \
  }};
ROWS(odd, I32)
ROWS(slow, I32)
ROWS(odd, I64)
ROWS(slow, I64)
#undef ROWS
#endif
#undef TABLE_ROW
#undef SHARED
#undef FINISH
#undef FAST_CONST
#undef SHAPED_BINARY
#undef SHAPED_COMPARE
#undef SHAPED_LOAD
#undef SHAPED_STORE
