/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, who may write the region
 * Writes:   nothing: jumps to the toggle with a true witness, of another toggle's place
 * Defence:  the witness must be the address that the toggle returns to
 * Control:  WITNESS
 * Without:  as witness_wrong
 */
#include "harness/attacks/toggle_attack.h"

ATTACK(witness_of_another_place) { return open_and_write(pac_sign_code(here(), jit_tag()), jit_tag()); }
