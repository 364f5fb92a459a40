/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling a function body: one pass over its bytes validates it and emits arm64e words into a tagged buffer
 * (memory/buffer.h), ready for the seal. Functions are independent: N threads with a Compiler each may work on one
 * module.
 */
#ifndef SIGNET_CODEGEN_COMPILE_H
#define SIGNET_CODEGEN_COMPILE_H

#include "codegen/layout.h"
#include "memory/buffer.h"

/* What all functions of a module share. Immutable while functions are compiled. */
typedef struct ModuleContext {
  const Module *module; /* with canonical type ids filled in */
  const InstanceLayout *layout;
  uint16_t module_id;  /* 1 .. 0x7fff: discriminator of its instances */
  bool checked_memory; /* memory 0 is checked against x26 */
  bool exact_stores;
} ModuleContext;

/* A thread's compiler: buffers that are kept from function to function. */
typedef struct Compiler Compiler;
Compiler *compiler_new(void); /* NULL: no memory */
void compiler_free(Compiler *compiler);
size_t compiler_scratch_bytes(const Compiler *compiler); /* peak, buffer included */

typedef struct {
  const CodeBuffer *buffer; /* the compiler's: valid until it compiles again */
  uint32_t first, end;      /* entries */
  uint64_t end_tag;
  uint32_t flags; /* FUNCTION_FRAMELESS */
} CompiledFunction;

/* Called for each operator when a listing is wanted: the entry index where its words begin, and its byte offset. */
typedef struct {
  void (*row)(void *context, uint32_t entry, uint32_t offset);
  void *context;
} CompileListener;

/* Compiles defined function `function` (index in the function index space) under tags that start at `counter`
 * (code_thread_counter). listener: NULL, or told of every operator. False and *error: MALFORMED, INVALID, UNSUPPORTED,
 * LIMIT, NO_MEMORY; the caller then gives the buffer to seal_discard with result->end. */
bool function_compile(Compiler *compiler, const ModuleContext *context, uint32_t function, uint64_t counter,
                      const CompileListener *listener, CompiledFunction *result, sg_error *error);

/* An entry stub for a type-checked indirect entry to defined function `function`: takes the instance from the CallSlot
 * in x9, authenticates it with the module's id, loads the pinned registers and branches to the function. Sealed as a
 * function of the module's space with index function_count + n. */
bool entry_stub_compile(Compiler *compiler, const ModuleContext *context, uint32_t function, uint64_t counter,
                        CompiledFunction *result, sg_error *error);

/* Engine code, not a module's: sealed in the engine's space.
 * Trampoline C to Wasm, one a signature: called as
 *   uint64_t trampoline(CallSlot *slot [x0], void *values [x1])      with x9 free
 * loads the arguments from values, calls through the slot, stores the results over them, returns 0. Keeps nothing of
 * C's but x29, x30, sp: the enter stub in runtime/ saves what AAPCS64 demands. Its frame record is at x29; a trap is
 * unwound by putting x29 there, sp = x29, x0 = 1 and running `ldp x29, x30, [sp], #16; retab` (the unwind stub). */
bool trampoline_compile(Compiler *compiler, const FuncType *type, uint32_t canonical, uint64_t counter,
                        CompiledFunction *result, sg_error *error);
/* Import stub Wasm to C, one a signature: entry of CallSlots whose context is a HostFunction. Saves x10-x15, checks sp
 * against the caller instance's c_stack_limit, spills the arguments into an array of values, calls the helper whose
 * signed pointer (IB, DISC_HELPER) is at `helper_cell` (in the engine's read-only page) as
 *   HostReturn helper(CallSlot *slot, void *values, InstanceHeader *caller)      { x0: 0 or 1; x1: frame to unwind to }
 * and loads the results, or goes to the unwind stub with x29 = x1. */
bool import_stub_compile(Compiler *compiler, const FuncType *type, const uint64_t *helper_cell, uint64_t counter,
                         CompiledFunction *result, sg_error *error);
/* Engine stub number `stub` of codegen/stubs.def and codegen/abi.h (trap kinds, both frame forms; helpers). Its C
 * function's signed pointer is at `helper_cell`. Trap stubs call uint64_t raise(InstanceHeader *instance, uint64_t
 * kind, uint64_t pc, uint64_t frame)  -> frame record to unwind to on the instance's trap stack, then unwind. */
bool engine_stub_compile(Compiler *compiler, uint32_t stub, const uint64_t *helper_cell, uint64_t counter,
                         CompiledFunction *result, sg_error *error);
/* Number of engine stubs, and the further fixed ones. */
enum {
#define HELPER(name) STUB_ORDER_##name,
#include "codegen/stubs.def"
#undef HELPER
  STUB_HELPERS
};
/* After the helpers: STUB_UNWIND (x29 = a trampoline's frame record), STUB_FAULT is not called: the fault handler puts
 * pc at STUB_UNWIND; STUB_UNSEALED is where slots of unsealed functions lead: brk. */
enum { STUB_UNWIND = 32 + STUB_HELPERS, STUB_UNSEALED, STUB_COUNT };

#endif
