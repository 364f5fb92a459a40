/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    13, a code pointer that C calls
 * Writes:   the address of a type's trampoline, not signed
 * Defence:  C enters Wasm by blrab
 * Control:  TRAMPOLINE_CHECK
 * Without:  the next call of a function of this type calls any address of the process
 */
#include "harness/attacks/instance_attack.h"

static uint64_t returns_no_trap(void) {
  gadget_ran = true;
  return 0;
}

ATTACK(trampoline_overwritten) {
  set_up();
  CanonicalType *type = (CanonicalType *)(uintptr_t)func_find(instance, "secret")->type;
  if (call("secret", 0) != SECRET) return NOTHING;
  atomic_store(&type->code->trampoline, (uint64_t)(uintptr_t)returns_no_trap);
  call("secret", 0);
  return gadget_ran ? WORKED : NOTHING;
}
