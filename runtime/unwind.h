/* SPDX-License-Identifier: Apache-2.0
 *
 * From the place of a trap to the trampoline that entered Wasm: walking the frame records of codegen/abi.h, noting in
 * the trap who was where, and leaving. No return address is believed before it has been authenticated, no frame
 * pointer before it is known to lie in the store's stack above the one before; what fails ends the process.
 *
 * The store is the one that this thread has entered (runtime/fault.h), never one found through memory that emitted code
 * could reach. An instance that stands in a frame is compared with the store's, and not followed.
 */
#ifndef SIGNET_RUNTIME_UNWIND_H
#define SIGNET_RUNTIME_UNWIND_H

#include "runtime/trap.h"

/* What the trap stubs call (engine_stub_compile), on the trap stack. Sets store->pending_trap to a trap of the kind
 * with its frames and returns the innermost trampoline's frame record. pc: return address of the stub's call; link, sp:
 * of a frameless function its return address, signed with sp; else link is 0. */
uint64_t unwind_raise(InstanceHeader *instance, uint64_t kind, uint64_t pc, uint64_t frame, uint64_t link, uint64_t sp)
    __attribute__((visibility("hidden"))); /* signed: runtime/call.h */

/* From a C helper of stubs.def that traps: never returns, so the caller holds nothing that must be given back. Takes
 * `trap`, adds the Wasm frames, sets store->pending_trap and leaves Wasm. helper_frame: __builtin_frame_address(0) of
 * helper_NAME, whose saved x29 is the helper stub's frame record. */
_Noreturn void unwind_helper(InstanceHeader *instance, sg_trap *trap, void *helper_frame);

/* For runtime_host_trap: takes `trap`, adds a host frame and the Wasm frames from the import stub's caller on (behind
 * those that a trap of an inner call has already), sets store->pending_trap and returns the frame record to
 * unwind to. host_trap_frame: __builtin_frame_address(0) of runtime_host_trap. */
uint64_t unwind_host(sg_trap *trap, void *host_trap_frame);

/* enter_arm64.S: returns 1 from the trampoline whose frame record this is. */
_Noreturn void unwind_leave(uint64_t trampoline_frame);

/* Where a walk begins: in the word at pc (0: in the caller of the stub whose frame record `frame` is), with x29 =
 * `frame`. link, sp: as for unwind_raise. instance: x28, which may be anything. */
typedef struct {
  uint64_t pc, frame, link, sp, instance;
} UnwindStart;

/* Adds the frames to `trap` (NULL: none are wanted) and returns the trampoline's frame record. */
uint64_t unwind_walk(sg_store *store, const UnwindStart *start, sg_trap *trap);

#endif
