/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, like jump_to_the_open_window
 * Writes:   nothing: jumps to a sealed function's words in the window
 * Defence:  the window is inaccessible but between the toggles
 * Control:  PROTECTION
 * Without:  code runs where it can be written
 */
#include "harness/attacks/seal_attack.h"

ATTACK(jump_to_the_closed_window) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, EVIL), base = region_base(sealer.region);
  return run(region_thread(base, THREAD_OF_REGION)->window + code - base) == EVIL ? WORKED : NOTHING;
}
