/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    5, the instance pointer on its way in
 * Writes:   the context of a function object: another living instance of its module
 * Defence:  none: both are signed with the module's number
 * Without:  the function works on another instance's globals and memory
 */
#include "harness/attacks/instance_attack.h"

ATTACK(instance_of_the_same_module) {
  set_up();
  const sg_instance *other = victim_make(instance->module);
  memcpy((uint8_t *)other->header + instance->module->layout.globals[0], &(int32_t){EVIL}, 4);
  func_find(instance, "secret")->slot.context = (uint64_t)(uintptr_t)other->header;
  return call("secret", 0) == EVIL ? WORKED : NOTHING;
}
