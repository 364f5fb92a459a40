/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   the module of an instance: a copy in which an export's entry stub is that of a function of another type
 * Defence:  a module's first word is signed for its address, when its page has become read-only; who signs for an
 *           instance asks for it
 * Control:  MODULE_CHECK
 * Without:  C signs any function of the module as any type
 */
#include "harness/attacks/module_attack.h"

ATTACK(module_exchanged) {
  set_up();
  static sg_module copy;
  copy = *instance->module;
  copy.entry_stubs = stubs_forged();
  instance->module = &copy;
  return call("secret", 0) == EVIL ? WORKED : NOTHING;
}
