/* SPDX-License-Identifier: Apache-2.0
 *
 * What the attacks with pointers of freed modules and stores share.
 */
#ifndef SIGNET_HARNESS_UNLOAD_ATTACK_H
#define SIGNET_HARNESS_UNLOAD_ATTACK_H

#include "harness/attacks/attack.h"
#include "memory/pac.h"
#include "runtime/instance.h"
#include "runtime/test_fixture.h"

enum { MODULES = 200 };

/* So little room for code that it is soon used again. */
static inline sg_engine *engine_small(void) {
  sg_config config = sg_config_default();
  config.code_region_bytes = 512 << 10;
  sg_engine *engine = sg_engine_new(&config, NULL);
  cr_assert(engine != NULL);
  return engine;
}

/* Loads modules and unloads them until one has a function at the address, and keeps that. */
static inline bool function_comes_to(sg_engine *engine, uint64_t address) {
  for (int i = 0; i < MODULES; i++) {
    sg_module *other = module_make(engine, "unload_other");
    for (uint32_t f = 0; f < sg_module_function_count(other); f++)
      if ((uint64_t)(uintptr_t)sg_module_function_code(other, f, NULL) == address) return true;
    sg_module_free(other);
  }
  return false;
}

#endif
