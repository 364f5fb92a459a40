/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    3, a table's entry
 * Writes:   the address of code in an element of a table, not signed
 * Defence:  entries are authenticated by the instruction that calls them, blrab
 * Control:  SIGNED_CALLS
 * Without:  call_indirect calls any address of the process
 */
#include "harness/attacks/instance_attack.h"

ATTACK(element_overwritten) {
  set_up();
  call("fill", 1);
  table_slots()[1].entry = gadget_address();
  return call("call", 1) == EVIL ? WORKED : NOTHING;
}
