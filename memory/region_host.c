/* SPDX-License-Identifier: Apache-2.0
 *
 * The region's pages on a host that compiles and seals but cannot run the code: ordinary pages, never executable. All
 * of the seal's checks run on them; the window is the view itself, so nothing is opened or closed.
 */
#if !defined(__aarch64__)

#include "memory/error.h"
#include "memory/linear.h"
#include "memory/region_data.h"

#include <string.h>
#include <sys/mman.h>

bool region_pages_open(RegionPages *pages, size_t bytes, size_t data_bytes, sg_error *error) {
  pac_available();
  void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return memory_exhausted(error, "address space for the code region");
  pages_expect((uint8_t *)base + data_bytes, bytes - data_bytes);
  pages->base = (uintptr_t)base;
  pages->file = -1;
  return true;
}

void region_pages_close(RegionPages *pages, size_t bytes) { munmap((void *)pages->base, bytes); }

bool region_pages_preset(const RegionPages *pages, size_t offset, const void *data, size_t bytes) {
  memcpy((uint8_t *)pages->base + offset, data, bytes);
  return true;
}

uintptr_t region_window_open(const RegionPages *pages, size_t bytes) {
  (void)bytes;
  return pages->base;
}

void region_window_close(const RegionPages *pages, uintptr_t window, size_t bytes) {
  (void)pages;
  (void)window;
  (void)bytes;
}

void region_pages_expect(const RegionPages *pages, size_t offset, size_t bytes) {
  enum { LARGE = 4 << 20 }; /* nearly all of it is in large pages, which take few faults as it is */
  if (bytes < LARGE) pages_touch((uint8_t *)pages->base + offset, bytes);
}

void region_pages_renew(const RegionPages *pages, size_t offset, size_t bytes) {
  (void)pages;
  (void)offset;
  (void)bytes;
}

#endif
