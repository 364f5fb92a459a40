/* SPDX-License-Identifier: Apache-2.0
 *
 * Attacks on the region and the seal by someone who can read and write all memory that is writable: each is tried in a
 * child, and must end it by the signal that the defence ends in. An attack whose child lives has either worked (exit
 * status 0) or come to nothing (1); neither passes.
 *
 * The controls (cmake/controls.cmake) are this file once more, each with one defence compiled out of what it is linked
 * with: there the attacks that this defence stops, and only they, must work. So each attack is known to be one.
 */
#include "memory/seal_test.h"

#include "memory/region_data.h"
#include "memory/section.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PACIBSP = 0xd503237f - 0x100000000, RETAB = 0xd65f0fff - 0x100000000 };
#define MOVZ_X0(value) (0xd2800000u | (uint32_t)(value) << 5)

enum { WORKED = 0, NOTHING = 1 };

#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
const char this_program_tests_without_a_defence = 1;
#endif

/* A failed authentication is SIGILL where the core has FPAC, else brk: SIGTRAP. */
#define BY_INTEGRITY (1u << SIGTRAP)
#define BY_WITNESS   (1u << SIGTRAP | 1u << SIGILL)
#define BY_PAGES     (1u << SIGSEGV)

static void expect(int (*attack)(void), unsigned signals) {
  pid_t child = fork();
  if (child == 0) _exit(attack());
  int status;
  cr_assert(waitpid(child, &status, 0) == child);
#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
  (void)signals;
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == WORKED, "does not work without the defence: status %x", status);
#else
  cr_assert(WIFSIGNALED(status) && (signals >> WTERMSIG(status) & 1), "status %x", status);
#endif
}
#define ATTACK(name, signals)                                                                                          \
  static int name##_attack(void);                                                                                      \
  Test(attack, name) { expect(name##_attack, signals); }                                                               \
  static int name##_attack(void)

typedef uint64_t (*Code)(void);
static inline uint64_t run(uintptr_t code) { return ((Code)code)(); }

static inline uintptr_t seal_buffer(Sealer *sealer, CodeSpace *space, uint32_t function) {
  sg_error error;
  return seal_function(sealer->thread, space, function, &sealer->buffer, sealer->first, sealer->end, sealer->end_tag, 0,
                       &error);
}
/* A function that gives `value`, emitted and not sealed. */
static inline void emit_constant(Sealer *sealer, uint32_t value) {
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(MOVZ_X0(value)), WORD((uint32_t)RETAB)};
  emit(sealer, list, 3);
}
static inline uintptr_t seal_constant(Sealer *sealer, CodeSpace *space, uint32_t function, uint32_t value) {
  emit_constant(sealer, value);
  return seal_buffer(sealer, space, function);
}
static inline uint64_t *entry_of(Sealer *sealer, uint32_t index) {
  return &sealer->buffer.entries[sealer->first + index];
}

#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_TAG_CHECK)

ATTACK(tampered_word, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  emit_constant(&sealer, 1);
  *entry_of(&sealer, 1) ^= MOVZ_X0(1) ^ MOVZ_X0(666);
  return run(seal_buffer(&sealer, space, 0)) == 666 ? WORKED : NOTHING;
}

ATTACK(last_word_tampered, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(MOVZ_X0(1)), WORD((uint32_t)RETAB), WORD(MOVZ_X0(2))};
  emit(&sealer, list, 4);
  *entry_of(&sealer, 3) ^= MOVZ_X0(2) ^ MOVZ_X0(666);
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[3] == MOVZ_X0(666) ? WORKED : NOTHING;
}

/* Both words and both tags are the emitter's; only their order is not. */
ATTACK(words_exchanged, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(MOVZ_X0(1)), WORD(MOVZ_X0(2)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 4);
  uint64_t one = *entry_of(&sealer, 1);
  *entry_of(&sealer, 1) = *entry_of(&sealer, 2);
  *entry_of(&sealer, 2) = one;
  return run(seal_buffer(&sealer, space, 0)) == 1 ? WORKED : NOTHING;
}

/* An open word whose record is taken away would be sealed with displacement 0: a loop, or a call to itself. */
ATTACK(open_word_as_a_plain_one, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), OPEN_WORD(0x14000000, TARGET_LABEL, 2), WORD((uint32_t)RETAB)};
  CodeBuffer *buffer = &sealer.buffer;
  emit(&sealer, list, 3);
  buffer->record_count = 0;
  sealer.end_tag = buffer_end_tag(buffer, sealer.first, sealer.end); /* stands for a forged one */
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[1] == 0x14000000 ? WORKED : NOTHING;
}

/* A call that names another function than the emitter's. */
ATTACK(call_tampered, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 3, 4096);
  seal_constant(&sealer, space, 0, 1);
  seal_constant(&sealer, space, 1, 666);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 0)};
  emit(&sealer, list, 1);
  *entry_of(&sealer, 0) ^= 1;
  return run(seal_buffer(&sealer, space, 2)) == 666 ? WORKED : NOTHING;
}

/* The record, which has no tag, says that the function's number is a stub's. */
ATTACK(call_as_a_stubs, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *engine = space_open(&sealer, 1, 4096), *space = space_open(&sealer, 2, 4096);
  seal_constant(&sealer, engine, 0, 666);
  seal_publish_stub(sealer.thread, engine, 0, 0);
  seal_constant(&sealer, space, 0, 1);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 0)};
  emit(&sealer, list, 1);
  sealer.buffer.records[0].content ^= (uint64_t)(TARGET_FUNCTION ^ TARGET_STUB) << 62;
  return run(seal_buffer(&sealer, space, 1)) == 666 ? WORKED : NOTHING;
}

/* The word that a call's record leaves out would branch where its number says. */
ATTACK(call_as_a_plain_word, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 3, 4096);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 2), WORD(0xd503201f), WORD(MOVZ_X0(666)),
                          WORD((uint32_t)RETAB)};
  CodeBuffer *buffer = &sealer.buffer;
  emit(&sealer, list, 4);
  buffer->record_count = 0;
  sealer.end_tag = buffer_end_tag(buffer, sealer.first, sealer.end); /* stands for a forged one */
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[0] == 0x14000002 ? WORKED : NOTHING;
}

static _Atomic bool race_over;
static void *race(void *argument) {
  volatile uint32_t *word = argument;
  while (!race_over) {
    *word = MOVZ_X0(666);
    *word = MOVZ_X0(1);
  }
  return NULL;
}
/* The word changes to and fro while it is sealed: some seal sees the tag of the one and stores the other, if it fetches
 * twice. Only the emitter's word may ever come out, and sooner or later the seal dies. */
ATTACK(word_changes_meanwhile, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  emit_constant(&sealer, 1);
  pthread_t thread;
  pthread_create(&thread, NULL, race, (void *)entry_of(&sealer, 1));
  for (int round = 0; round < 20; round++) { /* many: on a busy machine the other thread seldom runs meanwhile */
    CodeSpace *space = space_open(&sealer, 20000, 1 << 20);
    for (uint32_t i = 0; i < 20000; i++)
      if (run(seal_constant(&sealer, space, i, 1)) == 666) return WORKED;
    code_space_close(space);
  }
  race_over = true;
  return NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_RECORD_CHECK)

static int jumps_past(uint64_t flip) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), WORD(MOVZ_X0(1)), OPEN_WORD(0x14000000, TARGET_LABEL, 4),
                          WORD(MOVZ_X0(666)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 5);
  sealer.buffer.records[0].content ^= flip << 32;
  return run(seal_buffer(&sealer, space, 0)) == 666 ? WORKED : NOTHING;
}
/* The target of a branch: entry 68 becomes 67. */
ATTACK(tampered_record, BY_INTEGRITY) { return jumps_past(68 ^ 67); }

ATTACK(records_exchanged, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), OPEN_WORD(0x54000000, TARGET_LABEL, 3),
                          OPEN_WORD(0x54000001, TARGET_LABEL, 4), WORD(MOVZ_X0(1)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 5);
  CodeRecord *records = sealer.buffer.records;
  uint64_t targets = (records[0].content ^ records[1].content) & 0x3fffffff00000000u;
  records[0].content ^= targets;
  records[1].content ^= targets;
  return ((uint32_t *)seal_buffer(&sealer, space, 0))[1] == 0x54000060 ? WORKED : NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_END_CHECK)
/* Two functions that give 1 and 666 wait to be sealed together. */
static inline void gather_two(Sealer *sealer, SealBatch *batch) {
  CodeBuffer *buffer = &sealer->buffer;
  uint64_t counter = code_thread_counter(sealer->thread);
  BufferRegisters saved = buffer_enter(buffer);
  buffer_begin(buffer, counter);
  for (uint32_t i = 0; i < 2; i++) {
    buffer_continue(buffer);
    uint32_t first = buffer_index(buffer);
    buffer_emit(buffer, (uint32_t)PACIBSP);
    buffer_emit(buffer, MOVZ_X0(i ? 666 : 1));
    buffer_emit(buffer, (uint32_t)RETAB);
    uint32_t end = buffer_index(buffer);
    seal_batch_add(batch, i, buffer, first, end, buffer_end_tag(buffer, first, end), 0);
  }
  buffer_leave(buffer, saved);
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_END_CHECK)

/* Both wait; each is to be what the other is. */
ATTACK(batch_exchanged, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  SealBatch batch = {0};
  sg_error error;
  gather_two(&sealer, &batch);
  batch.items[0].function = 1;
  batch.items[1].function = 0;
  seal_batch(sealer.thread, space, &sealer.buffer, &batch, &error);
  return run(code_space_function(space, 0, NULL)) == 666 ? WORKED : NOTHING;
}

/* The function without its last words: execution runs on into whatever is sealed next. */
ATTACK(cut_short, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  emit_constant(&sealer, 1);
  sealer.end--;
  uintptr_t code = seal_buffer(&sealer, space, 0);
  const Emitted list[] = {WORD(MOVZ_X0(666)), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 2);
  seal_buffer(&sealer, space, 1);
  return run(code) == 666 ? WORKED : NOTHING;
}

/* The function without its first word, which signs the return address. */
ATTACK(without_its_beginning, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  emit_constant(&sealer, 1);
  sealer.first++;
  return *(uint32_t *)seal_buffer(&sealer, space, 0) == MOVZ_X0(1) ? WORKED : NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_COUNTER)

/* A buffer that has been sealed, with all its tags, once more in place of another function. */
ATTACK(old_buffer_replayed, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  seal_constant(&sealer, space, 0, 666);
  uint64_t old[3], end_tag = sealer.end_tag;
  for (uint32_t i = 0; i < 3; i++) old[i] = *entry_of(&sealer, i);
  emit_constant(&sealer, 1);
  for (uint32_t i = 0; i < 3; i++) *entry_of(&sealer, i) = old[i];
  sealer.end_tag = end_tag;
  return run(seal_buffer(&sealer, space, 1)) == 666 ? WORKED : NOTHING;
}

/* The words of one function that waits twice, as two functions: the position only advances. No control: it is not the
 * counter that stops this. */
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
ATTACK(batch_repeated, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  SealBatch batch = {0};
  sg_error error;
  gather_two(&sealer, &batch);
  SealItem first = batch.items[0];
  uint64_t end_tag = first.tag ^ pac_generic(0, sealer.buffer.counter + 8 * (first.span >> 32) + SPACE_FUNCTION);
  first.function = 1; /* which tag it would have stands for a forged one */
  first.tag = end_tag ^ pac_generic(1, sealer.buffer.counter + 8 * (first.span >> 32) + SPACE_FUNCTION);
  batch.items[1] = first;
  seal_batch(sealer.thread, space, &sealer.buffer, &batch, &error);
  return run(code_space_function(space, 1, NULL)) == 1 ? WORKED : NOTHING;
}
#endif

/* One word of an old function at the same place of a new one. */
ATTACK(old_word_replayed, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  seal_constant(&sealer, space, 0, 666);
  uint64_t old = *entry_of(&sealer, 1);
  emit_constant(&sealer, 1);
  *entry_of(&sealer, 1) = old;
  return run(seal_buffer(&sealer, space, 1)) == 666 ? WORKED : NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_CLAIMS)

/* The lists of free room say that sealed code is free: words of one function over another's. */
ATTACK(room_of_sealed_code, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uintptr_t victim = seal_constant(&sealer, space, 0, 1);
  ExtentList *free_code = region_free_code(sealer.region);
  free_code->extents[0].start = (uint32_t)((victim & ~(uintptr_t)4095) - region_base(sealer.region)) / 4;
  CodeSpace *other = space_open(&sealer, 1, 4096);
  seal_constant(&sealer, other, 0, 666);
  uint32_t words = 0;
  uintptr_t code = code_space_function(other, 0, &words);
  return code == victim && ((uint32_t *)victim)[1] == MOVZ_X0(666) ? WORKED : NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_THREAD_CHECK)

static Sealer *victim_sealer;
static CodeSpace *victim_space;
static void *seal_elsewhere(void *argument) {
  *(uintptr_t *)argument = seal_buffer(victim_sealer, victim_space, 0);
  return NULL;
}
/* Two threads with one counter could tag two words for one place: the counter's thread alone may seal. */
ATTACK(counter_of_another_thread, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  victim_sealer = &sealer;
  victim_space = space_open(&sealer, 1, 4096);
  emit_constant(&sealer, 666);
  uintptr_t code = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, seal_elsewhere, &code);
  pthread_join(thread, NULL);
  return code != 0 && run(code) == 666 ? WORKED : NOTHING;
}

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_WITNESS)

/* Jumps to the half of the toggle that opens the window, with a witness and a tag of the attacker's choice, as who
 * controls one indirect call would. Then writes over sealed code through the window. */
static int open_and_write(uint64_t witness, uint64_t tag) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uintptr_t victim = seal_constant(&sealer, space, 0, 1);
  uint64_t offset = victim - region_base(sealer.region);
  uint32_t thread = code_thread_number(sealer.thread);
  section_prepare(region_number(sealer.region), thread);
  section_pages(offset, 12);
  register uint64_t x0 __asm__("x0") = witness;
  register uint64_t x1 __asm__("x1") = tag;
  __asm__ volatile("bl be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl"
                   : "+r"(x0), "+r"(x1)
                   :
                   : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x16", "x17", "x30", "memory", "cc");
  uint32_t *word = (uint32_t *)(region_thread(region_base(sealer.region), thread)->window + offset) + 1;
  *word = MOVZ_X0(666);
  region_pages_renew(region_pages(sealer.region), offset, 12);
  return run(victim) == 666 ? WORKED : NOTHING;
}

/* The tag is not named in a source outside toggles.h and its other half; tests build it. */
static uint64_t jit_tag(void) { return (uint64_t)'J' << 16 | 'I' << 8 | 'T'; }
static uint64_t here(void) { return (uint64_t)(uintptr_t)__builtin_return_address(0); }

ATTACK(witness_missing, BY_WITNESS) { return open_and_write(here(), jit_tag()); }
ATTACK(witness_zero, BY_WITNESS) { return open_and_write(0, jit_tag()); }
ATTACK(tag_wrong, BY_WITNESS) { return open_and_write(here(), jit_tag() + 1); }
/* A pointer signed for another purpose. With 7 bits of signature two may agree: one is looked for that does not. */
ATTACK(witness_of_another_kind, BY_WITNESS) {
  uint64_t pointer = here(), modifier = pac_modifier(NULL, 1);
  while (pac_sign_code(pointer, modifier) == pac_sign_code(pointer, jit_tag())) modifier += UINT64_C(1) << 48;
  return open_and_write(pac_sign_code(pointer, modifier), jit_tag());
}
/* A true witness, but of another toggle's place. */
ATTACK(witness_of_another_place, BY_WITNESS) { return open_and_write(pac_sign_code(here(), jit_tag()), jit_tag()); }

#endif
#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE) || defined(SIGNET_TEST_WITHOUT_PROTECTION)

ATTACK(write_to_a_sealed_page, BY_PAGES) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uintptr_t code = seal_constant(&sealer, space, 0, 1);
  ((volatile uint32_t *)code)[1] = MOVZ_X0(666);
  __builtin___clear_cache((char *)code, (char *)code + 12);
  return run(code) == 666 ? WORKED : NOTHING;
}

ATTACK(write_to_the_closed_window, BY_PAGES) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uintptr_t code = seal_constant(&sealer, space, 0, 1), base = region_base(sealer.region);
  uintptr_t window = region_thread(base, THREAD_OF_REGION)->window; /* one that this sealing did not open */
  ((volatile uint32_t *)(window + code - base))[1] = MOVZ_X0(666);
  region_pages_renew(region_pages(sealer.region), code - base, 12);
  return run(code) == 666 ? WORKED : NOTHING;
}

ATTACK(jump_to_the_closed_window, BY_PAGES) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uintptr_t code = seal_constant(&sealer, space, 0, 666), base = region_base(sealer.region);
  return run(region_thread(base, THREAD_OF_REGION)->window + code - base) == 666 ? WORKED : NOTHING;
}

/* Between the toggles too: what can be written there cannot run. */
ATTACK(jump_to_the_open_window, BY_PAGES) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uintptr_t code = seal_constant(&sealer, space, 0, 1), base = region_base(sealer.region);
  uint32_t thread = code_thread_number(sealer.thread);
  section_prepare(region_number(sealer.region), thread);
  section_pages(code - base, 12);
  be_memory_inline_jit_restrict_rwx_to_rw_with_witness();
  uint32_t *window = (uint32_t *)(region_thread(base, thread)->window + code - base);
  window[1] = MOVZ_X0(666);
  uint64_t result = run((uintptr_t)window);
  be_memory_inline_jit_restrict_rwx_to_rx_with_witness();
  return result == 666 ? WORKED : NOTHING;
}

/* What calls of a lazy function go through, before and after it is sealed. */
ATTACK(write_to_a_slot, BY_PAGES) {
  Sealer sealer = sealer_open();
  CodeSpace *space = code_space_open_lazy(sealer.region, sealer.thread, 3, 2, 4096, NULL);
  const Emitted list[] = {WORD((uint32_t)PACIBSP), OPEN_WORD(0x94000000, TARGET_FUNCTION, 0), WORD((uint32_t)RETAB)};
  emit(&sealer, list, 3);
  uint32_t *caller = (uint32_t *)seal_buffer(&sealer, space, 1);
  uint32_t *slot = caller + 1 + ((int32_t)(caller[1] << 6) >> 6);
  *(volatile uint32_t *)slot = (uint32_t)RETAB;
  return *slot == (uint32_t)RETAB ? WORKED : NOTHING;
}

/* The counters, the map and the addresses of functions are sealed like code. */
ATTACK(write_to_the_regions_data, BY_PAGES) {
  Sealer sealer = sealer_open();
  ThreadCell *cell = region_thread(region_base(sealer.region), code_thread_number(sealer.thread));
  *(volatile uint64_t *)&cell->counter = 0;
  return code_thread_counter(sealer.thread) == 0 ? WORKED : NOTHING;
}

#endif

#if !defined(SIGNET_TEST_WITHOUT_A_DEFENCE)

/* No control stands for these: the page is one for all builds, and data is never code. */
ATTACK(write_to_the_descriptions, BY_PAGES) {
  Sealer sealer = sealer_open();
  region_descriptions[region_number(sealer.region)].bytes = 1 << 30;
  return WORKED;
}
ATTACK(jump_to_the_regions_data, BY_PAGES) {
  Sealer sealer = sealer_open();
  run(region_base(sealer.region));
  return WORKED;
}
ATTACK(room_outside_the_region, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  region_free_code(sealer.region)->extents[0] = (Extent){REGION_BYTES / 4 - 1024, REGION_BYTES / 4 + (1 << 20)};
  space_open(&sealer, 1, 1 << 20);
  region_free_code(sealer.region)->extents[0].start = REGION_BYTES / 4;
  space_open(&sealer, 1, 4096);
  return WORKED;
}
ATTACK(room_in_the_regions_data, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  region_free_code(sealer.region)->extents[0].start = 0;
  space_open(&sealer, 1, 4096);
  return WORKED;
}
/* More thunks than functions, or one for the stub itself: they would lie over what follows. */
ATTACK(thunks_of_no_function, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  code_space_open_lazy(sealer.region, sealer.thread, 4, 4, 4096, NULL);
  return WORKED;
}
/* What a closed function's address leads to. */
ATTACK(jump_to_freed_code, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uintptr_t code = seal_constant(&sealer, space, 0, 666);
  run(code);
  code_space_close(space);
  return run(code) == 666 ? WORKED : NOTHING;
}
ATTACK(jump_to_an_unsealed_function, BY_INTEGRITY) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2, 4096);
  const Emitted list[] = {OPEN_WORD(0x14000000, TARGET_FUNCTION, 1)};
  emit(&sealer, list, 1);
  run(seal_buffer(&sealer, space, 0));
  return WORKED;
}

#endif
