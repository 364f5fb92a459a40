/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs
 * Writes:   the number in a module's CodeSpace: another module's
 * Defence:  the region's cell of that number names the other CodeSpace
 * Control:  SPACE_CHECK
 * Without:  C signs the other module's code as a function of this one
 */
#include "harness/attacks/instance_attack.h"

typedef struct {
  CodeRegion *region;
  uint32_t number;
} SpaceBeginning; /* of a CodeSpace, as memory/space.c has it */

ATTACK(space_renumbered) {
  set_up();
  SpaceBeginning *space = (SpaceBeginning *)(void *)instance->module->space;
  const SpaceBeginning *other = (const SpaceBeginning *)(const void *)module_make(engine, "many")->space;
  space->number = other->number;
  return call("secret", 0) == EVIL ? WORKED : NOTHING;
}
