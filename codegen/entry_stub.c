/* SPDX-License-Identifier: Apache-2.0
 *
 * Entry stubs: how code outside a module's instance reaches one of its functions. A CallSlot may have been written by
 * the attacker but for its entry, which is signed; so the stub, which belongs to the callee's module and knows its id,
 * believes no instance before the instance's own first word authenticates. Functions of the same instance call each
 * other directly and never come through here.
 */
#include "codegen/compiler.h"
#include "codegen/idioms.h"
#include "memory/seal.h"

enum { ENTRY_STUB_WORDS = 16 };

bool entry_stub_compile(Compiler *compiler, const ModuleContext *context, uint32_t function, uint64_t counter,
                        CompiledFunction *result, sg_error *error) {
  const Module *module = context->module;
  CodeBuffer *buffer = &compiler->buffer;
  if (counter != BUFFER_CONTINUES && !compiler_reserve(compiler, BUFFER_PROLOGUE_ROOM + ENTRY_STUB_WORDS, 1, error))
    return false;
  BufferRegisters saved = compiler_open(compiler, counter);
  buffer_emit(buffer, a64_load(A64_LDRx, X17, X9, offsetof(CallSlot, context)));
  emit_authenticate_instance(buffer, context->module_id);
  emit_load_pinned(buffer, module->memory_count > 0, context->checked_memory);
  emit_branch_to(buffer, a64_b(0), TARGET_FUNCTION, function - module->imported_functions);
  compiler_close(compiler, saved, FUNCTION_FRAMELESS, result);
  return true;
}
