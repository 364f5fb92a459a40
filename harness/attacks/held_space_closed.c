/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    9, a stale pointer after code is freed
 * Writes:   how many owners a module has, so that it is freed while an instance of it lives (here: its space is closed)
 * Defence:  the region counts in its read-only data who holds a space, and frees nothing that is held
 * Control:  HOLDERS
 * Without:  the code is gone under the instance
 */
#include "harness/attacks/seal_attack.h"

ATTACK(held_space_closed) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, HONEST);
  code_space_hold(space);
  code_space_hold(space);
  code_space_release(space);
  code_space_close(space);
  return *(const uint32_t *)code == 0xd4388e20u ? WORKED : NOTHING;
}
