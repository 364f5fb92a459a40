/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, like room_in_the_regions_data: behind the region's end
 * Writes:   the list of free room, which is made to go on behind the region
 * Defence:  as room_in_the_regions_data; the toggles refuse such pages too
 * Control:  RANGE_CHECK
 * Without:  pages of others, read-only ones too, are opened and written
 */
#include "harness/attacks/seal_attack.h"

#include <sys/mman.h>

ATTACK(room_outside_the_region) {
  Sealer sealer = sealer_open();
  uint8_t *window =
      (uint8_t *)region_thread(region_base(sealer.region), code_thread_number(sealer.thread))->window + REGION_BYTES;
  /* Somebody's constants, where the window ends; if others lie there already, these are the victims. */
  void *pages = mmap(window, 65536, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (pages != MAP_FAILED && pages != window) munmap(pages, 65536);
  region_free_code(sealer.region)->extents[0] = (Extent){REGION_BYTES / 4, REGION_BYTES / 4 + (1 << 20)};
  space_open(&sealer, 1, 4096);
  mprotect(window, 4096, PROT_READ);
  return *(uint32_t *)window == BRK_INTEGRITY ? WORKED : NOTHING;
}
