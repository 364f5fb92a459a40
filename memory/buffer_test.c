/* SPDX-License-Identifier: Apache-2.0
 *
 * The tagged buffer as the emitter sees it: positions, records and their threads, tags that bind order, space and
 * counter, reservations that grow and end in an inaccessible page.
 */
#include "memory/buffer.h"
#include "memory/linear.h"

#include <criterion/criterion.h>
#include <signal.h>

static CodeBuffer reserved(size_t entries, size_t records) {
  CodeBuffer buffer = {0};
  cr_assert(pac_available());
  cr_assert(buffer_reserve(&buffer, entries, records));
  return buffer;
}

Test(buffer, entries_carry_word_and_tag) {
  CodeBuffer buffer = reserved(1000, 10);
  BufferRegisters saved = buffer_enter(&buffer);
  buffer_open(&buffer, 12345);
  uint32_t first = buffer_index(&buffer);
  for (uint32_t i = 0; i < 100; i++) buffer_emit(&buffer, 0xd2800000u + i);
  uint32_t end = buffer_index(&buffer);
  buffer_leave(&buffer, saved);
  cr_assert(first == BUFFER_PROLOGUE_ROOM && end == first + 100);
  for (uint64_t i = 0; i < 100; i++) {
    uint64_t word = 0xd2800000u + i;
    cr_assert(buffer.entries[first + i] == (word | pac_generic(word, (12345 + first + i) * 8 + SPACE_WORD)));
  }
  buffer_free(&buffer);
}

Test(buffer, records_and_prologue) {
  CodeBuffer buffer = reserved(1000, 10);
  BufferRegisters saved = buffer_enter(&buffer);
  buffer_open(&buffer, 7);
  buffer_emit(&buffer, 1);
  uint32_t one = buffer_emit_open(&buffer, 0x14000000, 99), two = buffer_emit_open(&buffer, 0x54000000, one);
  uint32_t site = buffer_record_site(&buffer, one), link_one = buffer_record_link(&buffer, one);
  uint32_t link_two = buffer_record_link(&buffer, two);
  buffer_emit_call(&buffer, 0x94000000, TARGET_STUB, 5);
  uint32_t bound_two = buffer_bind(&buffer, two, 77), bound_one = buffer_bind(&buffer, one, 66);
  buffer_move(&buffer, 60);
  uint32_t moved = buffer_index(&buffer);
  buffer_emit(&buffer, 2);
  uint64_t tag = buffer_end_tag(&buffer, 60, 68);
  buffer_leave(&buffer, saved);
  cr_assert(one == 0 && two == 1 && site == 65 && link_one == 99 && link_two == 0 && moved == 60);
  cr_assert(bound_one == 99 && bound_two == 0);
  cr_assert(buffer.entries[65] == (0x14000000 | pac_generic(0x14000000, (7 + 65) * 8 + SPACE_OPEN_WORD)));
  cr_assert(buffer.entries[67] == (0x94000005 | pac_generic(0x94000005, (7 + 67) * 8 + SPACE_CALL + TARGET_STUB)));
  cr_assert(buffer.entries[60] == (2 | pac_generic(2, (7 + 60) * 8 + SPACE_WORD)));
  uint64_t content = (65 + 7) | UINT64_C(66) << 32;
  cr_assert(buffer.records[0].content == content);
  cr_assert(buffer.records[0].tag == pac_generic(content, 7 * 8 + SPACE_RECORD));
  content = (66 + 7) | UINT64_C(77) << 32;
  cr_assert(buffer.records[1].content == content);
  cr_assert(buffer.records[1].tag == pac_generic(content, (7 + 1) * 8 + SPACE_RECORD));
  cr_assert(buffer.records[2].content == ((67 + 7) | UINT64_C(2) << 62) && buffer.records[2].tag == 0);
  cr_assert(tag == pac_generic(60 | UINT64_C(68) << 32, (7 + 3) * 8 + SPACE_END));
  buffer_free(&buffer);
}

/* A thread of three, and one record that is not in it. */
Test(buffer, threads_are_bound_whole) {
  CodeBuffer buffer = reserved(1000, 10);
  BufferRegisters saved = buffer_enter(&buffer);
  buffer_open(&buffer, 7);
  uint32_t thread = UINT32_MAX, other = 0;
  for (uint32_t i = 0; i < 4; i++) {
    if (i == 2) other = buffer_emit_open(&buffer, 0x14000000, 1234);
    else thread = buffer_emit_open(&buffer, 0x14000000, thread);
  }
  buffer_bind_thread(&buffer, thread, 68);
  buffer_leave(&buffer, saved);
  for (uint64_t i = 0; i < 4; i++) {
    uint64_t content = (64 + 7 + i) | (i == other ? UINT64_C(1234) : UINT64_C(68)) << 32;
    cr_assert(buffer.records[i].content == content);
    if (i != other) cr_assert(buffer.records[i].tag == pac_generic(content, (7 + i) * 8 + SPACE_RECORD));
  }
  buffer_free(&buffer);
}

Test(buffer, grows_and_counts_what_was_touched) {
  CodeBuffer buffer = reserved(1 << 20, 1 << 10);
  cr_assert(buffer_bytes(&buffer) <= 2 * page_bytes());
  for (int i = 0; i < 64; i++) buffer.entries[i * 512] = 1;
  cr_assert(buffer_bytes(&buffer) >= 64 * 512 * 8 - page_bytes());
  cr_assert(buffer_bytes(&buffer) < 1 << 20);
  uint64_t *entries = buffer.entries;
  cr_assert(buffer_reserve(&buffer, 1 << 10, 1 << 8), "less is there already");
  cr_assert(buffer.entries == entries && buffer.record_room == 1 << 10);
  cr_assert(buffer_reserve(&buffer, 1 << 22, 1 << 12));
  cr_assert(buffer.limit - buffer.entries == 1 << 22 && buffer.record_room == 1 << 12);
  buffer.limit[-1] = 1;
  buffer.records[(1 << 12) - 1].tag = 1;
  cr_assert(!buffer_reserve(&buffer, (size_t)1 << INDEX_BITS, 1));
  cr_assert(!buffer_reserve(&buffer, 1, SIZE_MAX));
  cr_assert(buffer.limit - buffer.entries == 1 << 22, "a refusal changes nothing");
  buffer_free(&buffer);
  cr_assert(buffer.entries == NULL && buffer_bytes(&buffer) == 0);
}

Test(buffer, beyond_the_entries_dies, .signal = SIGSEGV) {
  CodeBuffer buffer = reserved(1000, 16);
  cr_assert(buffer.limit - buffer.entries >= 1000);
  *(volatile uint64_t *)buffer.limit = 1;
}
Test(buffer, beyond_the_records_dies, .signal = SIGSEGV) {
  CodeBuffer buffer = reserved(16, 100);
  *(volatile uint64_t *)&buffer.records[buffer.record_room].tag = 1;
}
