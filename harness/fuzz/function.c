/* SPDX-License-Identifier: Apache-2.0
 *
 * A body: locals, and blocks of statements. A block body also works on the operands that it began with, and on more
 * that it pushes, until at its end exactly its results are there.
 */
#include "harness/fuzz/generator.h"

enum { OPERANDS_MAX = 40 };

static void store(Generator *g) {
  static const uint8_t codes[] = {0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e};
  static const uint8_t widths[] = {2, 3, 2, 3, 0, 1, 0, 1, 2};
  const uint32_t which = below(g, 9);
  const uint8_t type = which == 0 || which == 4 || which == 5 ? I32 : which == 2 ? F32 : which == 3 ? F64 : I64;
  uint32_t offset;
  address(g, &offset);
  if (percent(g, 30)) constant(g, type);
  else value(g, type);
  if (type == F32 || type == F64) canonical(g, type);
  op(g, codes[which]);
  bytes_u32(&g->code, below(g, widths[which] + 1u));
  bytes_u32(&g->code, offset);
}

/* An alias of a local stays on the stack while the local is written. */
static void clobber(Generator *g) {
  const uint8_t type = any_type(g);
  uint32_t index;
  if (!local_of(g, type, true, &index)) return;
  const uint32_t copies = 1 + below(g, 4);
  for (uint32_t i = 0; i < copies; i++) op_u32(g, 0x20, index);
  value(g, type);
  const bool stays = percent(g, 20);
  op_u32(g, stays ? 0x22 : 0x21, index);
  if (stays) sink(g, type);
  if (percent(g, 30)) statement(g);
  for (uint32_t i = 0; i < copies; i++) sink(g, type);
}

/* Two locals change places through the operand stack. */
static void exchange(Generator *g) {
  const uint8_t type = any_type(g);
  uint32_t one, other;
  if (!local_of(g, type, true, &one) || !local_of(g, type, true, &other)) return;
  op_u32(g, 0x20, one);
  op_u32(g, 0x20, other);
  op_u32(g, 0x21, one);
  op_u32(g, 0x21, other);
}

/* One value for several locals. */
static void tees(Generator *g) {
  const uint8_t type = any_type(g);
  uint32_t index;
  value(g, type);
  for (uint32_t i = below(g, 4); i > 0; i--)
    if (local_of(g, type, true, &index)) op_u32(g, 0x22, index);
  sink(g, type);
}

static void bulk(Generator *g) {
  const uint32_t which = below(g, 9);
  if (which < 2) {
    for (int i = 0; i < 2; i++) {
      value(g, I32);
      op(g, 0x41), bytes_s64(&g->code, percent(g, 97) ? 0x7fff : -1), op(g, 0x71);
    }
    value(g, I32);
    op(g, 0x41), bytes_s64(&g->code, 0x3ff), op(g, 0x71);
    op_u32(g, 0xfc, 10 + which); /* memory.copy, memory.fill */
    op(g, 0);
    if (which == 0) op(g, 0);
  } else if (which == 2) {
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, 60000));
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, DATA_BYTES));
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, 10));
    op_u32(g, 0xfc, 8), op(g, 0), op(g, 0); /* memory.init */
  } else if (which == 3 && percent(g, 20)) {
    op_u32(g, 0xfc, 9), op(g, 0); /* data.drop */
  } else if (which == 4) {
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, 6));
    value(g, EXTERNREF);
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, 2));
    op_u32(g, 0xfc, 17), op(g, 1); /* table.fill */
  } else if (which == 6) {
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, 6));
    value(g, I32);
    op(g, 0x41), bytes_s64(&g->code, percent(g, 97) ? 7 : 31), op(g, 0x71);
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, 5));
    if (percent(g, 60)) op_u32(g, 0xfc, 14), op(g, 0), op(g, 0); /* table.copy */
    else op_u32(g, 0xfc, 12), op(g, 1), op(g, 0);                /* table.init */
  } else if (which == 7 && percent(g, 5)) {
    op_u32(g, 0xfc, 13), op(g, 1); /* elem.drop */
  } else {
    const bool functions = percent(g, 30);
    value(g, I32);
    op(g, 0x41), bytes_s64(&g->code, percent(g, 97) ? functions ? 7 : 3 : 31), op(g, 0x71);
    value(g, functions ? FUNCREF : EXTERNREF);
    op_u32(g, 0x26, !functions); /* table.set */
  }
}

void statement(Generator *g) {
  const Node node = node_begin(g);
  uint8_t type = any_type(g);
  uint32_t index;
  if (g->budget <= 0) {
    if (percent(g, 50)) exchange(g);
    node_end(g, node);
    return;
  }
  switch (below(g, 24)) {
  case 0:
  case 1:
  case 2:
  case 3:
    if (!local_to_write(g, type, &index)) break;
    value(g, type);
    op_u32(g, 0x21, index);
    break;
  case 4: clobber(g); break;
  case 5: exchange(g); break;
  case 6:
    if (!global_of(g, type, &index)) break;
    value(g, type);
    op_u32(g, 0x24, index);
    break;
  case 7:
  case 8:
  case 9: store(g); break;
  case 10:
  case 11:
  case 12: {
    const Signature block = block_signature(g, 0);
    for (uint32_t i = 0; i < block.param_count; i++) value(g, block.types[i]);
    structured(g, &block);
    sink_all(g, block.types + block.param_count, block.result_count);
    break;
  }
  case 13:
  case 14: branch_if(g); break;
  case 15: early_exit(g); break;
  case 16: switch_table(g); break;
  case 17:
  case 18:
    if (g->flavour == FLAVOUR_CALLS) call(g, 0);
    break;
  case 19: bulk(g); break;
  case 20:
    if (percent(g, 80) || !line_call(g, 0)) digest_some(g);
    break;
  case 21:
    if (g->label_count < 6 && percent(g, 30)) nest(g);
    else if (percent(g, 60)) short_loop(g);
    else if (percent(g, 65)) pointer_work(g);
    else tees(g);
    break;
  default: value(g, type); sink(g, type);
  }
  node_end(g, node);
}

void small_statement(Generator *g, int32_t nodes) {
  const int32_t budget = g->budget;
  g->budget = nodes;
  statement(g);
  g->budget = budget - nodes;
}

/* What is on the operand stack of a block. */
typedef struct Stack {
  uint8_t types[OPERANDS_MAX];
  uint32_t count;
} Stack;

/* Something that works on the operands at hand. */
static void work(Generator *g, Stack *stack) {
  if (stack->count + 1 < OPERANDS_MAX && (stack->count == 0 || percent(g, 30))) {
    const uint8_t type = any_type(g);
    value(g, type);
    stack->types[stack->count++] = type;
    return;
  }
  uint8_t *top = &stack->types[stack->count - 1];
  const bool integer = *top == I32 || *top == I64, number = integer || *top == F32 || *top == F64;
  uint32_t index;
  switch (below(g, 6)) {
  case 0:
    if (number && stack->count > 1 && top[-1] == *top) { /* fold two */
      op(g, *top == I32   ? 0x6a + below(g, 3)
            : *top == I64 ? 0x7c + below(g, 3)
                          : (*top == F32 ? 0x92 : 0xa0) + below(g, 3));
      stack->count--;
      return;
    }
    /* fallthrough */
  case 1:
    if (local_of(g, *top, true, &index)) op_u32(g, 0x22, index); /* tee */
    return;
  case 2:
    if (*top == I64) op(g, 0xa7), *top = I32;
    else if (*top == I32) op(g, 0xac + below(g, 2)), *top = I64;
    else if (*top == F32) op(g, 0xbb), *top = F64;
    else if (*top == F64) op(g, 0xb6), *top = F32;
    return;
  case 3:
    if (number) {
      value(g, *top);
      op(g, *top == I32   ? 0x6a + below(g, 3)
            : *top == I64 ? 0x7c + below(g, 3)
                          : (*top == F32 ? 0x92 : 0xa0) + below(g, 3));
      return;
    }
    /* fallthrough */
  default: sink(g, *top); stack->count--;
  }
}

void block_body(Generator *g, const uint8_t *in, uint32_t in_count, const uint8_t *out, uint32_t out_count) {
  Stack stack = {.count = in_count};
  if (in_count) memcpy(stack.types, in, in_count);
  const uint32_t rounds = below(g, 6);
  for (uint32_t i = 0; i < rounds && g->budget > 0; i++) {
    if (percent(g, in_count ? 45 : 12)) work(g, &stack);
    else statement(g);
  }
  const bool dead = percent(g, 10);
  if (dead) {
    terminator(g);
    stack.count = 0;
    if (percent(g, 30)) return; /* the rest is polymorphic */
    if (percent(g, 50)) statement(g);
  }
  uint32_t same = 0;
  while (same < stack.count && same < out_count && stack.types[same] == out[same]) same++;
  if (percent(g, 30)) same = 0;
  while (stack.count > same) sink(g, stack.types[--stack.count]);
  for (uint32_t i = same; i < out_count; i++) value(g, out[i]);
}

/* A function as small as most: its parameters, some operators, its results; no locals but those and no loop. What a
 * compiler leaves where the caller put it, and makes where the caller wants it, shows here alone. */
static void small_body(Generator *g) {
  const uint32_t params = g->signature.param_count;
  g->skewed = false;
  g->favoured = params ? (1ull << params) - 1 : 0;
  for (uint32_t i = below(g, 6); i > 0; i--) {
    const Node node = node_begin(g);
    const uint8_t type = params ? g->locals[below(g, params)] : number_type(g);
    uint32_t index;
    g->budget = 1 + (int32_t)below(g, 6);
    switch (below(g, 8)) {
    case 0: tees(g); break;
    case 1: exchange(g); break;
    case 2: clobber(g); break;
    case 3: store(g); break;
    case 4: early_exit(g); break;
    case 5: statement(g); break;
    default:
      if (!local_of(g, type, true, &index)) break;
      value(g, type);
      op_u32(g, 0x21, index);
    }
    node_end(g, node);
  }
  for (uint32_t i = 0; i < g->signature.result_count; i++) {
    g->budget = 2 + (int32_t)below(g, 8);
    value(g, g->signature.types[params + i]);
  }
}

void function_body(Generator *g, uint32_t index, uint64_t seed, int32_t size, Bytes *out) {
  static const Flavour flavours[] = {FLAVOUR_CALLS, FLAVOUR_CALLS, FLAVOUR_LOGS, FLAVOUR_LOGS, FLAVOUR_LEAF};
  g->random = random_stream(seed, 1000 + index);
  g->index = index;
  g->signature = g->signatures[g->function_types[IMPORTS + index]];
  const bool small = percent(g, 22);
  g->flavour = small && percent(g, 60) ? FLAVOUR_LEAF : flavours[below(g, 5)];
  g->code.size = 0;
  g->depth = 0;
  g->budget = size;
  g->favoured = g->reserved = 0;
  g->nest = g->counted = 0;
  locals_choose(g, small);
  pool_choose(g);
  const Signature type = g->signature;
  const uint8_t *results = type.types + type.param_count;
  Bytes body = {0};

  constant_i32(g, 3 + (int32_t)below(g, !g->skewed ? 20 : g->flavour == FLAVOUR_CALLS ? 40 : 100));
  op_u32(g, 0x21, g->fuel_local);
  if (small) g->code.size = 0;
  const uint32_t chance = small ? 0 : percent(g, 30) ? 10 : 60;
  for (uint32_t i = type.param_count; i < g->local_count && i < LOCALS_LOGGED; i++) { /* zeros tell little */
    if (i == g->fuel_local || !percent(g, chance)) continue;
    const Node node = node_begin(g);
    g->budget++;
    constant(g, g->locals[i]);
    op_u32(g, 0x21, i);
    node_end(g, node);
  }
  if (g->flavour == FLAVOUR_CALLS) { /* the fuel of the whole call */
    op_u32(g, 0x23, 0);
    op(g, 0x45), op(g, 0x04), op(g, 0x40), op(g, 0x00), op(g, 0x0b);
    op_u32(g, 0x23, 0);
    op(g, 0x41), op(g, 1), op(g, 0x6b);
    op_u32(g, 0x24, 0);
  }
  g->label_count = 1;
  memcpy(g->labels[0].types, results, type.result_count);
  g->labels[0].count = type.result_count;
  g->labels[0].hidden = false;
  const bool around = size > 2500 && !small; /* branches back over all of it */
  if (around) {
    op(g, 0x03), op(g, 0x40);
    g->labels[1] = (Label){.hidden = true};
    g->label_count = 2;
  }
  focus(g, 60);
  const bool nests = g->skewed && !small && percent(g, 45);
  if (nests) nest(g);
  while (g->budget > 0 && size > 400 && !small) { /* large ones are long, not only deep */
    statement(g);
    g->budget -= 3;
  }
  if (around) {
    op_u32(g, 0x20, g->fuel_local);
    op(g, 0x41), op(g, 1), op(g, 0x6b);
    op_u32(g, 0x22, g->fuel_local);
    op(g, 0x41), op(g, 0), op(g, 0x4a);
    op_u32(g, 0x0d, 0);
    op(g, 0x0b);
    g->label_count = 1;
  }
  if (small) {
    small_body(g);
  } else if (g->flavour != FLAVOUR_LEAF || percent(g, 70)) { /* a block, so that branches to it come to the end */
    Signature block = {.result_count = type.result_count};
    memcpy(block.types, results, type.result_count);
    op(g, 0x02), block_type(g, &block);
    g->labels[1] = g->labels[0];
    g->label_count = 2;
    const uint32_t before = 2 + below(g, 5);
    for (uint32_t i = 0; i < before; i++) statement(g);
    block_body(g, NULL, 0, results, type.result_count);
    op(g, 0x0b);
    g->favoured = 0;
    if (g->flavour == FLAVOUR_LEAF) digest_all(g);
    else log_locals(g);
  } else {
    const uint32_t before = 1 + below(g, 3);
    for (uint32_t i = 0; i < before; i++) statement(g);
    block_body(g, NULL, 0, results, type.result_count);
    digest_some(g);
  }
  op(g, 0x0b);

  locals_write(g, &body);
  bytes_append(&body, g->code.at, g->code.size);
  bytes_sized(out, &body);
  free(body.at);
}
