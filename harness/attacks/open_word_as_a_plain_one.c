/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, like call_as_a_stubs: a branch to a label is taken for a complete word
 * Writes:   the number of records, with the last tag that would belong to it (which stands for a forged one)
 * Defence:  complete words are tagged in a number space of their own
 * Control:  TAG_CHECK
 * Without:  the branch is sealed with displacement 0: a loop, or a call of itself
 */
#include "harness/attacks/seal_attack.h"

ATTACK(open_word_as_a_plain_one) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), OPEN_WORD(0x14000000, TARGET_LABEL, 2), WORD((uint32_t)RETAB)};
  CodeBuffer *buffer = &sealer.buffer;
  emit(&sealer, list, 3);
  buffer->record_count = 0;
  sealer.end_tag = buffer_end_tag(buffer, sealer.first, sealer.end);
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[1] == 0x14000000 ? WORKED : NOTHING;
}
