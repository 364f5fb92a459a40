/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    8, a frame that is written while C runs: a race
 * Writes:   the instance in the lazy stub's frame, while C compiles the function: a copy of it, made by the attacker
 * Defence:  the instance that comes out of the frame must authenticate
 * Control:  INSTANCE_CHECK
 * Without:  the function, new and sealed, runs on globals of the attacker's
 */
#include "harness/attacks/instance_attack.h"

#include <pthread.h>

static uint64_t header, copy;

/* Whatever says the instance in the topmost frames. */
static void *race(void *argument) {
  enum { FRAMES_BYTES = 1024 };
  for (;;)
    for (volatile uint64_t *word = (volatile uint64_t *)(void *)(store_stack_top(store) - FRAMES_BYTES);
         (volatile uint8_t *)word < store_stack_top(store); word++)
      if (*word == header) *word = copy;
  return argument;
}

ATTACK(lazy_frame_overwritten) {
  sg_config config = {.lazy = true};
  set_up_with(&config);
  header = (uint64_t)(uintptr_t)instance->header;
  copy = (uint64_t)(uintptr_t)instance_copy();
  pthread_t thread;
  pthread_create(&thread, NULL, race, NULL);
  /* Secrets of one function each, none compiled yet. */
  for (int i = 0; i < 16; i++) {
    const char name[] = {'s', (char)('a' + i), '\0'};
    if (call(name, 0) == EVIL) return WORKED;
  }
  return REFUSED; /* the race is lost */
}
