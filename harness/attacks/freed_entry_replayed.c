/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    9, a stale pointer after code is freed
 * Writes:   an entry that it has kept, signed for a function object whose store and module are gone, to where that lay;
 *           other code has been sealed at the freed address, and is entered without its entry stub's check
 * Defence:  function objects lie in pages whose addresses the process uses once
 * Control:  UNIQUE_PAGES
 * Without:  a function object of the next store lies there: calling it enters the code of another module
 */
#include "harness/attacks/unload_attack.h"

ATTACK(freed_entry_replayed) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "unload_victim"), *next = module_make(engine, "unload_victim");
  sg_func *func = func_find(instance_make(store, module, NULL, 0), "number");
  const uint64_t entry = func->slot.entry;
  sg_store_free(store);
  sg_module_free(module);
  if (!function_comes_to(engine, pac_strip(entry))) return NOTHING;

  store = sg_store_new(engine, NULL);
  sg_instance *instance = instance_make(store, next, NULL, 0);
  func_find(instance, "number");
  func->slot.entry = entry;
  return call_i32(instance, "number", 0, 0, 0).i32 == 666 ? WORKED : NOTHING;
}
