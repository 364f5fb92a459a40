/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   the id of a canonical type: another's
 * Defence:  types lie on pages that are read-only once they are complete
 * Control:  FREEZE
 * Without:  host functions of the type are signed as of the other
 */
#include "harness/attacks/instance_attack.h"

ATTACK(type_overwritten) {
  set_up();
  call("grow", 0); /* so that the trampoline is there */
  const sg_type_kind kinds[] = {SG_I32, SG_I32};
  const uint32_t other = func_find(instance, "secret")->type->id; /* without the parameter */
  ((CanonicalType *)(uintptr_t)func_find(instance, "call")->type)->id = other;
  sg_func *func =
      sg_func_new(store, (sg_func_type){kinds, 1, 1}, host_number, (void *)(uintptr_t)&(int32_t){EVIL}, NULL, NULL);
  sg_table_set(export_find(instance, "table").of.table, 3, (sg_raw){.func = func});
  sg_raw result = {.i32 = 3};
  const sg_trap *trap = sg_func_call(func_find(instance, "call"), &result);
  return !trap && result.i32 == EVIL ? WORKED : NOTHING;
}
