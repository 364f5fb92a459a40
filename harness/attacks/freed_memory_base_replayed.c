/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    9, a stale pointer after its owner is freed
 * Writes:   the base of a memory that has been closed, signed for an instance that is gone, to where that lay; another
 *           store's memory has the address space now
 * Defence:  instances lie in pages whose addresses the process uses once
 * Control:  UNIQUE_PAGES
 * Without:  the module's next instance lies there, and reads the other store's memory
 */
#include "harness/attacks/unload_attack.h"

ATTACK(freed_memory_base_replayed) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "unload_victim");
  InstanceHeader *header = instance_make(store, module, NULL, 0)->header;
  const uint64_t base = header->memory_base;
  sg_store_free(store);

  sg_store *another = sg_store_new(engine, NULL);
  sg_memory *secret = sg_memory_new(another, (sg_limits){1, 1}, NULL);
  memcpy(sg_memory_data(secret) + 64, &(int32_t){1234}, 4);
  if ((uint64_t)(uintptr_t)sg_memory_data(secret) != pac_strip(base)) return NOTHING;

  store = sg_store_new(engine, NULL);
  sg_instance *instance = instance_make(store, module, NULL, 0);
  header->memory_base = base;
  return call_i32(instance, "load", 0, 0, 0).i32 == 1234 ? WORKED : NOTHING;
}
