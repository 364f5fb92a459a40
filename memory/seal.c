/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealing a function. What lies between the two toggles works on registers, on the buffer (each entry and record
 * loaded once, and believed only as far as its tag goes) and on the region's own data. An attacker who can write all
 * memory that is writable must not get a word into the region that the emitter did not tag for this place.
 *
 * The checklist of the sections (Apple's rules for writing JIT code; BEMemory.h), and how each line is checked:
 *   no call, spill, or stack access between the toggles    harness/audit/section.c follows every path in the objects
 *   toggles inlined at each use, in pairs                  the same: brk is the only other end
 *   buffers: one load an entry, checked, that register     the same: no address is fetched twice; attacks change
 *     stored; the tag before the store                     entries before and while they are sealed, replay buffers
 *   no loop bound or destination from memory               arguments in registers (SECTION), region_layout() and
 *                                                          cells within, read-only but for the section that owns them
 *   the destination is free room of the region             granules_claim(): attack tests give occupied and outside
 * room no signed pointer to words not sealed yet              the caller gets the address after the second toggle
 *   failure is brk #0xc471, nothing else                   seal_demand(); negative tests see SIGTRAP
 *   no signal handler sees the registers                   section_shut_out_signals()
 * This file is compiled with -O2 in every build (cmake/folder.cmake): the first line needs it.
 */
#include "memory/seal.h"
#include "memory/error.h"
#include "memory/seal_check.h"

enum { A64_NOP = 0xd503201f - 0x100000000 };

/* The word with a displacement in imm26: all of the region is in reach, so there is nothing to check. */
_Static_assert(REGION_BYTES_MOST / 4 <= 1 << 25, "imm26 reaches from any word of a region to any other");
SEAL_INLINE uint32_t word_displaced_26(uint32_t word, uint32_t distance) {
  return (word & ~0x03ffffffu) | (distance & 0x03ffffffu);
}

#if defined(__aarch64__)
/* The word with a displacement in imm19 put in, or the end. Forward, and no further than 2^18 words, is nearly all. */
SEAL_INLINE uint32_t word_displaced_19(uint32_t word, int32_t distance) {
  if (__builtin_expect((uint32_t)distance >> 18 != 0, 0)) seal_demand(distance < 0 && distance >= -(1 << 18));
  return (word & ~(0x7ffffu << 5)) | ((uint32_t)distance & 0x7ffff) << 5;
}

SEAL_INLINE uint32_t skip_to_nop(uint32_t word) {
  uint64_t kept = fresh(word); /* out of the way of the others: no conditional select */
  return kept == (A64_WORD_B | 1) ? (uint32_t)A64_NOP : (uint32_t)kept;
}

/* A branch or adr to a label `distance` words from it. Bits 24-31 tell the forms apart. */
SEAL_INLINE uint32_t word_to_label(uint32_t word, int32_t distance) {
  const uint32_t form = word >> 24;
  if ((form & 0x7e) == 0x34) return word_displaced_19(word, distance); /* cbz, cbnz */
  if (form == 0x54) {                                                  /* b.cond */
    seal_demand((word & 0x10) == 0);
    return word_displaced_19(word, distance);
  }
  if ((form & 0x7c) == 0x14) { /* b, bl. A b to the next word is a loop's entry skipped: falling through does it. */
    word = word_displaced_26(word, (uint32_t)distance);
    if (__builtin_expect(distance == 1, 0)) word = skip_to_nop(word);
    return word;
  }
  if ((form & 0x7e) == 0x36) { /* tbz, tbnz: imm14 */
    seal_demand(distance < 1 << 13 && distance >= -(1 << 13));
    return word | ((uint32_t)distance & 0x3fff) << 5;
  }
  seal_demand((word & 0x9f000000u) == 0x10000000u); /* adr counts bytes, but only words are targets: immhi */
  return word_displaced_19(word, distance);
}
#else
/* The same without branches, since hosts predict one in three of them wrongly: by bits 24-31, the displacement's field,
 * its reach, and what else must be 0. No reach: no branch and no adr. */
typedef struct {
  uint32_t field, reach, zero, at;
} LabelForm;
#define IMM14 {0x3fff << 5, 1 << 13, 0, 5}
#define IMM19 {0x7ffff << 5, 1 << 18, 0, 5}
#define IMM26 {0x3ffffff, 1 << 25, 0, 0}
/* clang-format off */
static const LabelForm label_forms[256] = {
    [0x34] = IMM19, [0x35] = IMM19, [0xb4] = IMM19, [0xb5] = IMM19, /* cbz, cbnz */
    [0x54] = {0x7ffff << 5, 1 << 18, 0x10, 5},                      /* b.cond */
    [0x14 ... 0x17] = IMM26, [0x94 ... 0x97] = IMM26,               /* b, bl */
    [0x36] = IMM14, [0x37] = IMM14, [0xb6] = IMM14, [0xb7] = IMM14, /* tbz, tbnz */
    [0x10] = IMM19, [0x30] = IMM19, [0x50] = IMM19, [0x70] = IMM19, /* adr counts bytes, but only words are targets */
};
/* clang-format on */
#undef IMM14
#undef IMM19
#undef IMM26
SEAL_INLINE uint32_t word_to_label(uint32_t word, int32_t distance) {
  const LabelForm *const form = &label_forms[word >> 24];
  seal_demand((word & form->zero) == 0 && (uint32_t)distance + form->reach < 2 * form->reach);
  word = (word & ~form->field) | ((uint32_t)distance << form->at & form->field);
  return word == (A64_WORD_B | 1) ? (uint32_t)A64_NOP : word;
}
#endif

/* Who seals, in one register, with the number of functions; WHO_LAZY is set by the section, in a lazy space. */
#define WHO_LAZY (UINT64_C(1) << 51)
static inline uint64_t who_pack(uint32_t region, uint32_t thread, uint32_t space, uint32_t functions) {
  seal_demand(region < 1u << 16 && thread < 1u << 16 && space < 1u << 19 && functions - 1 < (1u << 12) - 1);
  return region | (uint64_t)thread << 16 | (uint64_t)space << 32 | (uint64_t)functions << 52;
}
SEAL_INLINE uint32_t who_region(uint64_t who) { return who & 0xffff; }
SEAL_INLINE uint32_t who_thread(uint64_t who) { return who >> 16 & 0xffff; }
SEAL_INLINE uint32_t who_space(uint64_t who) { return who >> 32 & 0x7ffff; }
SEAL_INLINE uint64_t who_functions(uint64_t who) { return who >> 52; }

/* In the section, once these numbers have been checked: the read-only cells. Computed anew at each use, which costs
 * less than registers do. */
SEAL_INLINE const ThreadCell *who_thread_cell(const RegionLayout *layout, uint64_t who) {
  return (const ThreadCell *)layout->base + (fresh(who) >> 16 & 0xffff);
}
SEAL_INLINE const SpaceCell *who_space_cell(const RegionLayout *layout, uint64_t who) {
  return (const SpaceCell *)(layout->base + SPACES_OFFSET) + (fresh(who) >> 32 & 0x7ffff);
}

_Static_assert(sizeof(SealItem) == 32, "functions_write loads it by pairs");
enum { ITEM_START_SHIFT = 32, ITEM_FLAGS_SHIFT = 60 };

/* The last tag of a function, which the emitter made, and with it which function it is to be. end: the modifier of the
 * entry behind its last, which no other function of the buffer shares. */
SEAL_INLINE uint64_t seal_item_tag(uint64_t end_tag, uint64_t function, uint64_t end) {
  return end_tag ^ pac_generic(function, end + SPACE_FUNCTION);
}

/* Its start, once the seal has put it into the item's number. */
SEAL_INLINE uint32_t place_of_item(uint64_t place) { return place >> ITEM_START_SHIFT & 0x0fffffff; }

/* Claims a function of the space and `count` words at `start` for it. What was sealed before stays: the function's
 * record must be empty, and the granules free, but for functions in the first that end below. */
SEAL_INLINE void function_claim(const RegionLayout *layout, uint64_t who, const FunctionRecord *own, uint32_t start,
                                uint32_t count) {
  const uintptr_t base = layout->base, window = who_thread_cell(layout, who)->window;
  seal_demand_code(layout, start, count);
  seal_demand(own->space == who_space(who) + 1);
  FunctionRecord *record = (FunctionRecord *)((uintptr_t)own - base + window);
  seal_demand(__sync_val_compare_and_swap(&record->place, 0, (uint64_t)start) == 0);
  uint32_t *granule = region_map(layout, window, start);
  uint32_t newest = __atomic_load_n(granule, __ATOMIC_ACQUIRE);
#if defined(SIGNET_TEST_WITHOUT_CLAIMS)
  newest = 0;
#endif
  const FunctionRecord *records = region_records(layout, base);
  if (newest != 0) {
    uint64_t below = place_load(records + newest);
    seal_demand(place_words(below) != 0 && place_start(below) + place_words(below) <= start);
  }
  __atomic_store_n(&record->next, newest, __ATOMIC_RELEASE);
  granules_claim(granule, region_map(layout, window, start + count - 1), newest, (uint32_t)(own - records));
}

/* Makes the function one that can be called: its record, and its slot. place: its number, and start and flags. */
SEAL_INLINE void function_publish(const RegionLayout *layout, uint64_t who, const FunctionRecord *own, uint64_t place,
                                  uint32_t count) {
  const uintptr_t window = who_thread_cell(layout, who)->window;
  const uint32_t start = place_of_item(place);
  FunctionRecord *record = (FunctionRecord *)((uintptr_t)own - layout->base + window);
  __atomic_store_n(&record->place,
                   start | (uint64_t)count << PLACE_SIZE_SHIFT | place >> ITEM_FLAGS_SHIFT << PLACE_FLAGS_SHIFT,
                   __ATOMIC_RELEASE);
  const uint32_t slot = who_space_cell(layout, who)->slots + (uint32_t)place;
  if ((who & WHO_LAZY) == 0) /* else slot_write follows; other threads look at slots meanwhile */
    __atomic_store_n((uint32_t *)window + slot, branch_over(A64_WORD_B, start - slot), __ATOMIC_RELAXED);
}

/* Where calls of a function lead: to it if it is sealed and, where code runs meanwhile, its slot leads there, or if it
 * is the one being sealed here; else to its slot. */
SEAL_INLINE uint32_t function_lead(const RegionLayout *layout, uint64_t who, const FunctionRecord *places,
                                   uint32_t function, uint32_t own_start) {
  const uint64_t known = place_load(places + function);
  const uint32_t start = place_start(known);
  if (start == own_start) return start;
  uint32_t slot = start;
  if (place_words(known) == 0 || (fresh(who) & WHO_LAZY) != 0) {
    slot = who_space_cell(layout, who)->slots + function;
    const uint32_t word = __atomic_load_n((const uint32_t *)layout->base + slot, __ATOMIC_RELAXED);
    if (word == branch_over(A64_WORD_B, start - slot)) slot = start;
  }
  return slot;
}

/* The functions of `items_at` come one after the other: in the buffer, where each begins behind the end of the one
 * before, so that no entry is sealed twice; and in the region, from `start` on. */
SEAL_INLINE void functions_write_body(uint64_t who, uint64_t start, uint64_t entries_at, uint64_t records_at,
                                      uint64_t items_at) {
  const uint64_t *entry = (const uint64_t *)entries_at, *record = (const uint64_t *)records_at;
  const uint64_t *items = (const uint64_t *)items_at;
  const RegionLayout *layout = region_layout(who_region(who));
  IN_REGISTER(layout);
  const ThreadCell *thread = region_thread(layout->base, who_thread(who));
#if !defined(SIGNET_TEST_WITHOUT_THREAD_CHECK)
  seal_demand(thread->thread_pointer == thread_pointer());
#endif
  const SpaceCell *space = region_space(layout, layout->base, who_space(who));
  seal_demand(space->open);
  if (space->lazy != 0) who |= WHO_LAZY;
#if defined(__APPLE__)
/* Where x18 and x29 are the system's, a register for it would be one too many. */
#define FUNCTION_COUNT (who_space_cell(layout, who)->function_count)
#else
  const uint32_t function_count = space->function_count;
#define FUNCTION_COUNT function_count
#endif
  const FunctionRecord *places = region_records(layout, layout->base) + space->first_record;
  IN_REGISTER(places);
  uint32_t *to = (uint32_t *)thread->window + (uint32_t)start;
  uint64_t modifier = thread->counter * 8, record_modifier = modifier + SPACE_RECORD; /* of *entry, and of *record */
  do {
    uint64_t span, record_count, place, item_tag;
    load_two_once(&items, &span, &record_count);
    load_two_once(&items, &place, &item_tag);
    const uint32_t first = (uint32_t)span, count = (uint32_t)(span >> 32) - first;
    seal_demand(count - 1 < (1u << INDEX_BITS) - 1 && first < (1u << INDEX_BITS) - count);
    seal_demand(record_count < 1u << INDEX_BITS && (uint32_t)place < FUNCTION_COUNT);
    thread = who_thread_cell(layout, who);
#if !defined(SIGNET_TEST_WITHOUT_END_CHECK)
    const uint64_t end_tag = pac_generic(span, record_modifier + 8 * record_count + (SPACE_END - SPACE_RECORD));
    seal_demand(seal_item_tag(end_tag, place, 8 * (thread->counter + (span >> 32))) == item_tag);
#else
    (void)item_tag;
#endif
    const uint64_t ahead = 8 * (uint64_t)first - (modifier - 8 * thread->counter);
    seal_demand(ahead < 8u << INDEX_BITS);
    entry = (const uint64_t *)((uintptr_t)entry + ahead);
    modifier += ahead;
    place &= ~(UINT64_C(0x0fffffff) << ITEM_START_SHIFT);
    place |= (uint64_t)(uint32_t)(((uintptr_t)to - thread->window) / 4) << ITEM_START_SHIFT;
    IN_REGISTER(place);
    function_claim(layout, who, places + (uint32_t)place, place_of_item(fresh(place)), count);

    /* Runs of complete words, each up to the site of the next record, whose word takes the record's displacement.
     * Sites count from the function's first word. */
    const uint32_t first_number = (uint32_t)(modifier >> 3);
    const uint64_t *const records_end = record + 2 * record_count;
    uint32_t done = 0;
    for (; record != records_end; record_modifier += 8) {
      uint64_t content, record_tag;
      load_two_once(&record, &content, &record_tag);
#if !defined(SIGNET_TEST_WITHOUT_RECORD_CHECK)
      if (content >> 62 == TARGET_LABEL) seal_demand(pac_generic(content, record_modifier) == record_tag);
#endif
      const uint32_t site = (uint32_t)content - first_number;
      seal_demand(site - done < count - done);
      run_copy(&entry, site - done, count - done, &to, &modifier);
      done = site + 1;

      uint64_t open, tag;
      load_entry_once(&entry, &open, &tag);
      const uint32_t label = (uint32_t)(fresh(content) >> 32) - first; /* of another kind: above any count */
      uint32_t word;
      if (label <= count) {
        seal_demand(entry_tagged(open, tag, modifier + SPACE_OPEN_WORD));
        word = word_to_label((uint32_t)open, (int32_t)(label - site));
      } else {
        /* b or bl; its displacement's place names the target. */
        const uint64_t kind = fresh(content) >> 62;
        seal_demand(entry_tagged(open, tag, modifier + SPACE_CALL + kind) && (open >> 26 & 31) == 5);
        const uint32_t target = (uint32_t)open & 0x03ffffff;
        uint32_t lead;
        if (kind == TARGET_FUNCTION) {
          seal_demand(target < FUNCTION_COUNT);
          lead = function_lead(layout, who, places, target, place_of_item(place));
        } else {
          seal_demand(kind == TARGET_STUB && target < REGION_STUB_ROOM);
          lead = region_stubs(layout->base)[target];
          seal_demand(lead != 0);
        }
        word = word_displaced_26((uint32_t)open, lead - place_of_item(place) - site);
      }
      modifier += 8;
      store_word(&to, word);
    }
    run_copy(&entry, count - done, count - done, &to, &modifier);
    IN_REGISTER(place);
    function_publish(layout, who, places + (uint32_t)place, place, (uint32_t)fresh(count));
    who -= UINT64_C(1) << 52;
  } while (who_functions(who) != 0);

  /* A counter that no tag has used. */
#if !defined(SIGNET_TEST_WITHOUT_COUNTER)
  const ThreadCell *const cell = who_thread_cell(layout, who);
  const uint64_t advanced = cell->counter + COUNTER_STEP;
  seal_demand(advanced >> COUNTER_THREAD_BITS == who_thread(who));
  __atomic_store_n(&((ThreadCell *)cell->window + who_thread(who))->counter, advanced, __ATOMIC_RELAXED);
#endif
}
SECTION(functions_write, 5)

SEAL_INLINE void slot_write_body(uint64_t region, uint64_t thread, uint64_t space, uint64_t function) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  const ThreadCell *cell = region_thread(layout->base, (uint32_t)thread);
  seal_demand(cell->thread_pointer == thread_pointer());
  const SpaceCell *in = region_space(layout, layout->base, (uint32_t)space);
  seal_demand(in->open && function < in->function_count);
  const uint64_t place = place_load(region_records(layout, layout->base) + in->first_record + function);
  seal_demand(place_words(place) != 0);
  const uint32_t at = in->slots + (uint32_t)function;
  uint32_t *word = (uint32_t *)cell->window + at;
  store_word(&word, branch_over(A64_WORD_B, place_start(place) - at));
}
SECTION(slot_write, 4)

/* Makes the slot of a sealed function branch to it: after its words have reached memory that instructions are fetched
 * from, because other threads call through the slot at any time. A `b` that replaces a `b` may be fetched while it
 * changes (Arm ARM B2.2.5). */
static void slot_change(uint32_t region_id, uint32_t thread_id, uint32_t space_id, uint32_t function, uint32_t slot) {
  Section section = section_prepare(region_id, thread_id);
  section_pages(4 * (uint64_t)slot, 4);
  section_shut_out_signals(&section);
  slot_write(region_id, thread_id, space_id, function);
  section_done(&section);
}

/* The functions of the items, `words` words together. Gives the first one's offset, or 0 and *error. */
static uint32_t functions_seal(CodeThread *thread, CodeSpace *space, const CodeBuffer *buffer, const SealItem *items,
                               uint32_t count, uint32_t words, sg_error *error) {
  uint32_t thread_id = code_thread_number(thread), space_id = code_space_number(space);
  uint32_t region_id = region_number(code_thread_region(thread));
  uint32_t start = code_space_room(space, thread_id, words);
  if (start == 0) {
    seal_discard(thread, buffer, 0); /* what has been tagged and was not sealed must not be mixed with what comes */
    memory_exhausted(error, "the code region is full");
    return 0;
  }
  uint32_t lowest = UINT32_MAX, highest = 0;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t function = (uint32_t)items[i].function;
    if (function < lowest) lowest = function;
    if (function > highest) highest = function;
  }
  seal_demand(highest < 1u << INDEX_BITS);

  /* Which pages to open: where these are wrong the section faults. */
  const RegionLayout *layout = region_layout(region_id);
  const SpaceCell *cell = region_space(layout, layout->base, space_id);
  const uint64_t slots = cell->slots + (uint64_t)lowest, functions = highest - lowest + 1;
  seal_demand_code(layout, start, words);
  Section section = section_prepare(region_id, thread_id);
  section_pages(4 * slots, 4 * functions);
  section_pages(4 * (uint64_t)start, 4 * (uint64_t)words);
  section_pages((uint64_t)thread_id << THREAD_CELL_SHIFT, sizeof(ThreadCell));
  section_pages((uintptr_t)region_map(layout, 0, start), 4 * ((uint64_t)words / GRANULE_WORDS + 2));
  section_pages(layout->records + ((uint64_t)cell->first_record + lowest) * sizeof(FunctionRecord),
                functions * sizeof(FunctionRecord));
  section_shut_out_signals(&section);
  functions_write(who_pack(region_id, thread_id, space_id, count), start, (uintptr_t)buffer->entries,
                  (uintptr_t)buffer->records, (uintptr_t)items);
  section_done(&section);

  char *const base = (char *)layout->base, *const code = base + 4 * (uintptr_t)start;
  code_words_changed(code, 4 * (size_t)words);
  if (cell->lazy != 0 && !code_space_holds(space))
    for (uint32_t i = 0; i < count; i++) {
      const uint32_t function = (uint32_t)items[i].function;
      slot_change(region_id, thread_id, space_id, function, cell->slots + function);
    }
  code_words_changed(base + 4 * slots, 4 * functions);
  if (code_space_runs(space)) region_pages_renew(region_pages(code_thread_region(thread)), 4 * slots, 4 * functions);
  code_space_sealed(space, words);
  return start;
}

/* `records`: how many it has. */
static SealItem item_make(uint32_t function, const CodeBuffer *buffer, uint32_t first, uint32_t end, uint32_t records,
                          uint64_t end_tag, uint32_t flags) {
  seal_demand(first < end && end < 1u << INDEX_BITS);
  const uint64_t number = function | (uint64_t)flags << ITEM_FLAGS_SHIFT;
  return (SealItem){.span = first | (uint64_t)end << 32,
                    .records = records,
                    .function = number,
                    .tag = seal_item_tag(end_tag, number, buffer->counter + 8 * (uint64_t)end)};
}

uintptr_t seal_function(CodeThread *thread, CodeSpace *space, uint32_t function, const CodeBuffer *buffer,
                        uint32_t first, uint32_t end, uint64_t end_tag, uint32_t flags, sg_error *error) {
  const SealItem item = item_make(function, buffer, first, end, buffer->record_count, end_tag, flags);
  const uint32_t start = functions_seal(thread, space, buffer, &item, 1, end - first, error);
  return start == 0 ? 0 : region_base(code_thread_region(thread)) + 4 * (uintptr_t)start;
}

void seal_batch_add(SealBatch *batch, uint32_t function, const CodeBuffer *buffer, uint32_t first, uint32_t end,
                    uint64_t end_tag, uint32_t flags) {
  seal_demand(batch->count < SEAL_BATCH_FUNCTIONS);
  batch->items[batch->count++] =
      item_make(function, buffer, first, end, buffer->record_count - batch->records, end_tag, flags);
  batch->records = buffer->record_count;
  batch->words += end - first;
}

bool seal_batch(CodeThread *thread, CodeSpace *space, const CodeBuffer *buffer, SealBatch *batch, sg_error *error) {
  const uint32_t count = batch->count, words = batch->words;
  batch->count = batch->words = batch->records = 0;
  return count == 0 || functions_seal(thread, space, buffer, batch->items, count, words, error) != 0;
}

void seal_publish_slot(CodeThread *thread, CodeSpace *space, uint32_t function) {
  const uint32_t region_id = region_number(code_thread_region(thread)), space_id = code_space_number(space);
  const RegionLayout *layout = region_layout(region_id);
  const uint64_t slot = (uint64_t)region_space(layout, layout->base, space_id)->slots + function;
  slot_change(region_id, code_thread_number(thread), space_id, function, (uint32_t)slot);
  code_words_changed((char *)layout->base + 4 * slot, 4);
  region_pages_renew(region_pages(code_thread_region(thread)), 4 * slot, 4);
}

SEAL_INLINE void stub_write_body(uint64_t region, uint64_t thread, uint64_t space, uint64_t function, uint64_t stub) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  const ThreadCell *cell = region_thread(layout->base, (uint32_t)thread);
  seal_demand(cell->thread_pointer == thread_pointer());
  const SpaceCell *in = region_space(layout, layout->base, (uint32_t)space);
  seal_demand(in->open && function < in->function_count && stub < REGION_STUB_ROOM);
  uint64_t place = place_load(region_records(layout, layout->base) + in->first_record + function);
  seal_demand(place_words(place) != 0);
  /* Once: what has been sealed branches to the first. */
  seal_demand(__sync_val_compare_and_swap(region_stubs(cell->window) + stub, 0, place_start(place)) == 0);
}
SECTION(stub_write, 5)

void seal_publish_stub(CodeThread *thread, CodeSpace *space, uint32_t function, uint32_t stub) {
  uint32_t region_id = region_number(code_thread_region(thread)), thread_id = code_thread_number(thread);
  Section section = section_prepare(region_id, thread_id);
  section_pages(STUBS_OFFSET + 4 * (uint64_t)stub, 4);
  section_shut_out_signals(&section);
  stub_write(region_id, thread_id, code_space_number(space), function, stub);
  section_done(&section);
}

SEAL_INLINE void counter_advance_body(uint64_t region, uint64_t thread) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  const ThreadCell *cell = region_thread(layout->base, (uint32_t)thread);
  seal_demand(cell->thread_pointer == thread_pointer());
  uint64_t advanced = cell->counter + COUNTER_STEP;
  seal_demand(advanced >> COUNTER_THREAD_BITS == thread);
  __atomic_store_n(&region_thread(cell->window, (uint32_t)thread)->counter, advanced, __ATOMIC_RELAXED);
}
SECTION(counter_advance, 2)

void seal_discard(CodeThread *thread, const CodeBuffer *buffer, uint32_t end) {
  (void)buffer, (void)end; /* in writable memory: the step is past all that they can have used */
  uint32_t region_id = region_number(code_thread_region(thread)), thread_id = code_thread_number(thread);
  Section section = section_prepare(region_id, thread_id);
  section_pages((uint64_t)thread_id << THREAD_CELL_SHIFT, sizeof(ThreadCell));
  section_shut_out_signals(&section);
  counter_advance(region_id, thread_id);
  section_done(&section);
}
