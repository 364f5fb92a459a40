/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   in a module, which entry stub is an export's: that of a function of another type
 * Defence:  a module lies on a page that is read-only once it is made
 * Control:  FREEZE
 * Without:  C signs any function of the module as any type
 */
#include "harness/attacks/module_attack.h"

ATTACK(module_overwritten) {
  set_up();
  ((sg_module *)(uintptr_t)instance->module)->entry_stubs = stubs_forged();
  return call("secret", 0) == EVIL ? WORKED : NOTHING;
}
