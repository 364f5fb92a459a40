/* SPDX-License-Identifier: Apache-2.0
 *
 * The walker's control, parametric and call operators (spec 3.4.8, 3.4.4): part of wasm/walker.inl, which says how
 * handlers are made.
 */

HANDLER(UNREACHABLE) {
  EMIT(emit_unreachable(b));
  top = W(unreachable)(b, top);
  TAIL_CALL return next(p + 1, top, b, &dead_table);
  (void)table;
}

HANDLER(NOP) { TAIL_CALL return next(p + 1, top, b, table); }

SLOW(BLOCK) {
  BlockType type;
  const uint8_t *after = walk_block_type(&b->walk, p + 1, &type);
  if (!after) return;
  Operand *rest = W(pop_types)(b, p, top, type.params, type.param_count);
  if (!rest) return;
  EMIT(emit_block(b, top, &type, false));
  top = W(open)(b, p, WALK_LIVE ? top : rest, CONTROL_BLOCK, &type);
  if (!top) return;
  TAIL_CALL return next(after, top, b, table);
}
FAST(BLOCK, emit_fast_block(b, p, top), 2)

HANDLER(LOOP) {
  BlockType type;
  const uint8_t *after = walk_block_type(&b->walk, p + 1, &type);
  if (!after) return;
  Operand *rest = W(pop_types)(b, p, top, type.params, type.param_count);
  if (!rest) return;
  EMIT(emit_block(b, top, &type, true));
  top = W(open)(b, p, WALK_LIVE ? top : rest, CONTROL_LOOP, &type);
  if (!top) return;
  EMIT(emit_loop(b));
#if EMITTING
  b->unroll_turns = unroll_turns(b, after, &type);
  if (b->unroll_turns) {
    b->unroll_first = after;
    b->unrolls = true;
    TAIL_CALL return next(after, top, b, b->listener ? table : &unrolled_table);
  }
#endif
  TAIL_CALL return next(after, top, b, table);
}

SLOW(IF) {
  BlockType type;
  const uint8_t *after = walk_block_type(&b->walk, p + 1, &type);
  if (!after) return;
  if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(&b->walk, p, top, TYPE_I32);
  Operand *condition = top;
  top = W(pop)(top);
  Operand *rest = W(pop_types)(b, p, top, type.params, type.param_count);
  if (!rest) return;
  EMIT(uint32_t otherwise = emit_if(b, top, condition, &type));
  top = W(open)(b, p, WALK_LIVE ? top : rest, CONTROL_IF, &type);
  if (!top) return;
  EMIT(b->walk.control->label.otherwise = otherwise);
  (void)condition;
  TAIL_CALL return next(after, top, b, table);
}
FAST(IF, emit_fast_if(b, p, top), 2)

/* The else part begins: with the frame's parameters, live unless the whole `if` is dead. */
static Operand *W(enter_else)(Body *b, Operand *top) {
  Control *c = b->walk.control;
  if (!c->entered_dead) {
#if WALK_LIVE
    EMIT(emit_end_of_then(b, top));
#endif
    EMIT_LABEL(emit_else(b));
  }
  c->kind = CONTROL_ELSE;
  c->polymorphic = false;
  top = W(push_types)(c->base, c->params, c->param_count);
  return top;
}

SLOW(ELSE) {
  Control *c = b->walk.control;
  if (c->kind != CONTROL_IF) return walk_fail(&b->walk, p, ERR_MISPLACED_ELSE, NULL);
  if (!W(check_results)(b, p, top)) return;
  top = W(enter_else)(b, top);
  TAIL_CALL return next(p + 1, top, b, c->entered_dead ? &dead_table : b->walk.live);
  (void)table;
}
FAST(ELSE, emit_fast_else(b, top), 1)

#if WALK_EMITS && !WALK_LIVE
/* Blocks often end behind a branch. */
static HANDLER_CALL void slow_dead_END(const uint8_t *p, Operand *top, Body *b, const Dispatch *table);
HANDLER(END) {
  bool live;
  Operand *now = emit_fast_dead_end(b, top, &live);
  if (now && live) TAIL_CALL return live_w_next(p + 1, now, b, b->walk.live);
  if (now) TAIL_CALL return next(p + 1, now, b, table);
  TAIL_CALL return slow_dead_END(p, top, b, table);
}
static __attribute__((noinline)) HANDLER_CALL void slow_dead_END(const uint8_t *p, Operand *top, Body *b, const Dispatch *table) {
#else
SLOW(END) {
#endif
  Walk *w = &b->walk;
  Control *c = w->control;
  if (!W(check_results)(b, p, top)) return;
  bool live = WALK_LIVE;
  if (c->kind == CONTROL_IF) {
    /* spec 5.4.1: an `if` without `else` has an empty else part: its parameters are its results. */
    if (c->param_count != c->result_count ||
        (c->param_count && !types_match(c->params, c->results, c->param_count)))
      return walk_fail(w, p, ERR_TYPE_MISMATCH, "if without else: its parameters are not its results");
#if WALK_EMITS
    if (!c->entered_dead) {
      if (c->param_count) {
        top = W(enter_else)(b, top);
        live = true;
      } else if (emit_end_of_if(b)) {
        live = true;
      }
    }
#else
    live = !c->entered_dead;
#endif
  }
  if (c->kind == CONTROL_FUNCTION) {
    if (p + 1 != w->end) return walk_fail(w, p + 1, ERR_SECTION_SIZE, "operators after the function's end");
    EMIT_LABEL(emit_function_end(b, top, live));
    w->done = true;
    return;
  }
  /* After the end the results stand in the enclosing frame, typed as declared, even in dead code (spec 3.4.8). */
#if WALK_EMITS
  if (!c->entered_dead) live = emit_end(b, top, live);
#else
  live = live || !c->entered_dead;
#endif
  uint32_t count = c->result_count;
  Operand *base = c->base;
  w->control--;
  w->origin--;
#if WALK_EMITS
  if (live && !c->entered_dead) {
    for (uint32_t i = 0; i < count; i++) {
      base[i] = base[i + 1];
      emit_operand_moved(b, &base[i]);
      emit_retype(b, &base[i], c->results[i]);
    }
    top = base + count - 1;
    TAIL_CALL return next(p + 1, top, b, b->walk.live);
  }
#endif
  top = W(push_types)(base - 1, c->results, count);
  TAIL_CALL return next(p + 1, top, b, live && !c->entered_dead ? b->walk.live : &dead_table);
  (void)table;
}
FAST(END, emit_fast_end(b, top), 1)

SLOW(BR) {
  Control *c;
  const uint8_t *after = walk_label(&b->walk, p + 1, &c);
  if (!after) return;
  if (!W(check_label)(b, p, top, c)) return;
  EMIT(emit_br(b, top, c));
  top = W(unreachable)(b, top);
  TAIL_CALL return next(after, top, b, &dead_table);
  (void)table;
}
#if EMITTING
HANDLER(BR) {
  Operand *now = emit_fast_br(b, top, fast_label(b, p));
  if (now) TAIL_CALL return next(p + 2, now, b, &dead_table);
  TAIL_CALL return slow_BR(p, top, b, table);
}
#endif

SLOW(BR_IF) {
  Control *c;
  const uint8_t *after = walk_label(&b->walk, p + 1, &c);
  if (!after) return;
  if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(&b->walk, p, top, TYPE_I32);
  Operand *condition = top;
  top = W(pop)(top);
  Operand *rest = W(check_label)(b, p, top, c);
  if (!rest) return;
  EMIT(emit_br_if(b, top, condition, c));
  (void)condition;
  /* spec 3.4.8: what stays has the label's types, of which a reference's may be wider. */
#if WALK_LIVE
  const ValueType *types = W(label_types)(c);
  for (Operand *operand = rest + 1; operand <= top; operand++, types++)
#if EMITTING
    emit_retype(b, operand, *types);
#else
    if (operand->type == TYPE_REF) operand->value = *types;
#endif
#else
  top = W(push_types)(rest, W(label_types)(c), W(label_count)(c));
#endif
  TAIL_CALL return next(after, top, b, table);
}
FAST(BR_IF, emit_fast_br_if(b, p, top), 2)

HANDLER(BR_TABLE) {
  Walk *w = &b->walk;
  uint32_t count;
  const uint8_t *after = walk_u32(w, p + 1, &count);
  if (!after) return;
  if (count >= (size_t)(w->end - after)) return walk_fail(w, p, ERR_UNEXPECTED_END, "br_table of %u labels", count);
  if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(w, p, top, TYPE_I32);
  Operand *index = top;
  top = W(pop)(top);
  uint32_t arity = 0;
  EMIT(if (!emit_br_table(b, top, index, count)) return walk_fail(w, p, ERR_LIMIT, "function too large"));
  for (uint32_t i = 0; i <= count; i++) {
    Control *c;
    after = walk_label(w, after, &c);
    if (!after) return;
    if (i && W(label_count)(c) != arity)
      return walk_fail(w, p, ERR_TYPE_MISMATCH, "br_table: labels of different arity");
    arity = W(label_count)(c);
    if (!W(check_label)(b, p, top, c)) return;
    EMIT(emit_br_table_row(b, c, i == count));
  }
  EMIT(if (!emit_br_table_end(b, top)) return walk_fail(w, p, ERR_LIMIT, "function too large"));
  (void)index;
  top = W(unreachable)(b, top);
  TAIL_CALL return next(after, top, b, &dead_table);
  (void)table;
}

SLOW(RETURN) {
  const Control *c = b->walk.controls;
  if (!W(pop_types)(b, p, top, c->results, c->result_count)) return;
  EMIT(emit_br(b, top, b->walk.controls));
  top = W(unreachable)(b, top);
  TAIL_CALL return next(p + 1, top, b, &dead_table);
  (void)table;
}
#if EMITTING
HANDLER(RETURN) {
  Operand *now = emit_fast_br(b, top, b->walk.controls);
  if (now) TAIL_CALL return next(p + 1, now, b, &dead_table);
  TAIL_CALL return slow_RETURN(p, top, b, table);
}
#endif

/* ---- Calls ---- */

/* Pops the arguments, lets the emitter call, pushes the results. */
#if EMITTING
#define CALL_WITH(...) __VA_ARGS__
#else
#define CALL_WITH(...) true
#endif
static Operand *W(results_of_call)(Body *b, const uint8_t *p, Operand *rest, const FuncType *type) {
#if EMITTING
  (void)b;
  (void)p;
  const ValueType *results = type->types + type->param_count;
  for (uint32_t i = 0; i < type->result_count; i++) {
    rest[i + 1].type = (uint8_t)results[i];
    rest[i + 1].value = results[i];
  }
  return rest + type->result_count;
#else
  (void)b;
  (void)p;
  return W(push_types)(rest, type->types + type->param_count, type->result_count);
#endif
}

SLOW(CALL) {
  Walk *w = &b->walk;
  uint32_t index;
  const uint8_t *after = walk_u32(w, p + 1, &index);
  if (!after) return;
  if (index >= w->module->function_count) return walk_fail(w, p, ERR_UNKNOWN_FUNCTION, "function %u", index);
  const FuncType *type = module_func_type(w->module, index);
  Operand *rest = W(pop_types)(b, p, top, type->types, type->param_count);
  if (!rest) return;
  if (!W(has_room)(b, p, rest, type->result_count)) return walk_fail(w, p, ERR_LIMIT, "operand stack too deep");
#if EMITTING
  if (inline_wanted(b, rest, index)) {
    const uint8_t *first = inline_open(b, after, rest, index);
    TAIL_CALL return next(first, inline_top(b), b, &inlined_table);
  }
#endif
  if (!CALL_WITH(emit_call(b, rest, index, type))) return walk_fail(w, p, ERR_LIMIT, "function too large");
  top = W(results_of_call)(b, p, rest, type);
  TAIL_CALL return next(after, top, b, table);
}
FAST_TO(CALL, emit_fast_call(b, p, top, &after))

HANDLER(CALL_INDIRECT) {
  Walk *w = &b->walk;
  uint32_t type_index, table_index;
  const uint8_t *after = walk_u32(w, p + 1, &type_index);
  if (!after) return;
  after = walk_u32(w, after, &table_index);
  if (!after) return;
  if (table_index >= w->module->table_count) return walk_fail(w, p, ERR_UNKNOWN_TABLE, "table %u", table_index);
  if (!type_matches(w->module->tables[table_index].type.element, TYPE_FUNCREF))
    return walk_fail(w, p, ERR_TYPE_MISMATCH, "call_indirect: table %u holds no functions", table_index);
  if (type_index >= w->module->type_count) return walk_fail(w, p, ERR_UNKNOWN_TYPE, "type %u", type_index);
  const TypeDef *def = &w->module->types[type_index];
  if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(w, p, top, TYPE_I32);
  Operand *index = top;
  top = W(pop)(top);
  Operand *rest = W(pop_types)(b, p, top, def->func.types, def->func.param_count);
  if (!rest) return;
  if (!W(has_room)(b, p, rest, def->func.result_count)) return walk_fail(w, p, ERR_LIMIT, "operand stack too deep");
  if (!CALL_WITH(emit_call_indirect(b, rest, index, table_index, def)))
    return walk_fail(w, p, ERR_LIMIT, "function too large");
  (void)index;
  top = W(results_of_call)(b, p, rest, &def->func);
  TAIL_CALL return next(after, top, b, table);
}
#undef CALL_WITH

/* ---- Parametric ---- */

HANDLER(DROP) {
  if (top->type == TYPE_NONE && (WALK_LIVE || !b->walk.control->polymorphic))
    return walk_fail(&b->walk, p, ERR_TYPE_MISMATCH, "drop: nothing to drop");
  EMIT(emit_drop_operands(b, top, top));
  TAIL_CALL return next(p + 1, W(pop)(top), b, table);
}

HANDLER(SELECT) {
  Walk *w = &b->walk;
  if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(w, p, top, TYPE_I32);
  Operand *second = W(pop)(top), *first = second;
  uint8_t type = second->type;
  if (type == TYPE_NONE ? WALK_LIVE || !w->control->polymorphic : type == TYPE_REF)
    return walk_fail(w, p, ERR_TYPE_MISMATCH, "select without a type wants numbers");
  first = W(pop)(second);
  uint8_t other = first->type;
  if (other == TYPE_REF || (WALK_LIVE && other != type))
    return walk_fail(w, p, ERR_TYPE_MISMATCH, "select: operands of different types");
#if !WALK_LIVE
  if (other == TYPE_NONE) {
    if (!w->control->polymorphic) return walk_fail(w, p, ERR_TYPE_MISMATCH, "select: an operand is missing");
    other = TYPE_BOTTOM;
  }
  if (type == TYPE_NONE) type = TYPE_BOTTOM;
  if (type == TYPE_BOTTOM) type = other;
  else if (other != TYPE_BOTTOM && other != type)
    return walk_fail(w, p, ERR_TYPE_MISMATCH, "select: operands of different types");
  top = W(push)(W(pop)(first), type);
#else
  EMIT(emit_select(b, p + 1, first, type));
  top = first;
#endif
  TAIL_CALL return next(p + 1, top, b, table);
}

HANDLER(SELECT_T) {
  Walk *w = &b->walk;
  uint32_t count;
  const uint8_t *after = walk_u32(w, p + 1, &count);
  if (!after) return;
  if (count != 1) return walk_fail(w, p, ERR_RESULT_ARITY, "select with %u types", count);
  ValueType type;
  after = walk_value_type(w, after, &type);
  if (!after) return;
  if (!W(matches)(b, top, TYPE_I32)) return walk_mismatch(w, p, top, TYPE_I32);
  Operand *second = W(pop)(top);
  if (!W(matches)(b, second, type)) return walk_mismatch(w, p, second, type);
  Operand *first = W(pop)(second);
  if (!W(matches)(b, first, type)) return walk_mismatch(w, p, first, type);
  EMIT(emit_select(b, after, first, (uint8_t)type));
#if WALK_LIVE
  top = first;
  if (type_is_reference(type)) top->value = type;
#else
  top = W(push)(W(pop)(first), type);
#endif
  TAIL_CALL return next(after, top, b, table);
}

