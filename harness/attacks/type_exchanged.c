/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   where the engine finds a type: a copy of it that has another type's id
 * Defence:  a type's first word is signed for its address, when its page has become read-only; who signs code as of a
 *           type asks for it
 * Control:  TYPE_CHECK
 * Without:  a host function of one type is signed as of another
 */
#include "harness/attacks/type_attack.h"

ATTACK(type_exchanged) {
  set_up();
  static TypeCode code;
  static CanonicalType copy;
  CanonicalType **const type = wide_type();
  copy = **type;
  copy.id = func_find(instance, "secret")->type->id;
  copy.code = &code;
  *type = &copy;
  return wide_is_called();
}
