/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    7, the maps that handler and unwinder go by
 * Writes:   the record of a sealed function: another place for it
 * Defence:  counters, the map and the records of functions are sealed like code
 * Control:  PROTECTION
 * Without:  the next entry that is signed for the function leads past its first words
 */
#include "harness/attacks/seal_attack.h"

ATTACK(write_to_the_regions_data) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const uintptr_t code = seal_constant(&sealer, space, 0, HONEST);
  const RegionLayout *layout = region_layout(region_number(sealer.region));
  const SpaceCell *cell = region_space(layout, layout->base, code_space_number(space));
  FunctionRecord *record = region_records(layout, layout->base) + cell->first_record;
  *(volatile uint64_t *)&record->place = record->place + 1;
  return code_space_function(space, 0, NULL) == code + 4 ? WORKED : NOTHING;
}
