/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    2, an old buffer with its tags
 * Writes:   a buffer that has been sealed, whole, over the one that is about to be
 * Defence:  tags count from a number in the region that the seal advances past all that a buffer can use
 * Control:  COUNTER
 * Without:  the old function is sealed again in place of another
 */
#include "harness/attacks/seal_attack.h"

ATTACK(old_buffer_replayed) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  seal_constant(&sealer, space, 0, EVIL);
  uint64_t old[3];
  const uint64_t end_tag = sealer.end_tag;
  for (uint32_t i = 0; i < 3; i++) old[i] = *entry_of(&sealer, i);
  emit_constant(&sealer, HONEST);
  for (uint32_t i = 0; i < 3; i++) *entry_of(&sealer, i) = old[i];
  sealer.end_tag = end_tag;
  return run(seal_buffer(&sealer, space, 1)) == EVIL ? WORKED : NOTHING;
}
