/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening and closing a code region and its sealing threads. What the seal believes is written here once: the region's
 * description, on a page that is read-only otherwise, and each thread's first counter, random in a range of its own.
 * The locks and lists in a CodeRegion are in writable memory and decide nothing that the seal does not check.
 */
#include "memory/error.h"
#include "memory/linear.h"
#include "memory/region_data.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

/* Global, because the seal must reach it without going through memory that an attacker may write: constant addresses
 * on pages that are read-only but while a region is opened or closed. */
#if defined(__APPLE__)
enum { LARGEST_PAGE = 16 << 10 }; /* and Mach-O aligns no further than 32 KiB */
#else
enum { LARGEST_PAGE = 64 << 10 };
#endif
RegionLayout region_descriptions[REGION_ROOM] __attribute__((aligned(LARGEST_PAGE)));
_Static_assert(sizeof region_descriptions % LARGEST_PAGE == 0, "whole pages, whatever their size");
static pthread_mutex_t descriptions_lock = PTHREAD_MUTEX_INITIALIZER;

struct CodeThread {
  CodeRegion *region;
  uint32_t number;
};

/* Wiped room that is not used again before QUARANTINE_EXTENTS more, or a part of the region, has come after it, or all
 * else is in use. See region_quarantine. */
enum { QUARANTINE_EXTENTS = 1024, QUARANTINE_SHARE = 32 };
typedef struct {
  Extent extents[QUARANTINE_EXTENTS]; /* a ring */
  uint32_t oldest, count, words;
} Quarantine;

struct CodeRegion {
  RegionPages pages;
  uint64_t bytes;
  uint32_t number;
  pthread_mutex_t lock; /* guards what follows, and THREAD_OF_REGION's window */
  ExtentList free_code, free_records;
  Quarantine quarantine;
  uint64_t threads[THREAD_ROOM / 64]; /* taken numbers */
  uint32_t *space_numbers;            /* free ones, a stack */
  uint32_t space_number_count;
};

static RegionLayout region_describe(uintptr_t base, uint64_t bytes, uint64_t data_bytes) {
  RegionLayout layout = {.base = base, .bytes = bytes, .data_bytes = data_bytes, .page_bytes = page_bytes()};
  layout.space_room = (uint32_t)(data_bytes >> 10); /* a 25th of the data part */
  layout.map = SPACES_OFFSET + (uint64_t)layout.space_room * sizeof(SpaceCell);
  uint64_t map_bytes = (bytes - data_bytes) / (GRANULE_WORDS * 4) * 4;
  layout.records = (layout.map + map_bytes + 15) & ~UINT64_C(15);
  layout.record_room = (uint32_t)((data_bytes - layout.records) / sizeof(FunctionRecord));
  return layout;
}

static void descriptions_freeze(void) {
#if !defined(SIGNET_TEST_WITHOUT_DESCRIPTIONS)
  if (mprotect(region_descriptions, sizeof region_descriptions, PROT_READ) != 0) integrity_failure();
#endif
}

static bool description_enter(const RegionLayout *description, uint32_t *number) {
  bool entered = false;
  pthread_mutex_lock(&descriptions_lock);
  if (mprotect(region_descriptions, sizeof region_descriptions, PROT_READ | PROT_WRITE) != 0) integrity_failure();
  for (uint32_t i = 0; i < REGION_ROOM && !entered; i++)
    if (region_descriptions[i].base == 0) {
      region_descriptions[i] = *description;
      *number = i;
      entered = true;
    }
  descriptions_freeze();
  pthread_mutex_unlock(&descriptions_lock);
  return entered;
}

static void description_remove(uint32_t number) {
  pthread_mutex_lock(&descriptions_lock);
  if (mprotect(region_descriptions, sizeof region_descriptions, PROT_READ | PROT_WRITE) != 0) integrity_failure();
  region_descriptions[number] = (RegionLayout){0};
  descriptions_freeze();
  pthread_mutex_unlock(&descriptions_lock);
}

static bool random_fill(void *bytes, size_t count) {
  enum { MOST = 256 }; /* that getentropy gives at once */
  for (size_t done = 0; done < count; done += MOST)
    if (getentropy((uint8_t *)bytes + done, count - done < MOST ? count - done : MOST) != 0) return false;
  return true;
}

/* The cells of all threads, their counters set for the region's life. */
static bool cells_preset(const RegionPages *pages, uint64_t bytes) {
  enum { START_BITS = COUNTER_THREAD_BITS - 1 };
  static const uint64_t start_mask = (UINT64_C(1) << START_BITS) - 1;
  ThreadCell *cells = calloc(THREAD_ROOM, sizeof *cells);
  uint64_t starts[THREAD_ROOM];
  bool done = cells && random_fill(starts, sizeof starts);
  if (done) {
    for (uint64_t i = 0; i < THREAD_ROOM; i++) cells[i].counter = i << COUNTER_THREAD_BITS | (starts[i] & start_mask);
    cells[THREAD_OF_REGION].window = region_window_open(pages, bytes);
    done = cells[THREAD_OF_REGION].window != 0 && region_pages_preset(pages, 0, cells, THREAD_ROOM * sizeof *cells);
  }
  free(cells);
  return done;
}

static bool lists_open(CodeRegion *region, const RegionLayout *layout) {
  region->space_numbers = calloc(layout->space_room, sizeof *region->space_numbers);
  if (!region->space_numbers) return false;
  for (uint32_t i = layout->space_room; i-- > 0;) region->space_numbers[region->space_number_count++] = i;
  return extents_give(&region->free_records, (Extent){1, layout->record_room}) &&
         extents_give(&region->free_code, (Extent){(uint32_t)(layout->data_bytes / 4), (uint32_t)(layout->bytes / 4)});
}

CodeRegion *region_open(size_t bytes, sg_error *error) {
  size_t page = page_bytes();
  if (bytes < REGION_BYTES_LEAST || bytes > REGION_BYTES_MOST || bytes % page != 0) {
    memory_error(error, SG_USAGE, "wrong use of the API", "a code region has 512 KiB to 128 MiB, in whole pages");
    return NULL;
  }
  size_t data_bytes = (bytes / 8 + page - 1) & ~(page - 1);
  CodeRegion *region = calloc(1, sizeof *region);
  if (!region) {
    memory_exhausted(error, "a code region");
    return NULL;
  }
  if (!region_pages_open(&region->pages, bytes, data_bytes, error)) {
    free(region);
    return NULL;
  }
  region->bytes = bytes;
  pthread_mutex_init(&region->lock, NULL);
  region->threads[0] = 1u << THREAD_OF_REGION;
  RegionLayout description = region_describe(region->pages.base, bytes, data_bytes);
  bool entered = false;
  if (cells_preset(&region->pages, bytes) && (entered = description_enter(&description, &region->number))) {
    if (lists_open(region, region_layout(region->number))) return region;
  }
  memory_exhausted(error, "a code region");
  if (!entered) region->number = REGION_ROOM;
  region_close(region);
  return NULL;
}

void region_close(CodeRegion *region) {
  if (!region) return;
  const ThreadCell *own = (const ThreadCell *)region->pages.base + THREAD_OF_REGION;
  if (own->window) region_window_close(&region->pages, own->window, region->bytes);
  if (region->number < REGION_ROOM) description_remove(region->number);
  region_pages_close(&region->pages, region->bytes);
  pthread_mutex_destroy(&region->lock);
  free(region->free_code.extents);
  free(region->free_records.extents);
  free(region->space_numbers);
  free(region);
}

uintptr_t region_base(const CodeRegion *region) { return region->pages.base; }
size_t region_bytes(const CodeRegion *region) { return region->bytes; }
bool region_contains(const CodeRegion *region, uintptr_t address) {
  return address - region->pages.base < region->bytes;
}

uint32_t region_number(const CodeRegion *region) { return region->number; }
const RegionPages *region_pages(const CodeRegion *region) { return &region->pages; }
void region_lock(CodeRegion *region) { pthread_mutex_lock(&region->lock); }
void region_unlock(CodeRegion *region) { pthread_mutex_unlock(&region->lock); }
ExtentList *region_free_code(CodeRegion *region) { return &region->free_code; }
ExtentList *region_free_records(CodeRegion *region) { return &region->free_records; }

/* That nothing leads to freed code is known when it is freed: its space has no holders (seal_space_wipe), so no
 * instance of the module is left, and with the last one's store went all places for which a pointer to the code was
 * signed: function objects, tables, import slots, dispatch entries and stacks, none of whose addresses comes again
 * (unique_pages.h). What that cannot know of, an embedder's thread that still runs in a store it has freed, a profiler
 * that reads old addresses, another processor's prefetched words, meets brk for as long as can be afforded. */
static bool quarantine_leave(CodeRegion *region) {
  Quarantine *held = &region->quarantine;
  if (held->count == 0) return false;
  const Extent oldest = held->extents[held->oldest];
  held->oldest = (held->oldest + 1) % QUARANTINE_EXTENTS;
  held->count--;
  held->words -= oldest.end - oldest.start;
  extents_give(&region->free_code, oldest);
  return true;
}

void region_quarantine(CodeRegion *region, Extent extent) {
  Quarantine *held = &region->quarantine;
#if defined(SIGNET_TEST_WITHOUT_QUARANTINE) || !defined(__aarch64__)
  const uint32_t most = 0; /* where no code runs, none is returned to: the next module gets pages that are there */
#else
  const uint32_t most = (uint32_t)(region->bytes / 4 / QUARANTINE_SHARE);
#endif
  if (held->count == QUARANTINE_EXTENTS) quarantine_leave(region);
  held->extents[(held->oldest + held->count++) % QUARANTINE_EXTENTS] = extent;
  held->words += extent.end - extent.start;
  while (held->words > most && quarantine_leave(region)) continue;
}

bool region_take_code(CodeRegion *region, uint32_t size, Extent *taken) {
  while (!extents_take(&region->free_code, size, taken))
    if (!quarantine_leave(region)) return false;
  return true;
}

uint32_t region_numbers_given(const CodeRegion *region) {
  return __atomic_load_n(region_numbers(region_layout(region->number)->base), __ATOMIC_RELAXED);
}
void region_numbers_take(CodeRegion *region, uint32_t given, uint32_t count) {
  region_lock(region);
  seal_numbers_take(region->number, THREAD_OF_REGION, given, count);
  region_unlock(region);
}

bool region_take_space_number(CodeRegion *region, uint32_t *number) {
  if (region->space_number_count == 0) return false;
  *number = region->space_numbers[--region->space_number_count];
  return true;
}
void region_give_space_number(CodeRegion *region, uint32_t number) {
  region->space_numbers[region->space_number_count++] = number;
}

/* The lowest number that no thread has; THREAD_ROOM: none. */
static uint32_t thread_number_take(CodeRegion *region) {
  for (uint32_t i = 0; i < THREAD_ROOM; i++)
    if (!(region->threads[i / 64] >> i % 64 & 1)) {
      region->threads[i / 64] |= UINT64_C(1) << i % 64;
      return i;
    }
  return THREAD_ROOM;
}

CodeThread *code_thread_open(CodeRegion *region, sg_error *error) {
  CodeThread *thread = calloc(1, sizeof *thread);
  uintptr_t window = region_window_open(&region->pages, region->bytes);
  if (thread && window) {
    region_lock(region);
    thread->region = region;
    thread->number = thread_number_take(region);
    if (thread->number < THREAD_ROOM) seal_thread_open(region->number, thread->number, window, thread_pointer());
    region_unlock(region);
    if (thread->number < THREAD_ROOM) return thread;
  }
  memory_exhausted(error, "a sealing thread");
  if (window) region_window_close(&region->pages, window, region->bytes);
  free(thread);
  return NULL;
}

void code_thread_close(CodeThread *thread) {
  if (!thread) return;
  CodeRegion *region = thread->region;
  region_lock(region);
  uint64_t window = region_thread(region->pages.base, thread->number)->window;
  seal_thread_open(region->number, thread->number, 0, 0);
  region_window_close(&region->pages, window, region->bytes);
  region->threads[thread->number / 64] &= ~(UINT64_C(1) << thread->number % 64);
  region_unlock(region);
  free(thread);
}

CodeRegion *code_thread_region(const CodeThread *thread) { return thread->region; }
uint32_t code_thread_number(const CodeThread *thread) { return thread->number; }

/* A thread that takes over another's cell starts beyond all that the other may have tagged and not sealed. */
uint64_t code_thread_counter(const CodeThread *thread) {
  CodeRegion *region = thread->region;
  const ThreadCell *cell = region_thread(region->pages.base, thread->number);
  if (cell->thread_pointer != thread_pointer()) {
    region_lock(region);
    seal_thread_open(region->number, thread->number, cell->window, thread_pointer());
    region_unlock(region);
  }
  return __atomic_load_n(&cell->counter, __ATOMIC_RELAXED);
}
