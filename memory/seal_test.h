/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of the seal share: a region with a sealing thread and a buffer, and emitting lists of words as the
 * emitter does. Included by *_test.c alone, once each, after nothing.
 */
#ifndef SIGNET_MEMORY_SEAL_TEST_H
#define SIGNET_MEMORY_SEAL_TEST_H

#include "memory/linear.h"
#include "memory/seal.h"

#include <criterion/criterion.h>
#include <signal.h>

#if defined(__aarch64__)
#define INTEGRITY_SIGNAL SIGTRAP
#else
#define INTEGRITY_SIGNAL SIGILL
#endif

enum { REGION_BYTES = 16 << 20 };

typedef struct {
  CodeRegion *region;
  CodeThread *thread;
  CodeBuffer buffer;
  uint32_t first, end;
  uint64_t end_tag;
} Sealer;

static inline Sealer sealer_open(void) {
  Sealer sealer = {0};
  sg_error error;
  sealer.region = region_open(REGION_BYTES, &error);
  cr_assert(sealer.region != NULL, "no region");
  sealer.thread = code_thread_open(sealer.region, &error);
  cr_assert(sealer.thread != NULL, "no thread");
  cr_assert(buffer_reserve(&sealer.buffer, 1 << 16, 1 << 12), "no buffer");
  return sealer;
}

static inline void sealer_close(Sealer *sealer) {
  buffer_free(&sealer->buffer);
  code_thread_close(sealer->thread);
  region_close(sealer->region);
}

static inline CodeSpace *space_open(Sealer *sealer, uint32_t functions, size_t bytes) {
  sg_error error;
  CodeSpace *space = code_space_open(sealer->region, sealer->thread, functions, bytes, NULL, &error);
  cr_assert(space != NULL, "no space");
  return space;
}

/* What the tests emit: words, and open words with their targets. */
typedef struct {
  uint32_t word;
  enum { PLAIN, OPEN } is;
  TargetKind kind;
  uint32_t target; /* of a label: index in the array */
} Emitted;
#define WORD(word)               {(word), PLAIN, TARGET_LABEL, 0}
#define OPEN_WORD(word, kind, t) {(word), OPEN, (kind), (t)}

static inline void emit(Sealer *sealer, const Emitted *list, uint32_t count) {
  CodeBuffer *buffer = &sealer->buffer;
  uint64_t counter = code_thread_counter(sealer->thread);
  BufferRegisters saved = buffer_enter(buffer);
  buffer_open(buffer, counter);
  for (uint32_t i = 0; i < count; i++) {
    if (list[i].is == PLAIN) {
      buffer_emit(buffer, list[i].word);
      continue;
    }
    if (list[i].kind == TARGET_LABEL)
      buffer_bind(buffer, buffer_emit_open(buffer, list[i].word, 0), list[i].target + BUFFER_PROLOGUE_ROOM);
    else buffer_emit_call(buffer, list[i].word, list[i].kind, list[i].target);
  }
  sealer->first = BUFFER_PROLOGUE_ROOM;
  sealer->end = buffer_index(buffer);
  sealer->end_tag = buffer_end_tag(buffer, sealer->first, sealer->end);
  buffer_leave(buffer, saved);
}

static inline const uint32_t *seal(Sealer *sealer, CodeSpace *space, uint32_t function) {
  sg_error error;
  uintptr_t code = seal_function(sealer->thread, space, function, &sealer->buffer, sealer->first, sealer->end,
                                 sealer->end_tag, 0, &error);
  cr_assert(code != 0, "not sealed");
  return (const uint32_t *)code;
}

static inline const uint32_t *seal_words(Sealer *sealer, CodeSpace *space, uint32_t function, uint32_t word,
                                         uint32_t count) {
  CodeBuffer *buffer = &sealer->buffer;
  uint64_t counter = code_thread_counter(sealer->thread);
  BufferRegisters saved = buffer_enter(buffer);
  buffer_open(buffer, counter);
  for (uint32_t i = 0; i < count; i++) buffer_emit(buffer, word + i);
  sealer->first = BUFFER_PROLOGUE_ROOM;
  sealer->end = buffer_index(buffer);
  sealer->end_tag = buffer_end_tag(buffer, sealer->first, sealer->end);
  buffer_leave(buffer, saved);
  return seal(sealer, space, function);
}

#endif
