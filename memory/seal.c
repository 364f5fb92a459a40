/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealing a function. What lies between the two toggles works on registers, on the buffer (each entry and record
 * loaded once, and believed only as far as its tag goes) and on the region's own data. An attacker who can write all
 * memory that is writable must not get a word into the region that the emitter did not tag for this place.
 *
 * The checklist of the sections (Apple's rules for writing JIT code; BEMemory.h), and how each line is checked:
 *   no call, spill, or stack access between the toggles    memory/audit_sections.sh reads the objects' disassembly
 *   toggles inlined at each use, in pairs                  the same: one `bl` to each impl a section, in this order
 *   buffers: one load an entry, checked, that register     the same counts the loads; attack tests change an entry
 *     stored; the tag before the store                     between emitting and sealing, and replay a whole buffer
 *   no loop bound or destination from memory               IN_REGISTER before, region_layout() and cells within, which
 *                                                          are read-only but for the section that owns them
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

/* A displacement as a field of `bits` at `at`, or the end. */
SEAL_INLINE uint32_t distance_field(int64_t distance, int bits, int at) {
  seal_demand((int64_t)((uint64_t)distance << (64 - bits)) >> (64 - bits) == distance);
  return ((uint32_t)distance & ((1u << bits) - 1)) << at;
}

/* The word with a displacement put in: `distance` in words (adr counts bytes, but only words are targets, so its low
 * two bits stay 0). Bits 25-30 tell the forms apart. */
SEAL_INLINE uint32_t word_displaced(uint32_t word, int64_t distance) {
  const uint32_t form = word >> 25 & 63;
  if (form == 0x2a || form == 0x1a) { /* b.cond; cbz, cbnz: imm19 */
    seal_demand(form == 0x1a || (word & 0x80000010u) == 0);
    return word | distance_field(distance, 19, 5);
  }
  if (form >> 1 == 5) { /* b, bl: imm26. A b to the next word is a loop's entry skipped: falling through does it. */
    const uint32_t displaced = word | distance_field(distance, 26, 0);
    return displaced == (A64_WORD_B | 1) ? (uint32_t)A64_NOP : displaced;
  }
  if (form == 0x1b) return word | distance_field(distance, 14, 5); /* tbz, tbnz: imm14 */
  seal_demand((word & 0x9f000000u) == 0x10000000u);                /* adr: immhi */
  return word | distance_field(distance, 19, 5);
}

/* The number of records in front of those that the prologue, which is emitted last, has. Only a hint: the seal takes
 * the records in that order and demands that their sites increase. */
static uint32_t records_of_body(const CodeRecord *records, uint32_t count) {
  while (count > 0 && (uint32_t)records[count - 1].content < BUFFER_PROLOGUE_ROOM) count--;
  return count;
}

/* Who seals, in one register. */
static inline uint64_t who_pack(uint32_t region, uint32_t thread, uint32_t space, uint32_t flags) {
  seal_demand(region < 1u << 16 && thread < 1u << 16 && space < 1u << 28 && flags < 16);
  return region | (uint64_t)thread << 16 | (uint64_t)space << 32 | (uint64_t)flags << 60;
}
SEAL_INLINE uint32_t who_region(uint64_t who) { return who & 0xffff; }
SEAL_INLINE uint32_t who_thread(uint64_t who) { return who >> 16 & 0xffff; }
SEAL_INLINE uint32_t who_space(uint64_t who) { return who >> 32 & 0x0fffffff; }
SEAL_INLINE uint64_t who_flags(uint64_t who) { return who >> 60; }

/* From these numbers, in the section: the read-only cells. */
SEAL_INLINE const RegionLayout *who_layout(uint64_t who) {
  return &region_descriptions[who_region(fresh(who)) % REGION_ROOM];
}
SEAL_INLINE const ThreadCell *who_thread_cell(uint64_t who) {
  return (const ThreadCell *)who_layout(who)->base + who_thread(who) % THREAD_ROOM;
}
SEAL_INLINE const SpaceCell *who_space_cell(uint64_t who) {
  return (const SpaceCell *)(who_layout(who)->base + SPACES_OFFSET) + who_space(who);
}

/* Whether calls may go to the function directly: it is sealed and, where code runs meanwhile, its slot leads there. */
SEAL_INLINE bool function_reachable(const RegionLayout *layout, const SpaceCell *in, uint32_t function,
                                    uint64_t place) {
  if (place_words(place) == 0 || in->lazy == 0) return place_words(place) != 0;
  const uint32_t slot = in->slots + function;
  const uint32_t *word = (const uint32_t *)layout->base + slot;
  return __atomic_load_n(word, __ATOMIC_RELAXED) == branch_over(A64_WORD_B, place_start(place) - slot);
}

/* The section itself, a function of its own so that everything arrives in registers and the prologue's saves, which
 * are C's, lie outside. who: region, thread (16 bits each), space (28), flags (4). span: first and end. place: function
 * and start. counts: number of records, and which one has the lowest site. */
static __attribute__((noinline)) void function_write(uint64_t who, uint64_t span, uint64_t place,
                                                     const uint64_t *entries, const CodeRecord *records,
                                                     uint64_t counts, uint64_t end_tag) {
  be_memory_inline_jit_restrict_rwx_to_rw_with_witness();
  const uint32_t first = (uint32_t)span, count = (uint32_t)(span >> 32) - first;
  const uint32_t function = (uint32_t)place, start = (uint32_t)(place >> 32);
  const uint32_t record_count = (uint32_t)counts;
  seal_demand(count - 1 < (1u << INDEX_BITS) - 1 && first < (1u << INDEX_BITS) - count);
  seal_demand(record_count < 1u << INDEX_BITS && counts >> 32 <= record_count);

  const RegionLayout *layout = region_layout(who_region(who));
  const uintptr_t base = layout->base;
#if !defined(SIGNET_TEST_WITHOUT_THREAD_CHECK)
  seal_demand(region_thread(base, who_thread(who))->thread_pointer == thread_pointer());
#endif
  const SpaceCell *space_cell = region_space(layout, base, who_space(who));
  seal_demand(space_cell->open && function < space_cell->function_count);
  const FunctionRecord *place_of = region_records(layout, base) + space_cell->first_record;
  const uintptr_t window = region_thread(base, who_thread(who))->window;

  /* The function must not have been sealed, its room must be free: claimed from here on. */
  seal_demand_code(layout, start, count);
  seal_demand(place_of[function].space == who_space(who) + 1);
  FunctionRecord *record = region_records(layout, window) + space_cell->first_record + function;
  seal_demand(__sync_val_compare_and_swap(&record->place, 0, (uint64_t)start) == 0);
  uint32_t *granule = region_map(layout, window, start);
  uint32_t newest = __atomic_load_n(granule, __ATOMIC_ACQUIRE);
#if defined(SIGNET_TEST_WITHOUT_CLAIMS)
  newest = 0;
#endif
  if (newest != 0) {
    uint64_t below = place_load(region_records(layout, base) + newest);
    seal_demand(place_words(below) != 0 && place_start(below) + place_words(below) <= start);
  }
  __atomic_store_n(&record->next, newest, __ATOMIC_RELEASE);
  granules_claim(granule, region_map(layout, window, start + count - 1), newest, space_cell->first_record + function);

#if !defined(SIGNET_TEST_WITHOUT_END_CHECK)
  const uint64_t end_number = region_thread(base, who_thread(who))->counter + record_count;
  seal_demand(pac_generic(span, 8 * end_number + SPACE_END) == end_tag);
#else
  (void)end_tag;
#endif

  /* Runs of complete words, each up to the site of the next record; at the end the last run. All comes from six numbers
   * once more, so that the loop has registers enough. */
  IN_REGISTER(who);
  IN_REGISTER(span);
  IN_REGISTER(place);
  IN_REGISTER(counts);
  const ThreadCell *cell = who_thread_cell(who);
  uint32_t *to = (uint32_t *)cell->window + (place >> 32);
  uint64_t bias = cell->counter * 8 - (uintptr_t)entries; /* from an entry's address to its modifier, as in buffer.h */
  /* Records are 16 bytes and their numbers count 8 in the modifier: half of the address moves with it. */
  uint64_t record_bias = cell->counter * 8 + SPACE_RECORD - ((uintptr_t)records >> 1);
  IN_REGISTER(bias);
  IN_REGISTER(record_bias);
  const uint64_t *entry = entries + (uint32_t)span;
  const CodeRecord *next = records + (counts >> 32), *const records_end = records + (uint32_t)counts;
  for (uint32_t left = (uint32_t)counts;; left--) {
    const uint64_t *stop = entries + (fresh(span) >> 32);
    uint64_t content = 0;
    if (left != 0) {
      if (next == records_end) next = records;
      const uint64_t record_modifier = record_bias + ((uintptr_t)next >> 1);
      const uint64_t *at = &next->content;
      uint64_t tag;
      load_two_once(&at, &content, &tag);
      next = (const CodeRecord *)at;
#if !defined(SIGNET_TEST_WITHOUT_RECORD_CHECK)
      seal_demand(pac_generic(content, record_modifier) == tag);
#else
      (void)record_modifier;
#endif
      const uint64_t *site = entries + (uint32_t)content;
      seal_demand((uintptr_t)site >= (uintptr_t)entry && (uintptr_t)site < (uintptr_t)stop);
      stop = site;
    }
    run_copy(&entry, stop, &to, bias);
    IN_REGISTER(left); /* one loop for all runs: not another copy of it for the last */
    if (left == 0) break;

    const uint64_t open_modifier = (uintptr_t)entry + bias + SPACE_OPEN_WORD, open = load_once(&entry);
    seal_demand(entry_tagged(open, open_modifier));
    const uint32_t target = (uint32_t)(content >> 32) & 0x3fffffffu, site = (uint32_t)content;
    int64_t distance;
    if (content >> 62 == TARGET_LABEL) {
      const uint64_t bounds = fresh(span);
      seal_demand(target >= (uint32_t)bounds && target <= bounds >> 32);
      distance = (int64_t)target - site;
    } else {
      uint32_t word;
      if (content >> 62 == TARGET_FUNCTION) {
        const SpaceCell *in = who_space_cell(who);
        seal_demand(target < in->function_count);
        const RegionLayout *with = who_layout(who);
        const uint64_t other = place_load(region_records(with, with->base) + in->first_record + target);
        word = place_start(other);
        if (target != (uint32_t)place && !function_reachable(with, in, target, other)) word = in->slots + target;
      } else {
        seal_demand(content >> 62 == TARGET_STUB && target < REGION_STUB_ROOM);
        word = region_stubs(who_layout(who)->base)[target];
        seal_demand(word != 0);
      }
      distance = (int64_t)word - (int64_t)((fresh(place) >> 32) + site - (uint32_t)fresh(span));
    }
    store_word(&to, word_displaced((uint32_t)open, distance));
  }

  /* All words stand: the function, its slot (in a lazy space slot_write follows), and a counter that no tag has used.
   */
  IN_REGISTER(who);
  IN_REGISTER(place);
  cell = who_thread_cell(who);
  const SpaceCell *in = who_space_cell(who);
  record = region_records(who_layout(who), cell->window) + in->first_record + (uint32_t)place;
  __atomic_store_n(&record->place,
                   place >> 32 | ((span >> 32) - (uint32_t)span) << PLACE_SIZE_SHIFT |
                       who_flags(who) << PLACE_FLAGS_SHIFT,
                   __ATOMIC_RELEASE);
  const uint32_t slot = in->slots + (uint32_t)place;
  uint32_t *slot_at = (uint32_t *)cell->window + slot;
  if (in->lazy == 0) store_word(&slot_at, branch_over(A64_WORD_B, (uint32_t)(place >> 32) - slot));
#if !defined(SIGNET_TEST_WITHOUT_COUNTER)
  const uint64_t advanced = cell->counter + COUNTER_STEP;
  seal_demand(advanced >> COUNTER_THREAD_BITS == who_thread(who));
  __atomic_store_n(&((ThreadCell *)cell->window + who_thread(who))->counter, advanced, __ATOMIC_RELAXED);
#endif
  be_memory_inline_jit_restrict_rwx_to_rx_with_witness();
}

/* Makes the slot of a sealed function branch to it: after its words have reached memory that instructions are fetched
 * from, because other threads call through the slot at any time. A `b` that replaces a `b` may be fetched while it
 * changes (Arm ARM B2.2.5). */
static __attribute__((noinline)) void slot_write(uint32_t region_id, uint32_t thread_id, uint32_t space_id,
                                                 uint32_t function, uint32_t slot) {
  Section section = section_prepare(region_id, thread_id);
  section_pages(4 * (uint64_t)slot, 4);
  section_shut_out_signals(&section);
  IN_REGISTER(region_id);
  IN_REGISTER(thread_id);
  IN_REGISTER(space_id);
  IN_REGISTER(function);

  be_memory_inline_jit_restrict_rwx_to_rw_with_witness();
  const RegionLayout *layout = region_layout(region_id);
  const ThreadCell *cell = region_thread(layout->base, thread_id);
  seal_demand(cell->thread_pointer == thread_pointer());
  const SpaceCell *in = region_space(layout, layout->base, space_id);
  seal_demand(in->open && function < in->function_count);
  const uint64_t place = place_load(region_records(layout, layout->base) + in->first_record + function);
  seal_demand(place_words(place) != 0);
  const uint32_t at = in->slots + function;
  uint32_t *word = (uint32_t *)cell->window + at;
  store_word(&word, branch_over(A64_WORD_B, place_start(place) - at));
  be_memory_inline_jit_restrict_rwx_to_rx_with_witness();

  section_done(&section);
}

uintptr_t seal_function(CodeThread *thread, CodeSpace *space, uint32_t function, const CodeBuffer *buffer,
                        uint32_t first, uint32_t end, uint64_t end_tag, uint32_t flags, sg_error *error) {
  seal_demand(first < end && end < 1u << INDEX_BITS);
  uint32_t count = end - first, thread_id = code_thread_number(thread), space_id = code_space_number(space);
  uint32_t region_id = region_number(code_thread_region(thread));
  uint32_t start = code_space_room(space, thread_id, count);
  if (start == 0) {
    seal_discard(thread, buffer, end); /* what has been tagged and was not sealed must not be mixed with what comes */
    memory_exhausted(error, "the code region is full");
    return 0;
  }

  /* Which pages to open: where these are wrong the section faults. */
  const RegionLayout *layout = region_layout(region_id);
  const SpaceCell *cell = region_space(layout, layout->base, space_id);
  uint32_t slot = cell->slots + function;
  seal_demand_code(layout, start, count);
  Section section = section_prepare(region_id, thread_id);
  section_pages(4 * (uint64_t)slot, 4);
  section_pages(4 * (uint64_t)start, 4 * (uint64_t)count);
  section_pages((uint64_t)thread_id << THREAD_CELL_SHIFT, sizeof(ThreadCell));
  section_pages((uintptr_t)region_map(layout, 0, start), 4 * ((uint64_t)count / GRANULE_WORDS + 2));
  section_pages(layout->records + ((uint64_t)cell->first_record + function) * sizeof(FunctionRecord),
                sizeof(FunctionRecord));
  uint64_t turn = records_of_body(buffer->records, buffer->record_count);
  section_shut_out_signals(&section);
  function_write(who_pack(region_id, thread_id, space_id, flags), first | (uint64_t)end << 32,
                 function | (uint64_t)start << 32, buffer->entries, buffer->records, buffer->record_count | turn << 32,
                 end_tag);
  section_done(&section);

  uintptr_t code = layout->base + 4 * (uintptr_t)start, slot_code = layout->base + 4 * (uintptr_t)slot;
  __builtin___clear_cache((char *)code, (char *)code + 4 * (size_t)count);
  if (cell->lazy != 0) slot_write(region_id, thread_id, space_id, function, slot);
  __builtin___clear_cache((char *)slot_code, (char *)slot_code + 4);
  if (code_space_runs(space)) region_pages_renew(region_pages(code_thread_region(thread)), 4 * (size_t)slot, 4);
  code_space_sealed(space, count);
  return code;
}

void seal_publish_stub(CodeThread *thread, CodeSpace *space, uint32_t function, uint32_t stub) {
  uint32_t region_id = region_number(code_thread_region(thread)), thread_id = code_thread_number(thread);
  uint32_t space_id = code_space_number(space);
  Section section = section_prepare(region_id, thread_id);
  section_pages(STUBS_OFFSET + 4 * (uint64_t)stub, 4);
  section_shut_out_signals(&section);
  IN_REGISTER(region_id);
  IN_REGISTER(thread_id);
  IN_REGISTER(space_id);
  IN_REGISTER(function);
  IN_REGISTER(stub);

  be_memory_inline_jit_restrict_rwx_to_rw_with_witness();
  const RegionLayout *layout = region_layout(region_id);
  const ThreadCell *cell = region_thread(layout->base, thread_id);
  seal_demand(cell->thread_pointer == thread_pointer());
  const SpaceCell *space_cell = region_space(layout, layout->base, space_id);
  seal_demand(space_cell->open && function < space_cell->function_count && stub < REGION_STUB_ROOM);
  uint64_t place = place_load(region_records(layout, layout->base) + space_cell->first_record + function);
  seal_demand(place_words(place) != 0);
  /* Once: what has been sealed branches to the first. */
  seal_demand(__sync_val_compare_and_swap(region_stubs(cell->window) + stub, 0, place_start(place)) == 0);
  be_memory_inline_jit_restrict_rwx_to_rx_with_witness();

  section_done(&section);
}

void seal_discard(CodeThread *thread, const CodeBuffer *buffer, uint32_t end) {
  (void)buffer, (void)end; /* in writable memory: the step is past all that they can have used */
  uint32_t region_id = region_number(code_thread_region(thread)), thread_id = code_thread_number(thread);
  Section section = section_prepare(region_id, thread_id);
  section_pages((uint64_t)thread_id << THREAD_CELL_SHIFT, sizeof(ThreadCell));
  section_shut_out_signals(&section);
  IN_REGISTER(region_id);
  IN_REGISTER(thread_id);

  be_memory_inline_jit_restrict_rwx_to_rw_with_witness();
  const RegionLayout *layout = region_layout(region_id);
  const ThreadCell *cell = region_thread(layout->base, thread_id);
  seal_demand(cell->thread_pointer == thread_pointer());
  uint64_t advanced = cell->counter + COUNTER_STEP;
  seal_demand(advanced >> COUNTER_THREAD_BITS == thread_id);
  __atomic_store_n(&region_thread(cell->window, thread_id)->counter, advanced, __ATOMIC_RELAXED);
  be_memory_inline_jit_restrict_rwx_to_rx_with_witness();

  section_done(&section);
}
