/* SPDX-License-Identifier: Apache-2.0
 *
 * Straight lines: functions without blocks and traps, most of them short enough to be inlined where they are called
 * (codegen/inline.h). Some of a module's functions are lines; half of these call nothing, the others call such. Any
 * function calls them, as they neither take time nor fuel. Their locals are few and written often, with what stood for
 * the old value on the stack.
 */
#include "harness/fuzz/generator.h"

enum { LINE_DEPTH = 3 };

bool is_line(const Generator *g, uint32_t function) {
  return function >= IMPORTS + PEERS && g->lines >> (function - IMPORTS) & 1;
}
static bool calls_nothing(uint32_t function) { return function % 2 == 0; }

void line_signature(Generator *g, Signature *type) {
  *type = (Signature){.param_count = percent(g, 85) ? below(g, 5) : below(g, 12), .result_count = percent(g, 95)};
  const bool alike = percent(g, 50); /* many of one type: more than stay in temporaries */
  const uint8_t all = number_type(g);
  for (uint32_t i = 0; i < type->param_count + type->result_count; i++) type->types[i] = alike ? all : number_type(g);
}

static void line_value(Generator *g, uint8_t type, uint32_t depth);

static bool line_local(Generator *g, uint8_t type, uint32_t *index) {
  if (g->local_count == 0) return false;
  const uint32_t start = below(g, g->local_count);
  for (uint32_t i = 0; i < g->local_count; i++) {
    *index = (start + i) % g->local_count;
    if (g->locals[*index] == type) return true;
  }
  return false;
}

static void line_leaf(Generator *g, uint8_t type) {
  uint32_t index;
  if (percent(g, 75) && line_local(g, type, &index)) op(g, 0x20), bytes_u32(&g->code, index);
  else if (percent(g, 60) && type >= I64) op(g, type == I32 ? 0x41 : 0x42), bytes_s64(&g->code, below(g, 64));
  else constant(g, type);
}

/* Pushes the result of a line, of this type; false: there is none. */
static bool line_called(Generator *g, uint8_t type, bool only_leaves, void (*argument)(Generator *g, uint8_t type)) {
  const uint32_t start = below(g, FUNCTIONS);
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    const uint32_t function = IMPORTS + (start + i) % FUNCTIONS;
    if (!is_line(g, function) || (only_leaves && !calls_nothing(function))) continue;
    const Signature called = g->signatures[g->function_types[function]];
    if (called.result_count == 0 ? type != 0 : type != called.types[called.param_count]) continue;
    for (uint32_t k = 0; k < called.param_count; k++) argument(g, called.types[k]);
    op(g, 0x10), bytes_u32(&g->code, function);
    return true;
  }
  return false;
}
bool line_call(Generator *g, uint8_t type) { return line_called(g, type, false, value); }

static void line_argument(Generator *g, uint8_t type) { line_value(g, type, LINE_DEPTH - 1); }

static void line_operator(Generator *g, uint8_t type, uint32_t depth) {
  static const uint8_t narrow[] = {0x67, 0x68, 0x69, 0xc0, 0xc1}, wide[] = {0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4};
  const bool integer = type == I32 || type == I64;
  switch (below(g, 12)) {
  case 0:
    line_value(g, type, depth);
    op(g, type == I32   ? narrow[below(g, 5)]
          : type == I64 ? wide[below(g, 6)]
                        : (type == F32 ? 0x8b : 0x99) + below(g, 7));
    return;
  case 1: /* a division by a constant */
    line_value(g, type, depth);
    if (!integer) return;
    op(g, type == I32 ? 0x41 : 0x42), bytes_s64(&g->code, percent(g, 70) ? 1 + below(g, 200) : 0x12345);
    op(g, (type == I32 ? 0x6d : 0x7f) + below(g, 4));
    return;
  case 2: /* a conversion */
    if (type == I32) line_value(g, I64, depth), op(g, 0xa7);
    else if (type == I64) line_value(g, I32, depth), op(g, 0xac + below(g, 2));
    else line_value(g, I32, depth), op(g, (type == F32 ? 0xb2 : 0xb7) + below(g, 2));
    return;
  case 3:
    line_value(g, type, depth);
    line_value(g, type, depth);
    line_value(g, I32, depth);
    op(g, 0x1b);
    return;
  case 4: { /* a comparison */
    if (type != I32) break;
    const uint8_t of = number_type(g);
    line_value(g, of, depth);
    line_value(g, of, depth);
    op(g, of == I32 ? 0x46 + below(g, 10) : of == I64 ? 0x51 + below(g, 10) : (of == F32 ? 0x5b : 0x61) + below(g, 6));
    if (percent(g, 30)) op(g, 0x45);
    return;
  }
  case 5: {
    uint32_t index;
    line_value(g, type, depth);
    if (line_local(g, type, &index)) op(g, 0x22), bytes_u32(&g->code, index);
    return;
  }
  case 6: {
    uint32_t index;
    if (!global_of(g, type, &index)) break;
    op(g, 0x23), bytes_u32(&g->code, index);
    return;
  }
  case 7:
    if (!calls_nothing(g->index + IMPORTS) && line_called(g, type, true, line_argument)) return;
    break;
  default: break;
  }
  line_value(g, type, depth);
  line_value(g, type, depth);
  if (!integer) {
    op(g, (type == F32 ? 0x92 : 0xa0) + below(g, 6));
    return;
  }
  const uint32_t which = below(g, 11); /* without the divisions */
  op(g, (type == I32 ? 0x6a : 0x7c) + (which < 3 ? which : which + 4));
}

static void line_value(Generator *g, uint8_t type, uint32_t depth) {
  if (depth >= LINE_DEPTH || percent(g, 30)) line_leaf(g, type);
  else line_operator(g, type, depth + 1);
}

/* The line's own effects: locals and globals, and what stands for a local while it is written. */
static void line_statement(Generator *g) {
  const uint8_t type = number_type(g);
  uint32_t index;
  if (percent(g, 20) && global_of(g, type, &index)) {
    line_value(g, type, 1);
    op(g, 0x24), bytes_u32(&g->code, index);
    return;
  }
  if (!line_local(g, type, &index)) return;
  line_value(g, type, 1);
  op(g, 0x21), bytes_u32(&g->code, index);
}

void line_body(Generator *g, uint32_t index, uint64_t seed, Bytes *out) {
  g->random = random_stream(seed, 1000 + index);
  g->index = index;
  g->code.size = 0;
  g->skewed = false;
  const Signature type = g->signatures[g->function_types[IMPORTS + index]];
  g->local_count = type.param_count;
  memcpy(g->locals, type.types, type.param_count);
  Bytes body = {0};
  const uint32_t groups = percent(g, 50) ? 0 : 1 + below(g, 2);
  bytes_u32(&body, groups);
  for (uint32_t i = 0; i < groups; i++) {
    const uint32_t count = 1 + below(g, 2);
    const uint8_t of = number_type(g);
    bytes_u32(&body, count);
    bytes_u8(&body, of);
    for (uint32_t k = 0; k < count; k++) g->locals[g->local_count++] = of;
  }
  pool_choose(g);
  const uint8_t stays = number_type(g);
  uint32_t left = 0, to;
  for (uint32_t i = below(g, 4); i > 0; i--) {
    if (percent(g, 40)) line_leaf(g, stays), left++; /* maybe a local that is written next */
    line_statement(g);
  }
  if (left > 1 && percent(g, 50)) op(g, stays == I32 ? 0x6b : stays == I64 ? 0x7d : stays == F32 ? 0x93 : 0xa1), left--;
  for (; left > 0; left--) {
    if (line_local(g, stays, &to)) op(g, 0x21), bytes_u32(&g->code, to);
    else if (global_of(g, stays, &to)) op(g, 0x24), bytes_u32(&g->code, to);
    else op(g, 0x1a);
  }
  if (type.result_count) line_value(g, type.types[type.param_count], below(g, 2));
  bytes_append(&body, g->code.at, g->code.size);
  bytes_u8(&body, 0x0b);
  bytes_sized(out, &body);
  free(body.at);
}
