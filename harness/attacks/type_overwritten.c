/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   the id of a canonical type: another's
 * Defence:  types lie on pages that are read-only once they are complete
 * Control:  FREEZE
 * Without:  host functions of the type are signed as of the other
 */
#include "harness/attacks/type_attack.h"

ATTACK(type_overwritten) {
  set_up();
  (*wide_type())->id = func_find(instance, "secret")->type->id;
  return wide_is_called();
}
