/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, who may write the region
 * Writes:   nothing: makes another thread seal with this one's counter (a CodeThread's number is writable)
 * Defence:  the seal compares its thread pointer with the one beside the counter, in the region's read-only data
 * Control:  THREAD_CHECK
 * Without:  two threads share one counter, so that two words can have one place's tag
 */
#include "harness/attacks/seal_attack.h"

#include <pthread.h>

static Sealer *victim_sealer;
static CodeSpace *victim_space;
static void *seal_elsewhere(void *argument) {
  *(uintptr_t *)argument = seal_buffer(victim_sealer, victim_space, 0);
  return NULL;
}

ATTACK(counter_of_another_thread) {
  Sealer sealer = sealer_open();
  victim_sealer = &sealer;
  victim_space = space_open(&sealer, 1, 4096);
  emit_constant(&sealer, EVIL);
  uintptr_t code = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, seal_elsewhere, &code);
  pthread_join(thread, NULL);
  return code != 0 && run(code) == EVIL ? WORKED : NOTHING;
}
