/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, like write_to_a_sealed_page: what calls of a lazy function go through
 * Writes:   the slot of a function that is not compiled yet
 * Defence:  as write_to_a_sealed_page
 * Control:  PROTECTION
 * Without:  callers of the function go where the attacker wants
 */
#include "harness/attacks/seal_attack.h"

ATTACK(write_to_a_slot) {
  Sealer sealer = sealer_open();
  CodeSpace *space = code_space_open_lazy(sealer.region, sealer.thread, 3, 2, 4096, NULL, NULL);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), OPEN_WORD(0x94000000, TARGET_FUNCTION, 0), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 3);
  uint32_t *caller = (uint32_t *)seal_buffer(&sealer, space, 1);
  uint32_t *slot = caller + 1 + ((int32_t)(caller[1] << 6) >> 6);
  *(volatile uint32_t *)slot = (uint32_t)RETAB;
  return *slot == (uint32_t)RETAB ? WORKED : NOTHING;
}
