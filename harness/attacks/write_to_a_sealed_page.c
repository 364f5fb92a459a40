/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, who may write the region
 * Writes:   sealed code, where it is executed
 * Defence:  no view of code is writable and executable: this one never is writable
 * Control:  PROTECTION
 * Without:  the function gives what the attacker wants
 */
#include "harness/attacks/seal_attack.h"

ATTACK(write_to_a_sealed_page) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, HONEST);
  ((volatile uint32_t *)code)[1] = MOVZ_X0(EVIL);
  __builtin___clear_cache((char *)code, (char *)code + 12);
  return run(code) == EVIL ? WORKED : NOTHING;
}
