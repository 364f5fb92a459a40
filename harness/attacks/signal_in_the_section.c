/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    6, another thread races the writer
 * Writes:   the registers that a signal handler's frame holds, which lies on the stack, while a function is being
 *           sealed
 * Defence:  signals are shut out of the section: none finds it at work
 * Control:  SIGNALS
 * Without:  a word changes between its check and its store
 */
#include "harness/attacks/seal_attack.h"

#include <pthread.h>
#include <ucontext.h>
#include <unistd.h>

enum { WORDS = 16384, NOP = 0xd503201f - 0x100000000 };
enum { STORE_PAIR = 0x28800000, STORE_PAIR_MASK = 0xffc00000u - 0x100000000 };
static pthread_t sealing;
static atomic_int handled, found;

/* The host's handler is honest; the attacker sees its frame. Registers that are about to be stored by stp w, w, [x], #8
 * are those of words that have been checked. */
static void handle(int number, siginfo_t *info, void *context) {
  (void)number, (void)info;
  mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
  const uint32_t word = *(const uint32_t *)(uintptr_t)machine->pc;
  atomic_fetch_add(&handled, 1);
  if ((word & (uint32_t)STORE_PAIR_MASK) != STORE_PAIR) return;
  atomic_fetch_add(&found, 1);
  machine->regs[word & 31] = MOVZ_X0(EVIL);
}
static void *send(void *argument) {
  for (;;) {
    pthread_kill(sealing, SIGUSR1);
    usleep(200);
  }
  return argument;
}

ATTACK(signal_in_the_section) {
  static Emitted list[WORDS];
  for (int i = 0; i < WORDS; i++) list[i].word = (uint32_t)NOP;
  list[0].word = (uint32_t)PACIBSP;
  list[WORDS - 2].word = MOVZ_X0(HONEST);
  list[WORDS - 1].word = (uint32_t)RETAB;
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigaction(SIGUSR1, &action, NULL);
  Sealer sealer = sealer_open();
  sealing = pthread_self();
  pthread_t thread;
  pthread_create(&thread, NULL, send, NULL);
  for (int round = 0; round < 100 || atomic_load(&handled) < 100; round++) {
    CodeSpace *space = space_open(&sealer, 1, 4 * WORDS);
    emit(&sealer, list, WORDS);
    const uint32_t *code = (const uint32_t *)seal_buffer(&sealer, space, 0);
    for (int i = 1; i < WORDS; i++)
      if (code[i] == MOVZ_X0(EVIL)) return WORKED;
    code_space_close(space);
  }
  return REFUSED;
}
