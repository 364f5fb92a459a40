/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, the buffer is edited before it is sealed
 * Writes:   a word of an entry, whose tag stays
 * Defence:  each entry has pacga of its word; the seal compares before it stores (memory/seal_check.h, run_copy)
 * Control:  TAG_CHECK
 * Without:  the seal stores whatever lies in the buffer
 */
#include "harness/attacks/seal_attack.h"

ATTACK(tampered_word) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  emit_constant(&sealer, HONEST);
  *entry_of(&sealer, 1) ^= MOVZ_X0(HONEST) ^ MOVZ_X0(EVIL);
  return run(seal_buffer(&sealer, space, 0)) == EVIL ? WORKED : NOTHING;
}
