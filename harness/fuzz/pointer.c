/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory through pointers: locals that serve as the address of several accesses, at different offsets, while the same
 * block, an arm of an if, an inner loop or a call comes between or moves the pointer. An emitter that keeps the sum of
 * base and pointer has to know when it is out of date.
 */
#include "harness/fuzz/generator.h"

enum { STATIC = UINT32_MAX }; /* instead of a pointer: constant addresses, static data */

/* Offsets that come again, near and a few pages away. */
static uint32_t offset_choose(Generator *g) {
  switch (below(g, 10)) {
  case 0: return below(g, 0x7f00);
  case 1:
  case 2:
  case 3: return 0x1000 * (1 + below(g, 3)) + 4 * below(g, 4);
  default: return 4 * below(g, 12);
  }
}

static void address_push(Generator *g, uint32_t pointer) {
  if (pointer == STATIC) constant_i32(g, (int32_t)(0x1000 * below(g, 4) + 8 * below(g, 6)));
  else op_u32(g, 0x20, pointer);
}

/* One access by the pointer: an accumulator takes a value from memory, or memory takes a value. */
void walk(Generator *g, uint32_t pointer) {
  static const uint8_t types[] = {I32, I32, I64, F32, F64, F64}, loads[] = {0x28, 0x29, 0x2a, 0x2b},
                       stores[] = {0x36, 0x37, 0x38, 0x39}, adds[] = {0x6a, 0x7c, 0x92, 0xa0};
  const uint8_t type = types[below(g, 6)];
  const uint32_t which = (uint32_t)(I32 - type);
  uint32_t local;
  const bool accumulates = local_of(g, type, true, &local);
  if (accumulates && percent(g, 65)) {
    op_u32(g, 0x20, local);
    address_push(g, pointer);
    if (type == I32 && percent(g, 40)) op(g, 0x2c + below(g, 4)), op(g, 0);
    else op(g, loads[which]), op(g, below(g, 3));
    bytes_u32(&g->code, offset_choose(g));
    op(g, adds[which] + below(g, 3));
    op_u32(g, 0x21, local);
  } else {
    address_push(g, pointer);
    if (accumulates) op_u32(g, 0x20, local);
    else leaf(g, type);
    if (type == F32 || type == F64) canonical(g, type);
    op(g, stores[which]), op(g, below(g, 3));
    bytes_u32(&g->code, offset_choose(g));
  }
}

static void pointer_set(Generator *g, uint32_t pointer, uint32_t other) {
  switch (below(g, 8)) {
  case 0: constant_i32(g, (int32_t)below(g, 0x7000)), op_u32(g, 0x21, pointer); break;
  case 1: /* the other's value, or both change places */
    op_u32(g, 0x20, other);
    if (percent(g, 50)) op_u32(g, 0x20, pointer), op_u32(g, 0x21, other);
    op_u32(g, 0x21, pointer);
    break;
  case 6: /* the old value stays on the stack, for an access after the move */
    op_u32(g, 0x20, pointer);
    idiom_address(g), op_u32(g, 0x21, pointer);
    op(g, 0x28), op(g, 2), bytes_u32(&g->code, 4 * below(g, 12));
    sink(g, I32);
    break;
  case 2: /* a value that paths agree on */
    op(g, 0x02), op(g, I32);
    label_push(g, (uint8_t[]){I32}, 1, true);
    idiom_address(g);
    condition(g);
    op_u32(g, 0x0d, 0);
    op(g, 0x1a);
    constant_i32(g, (int32_t)below(g, 0x7000));
    op(g, 0x0b);
    g->label_count--;
    op_u32(g, 0x21, pointer);
    break;
  case 3: /* set and used at once */
    idiom_address(g), op_u32(g, 0x22, pointer);
    op(g, 0x28), op(g, 2), bytes_u32(&g->code, 4 * below(g, 12));
    sink(g, I32);
    break;
  default: { /* moved, and kept in bounds */
    op_u32(g, 0x20, pointer), constant_i32(g, (int32_t)below(g, 64));
    op(g, percent(g, 80) ? 0x6a : 0x6b);
    constant_i32(g, 0x7fff), op(g, 0x71), op_u32(g, 0x21, pointer);
  }
  }
}

static void pointer_step(Generator *g, const uint32_t *pointers, uint32_t depth) {
  const uint32_t which = percent(g, 40), pointer = pointers[which];
  switch (below(g, depth < 3 ? 16 : 9)) {
  case 0:
  case 1:
    pointer_set(g, pointer, pointers[!which]);
    if (percent(g, 60)) walk(g, pointer);
    break;
  case 2: small_statement(g, 4); break;
  case 9: /* in an arm of an if, or both */
  case 10:
    condition(g);
    op(g, 0x04), op(g, BLOCK_EMPTY);
    label_push(g, NULL, 0, false);
    for (uint32_t i = below(g, 4); i > 0; i--) pointer_step(g, pointers, depth + 1);
    if (percent(g, 50)) {
      op(g, 0x05);
      for (uint32_t i = below(g, 4); i > 0; i--) pointer_step(g, pointers, depth + 1);
    }
    op(g, 0x0b);
    g->label_count--;
    break;
  case 11: /* a block that is left before its end */
    op(g, 0x02), op(g, BLOCK_EMPTY);
    label_push(g, NULL, 0, false);
    if (percent(g, 50)) walk(g, pointer);
    condition(g), op_u32(g, 0x0d, 0);
    for (uint32_t i = 1 + below(g, 3); i > 0; i--) pointer_step(g, pointers, depth + 1);
    if (percent(g, 50)) walk(g, pointer);
    op(g, 0x0b);
    g->label_count--;
    if (percent(g, 50)) walk(g, pointer);
    break;
  case 12: /* a loop that moves it */
  case 14:
  case 15: {
    uint32_t counter;
    if (g->counted >= 3 || !counter_choose(g, &counter)) break;
    g->counted++;
    constant_i32(g, 1 + (int32_t)below(g, 3)), op_u32(g, 0x21, counter);
    if (percent(g, 60)) walk(g, pointer); /* the base is known where the loop begins */
    op(g, 0x03), op(g, BLOCK_EMPTY);
    label_push(g, NULL, 0, true);
    if (percent(g, 60)) walk(g, pointer);
    for (uint32_t i = 1 + below(g, 4); i > 0; i--) pointer_step(g, pointers, depth + 1);
    op_u32(g, 0x20, counter), constant_i32(g, 1), op(g, 0x6b), op_u32(g, 0x22, counter);
    op_u32(g, 0x0d, 0);
    op(g, 0x0b);
    g->label_count--;
    g->counted--;
    counter_release(g, counter);
    break;
  }
  case 13:
    if (g->flavour == FLAVOUR_CALLS && percent(g, 40)) call(g, 0);
    else digest(g, pointer);
    break;
  case 8: walk(g, STATIC); break;
  default: walk(g, pointer);
  }
}

void pointer_work(Generator *g) {
  uint32_t pointers[2];
  if (g->label_count + 8 >= LABELS_MAX || !counter_choose(g, &pointers[0])) return;
  const int32_t budget = g->budget;
  g->budget = 6;
  idiom_address(g), op_u32(g, 0x21, pointers[0]);
  const bool two = counter_choose(g, &pointers[1]);
  if (two) idiom_address(g), op_u32(g, 0x21, pointers[1]);
  else pointers[1] = pointers[0];
  for (uint32_t i = 3 + below(g, 8); i > 0; i--) {
    g->budget = 3;
    pointer_step(g, pointers, 0);
  }
  counter_release(g, pointers[0]);
  if (two) counter_release(g, pointers[1]);
  g->budget = budget - 10;
}
