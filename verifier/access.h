/* SPDX-License-Identifier: Apache-2.0
 *
 * Loads and stores: of memory 0, of the instance's parts, of the frame. Each is of a base of which enough is known, or
 * it is refused. Part of verifier/function.c.
 */
#ifndef SIGNET_VERIFIER_ACCESS_H
#define SIGNET_VERIFIER_ACCESS_H

#include "verifier/call.h"

/* A load or store of one register. */
typedef struct {
  uint32_t word, bytes, rt, base;
  bool store, is_vector;
} Access;

/* The register that is loaded gets a value; or the one that is stored may be read. */
static inline bool access_done(Verifier *v, const Access *a) {
  if (a->is_vector) return a->store || write_vector(v, a->rt);
  if (a->store) return !is_special(v, a->rt) || refuse(v, "a register is stored that is no operand");
  return write_register(v, a->rt);
}

/* ---- Memory 0 ---- */

static inline bool memory_access(Verifier *v, const Access *a, uint64_t low, uint64_t high, int64_t offset) {
  if (!v->has_memory || v->checked) return refuse(v, "memory without a check");
  if ((int64_t)low + offset < 0 || (int64_t)high + offset + a->bytes > (int64_t)VERIFY_GUARDED_BYTES)
    return refuse(v, "an access behind the guard");
  return access_done(v, a);
}

/* Of x27, or of what is made of it. */
static inline bool base_access(Verifier *v, const Access *a, const Fact *fact, int64_t offset) {
  if (fact->kind == FACT_MEMORY) return memory_access(v, a, fact->lo, fact->hi, offset);
  if (fact->kind == FACT_CHECKED) {
    if (-offset > (int64_t)fact->lo || offset + a->bytes > 0) return refuse(v, "an access beside its check");
    return access_done(v, a);
  }
  return refuse(v, "a base of which nothing is known");
}

/* ---- The instance and its parts ---- */

static bool global_access(Verifier *v, const Access *a, uint32_t global, bool is_cell) {
  const GlobalType *type = &v->m->module->globals[global].type;
  if (a->store && (!type->mutable_ || layout_global_is_pointer(v->m->module, global) != is_cell))
    return refuse(v, "a store to a global that does not change");
  if (a->bytes > (type_code(type->type) == TYPE_V128 ? 16 : 8)) return refuse(v, "an access beyond a global");
  return access_done(v, a);
}

static bool instance_access(Verifier *v, const Access *a, int64_t offset) {
  const VerifyModule *m = v->m;
  if (offset == INSTANCE_POLL && a->bytes == 4 && !a->store && a->rt == R31) {
    v->marks[v->at] |= MARK_HEAD; /* a loop's head: branches from below may lead here */
    return at_label(v);
  }
  if (offset == offsetof(InstanceHeader, memory_bytes) && a->bytes == 8 && !a->store && !a->is_vector)
    return access_done(v, a);
  const uint32_t global = global_at(m, (uint64_t)offset);
  if (global != NO_INDEX) {
    if (!layout_global_is_pointer(m->module, global)) return global_access(v, a, global, false);
    if (a->store || a->bytes != 8 || a->is_vector) return refuse(v, "a global's address is no value");
    return write_fact(v, a->rt, (Fact){.kind = FACT_CELL, .index = global});
  }
  const uint32_t table = table_at(m, (uint64_t)offset);
  if (table == NO_INDEX || a->store || a->bytes != 8 || a->is_vector) return refuse(v, "no part of an instance");
  return write_fact(v, a->rt, (Fact){.kind = FACT_HEADER, .index = table});
}

/* Of an address that came from the instance. */
static bool part_access(Verifier *v, const Access *a, const Fact *base, int64_t offset) {
  const bool loads_32 = !a->store && !a->is_vector && a->bytes == 4;
  const Fact type = {.kind = FACT_TYPE, .index = base->since};
  switch (base->kind) {
  case FACT_CELL:
    if (offset != 0) return refuse(v, "an access beyond a global");
    return global_access(v, a, base->index, true);
  case FACT_HEADER:
    if (offset != offsetof(TableHeader, size) || !loads_32) return refuse(v, "no part of a table");
    return write_fact(v, a->rt, (Fact){.kind = FACT_SIZE, .index = base->index});
  case FACT_SLOT:
    if (a->base != R9 || offset != offsetof(CallSlot, type) || !loads_32 || a->rt == R9) break;
    return write_fact(v, a->rt, type);
  case FACT_DISPATCH:
    if (a->base != R9 || offset < 0 || !loads_32 || a->rt == R9 ||
        !dispatch_exists(v->m, base->lo + (uint64_t)offset, base->hi))
      return refuse(v, "no element of a table");
    fact_set(v, R9, (Fact){.kind = FACT_ELEMENT, .since = base->since, .lo = base->lo, .hi = (uint64_t)offset});
    return write_fact(v, a->rt, type);
  default: break;
  }
  return refuse(v, "a base of which nothing is known");
}

/* ---- The frame ---- */

static inline bool sp_access(Verifier *v, const Access *a, int64_t offset) {
  return is_in_slots(v, offset, a->bytes) ? access_done(v, a) : refuse(v, "an access outside of the frame");
}

static inline bool x29_access(Verifier *v, const Access *a, int64_t offset) {
  if (is_in_arguments(v, offset, a->bytes)) return access_done(v, a);
  if (a->store || a->bytes != 8 || offset >= 0) return refuse(v, "an access outside of the frame");
  return a->is_vector ? restore_vector(v, a->rt, offset) : restore_register(v, a->rt, offset);
}

/* ---- The words ---- */

/* [base, #offset] */
static inline bool access_at(Verifier *v, const Access *a, int64_t offset) {
  switch (a->base) {
  case R31: return sp_access(v, a, offset);
  case R27: return memory_access(v, a, 0, 0, offset);
  case R28: return instance_access(v, a, offset);
  case R29: return x29_access(v, a, offset);
  default: break;
  }
  const Fact *base = fact_any(v, a->base);
  if (!base) return refuse(v, "a base of which nothing is known");
  if (base->kind == FACT_MEMORY || base->kind == FACT_CHECKED) return base_access(v, a, base, offset);
  if (a->base == R9 && a->bytes == 8 && !a->store && !a->is_vector) {
    if (a->rt == R17 && offset == 0) return slot_used(v);
    if (a->rt == R16) return dispatch_used(v, (uint32_t)offset);
  }
  return part_access(v, a, base, offset);
}

/* [base, index, uxtw] and [base, index]: an unknown index has 32 bits, and a known one is a constant. */
static inline bool access_indexed(Verifier *v, const Access *a) {
  const uint32_t index = rm_of(a->word), option = field(a->word, 13, 3);
  if (a->word >> 12 & 1) return refuse(v, "a scaled index");
  if (is_special(v, index) || index == R31) return refuse(v, "a register is read that is no operand");
  if (option == 2) { /* uxtw */
    if (a->base == R27) return memory_access(v, a, 0, UINT32_MAX, 0);
    const Fact *base = fact_any(v, a->base);
    if (!base || base->kind != FACT_MEMORY) return refuse(v, "a base of which nothing is known");
    return memory_access(v, a, base->lo, base->hi + UINT32_MAX, 0);
  }
  const Fact *offset = index == R16 || index == R17 ? fact_of(v, index, FACT_CONSTANT) : NULL;
  if (option != 3 || !offset || offset->lo > VERIFY_GUARDED_BYTES) return refuse(v, "an index of more than 32 bits");
  return access_at(v, a, (int64_t)offset->lo);
}

/* Loads and stores of one register: bits 29:27 are 111. */
static inline bool access_single(Verifier *v, uint32_t word) {
  const uint32_t size = word >> 30, opc = field(word, 22, 2);
  Access a = {.word = word,
              .bytes = 1u << size,
              .rt = rd_of(word),
              .base = rn_of(word),
              .store = opc == 0,
              .is_vector = word >> 26 & 1};
  if (a.is_vector ? (size < 2 || opc > 1) : (opc >= 2 && size + (opc == 3) > 2))
    return refuse(v, "a word that is not known");
  if (word >> 24 & 1) return access_at(v, &a, (int64_t)field(word, 10, 12) << size);
  if ((word & 0x00200c00) == 0) return access_at(v, &a, signed_field(word, 12, 9));
  if ((word & 0x00200c00) == 0x00200800) return access_indexed(v, &a);
  return refuse(v, "a load or store that moves its base");
}

/* ldp, stp of two 64-bit registers. */
static inline bool access_pair(Verifier *v, uint32_t word) {
  const bool is_vector = word >> 26 & 1, load = word >> 22 & 1;
  const uint32_t first = rd_of(word), second = ra_of(word), base = rn_of(word), form = field(word, 23, 2);
  const int64_t offset = 8 * signed_field(word, 15, 7);
  if (form == 1) {
    if (base == R31 && load) return frame_popped(v, word);
    if (WORD_IS(word, 0xa8817e1f - 0x100000000)) return slots_zeroed(v);
  }
  if (form != 2) return refuse(v, "a load or store that moves its base");
  if (load && first == second) return refuse(v, "a word that is not known");
  if (base == R29 && load) {
    if (is_vector) return restore_vector(v, first, offset) && restore_vector(v, second, offset + 8);
    return restore_register(v, first, offset) && restore_register(v, second, offset + 8);
  }
  if (base != R31) return refuse(v, "a pair elsewhere than in the frame");
  if (load && offset == 0 && v->room == 0 && v->frame.first) return restore_first_pair(v, word);
  if (!is_in_slots(v, offset, 16)) return refuse(v, "an access outside of the frame");
  if (!load) return is_vector || !are_special(v, first, second) || refuse(v, "a register is stored that is no operand");
  if (is_vector) return write_vector(v, first) && write_vector(v, second);
  return write_register(v, first) && write_register(v, second);
}

#endif
