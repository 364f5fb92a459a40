/* SPDX-License-Identifier: Apache-2.0
 *
 * Direct calls as most are: at most eight integer arguments, each in a register, a constant of 32 bits or in a slot,
 * none in the way of another, at most one integer as the result, and no temporary live but the arguments. Nothing is
 * changed before all of that is known; what is not so is emit_call's (codegen/call.h), which gives the same words, and
 * may spill besides where temporaries are short. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_FAST_CALL_H
#define SIGNET_CODEGEN_FAST_CALL_H

#include "codegen/call.h"
#include "codegen/fast.h"

/* The words that bring an integer argument that is in no register and no constant of 16 bits to register `to`: how
 * many, or 0: that is no common case. */
static inline unsigned seldom_argument(const Body *b, uint64_t entry, const Operand *o, uint8_t type, unsigned to,
                                       Word words[4]) {
  const bool wide = type == TYPE_I64;
  if ((entry & ENTRY_MASK) == ENTRY(type, WHERE_CONST)) {
    const int32_t value = (int32_t)(entry >> 32);
    if (value >> 16 != -1) return a64_mov_immediate(words, to, (uint64_t)value, wide);
    words[0] = (wide ? A64_MOVNx : A64_MOVNw) | (~(Word)value & 0xffff) << 5 | to;
    return 1;
  }
  if (!entry_in_slot(entry, type)) return 0;
  const uint32_t slot = entry_slot(b, entry, o);
  if (slot >= 2040) return 0;
  words[0] = (wide ? A64_LDRx | slot << 10 : A64_LDRw | slot << 11) | SP << 5 | to;
  return 1;
}

/* Whether all that arrived may be left to its homes and slots where a call has its arguments from `first` on: nothing
 * below stands for it, it is not written, and the call would find enough temporaries. */
ALWAYS_INLINE bool arrivals_may_go(const Body *b, const Operand *first) {
  return !b->arrivals_written && !b->inline_depth && !few_temps(b->free_integers) && is_settled(first - 1);
}

ALWAYS_INLINE Operand *emit_fast_call(Body *b, const uint8_t *p, Operand *top, const uint8_t **after) {
  const Module *const module = b->walk.module;
  uint32_t bytes, two;
  memcpy(&bytes, p + 1, sizeof bytes);
  uint32_t index = leb_of_two(bytes, &two);
  *after = p + 2 + two;
  if (__builtin_expect(bytes >> 15 & two, 0)) { /* of 16,384 functions on, or as linkers leave it: of five bytes */
    *after = leb_u32_long(p + 1, b->walk.end, &index);
    if (!*after) return NULL;
  }
  if (index < module->imported_functions || index >= module->function_count || !fast_room(b)) return NULL;
  const Function *const function = &module->functions[index];
  if (function->line.bytes - 1u < b->inline_limit) return NULL; /* perhaps inlined; 0: it is no straight line */
  const TypeDef *const type = &module->types[function->type];
  if (!type->few_integers || *after > b->walk.end) return NULL;

  /* The arguments, the last first, so that the sentinel ends it where operands are missing. Whether one is in its place
   * already is as good as random: no branch asks. */
  const uint32_t count = type->func.param_count;
  enum { MOST_WORDS = 2 * ARGUMENT_REGISTERS }; /* a constant of 32 bits takes two */
  Word words[MOST_WORDS];
  uint32_t at = MOST_WORDS;
  uint64_t used = 0; /* registers that arguments are in; in the upper half those of them whose values another gets */
  uint64_t codes = type->codes << (8 * (ARGUMENT_REGISTERS - count) & 63);
  const Operand *o = top;
  for (uint32_t to = count; to-- > 0; o--, codes <<= 8) {
    const uint64_t entry = entry_of(o);
    const uint8_t code = (uint8_t)(codes >> 56);
    if (entry_in_register(entry, code)) {
      const uint32_t reg = entry_register(entry);
      const uint64_t moves = reg != to;
      used |= (moves << 32 | 1) << reg;
      words[at - 1] = a64_mov(to, 0, false) | ((Word)entry & 0x1f0000) | (Word)(code & TYPE_I64) << 30;
      at -= (uint32_t)moves;
      continue;
    }
    if (((entry ^ ENTRY(code, WHERE_CONST)) & 0xffff00000000ffff) == 0) {
      words[--at] = A64_MOVZw | (Word)(entry >> 32) << 5 | to;
      continue;
    }
    Word seldom[4];
    unsigned length = seldom_argument(b, entry, o, code, to, seldom);
    if (length == 0) return NULL;
    while (length-- > 0) words[--at] = seldom[length];
  }
  Operand *const first = top - count + 1;
  uint32_t live = INTEGER_TEMPS & ~b->free_integers, floats = FLOAT_TEMPS & ~b->free_floats;
  const bool arrived = b->arrived;
  if (__builtin_expect(arrived, 0)) {
    if (!arrivals_may_go(b, first)) return NULL;
    live &= ~(b->arrivals & 0xffu);
    floats &= ~((uint32_t)b->arrivals >> 8);
  }
  /* A temporary that an argument is in is its own, unless it is pinned. */
  const uint32_t others = live & (~(uint32_t)used | b->pinned_integers);
  const uint32_t blocked = (uint32_t)(used >> 32) & ((1u << count) - 1);
  if (others | floats | blocked | (uint32_t)((b->owned & VOLATILE_HOMES) >> 32)) return NULL;
  if (__builtin_expect(arrived, 0)) {
    arrivals_forget(b, b->arrivals);
    b->arrived = false;
  }

  CodeBuffer *const buffer = b->buffer;
  CodeBuffer position = *buffer; /* of which a compiler knows that no entry is a part */
#pragma GCC unroll 1
  for (; at < MOST_WORDS; at++) buffer_emit(&position, words[at]);
  emit_branch_to(&position, A64_BL, TARGET_FUNCTION, index - module->imported_functions);
  BUFFER_AT(buffer) = BUFFER_AT(&position);
  buffer->record_count = position.record_count;
  base_taken(b);
  b->makes_frame = b->scope->calls = true;
  /* Without a result the operand above the top, and whose x0 is, mean nothing. */
  const uint32_t results = type->result != TYPE_NONE;
  b->free_floats = FLOAT_TEMPS;
  b->free_integers = INTEGER_TEMPS & ~results;
  b->integer_owner[0] = first;
  entry_set(first, ENTRY(type->result, WHERE_REG));
  return first - 1 + results;
}

#endif
