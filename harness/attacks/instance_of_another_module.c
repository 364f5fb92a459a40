/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    5, the instance pointer on its way in
 * Writes:   the context of a function object: a living instance of another module
 * Defence:  an instance's own word is signed with its module's number, which the entry stub knows
 * Control:  MODULE_ID
 * Without:  the function takes another module's globals and tables for its own, whatever their types
 */
#include "harness/attacks/instance_attack.h"

ATTACK(instance_of_another_module) {
  set_up();
  const sg_instance *other = instance_make(store, module_make(engine, "other"), NULL, 0);
  CallSlot *slot = &func_find(instance, "secret")->slot;
  /* What lies where the secret would, in the other module's layout. */
  memcpy((uint8_t *)other->header + instance->module->layout.globals[0], &(int32_t){EVIL}, 4);
  slot->context = (uint64_t)(uintptr_t)other->header;
  return call("secret", 0) == EVIL ? WORKED : NOTHING;
}
