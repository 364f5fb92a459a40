/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, like cut_short: the other end
 * Writes:   the beginning of a function, one word later
 * Defence:  as cut_short
 * Control:  END_CHECK
 * Without:  the function begins behind the word that signs its return address
 */
#include "harness/attacks/seal_attack.h"

ATTACK(without_its_beginning) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  emit_constant(&sealer, HONEST);
  sealer.first++;
  return *(uint32_t *)seal_buffer(&sealer, space, 0) == MOVZ_X0(HONEST) ? WORKED : NOTHING;
}
