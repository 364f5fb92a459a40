/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   the address of code in a function object, not signed; then has Wasm put that object into a table
 * Defence:  what is signed for a new place was authenticated at the old one
 * Control:  SLOT_CHECK
 * Without:  C signs any address of the process for the table
 */
#include "harness/attacks/instance_attack.h"

ATTACK(signer_deceived) {
  set_up();
  call("fill", 1);
  table_slots()[1].function->entry = gadget_address();
  call("fill", 2);
  return call("call", 2) == EVIL ? WORKED : NOTHING;
}
