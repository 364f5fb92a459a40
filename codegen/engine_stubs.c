/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine's stubs: trap stubs, which never return, and helper stubs, through which emitted code calls C.
 *
 * A trap stub runs C on the instance's trap stack, because the Wasm stack may be used up, and writes nothing below the
 * trapping function's sp. A helper stub keeps every home of the ABI (x10-x15 here, the rest by AAPCS64), has a frame
 * record, and enters C only with room for it on the stack.
 */
#include "codegen/compiler.h"
#include "codegen/idioms.h"

enum { ENGINE_STUB_WORDS = 64, HELPER_ARGUMENTS = 6, BRK_UNSEALED = 0xc473 };

static void trap_stub_emit(CodeBuffer *buffer, uint32_t kind, bool frameless, const uint64_t *helper_cell) {
  if (frameless) {
    buffer_emit(buffer, a64_mov(X4, X17, true));
    buffer_emit(buffer, a64_mov_sp(X5, SP));
  } else {
    buffer_emit(buffer, a64_mov(X4, XZR, true));
    buffer_emit(buffer, a64_mov(X5, XZR, true));
  }
  buffer_emit(buffer, a64_mov(X3, X29, true));
  buffer_emit(buffer, a64_mov(X2, X30, true));
  buffer_emit(buffer, a64_mov_wide(A64_MOVZx, X1, kind, 0));
  buffer_emit(buffer, a64_mov(X0, X28, true));
  buffer_emit(buffer, a64_load(A64_LDRx, X16, X28, offsetof(InstanceHeader, trap_stack)));
  buffer_emit(buffer, a64_mov_sp(SP, X16));
  emit_call_helper(buffer, helper_cell);
  emit_unwind(buffer, X0);
}

static void helper_stub_emit(CodeBuffer *buffer, const uint64_t *helper_cell) {
  emit_frame_push(buffer);
  emit_check_c_stack(buffer);
  buffer_emit(buffer, a64_pair_pre(A64_STPx, X10, X11, SP, -SAVED_CALLER_HOMES_BYTES));
  buffer_emit(buffer, a64_pair(A64_STPx, X12, X13, SP, 16));
  buffer_emit(buffer, a64_pair(A64_STPx, X14, X15, SP, 32));
  for (unsigned i = HELPER_ARGUMENTS; i > 0; i--) buffer_emit(buffer, a64_mov(i, i - 1, true));
  buffer_emit(buffer, a64_mov(X0, X28, true));
  emit_call_helper(buffer, helper_cell);
  buffer_emit(buffer, a64_pair(A64_LDPx, X12, X13, SP, 16));
  buffer_emit(buffer, a64_pair(A64_LDPx, X14, X15, SP, 32));
  buffer_emit(buffer, a64_pair_post(A64_LDPx, X10, X11, SP, SAVED_CALLER_HOMES_BYTES));
  emit_frame_pop(buffer);
}

bool engine_stub_compile(Compiler *compiler, uint32_t stub, const uint64_t *helper_cell, uint64_t counter,
                         CompiledFunction *result, sg_error *error) {
  assert(stub < STUB_COUNT);
  if (!compiler_reserve(compiler, BUFFER_PROLOGUE_ROOM + ENGINE_STUB_WORDS, 1, error)) return false;
  CodeBuffer *buffer = &compiler->buffer;
  BufferRegisters saved = compiler_open(compiler, counter);
  if (stub < STUB_HELPER_FIRST) trap_stub_emit(buffer, stub % TRAP_KINDS, stub >= TRAP_STUB_FRAMELESS, helper_cell);
  else if (stub == STUB_UNSEALED) buffer_emit(buffer, a64_brk(BRK_UNSEALED));
  else helper_stub_emit(buffer, helper_cell);
  compiler_close(compiler, saved, 0, result);
  return true;
}
