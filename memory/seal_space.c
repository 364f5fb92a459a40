/* SPDX-License-Identifier: Apache-2.0
 *
 * The critical sections that write no function: a sealing thread's cell, a space's records and slots, numbers, and
 * wiping. Each toggles for itself, checks what it is asked against the region's read-only data inside the section, and
 * keeps to the rules of seal.c: no call, no stack access, no variable in memory between the toggles.
 */
#include "memory/seal_check.h"

/* A thread gives a cell to itself or to nobody. */
SEAL_INLINE void thread_write_body(uint64_t region, uint64_t thread, uint64_t window, uint64_t pointer) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  ThreadCell *cell = region_thread(region_thread(layout->base, THREAD_OF_REGION)->window, (uint32_t)thread);
  uint64_t counter = region_thread(layout->base, (uint32_t)thread)->counter + COUNTER_STEP;
  seal_demand(counter >> COUNTER_THREAD_BITS == thread);
  seal_demand(pointer == 0 || pointer == thread_pointer());
#if defined(__APPLE__)
  seal_demand(window == 0 || window == layout->base);
#endif
  __atomic_store_n(&cell->counter, counter, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->thread_pointer, pointer, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->window, window, __ATOMIC_RELEASE);
}
SECTION(thread_write, 4)

/* A cell for this thread, or (pointer 0) for nobody. Its counter steps past all that its last thread may have used. */
void seal_thread_open(uint32_t region, uint32_t thread, uint64_t window, uint64_t pointer) {
  Section section = section_prepare(region, THREAD_OF_REGION);
  section_pages((uint64_t)thread << THREAD_CELL_SHIFT, sizeof(ThreadCell));
  section_shut_out_signals(&section);
  thread_write(region, thread, window, pointer);
  section_done(&section);
}

enum { MOV_X17_X30 = 0xaa1e03f1 - 0x100000000, MOV_X30_X17 = 0xaa1103fe - 0x100000000 };

/* who: region, thread (16 bits each), space. records: the first, and how many functions. place: the slots, and how many
 * functions are lazy. */
SEAL_INLINE void space_fill_body(uint64_t who, uint64_t records, uint64_t place, uint64_t pointer, uint64_t owner) {
  const RegionLayout *layout = region_layout(who & 0xffff);
  uintptr_t window = region_thread(layout->base, who >> 16 & 0xffff)->window;
  const uint32_t first = (uint32_t)records, count = (uint32_t)(records >> 32), space = (uint32_t)(who >> 32);
  seal_demand(first > 0 && count < layout->record_room && first < layout->record_room - count);
  const uint32_t slots = (uint32_t)place, lazy = (uint32_t)(place >> 32);
  seal_demand(lazy == 0 || lazy < count);
  const uint32_t words = slots_and_thunks(count, lazy);
  seal_demand_code(layout, slots, words);
  seal_demand(slots % GRANULE_WORDS == 0 && !region_space(layout, layout->base, space)->open);
  FunctionRecord *record = region_records(layout, window) + first, *slots_record = record + count;
  for (; record <= slots_record; record++) {
    seal_demand(__sync_val_compare_and_swap(&record->space, 0, space + 1) == 0);
    seal_demand(record->place == 0);
  }
  if (count > 0) {
    __atomic_store_n(&slots_record->next, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&slots_record->place, slots | (uint64_t)words << PLACE_SIZE_SHIFT, __ATOMIC_RELEASE);
    granules_claim(region_map(layout, window, slots), region_map(layout, window, slots + words - 1), 0, first + count);
    uint32_t *word = (uint32_t *)window + slots, *slots_end = word + count;
    for (uint32_t over = count; over < slots_and_thunks(count, lazy) - lazy; over += THUNK_WORDS - 1)
      store_word(&word, branch_over(A64_WORD_B, over));
    while (word < slots_end) store_word(&word, BRK_INTEGRITY);
    for (uint32_t i = 0, at = count; i < lazy; i++, at += THUNK_WORDS) {
      store_two_words(&word, (uint32_t)MOV_X17_X30, branch_over((uint32_t)A64_WORD_BL, count - 1 - (at + 1)));
      store_two_words(&word, (uint32_t)MOV_X30_X17, branch_over(A64_WORD_B, i - (at + 3)));
    }
  }
  SpaceCell *cell = region_space(layout, window, space);
  __atomic_store_n(&cell->first_record, first, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->function_count, count, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->slots, slots, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->lazy, lazy, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->space, pointer, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->owner, owner, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->open, 1, __ATOMIC_RELEASE);
}
SECTION(space_fill, 5)

/* Takes the records of a space, claims its slots and fills them with brk; writes the thunks of lazy functions, all of
 * which the numbers of the space determine. */
void seal_space_open(uint32_t region, uint32_t thread, uint32_t space, SpaceCell wanted) {
  const RegionLayout *layout = region_layout(region);
  Section section = section_prepare(region, thread);
  section_pages(SPACES_OFFSET + (uint64_t)space * sizeof(SpaceCell), sizeof(SpaceCell));
  section_pages(layout->records + (uint64_t)wanted.first_record * sizeof(FunctionRecord),
                ((uint64_t)wanted.function_count + 1) * sizeof(FunctionRecord));
  const uint64_t words = slots_and_thunks(wanted.function_count, wanted.lazy);
  section_pages(4 * (uint64_t)wanted.slots, 4 * words);
  section_pages((uintptr_t)region_map(layout, 0, wanted.slots), 4 * (words / GRANULE_WORDS + 1));
  section_shut_out_signals(&section);
  space_fill(region | (uint64_t)thread << 16 | (uint64_t)space << 32,
             wanted.first_record | (uint64_t)wanted.function_count << 32, wanted.slots | (uint64_t)wanted.lazy << 32,
             wanted.space, wanted.owner);
  section_done(&section);
  code_words_changed((char *)layout->base + 4 * (uintptr_t)wanted.slots, 4 * words);
}

SEAL_INLINE void numbers_take_body(uint64_t region, uint64_t thread, uint64_t given, uint64_t count) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  uint32_t *numbers = region_numbers(region_thread(layout->base, (uint32_t)thread)->window);
  const uint64_t all = (uint64_t)(uint32_t)given + (uint32_t)count;
  seal_demand(all <= INT32_MAX);
  seal_demand(__sync_val_compare_and_swap(numbers, (uint32_t)given, (uint32_t)all) == (uint32_t)given);
}
SECTION(numbers_take, 4)

/* Dies where the region has not given `given` numbers: nobody gets one that another has. */
void seal_numbers_take(uint32_t region, uint32_t thread, uint32_t given, uint32_t count) {
  Section section = section_prepare(region, thread);
  section_pages((uintptr_t)region_numbers(0), sizeof(uint32_t));
  section_shut_out_signals(&section);
  numbers_take(region, thread, given, count);
  section_done(&section);
}

#if defined(SIGNET_TEST_WITHOUT_WIPING)
enum { WIPE_ROUNDS = 0 };
#else
enum { WIPE_ROUNDS = GRANULE_WORDS / 32 };
#endif

/* step: 1, or all ones to count down. */
SEAL_INLINE void space_hold_body(uint64_t region, uint64_t thread, uint64_t space, uint64_t step) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  SpaceCell *cell = region_space(layout, region_thread(layout->base, (uint32_t)thread)->window, (uint32_t)space);
  const uint32_t holders = cell->holders + (uint32_t)step;
  seal_demand(cell->open && holders != UINT32_MAX);
  __atomic_store_n(&cell->holders, holders, __ATOMIC_RELAXED);
}
SECTION(space_hold, 4)

/* Who holds a space keeps its code. Under the region's lock, as wiping and closing are. */
void seal_space_hold(uint32_t region, uint32_t thread, uint32_t space, bool more) {
  Section section = section_prepare(region, thread);
  section_pages(SPACES_OFFSET + (uint64_t)space * sizeof(SpaceCell), sizeof(SpaceCell));
  section_shut_out_signals(&section);
  space_hold(region, thread, space, more ? 1 : UINT32_MAX);
  section_done(&section);
}

/* span: start, and end above. */
SEAL_INLINE void space_wipe_body(uint64_t region, uint64_t thread, uint64_t space, uint64_t span) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  uintptr_t window = region_thread(layout->base, (uint32_t)thread)->window;
  const uint32_t start = (uint32_t)span, end = (uint32_t)(span >> 32);
  seal_demand(start % GRANULE_WORDS == 0 && end % GRANULE_WORDS == 0 && start < end);
  seal_demand_code(layout, start, end - start);
#if !defined(SIGNET_TEST_WITHOUT_HOLDERS)
  seal_demand(region_space(layout, layout->base, (uint32_t)space)->holders == 0);
#endif
  const FunctionRecord *records = region_records(layout, layout->base);
  const uint64_t brk_twice = fresh((uint64_t)BRK_INTEGRITY << 32 | BRK_INTEGRITY);
  uint32_t *granule = region_map(layout, window, start);
  for (uint32_t at = start; at < end; at += GRANULE_WORDS, granule++) {
    uint32_t owner = __atomic_load_n(granule, __ATOMIC_RELAXED);
    if (owner == 0 || records[owner].space != space + 1) continue;
    __atomic_store_n(granule, 0, __ATOMIC_RELEASE);
    uint32_t *word = (uint32_t *)window + at;
    for (int rounds = WIPE_ROUNDS; rounds > 0; rounds--) { /* eight fours: a loop would cost as much again */
      store_four_words(&word, brk_twice, brk_twice);
      store_four_words(&word, brk_twice, brk_twice);
      store_four_words(&word, brk_twice, brk_twice);
      store_four_words(&word, brk_twice, brk_twice);
      store_four_words(&word, brk_twice, brk_twice);
      store_four_words(&word, brk_twice, brk_twice);
      store_four_words(&word, brk_twice, brk_twice);
      store_four_words(&word, brk_twice, brk_twice);
    }
  }
}
SECTION(space_wipe, 4)

/* Overwrites with brk what the space owns within the span, and frees its granules. Others' granules stay, whatever
 * the span's numbers are. */
void seal_space_wipe(uint32_t region, uint32_t thread, uint32_t space, Extent span) {
  if (span.start == span.end) return;
  const RegionLayout *outside = region_layout(region);
  Section section = section_prepare(region, thread);
  section_pages(4 * (uint64_t)span.start, 4 * (uint64_t)(span.end - span.start));
  section_pages((uintptr_t)region_map(outside, 0, span.start),
                4 * ((uint64_t)(span.end - span.start) / GRANULE_WORDS + 1));
  section_shut_out_signals(&section);
  space_wipe(region, thread, space, span.start | (uint64_t)span.end << 32);
  section_done(&section);
}

SEAL_INLINE void space_free_body(uint64_t region, uint64_t thread, uint64_t space) {
  const RegionLayout *layout = region_layout((uint32_t)region);
  uintptr_t window = region_thread(layout->base, (uint32_t)thread)->window;
  const SpaceCell *old = region_space(layout, layout->base, (uint32_t)space);
  seal_demand(old->open);
#if !defined(SIGNET_TEST_WITHOUT_HOLDERS)
  seal_demand(old->holders == 0);
#endif
  FunctionRecord *record = region_records(layout, window) + old->first_record, *last = record + old->function_count;
  for (; record <= last; record++) {
    __atomic_store_n(&record->place, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&record->next, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&record->space, 0, __ATOMIC_RELEASE);
  }
  SpaceCell *cell = region_space(layout, window, (uint32_t)space);
  __atomic_store_n(&cell->space, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->owner, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->holders, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&cell->open, 0, __ATOMIC_RELEASE);
}
SECTION(space_free, 3)

/* Frees the records of a space whose spans have been wiped, and its cell. */
void seal_space_close(uint32_t region, uint32_t thread, uint32_t space) {
  const RegionLayout *outside = region_layout(region);
  const SpaceCell *held = region_space(outside, outside->base, space);
  Section section = section_prepare(region, thread);
  section_pages(SPACES_OFFSET + (uint64_t)space * sizeof(SpaceCell), sizeof(SpaceCell));
  section_pages(outside->records + (uint64_t)held->first_record * sizeof(FunctionRecord),
                ((uint64_t)held->function_count + 1) * sizeof(FunctionRecord));
  section_shut_out_signals(&section);
  space_free(region, thread, space);
  section_done(&section);
}
