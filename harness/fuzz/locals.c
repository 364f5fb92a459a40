/* SPDX-License-Identifier: Apache-2.0
 *
 * The locals of a function, and who uses them. A compiler that gives registers to locals by scopes is tested where use
 * is uneven: in a skewed function each loop, and some blocks and arms of ifs, have favourites of their own, taken in
 * part from those around, which most of their expressions name. So some locals live in inner loops alone, some skip
 * one, and sequences of loops ask for more registers than there are.
 *
 * What locals hold is observed by the log, which is a call, and by digests into a global, which are none.
 */
#include "harness/fuzz/generator.h"

enum { FAVOURED_MAX = 64 };

void type_bytes(const Generator *g, Bytes *out, uint8_t type) {
  switch (type) {
  case TYPED_0:
  case TYPED_1:
  case SURE_0:
    bytes_u8(out, type == SURE_0 ? 0x64 : 0x63);
    bytes_s64(out, g->function_types[PEER_FIRST + (type == TYPED_1)]);
    break;
  case SURE_FUNC:
    bytes_u8(out, 0x64);
    bytes_u8(out, FUNCREF);
    break;
  default: bytes_u8(out, type);
  }
}

/* ---- Which there are ---- */

static void locals_add(Generator *g, uint32_t more, uint8_t favourite, uint32_t chance) {
  while (more-- > 0 && g->local_count < LOCALS_MAX) {
    const uint8_t type = percent(g, chance) ? favourite : any_type(g);
    /* What cannot be null has no value before it is set; the operators that deal with that are of a later feature. */
    g->locals[g->local_count++] = type == SURE_0 ? TYPED_0 : type == SURE_FUNC ? FUNCREF : type;
  }
}

void locals_choose(Generator *g, bool few) {
  const Signature *type = &g->signature;
  g->local_count = type->param_count;
  memcpy(g->locals, type->types, type->param_count);
  g->skewed = percent(g, 65);
  const bool wide = !few && percent(g, g->skewed ? 60 : 25); /* more than there are homes */
  const uint32_t more = wide ? 12 + below(g, 46) : percent(g, few ? 70 : 20) ? 0 : below(g, few ? 3 : 10);
  const uint8_t favourite = percent(g, 25) ? (percent(g, 50) ? F64 : F32) : number_type(g);
  const bool fuel_first = percent(g, 60);
  if (fuel_first) g->fuel_local = g->local_count, g->locals[g->local_count++] = I32;
  locals_add(g, more, favourite, percent(g, 30) ? 75 : 30);
  if (!few &&
      percent(g, 1)) { /* indices of two bytes; slots beyond the reach of a load. It must not recur: frames are large */
    if (g->flavour == FLAVOUR_CALLS) g->flavour = FLAVOUR_LOGS;
    locals_add(g, percent(g, 70) ? 150 : 4200, number_type(g), 100);
    locals_add(g, 4, I32, 0);
  }
  if (!fuel_first) g->fuel_local = g->local_count, g->locals[g->local_count++] = I32;
  g->canonical_f32 = g->local_count;
  g->locals[g->local_count++] = F32;
  g->canonical_f64 = g->local_count;
  g->locals[g->local_count++] = F64;
}

void locals_write(const Generator *g, Bytes *out) {
  Bytes runs = {0};
  uint32_t count = 0;
  for (uint32_t i = g->signature.param_count, end; i < g->local_count; i = end) {
    for (end = i + 1; end < g->local_count && g->locals[end] == g->locals[i];) end++;
    bytes_u32(&runs, end - i);
    type_bytes(g, &runs, g->locals[i]);
    count++;
  }
  bytes_u32(out, count);
  bytes_append(out, runs.at, runs.size);
  free(runs.at);
}

/* ---- Which is used ---- */

static bool is_favoured(const Generator *g, uint32_t local) { return local < FAVOURED_MAX && g->favoured >> local & 1; }

static bool may_set(const Generator *g, uint32_t local) {
  return local != g->fuel_local && !(local < FAVOURED_MAX && g->reserved >> local & 1);
}

typedef enum Use { SAME_READ, SAME_SET, WRITE, READ } Use;

static bool is_usable(const Generator *g, uint32_t local, uint8_t type, Use use) {
  const uint8_t own = g->locals[local];
  switch (use) {
  case SAME_READ: return own == type;
  case SAME_SET: return own == type && may_set(g, local);
  case WRITE: return fits(type, own) && may_set(g, local);
  default: return fits(own, type);
  }
}

static bool find(Generator *g, uint8_t type, Use use, uint32_t *index) {
  if (g->local_count == 0) return false;
  const uint32_t start = below(g, g->local_count);
  const bool favourites = g->favoured && percent(g, 92);
  for (int pass = favourites ? 0 : 1; pass < 2; pass++) {
    for (uint32_t i = 0; i < g->local_count; i++) {
      const uint32_t local = (start + i) % g->local_count;
      if ((pass == 0 && !is_favoured(g, local)) || !is_usable(g, local, type, use)) continue;
      *index = local;
      return true;
    }
    if (pass == 0 && is_number(type) && percent(g, 60)) return false;
  }
  return false;
}

bool local_of(Generator *g, uint8_t type, bool to_set, uint32_t *index) {
  return find(g, type, to_set ? SAME_SET : SAME_READ, index);
}
bool local_to_write(Generator *g, uint8_t type, uint32_t *index) { return find(g, type, WRITE, index); }
bool local_to_read(Generator *g, uint8_t type, uint32_t *index) { return find(g, type, READ, index); }

bool counter_choose(Generator *g, uint32_t *index) {
  if (!find(g, I32, SAME_SET, index) || *index >= FAVOURED_MAX) return false;
  g->reserved |= 1ull << *index;
  return true;
}
void counter_release(Generator *g, uint32_t index) { g->reserved &= ~(1ull << index); }

uint64_t focus(Generator *g, uint32_t chance) {
  const uint64_t before = g->favoured;
  if (!g->skewed || !percent(g, chance)) return before;
  const uint32_t count = g->local_count < FAVOURED_MAX ? g->local_count : FAVOURED_MAX;
  uint64_t chosen = 0;
  for (uint32_t i = 0, more = 2 + below(g, percent(g, 30) ? 22 : 8); i < more; i++) chosen |= 1ull << below(g, count);
  if (percent(g, 70)) chosen |= before & random_next(&g->random) & random_next(&g->random);
  g->favoured = chosen;
  return before;
}

/* ---- What they hold ---- */

void digest(Generator *g, uint32_t index) {
  const Node node = node_begin(g);
  g->budget++;
  op_u32(g, 0x23, DIGEST);
  constant_i64(g, 5), op(g, 0x89); /* rotl */
  op_u32(g, 0x20, index);
  const uint8_t type = g->locals[index];
  switch (type) {
  case I32: op(g, percent(g, 50) ? 0xac : 0xad); break;
  case I64: break;
  case F32:
  case F64:
    if (percent(g, 50)) {
      canonical(g, type);
      if (type == F32) op(g, 0xbc), op(g, 0xad);
      else op(g, 0xbd);
    } else { /* without another local: a part of its bits */
      if (type == F32) op(g, 0xbb);
      op(g, 0x44), bytes_little(&g->code, 0x40b0000000000000, 8), op(g, 0xa2); /* times 4096 */
      op(g, 0xfc), op(g, 6);                                                   /* trunc_sat */
    }
    break;
  default: op(g, 0xd1), op(g, 0xad); /* is_null */
  }
  op(g, 0x85); /* xor */
  op_u32(g, 0x24, DIGEST);
  node_end(g, node);
}

void digest_some(Generator *g) {
  for (uint32_t i = 0, count = 1 + below(g, 5); i < count; i++) {
    static const uint8_t types[] = {I32, I32, I64, F32, F64, F64};
    uint32_t index;
    if (percent(g, 25) && g->local_count) digest(g, below(g, g->local_count < 64 ? g->local_count : 64));
    else if (local_of(g, types[below(g, 6)], false, &index)) digest(g, index);
  }
}

void digest_all(Generator *g) {
  for (uint32_t i = 0; i < g->local_count && i < LOCALS_LOGGED; i++) digest(g, i);
}

void log_locals(Generator *g) {
  for (uint32_t i = 0; i < g->local_count && i < LOCALS_LOGGED; i++) {
    const Node node = node_begin(g);
    g->budget++;
    op_u32(g, 0x20, i);
    switch (g->locals[i]) {
    case I32: op_u32(g, 0x10, LOG_I32); break;
    case I64: op_u32(g, 0x10, LOG_I64); break;
    case F32: op_u32(g, 0x10, LOG_F32); break;
    case F64: op_u32(g, 0x10, LOG_F64); break;
    case EXTERNREF: op_u32(g, 0x10, LOG_REF); break;
    default: op(g, 0xd1); op_u32(g, 0x10, LOG_I32);
    }
    node_end(g, node);
  }
}
