/* SPDX-License-Identifier: Apache-2.0
 *
 * The two stubs that turn an array of values into arguments and results, or back: the trampoline (C to Wasm) and the
 * import stub (Wasm to C), one of each a function type. They are mirror images: what the trampoline loads the import
 * stub stores. Both find a value's place by argument_next, as callers and callees do.
 *
 * After a call x29 comes out of memory that the attacker may have written, so what lies in the frame is addressed from
 * sp, which every callee leaves where it was.
 */
#include "codegen/compiler.h"
#include "codegen/idioms.h"
#include "memory/seal.h"
#include "wasm/error.h"
#include "wasm/limits.h"

enum {
  TYPE_STUB_WORDS = 64, /* besides the words for values */
  WORDS_A_VALUE = 2,    /* in either direction */
  FRAME_RECORD_BYTES = 16
};

static bool type_fits(const FuncType *type, sg_error *error) {
  if (type->param_count <= LIMIT_PARAMETERS && type->result_count <= LIMIT_RESULTS) return true;
  return error_set(error, ERR_LIMIT, SG_NO_OFFSET, SG_NO_FUNCTION, "too many parameters or results");
}

static size_t type_words(const FuncType *type) {
  return BUFFER_PROLOGUE_ROOM + TYPE_STUB_WORDS + WORDS_A_VALUE * ((size_t)type->param_count + type->result_count);
}

/* Values at [base + 16 i] to their registers and to the slots at [slots + slots_offset]. `scratch` is neither. */
static void values_load(CodeBuffer *buffer, const ValueType *types, uint32_t count, unsigned base, unsigned slots,
                        uint32_t slots_offset, unsigned scratch) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count; i++) {
    uint8_t code = type_code(types[i]);
    bool wide = type_is_wide(code);
    Argument argument = argument_next(&cursor, type_is_float(code));
    int64_t offset = (int64_t)VALUE_BYTES * i;
    if (argument.place == ARGUMENT_FLOAT) {
      buffer_emit(buffer, a64_load(wide ? A64_LDRd : A64_LDRs, argument.index, base, offset));
    } else if (argument.place == ARGUMENT_INTEGER) {
      buffer_emit(buffer, a64_load(wide ? A64_LDRx : A64_LDRw, argument.index, base, offset));
    } else {
      buffer_emit(buffer, a64_load(wide ? A64_LDRx : A64_LDRw, scratch, base, offset));
      buffer_emit(buffer, a64_load(A64_STRx, scratch, slots, slots_offset + SLOT_BYTES * (int64_t)argument.index));
    }
  }
}

/* The other way. 32-bit values get a zero upper half: C must not see what the registers held before. */
static void values_store(CodeBuffer *buffer, const ValueType *types, uint32_t count, unsigned base, unsigned slots,
                         uint32_t slots_offset, unsigned scratch) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count; i++) {
    uint8_t code = type_code(types[i]);
    bool wide = type_is_wide(code);
    Argument argument = argument_next(&cursor, type_is_float(code));
    int64_t offset = (int64_t)VALUE_BYTES * i;
    if (argument.place == ARGUMENT_FLOAT && wide) {
      buffer_emit(buffer, a64_load(A64_STRd, argument.index, base, offset));
      continue;
    }
    unsigned from = scratch;
    if (argument.place == ARGUMENT_FLOAT) buffer_emit(buffer, a64_rr(A64_FMOVws, scratch, argument.index));
    else if (argument.place == ARGUMENT_STACK)
      buffer_emit(buffer, a64_load(wide ? A64_LDRx : A64_LDRw, scratch, slots,
                                   slots_offset + SLOT_BYTES * (int64_t)argument.index));
    else if (wide) from = argument.index;
    else buffer_emit(buffer, a64_mov(scratch, argument.index, false));
    buffer_emit(buffer, a64_load(A64_STRx, from, base, offset));
  }
}

/*   [x29]            frame record
 *   [sp + room]      pointer to the values, 8 bytes unused
 *   [sp]             stack arguments, then stack results */
bool trampoline_compile(Compiler *compiler, const FuncType *type, uint32_t canonical, uint64_t counter,
                        CompiledFunction *result, sg_error *error) {
  if (!type_fits(type, error) || !compiler_reserve(compiler, type_words(type), 1, error)) return false;
  const ValueType *params = type->types, *results = type->types + type->param_count;
  uint32_t room = layout_stack_slots(type) * SLOT_BYTES;
  CodeBuffer *buffer = &compiler->buffer;
  BufferRegisters saved = compiler_open(compiler, counter);
  emit_frame_push(buffer);
  emit_add(buffer, A64_SUBx, SP, SP, room + 16);
  buffer_emit(buffer, a64_load(A64_STRx, X1, SP, room));
  buffer_emit(buffer, a64_mov(X9, X0, true));
  buffer_emit(buffer, a64_mov(X17, X1, true));
  values_load(buffer, params, type->param_count, X17, SP, 0, X16);
  emit_call_slot(buffer, canonical);
  buffer_emit(buffer, a64_load(A64_LDRx, X17, SP, room));
  values_store(buffer, results, type->result_count, X17, SP, 0, X16);
  buffer_emit(buffer, a64_mov(X0, XZR, true));
  emit_add(buffer, A64_ADDx, SP, SP, room + 16);
  emit_frame_pop(buffer);
  compiler_close(compiler, saved, FUNCTION_TRAMPOLINE, result);
  return true;
}

/*   [x29 + 16]       stack arguments, then stack results: the caller's
 *   [x29]            frame record
 *   [x29 - 48]       x10-x15
 *   [sp]             values */
bool import_stub_compile(Compiler *compiler, const FuncType *type, uint32_t canonical, const uint64_t *helper_cell,
                         uint64_t counter, CompiledFunction *result, sg_error *error) {
  if (!type_fits(type, error) || !compiler_reserve(compiler, type_words(type), 1, error)) return false;
  const ValueType *params = type->types, *results = type->types + type->param_count;
  uint32_t values_bytes =
      VALUE_BYTES * (type->param_count > type->result_count ? type->param_count : type->result_count);

  CodeBuffer *buffer = &compiler->buffer;
  BufferRegisters saved = compiler_open(compiler, counter);
  emit_frame_push(buffer);
  emit_add(buffer, A64_SUBx, SP, SP, values_bytes + SAVED_CALLER_HOMES_BYTES);
  emit_check_c_stack(buffer);
  buffer_emit(buffer, a64_pair(A64_STPx, X10, X11, X29, -48));
  buffer_emit(buffer, a64_pair(A64_STPx, X12, X13, X29, -32));
  buffer_emit(buffer, a64_pair(A64_STPx, X14, X15, X29, -16));
  values_store(buffer, params, type->param_count, SP, X29, FRAME_RECORD_BYTES, X16);
  emit_load_host(buffer, pac_type_discriminator(canonical));
  buffer_emit(buffer, a64_load(A64_LDRx, X0, X9, offsetof(HostEntry, context)));
  buffer_emit(buffer, a64_load(A64_LDRx, X1, X28, offsetof(InstanceHeader, owner)));
  buffer_emit(buffer, a64_mov_sp(X2, SP));
  emit_call_signed(buffer, DISC_HOST);
  buffer_emit(buffer, a64_cb(A64_CBZx, X0, 1 + call_helper_words(helper_cell) + UNWIND_WORDS));
  emit_call_helper(buffer, helper_cell);
  emit_unwind(buffer, X0);
  emit_add(buffer, A64_ADDx, X17, SP, values_bytes);
  buffer_emit(buffer, a64_pair(A64_LDPx, X10, X11, X17, 0));
  buffer_emit(buffer, a64_pair(A64_LDPx, X12, X13, X17, 16));
  buffer_emit(buffer, a64_pair(A64_LDPx, X14, X15, X17, 32));
  values_load(buffer, results, type->result_count, SP, X17, SAVED_CALLER_HOMES_BYTES + FRAME_RECORD_BYTES, X16);
  buffer_emit(buffer, a64_add_imm(A64_ADDx, SP, X17, SAVED_CALLER_HOMES_BYTES));
  emit_frame_pop(buffer);
  compiler_close(compiler, saved, 0, result);
  return true;
}
