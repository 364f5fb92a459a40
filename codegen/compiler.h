/* SPDX-License-Identifier: Apache-2.0
 *
 * A thread's compiler: the tagged buffer that functions and stubs are emitted into, and the emitter's stacks
 * (operands, control frames, locals), both kept from function to function so that nothing is allocated while a body
 * is compiled. Only codegen/ looks inside; the stubs use the buffer alone.
 */
#ifndef SIGNET_CODEGEN_COMPILER_H
#define SIGNET_CODEGEN_COMPILER_H

#include "codegen/compile.h"
#include "wasm/body.h"

#include <stddef.h>

/* Home registers of locals: bit r for x_r, bit 32 + r for v_r. */
typedef uint64_t Homes;
#define INTEGER_HOMES ((Homes)0x07f8fc00)   /* x10-x15, x19-x26 */
#define FLOAT_HOMES   ((Homes)0xff00 << 32) /* d8-d15 */
/* v20-v29: a call stores and loads them, so only loops without a call up to there take them. */
#define VOLATILE_HOMES ((Homes)0x3ff00000 << 32)
enum {
  HOMES = 64,
  INTEGER_HOME_COUNT = 14,
  FLOAT_HOME_COUNT = 8,
  NO_HOME = HOMES,
  BODY_INTEGERS = 13, /* that the body itself may own, so that loops find some */
  BODY_FLOATS = 7,
  SCOPE_DEPTH = 8, /* loops that are scopes, one in another: deeper ones belong to the scope around */
  EVICTIONS = 4,   /* a loop */
  SLOT_ROWS = 32
};

/* What a loop has evicted: the local is at home again behind the loop. */
typedef struct {
  uint32_t local;
  uint8_t home;
  bool written;
} Evicted;

/* A scope (codegen/scope.h). */
typedef struct {
  uint32_t head;  /* entry index: what was accessed through its slot in this scope was so at an index not below */
  uint32_t entry; /* record of the branch into the loop, which goes to the preheader */
  uint32_t exits; /* frame index of the first label outside to which branches lead from here, or NO_INDEX */
  uint32_t evictions;
  bool calls;    /* it has a call */
  Homes own;     /* homes that belong to this scope */
  Homes used;    /* given back by loops in this scope: points of it may come where they hold another local */
  Homes touched; /* accessed in this scope */
  Evicted evicted[EVICTIONS];
} Scope;

/* A constant at home (codegen/constant_home.h). */
typedef struct {
  uint64_t bits;
  uint8_t type;
} HomeConstant;

/* Branches to a label from a loop that it does not belong to: the newest open record, and the frame of the next label
 * that has such. */
typedef struct {
  uint32_t record, next;
} ExitThread;

struct Compiler {
  CodeBuffer buffer;
  WalkRoom room;         /* operand and control stacks, locals */
  uint32_t *slot_locals; /* LIMIT_LOCALS of them, or NULL yet */
  ExitThread *exits;     /* SCOPE_DEPTH a control frame, of `exit_room` frames */
  size_t exit_room;
  Scope scopes[SCOPE_DEPTH + 1];
  uint32_t home_local[HOMES];
  HomeConstant home_constant[HOMES];
  uint32_t slot_rows[SLOT_ROWS];
};

/* Room for a function of so many entries and records, contents lost. False and *error: no memory. */
bool compiler_reserve(Compiler *compiler, size_t entries, size_t records, sg_error *error);

/* Room for the walk of any body of the module, and for what the emitter keeps beside it. False: no memory. */
bool compiler_reserve_walk(Compiler *compiler, const Module *module);

/* For code that has no prologue to be put in front: opens the buffer, and finishes it with all its words. Between the
 * two no library function may be called. */
static inline BufferRegisters compiler_open(Compiler *compiler, uint64_t counter) {
  return buffer_start(&compiler->buffer, counter);
}
static inline void compiler_close(Compiler *compiler, BufferRegisters saved, uint32_t flags, CompiledFunction *result) {
  CodeBuffer *buffer = &compiler->buffer;
  const uint32_t first = buffer->body, end = buffer_index(buffer);
  *result = (CompiledFunction){
      .buffer = buffer, .first = first, .end = end, .end_tag = buffer_end_tag(buffer, first, end), .flags = flags};
  buffer_finish(buffer, saved, end);
}

#endif
