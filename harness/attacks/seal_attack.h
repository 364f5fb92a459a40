/* SPDX-License-Identifier: Apache-2.0
 *
 * What the attacks on the seal share: functions that give a constant, emitted and sealed as the compiler does it
 * (memory/seal_test.h), and entering code by its raw address, which stands for the honest call that is already bound to
 * lead there.
 */
#ifndef SIGNET_HARNESS_SEAL_ATTACK_H
#define SIGNET_HARNESS_SEAL_ATTACK_H

#include "harness/attacks/attack.h"
#include "memory/region_data.h"
#include "memory/seal_test.h"
#include "memory/section.h"

enum { PACIBSP = 0xd503237f - 0x100000000, RETAB = 0xd65f0fff - 0x100000000 };
#define MOVZ_X0(value) (0xd2800000u | (uint32_t)(value) << 5)

enum { HONEST = 1, EVIL = 666 }; /* what functions give */

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

/* Two functions, HONEST and EVIL, that wait to be sealed together. */
static inline void gather_two(Sealer *sealer, SealBatch *batch) {
  CodeBuffer *buffer = &sealer->buffer;
  uint64_t counter = code_thread_counter(sealer->thread);
  BufferRegisters saved = buffer_enter(buffer);
  buffer_begin(buffer, counter);
  for (uint32_t i = 0; i < 2; i++) {
    buffer_continue(buffer);
    uint32_t first = buffer_index(buffer);
    buffer_emit(buffer, (uint32_t)PACIBSP);
    buffer_emit(buffer, MOVZ_X0(i ? EVIL : HONEST));
    buffer_emit(buffer, (uint32_t)RETAB);
    uint32_t end = buffer_index(buffer);
    seal_batch_add(batch, i, buffer, first, end, buffer_end_tag(buffer, first, end), 0);
  }
  buffer_leave(buffer, saved);
}

#endif
