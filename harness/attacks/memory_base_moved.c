/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    5, the base of a memory
 * Writes:   the signed base of an instance's memory, from another instance of the module
 * Defence:  the modifier has the address of the instance
 * Control:  SLOT_ADDRESS
 * Without:  the module reads and writes another instance's memory
 */
#include "harness/attacks/instance_attack.h"

ATTACK(memory_base_moved) {
  engine = engine_make();
  store = sg_store_new(engine, NULL);
  const sg_module *module = module_make(engine, "memory");
  instance = instance_make(store, module, NULL, 0);
  sg_instance *other = instance_make(store, module, NULL, 0);
  call_i32(other, "store", 0, EVIL, 0);
  instance->header->memory_base = other->header->memory_base;
  return call("load", 0) == EVIL ? WORKED : NOTHING;
}
