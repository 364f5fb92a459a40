/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    5, the bound of a checked memory
 * Writes:   the size of a memory in its instance's header
 * Defence:  none: bounds are numbers in writable memory (a guarded memory, the default, has none)
 * Without:  the module reads and writes up to 4 GiB behind its memory
 */
#include "harness/attacks/instance_attack.h"

ATTACK(bound_overwritten) {
  sg_error error = {0};
  sg_config config = {.checked_memories = true};
  engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL);
  store = sg_store_new(engine, NULL);
  const sg_module *module = module_make(engine, "memory");
  sg_instance *low = instance_make(store, module, NULL, 0), *high = instance_make(store, module, NULL, 0);
  if (low->memories[0]->linear.base > high->memories[0]->linear.base) {
    instance = low;
    low = high;
    high = instance;
  }
  call_i32(high, "store", 0, EVIL, 0);
  low->header->memory_bytes = UINT64_C(1) << 32;
  instance = low;
  return call("load", (int32_t)(high->memories[0]->linear.base - low->memories[0]->linear.base)) == EVIL ? WORKED
                                                                                                         : NOTHING;
}
