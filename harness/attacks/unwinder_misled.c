/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    8, a return address of the attacker's making, for who unwinds
 * Writes:   the return address in a frame that a trap is about to unwind: a place in another function, not signed
 * Defence:  the unwinder authenticates every return address before it believes it
 * Control:  UNWIND_CHECK
 * Without:  the trap tells of functions that were not called; whoever acts on frames acts on the attacker's
 */
#include "harness/attacks/instance_attack.h"

__attribute__((noinline)) static sg_trap *overwrite(void) {
  uint32_t words;
  const sg_module *module = instance->module;
  const uint32_t secret = func_find(instance, "secret")->index - module->decoded->imported_functions;
  inner_record()->return_address = code_space_function(module->space, secret, &words) + 4;
  return sg_trap_new(store, "the host's");
}

ATTACK(unwinder_misled) {
  set_up();
  host_action = overwrite;
  sg_raw values[1];
  const sg_trap *trap = sg_func_call(func_find(instance, "first"), values);
  for (size_t i = 0; trap && i < sg_trap_frame_count(trap); i++)
    if (sg_trap_frame(trap, i).function == func_find(instance, "secret")->index) return WORKED;
  return NOTHING;
}
