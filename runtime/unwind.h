/* SPDX-License-Identifier: Apache-2.0
 *
 * From the place of a trap to the trampoline that entered Wasm: walking frame records (codegen/abi.h), noting who was
 * where, and going there. No return address is believed before it has been authenticated, no frame pointer before it
 * is known to lie in the store's stack above the one before; what fails ends the process.
 *
 * Nothing here allocates or locks: the fault handler walks too. A trap is noted in the store's TrapRecord, and
 * sg_func_call makes the sg_trap of it once enter_wasm has returned 1.
 */
#ifndef SIGNET_RUNTIME_UNWIND_H
#define SIGNET_RUNTIME_UNWIND_H

#include "codegen/abi.h"
#include "codegen/layout.h"
#include "memory/linear.h"
#include "memory/region.h"

#include <stdatomic.h>

/* One Wasm function that was running. */
typedef struct {
  const CodeSpace *space; /* the module's: code_space_owner */
  uint32_t function;      /* in the space, as sealed */
  uint32_t code_offset;   /* bytes from the function's first word: the trapping word, or the call */
  uint64_t instance;      /* unauthenticated, possibly 0 or wrong: compare with the store's instances, never follow */
} TrapFrame;

enum { TRAP_FRAMES = 64 };

typedef struct {
  TrapKind kind;
  uint32_t frame_count;          /* noted: at most TRAP_FRAMES */
  uint64_t frame_total;          /* that were there */
  TrapFrame frames[TRAP_FRAMES]; /* innermost first */
} TrapRecord;

/* What unwinder and fault handler must know of a store: a part of it, filled when the store is made. */
typedef struct Execution {
  const CodeRegion *region;
  const MemoryPool *pool;
  uintptr_t guard_low; /* [guard_low, stack_low) is inaccessible, [stack_low, stack_high) the Wasm stack */
  uintptr_t stack_low, stack_high;
  uintptr_t unwind_stub;        /* address of STUB_UNWIND */
  _Atomic uint32_t interrupted; /* set before the poll pages are forbidden, cleared after they are allowed again */
  TrapRecord record;            /* of the last trap */
} Execution;

/* Makes `execution` this thread's (NULL: none), for the time of one enter_wasm; returns the one before, to be put back
 * afterwards. Call fault_thread_prepare before the first. */
Execution *execution_switch(Execution *execution);
Execution *execution_current(void);

/* codegen/ calls its signature uint64_t (*)(CallSlot *, void *values). Saves all that AAPCS64 demands, moves sp to
 * stack_top (16-byte aligned; NULL: stays on the stack it is on, for Wasm that is entered from a host function), calls
 * the trampoline, whose pointer is signed IB with `modifier`. 0: the results are in values; 1: a trap. The caller has
 * checked that sp is above the store's limit for C. */
uint64_t enter_wasm(CallSlot *slot, void *values, uint64_t signed_trampoline, uint64_t modifier, void *stack_top);

/* The C function behind all trap stubs (engine_stub_compile): notes the trap in this thread's Execution and returns the
 * trampoline's frame record. pc: return address of the stub's call; link, sp: of a frameless function its signed return
 * address and sp, else link is 0. */
uint64_t trap_raise(InstanceHeader *instance, uint64_t kind, uint64_t pc, uint64_t frame, uint64_t link, uint64_t sp);

/* For C that a helper stub or an import stub has called: notes a trap and returns the frame to unwind to, which goes
 * into HelperReturn.unwind or HostReturn.unwind. frame: unwind_caller_frame() in the function that the stub called. */
uint64_t trap_raise_from_stub(TrapKind kind, uint64_t frame);
/* The frame record of the stub that called the function where this stands; noinline is the caller's duty. */
#define unwind_caller_frame() (*(const uint64_t *)__builtin_frame_address(0))

/* Where a walk begins. */
typedef struct {
  uint64_t pc;    /* the word that trapped; 0: `frame` is a stub's, begin with its caller */
  uint64_t frame; /* x29 */
  uint64_t link;  /* of a function without a frame record: its return address, signed with sp; else 0 */
  uint64_t sp;
} UnwindStart;

/* Fills the record and returns the trampoline's frame record. Async-signal-safe. */
uint64_t unwind_walk(const Execution *execution, const UnwindStart *start, TrapKind kind, TrapRecord *record);

#endif
