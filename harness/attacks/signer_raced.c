/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    11, C that signs, raced by another thread
 * Writes:   the type of an element, to and fro, while its table grows and its entries are signed for other places
 * Defence:  each word of a slot is read once: the type that the entry is signed for is the one it was authenticated
 *           for
 * Control:  SINGLE_READ
 * Without:  an entry is signed for a type that is not its function's
 */
#include "harness/attacks/instance_attack.h"

#include <pthread.h>
#include <signal.h>

static volatile uint64_t *type;
static uint64_t own, wanted;
static pthread_t racer;

/* The old pages are unmapped when the table has moved: the racer's work is done then. */
static void racer_rest(int number) {
  while (pthread_equal(pthread_self(), racer)) pause();
  signal(number, SIG_DFL);
}
static void wait_for(int turns) {
  for (int i = 0; i < turns; i++) __asm__ volatile("");
}
static void *race(void *argument) {
  racer = pthread_self();
  for (;;) {
    *type = wanted;
    wait_for(200000);
    *type = own;
    wait_for(200000);
  }
  return argument;
}

/* A large table, so that there is time between its second element and its last. */
ATTACK(signer_raced) {
  enum { VICTIM = 2, LARGE = 400000 };
  signal(SIGSEGV, racer_rest);
  set_up();
  call("fill", 1);
  call("grow", LARGE);
  for (int32_t i = VICTIM; i < ELEMENTS; i++) call("fill_wide", i);
  own = table_slots()[VICTIM].type;
  wanted = table_slots()[1].type;
  type = &table_slots()[VICTIM].type;
  pthread_t thread;
  pthread_create(&thread, NULL, race, NULL);
  while (*type == own) usleep(100);
  while (*type != own) continue; /* it is as it was, and will be for a while */
  call("grow", 1);
  if (table_slots()[VICTIM].type != wanted) return REFUSED; /* this race is lost */
  return call("call", VICTIM) == EVIL ? WORKED : NOTHING;
}
