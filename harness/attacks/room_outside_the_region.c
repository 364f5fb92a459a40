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

enum { VICTIM_BYTES = 64 * 1024, STEP = 1 << 20, PLACES = 900 };

ATTACK(room_outside_the_region) {
  Sealer sealer = sealer_open();
  uint8_t *const window =
      (uint8_t *)region_thread(region_base(sealer.region), code_thread_number(sealer.thread))->window;
  /* Somebody's constants, as near behind the window's end as there is room: what lies there already may be anything,
   * inaccessible too. */
  size_t offset = REGION_BYTES;
  void *pages = MAP_FAILED;
  for (int i = 0; i < PLACES; i++, offset += STEP) {
    pages = mmap(window + offset, VICTIM_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (pages == window + offset) break;
    if (pages != MAP_FAILED) munmap(pages, VICTIM_BYTES);
  }
  if (pages != window + offset) return NOTHING;
  region_free_code(sealer.region)->extents[0] = (Extent){(uint32_t)(offset / 4), (uint32_t)(offset / 4) + (1 << 20)};
  space_open(&sealer, 1, 4096);
  mprotect(window + offset, 4096, PROT_READ);
  return *(uint32_t *)(window + offset) == BRK_INTEGRITY ? WORKED : NOTHING;
}
