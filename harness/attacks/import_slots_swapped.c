/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    4, two signed pointers are swapped
 * Writes:   an import's slot of the instance, from another import of the same type
 * Defence:  as element_moved
 * Control:  SLOT_ADDRESS
 * Without:  the module calls what it was given for another purpose
 */
#include "harness/attacks/instance_attack.h"

ATTACK(import_slots_swapped) {
  set_up();
  CallSlot *slots = import_slots();
  slots[IMPORT_ONE] = slots[IMPORT_TWO];
  return call("host_one", 0) == OTHER ? WORKED : NOTHING;
}
