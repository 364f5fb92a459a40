/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, the buffer is edited before it is sealed
 * Writes:   two entries, each with the tag that the emitter gave it, in each other's places
 * Defence:  the place in the buffer is part of what a tag is made of
 * Control:  TAG_CHECK
 * Without:  an honest function's words are stored in an order of the attacker's
 */
#include "harness/attacks/seal_attack.h"

ATTACK(words_exchanged) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(MOVZ_X0(EVIL)), WORD(MOVZ_X0(HONEST)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 4);
  const uint64_t one = *entry_of(&sealer, 1);
  *entry_of(&sealer, 1) = *entry_of(&sealer, 2);
  *entry_of(&sealer, 2) = one;
  return run(seal_buffer(&sealer, space, 0)) == EVIL ? WORKED : NOTHING;
}
