/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    4, two signed pointers are swapped
 * Writes:   an element of a table over another one of the same type
 * Defence:  the modifier of an entry has the address of its slot
 * Control:  SLOT_ADDRESS
 * Without:  call_indirect calls another function than the table holds there
 */
#include "harness/attacks/instance_attack.h"

ATTACK(element_moved) {
  set_up();
  call("fill", 1);
  call("fill_second", 0);
  CallSlot *slots = table_slots();
  slots[1] = slots[0];
  return call("call", 1) == OTHER ? WORKED : NOTHING;
}
