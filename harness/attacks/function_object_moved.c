/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    4, two signed pointers are swapped
 * Writes:   the entry of a function object, from another of the same type
 * Defence:  as element_moved
 * Control:  SLOT_ADDRESS
 * Without:  the host calls another function than it holds
 */
#include "harness/attacks/instance_attack.h"

ATTACK(function_object_moved) {
  set_up();
  sg_func *first = func_find(instance, "first"), *secret = func_find(instance, "secret");
  first->slot.entry = secret->slot.entry;
  return call("first", 0) == SECRET ? WORKED : NOTHING;
}
