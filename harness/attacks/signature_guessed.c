/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    10, signatures are tried until one is right
 * Writes:   the base of a memory: an address of the attacker's choice under each of 128 signatures, one after the
 *           other
 * Defence:  a fault that is no trap of Wasm ends the process: each guess costs one
 * Control:  FAULT_REFUSAL
 * Without:  each wrong guess is one more trap, and soon the module reads what it likes
 */
#include "harness/attacks/guess_attack.h"

ATTACK(signature_guessed) { return signatures_guess(false); }
