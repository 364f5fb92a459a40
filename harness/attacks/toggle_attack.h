/* SPDX-License-Identifier: Apache-2.0
 *
 * What the attacks on the toggles' witness share: a jump to the half that opens the window, with a witness and a tag of
 * the attacker's choice, which stands for one indirect call that the attacker has somehow got hold of. Then writes over
 * sealed code through the window.
 */
#ifndef SIGNET_HARNESS_TOGGLE_ATTACK_H
#define SIGNET_HARNESS_TOGGLE_ATTACK_H

#include "harness/attacks/seal_attack.h"

/* The tag is not named in a source outside toggles.h and its other half. */
static inline uint64_t jit_tag(void) { return (uint64_t)'J' << 16 | 'I' << 8 | 'T'; }
static inline uint64_t here(void) { return (uint64_t)(uintptr_t)__builtin_return_address(0); }

static inline Outcome open_and_write(uint64_t witness, uint64_t tag) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t victim = seal_constant(&sealer, space, 0, HONEST);
  const uint64_t offset = victim - region_base(sealer.region);
  const uint32_t thread = code_thread_number(sealer.thread);
  section_prepare(region_number(sealer.region), thread);
  section_pages(offset, 12);
  register uint64_t x0 __asm__("x0") = witness;
  register uint64_t x1 __asm__("x1") = tag;
  __asm__ volatile("bl be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl"
                   : "+r"(x0), "+r"(x1)
                   :
                   : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x16", "x17", "x30", "memory", "cc");
  uint32_t *word = (uint32_t *)(region_thread(region_base(sealer.region), thread)->window + offset) + 1;
  *word = MOVZ_X0(EVIL);
  region_pages_renew(region_pages(sealer.region), offset, 12);
  return run(victim) == EVIL ? WORKED : NOTHING;
}

#endif
