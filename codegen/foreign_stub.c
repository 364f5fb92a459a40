/* SPDX-License-Identifier: Apache-2.0
 *
 * Foreign stubs: where call_indirect goes when the element of a table is not a function of the caller's own instance
 * (codegen/layout.h, DispatchEntry). The stub belongs to the caller's module. It calls the function by its CallSlot, as
 * an import is called, and does for all call sites what each would have to do otherwise: when another instance or C
 * comes back, the caller's instance, kept in a frame of the stub's own, is authenticated before it is believed.
 *
 *   [x29 + 16]     stack arguments, then stack results: the caller's
 *   [x29]          frame record
 *   [sp + room]    x28, 8 bytes unused
 *   [sp]           the same arguments and results for the callee
 *
 * x29 comes back out of memory that an attacker may have written, so what is needed after the call is addressed from
 * sp. What the DispatchEntry and its cell say is not believed: whatever CallSlot they lead to authenticates itself.
 */
#include "codegen/compiler.h"
#include "codegen/idioms.h"
#include "wasm/error.h"
#include "wasm/limits.h"

enum { FOREIGN_STUB_WORDS = 48, FRAME_RECORD_BYTES = 16, INSTANCE_BYTES = 16 };

static uint32_t stack_values(const ValueType *types, uint32_t count) {
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < count; i++) argument_next(&cursor, type_is_float(type_code(types[i])));
  return cursor.stack;
}

static void values_copy(CodeBuffer *buffer, uint32_t count, unsigned to, uint32_t to_offset, unsigned from,
                        uint32_t from_offset) {
  for (uint32_t i = 0; i < count; i++) {
    buffer_emit(buffer, a64_load(A64_LDRx, X16, from, from_offset + SLOT_BYTES * (int64_t)i));
    buffer_emit(buffer, a64_load(A64_STRx, X16, to, to_offset + SLOT_BYTES * (int64_t)i));
  }
}

bool foreign_stub_compile(Compiler *compiler, const ModuleContext *context, const FuncType *type, uint32_t canonical,
                          uint64_t counter, CompiledFunction *result, sg_error *error) {
  if (type->param_count > LIMIT_PARAMETERS || type->result_count > LIMIT_RESULTS)
    return error_set(error, ERR_LIMIT, SG_NO_OFFSET, SG_NO_FUNCTION, "too many parameters or results");
  const uint32_t room = layout_stack_slots(type) * SLOT_BYTES;
  const uint32_t params = stack_values(type->types, type->param_count);
  const uint32_t results = stack_values(type->types + type->param_count, type->result_count);
  CodeBuffer *buffer = &compiler->buffer;
  if (!compiler_reserve(compiler, BUFFER_PROLOGUE_ROOM + FOREIGN_STUB_WORDS + 2 * (size_t)(params + results), 1, error))
    return false;
  BufferRegisters saved = compiler_open(compiler, counter);
  emit_frame_push(buffer);
  buffer_emit(buffer, a64_pair_pre(A64_STPx, X28, XZR, SP, -INSTANCE_BYTES));
  if (room) emit_add(buffer, A64_SUBx, SP, SP, room);
  /* x17 is the modifier of `entry`: its address below the discriminator. */
  buffer_emit(buffer, a64_logical_imm(A64_ANDx, X9, X17, 1u << 12 | 47));
  buffer_emit(buffer,
              a64_load_unscaled(A64_LDRw, X16, X9,
                                (int64_t)offsetof(DispatchEntry, function) - (int64_t)offsetof(DispatchEntry, entry)));
  buffer_emit(buffer, a64_rrr_extend(A64_ADDx, X9, X28, X16, A64_UXTW, 0));
  buffer_emit(buffer, a64_load(A64_LDRx, X9, X9, 0));
  values_copy(buffer, params, SP, 0, X29, FRAME_RECORD_BYTES);
  emit_call_slot(buffer, canonical);
  values_copy(buffer, results, SP, room + INSTANCE_BYTES + FRAME_RECORD_BYTES, SP, 0);
  buffer_emit(buffer, a64_load(A64_LDRx, X17, SP, room));
  emit_authenticate_instance(buffer, context->module_id);
  emit_load_pinned(buffer, context->module->memory_count > 0, context->checked_memory);
  emit_add(buffer, A64_ADDx, SP, SP, room + INSTANCE_BYTES);
  emit_frame_pop(buffer);
  compiler_close(compiler, saved, 0, result);
  return true;
}
