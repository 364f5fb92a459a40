/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, like call_as_a_stubs: a call's word is taken for a complete one
 * Writes:   the number of records, with the last tag that would belong to it (which stands for a forged one)
 * Defence:  complete words are tagged in a number space of their own
 * Control:  TAG_CHECK
 * Without:  the word branches by its callee's number, into the middle of code
 */
#include "harness/attacks/seal_attack.h"

ATTACK(call_as_a_plain_word) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 3, 4096);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 2), WORD(0xd503201f), WORD(MOVZ_X0(EVIL)),
                          WORD((uint32_t)RETAB)};
  CodeBuffer *buffer = &sealer.buffer;
  emit(&sealer, list, 4);
  buffer->record_count = 0;
  sealer.end_tag = buffer_end_tag(buffer, sealer.first, sealer.end);
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[0] == 0x14000002 ? WORKED : NOTHING;
}
