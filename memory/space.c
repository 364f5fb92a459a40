/* SPDX-License-Identifier: Apache-2.0
 *
 * Spaces: who has which room in the region, and which function an address belongs to.
 *
 * Room goes from the region to a space in spans of whole pages, from the space to each thread that seals into it in
 * chunks (its lane), and from the lane to functions, upwards. All of it is bookkeeping in writable memory: the seal
 * claims what it writes in the region's map. Finding goes by the region's data part alone, takes no lock and is
 * async-signal-safe.
 */
#include "memory/error.h"
#include "memory/linear.h"
#include "memory/region_data.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
  CHUNK_WORDS = 4096,      /* 16 KiB: what a thread may leave unused at most, against locks shared */
  SPAN_WORDS_MORE = 16384, /* a further span of a space whose guess was short */
  GUESS_WORDS_LEAST = 1024
};

/* What a thread has of the space for itself: it alone looks at it, so that sealing takes no lock while it lasts. */
typedef struct {
  uint32_t at, end;
} Lane;

struct CodeSpace {
  CodeRegion *region;
  uint32_t number;
  uint32_t region_number; /* the region's, nearer; another one has no cell that names this space */
  uint32_t function_count;
  Extent records;
  atomic_size_t sealed_words;
  atomic_bool runs, holds;
  pthread_mutex_t lock;    /* guards what follows */
  Extent rest;             /* of the last span: in no lane yet */
  ExtentList spans;        /* all that the space has; never joined, as given back one by one */
  Lane lanes[THREAD_ROOM]; /* by the sealing thread's number; extended under the lock */
};

static bool list_reserve(ExtentList *list) {
  if (list->count < list->room) return true;
  uint32_t room = list->room ? 2 * list->room : 8;
  Extent *extents = realloc(list->extents, room * sizeof *extents);
  if (!extents) return false;
  list->extents = extents;
  list->room = room;
  return true;
}

bool extents_take(ExtentList *list, uint32_t size, Extent *taken) {
  for (uint32_t i = 0; i < list->count; i++) {
    Extent *extent = &list->extents[i];
    if (extent->end - extent->start < size) continue;
    *taken = (Extent){extent->start, extent->start + size};
    extent->start += size;
    if (extent->start == extent->end) {
      list->count--;
      memmove(extent, extent + 1, (list->count - i) * sizeof *extent);
    }
    return true;
  }
  return false;
}

bool extents_give(ExtentList *list, Extent given) {
  if (given.start == given.end) return true;
  uint32_t i = 0;
  while (i < list->count && list->extents[i].start < given.start) i++;
  bool joins_below = i > 0 && list->extents[i - 1].end == given.start;
  bool joins_above = i < list->count && list->extents[i].start == given.end;
  if (joins_below) {
    list->extents[i - 1].end = joins_above ? list->extents[i].end : given.end;
    if (!joins_above) return true;
    list->count--;
    memmove(&list->extents[i], &list->extents[i + 1], (list->count - i) * sizeof given);
    return true;
  }
  if (joins_above) {
    list->extents[i].start = given.start;
    return true;
  }
  if (!list_reserve(list)) return false;
  memmove(&list->extents[i + 1], &list->extents[i], (list->count - i) * sizeof given);
  list->extents[i] = given;
  list->count++;
  return true;
}

static uint32_t page_round(uint64_t words) {
  uint64_t page = page_bytes() / 4, rounded = (words + page - 1) & ~(page - 1);
  return rounded > REGION_BYTES_MOST / 4 ? REGION_BYTES_MOST / 4 + 1 : (uint32_t)rounded;
}
static uint32_t granule_round(uint32_t words) { return (words + GRANULE_WORDS - 1) & ~(GRANULE_WORDS - 1u); }

/* A span of `wanted` words if there is one, else of `least`; what is in quarantine comes last. Under the region's lock.
 */
static bool span_take(CodeRegion *region, uint64_t wanted, uint64_t least, Extent *span) {
  return extents_take(region_free_code(region), page_round(wanted), span) ||
         region_take_code(region, page_round(least < wanted ? least : wanted), span);
}

/* The numbers, the records and the first span of a new space. */
static bool space_take(CodeSpace *space, uint32_t slot_words, size_t code_bytes, Extent *span) {
  CodeRegion *region = space->region;
  const uint32_t function_count = space->function_count;
  uint64_t slots = granule_round(slot_words), code = code_bytes / 4 < REGION_BYTES_MOST ? code_bytes / 4 : 0;
  bool taken = false;
  if (!list_reserve(&space->spans)) return false;
  region_lock(region);
  if (region_take_space_number(region, &space->number)) {
    if (extents_take(region_free_records(region), function_count + 1, &space->records)) {
      taken = span_take(region, slots + code, slots + (code ? GUESS_WORDS_LEAST : 1), span);
      if (!taken) extents_give(region_free_records(region), space->records);
    }
    if (!taken) region_give_space_number(region, space->number);
  }
  region_unlock(region);
  if (taken) space->spans.extents[space->spans.count++] = *span;
  return taken;
}

CodeSpace *code_space_open_lazy(CodeRegion *region, CodeThread *thread, uint32_t function_count, uint32_t lazy,
                                size_t code_bytes, const void *owner, sg_error *error) {
  CodeSpace *space = calloc(1, sizeof *space);
  const uint32_t slot_words = slots_and_thunks(function_count, lazy);
  if (space)
    *space = (CodeSpace){.region = region, .region_number = region_number(region), .function_count = function_count};
  Extent span;
  if (!space || function_count >= 1u << INDEX_BITS || !space_take(space, slot_words, code_bytes, &span)) {
    if (space) free(space->spans.extents);
    free(space);
    memory_exhausted(error, "the code region is full");
    return NULL;
  }
  pthread_mutex_init(&space->lock, NULL);
  region_pages_expect(region_pages(region), 4 * (size_t)span.start, 4 * (size_t)(span.end - span.start));
  atomic_init(&space->runs, lazy != 0);
  space->rest = (Extent){span.start + granule_round(slot_words), span.end};
  seal_space_open(region_number(region), code_thread_number(thread), space->number,
                  (SpaceCell){.first_record = space->records.start,
                              .function_count = function_count,
                              .slots = span.start,
                              .space = (uint64_t)(uintptr_t)space,
                              .owner = (uint64_t)(uintptr_t)owner,
                              .lazy = lazy});
  return space;
}

CodeSpace *code_space_open(CodeRegion *region, CodeThread *thread, uint32_t function_count, size_t code_bytes,
                           const void *owner, sg_error *error) {
  return code_space_open_lazy(region, thread, function_count, 0, code_bytes, owner, error);
}

/* What the region's read-only data says of a space. A CodeSpace lies in writable memory, and so do its numbers; but no
 * other cell than its own names it. */
typedef struct {
  const RegionLayout *layout;
  const SpaceCell *cell;
} SpaceFacts;
static inline SpaceFacts space_facts(const CodeSpace *space) {
  const RegionLayout *layout = region_layout(space->region_number);
  const SpaceCell *cell = region_space(layout, layout->base, space->number);
#if !defined(SIGNET_TEST_WITHOUT_SPACE_CHECK)
  if (cell->space != (uint64_t)(uintptr_t)space) integrity_failure();
#endif
  return (SpaceFacts){layout, cell};
}

uint32_t code_space_number(const CodeSpace *space) {
  const SpaceFacts facts = space_facts(space);
  return (uint32_t)(facts.cell - region_space(facts.layout, facts.layout->base, 0));
}

static void holders_change(const CodeSpace *space, bool more) {
  const uint32_t number = code_space_number(space);
  region_lock(space->region);
  seal_space_hold(region_number(space->region), THREAD_OF_REGION, number, more);
  region_unlock(space->region);
}
void code_space_hold(CodeSpace *space) { holders_change(space, true); }
void code_space_release(CodeSpace *space) { holders_change(space, false); }

void code_space_close(CodeSpace *space) {
  if (!space) return;
  CodeRegion *region = space->region;
  const uint32_t of = region_number(region), number = code_space_number(space);
  region_lock(region);
  for (uint32_t i = 0; i < space->spans.count; i++) {
    Extent span = space->spans.extents[i];
    if (span.start == span.end) continue;
    seal_space_wipe(of, THREAD_OF_REGION, number, span);
    uintptr_t start = region_base(region) + 4 * (uintptr_t)span.start;
    code_words_changed((void *)start, 4 * (size_t)(span.end - span.start));
    region_pages_renew(region_pages(region), 4 * (size_t)span.start, 4 * (size_t)(span.end - span.start));
    region_quarantine(region, span);
  }
  seal_space_close(of, THREAD_OF_REGION, number);
  extents_give(region_free_records(region), space->records);
  region_give_space_number(region, number);
  region_unlock(region);
  pthread_mutex_destroy(&space->lock);
  free(space->spans.extents);
  free(space);
}

static bool space_extend(CodeSpace *space, uint32_t words) {
  Extent span;
  if (!list_reserve(&space->spans)) return false;
  region_lock(space->region);
  uint64_t more = code_space_bytes(space) / 16; /* a quarter of what is sealed: so spans are few */
  if (more < SPAN_WORDS_MORE) more = SPAN_WORDS_MORE;
  bool taken = span_take(space->region, words > more ? words : more, words, &span);
  region_unlock(space->region);
  if (!taken) return false;
  space->spans.extents[space->spans.count++] = span;
  space->rest = span;
  return true;
}

/* Gives the lane a chunk that ends its shortage. */
static bool lane_extend(CodeSpace *space, Lane *lane, uint32_t words) {
  bool adjacent = lane->end == space->rest.start;
  uint32_t short_by = adjacent ? words - (lane->end - lane->at) : words;
  if (space->rest.end - space->rest.start < short_by) {
    if (!space_extend(space, words)) return false;
    adjacent = lane->end == space->rest.start;
    short_by = adjacent ? words - (lane->end - lane->at) : words;
  }
  uint32_t chunk = (short_by + CHUNK_WORDS - 1) & ~(CHUNK_WORDS - 1u), left = space->rest.end - space->rest.start;
  if (chunk > left) chunk = left;
  if (!adjacent) lane->at = space->rest.start;
  lane->end = space->rest.start + chunk;
  space->rest.start += chunk;
  return true;
}

uint32_t code_space_room(CodeSpace *space, uint32_t thread, uint32_t words) {
  if (thread >= THREAD_ROOM) integrity_failure();
  Lane *lane = &space->lanes[thread];
  bool fits = lane->end - lane->at >= words;
  if (!fits) {
    pthread_mutex_lock(&space->lock);
    fits = lane_extend(space, lane, words);
    pthread_mutex_unlock(&space->lock);
  }
  if (!fits) return 0;
  lane->at += words;
  return lane->at - words;
}

void code_space_trim(CodeSpace *space) {
  pthread_mutex_lock(&space->lock);
  /* Whole pages in no lane, so never written: they go back as they are. */
  Extent tail = {page_round(space->rest.start), space->rest.end};
  if (tail.start < tail.end) {
    Extent *span = &space->spans.extents[space->spans.count - 1];
    region_lock(space->region);
    if (extents_give(region_free_code(space->region), tail)) {
      space->rest.end = tail.start;
      span->end = tail.start;
    }
    region_unlock(space->region);
  }
  pthread_mutex_unlock(&space->lock);
}

void code_space_set_running(CodeSpace *space) { atomic_store(&space->runs, true); }
bool code_space_runs(const CodeSpace *space) { return atomic_load_explicit(&space->runs, memory_order_relaxed); }
void code_space_hold_slots(CodeSpace *space) { atomic_store(&space->holds, true); }
bool code_space_holds(const CodeSpace *space) { return atomic_load_explicit(&space->holds, memory_order_relaxed); }
void code_space_sealed(CodeSpace *space, uint32_t words) {
  atomic_fetch_add_explicit(&space->sealed_words, words, memory_order_relaxed);
}
size_t code_space_bytes(const CodeSpace *space) {
  return 4 * atomic_load_explicit(&space->sealed_words, memory_order_relaxed);
}
void *code_space_owner(const CodeSpace *space) { return (void *)(uintptr_t)space_facts(space).cell->owner; }

uintptr_t code_space_place(const CodeSpace *space, uint32_t function, uint32_t *word_count, uint32_t *flags) {
  const SpaceFacts facts = space_facts(space);
  const RegionLayout *layout = facts.layout;
  const SpaceCell *cell = facts.cell;
  if (function >= cell->function_count) return 0;
  const uint64_t place = place_load(region_records(layout, layout->base) + cell->first_record + function);
  if (place_words(place) == 0) return 0;
  *word_count = place_words(place);
  *flags = place_flags(place);
  return layout->base + 4 * (uintptr_t)place_start(place);
}

uintptr_t code_space_function(const CodeSpace *space, uint32_t function, uint32_t *word_count) {
  uint32_t words, flags;
  const uintptr_t address = code_space_place(space, function, &words, &flags);
  if (address && word_count) *word_count = words;
  return address;
}

uintptr_t code_space_entry(const CodeSpace *space, uint32_t function) {
  const SpaceFacts facts = space_facts(space);
  const RegionLayout *layout = facts.layout;
  const SpaceCell *cell = facts.cell;
  if (function >= cell->function_count) return 0;
  const uint64_t place = place_load(region_records(layout, layout->base) + cell->first_record + function);
  const uint32_t slot = cell->slots + function, start = place_start(place);
  /* Where code runs meanwhile the slot is the last to change. */
  const uint32_t word = __atomic_load_n((const uint32_t *)layout->base + slot, __ATOMIC_RELAXED);
  const bool reached = place_words(place) != 0 && (!cell->lazy || word == branch_over(A64_WORD_B, start - slot));
  return layout->base + 4 * (uintptr_t)(reached ? start : slot);
}

/* The record whose sealed words contain this word of the code; 0: none. */
static inline uint32_t record_of(const RegionLayout *layout, uint32_t word, uint64_t *place) {
  const FunctionRecord *records = region_records(layout, layout->base);
  uint32_t record = __atomic_load_n(region_map(layout, layout->base, word), __ATOMIC_ACQUIRE);
  while (record != 0) {
    *place = place_load(&records[record]);
    if (place_start(*place) <= word) return word - place_start(*place) < place_words(*place) ? record : 0;
    record = records[record].next;
  }
  return 0;
}
static uint32_t record_find(const RegionLayout *layout, uintptr_t address, uint64_t *place) {
  const uintptr_t offset = address - layout->base;
  if (offset < layout->data_bytes || offset >= layout->bytes) return 0;
  return record_of(layout, (uint32_t)(offset / 4), place);
}

bool code_space_find(const CodeSpace *space, uintptr_t address, uint32_t *function, uintptr_t *start, uint32_t *flags) {
  const SpaceFacts facts = space_facts(space);
  const RegionLayout *layout = facts.layout;
  const SpaceCell *cell = facts.cell;
  uint64_t place = 0;
  uint32_t record = record_find(layout, address, &place);
  if (record - cell->first_record >= cell->function_count) return false; /* a slot */
  *function = record - cell->first_record;
  *start = layout->base + 4 * (uintptr_t)place_start(place);
  *flags = place_flags(place);
  return true;
}

bool code_space_leads(const CodeSpace *space, uintptr_t address, uint32_t *function) {
  const SpaceFacts facts = space_facts(space);
  const RegionLayout *layout = facts.layout;
  const SpaceCell *cell = facts.cell;
  const uintptr_t offset = address - layout->base;
  const uint32_t word = (uint32_t)(offset / 4);
  if (offset < layout->data_bytes || offset >= layout->bytes || offset % 4 != 0) return false;
  *function = word - cell->slots;
  if (*function < cell->function_count) return true;
  uint64_t place;
  const uint32_t record = record_of(layout, word, &place);
  *function = record - cell->first_record;
  return record != 0 && *function < cell->function_count && place_start(place) == word;
}

bool code_space_thunk(const CodeSpace *space, uintptr_t return_address, uint32_t *function) {
  const SpaceFacts facts = space_facts(space);
  const RegionLayout *layout = facts.layout;
  const SpaceCell *cell = facts.cell;
  const uintptr_t thunks = layout->base + 4 * ((uintptr_t)cell->slots + cell->function_count);
  const uintptr_t offset = return_address - thunks, bytes = 4 * THUNK_WORDS;
  if (offset >= bytes * cell->lazy || offset % bytes != 4 * THUNK_RETURN) return false;
  *function = (uint32_t)(offset / bytes);
  return true;
}

CodeSpace *region_find_space(const CodeRegion *region, uintptr_t address) {
  const RegionLayout *layout = region_layout(region_number(region));
  uint64_t place;
  uint32_t record = record_find(layout, address, &place);
  if (record == 0) return NULL;
  uint32_t number = region_records(layout, layout->base)[record].space - 1;
  return (CodeSpace *)(uintptr_t)region_space(layout, layout->base, number)->space;
}
