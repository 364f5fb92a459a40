/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of functions, for backtraces and listings: the name section is read when a name is first asked for, into an
 * arena of its own, because the module's is read-only by then.
 */
#include "runtime/module.h"

sg_name sg_module_function_name(const sg_module *module, uint32_t function) {
  if (function >= module->decoded->function_count) return (sg_name){NULL, 0};
  sg_module *owner = (sg_module *)(uintptr_t)module;
  pthread_mutex_lock(&owner->mutex);
  if (!owner->names_made) {
    arena_init(&owner->names_arena, arena_heap_source, 0);
    owner->names = names_read(module->decoded, &owner->names_arena);
    owner->names_made = true;
  }
  pthread_mutex_unlock(&owner->mutex);
  Name name = names_function(&module->names, module->decoded, function);
  return name.length ? (sg_name){name.bytes, name.length} : (sg_name){NULL, 0};
}
