/* SPDX-License-Identifier: Apache-2.0
 *
 * Structured instructions, branches and calls (spec 3.4.9). Labels take parameters and results of every mix; branches
 * leave several blocks and loops at a time, with operands of the blocks that they leave still below them.
 */
#include "harness/fuzz/generator.h"

void sink(Generator *g, uint8_t type) {
  uint32_t index;
  const bool numeric = is_number(type);
  switch (below(g, 6)) {
  case 0: op(g, 0x1a); return; /* drop */
  case 1:
    if (global_of(g, type, &index)) {
      op_u32(g, 0x24, index);
      return;
    }
    break;
  case 2:
    if (numeric && g->flavour != FLAVOUR_LEAF) {
      op_u32(g, 0x10, type == I32 ? LOG_I32 : type == I64 ? LOG_I64 : type == F32 ? LOG_F32 : LOG_F64);
      return;
    }
    if (type == EXTERNREF && g->flavour != FLAVOUR_LEAF) {
      op_u32(g, 0x10, LOG_REF);
      return;
    }
    break;
  default: break;
  }
  if (local_to_write(g, type, &index)) {
    op_u32(g, 0x21, index);
  } else if (!numeric && percent(g, 50) && global_of(g, I32, &index)) {
    op(g, 0xd1); /* ref.is_null */
    op_u32(g, 0x24, index);
  } else {
    op(g, 0x1a);
  }
}

void sink_all(Generator *g, const uint8_t *types, uint32_t count) {
  while (count-- > 0) sink(g, types[count]);
}

Signature block_signature(Generator *g, uint8_t result) {
  Signature type = {0};
  if (percent(g, 25)) type.param_count = 1 + below(g, percent(g, 10) ? 10 : 3);
  for (uint32_t i = 0; i < type.param_count; i++) type.types[i] = any_type(g);
  uint8_t *results = type.types + type.param_count;
  if (result) results[type.result_count++] = result;
  if (percent(g, result ? 15 : 25)) {
    uint32_t more = 1 + below(g, percent(g, 10) ? 10 : 3);
    while (more-- > 0) results[type.result_count++] = any_type(g);
  }
  return type;
}

void block_type(Generator *g, const Signature *type) {
  if (type->param_count == 0 && type->result_count == 0) op(g, BLOCK_EMPTY);
  else if (type->param_count == 0 && type->result_count == 1) type_bytes(g, &g->code, type->types[0]);
  else bytes_s64(&g->code, signature_index(g, type));
}

void label_push(Generator *g, const uint8_t *types, uint32_t count, bool hidden) {
  Label *label = &g->labels[g->label_count++];
  if (count) memcpy(label->types, types, count);
  label->count = count;
  label->hidden = hidden;
}

static void body_of(Generator *g, const Signature *type) {
  block_body(g, type->types, type->param_count, type->types + type->param_count, type->result_count);
}

void structured(Generator *g, const Signature *type) {
  const uint8_t *results = type->types + type->param_count;
  if (g->label_count + 3 >= LABELS_MAX || g->budget <= 0) { /* too deep: the same effect without a block */
    for (uint32_t i = type->param_count; i-- > 0;) sink(g, type->types[i]);
    for (uint32_t i = 0; i < type->result_count; i++) leaf(g, results[i]);
    return;
  }
  switch (below(g, 5)) {
  case 0: {
    const uint64_t before = focus(g, 10);
    op(g, 0x02), block_type(g, type);
    label_push(g, results, type->result_count, false);
    body_of(g, type);
    op(g, 0x0b);
    g->label_count--;
    g->favoured = before;
    break;
  }
  case 1:
  case 2: loop(g, type); break;
  default: {
    const bool otherwise = percent(g, 60) || type->param_count != type->result_count ||
                           memcmp(type->types, results, type->result_count) != 0;
    condition(g);
    op(g, 0x04), block_type(g, type);
    label_push(g, results, type->result_count, false);
    const uint64_t before = focus(g, 25); /* locals that one arm alone uses */
    body_of(g, type);
    if (otherwise) {
      op(g, 0x05);
      g->favoured = before;
      focus(g, 25);
      body_of(g, type);
    }
    op(g, 0x0b);
    g->label_count--;
    g->favoured = before;
  }
  }
}

void call(Generator *g, uint8_t wanted) {
  /* What returns the type that is wanted, or anything. */
  uint32_t candidates[IMPORTS + FUNCTIONS], count = 0;
  for (uint32_t f = HOST_MIX; f < IMPORTS + FUNCTIONS; f++) {
    const Signature *type = &g->signatures[g->function_types[f]];
    bool fits = wanted == 0;
    for (uint32_t i = 0; i < type->result_count; i++) fits |= type->types[type->param_count + i] == wanted;
    if (fits) candidates[count++] = f;
  }
  if (count == 0) {
    leaf(g, wanted);
    return;
  }
  const uint32_t function = candidates[below(g, count)];
  const Signature type = g->signatures[g->function_types[function]];
  const uint8_t *results = type.types + type.param_count;
  for (uint32_t i = 0; i < type.param_count; i++) value(g, type.types[i]);
  if (percent(g, 25)) {
    /* Functions stand in the table at their index, so this finds the right type; sometimes another place, or none. */
    op(g, 0x41);
    bytes_s64(&g->code,
              percent(g, 96) ? (int32_t)(function % TABLE_FUNCTIONS) : (int32_t)below(g, TABLE_FUNCTIONS + 4));
    op_u32(g, 0x11, g->function_types[function]);
    op(g, 0);
  } else {
    op_u32(g, 0x10, function);
  }
  uint32_t keep = type.result_count;
  for (uint32_t i = 0; wanted && i < type.result_count; i++)
    if (results[i] == wanted) keep = i;
  for (uint32_t i = type.result_count; i-- > keep + 1;) sink(g, results[i]);
  if (wanted == 0) {
    for (uint32_t i = type.result_count; i-- > 0;) sink(g, results[i]);
  } else if (keep > 0) { /* the wanted result is on top of others: a local of its type takes it, or it is lost */
    uint32_t local;
    const bool kept = local_of(g, wanted, true, &local);
    if (kept) op_u32(g, 0x21, local);
    else op(g, 0x1a);
    for (uint32_t i = keep; i-- > 0;) op(g, 0x1a);
    if (kept) op_u32(g, 0x20, local);
    else constant(g, wanted);
  }
}

/* A label that a branch may name; its depth. There always is one: the function's. */
static uint32_t label_choose(Generator *g, const Label **label) {
  uint32_t depth;
  do {
    depth = percent(g, 70) ? below(g, g->label_count < 4 ? g->label_count : 4) : below(g, g->label_count);
    *label = &g->labels[g->label_count - 1 - depth];
  } while ((*label)->hidden && depth + 1 < g->label_count);
  return depth;
}

static void label_values(Generator *g, const Label *label) {
  if (percent(g, 25)) value(g, number_type(g)); /* left behind by the branch */
  for (uint32_t i = 0; i < label->count; i++) value(g, label->types[i]);
}

void branch_if(Generator *g) {
  const Label *label;
  const uint32_t depth = label_choose(g, &label);
  if (label->hidden) return;
  for (uint32_t i = 0; i < label->count; i++) value(g, label->types[i]);
  condition(g);
  op_u32(g, 0x0d, depth);
  sink_all(g, label->types, label->count);
}

/* Rows of a br_table: labels that take what the default takes, of which some may want less of a reference. Pops the
 * selector. */
static void table_rows(Generator *g, uint32_t depth) {
  const Label *like = &g->labels[g->label_count - 1 - depth];
  uint32_t rows_that_fit[LABELS_MAX] = {0}, count = 0;
  for (uint32_t d = 0; d < g->label_count; d++) {
    const Label *label = &g->labels[g->label_count - 1 - d];
    bool same = !label->hidden && label->count == like->count;
    for (uint32_t i = 0; same && i < like->count; i++) same = fits(like->types[i], label->types[i]);
    if (same) rows_that_fit[count++] = d;
  }
  const uint32_t rows = percent(g, 10) ? 0 : below(g, percent(g, 10) ? (percent(g, 2) ? 6000 : 40) : 6);
  op_u32(g, 0x0e, rows);
  for (uint32_t i = 0; i < rows; i++) bytes_u32(&g->code, rows_that_fit[below(g, count)]);
  bytes_u32(&g->code, depth);
}

static void selector(Generator *g) {
  if (percent(g, 10)) {
    constant(g, I32);
    return;
  }
  value(g, I32);
  if (percent(g, 85)) op(g, 0x41), bytes_s64(&g->code, 7), op(g, 0x71);
}

void terminator(Generator *g) {
  const Label *label;
  const uint32_t depth = label_choose(g, &label);
  const uint32_t which = below(g, 20);
  if (which == 0) {
    op(g, 0x00); /* unreachable */
  } else if (which < 4 || label->hidden) {
    label_values(g, &g->labels[0]);
    op(g, 0x0f);
  } else if (which < 10) {
    label_values(g, label);
    selector(g);
    table_rows(g, depth);
  } else {
    label_values(g, label);
    op_u32(g, 0x0c, depth);
  }
}

void early_exit(Generator *g) {
  if (g->label_count + 1 >= LABELS_MAX) return;
  condition(g);
  op(g, 0x04), op(g, BLOCK_EMPTY);
  label_push(g, NULL, 0, false);
  if (percent(g, 50)) statement(g);
  terminator(g);
  op(g, 0x0b);
  g->label_count--;
}

void switch_table(Generator *g) {
  const uint32_t cases = 1 + below(g, 5);
  if (g->label_count + cases >= LABELS_MAX) return;
  const uint8_t type = percent(g, 60) ? 0 : number_type(g);
  for (uint32_t i = 0; i < cases; i++) {
    op(g, 0x02), op(g, type ? type : BLOCK_EMPTY);
    label_push(g, &type, type != 0, false);
  }
  if (type) value(g, type);
  selector(g);
  table_rows(g, below(g, cases));
  for (uint32_t i = 0; i < cases; i++) {
    g->label_count--;
    op(g, 0x0b);
    if (type) sink(g, type);
    if (percent(g, 80)) statement(g);
    if (percent(g, 15)) early_exit(g); /* a dispatch loop goes round from its cases */
    if (i + 1 < cases) {
      if (type) value(g, type);
      if (percent(g, 40)) op_u32(g, 0x0c, below(g, cases - 1 - i));
    }
  }
}
