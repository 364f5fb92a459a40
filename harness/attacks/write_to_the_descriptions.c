/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    7, the maps that handler and unwinder go by
 * Writes:   where a region lies
 * Defence:  the table of regions is a page of the program, read-only but while a region is opened or closed
 * Control:  DESCRIPTIONS
 * Without:  what the attacker writes in the heap is believed as the region's own data: here, where a function is
 */
#include "harness/attacks/seal_attack.h"

#include <string.h>

static uint8_t forged[REGION_BYTES / 8] __attribute__((aligned(4096)));

ATTACK(write_to_the_descriptions) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, HONEST);
  RegionLayout *layout = &region_descriptions[region_number(sealer.region)];
  memcpy(forged, (void *)layout->base, layout->data_bytes);
  const uintptr_t lie = (uintptr_t)forged;
  const SpaceCell *cell = region_space(layout, lie, code_space_number(space));
  region_records(layout, lie)[cell->first_record].place++;
  *(volatile uintptr_t *)&layout->base = lie;
  return code_space_function(space, 0, NULL) == lie + code + 4 - region_base(sealer.region) ? WORKED : NOTHING;
}
