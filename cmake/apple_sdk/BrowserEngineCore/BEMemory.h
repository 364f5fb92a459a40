/* SPDX-License-Identifier: Apache-2.0
 *
 * A stand-in for Apple's header, for builds without an SDK: the same names, with the register contract and the shape of
 * code that the facts describe (address of what follows the call, signed IB, in x0; discriminator in x1; `bl`; `nop`),
 * so that what is audited in the seal's objects is laid out as it will be. It is no copy of the toggles and cannot
 * serve as them: the discriminator is another, and both calls go to symbols that exist nowhere, so nothing links.
 */
#include "../no_sdk.h"
#ifndef SIGNET_STAND_IN_BEMEMORY_H
#define SIGNET_STAND_IN_BEMEMORY_H

int be_memory_inline_jit_restrict_with_witness_supported(void);

#define SIGNET_STAND_IN_CLOBBERS                                                                                       \
  "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x16", "x17", "x30", "memory", "cc"

#if __has_feature(ptrauth_intrinsics)
#define SIGNET_STAND_IN_SIGN "pacib x0, x1\n\t"
#else
#define SIGNET_STAND_IN_SIGN ""
#endif

__attribute__((always_inline)) static inline void be_memory_inline_jit_restrict_rwx_to_rw_with_witness(void) {
  __asm__ volatile("adr x0, 1f\n\t"
                   "movz x1, #0x5354\n\t"
                   "movk x1, #0x4e44, lsl #16\n\t" SIGNET_STAND_IN_SIGN
                   "bl _stand_in_for_be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl\n"
                   "1:\n\t"
                   "nop"
                   :
                   :
                   : SIGNET_STAND_IN_CLOBBERS);
}

__attribute__((always_inline)) static inline void be_memory_inline_jit_restrict_rwx_to_rx_with_witness(void) {
  __asm__ volatile("bl _stand_in_for_be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl\n\t"
                   "nop"
                   :
                   :
                   : SIGNET_STAND_IN_CLOBBERS);
}

#endif
