/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, like witness_wrong
 * Writes:   nothing: jumps to the toggle with a witness of 0
 * Defence:  as witness_wrong
 * Control:  WITNESS
 * Without:  as witness_wrong
 */
#include "harness/attacks/toggle_attack.h"

ATTACK(witness_zero) { return open_and_write(0, jit_tag()); }
