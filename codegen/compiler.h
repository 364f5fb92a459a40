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

struct Compiler {
  CodeBuffer buffer;
  WalkRoom room;         /* operand and control stacks, locals */
  uint32_t *slot_locals; /* LIMIT_LOCALS of them, or NULL yet */
};

/* Room for a function of so many entries and records, contents lost. False and *error: no memory. */
bool compiler_reserve(Compiler *compiler, size_t entries, size_t records, sg_error *error);

/* For code that has no prologue to be put in front: opens the buffer, and finishes it with all its words. Between the
 * two no library function may be called. */
static inline BufferRegisters compiler_open(Compiler *compiler, uint64_t counter) {
  BufferRegisters saved = buffer_enter(&compiler->buffer);
  buffer_open(&compiler->buffer, counter);
  return saved;
}
static inline void compiler_close(Compiler *compiler, BufferRegisters saved, uint32_t flags, CompiledFunction *result) {
  CodeBuffer *buffer = &compiler->buffer;
  uint32_t end = buffer_index(buffer);
  *result = (CompiledFunction){.buffer = buffer,
                               .first = BUFFER_PROLOGUE_ROOM,
                               .end = end,
                               .end_tag = buffer_end_tag(buffer, BUFFER_PROLOGUE_ROOM, end),
                               .flags = flags};
  buffer_leave(buffer, saved);
}

#endif
