/* SPDX-License-Identifier: Apache-2.0
 *
 * The region's pages on arm64 Linux: one memfd, mapped for execution (its data part for reading only), and once more
 * for each sealing thread as an inaccessible window. No view is ever writable and executable, and nothing here opens a
 * window: the toggles alone do. What cannot be had that way is refused.
 */
#include "memory/error.h"
#include "memory/linear.h"
#include "memory/section.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

_Thread_local SectionRanges section_ranges;

#if defined(SIGNET_TEST_WITHOUT_PROTECTION)
enum {
  CODE_PROTECTION = PROT_READ | PROT_WRITE | PROT_EXEC,
  WINDOW_PROTECTION = CODE_PROTECTION,
  DATA_PROTECTION = PROT_READ | PROT_WRITE
};
#else
enum { CODE_PROTECTION = PROT_READ | PROT_EXEC, WINDOW_PROTECTION = PROT_NONE, DATA_PROTECTION = PROT_READ };
#endif

static const char refused[] = "environment refused";

bool region_pages_open(RegionPages *pages, size_t bytes, size_t data_bytes, sg_error *error) {
  if (!pac_available()) return memory_error(error, SG_ENVIRONMENT, refused, "no pointer authentication here");
  int file = memfd_create("signet-code", MFD_CLOEXEC);
  if (file < 0 || ftruncate(file, (off_t)bytes) != 0) {
    if (file >= 0) close(file);
    return memory_error(error, SG_ENVIRONMENT, refused, "no file in memory for code");
  }
  uint8_t *base = mmap(NULL, bytes, PROT_NONE, MAP_SHARED, file, 0);
  if (base == MAP_FAILED) {
    close(file);
    return memory_exhausted(error, "address space for the code region");
  }
  if (mmap(base, data_bytes, DATA_PROTECTION, MAP_SHARED | MAP_FIXED, file, 0) != base ||
      mmap(base + data_bytes, bytes - data_bytes, CODE_PROTECTION, MAP_SHARED | MAP_FIXED, file, (off_t)data_bytes) !=
          base + data_bytes) {
    munmap(base, bytes);
    close(file);
    return memory_error(error, SG_ENVIRONMENT, refused, "code pages cannot be mapped for execution");
  }
  pages->base = (uintptr_t)base;
  pages->file = file;
  return true;
}

void region_pages_close(RegionPages *pages, size_t bytes) {
  munmap((void *)pages->base, bytes);
  close(pages->file);
}

bool region_pages_preset(const RegionPages *pages, size_t offset, const void *data, size_t bytes) {
  return pwrite(pages->file, data, bytes, (off_t)offset) == (ssize_t)bytes;
}

uintptr_t region_window_open(const RegionPages *pages, size_t bytes) {
  void *window = mmap(NULL, bytes, WINDOW_PROTECTION, MAP_SHARED, pages->file, 0);
  return window == MAP_FAILED ? 0 : (uintptr_t)window;
}

void region_window_close(const RegionPages *pages, uintptr_t window, size_t bytes) {
  (void)pages;
  munmap((void *)window, bytes);
}

/* Pages of a file in memory: their size is the file system's to choose. */
void region_pages_expect(const RegionPages *pages, size_t offset, size_t bytes) {
  (void)pages, (void)offset, (void)bytes;
}

/* Mapping the same pages of the file in place of themselves is atomic for threads that run in them. It is wanted under
 * emulators alone for which cache maintenance is nothing (qemu before 8.1); none of them knows FPAC, so who has it is
 * spared: a process that may map nothing for execution any more (sg_engine_prepare) needs that. */
void region_pages_renew(const RegionPages *pages, size_t offset, size_t bytes) {
  if (pac_faults()) return;
  size_t page = page_bytes(), start = offset & ~(page - 1), end = (offset + bytes + page - 1) & ~(page - 1);
  uint8_t *at = (uint8_t *)pages->base + start;
  /* EPERM: a seccomp policy (harness/content_sandbox.c). Such an emulator has none for what it runs, so this is
   * hardware without FPAC, which has fetched anew what was cleaned. */
  if (mmap(at, end - start, CODE_PROTECTION, MAP_SHARED | MAP_FIXED, pages->file, (off_t)start) != at && errno != EPERM)
    integrity_failure();
}
