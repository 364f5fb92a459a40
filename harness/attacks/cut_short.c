/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, lengths are edited before the seal
 * Writes:   the end of a function, one word earlier
 * Defence:  the last tag binds first word, end and number of records
 * Control:  END_CHECK
 * Without:  execution runs out of the function into whatever is sealed next
 */
#include "harness/attacks/seal_attack.h"

ATTACK(cut_short) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  emit_constant(&sealer, HONEST);
  sealer.end--;
  const uintptr_t code = seal_buffer(&sealer, space, 0);
  const Emitted list[] = {WORD(MOVZ_X0(EVIL)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 2);
  seal_buffer(&sealer, space, 1);
  return run(code) == EVIL ? WORKED : NOTHING;
}
