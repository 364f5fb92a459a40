/* SPDX-License-Identifier: Apache-2.0
 *
 * Where operators share handlers (WALK_SHARES), the commonest of the common cases: operands in registers, or a constant
 * that the word takes, and temporaries in plenty. An operator is its front, a few lines of cache of its own, and a
 * finish, which finds the result's register and is one for all of them. A front that has begun always ends: with
 * enough temporaries (operator_begin has nothing to do) the finish can place any result.
 *
 * A front gives the word without its result's register, and the result's type above: a Pending; or NOT_COMMON, having
 * changed nothing, and codegen/fast.h is asked. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_FRONT_H
#define SIGNET_CODEGEN_FRONT_H

#include "codegen/fast_access.h"

typedef uint64_t Pending;
enum { NOT_COMMON = 0 };
ALWAYS_INLINE Pending pending_of(Word word, uint8_t type) { return word | (uint64_t)type << 32; }

/* Room for words and temporaries, as after operator_begin. */
ALWAYS_INLINE bool front_ready(const Body *b) {
  const uint64_t spare = (uint64_t)0xf0 << 32 | 0x1e0; /* spare_temps */
  uint64_t free;
  memcpy(&free, &b->free_integers, sizeof free);
  return __builtin_expect((~free & spare) == 0, 1) && __builtin_expect(fast_room(b), 1);
}
_Static_assert(offsetof(Body, free_floats) == offsetof(Body, free_integers) + 4, "both banks are one load");

/* Frees what consuming an entry in a register does. */
ALWAYS_INLINE void front_release(Body *b, uint64_t entry) {
  if (!(entry >> 8 & 1)) b->free_integers |= 1u << entry_register(entry);
}

/* Where an operator that is not common is asked next: what codegen/fast.h has beyond a front are operands in slots, and
 * scarce temporaries. */
ALWAYS_INLINE bool is_in_slot(uint64_t entry) { return (entry >> 8 & 0xff) <= WHERE_LOCAL_SLOT; }
_Static_assert(WHERE_SLOT == 0 && WHERE_LOCAL_SLOT == 1, "is_in_slot");

/* FOLDED: the operator waits for the next one. */
enum { FOLDED = 1 };
ALWAYS_INLINE Pending front_binary(Body *b, const uint8_t *p, Operand *top, Opcode op, uint8_t type) {
  const uint64_t l = entry_of(top - 1), r = entry_of(top);
  Word word;
  if (!entry_in_register(l, type) || !front_ready(b)) return NOT_COMMON;
  if (op == OP_I32_MUL || op == OP_I64_MUL) {
    if (is_add_or_sub(p[1], type)) return NOT_COMMON;
  } else if (op == OP_I32_AND || op == OP_I64_AND) {
    if (next_tests(p + 1, type)) return NOT_COMMON;
  }
  if ((r & ENTRY_MASK) == ENTRY(type, WHERE_CONST)) {
    word = binary_constant_word(op, entry_value(r));
    if (!word) return NOT_COMMON;
    if (fast_is_shift(op) && shift_may_fold(p + 1, type, fast_shift_kind(op)))
      return entry_register(l) >= 8 && fast_shift(top - 1, l, op, entry_value(r)) ? FOLDED : NOT_COMMON;
    if ((op == OP_I32_AND || op == OP_I64_AND) &&
        mask_may_fold(p + 1, type, 32u - (unsigned)__builtin_clz((uint32_t)entry_value(r))))
      return NOT_COMMON;
  } else {
    if (!entry_in_register(r, type)) return NOT_COMMON;
    word = binary_word(op) | entry_register(r) << 16;
    front_release(b, r);
  }
  front_release(b, l);
  return pending_of(word | entry_register(l) << 5, type);
}

/* An access of an integer, at an index in a register, with an offset of one or two bytes that scales and is below 4096:
 * the offset, and in *after where the next operator is. NO_OFFSET: not common. */
ALWAYS_INLINE int32_t front_offset(const Body *b, const uint8_t *p, uint64_t index, AccessRow row,
                                   const uint8_t **after) {
  uint32_t memarg;
  memcpy(&memarg, p + 1, sizeof memarg); /* the alignment in the low byte */
  uint32_t two;
  const uint32_t offset = leb_of_two(memarg >> 8, &two);
  const uint32_t overaligned = (access_natural(row) - (uint8_t)memarg) >> 31, longer = memarg >> 23 & two;
  if (!entry_in_register(index, TYPE_I32) || access_is_float(row) || !b->plain_memory) return NO_OFFSET;
  if ((offset & (access_last(row) | 0x3000)) | overaligned | longer) return NO_OFFSET;
  *after = p + 3 + two;
  return (int32_t)offset;
}
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "front_offset");

/* What a word with offset 0 and the one at [x27, index] differ in. */
ALWAYS_INLINE Word to_index(unsigned reg) { return a64_load_reg(0, 0, REG_MEMORY, reg, A64_UXTW, false); }

/* The address of an access to `word`, by the local in `reg`: [x9, ...], and x9 = x27 + the local unless it is that yet;
 * or [x27, reg] if it is not `based`. Both are as good as random, so no branch asks. */
ALWAYS_INLINE Word front_base(Body *b, Word word, bool based, uint32_t local, unsigned reg) {
  const uint32_t mask = mask_if(based);
  const bool missing = (mask & 1) & (b->base_local != local);
  buffer_emit_if(b->buffer, missing, a64_rrr_extend(A64_ADDx, REG_SLOT, REG_MEMORY, reg, A64_UXTW, 0));
  b->base_local = mask_select(mask, local, b->base_local);
  return word ^ mask_select(mask, REG_SLOT << 5, to_index(reg));
}

/* False: not common. */
ALWAYS_INLINE bool front_load(Body *b, const uint8_t *p, const Operand *top, AccessRow row, Pending *pending,
                              const uint8_t **after) {
  const uint64_t index = entry_of(top);
  const int32_t known = front_offset(b, p, index, row, after);
  if (known < 0 || !front_ready(b)) return false;
  const uint32_t offset = (uint32_t)known;
  const unsigned reg = entry_register(index);
  Word word = (Word)row + offset * (uint32_t)(row >> 48);
  if (index >> 8 & 1) {
    const uint32_t local = (uint32_t)(index >> 32);
    fast_reach(b, local, offset + access_last(row) + 1);
    word = front_base(b, word, offset != 0, local, reg);
  } else {
    b->free_integers |= 1u << reg;
    if (offset == 0) {
      word ^= to_index(reg);
    } else {
      word |= X16 << 5;
      emit(b, a64_rrr_extend(A64_ADDx, X16, REG_MEMORY, reg, A64_UXTW, 0));
    }
  }
  *pending = pending_of(word, access_type(row));
  return true;
}

/* False: not common. */
ALWAYS_INLINE bool front_store(Body *b, const uint8_t *p, const Operand *top, AccessRow row, const uint8_t **after) {
  const uint64_t value = entry_of(top), index = entry_of(top - 1);
  const int32_t known = front_offset(b, p, index, row, after);
  if (known < 0 || !fast_room(b)) return false;
  const uint32_t offset = (uint32_t)known, last = access_last(row);
  Word word = (Word)row + offset * (uint32_t)(row >> 48);
  if (entry_in_register(value, access_type(row))) {
    word |= entry_register(value);
    front_release(b, value);
  } else {
    if ((value ^ ENTRY(access_type(row), WHERE_CONST)) & 0xffff00000000ffff) return false;
    unsigned reg = XZR;
    if (value >> 32 != 0) { /* in a temporary, which is free again behind the store */
      if (!front_ready(b)) return false;
      const uint32_t depth = operand_depth(b, top);
      reg = depth < 9 && (b->free_integers >> depth & 1) ? depth : 31u - (unsigned)__builtin_clz(b->free_integers);
      emit(b, A64_MOVZw | (Word)(value >> 32) << 5 | reg);
    }
    word |= reg;
  }
  const unsigned reg = entry_register(index);
  bool exact = last && b->context->exact_stores;
  if (index >> 8 & 1) {
    const uint32_t local = (uint32_t)(index >> 32);
    exact &= !fast_reach(b, local, offset + last + 1);
    word = front_base(b, word, (offset != 0) | exact, local, reg);
  } else {
    b->free_integers |= 1u << reg;
    if (offset == 0 && !exact) {
      emit(b, word ^ to_index(reg));
      return true;
    }
    emit(b, a64_rrr_extend(A64_ADDx, X16, REG_MEMORY, reg, A64_UXTW, 0));
    word |= X16 << 5;
  }
  buffer_emit_if(b->buffer, exact, A64_LDRBw | (offset + last) << 10 | (word & 31 << 5) | XZR);
  emit(b, word);
  return true;
}

/* The condition of an integer comparison, by its operator. */
static const uint8_t front_conditions[256] = {
#define ROW(id, condition) [OP_I32_##id] = condition, [OP_I64_##id] = condition,
    INTEGER_CONDITIONS(ROW)
#undef ROW
};

/* A comparison of integers, emitted. False: not common. */
ALWAYS_INLINE bool front_compare(Body *b, const Operand *top, uint8_t type) {
  const uint64_t l = entry_of(top - 1), r = entry_of(top);
  const bool wide = type == TYPE_I64;
  Word word;
  if (!entry_in_register(l, type) || !front_ready(b)) return false;
  if ((r & ENTRY_MASK) == ENTRY(type, WHERE_CONST)) {
    if (r >> 44 != 0) return false;
    word = a64_cmp_imm(0, 0, wide) | (Word)(r >> 32) << 10;
  } else {
    if (!entry_in_register(r, type)) return false;
    word = a64_cmp(0, entry_register(r), wide);
    front_release(b, r);
  }
  front_release(b, l);
  emit(b, word | entry_register(l) << 5);
  return true;
}

/* Where a result goes: into the home of the local that the operator at `next` sets, or into the temporary of its depth.
 * Gives the register; the operand is written. -1: result_register is to be asked. */
ALWAYS_INLINE int finish_in_home(Body *b, uint32_t index, Operand *o, uint64_t row) {
  const unsigned reg = entry_register(row);
  if (reg < 8 || !fast_no_alias(index, o - 1)) return -1;
  base_lost_of(b, index);
  b->written |= (Homes)1 << reg;
  entry_set(o, row);
  return (int)reg;
}
ALWAYS_INLINE int finish_in_temporary(Body *b, const uint8_t *next, Operand *o, uint8_t type) {
  const uint32_t depth = operand_depth(b, o), free = b->free_integers;
  unsigned reg = depth;
  if (__builtin_expect(!(depth < 8 && (free >> depth & 1)), 0)) {
    if (next[0] == OP_END && b->arrived) return -1;
    reg = 31u - (unsigned)__builtin_clz(free);
  }
  b->free_integers = free & ~(1u << reg);
  b->integer_owner[reg] = o;
  entry_set(o, ENTRY(type, WHERE_REG) | (uint64_t)reg << 16);
  return (int)reg;
}

#endif
