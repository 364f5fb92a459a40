/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    0, the module takes time out of proportion
 * Writes:   nothing: the module loops for ever
 * Defence:  each loop polls a page that the embedder makes inaccessible
 * Control:  POLL
 * Without:  the module has the thread for ever
 */
#include "harness/attacks/instance_attack.h"

#include <pthread.h>

static void *watch(void *argument) {
  usleep(100000);
  sg_store_interrupt(store);
  sleep(2);
  _exit(WORKED);
  return argument;
}

ATTACK(loop_without_end) {
  engine = engine_make();
  store = sg_store_new(engine, NULL);
  instance = instance_make(store, module_make(engine, "loop"), NULL, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, watch, NULL);
  sg_raw values[1];
  const sg_trap *trap = sg_func_call(func_find(instance, "loop"), values);
  return trap && sg_trap_kind_of(trap) == SG_TRAP_INTERRUPTED ? REFUSED : NOTHING;
}
