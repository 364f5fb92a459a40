/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    1, what the compiler reads
 * Writes:   the size of a table in the decoded module, after it was validated and before its functions are compiled
 * Defence:  bytes and decoded data of a module lie on pages that are read-only before the first body is compiled
 * Control:  FREEZE
 * Without:  the bounds that compiled code compares with are the attacker's
 */
#include "harness/attacks/instance_attack.h"

ATTACK(module_changed_before_compiling) {
  sg_config config = {.lazy = true};
  set_up_with(&config);
  Module *decoded = (Module *)(uintptr_t)instance->module->decoded;
  ((Table *)(uintptr_t)decoded->tables)[2].type.limits.min = 1 << 16;
  sg_raw values[1] = {{.i32 = ELEMENTS + 6}};
  const sg_trap *trap = sg_func_call(func_find(instance, "call_fixed"), values);
  return trap && sg_trap_kind_of(trap) != SG_TRAP_UNDEFINED_ELEMENT ? WORKED : NOTHING;
}
