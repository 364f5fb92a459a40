/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, like tampered_word: the word of a call, which names its callee
 * Writes:   the number of the function in a call's word
 * Defence:  as tampered_word
 * Control:  TAG_CHECK
 * Without:  the call is sealed as one of another function
 */
#include "harness/attacks/seal_attack.h"

ATTACK(call_tampered) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 3, 4096);
  seal_constant(&sealer, space, 0, HONEST);
  seal_constant(&sealer, space, 1, EVIL);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 0)};
  emit(&sealer, list, 1);
  *entry_of(&sealer, 0) ^= 1;
  return run(seal_buffer(&sealer, space, 2)) == EVIL ? WORKED : NOTHING;
}
