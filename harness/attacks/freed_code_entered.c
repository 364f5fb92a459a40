/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    9, a stale pointer after code is freed
 * Writes:   nothing: keeps the address of a function whose owner is closed
 * Defence:  freed code is overwritten with brk before its room is used again
 * Control:  WIPING
 * Without:  the freed function runs on
 */
#include "harness/attacks/seal_attack.h"

ATTACK(freed_code_entered) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, EVIL);
  run(code);
  code_space_close(space);
  return run(code) == EVIL ? WORKED : NOTHING;
}
