/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, another thread races the writer
 * Writes:   a word of the buffer, to and fro, while it is sealed
 * Defence:  the seal loads an entry once, and stores the register that it has compared
 * Control:  SINGLE_LOAD
 * Without:  some seal sees the tag of the one word and stores the other
 */
#include "harness/attacks/seal_attack.h"

#include <pthread.h>

enum { WORDS = 16384, PLACE = 1, NOP = 0xd503201f - 0x100000000 };

static void wait_for(int turns) {
  for (int i = 0; i < turns; i++) __asm__ volatile("");
}
static void *race(void *argument) {
  volatile uint32_t *word = argument;
  for (;;) {
    *word = MOVZ_X0(EVIL);
    wait_for(20000);
    *word = MOVZ_X0(HONEST);
    wait_for(20000);
  }
  return NULL;
}

/* A long function, so that there is time between its first words and its last. */
ATTACK(word_changes_meanwhile) {
  static Emitted list[WORDS];
  for (int i = 0; i < WORDS; i++) list[i].word = (uint32_t)NOP;
  list[0].word = (uint32_t)PACIBSP;
  list[PLACE].word = MOVZ_X0(HONEST);
  list[WORDS - 1].word = (uint32_t)RETAB;
  Sealer sealer = sealer_open();
  emit(&sealer, list, WORDS);
  pthread_t thread;
  pthread_create(&thread, NULL, race, (void *)entry_of(&sealer, PLACE));
  for (int round = 0; round < 1000; round++) {
    CodeSpace *space = space_open(&sealer, 1, 4 * WORDS);
    emit(&sealer, list, WORDS);
    if (run(seal_buffer(&sealer, space, 0)) == EVIL) return WORKED;
    code_space_close(space);
  }
  return NOTHING;
}
