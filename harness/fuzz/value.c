/* SPDX-License-Identifier: Apache-2.0
 *
 * Expressions: each pushes one operand of the type that is asked for. What they should reach in the emitter: constants
 * of every kind at either side, locals as aliases that a statement between two operands may write, compares that a
 * branch or select takes over, addresses with offsets, more operands than there are temporaries.
 */
#include "harness/fuzz/generator.h"

enum { DEPTH_MAX = 7 };

static const uint32_t words[] = {
    0,     1,      2,      3,        0xffffffff, 0xfffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xff,      0x100,
    0xfff, 0x1000, 0x1001, 0xfff000, 0xffff,     0x10000,    0xffff0000, 0x55555555, 0xfffff000, 31,        32,
    33,    63,     64,     7,        8,          10,         0x7fff,     0x8000,     0x12345678, 0xff00ff00};
enum { WORDS = sizeof words / sizeof *words };

static uint32_t word(Generator *g) {
  switch (below(g, 4)) {
  case 0: return below(g, 16);
  case 1: return (uint32_t)random_next(&g->random);
  default: return words[below(g, WORDS)];
  }
}

static uint64_t wide_word(Generator *g) {
  switch (below(g, 5)) {
  case 0: return word(g);
  case 1: return (uint64_t)(int64_t)(int32_t)word(g);
  case 2: return (uint64_t)word(g) << 32;
  case 3: return (uint64_t)word(g) << 32 | word(g);
  default: return 1ull << below(g, 64);
  }
}

static const double numbers[] = {0.0,    -0.0,    1.0,          -1.0,          0.5,    2.0,      1.5,
                                 -2.5,   3.75,    31.0,         1e10,          -1e10,  1e300,    1e-300,
                                 0.1,    4e9,     2147483647.0, -2147483648.0, 65504., 16777217, 4294967296.0,
                                 9.2e18, -9.3e18, 1e39,         -0.99999,      123.25};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

void constant_i32(Generator *g, int32_t number) {
  op(g, 0x41);
  bytes_s64(&g->code, number);
}
void constant_i64(Generator *g, int64_t number) {
  op(g, 0x42);
  bytes_s64(&g->code, number);
}

static uint64_t float_bits(Generator *g, uint8_t type) {
  uint64_t bits = 0;
  const double number = numbers[below(g, NUMBERS)];
  if (type == F32) {
    const float narrow = (float)number;
    memcpy(&bits, &narrow, sizeof narrow);
    if (percent(g, 15)) bits = percent(g, 50) ? 0x7f800000 | below(g, 2) << 31 : 0x7fc00000;
    if (percent(g, 10)) bits = (uint32_t)random_next(&g->random);
  } else {
    memcpy(&bits, &number, sizeof bits);
    if (percent(g, 15)) bits = percent(g, 50) ? 0x7ff0000000000000 | (uint64_t)below(g, 2) << 63 : 0x7ff8000000000000;
    if (percent(g, 10)) bits = random_next(&g->random);
  }
  return bits;
}

void pool_choose(Generator *g) {
  g->pool[0] = percent(g, 80) ? (uint32_t)random_next(&g->random) : word(g);
  g->pool[1] = percent(g, 60) ? random_next(&g->random) : wide_word(g);
  g->pool[2] = float_bits(g, F32);
  g->pool[3] = float_bits(g, F64);
}

void constant(Generator *g, uint8_t type) {
  const bool again = is_number(type) && percent(g, g->skewed ? 30 : 5);
  const uint64_t pooled = is_number(type) ? g->pool[I32 - type] : 0;
  switch (type) {
  case I32: constant_i32(g, (int32_t)(again ? (uint32_t)pooled : word(g))); break;
  case I64: constant_i64(g, (int64_t)(again ? pooled : wide_word(g))); break;
  case F32:
    op(g, 0x43);
    bytes_little(&g->code, again ? pooled : float_bits(g, F32), 4);
    break;
  case F64:
    op(g, 0x44);
    bytes_little(&g->code, again ? pooled : float_bits(g, F64), 8);
    break;
  case EXTERNREF: op(g, 0xd0), op(g, EXTERNREF); break;
  default: {
    const uint32_t peer = type == TYPED_1;
    if (type == SURE_FUNC || (type == FUNCREF && percent(g, 50))) {
      op_u32(g, 0xd2, IMPORTS + below(g, FUNCTIONS)); /* ref.func */
    } else if (type == SURE_0 || (type != FUNCREF && percent(g, 60))) {
      op_u32(g, 0xd2, percent(g, 50) ? PEER_FIRST + peer : IMPORTS + peer);
    } else {
      op(g, 0xd0); /* ref.null */
      if (type == FUNCREF) op(g, FUNCREF);
      else bytes_s64(&g->code, g->function_types[PEER_FIRST + peer]);
    }
  }
  }
}

bool global_of(Generator *g, uint8_t type, uint32_t *index) {
  const uint32_t start = below(g, GLOBALS);
  for (uint32_t i = 0; i < GLOBALS; i++) {
    *index = 1 + (start + i) % GLOBALS;
    if (g->global_types[*index] == type) return true;
  }
  return false;
}

void leaf(Generator *g, uint8_t type) {
  uint32_t index;
  if (percent(g, 65) && local_to_read(g, type, &index)) op_u32(g, 0x20, index);
  else constant(g, type);
}

void canonical(Generator *g, uint8_t type) {
  const uint32_t local = type == F32 ? g->canonical_f32 : g->canonical_f64;
  op_u32(g, 0x22, local);
  if (type == F32) {
    op(g, 0x43);
    bytes_little(&g->code, 0x7fc00000, 4);
  } else {
    op(g, 0x44);
    bytes_little(&g->code, 0x7ff8000000000000, 8);
  }
  op_u32(g, 0x20, local);
  op_u32(g, 0x20, local);
  op(g, type == F32 ? 0x5b : 0x61); /* eq */
  op(g, 0x1b);                      /* select */
}

void address(Generator *g, uint32_t *offset) {
  static const uint16_t near[] = {0, 0, 0, 1, 2, 4, 8, 12, 16, 63, 255, 256, 4095, 4096, 4097, 16380, 32760},
                        far[] = {32760, 32768, 65528, 65535};
  *offset = percent(g, 97) ? near[below(g, sizeof near / sizeof *near)] : far[below(g, 4)];
  if (percent(g, 1) && percent(g, 40)) *offset = word(g);
  switch (below(g, 12)) {
  case 0: /* anything: a trap most of the time */
    if (percent(g, 4)) value(g, I32);
    else leaf(g, I32), constant_i32(g, 0x7fff), op(g, 0x71);
    break;
  case 1:
  case 2: constant_i32(g, percent(g, 1) ? (int32_t)word(g) : (int32_t)below(g, percent(g, 95) ? 32000 : 66000)); break;
  case 3: /* base and scaled index */
    value(g, I32);
    constant_i32(g, 0xff), op(g, 0x71);
    constant_i32(g, (int32_t)below(g, 4)), op(g, 0x74);
    leaf(g, I32);
    constant_i32(g, 0x1ff8), op(g, 0x71);
    op(g, 0x6a);
    break;
  case 4: /* a narrow load is in bounds by itself, mostly */
    constant_i32(g, (int32_t)below(g, 1000));
    op(g, percent(g, 90) ? 0x2d : 0x2f), bytes_u32(&g->code, 0), bytes_u32(&g->code, below(g, 100));
    break;
  case 5: {
    value(g, I32);
    constant_i32(g, 0x3fff), op(g, 0x71);
    uint32_t local;
    if (local_of(g, I32, true, &local)) op_u32(g, 0x22, local);
    break;
  }
  default: {
    static const int32_t masks[] = {0x7ff8, 0x7fff, 0x7ff8, 0x3fff, 0x7ffc};
    value(g, I32);
    constant_i32(g, percent(g, 98) ? masks[below(g, 5)] : 0xffff), op(g, 0x71);
  }
  }
}

static void load(Generator *g, uint8_t type) {
  static const uint8_t narrow[] = {0x28, 0x2c, 0x2d, 0x2e, 0x2f}, wide[] = {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35};
  static const uint8_t widths[] = {2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2};
  uint32_t offset;
  address(g, &offset);
  unsigned code = type == F32 ? 0x2a : type == F64 ? 0x2b : type == I32 ? narrow[below(g, 5)] : wide[below(g, 7)];
  op(g, code);
  bytes_u32(&g->code, below(g, widths[code - 0x28] + 1u));
  bytes_u32(&g->code, offset);
}

/* The right operand of a division: zero only now and then. */
static void divisor(Generator *g, uint8_t type) {
  if (percent(g, 40)) {
    do {
      const size_t start = g->code.size;
      constant(g, type);
      if (g->code.at[start + 1] != 0) break;
      g->code.size = start;
    } while (true);
    return;
  }
  value(g, type);
  if (percent(g, 92)) {
    op(g, type == I32 ? 0x41 : 0x42);
    bytes_s64(&g->code, 1 + (int32_t)below(g, 8));
    op(g, type == I32 ? 0x72 : 0x84);
  }
}

/* An operand, sometimes with a statement after it: what it stands for may change before it is used. */
static void operand(Generator *g, uint8_t type) {
  value(g, type);
  if (g->budget > 0 && percent(g, 7)) statement(g);
}

static void binary(Generator *g, uint8_t type) {
  switch (type) {
  case I32:
  case I64: {
    const unsigned which = below(g, 15), first = type == I32 ? 0x6a : 0x7c;
    if (percent(g, 20)) constant(g, type);
    else operand(g, type);
    if (which >= 3 && which <= 6) divisor(g, type);
    else if (percent(g, 30)) constant(g, type);
    else value(g, type);
    op(g, first + which);
    break;
  }
  default: {
    const unsigned which = below(g, 7);
    operand(g, type);
    value(g, type);
    if (which == 6) canonical(g, type);
    op(g, (type == F32 ? 0x92 : 0xa0) + which);
  }
  }
}

static void compare(Generator *g) {
  static const uint8_t types[] = {I32, I32, I32, I64, I64, F32, F64},
                       first[] = {0x46, 0x46, 0x46, 0x51, 0x51, 0x5b, 0x61};
  const unsigned which = below(g, 7);
  const uint8_t type = types[which];
  operand(g, type);
  if (percent(g, 40)) constant(g, type);
  else value(g, type);
  op(g, first[which] + below(g, type == I32 || type == I64 ? 10 : 6));
}

static void eqz(Generator *g) {
  if (percent(g, 30)) {
    value(g, I64);
    op(g, 0x50);
  } else {
    value(g, I32);
    op(g, 0x45);
  }
  while (percent(g, 35)) op(g, 0x45);
}

/* An operand that a conversion takes without a trap, mostly. */
static void convertible(Generator *g, uint8_t type) {
  switch (below(g, 8)) {
  case 0: value(g, type); break;
  case 1:
    op(g, type == F32 ? 0x43 : 0x44);
    if (type == F32) {
      const float number = (float)below(g, 100000) * 0.25f;
      uint32_t bits;
      memcpy(&bits, &number, sizeof bits);
      bytes_little(&g->code, bits, 4);
    } else {
      const double number = (double)below(g, 100000) * 0.25;
      uint64_t bits;
      memcpy(&bits, &number, sizeof bits);
      bytes_little(&g->code, bits, 8);
    }
    break;
  default:
    value(g, I32);
    op(g, 0x41), bytes_s64(&g->code, 0xffffff), op(g, 0x71);
    op(g, type == F32 ? 0xb2 : 0xb7);
    if (percent(g, 40)) op(g, type == F32 ? 0x8b : 0x99);
  }
}

static void convert(Generator *g, uint8_t type) {
  const bool narrow = percent(g, 50);
  switch (type) {
  case I32:
    switch (below(g, 5)) {
    case 0:
      convertible(g, narrow ? F32 : F64);
      op(g, (narrow ? 0xa8 : 0xaa) + below(g, 2));
      break;
    case 1:
      value(g, narrow ? F32 : F64);
      op(g, 0xfc);
      op(g, (narrow ? 0 : 2) + below(g, 2));
      break;
    case 2:
      value(g, F32);
      canonical(g, F32);
      op(g, 0xbc);
      break;
    default: value(g, I64); op(g, 0xa7);
    }
    break;
  case I64:
    switch (below(g, 5)) {
    case 0:
      convertible(g, narrow ? F32 : F64);
      op(g, (narrow ? 0xae : 0xb0) + below(g, 2));
      break;
    case 1:
      value(g, narrow ? F32 : F64);
      op(g, 0xfc);
      op(g, (narrow ? 4 : 6) + below(g, 2));
      break;
    case 2:
      value(g, F64);
      canonical(g, F64);
      op(g, 0xbd);
      break;
    default: value(g, I32); op(g, 0xac + below(g, 2));
    }
    break;
  default: {
    const unsigned which = below(g, 6);
    const unsigned first = type == F32 ? 0xb2 : 0xb7;
    if (which == 4) {
      value(g, type == F32 ? F64 : F32);
      op(g, type == F32 ? 0xb6 : 0xbb);
    } else if (which == 5) {
      value(g, type == F32 ? I32 : I64);
      op(g, type == F32 ? 0xbe : 0xbf);
    } else {
      value(g, which < 2 ? I32 : I64);
      op(g, first + which);
    }
  }
  }
}

static void unary(Generator *g, uint8_t type) {
  static const uint8_t narrow[] = {0x67, 0x68, 0x69, 0xc0, 0xc1}, wide[] = {0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4};
  value(g, type);
  switch (type) {
  case I32: op(g, narrow[below(g, 5)]); break;
  case I64: op(g, wide[below(g, 6)]); break;
  default: op(g, (type == F32 ? 0x8b : 0x99) + below(g, 7));
  }
}

static void select_value(Generator *g, uint8_t type) {
  operand(g, type);
  value(g, type);
  condition(g);
  if (!is_number(type) || percent(g, 15)) {
    op(g, 0x1c);
    op(g, 1);
    type_bytes(g, &g->code, type);
  } else {
    op(g, 0x1b);
  }
}

/* Many operands at a time, then folded from the top: more than there are temporaries. */
static void deep(Generator *g, uint8_t type) {
  static const uint8_t fold_i32[] = {0x6a, 0x6b, 0x6c, 0x73, 0x72}, fold_i64[] = {0x7c, 0x7d, 0x7e, 0x85, 0x84};
  const uint32_t count = 4 + below(g, type == I32 || type == I64 ? 20 : 34);
  const int32_t budget = g->budget;
  for (uint32_t i = 0; i < count; i++) {
    g->budget = i % 5 == 0 ? budget / 8 : 0;
    if (percent(g, 50)) value(g, type);
    else unary(g, type);
  }
  for (uint32_t i = 1; i < count; i++) {
    switch (type) {
    case I32: op(g, fold_i32[below(g, 5)]); break;
    case I64: op(g, fold_i64[below(g, 5)]); break;
    default: op(g, (type == F32 ? 0x92 : 0xa0) + below(g, 3));
    }
  }
  g->budget = budget - (int32_t)count;
}

static void reference(Generator *g, uint8_t type) {
  uint32_t index;
  switch (below(g, 6)) {
  case 0:
    if (type != FUNCREF && type != EXTERNREF) {
      leaf(g, type);
      break;
    }
    value(g, I32);
    if (percent(g, 95)) constant_i32(g, type == FUNCREF ? 15 : 3), op(g, 0x71);
    op_u32(g, 0x25, type == FUNCREF ? 0 : 1); /* table.get */
    break;
  case 1: select_value(g, type); break;
  case 2:
    if (global_of(g, type, &index)) op_u32(g, 0x23, index);
    else leaf(g, type);
    break;
  case 3: { /* through a label that wants it so, or a subtype of it */
    const Signature block = block_signature(g, type);
    for (uint32_t i = 0; i < block.param_count; i++) value(g, block.types[i]);
    structured(g, &block);
    for (uint32_t i = block.result_count; i-- > 1;) sink(g, block.types[block.param_count + i]);
    break;
  }
  case 4:
    value(g, type);
    if (local_of(g, type, true, &index)) op_u32(g, 0x22, index);
    break;
  default:
    if (type == FUNCREF && percent(g, 50)) value(g, (uint8_t)(TYPED_0 + below(g, 4)));
    else if (type == TYPED_0 && percent(g, 30)) value(g, SURE_0);
    else leaf(g, type);
  }
}

static uint8_t reference_type(Generator *g) {
  static const uint8_t types[] = {FUNCREF, EXTERNREF, TYPED_0, TYPED_1, SURE_0, SURE_FUNC};
  return types[below(g, percent(g, 70) ? 2 : 6)];
}

static void special_i32(Generator *g) {
  switch (below(g, 6)) {
  case 0: op_u32(g, 0x3f, 0); break; /* memory.size */
  case 1:
    op(g, 0x41), bytes_s64(&g->code, percent(g, 90) ? (int32_t)below(g, 2) : (int32_t)word(g));
    op_u32(g, 0x40, 0); /* memory.grow */
    break;
  case 2: op_u32(g, 0xfc, 16), op(g, below(g, 2)); break; /* table.size */
  case 3:
    value(g, reference_type(g));
    op(g, 0xd1); /* ref.is_null */
    break;
  case 4: {
    const uint8_t type = percent(g, 50) ? FUNCREF : EXTERNREF;
    value(g, type);
    op(g, 0x41), bytes_s64(&g->code, (int32_t)below(g, 3));
    op_u32(g, 0xfc, 15), op(g, type == FUNCREF ? 0 : 1); /* table.grow */
    break;
  }
  default: eqz(g);
  }
}

void condition(Generator *g) {
  switch (below(g, 8)) {
  case 0: /* a bit test */
    value(g, I32);
    op(g, 0x41), bytes_s64(&g->code, percent(g, 80) ? (int32_t)(1u << below(g, 32)) : (int32_t)word(g)), op(g, 0x71);
    if (percent(g, 40)) op(g, 0x45);
    break;
  case 1:
    value(g, I64);
    op(g, 0x42), bytes_s64(&g->code, (int64_t)(1ull << below(g, 64))), op(g, 0x83);
    op(g, 0x50);
    if (percent(g, 40)) op(g, 0x45);
    break;
  case 2: eqz(g); break;
  case 3: value(g, I32); break;
  default: compare(g);
  }
}

static void number(Generator *g, uint8_t type) {
  switch (below(g, 20)) {
  case 19:
    if (!line_call(g, type)) binary(g, type);
    break;
  case 0:
  case 1:
  case 2:
  case 3: binary(g, type); break;
  case 16:
  case 17:
  case 18: idiom(g, type); break;
  case 4: unary(g, type); break;
  case 5:
  case 6: load(g, type); break;
  case 7: select_value(g, type); break;
  case 8: convert(g, type); break;
  case 9:
    if (type == I32) compare(g);
    else binary(g, type);
    break;
  case 10:
    if (type == I32) special_i32(g);
    else convert(g, type);
    break;
  case 11:
    if (percent(g, 12)) deep(g, type);
    else binary(g, type);
    break;
  case 12: {
    const Signature block = block_signature(g, type);
    for (uint32_t i = 0; i < block.param_count; i++) value(g, block.types[i]);
    structured(g, &block);
    for (uint32_t i = block.result_count; i-- > 1;) {
      const uint8_t result = block.types[block.param_count + i];
      sink(g, result);
    }
    break;
  }
  case 13:
    if (g->flavour == FLAVOUR_CALLS) call(g, type);
    else binary(g, type);
    break;
  case 14: {
    uint32_t index;
    value(g, type);
    if (local_of(g, type, true, &index)) op_u32(g, 0x22, index);
    break;
  }
  default: {
    uint32_t index;
    if (global_of(g, type, &index)) op_u32(g, 0x23, index);
    else leaf(g, type);
  }
  }
}

void value(Generator *g, uint8_t type) {
  const Node node = node_begin(g);
  g->depth++;
  if (g->budget <= 0 || g->depth > DEPTH_MAX || percent(g, 25)) leaf(g, type);
  else if (!is_number(type)) reference(g, type);
  else number(g, type);
  g->depth--;
  if (node_end(g, node)) {
    switch (type) {
    case I32: op(g, 0x41), op(g, 0); break;
    case I64: op(g, 0x42), op(g, 0); break;
    case F32: op(g, 0x43), bytes_little(&g->code, 0, 4); break;
    case F64: op(g, 0x44), bytes_little(&g->code, 0, 8); break;
    case SURE_0:
    case SURE_FUNC: op(g, 0xd2), op(g, IMPORTS); break;
    case TYPED_0:
    case TYPED_1: op(g, 0xd0), bytes_s64(&g->code, g->function_types[PEER_FIRST + (type == TYPED_1)]); break;
    default: op(g, 0xd0), op(g, type);
    }
  }
}
