/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, like tampered_record: the labels of two records
 * Writes:   the labels of two bound records, exchanged
 * Defence:  as tampered_record
 * Control:  RECORD_CHECK
 * Without:  each branch goes where the other should
 */
#include "harness/attacks/seal_attack.h"

ATTACK(records_exchanged) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), OPEN_WORD(0x54000000, TARGET_LABEL, 3),
                          OPEN_WORD(0x54000001, TARGET_LABEL, 4), WORD(MOVZ_X0(HONEST)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 5);
  CodeRecord *records = sealer.buffer.records;
  const uint64_t targets = (records[0].content ^ records[1].content) & 0x3fffffff00000000u;
  records[0].content ^= targets;
  records[1].content ^= targets;
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[1] == 0x54000060 ? WORKED : NOTHING;
}
