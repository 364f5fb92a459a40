/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    13, like callback_overwritten, where Wasm calls it
 * Writes:   the address of a host function's callback, not signed
 * Defence:  the import stub calls it by blrab
 * Control:  SIGNED_CALLS
 * Without:  the import calls any address of the process
 */
#include "harness/attacks/instance_attack.h"

static sg_trap *returns_no_trap(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  gadget_ran = true;
  return NULL;
}

ATTACK(stub_callback_overwritten) {
  set_up();
  sg_func *func = (sg_func *)(void *)import_slots()[IMPORT_ONE].function;
  func->host->entry.callback = (uint64_t)(uintptr_t)returns_no_trap;
  call("host_one", 0);
  return gadget_ran ? WORKED : NOTHING;
}
