/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, like write_to_a_sealed_page: through the view that sections write
 * Writes:   sealed code, by a sealing thread's window
 * Defence:  the window is inaccessible but between the toggles
 * Control:  PROTECTION
 * Without:  as write_to_a_sealed_page
 */
#include "harness/attacks/seal_attack.h"

ATTACK(write_to_the_closed_window) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, HONEST), base = region_base(sealer.region);
  const uintptr_t window = region_thread(base, THREAD_OF_REGION)->window; /* one that this sealing did not open */
  ((volatile uint32_t *)(window + code - base))[1] = MOVZ_X0(EVIL);
  region_pages_renew(region_pages(sealer.region), code - base, 12);
  return run(code) == EVIL ? WORKED : NOTHING;
}
