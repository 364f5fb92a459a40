/* SPDX-License-Identifier: Apache-2.0
 *
 * Loops (spec 3.4.9), of the forms that compilers write: tested at the head, so that branches may go back from
 * anywhere; tested at the end; counted by a local of their own, with a pointer that walks. Nests are up to a dozen
 * deep, with statements, exits and digests before, between and behind the inner loops.
 *
 * Turns: every loop of the first two forms takes one of its function's fuel. If each went round as long as there is
 * some, the innermost would use it up in the first turn of all others; so most stop where the fuel left is a multiple
 * of a small number, and the outer ones come round with what the inner ones left behind.
 */
#include "harness/fuzz/generator.h"

enum { NEST_MAX = 12, TURNS_MAX = 4 };

static void body_of(Generator *g, const Signature *type) {
  block_body(g, type->types, type->param_count, type->types + type->param_count, type->result_count);
}

static void values(Generator *g, const uint8_t *types, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) value(g, types[i]);
}

/* ---- What stands in a loop ---- */

static void piece(Generator *g) {
  switch (below(g, 9)) {
  case 0: digest_some(g); break;
  case 8:
    if (percent(g, 50)) pointer_work(g);
    else small_statement(g, 6);
    break;
  case 1:
    if (g->flavour != FLAVOUR_LEAF && percent(g, 30)) {
      log_locals(g);
      break;
    } /* fallthrough */
  case 2: {
    const int32_t budget = g->budget;
    g->budget = 5;
    if (percent(g, 60)) branch_if(g);
    else early_exit(g);
    g->budget = budget - 5;
    break;
  }
  default: small_statement(g, 3 + (int32_t)below(g, 10));
  }
}

static void pieces(Generator *g, uint32_t most) {
  for (uint32_t i = 0, count = below(g, most + 1); i < count; i++) piece(g);
}

static void loop_body(Generator *g, const Signature *type) {
  if (g->nest == 0) {
    body_of(g, type);
    return;
  }
  const uint32_t levels = --g->nest;
  const int32_t budget = g->budget;
  pieces(g, 3);
  g->nest = levels;
  loop_statement(g);
  if (percent(g, 35)) { /* loops in sequence take registers and give them back */
    pieces(g, 1);
    g->nest = levels < 4 ? levels : below(g, 4);
    loop_statement(g);
  }
  g->nest = 0;
  pieces(g, 2);
  g->budget = 3 + (int32_t)below(g, 16);
  body_of(g, type);
  g->budget = budget - 20;
}

/* ---- Tested by fuel ---- */

static void count_fuel(Generator *g) {
  op_u32(g, 0x20, g->fuel_local);
  constant_i32(g, 1);
  op(g, 0x6b);
  op_u32(g, 0x22, g->fuel_local);
}

/* An i32: whether to go round again; the fuel left is on the stack. */
static void more_fuel(Generator *g) {
  switch (below(g, 7)) {
  case 0: constant_i32(g, 0), op(g, 0x4a); break; /* > 0 */
  case 1: constant_i32(g, 2), op(g, 0x4e); break; /* >= 2 */
  case 2:
    constant_i32(g, 0), op(g, 0x4a);
    condition(g);
    op(g, 0x71);
    break;
  case 3: /* not at a multiple, tested by a remainder */
    constant_i32(g, 2 + (int32_t)below(g, 4)), op(g, 0x6f);
    constant_i32(g, 0), op(g, 0x4a);
    break;
  default: { /* not at a multiple of 2, 4 or 8, nor below */
    static const int32_t masks[] = {1, 3, 3, 7};
    constant_i32(g, masks[below(g, 4)]), op(g, 0x71);
    constant_i32(g, 0);
    op_u32(g, 0x20, g->fuel_local);
    constant_i32(g, 0), op(g, 0x4a);
    op(g, 0x1b); /* select */
  }
  }
}

/* block [loop [if no fuel, leave the block] body] */
static void loop_at_head(Generator *g, const Signature *type) {
  const uint8_t *results = type->types + type->param_count;
  op(g, 0x02), block_type(g, type); /* block */
  label_push(g, results, type->result_count, false);
  op(g, 0x03), block_type(g, type); /* loop */
  label_push(g, type->types, type->param_count, false);
  count_fuel(g);
  const bool less = percent(g, 30);
  constant_i32(g, less), op(g, less ? 0x48 : 0x4c); /* < 1, or <= 0: an inner loop may have used it up */
  if (percent(g, 20)) op(g, 0x45), op(g, 0x45);
  if (type->result_count == 0 && percent(g, 70)) {
    op_u32(g, 0x0d, 1); /* br_if: parameters stay below */
  } else {
    op(g, 0x04), op(g, BLOCK_EMPTY);
    for (uint32_t i = 0; i < type->result_count; i++) leaf(g, results[i]);
    op_u32(g, 0x0c, 2);
    op(g, 0x0b);
  }
  loop_body(g, type);
  if (percent(g, 75)) { /* around again, mostly */
    uint32_t kept = type->result_count;
    const bool same = kept == type->param_count && memcmp(type->types, results, kept) == 0;
    if (!same) values(g, type->types, type->param_count);
    if (percent(g, 70)) {
      op_u32(g, 0x20, g->fuel_local);
      if (percent(g, 70)) constant_i32(g, percent(g, 50) ? 1 : 3), op(g, 0x71);
    } else {
      condition(g);
    }
    op_u32(g, 0x0d, 0);
    if (!same) sink_all(g, type->types, type->param_count);
  } else if (percent(g, 30)) {
    values(g, type->types, type->param_count);
    op_u32(g, 0x0c, 0); /* the results stay below a branch that is always taken */
  }
  op(g, 0x0b);
  op(g, 0x0b);
  g->label_count -= 2;
}

static void loop_at_end(Generator *g, const Signature *type) {
  op(g, 0x03), block_type(g, type);
  label_push(g, type->types, type->param_count, true);
  loop_body(g, type);
  values(g, type->types, type->param_count);
  count_fuel(g);
  more_fuel(g);
  op_u32(g, 0x0d, 0);
  sink_all(g, type->types, type->param_count);
  op(g, 0x0b);
  g->label_count--;
}

/* ---- Counted ---- */

static void loop_counted(Generator *g, const Signature *type) {
  uint32_t counter, pointer;
  if (!counter_choose(g, &counter)) {
    loop_at_end(g, type);
    return;
  }
  const bool walks = percent(g, 50) && counter_choose(g, &pointer), down = percent(g, 50);
  const int32_t turns = 1 + (int32_t)below(g, TURNS_MAX);
  g->counted++;
  constant_i32(g, down ? turns : 0);
  op_u32(g, 0x21, counter);
  if (walks) idiom_address(g), op_u32(g, 0x21, pointer);

  op(g, 0x03), block_type(g, type);
  label_push(g, type->types, type->param_count, true);
  if (walks)
    for (uint32_t i = below(g, 4); i > 0; i--) walk(g, pointer);
  loop_body(g, type);
  if (walks) {
    walk(g, pointer);
    op_u32(g, 0x20, pointer), constant_i32(g, 1 << below(g, 5)), op(g, 0x6a), op_u32(g, 0x21, pointer);
  }
  values(g, type->types, type->param_count);
  op_u32(g, 0x20, counter);
  constant_i32(g, 1), op(g, down ? 0x6b : 0x6a);
  op_u32(g, 0x22, counter);
  static const uint8_t tests[] = {0x47, 0x48, 0x49}; /* ne, lt_s, lt_u */
  if (!down) constant_i32(g, turns), op(g, tests[below(g, 3)]);
  else if (percent(g, 40)) constant_i32(g, 0), op(g, percent(g, 50) ? 0x4a : 0x47);
  op_u32(g, 0x0d, 0);
  sink_all(g, type->types, type->param_count);
  op(g, 0x0b);
  g->label_count--;
  g->counted--;
  counter_release(g, counter);
  if (walks) counter_release(g, pointer);
}

/* ---- All ---- */

void loop(Generator *g, const Signature *type) {
  const uint64_t before = focus(g, 85);
  const uint32_t form = below(g, 10);
  if (form < 3 && g->counted < 3) loop_counted(g, type);
  else if (form < 7) loop_at_head(g, type);
  else loop_at_end(g, type);
  g->favoured = before;
  if (g->flavour != FLAVOUR_LEAF && percent(g, g->skewed ? 8 : 40)) log_locals(g);
  else if (percent(g, 60)) digest_some(g);
}

/* ---- Short ones, without blocks, tested at their end: codegen/unroll.h walks them several times ---- */

/* A local takes what an operator makes of two; division by the counter, or by a copy of it, maybe not the same any
 * more. */
static void short_work(Generator *g, uint32_t counter) {
  const uint8_t type = percent(g, 60) ? I32 : number_type(g);
  uint32_t to, from, copy;
  if (!local_of(g, type, true, &to) || !local_of(g, type, false, &from)) return;
  const bool divides = type == I32 && percent(g, 45);
  op_u32(g, 0x20, from);
  if (divides) {
    op_u32(g, 0x20, counter);
    if (percent(g, 50) && local_of(g, I32, true, &copy)) {
      op_u32(g, 0x22, copy);
      if (percent(g, 50)) op(g, 0x1a), op_u32(g, 0x20, copy);
    }
    if (percent(g, 4)) constant_i32(g, 1), op(g, 0x6b);
    op(g, 0x6d + below(g, 4));
  } else if (type == I32 && percent(g, 40)) {
    constant_i32(g, 0x1ff8), op(g, 0x71);
    op(g, percent(g, 50) ? 0x28 : 0x2d), op(g, 0), op(g, below(g, 9));
  } else {
    leaf(g, type);
    op(g, type == I32   ? 0x6a + below(g, 3)
          : type == I64 ? 0x7c + below(g, 3)
                        : (type == F32 ? 0x92 : 0xa0) + below(g, 3));
  }
  op_u32(g, 0x21, to);
  if (percent(g, 15)) { /* what was tested is written */
    op_u32(g, 0x20, counter);
    if (!local_of(g, I32, true, &copy)) {
      op(g, 0x1a);
    } else if (percent(g, 60)) {
      op_u32(g, 0x21, copy);
    } else { /* twice, the second time with what may be zero, and divides */
      op_u32(g, 0x21, copy);
      constant_i32(g, 60);
      op_u32(g, 0x20, copy);
      constant_i32(g, 1 + (int32_t)below(g, 4)), op(g, percent(g, 50) ? 0x6b : 0x71);
      if (percent(g, 50)) op_u32(g, 0x22, copy);
      else op_u32(g, 0x21, copy), op_u32(g, 0x20, copy);
      op(g, 0x6d + below(g, 4));
      op_u32(g, 0x21, copy);
    }
  }
  if (percent(g, 15) && local_of(g, I32, false, &from)) {
    op_u32(g, 0x20, from);
    constant_i32(g, 0x1ff8), op(g, 0x71);
    op_u32(g, 0x20, counter);
    op(g, 0x36), op(g, 0), op(g, below(g, 9));
  }
}

void short_loop(Generator *g) {
  const Node node = node_begin(g);
  uint32_t counter;
  if (counter_choose(g, &counter)) {
    constant_i32(g, 1 + (int32_t)below(g, 9));
    op_u32(g, 0x21, counter);
    op(g, 0x03), op(g, 0x40);
    for (uint32_t i = 1 + below(g, 2); i > 0; i--) short_work(g, counter);
    op_u32(g, 0x20, counter);
    constant_i32(g, 1), op(g, 0x6b);
    const uint32_t test = below(g, 4);
    op_u32(g, test < 2 ? 0x22 : 0x21, counter);
    if (test >= 2) op_u32(g, 0x20, counter);
    if (test == 3) constant_i32(g, 0), op(g, percent(g, 50) ? 0x47 : 0x4a);
    op(g, 0x0d), op(g, 0);
    op(g, 0x0b);
    counter_release(g, counter);
  }
  node_end(g, node);
}

void loop_statement(Generator *g) {
  const Node node = node_begin(g);
  if (g->label_count + 3 < LABELS_MAX) {
    const Signature type = percent(g, 55) ? (Signature){0} : block_signature(g, 0);
    const int32_t budget = g->budget;
    g->budget = 2 * (int32_t)type.param_count;
    values(g, type.types, type.param_count);
    g->budget = budget;
    loop(g, &type);
    sink_all(g, type.types + type.param_count, type.result_count);
  }
  node_end(g, node);
}

void nest(Generator *g) {
  const uint64_t before = focus(g, 50);
  const uint32_t levels = percent(g, 25) ? 6 + below(g, NEST_MAX - 5) : below(g, 5);
  for (uint32_t i = 0, count = 1 + below(g, levels > 5 ? 1 : 4); i < count; i++) {
    g->nest = levels;
    loop_statement(g);
    g->nest = 0;
    pieces(g, 1);
  }
  g->favoured = before;
}
