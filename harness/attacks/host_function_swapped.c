/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    13, a code pointer that C calls
 * Writes:   the context of an import's slot: another host function of the same type
 * Defence:  the context of a host function is signed for its slot and type; the import stub authenticates it
 * Control:  CONTEXT_CHECK
 * Without:  the module calls what it was given for another purpose
 */
#include "harness/attacks/instance_attack.h"

ATTACK(host_function_swapped) {
  set_up();
  import_slots()[IMPORT_ONE].context = import_slots()[IMPORT_TWO].context;
  return call("host_one", 0) == OTHER ? WORKED : NOTHING;
}
