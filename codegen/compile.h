/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling a function body: one pass over its bytes validates it and emits arm64e words into a tagged buffer
 * (memory/buffer.h), ready for the seal. Functions are independent: N threads with a Compiler each may work on one
 * module.
 */
#ifndef SIGNET_CODEGEN_COMPILE_H
#define SIGNET_CODEGEN_COMPILE_H

#include "codegen/abi.h"
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
/* All that it holds besides the code buffer: itself, and the pages of its stacks (operands, control frames, locals) as
 * far as any body has touched them. */
size_t compiler_scratch_bytes(const Compiler *compiler);

typedef struct {
  const CodeBuffer *buffer; /* the compiler's: valid until it compiles again */
  uint32_t first, end;      /* entries */
  uint64_t end_tag;
  uint32_t flags; /* FUNCTION_FRAMELESS */
} CompiledFunction;

/* Called for each operator when a listing is wanted: the entry index where its words begin, and its byte offset. */
typedef struct {
  void (*row)(void *context, uint32_t entry, uint32_t offset);
  /* Entries from `entry` on are out of line and belong to the operator that emitted entry `site`. */
  void (*out_of_line)(void *context, uint32_t entry, uint32_t site);
  void *context;
} CompileListener;

/* A function may be compiled when all bodies are there that end at most so many bytes behind its own: calls of some of
 * them are inlined (codegen/inline.h). */
enum { INLINE_WINDOW = 4096 };

/* Compiles defined function `function` (index in the function index space) under tags that start at `counter`
 * (code_thread_counter). listener: NULL, or told of every operator. False and *error: MALFORMED, INVALID, UNSUPPORTED,
 * LIMIT, NO_MEMORY; the caller then gives the buffer to seal_discard with result->end. */
bool function_compile(Compiler *compiler, const ModuleContext *context, uint32_t function, uint64_t counter,
                      const CompileListener *listener, CompiledFunction *result, sg_error *error);

/* Functions that are sealed together are compiled one behind the other into one buffer, under one counter: between
 * opening and closing, function_compile and entry_stub_compile are given BUFFER_CONTINUES for a counter, and only for
 * what the batch holds. Position and counter stay in registers meanwhile, which is why no C but ours may be returned
 * to before it is closed. */
typedef struct {
  BufferRegisters registers;
} CompilerBatch;
bool compiler_batch_open(Compiler *compiler, uint64_t counter, CompilerBatch *saved, sg_error *error);
/* Whether a body of so many bytes may be in a batch: not in long form; and in the open one, with its entry stub. */
bool compiler_batch_body(uint32_t body_bytes);
bool compiler_batch_holds(const Compiler *compiler, uint32_t body_bytes);
/* Gives the buffer, to be sealed or discarded. */
const CodeBuffer *compiler_batch_close(Compiler *compiler, const CompilerBatch *saved);

/* An entry stub for a type-checked indirect entry to defined function `function` (index in the function index space):
 * takes the instance from the CallSlot in x9, authenticates it with the module's id, loads the pinned registers and
 * branches to the function. Sealed as a function of the module's space, behind the defined functions. */
bool entry_stub_compile(Compiler *compiler, const ModuleContext *context, uint32_t function, uint64_t counter,
                        CompiledFunction *result, sg_error *error);

/* The stub through which calls come to functions of a module that are not compiled yet (codegen/lazy_stub.c). Sealed as
 * the last function of a lazy space. Calls the C function whose signed pointer is at `helper_cell` as
 *   void helper(InstanceHeader *instance, const uint8_t *frame)
 * with the return address into the thunk, signed with frame + 16, at frame + LAZY_PLACE. */
enum { LAZY_PLACE = -16 };
bool lazy_stub_compile(Compiler *compiler, const ModuleContext *context, const uint64_t *helper_cell, uint64_t counter,
                       CompiledFunction *result, sg_error *error);

/* The stub of a type through which DispatchEntries of the module's instances lead to functions that are not their own:
 * with the entry's place in x17, it calls the CallSlot that the entry's `function` names, arguments and results on the
 * stack copied, and takes the caller's instance back. Its frame record is at x29, x28 below it. Sealed as a function of
 * the module's space, behind the entry stubs. LIMIT or NO_MEMORY. */
bool foreign_stub_compile(Compiler *compiler, const ModuleContext *context, const FuncType *type, uint32_t canonical,
                          uint64_t counter, CompiledFunction *result, sg_error *error);

/* Engine code, not a module's: sealed in spaces without an owner. All of these fail with LIMIT for a type beyond the
 * limits of the Wasm JS API, or NO_MEMORY.
 *
 * Trampoline C to Wasm, one a signature: called by enter_wasm as
 *   uint64_t trampoline(CallSlot *slot [x0], void *values [x1])
 * loads the arguments from values, calls through the slot, stores the results over them, returns 0. Keeps nothing of
 * C's but x29, x30, sp: enter_wasm saves what AAPCS64 demands. Its frame record is at x29; a trap is unwound by
 *   mov sp, RECORD;  mov x0, #1;  ldp x29, x30, [sp], #16;  retab
 * so that it returns 1. It is the only frame of engine code between two Wasm frames' records, and its flags say
 * FUNCTION_TRAMPOLINE. It does not probe the stack: enter_wasm's caller has made sure of 16 KiB. */
bool trampoline_compile(Compiler *compiler, const FuncType *type, uint32_t canonical, uint64_t counter,
                        CompiledFunction *result, sg_error *error);
/* Import stub Wasm to C, one a signature: entry of CallSlots whose context is a HostEntry. Called by Wasm only (x28 is
 * the caller's instance). Saves x10-x15, checks sp against the instance's c_stack_limit, spills the arguments into an
 * array of values, calls the callback and loads the results. i32 and f32 arrive and leave as the low half of an 8-byte
 * value; what arrives has a zero upper half. Where the callback gives a trap, the stub calls the helper whose signed
 * pointer (IB, DISC_HELPER) is at `helper_cell` (in the engine's read-only page) as
 *   uint64_t helper(sg_trap *trap)
 * and unwinds to the frame record that it returns. */
bool import_stub_compile(Compiler *compiler, const FuncType *type, uint32_t canonical, const uint64_t *helper_cell,
                         uint64_t counter, CompiledFunction *result, sg_error *error);
/* Engine stub number `stub`: a trap kind in either frame form (codegen/abi.h), a helper (codegen/stubs.def), or one of
 * the fixed ones below. To be sealed and published in ascending order: helpers branch to trap stubs. The C function's
 * signed pointer is at `helper_cell`; trap stubs call, on the instance's trap stack,
 *   uint64_t raise(InstanceHeader *instance, uint64_t kind, uint64_t pc, uint64_t frame, uint64_t link, uint64_t sp)
 * (pc: return address of the call of the stub; link and sp: the signed return address of a frameless function and the
 * sp it is signed with, else link is 0) and unwind to the frame record that it returns. */
bool engine_stub_compile(Compiler *compiler, uint32_t stub, const uint64_t *helper_cell, uint64_t counter,
                         CompiledFunction *result, sg_error *error);
/* The helpers in their order; STUB_UNSEALED is where slots of unsealed functions lead: brk. */
enum {
#define HELPER(name) STUB_ORDER_##name,
#include "codegen/stubs.def"
#undef HELPER
  STUB_HELPERS
};
enum { STUB_UNSEALED = STUB_HELPER_FIRST + STUB_HELPERS, STUB_COUNT };

#endif
