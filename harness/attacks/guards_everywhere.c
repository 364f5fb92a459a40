/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    7, the maps that the fault handler goes by
 * Writes:   how much address space a memory has, in the heap, so that each address is in some memory's guard; then
 *           guesses a signature, as signature_guessed does
 * Defence:  an address that a failed authentication leaves is no trap, whatever the maps say
 * Control:  ADDRESS_CHECK
 * Without:  each wrong guess is one more trap. Not where the core faults in the authentication itself (FPAC): there the
 *           control is not run
 */
#include "harness/attacks/guess_attack.h"

ATTACK(guards_everywhere) { return signatures_guess(true); }
