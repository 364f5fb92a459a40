/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, who may write the region
 * Writes:   nothing: jumps to the toggle with a pointer that was signed for another purpose
 * Defence:  the witness is authenticated with a tag that nothing else is signed with
 * Control:  WITNESS
 * Without:  as witness_wrong
 */
#include "harness/attacks/toggle_attack.h"

ATTACK(witness_of_another_kind) {
  return open_and_write(pac_sign_code(here(), (uint64_t)DISC_TRAMPOLINE << 48), jit_tag());
}
