/* SPDX-License-Identifier: Apache-2.0
 *
 * memory/region_apple.c on a system that is not Apple's: what it asks of the kernel, and that it opens nothing where
 * code cannot be protected. The system's side is played here: mmap, whose arguments are kept, and the function by which
 * BrowserEngineCore says whether there is protection, or its absence where the framework is missing.
 */
#include "memory/seal_check.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

static struct {
  int calls, protection, flags, file;
  size_t bytes;
  bool refuses;
} asked;

static void *played_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset) {
  (void)at, (void)offset;
  asked.calls++;
  asked.bytes = bytes;
  asked.protection = protection;
  asked.flags = flags;
  asked.file = file;
  return asked.refuses ? MAP_FAILED
                       : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static int supports(void) { return 1; }
static int supports_not(void) { return 0; }
extern int (*framework)(void);
int (*framework)(void); /* NULL: missing */

/* The file under test, under names of its own. */
#define SIGNET_APPLE_NO_SDK                                  1
#define MAP_JIT                                              0x0800 /* xnu */
#define mmap                                                 played_mmap
#define be_memory_inline_jit_restrict_with_witness_supported (*framework)
#define weak_import                                          unused
#define region_pages_open                                    apple_pages_open
#define region_pages_close                                   apple_pages_close
#define region_pages_preset                                  apple_pages_preset
#define region_window_open                                   apple_window_open
#define region_window_close                                  apple_window_close
#define region_pages_expect                                  apple_pages_expect
#define region_pages_renew                                   apple_pages_renew
bool apple_pages_open(RegionPages *pages, size_t bytes, size_t data_bytes, sg_error *error);
void apple_pages_close(RegionPages *pages, size_t bytes);
bool apple_pages_preset(const RegionPages *pages, size_t offset, const void *data, size_t bytes);
uintptr_t apple_window_open(const RegionPages *pages, size_t bytes);
void apple_window_close(const RegionPages *pages, uintptr_t window, size_t bytes);
void apple_pages_expect(const RegionPages *pages, size_t offset, size_t bytes);
void apple_pages_renew(const RegionPages *pages, size_t offset, size_t bytes);
#include "memory/region_apple.c"

enum { BYTES = 1 << 20, DATA_BYTES = BYTES / 8 };

static void refuses(void) {
  RegionPages pages = {0};
  sg_error error = {0};
  cr_assert(!apple_pages_open(&pages, BYTES, DATA_BYTES, &error));
  cr_assert_eq(error.code, SG_ENVIRONMENT);
  cr_assert_eq(pages.base, 0);
}

Test(region_apple, refuses_without_the_framework) {
  framework = NULL;
  refuses();
  cr_assert_eq(asked.calls, 0, "it asked for pages all the same");
}

Test(region_apple, refuses_without_protection) {
  framework = supports_not;
  refuses();
  cr_assert_eq(asked.calls, 0, "it asked for pages all the same");
}

Test(region_apple, refuses_without_the_entitlement) {
  framework = supports;
  asked.refuses = true;
  refuses();
  cr_assert_eq(asked.calls, 1, "it asked again, for something else");
}

Test(region_apple, asks_once_for_pages_of_the_kind) {
  framework = supports;
  RegionPages pages = {0};
  sg_error error = {0};
  cr_assert(apple_pages_open(&pages, BYTES, DATA_BYTES, &error), "%s", error.message);
  cr_assert_eq(asked.calls, 1);
  cr_assert_eq(asked.bytes, BYTES);
  /* xnu demands all three rights, private and anonymous; the tag is that of code made at run time, 64. */
  cr_assert_eq(asked.protection, PROT_READ | PROT_WRITE | PROT_EXEC);
  cr_assert_eq(asked.flags, MAP_PRIVATE | MAP_ANON | MAP_JIT);
  cr_assert_eq(asked.file, 0x40000000);
  cr_assert_eq(apple_window_open(&pages, BYTES), pages.base);
  apple_pages_close(&pages, BYTES);
}

#if !defined(__aarch64__) /* there the toggles of Linux would look for a window */
static uint64_t cells[THREAD_ROOM * sizeof(ThreadCell) / 8];

static void preset(bool twice) {
  framework = supports;
  RegionPages pages = {0};
  cr_assert(apple_pages_open(&pages, BYTES, DATA_BYTES, NULL));
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) cells[i] = i + 1;
  cr_assert(!apple_pages_preset(&pages, 64, cells, sizeof cells), "elsewhere than at the beginning");
  cr_assert(apple_pages_preset(&pages, 0, cells, sizeof cells));
  cr_assert_eq(memcmp((void *)pages.base, cells, sizeof cells), 0);
  if (twice) apple_pages_preset(&pages, 0, cells, sizeof cells);
}

Test(region_apple, presets_cells) { preset(false); }
/* SIGILL: how a host traps (memory/pac.h). */
Test(region_apple, presets_cells_once, .signal = SIGILL) { preset(true); }
#endif
