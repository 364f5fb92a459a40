/* SPDX-License-Identifier: Apache-2.0
 *
 * The walker's operators on locals, globals, tables, memories and references (spec 3.4.5 to 3.4.7): part of
 * wasm/walker.inl, which says how handlers are made.
 */

/* ---- Variables ---- */

SLOW(LOCAL_GET) {
  Walk *w = &b->walk;
  uint32_t index = p[1];
  const uint8_t *after = p + 2;
  if (__builtin_expect(index >= 0x80, 0)) {
    after = walk_u32(w, p + 1, &index);
    if (!after) return;
    if (index >= w->local_count) return walk_fail(w, p, ERR_UNKNOWN_LOCAL, "local %u", index);
  }
  Local *local = &w->locals[index];
  if (__builtin_expect(local->type == TYPE_NONE, 0)) return walk_no_local(w, p, index);
#if EMITTING
  emit_local_get(b, ++top, index, local);
#else
  top = W(push)(top, local->type == TYPE_REF ? w->local_types[index] : local->type);
#endif
  TAIL_CALL return next(after, top, b, table);
}
#if EMITTING
static __attribute__((noinline)) HANDLER_CALL void first_LOCAL_GET(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
  Operand *now = emit_first_local_get(b, p, top);
  if (now) TAIL_CALL return next(p + 2, now, b, table);
  TAIL_CALL return slow_LOCAL_GET(p, top, b, table);
}
HANDLER(LOCAL_GET) {
  Operand *now = emit_fast_local_get(b, p, top);
  if (__builtin_expect(now != NULL, 1)) TAIL_CALL return next(p + 2, now, b, table);
  TAIL_CALL return first_LOCAL_GET(p, top, b, table);
}
#endif

/* The local that the operator at p names, with a top operand that fits it; NULL: the walk has failed. */
static inline Local *W(local_for_top)(Body *b, const uint8_t *p, const Operand *top, uint32_t *index,
                                      const uint8_t **after) {
  Walk *w = &b->walk;
  *index = p[1];
  *after = p + 2;
  if (__builtin_expect(*index >= 0x80, 0)) {
    *after = walk_u32(w, p + 1, index);
    if (!*after) return NULL;
    if (*index >= w->local_count) {
      walk_fail(w, p, ERR_UNKNOWN_LOCAL, "local %u", *index);
      return NULL;
    }
  }
  Local *local = &w->locals[*index];
  if (__builtin_expect(local->type == TYPE_NONE, 0)) {
    walk_no_local(w, p, *index);
    return NULL;
  }
  if (!W(matches)(b, top, local->type == TYPE_REF ? w->local_types[*index] : local->type)) {
    walk_mismatch(w, p, top, local->type == TYPE_REF ? w->local_types[*index] : local->type);
    return NULL;
  }
  return local;
}

SLOW(LOCAL_SET) {
  uint32_t index;
  const uint8_t *after;
  Local *local = W(local_for_top)(b, p, top, &index, &after);
  if (!local) return;
  EMIT(emit_local_set(b, top, index, local));
  TAIL_CALL return next(after, W(pop)(top), b, table);
}
FAST(LOCAL_SET, emit_fast_local_set(b, p, top), 2)

SLOW(LOCAL_TEE) {
  uint32_t index;
  const uint8_t *after;
  Local *local = W(local_for_top)(b, p, top, &index, &after);
  if (!local) return;
#if EMITTING
  emit_local_tee(b, top, index, local);
#else
  top = W(push)(W(pop)(top), local->type == TYPE_REF ? b->walk.local_types[index] : local->type);
#endif
  TAIL_CALL return next(after, top, b, table);
}
FAST(LOCAL_TEE, emit_fast_local_write(b, p, top), 2)

HANDLER(GLOBAL_GET) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_u32(w, p + 1, &index);
  if (!after) return;
  if (index >= w->module->global_count) return walk_fail(w, p, ERR_UNKNOWN_GLOBAL, "global %u", index);
  top = W(push)(top, w->module->globals[index].type.type);
  EMIT(emit_global_get(b, top, index));
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(GLOBAL_SET) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_u32(w, p + 1, &index);
  if (!after) return;
  if (index >= w->module->global_count) return walk_fail(w, p, ERR_UNKNOWN_GLOBAL, "global %u", index);
  if (!w->module->globals[index].type.mutable_) return walk_fail(w, p, ERR_IMMUTABLE_GLOBAL, "global %u", index);
  if (!W(matches)(b, top, w->module->globals[index].type.type))
    return walk_mismatch(w, p, top, w->module->globals[index].type.type);
  EMIT(emit_global_set(b, top, index));
  TAIL_CALL return next(after, W(pop)(top), b, table);
}

/* ---- Helpers of the runtime: table and bulk operators ---- */

/* Pops `count` operands of types, lets the emitter call helper `stub` with them and `indices`, pushes the result. */
static Operand *W(helper)(Body *b, const uint8_t *p, Operand *top, uint32_t stub, const ValueType *types, uint32_t count,
                          const uint32_t *indices, uint32_t index_count, ValueType result) {
  (void)stub;
  (void)indices;
  (void)index_count;
  Operand *rest = W(pop_types)(b, p, top, types, count);
  if (!rest) return NULL;
  EMIT(emit_helper(b, rest, stub, count, indices, index_count, result != TYPE_NONE));
#if EMITTING
  if (result == TYPE_NONE) return rest;
  rest[1].type = (uint8_t)result;
  rest[1].value = result;
  return rest + 1;
#else
  return result == TYPE_NONE ? rest : W(push)(rest, result);
#endif
}

HANDLER(TABLE_GET) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_table(w, p, p + 1, &index);
  if (!after) return;
  top = W(helper)(b, p, top, HELPER_STUB(table_get), (ValueType[]){TYPE_I32}, 1, &index, 1,
                  w->module->tables[index].type.element);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(TABLE_SET) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_table(w, p, p + 1, &index);
  if (!after) return;
  ValueType types[] = {TYPE_I32, w->module->tables[index].type.element};
  top = W(helper)(b, p, top, HELPER_STUB(table_set), types, 2, &index, 1, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(TABLE_SIZE) {
  uint32_t index;
  const uint8_t *after = walk_table(&b->walk, p, p, &index);
  if (!after) return;
  top = W(push)(top, TYPE_I32);
  EMIT(emit_table_size(b, top, index));
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(TABLE_GROW) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_table(w, p, p, &index);
  if (!after) return;
  ValueType types[] = {w->module->tables[index].type.element, TYPE_I32};
  top = W(helper)(b, p, top, HELPER_STUB(table_grow), types, 2, &index, 1, TYPE_I32);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(TABLE_FILL) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_table(w, p, p, &index);
  if (!after) return;
  ValueType types[] = {TYPE_I32, w->module->tables[index].type.element, TYPE_I32};
  top = W(helper)(b, p, top, HELPER_STUB(table_fill), types, 3, &index, 1, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

static const ValueType W(three_i32)[] = {TYPE_I32, TYPE_I32, TYPE_I32};

HANDLER(TABLE_COPY) {
  Walk *w = &b->walk;
  uint32_t index[2];
  const uint8_t *after = walk_table(w, p, p, &index[0]);
  if (after) after = walk_table(w, p, after, &index[1]);
  if (!after) return;
  if (!type_matches(w->module->tables[index[1]].type.element, w->module->tables[index[0]].type.element))
    return walk_fail(w, p, ERR_TYPE_MISMATCH, "table.copy between tables of different types");
  top = W(helper)(b, p, top, HELPER_STUB(table_copy), W(three_i32), 3, index, 2, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(TABLE_INIT) {
  Walk *w = &b->walk;
  uint32_t index[2];
  const uint8_t *after = walk_u32(w, p, &index[0]);
  if (after) after = walk_table(w, p, after, &index[1]);
  if (!after) return;
  if (index[0] >= w->module->element_count) return walk_fail(w, p, ERR_UNKNOWN_ELEM, "element segment %u", index[0]);
  if (!type_matches(w->module->elements[index[0]].type, w->module->tables[index[1]].type.element))
    return walk_fail(w, p, ERR_TYPE_MISMATCH, "table.init from a segment of another type");
  top = W(helper)(b, p, top, HELPER_STUB(table_init), W(three_i32), 3, index, 2, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(ELEM_DROP) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_u32(w, p, &index);
  if (!after) return;
  if (index >= w->module->element_count) return walk_fail(w, p, ERR_UNKNOWN_ELEM, "element segment %u", index);
  top = W(helper)(b, p, top, HELPER_STUB(elem_drop), NULL, 0, &index, 1, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(MEMORY_INIT) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_u32(w, p, &index);
  if (after) after = walk_memory(w, p, after);
  if (!after) return;
  if (!w->module->has_data_count) return walk_fail(w, p, ERR_DATA_COUNT_REQUIRED, NULL);
  if (index >= w->module->data_count) return walk_fail(w, p, ERR_UNKNOWN_DATA, "data segment %u", index);
  top = W(helper)(b, p, top, HELPER_STUB(memory_init), W(three_i32), 3, &index, 1, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(DATA_DROP) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_u32(w, p, &index);
  if (!after) return;
  if (!w->module->has_data_count) return walk_fail(w, p, ERR_DATA_COUNT_REQUIRED, NULL);
  if (index >= w->module->data_count) return walk_fail(w, p, ERR_UNKNOWN_DATA, "data segment %u", index);
  top = W(helper)(b, p, top, HELPER_STUB(data_drop), NULL, 0, &index, 1, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(MEMORY_COPY) {
  Walk *w = &b->walk;
  const uint8_t *after = walk_memory(w, p, p);
  if (after) after = walk_memory(w, p, after);
  if (!after) return;
  top = W(helper)(b, p, top, HELPER_STUB(memory_copy), W(three_i32), 3, NULL, 0, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(MEMORY_FILL) {
  const uint8_t *after = walk_memory(&b->walk, p, p);
  if (!after) return;
  top = W(helper)(b, p, top, HELPER_STUB(memory_fill), W(three_i32), 3, NULL, 0, TYPE_NONE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(MEMORY_SIZE) {
  const uint8_t *after = walk_memory(&b->walk, p, p + 1);
  if (!after) return;
  top = W(push)(top, TYPE_I32);
  EMIT(emit_memory_size(b, top));
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(MEMORY_GROW) {
  const uint8_t *after = walk_memory(&b->walk, p, p + 1);
  if (!after) return;
  top = W(helper)(b, p, top, HELPER_STUB(memory_grow), (ValueType[]){TYPE_I32}, 1, NULL, 0, TYPE_I32);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

/* ---- References ---- */

HANDLER(REF_NULL) {
  ValueType type;
  const uint8_t *after = walk_heap_type(&b->walk, p + 1, &type);
  if (!after) return;
  top = W(push)(top, type);
  EMIT(emit_ref_null(b, top));
  TAIL_CALL return next(after, top, b, table);
}

HANDLER(REF_IS_NULL) {
  if (top->type != TYPE_REF &&
      (WALK_LIVE || (top->type != TYPE_BOTTOM && !(top->type == TYPE_NONE && b->walk.control->polymorphic))))
    return walk_fail(&b->walk, p, ERR_TYPE_MISMATCH, "ref.is_null wants a reference");
#if EMITTING
  emit_test(b, p, top, OP_REF_IS_NULL);
  top->type = TYPE_I32;
#else
  top = W(push)(W(pop)(top), TYPE_I32);
#endif
  TAIL_CALL return next(p + 1, top, b, table);
}

/* Two operators of typed function references, off where they can run; the suite has them in unreachable code. */
HANDLER(REF_AS_NON_NULL) {
#if WALK_LIVE
  (void)top;
  (void)table;
  return walk_unsupported(&b->walk, p, OP_REF_AS_NON_NULL);
#else
  ValueType any = TYPE_REF | TYPE_NULLABLE | (uint32_t)HEAP_BOTTOM << TYPE_HEAP_SHIFT;
  ValueType type = top->type == TYPE_REF ? walk_operand_type(&b->walk, top) : any;
  if (!W(matches)(b, top, type)) return walk_mismatch(&b->walk, p, top, any);
  top = W(push)(W(pop)(top), type & ~TYPE_NULLABLE);
  TAIL_CALL return next(p + 1, top, b, table);
#endif
}

HANDLER(CALL_REF) {
  Walk *w = &b->walk;
#if WALK_LIVE
  (void)top;
  (void)table;
  return walk_unsupported(w, p, OP_CALL_REF);
#else
  uint32_t index;
  const uint8_t *after = walk_u32(w, p + 1, &index);
  if (!after) return;
  if (index >= w->module->type_count) return walk_fail(w, p, ERR_UNKNOWN_TYPE, "type %u", index);
  const TypeDef *def = &w->module->types[index];
  if (!W(matches)(b, top, def->nullable)) return walk_mismatch(w, p, top, def->nullable);
  top = W(pop_types)(b, p, W(pop)(top), def->func.types, def->func.param_count);
  if (!top) return;
  if (!W(has_room)(b, p, top, def->func.result_count)) return walk_fail(w, p, ERR_LIMIT, "operand stack too deep");
  top = W(push_types)(top, def->func.types + def->func.param_count, def->func.result_count);
  TAIL_CALL return next(after, top, b, table);
#endif
}

HANDLER(REF_FUNC) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_u32(w, p + 1, &index);
  if (!after) return;
  if (index >= w->module->function_count) return walk_fail(w, p, ERR_UNKNOWN_FUNCTION, "function %u", index);
  if (!w->module->functions[index].declared) return walk_fail(w, p, ERR_UNDECLARED_REFERENCE, "function %u", index);
  top = W(helper)(b, p, top, HELPER_STUB(ref_func), NULL, 0, &index, 1,
                  w->module->types[w->module->functions[index].type].nullable & ~TYPE_NULLABLE);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}

