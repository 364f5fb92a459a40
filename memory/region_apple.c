/* SPDX-License-Identifier: Apache-2.0
 *
 * The region's pages on Apple's systems: one MAP_JIT reservation, which the kernel places, gives once a process (but on
 * macOS), and takes back from nobody. For each thread its pages are executable or writable, by a register that the
 * toggles alone change; so one view serves, and a thread's window is the view itself. What cannot be had that way is
 * refused: pages without that protection, or a machine without pointer authentication.
 *
 * The data part lies in the same reservation. It is executable when it is not writable, as all of it; nothing there is
 * ever signed as an entry, and every word of a counter or record that is one by chance is reached by no branch.
 */
#include "memory/error.h"
#include "memory/linear.h"
#include "memory/seal_check.h"

#include <mach/vm_statistics.h>
#include <pthread.h>
#include <sys/mman.h>

static const char refused[] = "environment refused";

#if defined(SIGNET_JIT_WRITE_CALLBACKS)
static bool code_is_protected(void) { return pthread_jit_write_protect_supported_np() != 0; }
#else
/* Missing where the framework is, which is linked weakly. */
extern int be_memory_inline_jit_restrict_with_witness_supported(void) __attribute__((weak_import));
static bool code_is_protected(void) {
  return &be_memory_inline_jit_restrict_with_witness_supported != NULL &&
         be_memory_inline_jit_restrict_with_witness_supported() != 0;
}
#endif

bool region_pages_open(RegionPages *pages, size_t bytes, size_t data_bytes, sg_error *error) {
  (void)data_bytes;
  if (!pac_available()) return memory_error(error, SG_ENVIRONMENT, refused, "no pointer authentication here");
  if (!code_is_protected()) return memory_error(error, SG_ENVIRONMENT, refused, "no write protection of code here");
  void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANON | MAP_JIT,
                    VM_MAKE_TAG(VM_MEMORY_JAVASCRIPT_JIT_EXECUTABLE_ALLOCATOR), 0);
  if (base == MAP_FAILED)
    return memory_error(
        error, SG_ENVIRONMENT, refused,
        "no pages for code: the entitlement to compile is missing, or the process has a region already");
  pages->base = (uintptr_t)base;
  pages->file = -1;
  return true;
}

void region_pages_close(RegionPages *pages, size_t bytes) { munmap((void *)pages->base, bytes); }

/* The first cells of a region that has none: a word is written where there is 0 alone, so it can be done once. */
SEAL_INLINE void cells_write_body(uint64_t base, uint64_t from, uint64_t bytes) {
  seal_demand(bytes == THREAD_ROOM * sizeof(ThreadCell));
  const uint64_t *word = (const uint64_t *)from;
  for (uint64_t *to = (uint64_t *)base, *end = to + bytes / sizeof *to; to != end; to += 2) {
    uint64_t first, second;
    load_two_once(&word, &first, &second);
    seal_demand(__sync_val_compare_and_swap(to, 0, first) == 0);
    seal_demand(__sync_val_compare_and_swap(to + 1, 0, second) == 0);
  }
}
SECTION(cells_write, 3)

bool region_pages_preset(const RegionPages *pages, size_t offset, const void *data, size_t bytes) {
  if (offset != 0) return false;
  cells_write(pages->base, (uintptr_t)data, bytes);
  return true;
}

uintptr_t region_window_open(const RegionPages *pages, size_t bytes) {
  (void)bytes;
  return pages->base;
}

void region_window_close(const RegionPages *pages, uintptr_t window, size_t bytes) {
  (void)pages, (void)window, (void)bytes;
}

void region_pages_expect(const RegionPages *pages, size_t offset, size_t bytes) {
  (void)pages, (void)offset, (void)bytes;
}

void region_pages_renew(const RegionPages *pages, size_t offset, size_t bytes) {
  (void)pages, (void)offset, (void)bytes;
}
