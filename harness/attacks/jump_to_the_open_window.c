/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, another thread races the writer
 * Writes:   code into a window that a section has open; then jumps there
 * Defence:  what can be written cannot run: the window is never executable
 * Control:  PROTECTION
 * Without:  code of the attacker's making runs
 */
#include "harness/attacks/seal_attack.h"

ATTACK(jump_to_the_open_window) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, HONEST), base = region_base(sealer.region);
  const uint32_t thread = code_thread_number(sealer.thread);
  section_prepare(region_number(sealer.region), thread);
  section_pages(code - base, 12);
  be_memory_inline_jit_restrict_rwx_to_rw_with_witness();
  uint32_t *window = (uint32_t *)(region_thread(base, thread)->window + code - base);
  window[1] = MOVZ_X0(EVIL);
  const uint64_t result = run((uintptr_t)window);
  be_memory_inline_jit_restrict_rwx_to_rx_with_witness();
  return result == EVIL ? WORKED : NOTHING;
}
