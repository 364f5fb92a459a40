/* SPDX-License-Identifier: Apache-2.0
 *
 * The write-once tagged buffer that a function is emitted into (design, section 5).
 *
 * An entry is 64 bits: the word, and above it the top half of pacga(word, modifier). The modifier is
 *     counter * 8 + 8 * index + space
 * where `counter` is the thread's counter in the code region (never used twice in a process), index the entry's
 * place in the buffer and space the number space: so order, place, function and replay are bound by every tag.
 *
 * Nothing is patched or read back. A branch to a label that is not known is emitted with displacement 0 in
 * SPACE_OPEN_WORD and takes the next record; when the label is known the record is written once, with a tag in
 * SPACE_RECORD. Until then the record's content threads the label's open branches: emitter state like any other,
 * which no tag protects. A branch to a function or a stub has its number in place of a displacement, in SPACE_CALL, and
 * takes a record that only says where it is. The seal (memory/seal.h) checks every tag and puts words and displacements
 * together; every word whose tag is not in SPACE_WORD needs its record.
 *
 * The position and the bias (modifier minus position) live in x25 and x26 on arm64, reserved in all our C
 * (-ffixed-x25 -ffixed-x26) so that no callee spills them; elsewhere they are ordinary fields. A CodeBuffer is one
 * thread's; while a function is open no library function may be called.
 */
#ifndef SIGNET_MEMORY_BUFFER_H
#define SIGNET_MEMORY_BUFFER_H

#include "memory/pac.h"

#include <stddef.h>

enum {
  SPACE_WORD = 0,
  SPACE_OPEN_WORD = 1,
  SPACE_RECORD = 2,
  SPACE_END = 3,
  SPACE_FUNCTION = 4,
  SPACE_CALL = 4 /* + TARGET_FUNCTION or TARGET_STUB */
};

/* Entries in front of the body for the prologue, which is emitted last and backwards. */
enum { BUFFER_PROLOGUE_ROOM = 64 };

/* Entries and records have numbers below 2^25: the region has no more words. A thread's counter steps by as much from
 * one function to the next, so no two functions share one. */
enum { INDEX_BITS = 25 };

/* What a displacement leads to. */
typedef enum {
  TARGET_LABEL = 0,    /* an entry of the same buffer */
  TARGET_FUNCTION = 1, /* a defined function of the module, by its index among the defined */
  TARGET_STUB = 2      /* a stub of the engine */
} TargetKind;

/* content: site in bits 0-31, a label in 32-61, kind in 62-63. The site is the low half of its word's number, counter +
 * index: emitting has it at hand, and it belongs to no other function. Only a label's record has a tag, the others 0.
 */
typedef struct {
  uint64_t content;
  uint64_t tag;
} CodeRecord;

typedef struct CodeBuffer {
  uint64_t *entries; /* the reservation: entries[0 .. BUFFER_PROLOGUE_ROOM) is the prologue's */
  uint64_t *limit;   /* one past the last usable entry; an inaccessible page follows */
  CodeRecord *records;
  uint32_t record_room;
  uint32_t record_count; /* of the open function; advanced by buffer_emit_open alone */
  uint64_t counter;      /* the open function's counter * 8, as read from the region */
  uint32_t body;         /* index of the open function's first entry behind the prologue's room */
  uint32_t body_record;  /* its first record */
#if !defined(__aarch64__)
  uint64_t *at;
  uint64_t bias;
#endif
} CodeBuffer;

#if defined(__aarch64__)
register uint64_t *buffer_at_register __asm__("x25");
register uint64_t buffer_bias_register __asm__("x26");
#define BUFFER_AT(buffer)   buffer_at_register
#define BUFFER_BIAS(buffer) buffer_bias_register
#else
#define BUFFER_AT(buffer)   ((buffer)->at)
#define BUFFER_BIAS(buffer) ((buffer)->bias)
#endif

/* What an arm64 caller of ours holds in x25 and x26: kept around the whole of a compilation. */
typedef struct {
  uint64_t at, bias;
  bool continues; /* the registers stay the buffer's: more functions of the same counter follow */
} BufferRegisters;

/* Takes the registers for this thread's compilation; give the result to buffer_leave when it is done. */
static inline BufferRegisters buffer_enter(CodeBuffer *buffer) {
  (void)buffer;
#if defined(__aarch64__)
  return (BufferRegisters){(uint64_t)(uintptr_t)buffer_at_register, buffer_bias_register, false};
#else
  return (BufferRegisters){0, 0, false};
#endif
}
static inline void buffer_leave(CodeBuffer *buffer, BufferRegisters saved) {
  (void)buffer;
  (void)saved;
#if defined(__aarch64__)
  buffer_at_register = (uint64_t *)(uintptr_t)saved.at;
  buffer_bias_register = saved.bias;
#endif
}

/* Index of the next entry. */
static inline uint32_t buffer_index(const CodeBuffer *buffer) {
  return (uint32_t)(BUFFER_AT(buffer) - buffer->entries);
}

/* Begins with a new counter, in front of everything. counter: code_thread_counter(). */
static inline void buffer_begin(CodeBuffer *buffer, uint64_t counter) {
  buffer->counter = counter * 8;
  buffer->record_count = 0;
  BUFFER_AT(buffer) = buffer->entries;
  BUFFER_BIAS(buffer) = buffer->counter - (uint64_t)(uintptr_t)buffer->entries;
}

/* Opens a function behind the one before: position at the first entry behind the prologue's room. Functions of one
 * counter have numbers of their own because the position, in its register, only ever advances between them. */
static inline void buffer_continue(CodeBuffer *buffer) {
  BUFFER_AT(buffer) += BUFFER_PROLOGUE_ROOM;
  buffer->body = buffer_index(buffer);
  buffer->body_record = buffer->record_count;
}

/* In place of a counter: functions that are sealed together have one, which buffer_begin has been given. */
#define BUFFER_CONTINUES UINT64_MAX

/* Opens the only function of a counter. */
static inline void buffer_open(CodeBuffer *buffer, uint64_t counter) {
  buffer_begin(buffer, counter);
  buffer_continue(buffer);
}

/* Moves the position, once the body is whole, to where the prologue begins. Entries are written once all the same: the
 * prologue's room has not been written before. */
static inline void buffer_move(CodeBuffer *buffer, uint32_t index) { BUFFER_AT(buffer) = buffer->entries + index; }

/* The modifier of the next entry's tag. */
static inline uint64_t buffer_modifier(const CodeBuffer *buffer) {
  (void)buffer;
  return (uint64_t)(uintptr_t)BUFFER_AT(buffer) + BUFFER_BIAS(buffer);
}

/* Enters, and opens a function under a counter of its own or behind the one before. */
static inline BufferRegisters buffer_start(CodeBuffer *buffer, uint64_t counter) {
  BufferRegisters saved = buffer_enter(buffer);
  saved.continues = counter == BUFFER_CONTINUES;
  if (!saved.continues) buffer_begin(buffer, counter);
  buffer_continue(buffer);
  return saved;
}
/* end: index of the entry behind the function's last. */
static inline void buffer_finish(CodeBuffer *buffer, BufferRegisters saved, uint32_t end) {
  if (saved.continues) buffer_move(buffer, end);
  else buffer_leave(buffer, saved);
}

/* Appends an entry: a word, and its tag in the upper half. On arm64 the store is written out: a compiler takes what it
 * knows of memory for changed by a store through x25, and copies x25 to and fro. Nothing that is compiled with this
 * reads entries. */
static inline void buffer_append(CodeBuffer *buffer, uint32_t word, uint64_t tag) {
  (void)buffer;
#if defined(__aarch64__)
  __asm__ volatile("str %1, [%0], #8" : "+r"(buffer_at_register) : "r"(word | tag));
#else
  uint32_t *const halves = (uint32_t *)BUFFER_AT(buffer)++; /* two stores are shorter than what makes one of them */
  halves[0] = word;
  halves[1] = (uint32_t)(tag >> 32);
#endif
}

/* Appends a word that is complete. The caller has checked the room (codegen/: once an operator). */
static inline void buffer_emit(CodeBuffer *buffer, uint32_t word) {
  buffer_append(buffer, word, pac_generic(word, buffer_modifier(buffer) + SPACE_WORD));
}

/* The same if it is `wanted`, without a branch; else the next entry takes its place. For hosts alone: where code runs,
 * an entry is written once. */
static inline void buffer_emit_if(CodeBuffer *buffer, bool wanted, uint32_t word) {
  uint64_t *const at = BUFFER_AT(buffer);
  buffer_emit(buffer, word);
  BUFFER_AT(buffer) = at + wanted;
}

/* Appends a branch or adr whose displacement (0 in `word`) comes from the record whose number is returned. The record's
 * content is `link` until it is bound: the label's thread. */
static inline uint32_t buffer_emit_open(CodeBuffer *buffer, uint32_t word, uint32_t link) {
  const uint64_t modifier = buffer_modifier(buffer) + SPACE_OPEN_WORD;
  const uint32_t record = buffer->record_count;
  buffer->records[record].content = (uint32_t)(modifier >> 3) | (uint64_t)link << 32;
  buffer->record_count = record + 1;
  buffer_append(buffer, word, pac_generic(word, modifier));
  return record;
}

/* Appends b or bl (displacement 0) to a function or a stub. */
static inline void buffer_emit_call(CodeBuffer *buffer, uint32_t word, TargetKind kind, uint32_t target) {
  const uint64_t modifier = buffer_modifier(buffer) + SPACE_CALL + kind;
  const uint32_t record = buffer->record_count;
  buffer->records[record] = (CodeRecord){(uint32_t)(modifier >> 3) | (uint64_t)kind << 62, 0};
  buffer->record_count = record + 1;
  word |= target;
  buffer_append(buffer, word, pac_generic(word, modifier));
}

/* The index of the entry whose displacement the record is. */
static inline uint32_t buffer_record_site(const CodeBuffer *buffer, uint32_t record) {
  return (uint32_t)buffer->records[record].content - (uint32_t)(buffer->counter >> 3);
}
static inline uint32_t buffer_record_link(const CodeBuffer *buffer, uint32_t record) {
  return (uint32_t)(buffer->records[record].content >> 32);
}

/* Moves an open record to another thread. */
static inline void buffer_relink(CodeBuffer *buffer, uint32_t record, uint32_t link) {
  buffer->records[record].content = (uint32_t)buffer->records[record].content | (uint64_t)link << 32;
}

/* Binds an open record to a label: once. Gives what it was linked to. */
static inline uint32_t buffer_bind(CodeBuffer *buffer, uint32_t record, uint32_t label) {
  const uint64_t open = buffer->records[record].content, content = (uint32_t)open | (uint64_t)label << 32;
  const uint64_t tag = pac_generic(content, buffer->counter + 8 * (uint64_t)record + SPACE_RECORD);
  buffer->records[record] = (CodeRecord){content, tag};
  return (uint32_t)(open >> 32);
}

/* Binds the thread of open records that begins with `record`; UINT32_MAX ends it. */
static inline void buffer_bind_thread(CodeBuffer *buffer, uint32_t record, uint32_t label) {
  CodeRecord *const records = buffer->records;
  const uint64_t modifier = buffer->counter + SPACE_RECORD;
  while (record != UINT32_MAX) {
    CodeRecord *const at = &records[record];
    const uint64_t open = at->content, content = (uint32_t)open | (uint64_t)label << 32;
    *at = (CodeRecord){content, pac_generic(content, modifier + 8 * (uint64_t)record)};
    record = (uint32_t)(open >> 32);
  }
}

/* The last tag: binds first word, end (both entry indices) and the number of records. */
static inline uint64_t buffer_end_tag(const CodeBuffer *buffer, uint32_t first, uint32_t end) {
  return pac_generic(first | (uint64_t)end << 32, buffer->counter + 8 * (uint64_t)buffer->record_count + SPACE_END);
}

/* Makes or enlarges a buffer to hold `entries` entries and `records` records; contents are lost. Memory comes from one
 * reservation each that is touched as it is used and kept. False: no memory. A zeroed CodeBuffer is empty. */
bool buffer_reserve(CodeBuffer *buffer, size_t entries, size_t records);
void buffer_free(CodeBuffer *buffer);
/* Bytes touched so far at most: what the statistics call scratch. */
size_t buffer_bytes(const CodeBuffer *buffer);

#endif
