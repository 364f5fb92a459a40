/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, the writer's destination
 * Writes:   the list of free room, which is made to name the region's own data
 * Defence:  the seal checks the range it writes against the region's read-only description
 * Control:  RANGE_CHECK
 * Without:  the brk words of a new space's slots lie over the first counter, which is known from then on
 */
#include "harness/attacks/seal_attack.h"

ATTACK(room_in_the_regions_data) {
  Sealer sealer = sealer_open();
  region_free_code(sealer.region)->extents[0].start = 0;
  space_open(&sealer, 1, 4096);
  return (uint32_t)region_thread(region_base(sealer.region), THREAD_OF_REGION)->counter == BRK_INTEGRITY ? WORKED
                                                                                                         : NOTHING;
}
