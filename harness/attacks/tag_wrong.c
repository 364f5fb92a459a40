/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, like witness_wrong
 * Writes:   nothing: jumps to the toggle with another tag than its own
 * Defence:  the toggle compares the tag
 * Control:  WITNESS
 * Without:  as witness_wrong
 */
#include "harness/attacks/toggle_attack.h"

ATTACK(tag_wrong) { return open_and_write(here(), jit_tag() + 1); }
