/* SPDX-License-Identifier: Apache-2.0
 *
 * The two toggles between which a thread may write the code region, under the names and with the register contract of
 * BrowserEngineCore: they clobber x0-x8, x16, x17, x30, memory and flags, and keep all else. On Apple's systems they
 * come from the SDK and are a register write. On arm64 Linux this is a mock with the same contract and the same check
 * of a witness (the signed address behind the `bl`): its inline half is here, the other in toggles_linux_arm64.S, and
 * instead of a register it changes the protection of the thread's window (section.h says which pages).
 *
 * Only the seal includes this, and each use is a critical section of its own that is audited: no call, no stack access
 * between the two.
 */
#ifndef SIGNET_MEMORY_TOGGLES_H
#define SIGNET_MEMORY_TOGGLES_H

#if defined(__APPLE__)

/* Apple's own, whatever it does: nothing of it is written here. Without an SDK the name leads to a stand-in that cannot
 * be linked (cmake/apple_sdk). */
#if !defined(SIGNET_JIT_WRITE_CALLBACKS)
#include <BrowserEngineCore/BEMemory.h>
#endif

#elif defined(__aarch64__) && defined(__linux__)

#define TOGGLE_CLOBBERS "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x16", "x17", "x30", "memory", "cc"

static inline __attribute__((always_inline)) void be_memory_inline_jit_restrict_rwx_to_rw_with_witness(void) {
  __asm__ volatile(".arch_extension pauth\n\t"
                   "adr x0, 1f\n\t"
                   "movz x1, #0x4954\n\t"
                   "movk x1, #0x4a, lsl #16\n\t"
                   "pacib x0, x1\n\t"
                   "bl be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl\n"
                   "1:\n\t"
                   "nop"
                   :
                   :
                   : TOGGLE_CLOBBERS);
}

static inline __attribute__((always_inline)) void be_memory_inline_jit_restrict_rwx_to_rx_with_witness(void) {
  __asm__ volatile("bl be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl\n\t"
                   "nop"
                   :
                   :
                   : TOGGLE_CLOBBERS);
}

#elif defined(__aarch64__)
#error "no write protection of code on this system: not written"
#else

/* A host that cannot run the code: its pages are never executable. The barriers keep the section's order. */
static inline void be_memory_inline_jit_restrict_rwx_to_rw_with_witness(void) { __asm__ volatile("" ::: "memory"); }
static inline void be_memory_inline_jit_restrict_rwx_to_rx_with_witness(void) { __asm__ volatile("" ::: "memory"); }

#endif
#endif
