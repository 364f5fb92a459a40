/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    4, two signed pointers are swapped
 * Writes:   what call_indirect finds in the instance for an element of a table of fixed size, over another one
 * Defence:  as element_moved; another place, other code that authenticates
 * Control:  SLOT_ADDRESS
 * Without:  call_indirect calls another function than the table holds there
 */
#include "harness/attacks/instance_attack.h"

ATTACK(dispatch_entry_moved) {
  set_up();
  call("fill_fixed", 1);
  DispatchEntry *entries = (DispatchEntry *)instance_at(instance, instance->module->layout.dispatch[2]);
  entries[1] = entries[0];
  return call("call_fixed", 1) == OTHER ? WORKED : NOTHING;
}
