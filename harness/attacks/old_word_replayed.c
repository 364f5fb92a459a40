/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    2, like old_buffer_replayed: one entry of it
 * Writes:   an entry of a function that has been sealed, at the same place of a new one
 * Defence:  as old_buffer_replayed
 * Control:  COUNTER
 * Without:  the new function has one word of the old
 */
#include "harness/attacks/seal_attack.h"

ATTACK(old_word_replayed) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  seal_constant(&sealer, space, 0, EVIL);
  const uint64_t old = *entry_of(&sealer, 1);
  emit_constant(&sealer, HONEST);
  *entry_of(&sealer, 1) = old;
  return run(seal_buffer(&sealer, space, 1)) == EVIL ? WORKED : NOTHING;
}
