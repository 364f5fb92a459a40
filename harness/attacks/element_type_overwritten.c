/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    3, a table's entry
 * Writes:   the type in an element of a table, whose entry stays
 * Defence:  the modifier of an entry has the type's discriminator
 * Control:  TYPE_DISCRIMINATOR
 * Without:  call_indirect calls a function of another type than it has compared
 */
#include "harness/attacks/instance_attack.h"

ATTACK(element_type_overwritten) {
  set_up();
  call("fill", 1);
  call("fill_wide", 2);
  CallSlot *slots = table_slots();
  slots[2].type = slots[1].type;
  return call("call", 2) == EVIL ? WORKED : NOTHING;
}
