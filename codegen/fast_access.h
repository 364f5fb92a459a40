/* SPDX-License-Identifier: Apache-2.0
 *
 * The common cases of loads and stores (codegen/fast.h says what those are). Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_FAST_ACCESS_H
#define SIGNET_CODEGEN_FAST_ACCESS_H

#include "codegen/fast.h"

/* Loads and stores of guarded memories with an offset of one or two bytes. p is at the opcode.
 *
 * The register that holds x27 + index is x16, or x9 if the index is a local's value in a register: then the next access
 * by the same local finds it there (20 to 54 % do: facts on real modules), until the local is written, or a label or a
 * call comes between. */

/* The offset of an access, and in *after where the next operator is; NO_OFFSET: not a common case. */
enum { NO_OFFSET = -1 };
ALWAYS_INLINE int32_t fast_offset(const Body *b, const uint8_t *p, AccessRow row, const uint8_t **after) {
  *after = p + 3;
  if (p[1] > access_natural(row) || !b->plain_memory) return NO_OFFSET;
  if (p[2] < 0x80) return p[2];
  const uint32_t offset = (p[2] & 0x7fu) | (uint32_t)p[3] << 7, bytes = access_bytes(row);
  /* Scaled, and with room for the look at the last byte (emit_store). */
  if (p[3] >= 0x80 || (offset & (bytes - 1)) != 0 || offset + bytes > 4096) return NO_OFFSET;
  *after = p + 4;
  return (int32_t)offset;
}

/* The access at such an offset: scaled, or below 128 and unscaled. */
ALWAYS_INLINE Word fast_access(AccessRow row, unsigned rt, unsigned base, uint32_t offset) {
  const Word word = (Word)row | base << 5 | rt;
  if (__builtin_expect((offset & (access_bytes(row) - 1)) != 0, 0)) return (word ^ 1u << 24) | offset << 12;
  return word | offset * (uint32_t)(row >> 48);
}

/* The register that holds x27 + the index, which is in `reg`: see above. */
ALWAYS_INLINE unsigned fast_base(Body *b, bool of_local, uint64_t index, unsigned reg) {
  const uint32_t local = (uint32_t)(index >> 32);
  if (of_local && b->base_local == local) return REG_SLOT;
  const unsigned base = of_local ? (unsigned)REG_SLOT : (unsigned)X16;
  emit(b, a64_rrr_extend(A64_ADDx, base, REG_MEMORY, reg, A64_UXTW, 0));
  if (of_local) b->base_local = local;
  return base;
}

/* An access by this local up to `end`, without a branch: which local came before follows no pattern. False: memory was
 * not known to reach so far. */
ALWAYS_INLINE bool fast_reach(Body *b, uint32_t local, uint32_t end) {
  const uint32_t known = b->reach_end & mask_if(b->reach_local == local);
  b->reach_local = local;
  b->reach_end = known < end ? end : known;
  return known >= end;
}

/* Gives the new top, and in *after where the next operator is. */
ALWAYS_INLINE Operand *emit_fast_load(Body *b, const uint8_t *p, Operand *top, AccessRow row, const uint8_t **after) {
  const uint64_t index = entry_of(top);
  const uint8_t type = access_type(row);
  const int32_t offset = fast_offset(b, p, row, after);
  if (offset < 0 || !entry_readable(b, index, top, TYPE_I32) || !fast_room(b)) return NULL;
  const bool of_local = (index & 0xff00) == WHERE_LOCAL << 8;
  const uint32_t integers = b->free_integers | source_frees(index);
  const uint64_t target = fast_target(b, *after, top, type, access_is_float(row) ? b->free_floats : integers,
                                      entry_in_register(index, TYPE_I32));
  if (!target) return NULL;
  const Word word = (Word)row | entry_register(target);
  const unsigned reg = entry_source(b, index, top, TYPE_I32, X16);
  if (access_is_float(row)) {
    b->free_integers = integers;
    fast_take(b, top, target, type, &b->free_floats, b->free_floats);
  } else {
    fast_take(b, top, target, TYPE_I32, &b->free_integers, integers);
  }
  if (of_local) fast_reach(b, (uint32_t)(index >> 32), (uint32_t)offset + access_bytes(row));
  if (offset == 0) emit(b, a64_load_reg(word, 0, REG_MEMORY, reg, A64_UXTW, false));
  else emit(b, fast_access(row, entry_register(target), fast_base(b, of_local, index, reg), (uint32_t)offset));
  fast_written(b, target);
  return top;
}

ALWAYS_INLINE Operand *emit_fast_store(Body *b, const uint8_t *p, Operand *top, AccessRow row, const uint8_t **after) {
  const uint64_t value = entry_of(top), index = entry_of(top - 1);
  const uint8_t from = access_type(row);
  const bool of_float = access_is_float(row);
  const int32_t offset = fast_offset(b, p, row, after);
  if (offset < 0 || !entry_readable(b, index, top - 1, TYPE_I32) || !fast_room(b)) return NULL;
  const bool zero = !of_float && (value & ENTRY_MASK) == ENTRY(from, WHERE_CONST) && value >> 32 == 0;
  if (!zero && !entry_readable(b, value, top, from)) return NULL;
  if (of_float) b->free_floats |= source_frees(value);
  else b->free_integers |= source_frees(value);
  b->free_integers |= source_frees(index);
  const uint32_t last = access_bytes(row) - 1;
  bool exact = last && b->context->exact_stores;
  const bool of_local = (index & 0xff00) == WHERE_LOCAL << 8;
  if (of_local && fast_reach(b, (uint32_t)(index >> 32), (uint32_t)offset + last + 1)) exact = false;
  unsigned rt = zero ? (unsigned)XZR : entry_register(value);
  if (!zero) rt = entry_source(b, value, top, from, X17);
  const unsigned reg = entry_source(b, index, top - 1, TYPE_I32, X16);
  if (offset == 0 && !exact) {
    emit(b, a64_load_reg((Word)row, rt, REG_MEMORY, reg, A64_UXTW, false));
    return top - 2;
  }
  const unsigned base = fast_base(b, of_local, index, reg);
  if (exact) emit(b, fast_access(access_row(OP_I32_LOAD8_U), XZR, base, (uint32_t)offset + last));
  emit(b, fast_access(row, rt, base, (uint32_t)offset));
  return top - 2;
}

#endif
