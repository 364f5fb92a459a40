/* SPDX-License-Identifier: Apache-2.0
 *
 * The seal's words: what comes out for what was emitted, displacements, slots, stubs, spaces, finding. Nothing is run
 * here (seal_arm64_test.c does), so this holds on every host. Expected words are from the Arm ARM's encodings.
 */
#include "memory/seal_test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void check_words(const uint32_t *code, uint32_t word, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) cr_assert(code[i] == word + i, "word %u of %u", i, count);
}

Test(seal, words_come_out) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 40, 4096);
  for (uint32_t count = 1; count < 40; count++) {
    const uint32_t *code = seal_words(&sealer, space, count, 0xd2800000u + 1000 * count, count);
    check_words(code, 0xd2800000u + 1000 * count, count);
    cr_assert(region_contains(sealer.region, (uintptr_t)code));
  }
  uint32_t words;
  for (uint32_t count = 1; count < 40; count++) {
    cr_assert(code_space_function(space, count, &words) != 0);
    cr_assert(words == count);
  }
  cr_assert(code_space_function(space, 0, &words) == 0);
  cr_assert(code_space_function(space, 40, &words) == 0);
  cr_assert(code_space_bytes(space) == 4 * 39 * 40 / 2);
  code_space_close(space);
  sealer_close(&sealer);
}

Test(seal, label_displacements) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  const Emitted list[] = {
      {0x14000000, OPEN, TARGET_LABEL, 3}, /* b +3 */
      {0x54000000, OPEN, TARGET_LABEL, 0}, /* b.eq -1 */
      {0xd503201f, PLAIN, 0, 0},
      {0x34000005, OPEN, TARGET_LABEL, 1},  /* cbz w5, -2 */
      {0xb5000006, OPEN, TARGET_LABEL, 11}, /* cbnz x6, +7 */
      {0xd503201f, PLAIN, 0, 0},
      {0x37080007, OPEN, TARGET_LABEL, 10}, /* tbnz w7, #1, +4 */
      {0x10000011, OPEN, TARGET_LABEL, 9},  /* adr x17, +8 bytes */
      {0x10000011, OPEN, TARGET_LABEL, 0},  /* adr x17, -32 bytes */
      {0x36000003, OPEN, TARGET_LABEL, 0},  /* tbz w3, #0, -9 */
      {0x14000000, OPEN, TARGET_LABEL, 11}, /* b +1: nop */
      {0x94000000, OPEN, TARGET_LABEL, 0},  /* bl -11 */
      {0xd65f0fff, PLAIN, 0, 0},
  };
  static const uint32_t expected[] = {
      0x14000003, 0x54ffffe0, 0xd503201f, 0x34ffffc5, 0xb50000e6, 0xd503201f, 0x37080087,
      0x10000051, 0x10ffff11, 0x3607fee3, 0xd503201f, 0x97fffff5, 0xd65f0fff,
  };
  emit(&sealer, list, sizeof list / sizeof *list);
  const uint32_t *code = seal(&sealer, space, 0);
  for (uint32_t i = 0; i < sizeof expected / sizeof *expected; i++)
    cr_assert(code[i] == expected[i], "word %u is %08x, not %08x", i, code[i], expected[i]);
  code_space_close(space);
  sealer_close(&sealer);
}

static void one_open(uint32_t word, TargetKind kind, uint32_t target, uint32_t padding) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 1 << 20);
  Emitted *list = calloc(padding + 2, sizeof *list);
  list[0] = (Emitted){word, OPEN, kind, target};
  for (uint32_t i = 1; i < padding + 2; i++) list[i].word = 0xd503201f;
  emit(&sealer, list, padding + 2);
  const uint32_t *code = seal(&sealer, space, 0);
  cr_assert(kind == TARGET_LABEL && code[0] == (word | (target & 0x3fff) << 5));
  free(list);
  code_space_close(space);
  sealer_close(&sealer);
}
Test(seal, furthest_tbz) { one_open(0x36000000, TARGET_LABEL, 8191, 8192); }
Test(seal, tbz_too_far_dies, .signal = INTEGRITY_SIGNAL) { one_open(0x36000000, TARGET_LABEL, 8192, 8192); }
Test(seal, label_outside_dies, .signal = INTEGRITY_SIGNAL) { one_open(0x14000000, TARGET_LABEL, 20, 10); }
Test(seal, no_such_function_dies, .signal = INTEGRITY_SIGNAL) { one_open(0x94000000, TARGET_FUNCTION, 1, 0); }
Test(seal, no_such_stub_dies, .signal = INTEGRITY_SIGNAL) { one_open(0x94000000, TARGET_STUB, 7, 0); }
Test(seal, word_without_displacement_dies, .signal = INTEGRITY_SIGNAL) { one_open(0xd503201f, TARGET_LABEL, 1, 3); }

Test(seal, condition_with_bit_4_dies, .signal = INTEGRITY_SIGNAL) { one_open(0x54000010, TARGET_LABEL, 1, 3); }

/* `before` words, a branch to the first, and `behind` words. */
static uint32_t emit_runs(Sealer *sealer, uint32_t before, uint32_t behind) {
  enum { MOST = 64 };
  Emitted list[MOST];
  const uint32_t count = before + 1 + behind;
  cr_assert(count <= MOST);
  for (uint32_t i = 0; i < count; i++) list[i] = (Emitted)WORD(0xd2800000 + i);
  list[before] = (Emitted)OPEN_WORD(0x14000000, TARGET_LABEL, 0);
  emit(sealer, list, count);
  return count;
}

/* Words are copied in groups: every length that a run and a function's last run may have around them. */
Test(seal, runs_of_every_length) {
  enum { LENGTHS = 28 };
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, LENGTHS * LENGTHS, 1 << 18);
  for (uint32_t before = 0; before < LENGTHS; before++)
    for (uint32_t behind = 0; behind < LENGTHS; behind++) {
      const uint32_t count = emit_runs(&sealer, before, behind);
      const uint32_t *code = seal(&sealer, space, LENGTHS * before + behind);
      for (uint32_t i = 0; i < count; i++) {
        const uint32_t expected = i == before ? 0x14000000 | (-before & 0x03ffffff) : 0xd2800000 + i;
        cr_assert(code[i] == expected, "word %u of %u and %u", i, before, behind);
      }
    }
  code_space_close(space);
  sealer_close(&sealer);
}

/* What becomes of a process that seals the function with these bits of an entry changed: the signal that ends it. */
static int changed_entry(uint32_t entry, uint64_t bits) {
  const pid_t child = fork();
  if (child == 0) {
    Sealer sealer = sealer_open();
    CodeSpace *space = space_open(&sealer, 1, 4096);
    emit_runs(&sealer, 11, 21);
    sealer.buffer.entries[BUFFER_PROLOGUE_ROOM + entry] ^= bits;
    seal(&sealer, space, 0);
    _exit(0);
  }
  int status = 0;
  cr_assert(child > 0 && waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

Test(seal, a_changed_entry_dies_wherever_it_is) {
  for (uint32_t entry = 0; entry < 11 + 1 + 21; entry++) {
    cr_assert(changed_entry(entry, 1u << 7) == INTEGRITY_SIGNAL, "word %u", entry);
    cr_assert(changed_entry(entry, UINT64_C(1) << 45) == INTEGRITY_SIGNAL, "tag %u", entry);
  }
  cr_assert(changed_entry(0, 0) == 0, "the control");
}

/* Where a bl or b at `at` leads. */
static const uint32_t *target_of(const uint32_t *at) { return at + ((int32_t)(*at << 6) >> 6); }

/* Forward calls go to the slot, which leads to the function once it is sealed; calls back go there at once. */
Test(seal, slots_and_calls) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 3, 4096);
  const Emitted forward[] = {
      {0x94000000, OPEN, TARGET_FUNCTION, 2}, {0x94000000, OPEN, TARGET_FUNCTION, 0}, {0xd65f0fff, PLAIN, 0, 0}};
  emit(&sealer, forward, 3);
  const uint32_t *caller = seal(&sealer, space, 0);
  const uint32_t *slot = target_of(caller);
  cr_assert(*slot == 0xd4388e20u, "an unsealed function's slot");
  cr_assert(target_of(caller + 1) == caller, "a call to itself");
  const uint32_t *callee = seal_words(&sealer, space, 2, 0xd2800000, 3);
  cr_assert((*slot & 0xfc000000u) == 0x14000000u && target_of(slot) == callee);
  const Emitted back[] = {{0x14000000, OPEN, TARGET_FUNCTION, 2}, {0x94000000, OPEN, TARGET_FUNCTION, 0}};
  emit(&sealer, back, 2);
  const uint32_t *last = seal(&sealer, space, 1);
  cr_assert(target_of(last) == callee && target_of(last + 1) == caller);
  cr_assert(target_of(slot - 1) == last, "slots are in the functions' order");
  code_space_close(space);
  sealer_close(&sealer);
}

Test(seal, stubs) {
  Sealer sealer = sealer_open();
  CodeSpace *engine = space_open(&sealer, 2, 4096), *module = space_open(&sealer, 1, 4096);
  const uint32_t *stub = seal_words(&sealer, engine, 1, 0xd2800000, 3);
  seal_publish_stub(sealer.thread, engine, 1, 200);
  const Emitted calls[] = {{0x94000000, OPEN, TARGET_STUB, 200}, {0x14000000, OPEN, TARGET_STUB, 200}};
  emit(&sealer, calls, 2);
  const uint32_t *code = seal(&sealer, module, 0);
  cr_assert(target_of(code) == stub && target_of(code + 1) == stub);
  code_space_close(module);
  code_space_close(engine);
  sealer_close(&sealer);
}

/* The prologue is emitted last, in front. */
Test(seal, prologue_in_front) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  CodeBuffer *buffer = &sealer.buffer;
  uint64_t counter = code_thread_counter(sealer.thread);
  BufferRegisters saved = buffer_enter(buffer);
  buffer_open(buffer, counter);
  buffer_emit(buffer, 0xd2800001);
  uint32_t body = buffer_emit_open(buffer, 0x54000001, 0);
  buffer_emit(buffer, 0xd2800002);
  buffer_bind(buffer, body, 64 + 2);
  uint32_t end = buffer_index(buffer), first = 64 - 3;
  buffer_move(buffer, first);
  buffer_emit(buffer, 0xd503237f);
  buffer_emit(buffer, 0xd503201f);
  buffer_emit(buffer, 0xd10083ff);
  uint64_t end_tag = buffer_end_tag(buffer, first, end);
  buffer_leave(buffer, saved);
  sg_error error;
  uintptr_t at = seal_function(sealer.thread, space, 0, buffer, first, end, end_tag, FUNCTION_FRAMELESS, &error);
  static const uint32_t expected[] = {0xd503237f, 0xd503201f, 0xd10083ff, 0xd2800001, 0x54000021, 0xd2800002};
  cr_assert(memcmp((const void *)at, expected, sizeof expected) == 0);
  uint32_t function, flags;
  uintptr_t start;
  cr_assert(code_space_find(space, at + 8, &function, &start, &flags));
  cr_assert(function == 0 && start == at && flags == FUNCTION_FRAMELESS);
  code_space_close(space);
  sealer_close(&sealer);
}

/* Two branches, the second in front of the first: a record's site lies behind the one before. */
Test(seal, sites_out_of_order_die, .signal = INTEGRITY_SIGNAL) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  CodeBuffer *buffer = &sealer.buffer;
  uint64_t counter = code_thread_counter(sealer.thread);
  BufferRegisters saved = buffer_enter(buffer);
  buffer_open(buffer, counter);
  buffer_bind(buffer, buffer_emit_open(buffer, 0x54000001, 0), 64);
  uint32_t end = buffer_index(buffer), first = 64 - 1;
  buffer_move(buffer, first);
  buffer_bind(buffer, buffer_emit_open(buffer, 0x54000009, 0), 64);
  uint64_t end_tag = buffer_end_tag(buffer, first, end);
  buffer_leave(buffer, saved);
  sg_error error;
  seal_function(sealer.thread, space, 0, buffer, first, end, end_tag, 0, &error);
}

Test(seal, numbers_are_given_once) {
  Sealer sealer = sealer_open();
  cr_assert_eq(region_numbers_given(sealer.region), 0);
  region_numbers_take(sealer.region, 0, 3);
  region_numbers_take(sealer.region, 3, 0);
  region_numbers_take(sealer.region, 3, 5);
  cr_assert_eq(region_numbers_given(sealer.region), 8);
  sealer_close(&sealer);
}
Test(dies, number_given_again, .signal = INTEGRITY_SIGNAL) {
  Sealer sealer = sealer_open();
  region_numbers_take(sealer.region, 0, 3);
  region_numbers_take(sealer.region, 2, 1);
}
Test(dies, numbers_without_end, .signal = INTEGRITY_SIGNAL) {
  Sealer sealer = sealer_open();
  region_numbers_take(sealer.region, 0, 3);
  region_numbers_take(sealer.region, 3, UINT32_MAX);
}

/* Every word of every function leads back to it, across granules and spans; nothing else does. */
Test(seal, find) {
  Sealer sealer = sealer_open();
  enum { FUNCTIONS = 300 };
  int owner = 0;
  CodeSpace *space = code_space_open(sealer.region, sealer.thread, FUNCTIONS, 4096, &owner, NULL);
  CodeSpace *other = space_open(&sealer, 1, 4096);
  for (uint32_t i = 0; i < FUNCTIONS; i += 2) seal_words(&sealer, space, i, 0xd2800000, 1 + (i * 7) % 300);
  for (uint32_t i = 1; i < FUNCTIONS; i += 2) seal_words(&sealer, space, i, 0xd2800000, 1 + i % 3);
  const uint32_t *foreign = seal_words(&sealer, other, 0, 0xd2800000, 5);
  uint32_t function, flags, words;
  uintptr_t start;
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    uintptr_t code = code_space_function(space, i, &words);
    for (uint32_t w = 0; w < words; w++) {
      cr_assert(code_space_find(space, code + 4 * w, &function, &start, &flags));
      cr_assert(function == i && start == code && flags == 0);
      cr_assert(region_find_space(sealer.region, code + 4 * w) == space);
    }
  }
  cr_assert(!code_space_find(space, (uintptr_t)foreign, &function, &start, &flags));
  cr_assert(region_find_space(sealer.region, (uintptr_t)foreign) == other);
  cr_assert(!code_space_find(other, (uintptr_t)foreign + 20, &function, &start, &flags));
  cr_assert(!code_space_find(space, region_base(sealer.region), &function, &start, &flags));
  cr_assert(!code_space_find(space, 0, &function, &start, &flags));
  cr_assert(!code_space_find(space, region_base(sealer.region) + REGION_BYTES, &function, &start, &flags));
  cr_assert(code_space_owner(region_find_space(sealer.region, code_space_function(space, 0, NULL))) == &owner);
  code_space_close(space);
  cr_assert(region_find_space(sealer.region, (uintptr_t)foreign) == other);
  code_space_close(other);
  cr_assert(region_find_space(sealer.region, (uintptr_t)foreign) == NULL);
  sealer_close(&sealer);
}

/* A space whose guess was far too small; a closed one's room holds brk and is used again. */
Test(seal, spans_and_reuse) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 30, 100);
  for (uint32_t i = 0; i < 30; i++) {
    const uint32_t *code = seal_words(&sealer, space, i, 0xd2800000, 20000);
    check_words(code, 0xd2800000, 20000);
  }
  const uint32_t *code = (const uint32_t *)code_space_function(space, 3, NULL);
  code_space_close(space);
  for (uint32_t i = 0; i < 20000; i++) cr_assert(code[i] == 0xd4388e20u, "word %u was not wiped", i);
  for (int round = 0; round < 40; round++) {
    space = space_open(&sealer, 30, 2000000);
    for (uint32_t i = 0; i < 30; i++)
      check_words(seal_words(&sealer, space, i, 0x12800000u, 10000), 0x12800000u, 10000);
    code_space_close(space);
  }
  sealer_close(&sealer);
}

Test(seal, trim_gives_room_back) {
  Sealer sealer = sealer_open();
  CodeSpace *spaces[20];
  sg_error error;
  for (int i = 0; i < 20; i++) {
    spaces[i] = space_open(&sealer, 2, 6 << 20);
    seal_words(&sealer, spaces[i], 0, 0xd2800000, 100);
    code_space_trim(spaces[i]);
  }
  for (int i = 0; i < 20; i++) {
    seal_words(&sealer, spaces[i], 1, 0xd2800000, 30000);
    check_words((const uint32_t *)code_space_function(spaces[i], 0, NULL), 0xd2800000, 100);
  }
  for (int i = 0; i < 20; i++) code_space_close(spaces[i]);
  cr_assert(code_space_open(sealer.region, sealer.thread, 1u << 24, 0, NULL, &error) == NULL);
  cr_assert(error.code == SG_NO_MEMORY);
  sealer_close(&sealer);
}

Test(seal, full_region) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 2000, 4096);
  sg_error error = {0};
  uintptr_t code = 1;
  uint32_t sealed = 0;
  for (; code != 0 && sealed < 2000; sealed++) {
    CodeBuffer *buffer = &sealer.buffer;
    uint64_t counter = code_thread_counter(sealer.thread);
    BufferRegisters saved = buffer_enter(buffer);
    buffer_open(buffer, counter);
    for (uint32_t i = 0; i < 30000; i++) buffer_emit(buffer, 0xd503201f);
    uint32_t end = buffer_index(buffer);
    uint64_t end_tag = buffer_end_tag(buffer, 64, end);
    buffer_leave(buffer, saved);
    code = seal_function(sealer.thread, space, sealed, buffer, 64, end, end_tag, 0, &error);
  }
  cr_assert(code == 0 && error.code == SG_NO_MEMORY && sealed > 100);
  /* What was tagged for it must not go with what comes: the counter has moved on. */
  cr_assert(sealer.buffer.counter < 8 * code_thread_counter(sealer.thread));
  code_space_close(space);
  space = space_open(&sealer, 1, 4096);
  seal_words(&sealer, space, 0, 0xd2800000, 30000);
  code_space_close(space);
  sealer_close(&sealer);
}

Test(seal, discard_lets_the_next_pass) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  uint64_t before = code_thread_counter(sealer.thread);
  const Emitted list[] = {{0xd503201f, PLAIN, 0, 0}};
  emit(&sealer, list, 1);
  seal_discard(sealer.thread, &sealer.buffer, sealer.end);
  cr_assert(code_thread_counter(sealer.thread) > before + sealer.end);
  check_words(seal_words(&sealer, space, 0, 0xd2800000, 5), 0xd2800000, 5);
  code_space_close(space);
  sealer_close(&sealer);
}

/* One behind the other in one buffer, sealed in one section: the same words as one by one. */
Test(seal, batch) {
  Sealer sealer = sealer_open();
  enum { FUNCTIONS = SEAL_BATCH_FUNCTIONS };
  CodeSpace *space = space_open(&sealer, FUNCTIONS + 1, 1 << 16);
  CodeBuffer *buffer = &sealer.buffer;
  for (uint32_t round = 0; round < 2; round++) {
    SealBatch batch = {0};
    sg_error error;
    uint64_t counter = code_thread_counter(sealer.thread);
    BufferRegisters saved = buffer_enter(buffer);
    buffer_begin(buffer, counter);
    /* Functions 63 down to 32, then 31 to 0: movz x0, #i; a label; calls of 63, of itself, of the last; a prologue. */
    for (uint32_t i = round * 32 + 32; i-- > round * 32;) {
      uint32_t function = FUNCTIONS - 1 - i;
      buffer_continue(buffer);
      buffer_emit(buffer, 0xd2800000u | i << 5);
      uint32_t branch = buffer_emit_open(buffer, 0x54000000, UINT32_MAX);
      buffer_emit_call(buffer, 0x94000000, TARGET_FUNCTION, FUNCTIONS - 1);
      if (i % 3 == 0) buffer_emit_call(buffer, 0x94000000, TARGET_FUNCTION, function);
      buffer_emit_call(buffer, 0x14000000, TARGET_FUNCTION, FUNCTIONS);
      buffer_bind_thread(buffer, branch, buffer_index(buffer));
      uint32_t end = buffer_index(buffer), first = buffer->body - 1;
      buffer_move(buffer, first);
      buffer_emit(buffer, 0xd503237f);
      seal_batch_add(&batch, function, buffer, first, end, buffer_end_tag(buffer, first, end), i & 1);
      buffer_move(buffer, end);
    }
    buffer_leave(buffer, saved);
    cr_assert(batch.count == 32 && code_space_function(space, FUNCTIONS - 1 - round * 32, NULL) == 0);
    cr_assert(seal_batch(sealer.thread, space, buffer, &batch, &error) && batch.count == 0);
    cr_assert(code_thread_counter(sealer.thread) > counter);
  }
  const uint32_t *first_slot = NULL;
  for (uint32_t function = 0; function < FUNCTIONS; function++) {
    uint32_t words, i = FUNCTIONS - 1 - function, found, flags;
    const uint32_t *code = (const uint32_t *)code_space_function(space, function, &words);
    cr_assert(code && words == (i % 3 == 0 ? 6u : 5u));
    cr_assert(code[0] == 0xd503237f && code[1] == (0xd2800000u | i << 5));
    cr_assert(code[2] == (0x54000000 | (words - 2) << 5));
    if (i % 3 == 0) cr_assert(target_of(code + 4) == code);
    if (first_slot == NULL) first_slot = target_of(code + words - 1) - FUNCTIONS;
    cr_assert(target_of(first_slot + function) == code);
    uintptr_t start;
    cr_assert(code_space_find(space, (uintptr_t)(code + words - 1), &found, &start, &flags));
    cr_assert(found == function && start == (uintptr_t)code && flags == (i & 1));
    const uint32_t *last = (const uint32_t *)code_space_function(space, FUNCTIONS - 1, NULL),
                   *led = target_of(code + 3);
    cr_assert(led == last || led == first_slot + FUNCTIONS - 1);
  }
  cr_assert(code_space_function(space, FUNCTIONS, NULL) == 0 && first_slot[FUNCTIONS] == 0xd4388e20u);
  code_space_close(space);
  sealer_close(&sealer);
}

Test(seal, twice_dies, .signal = INTEGRITY_SIGNAL) {
  Sealer sealer = sealer_open();
  CodeSpace *space = space_open(&sealer, 1, 4096);
  seal_words(&sealer, space, 0, 0xd2800000, 5);
  seal_words(&sealer, space, 0, 0xd2800000, 5);
}

Test(region, refuses_bad_sizes) {
  sg_error error;
  cr_assert(region_open(0, &error) == NULL);
  cr_assert(error.code == SG_USAGE);
  cr_assert(region_open((size_t)129 << 20, &error) == NULL);
  cr_assert(region_open((1 << 20) + 1, &error) == NULL);
}

Test(region, many_at_once) {
  CodeRegion *regions[20];
  sg_error error;
  for (int i = 0; i < 20; i++) {
    regions[i] = region_open(1 << 20, &error);
    cr_assert(regions[i] != NULL);
  }
  CodeThread *threads[255];
  for (int i = 0; i < 255; i++) {
    threads[i] = code_thread_open(regions[0], &error);
    cr_assert(threads[i] != NULL, "thread %d", i);
  }
  cr_assert(code_thread_open(regions[0], &error) == NULL);
  for (int i = 0; i < 255; i++)
    for (int k = 0; k < i; k++)
      cr_assert(code_thread_counter(threads[i]) >> 53 != code_thread_counter(threads[k]) >> 53);
  for (int i = 0; i < 255; i++) code_thread_close(threads[i]);
  for (int i = 0; i < 20; i++) region_close(regions[i]);
}

/* Slots, thunks and direct calls of a lazy space of 3 functions, one more and the stub. */
Test(seal, lazy_space) {
  Sealer sealer = sealer_open();
  sg_error error;
  CodeSpace *space = code_space_open_lazy(sealer.region, sealer.thread, 5, 3, 4096, NULL, &error);
  cr_assert(space != NULL);
  const Emitted calls[] = {OPEN_WORD(0x94000000, TARGET_FUNCTION, 0), OPEN_WORD(0x94000000, TARGET_FUNCTION, 1),
                           OPEN_WORD(0x94000000, TARGET_FUNCTION, 2), WORD(0xd65f0fff)};
  emit(&sealer, calls, 4);
  const uint32_t *first = seal(&sealer, space, 1);
  const uint32_t *slots = first + ((int32_t)(first[0] << 6) >> 6); /* function 0 is reached through its slot */
  static const uint32_t expected[] = {
      0x14000005, 0,          0x1400000b, 0xd4388e20, 0xd4388e20, /* b thunk, b function, b thunk, brk, brk */
      0xaa1e03f1, 0x97fffffe, 0xaa1103fe, 0x17fffff8,             /* mov x17, x30; bl slot 4; mov x30, x17; b slot 0 */
      0xaa1e03f1, 0x97fffffa, 0xaa1103fe, 0x17fffff5,             /* ... b slot 1 */
      0xaa1e03f1, 0x97fffff6, 0xaa1103fe, 0x17fffff2,             /* ... b slot 2 */
  };
  for (uint32_t i = 0; i < sizeof expected / sizeof *expected; i++)
    if (i != 1) cr_assert(slots[i] == expected[i], "word %u is %08x, not %08x", i, slots[i], expected[i]);
  cr_assert(slots + 1 + ((int32_t)(slots[1] << 6) >> 6) == first);
  cr_assert(first[1] == 0x97ffffff, "not a call of itself: %08x", first[1]);
  cr_assert(first + 2 + ((int32_t)(first[2] << 6) >> 6) == slots + 2);

  cr_assert(code_space_entry(space, 0) == (uintptr_t)slots && code_space_entry(space, 1) == (uintptr_t)first);

  /* Sealed now: called directly from what is sealed later. */
  emit(&sealer, calls, 4);
  const uint32_t *second = seal(&sealer, space, 2);
  cr_assert(second[0] != 0x94000000 && second + ((int32_t)(second[0] << 6) >> 6) == slots);
  cr_assert(second + 1 + ((int32_t)(second[1] << 6) >> 6) == first);
  cr_assert(slots + 2 + ((int32_t)(slots[2] << 6) >> 6) == second);

  /* Which thunk a return address is of. */
  for (uint32_t word = 0; word < 20; word++)
    for (uint32_t byte = 0; byte < 4; byte++) {
      uint32_t function = 99;
      bool found = code_space_thunk(space, (uintptr_t)(slots + word) + byte, &function);
      cr_assert(found == (byte == 0 && (word == 7 || word == 11 || word == 15)), "word %u", word);
      cr_assert(function == (found ? word / 4 - 1 : 99));
    }
  cr_assert(!code_space_thunk(space, (uintptr_t)first, &(uint32_t){0}));
  cr_assert(region_find_space(sealer.region, (uintptr_t)(slots + 16)) == space);
  uint32_t function, flags;
  uintptr_t start;
  cr_assert(!code_space_find(space, (uintptr_t)(slots + 16), &function, &start, &flags));
  CodeSpace *eager = space_open(&sealer, 3, 4096);
  cr_assert(!code_space_thunk(eager, (uintptr_t)(slots + 7), &function));
  code_space_close(eager);
  code_space_close(space);
  cr_assert(slots[0] == 0xd4388e20 && slots[16] == 0xd4388e20);
  sealer_close(&sealer);
}
