/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, who may write the region
 * Writes:   nothing: jumps to the half of the toggle that opens a window, as who controls one indirect call would
 * Defence:  the toggle authenticates a witness, the address behind its own call, before it opens anything
 * Control:  WITNESS
 * Without:  the window opens for the attacker, who writes over sealed code
 */
#include "harness/attacks/toggle_attack.h"

ATTACK(witness_wrong) { return open_and_write(here(), jit_tag()); }
