/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, the buffer is edited before it is sealed
 * Writes:   the label in a bound record: the branch goes one word further back
 * Defence:  a label's record has a tag of its own
 * Control:  RECORD_CHECK
 * Without:  the branch enters the function past the instruction that the emitter put in its way
 */
#include "harness/attacks/seal_attack.h"

ATTACK(tampered_record) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(MOVZ_X0(HONEST)), OPEN_WORD(0x14000000, TARGET_LABEL, 4),
                          WORD(MOVZ_X0(EVIL)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 5);
  const uint64_t label = BUFFER_PROLOGUE_ROOM + 4;
  sealer.buffer.records[0].content ^= (label ^ (label - 1)) << 32;
  return run(seal_buffer(&sealer, space, 0)) == EVIL ? WORKED : NOTHING;
}
