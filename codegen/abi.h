/* SPDX-License-Identifier: Apache-2.0
 *
 * The ABI of emitted code: registers, frame, calls. Everything else refers to this page.
 *
 *   AAPCS64 at a glance: x0-x7, v0-v7 arguments and results; x9-x15, x16, x17, v16-v31 scratch; x19-x28, d8-d15 kept by
 *   callees; x18 the platform's; x29 frame pointer, x30 link register, sp 16-byte aligned.
 *
 *   Wasm         holds                                                    why
 *   x0-x7 v0-v7  arguments and results; operands (depth d prefers x_d)    calls and returns find them in place
 *   x8           operand
 *   x9           the CallSlot of an indirect call; else an operand
 *   x10-x15      homes of locals, kept by Wasm callees, saved by stubs    C does not keep them
 *   x16 x17      scratch inside one operator; raw code addresses          what xnu's thread-state MAC covers
 *   x18          never touched
 *   x19-x26      homes of locals (x26: bound of memory 0 if checked)      C keeps them as well
 *   x27          base of memory 0
 *   x28          instance
 *   d8-d15       homes of locals
 *   v16-v19      operands
 *   v20-v29      homes of loops without calls                             a call stores and loads them
 *   v30 v31      scratch inside one operator
 *
 *   The frame, from high to low addresses. The frame record is on top, so that the sp which pacibsp signed with is
 *   always x29 + 16:
 *
 *     [x29 + 16 + 8k]  arguments and results beyond the registers, in order: the caller's, at its sp
 *     [x29]            frame record: x29, x30 (signed IB with x29 + 16)
 *     ...              saved homes, pairs, downwards from x29
 *     [sp + 8 s]       slots: 0 and 1 the first pair of what is saved (the instance first, if it is), then each
 *                      local's, then the operands' by depth
 *     [sp]             while a call with stack arguments is open sp is lower by their room
 *
 *   pacibsp; stp x29, x30, [sp, #-16]!; mov x29, sp; stp first pair, [sp, #-n]!; other pairs; parameters to homes
 *   ...; other pairs; ldp first pair, [sp], #n; ldp x29, x30, [sp], #16; retab
 *
 *   A leaf that needs no slot and saves nothing has no frame record (FUNCTION_FRAMELESS): pacibsp; ...; retab; before
 *   its out-of-line `bl` to a trap stub it moves x30 to x17.
 *
 *   Calls. The same instance: `bl`. Anything else goes through a CallSlot in x9 (codegen/layout.h): the callee's entry
 *   stub takes x28 from the slot, authenticates it and loads x27 (and x26); afterwards the caller takes its instance
 *   from its own frame, authenticates it and loads x27 (and x26) again. Elements of tables of fixed size are called
 *   through a DispatchEntry of the instance: the function itself, or a foreign stub, which does the same for its
 *   caller. memory.grow sets x27 and x26 anew: they are pinned, no function saves or restores them.
 *
 *   Stubs of the engine (codegen/stubs.def) are reached by `bl`:
 *     trap stubs        never return; x30 names the site; x17 = caller's x30 if the function is frameless (the stub for
 *                       those is another number: trap kind + TRAP_STUB_FRAMELESS)
 *     helper stubs      arguments in x0.., 32-bit values with undefined upper halves; result in x0; keep x10-x15,
 * x19-x26, d8-d15 (homes), not operands. Afterwards the caller reloads its instance as after any call into C.
 */
#ifndef SIGNET_CODEGEN_ABI_H
#define SIGNET_CODEGEN_ABI_H

#include <stdint.h>

enum {
  REG_SLOT = 9,
  REG_SCRATCH0 = 16,
  REG_SCRATCH1 = 17,
  REG_BOUND = 26,
  REG_MEMORY = 27,
  REG_INSTANCE = 28,
  REG_FRAME = 29,
  REG_LINK = 30
};
enum { VREG_SCRATCH0 = 30, VREG_SCRATCH1 = 31 };

enum {
  ARGUMENT_REGISTERS = 8, /* x0-x7 and v0-v7, each */
  SLOT_BYTES = 8,
  SLOT_INSTANCE = 0,
  SLOT_LOCALS = 2,         /* the first local's slot */
  FRAME_PROBE_BYTES = 1024 /* larger frames compare sp with the stack limit */
};

/* Where a function's parameters (or results) lie: one rule for callers, callees, trampolines and stubs. */
typedef struct {
  uint32_t integers, floats, stack; /* taken so far */
} ArgumentCursor;

typedef struct {
  enum { ARGUMENT_INTEGER, ARGUMENT_FLOAT, ARGUMENT_STACK } place;
  uint32_t index; /* register number, or slot at the caller's sp */
} Argument;

static inline Argument argument_next(ArgumentCursor *cursor, int is_float) {
  if (is_float)
    return cursor->floats < ARGUMENT_REGISTERS ? (Argument){ARGUMENT_FLOAT, cursor->floats++}
                                               : (Argument){ARGUMENT_STACK, cursor->stack++};
  return cursor->integers < ARGUMENT_REGISTERS ? (Argument){ARGUMENT_INTEGER, cursor->integers++}
                                               : (Argument){ARGUMENT_STACK, cursor->stack++};
}

/* The trap kinds, in the order of sg_trap_kind, are the first stubs. */
enum { TRAP_STUB_FIRST = 0, TRAP_KINDS = 16, TRAP_STUB_FRAMELESS = TRAP_KINDS, STUB_HELPER_FIRST = 2 * TRAP_KINDS };

typedef enum {
  TRAP_UNREACHABLE,
  TRAP_MEMORY_OUT_OF_BOUNDS,
  TRAP_TABLE_OUT_OF_BOUNDS,
  TRAP_UNINITIALIZED_ELEMENT,
  TRAP_INDIRECT_CALL_MISMATCH,
  TRAP_INTEGER_OVERFLOW,
  TRAP_DIVIDE_BY_ZERO,
  TRAP_INVALID_CONVERSION,
  TRAP_STACK_OVERFLOW,
  TRAP_NULL_REFERENCE,
  TRAP_INTERRUPTED,
  TRAP_HOST,
  TRAP_LIMIT,
  TRAP_UNDEFINED_ELEMENT
} TrapKind;

#endif
