/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, the writer's destination
 * Writes:   the list of free room, which is made to name a sealed function's
 * Defence:  each granule is claimed by compare-and-swap in the region's read-only map
 * Control:  CLAIMS
 * Without:  words are sealed over those of another function, which its callers go on entering
 */
#include "harness/attacks/seal_attack.h"

ATTACK(room_of_sealed_code) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t victim = seal_constant(&sealer, space, 0, HONEST);
  ExtentList *free_code = region_free_code(sealer.region);
  free_code->extents[0].start = (uint32_t)((victim & ~(uintptr_t)4095) - region_base(sealer.region)) / 4;
  CodeSpace *other = space_open(&sealer, 1, 4096);
  seal_constant(&sealer, other, 0, EVIL);
  return code_space_function(other, 0, NULL) == victim && ((uint32_t *)victim)[1] == MOVZ_X0(EVIL) ? WORKED : NOTHING;
}
