/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of functions, for backtraces and listings: the name section is read when a name is first asked for, into an
 * arena of its own, because the module's is read-only by then.
 */
#include "runtime/module.h"

sg_name sg_module_function_name(const sg_module *module, uint32_t function) {
  if (function >= module->decoded->function_count) return (sg_name){NULL, 0};
  ModuleState *state = module->state;
  pthread_mutex_lock(&state->mutex);
  if (!state->names_made) {
    arena_init(&state->names_arena, arena_heap_source, 0);
    state->names = names_read(module->decoded, &state->names_arena);
    state->names_made = true;
  }
  pthread_mutex_unlock(&state->mutex);
  Name name = names_function(&state->names, module->decoded, function);
  return name.length ? (sg_name){name.bytes, name.length} : (sg_name){NULL, 0};
}
