/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, like tampered_word, where the count of words is no multiple of four
 * Writes:   the last word of an entry, whose tag stays
 * Defence:  as tampered_word
 * Control:  TAG_CHECK
 * Without:  the seal stores whatever lies in the buffer
 */
#include "harness/attacks/seal_attack.h"

ATTACK(last_word_tampered) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(MOVZ_X0(HONEST)), WORD((uint32_t)RETAB), WORD(MOVZ_X0(2))};
  emit(&sealer, list, 4);
  *entry_of(&sealer, 3) ^= MOVZ_X0(2) ^ MOVZ_X0(EVIL);
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[3] == MOVZ_X0(EVIL) ? WORKED : NOTHING;
}
