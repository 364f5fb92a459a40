/* SPDX-License-Identifier: Apache-2.0
 *
 * The lazy stub: what calls of functions that are not compiled yet come to, one a module. A call goes to the function's
 * slot, from there to its thunk (memory/region.h, code_space_open_lazy), and from there here, with
 *     x17  the return address of the call        x30  the place in the thunk        all else as at a function's entry
 * The stub makes the frame record that the function would have made, so that the unwinder sees an ordinary frame, keeps
 * what AAPCS64 does not keep, calls C, and returns to the thunk, which tries the slot again.
 *
 *     [x29]        frame record: x29, the return address of the call, signed with x29 + 16
 *     [x29 - 8]    x28: it has been in memory, so it is authenticated like after any call into C
 *     [x29 - 16]   the place in the thunk, signed with x29 + 16 as well: both are where pacibsp stands
 *     [sp]         v0-v7 whole, x0-x8, x10-x15
 *
 * A wrong signature that autibsp finds without FPAC leaves a poisoned address, which the function's pacibsp would sign
 * in a way that tells the right signature: it is compared before.
 */
#include "codegen/compiler.h"
#include "codegen/idioms.h"

enum { LAZY_STUB_WORDS = 96 };

/* Offsets from sp. */
enum {
  SAVED_VECTORS = 0,
  SAVED_ARGUMENTS = SAVED_VECTORS + 8 * 16, /* x0-x8, eight bytes unused */
  SAVED_HOMES = SAVED_ARGUMENTS + 10 * 8,
  SAVED_PLACE = SAVED_HOMES + SAVED_CALLER_HOMES_BYTES,
  SAVED_INSTANCE = SAVED_PLACE + 8,
  LAZY_FRAME_BYTES = SAVED_INSTANCE + 8
};
_Static_assert(LAZY_FRAME_BYTES % 16 == 0, "sp stays aligned");
_Static_assert(LAZY_FRAME_BYTES - SAVED_PLACE == -LAZY_PLACE, "where C looks for the place");

enum { BRK_AUTHENTICATION = 0xc471, ADDRESS_BITS = 52 };

static void emit_access_saved(CodeBuffer *buffer, Word vectors, Word integers, Word integer) {
  for (unsigned i = 0; i < 8; i += 2)
    buffer_emit(buffer, a64_pair(vectors, V0 + i, V1 + i, SP, SAVED_VECTORS + 16 * (int64_t)i));
  for (unsigned i = 0; i < 8; i += 2)
    buffer_emit(buffer, a64_pair(integers, X0 + i, X1 + i, SP, SAVED_ARGUMENTS + 8 * (int64_t)i));
  buffer_emit(buffer, a64_load(integer, X8, SP, SAVED_ARGUMENTS + 64));
  for (unsigned i = 0; i < 6; i += 2)
    buffer_emit(buffer, a64_pair(integers, X10 + i, X11 + i, SP, SAVED_HOMES + 8 * (int64_t)i));
}

/* x30, just authenticated, is no poisoned address: the bits that tell of an error (53, 54 or 61, 62) are 0. */
static void emit_check_authenticated(CodeBuffer *buffer) {
  buffer_emit(buffer, a64_lsr(X16, X30, ADDRESS_BITS, true));
  buffer_emit(buffer, a64_cb(A64_CBZx, X16, 2));
  buffer_emit(buffer, a64_brk(BRK_AUTHENTICATION));
}

bool lazy_stub_compile(Compiler *compiler, const ModuleContext *context, const uint64_t *helper_cell, uint64_t counter,
                       CompiledFunction *result, sg_error *error) {
  CodeBuffer *buffer = &compiler->buffer;
  if (!compiler_reserve(compiler, BUFFER_PROLOGUE_ROOM + LAZY_STUB_WORDS, 1, error)) return false;
  BufferRegisters saved = compiler_open(compiler, counter);
  buffer_emit(buffer, (Word)WORD_SIGN_RETURN);
  buffer_emit(buffer, a64_mov(X9, X30, true));
  buffer_emit(buffer, a64_mov(X30, X17, true));
  emit_frame_push(buffer);
  emit_check_c_stack(buffer);
  buffer_emit(buffer, a64_add_imm(A64_SUBx, SP, SP, LAZY_FRAME_BYTES));
  buffer_emit(buffer, a64_load(A64_STRx, X9, SP, SAVED_PLACE));
  buffer_emit(buffer, a64_load(A64_STRx, X28, SP, SAVED_INSTANCE));
  emit_access_saved(buffer, A64_STPq, A64_STPx, A64_STRx);
  buffer_emit(buffer, a64_mov(X0, X28, true));
  buffer_emit(buffer, a64_mov(X1, X29, true));
  emit_call_helper(buffer, helper_cell);
  buffer_emit(buffer, a64_load(A64_LDRx, X17, SP, SAVED_INSTANCE));
  emit_authenticate_instance(buffer, context->module_id);
  emit_load_pinned(buffer, context->module->memory_count > 0, context->checked_memory);
  emit_access_saved(buffer, A64_LDPq, A64_LDPx, A64_LDRx);
  buffer_emit(buffer, a64_load(A64_LDRx, X9, SP, SAVED_PLACE));
  buffer_emit(buffer, a64_add_imm(A64_ADDx, SP, SP, LAZY_FRAME_BYTES));
  buffer_emit(buffer, a64_pair_post(A64_LDPx, X29, X30, SP, 16));
  buffer_emit(buffer, (Word)A64_AUTIBSP);
  emit_check_authenticated(buffer);
  buffer_emit(buffer, a64_mov(X17, X30, true));
  buffer_emit(buffer, a64_mov(X30, X9, true));
  buffer_emit(buffer, (Word)WORD_RETURN);
  compiler_close(compiler, saved, 0, result);
  return true;
}
