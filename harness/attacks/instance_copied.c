/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    5, the instance pointer on its way in
 * Writes:   the context of a function object: a copy of its instance, made by the attacker
 * Defence:  an entry stub believes an instance only if its first word authenticates as its own address
 * Control:  INSTANCE_CHECK
 * Without:  the function works on globals, tables and bounds of the attacker's
 */
#include "harness/attacks/instance_attack.h"

ATTACK(instance_copied) {
  set_up();
  func_find(instance, "secret")->slot.context = (uint64_t)(uintptr_t)instance_copy();
  return call("secret", 0) == EVIL ? WORKED : NOTHING;
}
