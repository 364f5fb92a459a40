/* SPDX-License-Identifier: Apache-2.0
 *
 * The seal: the only code that writes the code region. It checks every tag of a finished buffer, copies the words,
 * adds the displacements of the records, range-checked, and publishes the function, inside one critical section
 * between be_memory_inline_jit_restrict_rwx_to_rw_with_witness and .._rwx_to_rx_with_witness, both inlined here and
 * nowhere else. A tag that does not match, a displacement out of range or a destination outside the space ends in
 * brk #0xc471. Checklist: SECURITY.md.
 */
#ifndef SIGNET_MEMORY_SEAL_H
#define SIGNET_MEMORY_SEAL_H

#include "memory/buffer.h"
#include "memory/region.h"

/* Flags, kept with the function for whoever asks by address (code_space_find). */
enum {
  FUNCTION_FRAMELESS = 1, /* has no frame record (a leaf): the fault handler must know */
  FUNCTION_TRAMPOLINE = 2 /* enters Wasm from C: where the unwinder's walk ends */
};

/* Seals entries [first, end) of the buffer as function `function` of the space. end_tag: buffer_end_tag().
 * Advances the thread's counter past every one that the buffer used. Branches to a function resolve to its address if
 * it is sealed, else to its slot; to a stub by the region's stub table. Sites increase from record to record; labels
 * lie in [first, end]; a function is sealed once. Afterwards its slot branches to it, and the instruction cache is in
 * order. Returns its address, or 0 and *error (SG_NO_MEMORY: the region is full; the counter has advanced all the
 * same). */
uintptr_t seal_function(CodeThread *thread, CodeSpace *space, uint32_t function, const CodeBuffer *buffer,
                        uint32_t first, uint32_t end, uint64_t end_tag, uint32_t flags, sg_error *error);

/* Several functions of one buffer, sealed in one section, each checked by itself: worth it where a toggle is a system
 * call, and on hosts, where compiler and seal else take the instruction cache from each other with each function. They
 * come one behind the other (buffer_continue). Nothing of them exists before seal_batch returns. */
#if defined(__APPLE__)
enum { SEAL_BATCHES = 0, SEAL_BATCH_WORDS = 16 * 1024 };
#elif defined(__aarch64__)
enum { SEAL_BATCHES = 1, SEAL_BATCH_WORDS = 16 * 1024 };
#else
enum { SEAL_BATCHES = 1, SEAL_BATCH_WORDS = 2 * 1024 }; /* what the first level of cache holds */
#endif
enum { SEAL_BATCH_FUNCTIONS = 64 };

/* One function of a buffer, finished. It is the one behind the function before it in entries and records both. */
typedef struct {
  uint64_t span;     /* its first entry, and the one past its last above: indices */
  uint64_t records;  /* how many */
  uint64_t function; /* its number in the space, and its flags from bit 60 */
  uint64_t tag;      /* binds all of these */
} SealItem;

typedef struct {
  uint32_t count, words, records; /* of all items */
  SealItem items[SEAL_BATCH_FUNCTIONS];
} SealBatch;

/* Adds the function that the buffer has last; there must be room (seal_batch_is_full). */
void seal_batch_add(SealBatch *batch, uint32_t function, const CodeBuffer *buffer, uint32_t first, uint32_t end,
                    uint64_t end_tag, uint32_t flags);
static inline bool seal_batch_is_full(const SealBatch *batch) {
  return batch->count == SEAL_BATCH_FUNCTIONS || batch->words >= SEAL_BATCH_WORDS;
}
/* Seals and empties it. False and *error: SG_NO_MEMORY, none of them is sealed; the counter has advanced all the same.
 */
bool seal_batch(CodeThread *thread, CodeSpace *space, const CodeBuffer *buffer, SealBatch *batch, sg_error *error);

/* Makes the slot of a sealed function lead to it, in a lazy space whose slots are held (code_space_hold_slots). */
void seal_publish_slot(CodeThread *thread, CodeSpace *space, uint32_t function);

/* Enters stub number `stub` in the region's table: it is function `function` of the engine's space, already sealed. */
void seal_publish_stub(CodeThread *thread, CodeSpace *space, uint32_t function, uint32_t stub);

/* A body was refused or is compiled again: advances the counter past all that the buffer has used, seals nothing. */
void seal_discard(CodeThread *thread, const CodeBuffer *buffer, uint32_t end);

#endif
