/* SPDX-License-Identifier: Apache-2.0
 *
 * Where C and Wasm meet: what emitted code calls, and how it is entered. The addresses of these functions are signed
 * into the engine's read-only page and nowhere else; nothing but emitted code calls them.
 *
 * unwind.c (runtime/unwind.h) owns leaving Wasm by a trap: it fills store->pending_trap and tells the frame record of
 * the innermost trampoline, to which the unwind stub returns 1.
 */
#ifndef SIGNET_RUNTIME_CALL_H
#define SIGNET_RUNTIME_CALL_H

#include "runtime/instance.h"

/* What is signed is an address of this program, not one loaded from a table of symbols. */
#pragma GCC visibility push(hidden)

/* enter_arm64.S: saves what AAPCS64 demands (x19-x28, d8-d15), goes to the stack whose top is given (NULL: stays on
 * this one), authenticates the trampoline with the modifier and calls it with slot and values. 0: returned; 1: trapped,
 * with the trap in the store. */
uint64_t enter_wasm(CallSlot *slot, void *values, uint64_t trampoline, uint64_t modifier, void *stack_top);

/* What an import stub calls when its host function has given a trap, which it takes: the frame record to unwind to. */
uint64_t runtime_host_trap(sg_trap *trap);

/* What the lazy stub of a module calls (lazy_stub_compile): compiles and seals the function of the thunk. */
void runtime_lazy_call(InstanceHeader *instance, const uint8_t *frame);

/* The C side of each helper of codegen/stubs.def. All take the largest number of arguments, so that the table of them
 * has one type. */
typedef uint64_t HelperFunction(InstanceHeader *header, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
                                uint64_t a4);
#define HELPER(name) HelperFunction helper_##name;
#include "codegen/stubs.def"
#undef HELPER

#pragma GCC visibility pop

#endif
