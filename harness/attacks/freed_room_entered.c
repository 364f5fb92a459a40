/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    9, a stale pointer after code is freed
 * Writes:   nothing: keeps the address of a function whose owner is closed, as a thread does that an embedder has left
 *           running there, until others have sealed code
 * Defence:  freed room is in quarantine while there is other room
 * Control:  QUARANTINE
 * Without:  the address is of the next code that is sealed
 */
#include "harness/attacks/seal_attack.h"

ATTACK(freed_room_entered) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, HONEST);
  code_space_close(space);
  seal_constant(&sealer, space_open(&sealer, 1, 4096), 0, EVIL);
  return run(code) == EVIL ? WORKED : NOTHING;
}
