/* SPDX-License-Identifier: Apache-2.0
 *
 * The region's data part, and how its addresses are found from two small numbers. Shared by region.c, space.c, the
 * seal and the toggles; nobody else includes it.
 *
 * An attacker may write every CodeRegion, CodeSpace and CodeThread: they hold locks, lists of free room, and numbers.
 * What is true about the region stands in memory that is read-only outside a critical section:
 *   region_descriptions[]  where each region lies: a page of the program, read-only but while a region is opened
 *   the data part          a cell a sealing thread, the stubs, how many numbers were given, a cell a space, a record a
 * function, and the map The seal takes numbers from the former kind, checks them against the latter, and dies where
 * they disagree.
 *
 * The map has one number for each granule of code (64 words): the record of the last function sealed that has words
 * in it. A record names the next lower one. So an address leads to its function in a few steps, whatever the order of
 * sealing; and a granule whose number is 0 is free: claiming it is one compare-and-swap, which no other seal can win.
 *
 * Offsets and sizes are in words of 4 bytes from the region's base; offset 0 is data, so 0 means none.
 */
#ifndef SIGNET_MEMORY_REGION_DATA_H
#define SIGNET_MEMORY_REGION_DATA_H

/* For toggles_linux_arm64.S as well. */
#define REGION_ROOM              1024 /* regions of a process: what 64 KiB, the largest page, hold */
#define REGION_DESCRIPTION_SHIFT 6
#define THREAD_ROOM              256
#define THREAD_CELL_SHIFT        6
#define THREAD_CELL_WINDOW       16
#define SECTION_RANGES           6

#if !defined(__ASSEMBLER__)

#include "memory/buffer.h"
#include "memory/region.h"

#include <stdatomic.h>
#if defined(__APPLE__)
#include <libkern/OSCacheControl.h>
#endif

enum {
  GRANULE_WORDS = 64,
  STUBS_OFFSET = THREAD_ROOM << THREAD_CELL_SHIFT, /* in bytes, as the next two */
  SPACES_OFFSET = STUBS_OFFSET + 4096,
  REGION_BYTES_LEAST = 512 << 10,
  REGION_BYTES_MOST = 128 << 20 /* what `bl` reaches */
};

/* A function uses no more counters than the region has words: entries, records and the end's number together stay
 * below. So the counter advances by this, whatever a buffer in writable memory says that it used. */
#define COUNTER_STEP        (UINT64_C(1) << INDEX_BITS)
#define COUNTER_THREAD_BITS 53 /* 61 bits in all: 8 name the thread; a thread starts at random in the lower half */

#define BRK_INTEGRITY 0xd4388e20u /* brk #0xc471 */

/* Where everything of one region lies: offsets in bytes from its base, in either view. */
typedef struct {
  uintptr_t base; /* of the executable view; 0: no region */
  uint64_t bytes, data_bytes;
  uint64_t map, records;
  uint32_t space_room, record_room; /* record 0 is not used */
  uint64_t page_bytes;
  uint64_t reserved;
} RegionLayout;
_Static_assert(sizeof(RegionLayout) == 1 << REGION_DESCRIPTION_SHIFT, "the toggles index by it");
extern RegionLayout region_descriptions[REGION_ROOM] __attribute__((visibility("hidden")));

typedef struct {
  uint64_t counter;
  uint64_t thread_pointer; /* of the thread that may seal with it */
  uint64_t window;         /* address of its writable view of the region; 0: the cell is free */
  uint64_t reserved[5];
} ThreadCell;
_Static_assert(sizeof(ThreadCell) == 1 << THREAD_CELL_SHIFT, "the toggles index by it");
_Static_assert(offsetof(ThreadCell, window) == THREAD_CELL_WINDOW, "the toggles load it");

typedef struct {
  uint32_t first_record;   /* of function 0; the record after the last function's stands for the slots */
  uint32_t function_count; /* with `open`: 0 is a possible count */
  uint32_t slots;          /* offset of function 0's slot */
  uint32_t open;
  uint64_t space;   /* its CodeSpace */
  uint64_t owner;   /* whose code it is: code_space_owner */
  uint32_t lazy;    /* functions 0 .. lazy have thunks, which lie behind the slots */
  uint32_t holders; /* while there are any, nothing of the space is freed */
} SpaceCell;
_Static_assert(sizeof(SpaceCell) == 40, "region_layout counts with it");

/* place: offset of the first word; size and flags above. Written whole, by one store: size 0 means being sealed. */
typedef struct {
  uint64_t place;
  uint32_t next;  /* the record of the next lower function in the granule of the first word */
  uint32_t space; /* number + 1 of the space that owns the record; 0: nobody */
} FunctionRecord;
_Static_assert(sizeof(FunctionRecord) == 16, "one record does not straddle pages");

/* A thunk's words; where its call of the stub returns to. */
enum { THUNK_WORDS = 4, THUNK_RETURN = 2 };
/* Words of slots and thunks. Both counts are below 2^24. */
static inline uint32_t slots_and_thunks(uint32_t function_count, uint32_t lazy) {
  return function_count + THUNK_WORDS * lazy;
}

enum { A64_WORD_B = 0x14000000, A64_WORD_BL = 0x94000000 - 0x100000000 };
/* b or bl over `distance` words, which the region's size keeps in range. */
static inline uint32_t branch_over(uint32_t branch, uint32_t distance) { return branch | (distance & 0x03ffffffu); }

enum { PLACE_SIZE_SHIFT = 32, PLACE_FLAGS_SHIFT = 60 };
static inline uint32_t place_start(uint64_t place) { return (uint32_t)place; }
static inline uint32_t place_words(uint64_t place) { return (uint32_t)(place >> PLACE_SIZE_SHIFT) & 0x0fffffffu; }
static inline uint32_t place_flags(uint64_t place) { return (uint32_t)(place >> PLACE_FLAGS_SHIFT); }

/* The description of a region that exists. */
static inline const RegionLayout *region_layout(uint32_t number) {
  if (number >= REGION_ROOM || region_descriptions[number].base == 0) integrity_failure();
  return &region_descriptions[number];
}

/* The views of one region have the same layout: give the base of either. */
static inline ThreadCell *region_thread(uintptr_t view, uint32_t thread) {
  if (thread >= THREAD_ROOM) integrity_failure();
  return (ThreadCell *)view + thread;
}
static inline uint32_t *region_stubs(uintptr_t view) { return (uint32_t *)(view + STUBS_OFFSET); }
static inline uint32_t *region_numbers(uintptr_t view) { return region_stubs(view) + REGION_STUB_ROOM; }
static inline SpaceCell *region_space(const RegionLayout *layout, uintptr_t view, uint32_t space) {
  if (space >= layout->space_room) integrity_failure();
  return (SpaceCell *)(view + SPACES_OFFSET) + space;
}
static inline uint32_t *region_map(const RegionLayout *layout, uintptr_t view, uint32_t word) {
  /* The data part is whole granules. */
  return (uint32_t *)(view + layout->map - layout->data_bytes / GRANULE_WORDS) + word / GRANULE_WORDS;
}
static inline FunctionRecord *region_records(const RegionLayout *layout, uintptr_t view) {
  return (FunctionRecord *)(view + layout->records);
}

/* Reads of what another thread may be writing in its section: whole, and once. */
static inline uint64_t place_load(const FunctionRecord *record) {
  return __atomic_load_n(&record->place, __ATOMIC_ACQUIRE);
}

static inline uint64_t thread_pointer(void) {
#if defined(__aarch64__) && defined(__linux__)
  uint64_t pointer;
  __asm__("mrs %0, tpidr_el0" : "=r"(pointer));
  return pointer;
#elif defined(__APPLE__)
  uint64_t pointer;
  __asm__("mrs %0, tpidrro_el0" : "=r"(pointer));
  return pointer & ~UINT64_C(7); /* the processor's number */
#else
  return (uint64_t)(uintptr_t)__builtin_thread_pointer();
#endif
}

/* The system's side: region_linux_arm64.c, region_host.c. */
typedef struct {
  uintptr_t base;
  int file;
} RegionPages;
bool region_pages_open(RegionPages *pages, size_t bytes, size_t data_bytes, sg_error *error);
void region_pages_close(RegionPages *pages, size_t bytes);
/* Sets data at its offset before the region is used. */
bool region_pages_preset(const RegionPages *pages, size_t offset, const void *data, size_t bytes);
/* An inaccessible view that the toggles open; 0: no memory. */
uintptr_t region_window_open(const RegionPages *pages, size_t bytes);
void region_window_close(const RegionPages *pages, uintptr_t window, size_t bytes);
/* Code will fill this part, if the guess is right. */
void region_pages_expect(const RegionPages *pages, size_t offset, size_t bytes);
/* Makes the processor (and qemu 7.2, which keeps old translations) forget what the executable view held. */
void region_pages_renew(const RegionPages *pages, size_t offset, size_t bytes);

/* Instructions are fetched anew from these addresses of the executable view. */
static inline void code_words_changed(void *start, size_t bytes) {
#if defined(__APPLE__)
  sys_icache_invalidate(start, bytes);
#else
  __builtin___clear_cache((char *)start, (char *)start + bytes);
#endif
}

/* A thread number of its own that the region seals with under its lock. */
enum { THREAD_OF_REGION = 0 };

struct CodeRegion;
uint32_t region_number(const CodeRegion *region);
const RegionPages *region_pages(const CodeRegion *region);
void region_lock(CodeRegion *region);
void region_unlock(CodeRegion *region);
CodeRegion *code_thread_region(const CodeThread *thread);
uint32_t code_thread_number(const CodeThread *thread);

/* Free room of code or of records. Sorted, never touching. */
typedef struct {
  uint32_t start, end;
} Extent;
typedef struct {
  Extent *extents;
  uint32_t count, room;
} ExtentList;
bool extents_take(ExtentList *list, uint32_t size, Extent *taken); /* first fit */
bool extents_give(ExtentList *list, Extent extent);                /* false: no memory; the extent is lost */
ExtentList *region_free_code(CodeRegion *region);                  /* both under the region's lock */
ExtentList *region_free_records(CodeRegion *region);
/* Room that has been wiped: kept from being used again as long as there is other room. Under the region's lock. */
void region_quarantine(CodeRegion *region, Extent extent);
/* Room for `size` words, from quarantine where there is no other. */
bool region_take_code(CodeRegion *region, uint32_t size, Extent *taken);
bool region_take_space_number(CodeRegion *region, uint32_t *number);
void region_give_space_number(CodeRegion *region, uint32_t number);

/* Room for `words` words of code for this thread: their offset; 0: the region is full. */
uint32_t code_space_room(CodeSpace *space, uint32_t thread, uint32_t words);
void code_space_sealed(CodeSpace *space, uint32_t words);
bool code_space_runs(const CodeSpace *space);
bool code_space_holds(const CodeSpace *space);

/* The other critical sections (seal_space.c). Thread: whose window is used. */
void seal_thread_open(uint32_t region, uint32_t thread, uint64_t window, uint64_t pointer);
void seal_space_open(uint32_t region, uint32_t thread, uint32_t space, SpaceCell cell);
void seal_numbers_take(uint32_t region, uint32_t thread, uint32_t given, uint32_t count);
/* One holder more, or less. */
void seal_space_hold(uint32_t region, uint32_t thread, uint32_t space, bool more);
void seal_space_wipe(uint32_t region, uint32_t thread, uint32_t space, Extent span);
void seal_space_close(uint32_t region, uint32_t thread, uint32_t space);

#endif
#endif
