/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    13, a code pointer that C calls
 * Writes:   the address of a host function's callback, not signed
 * Defence:  C authenticates it before the call
 * Control:  CALLBACK_CHECK
 * Without:  a call of the host function calls any address of the process
 */
#include "harness/attacks/instance_attack.h"

static sg_trap *returns_no_trap(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  gadget_ran = true;
  return NULL;
}

ATTACK(callback_overwritten) {
  set_up();
  sg_func *func = import_slots()[IMPORT_ONE].function ? (sg_func *)(void *)import_slots()[IMPORT_ONE].function : NULL;
  func->host->entry.callback = (uint64_t)(uintptr_t)returns_no_trap;
  sg_raw values[1];
  sg_func_call(func, values);
  return gadget_ran ? WORKED : NOTHING;
}
