/* SPDX-License-Identifier: Apache-2.0
 *
 * A thread's compiler: the tagged buffer that functions and stubs are emitted into, and the emitter's own block
 * (operand stack, control stack, locals), both kept from function to function so that nothing is allocated while a body
 * is compiled. Only codegen/ looks inside: function_compile sizes and owns what `emitter` points to, the stubs use the
 * buffer alone.
 */
#ifndef SIGNET_CODEGEN_COMPILER_H
#define SIGNET_CODEGEN_COMPILER_H

#include "codegen/compile.h"

#include <stddef.h>

struct Compiler {
  CodeBuffer buffer;
  void *emitter; /* a heap block of the body emitter's, or NULL; freed with the compiler */
  size_t emitter_bytes;
  size_t peak; /* largest that buffer and emitter were together */
};

/* Room for a function of so many entries and records, contents lost. False and *error: no memory. */
bool compiler_reserve(Compiler *compiler, size_t entries, size_t records, sg_error *error);
/* Records the peak: after each function. */
void compiler_note_peak(Compiler *compiler);

#endif
