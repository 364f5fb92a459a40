/* SPDX-License-Identifier: Apache-2.0
 *
 * Short loops, `loop ... br_if 0 end` without blocks and calls, are walked several times: each turn but the last leaves
 * for the loop's end where its br_if would not go back, and falls into the next. So a poll and a back edge serve
 * several turns, x9 and what is known of memory (codegen/body.h) live on from turn to turn, and a local that br_if has
 * tested is known not to be zero, so that a division by it does not ask.
 *
 * What is walked again was typed the first time, by the same handlers, but for those of br_if, local.set and local.tee.
 *
 * Bound: a loop is looked at from its start to the first operator that such a loop has not, at most UNROLL_LOOP bytes,
 * so no byte twice; and walked at most UNROLL_TURNS times. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_UNROLL_H
#define SIGNET_CODEGEN_UNROLL_H

#include "codegen/branch.h"

enum { UNROLL_TURNS = 4, UNROLL_LOOP = 36, UNROLL_BYTES = 72 };

/* Behind the LEB128 integer at p; p is below `end`, behind which nothing is read but the next byte. */
static inline const uint8_t *past_integer(const uint8_t *p, const uint8_t *end) {
  while (p < end && *p >= 0x80) p++;
  return p + 1;
}

/* What may be in such a loop, by opcode: one more than the LEB128 integers, or the bytes, that follow. 0: nothing else.
 */
static const uint8_t unroll_immediates[256] = {
    [OP_NOP] = 1,
    [OP_DROP... OP_SELECT] = 1,
    [OP_LOCAL_GET... OP_GLOBAL_SET] = 2,
    [OP_I32_CONST... OP_I64_CONST] = 2,
    [OP_F32_CONST] = 5,
    [OP_F64_CONST] = 9,
    [OP_I32_LOAD... OP_I64_STORE32] = 3,
    [OP_I32_EQZ... OP_I64_EXTEND32_S] = 1,
};

/* Bytes from p, behind a loop's type, to its last br_if, if it is such a loop; else 0. What is not valid is found
 * later. */
static uint32_t unroll_bytes(const Body *b, const uint8_t *const first) {
  static const uint16_t continued[3] = {0, 0x80, 0x8080};
  const uint8_t *const end = b->walk.end - first > UNROLL_LOOP + 3 ? first + UNROLL_LOOP : b->walk.end - 3;
  for (const uint8_t *p = first; p < end;) {
    const uint8_t op = *p++;
    uint32_t immediates = unroll_immediates[op];
    if (immediates-- == 0) return op == OP_BR_IF && p[0] == 0 && p[1] == OP_END ? (uint32_t)(p - 1 - first) : 0;
    uint16_t integers;
    memcpy(&integers, p, sizeof integers);
    if (immediates > 2 || (integers & continued[immediates]) == 0) p += immediates;
    else
      while (immediates-- > 0) p = past_integer(p, end);
  }
  return 0;
}

/* The loop whose frame has just been opened: how often it is walked, less one. */
static uint32_t unroll_turns(const Body *b, const uint8_t *first, const BlockType *type) {
  if (type->param_count || type->result_count || BUFFER_AT(b->buffer) > b->inline_end) return 0;
  const uint32_t bytes = unroll_bytes(b, first);
  if (bytes == 0) return 0;
  return UNROLL_BYTES / bytes < UNROLL_TURNS ? UNROLL_BYTES / bytes - 1 : UNROLL_TURNS - 1;
}

/* The bit of a local in sets of the first 64. */
static inline uint64_t local_bit(uint32_t index) { return index < 64 ? (uint64_t)1 << index : 0; }

static inline bool is_nonzero(const Body *b, const Operand *o) {
  return o->where == WHERE_LOCAL && (b->nonzero & local_bit(o->value)) != 0;
}

/* The local takes the value on top. What stands for the local itself may be a result that look-ahead has put into its
 * home, of which nothing is known. `index` is a byte of the operator's: a longer number may be any local's. */
static inline void unroll_noted(Body *b, const Operand *top, uint32_t index) {
  if (index >= 0x80) b->nonzero = 0;
  else if (is_nonzero(b, top) && top->value != index) b->nonzero |= local_bit(index);
  else b->nonzero &= ~local_bit(index);
}

/* The br_if of a turn that is not the last: goes to the loop's end if the condition does not hold. */
static void unroll_leave(Body *b, Operand *condition) {
  operator_begin(b, condition);
  b->nonzero = condition->where == WHERE_LOCAL ? local_bit(condition->value) : 0;
  branch_open(b, branch_word(b, condition, false), &b->unroll_exits);
  b->unroll_turns--;
}

/* At the loop's end. */
static inline void unroll_end(Body *b) {
  if (b->unroll_exits != NO_INDEX) bind_here(b, b->unroll_exits);
  b->unroll_exits = NO_INDEX;
  b->unroll_turns = 0;
  b->unrolls = false;
  b->nonzero = 0;
}

#endif
