/* SPDX-License-Identifier: Apache-2.0
 *
 * Class:    14, the way to the end is slow, and the window is open meanwhile
 * Writes:   a word of the buffer, so that the seal fails; then, while a handler of the host's reports that, sealed
 *           code
 * Defence:  failure is brk with signals shut out: no handler runs, the process is gone
 * Control:  SIGNALS
 * Without:  the handler waits for a lock that the attacker holds, and another thread writes through the open window
 */
#include "harness/attacks/seal_attack.h"

#include <pthread.h>
#include <unistd.h>

static Sealer victim_sealer;
static uintptr_t victim;
static atomic_bool reporting;

/* What a crash reporter may do: log, take locks. The attacker holds one. */
static void report(int number) {
  (void)number;
  atomic_store(&reporting, true);
  for (;;) pause();
}

static void *attack(void *argument) {
  while (!atomic_load(&reporting)) usleep(100);
  const uint64_t offset = victim - region_base(victim_sealer.region);
  const uint32_t thread = code_thread_number(victim_sealer.thread);
  uint32_t *word = (uint32_t *)(region_thread(region_base(victim_sealer.region), thread)->window + offset) + 1;
  *word = MOVZ_X0(EVIL);
  region_pages_renew(region_pages(victim_sealer.region), offset, 12);
  _exit(run(victim) == EVIL ? WORKED : NOTHING);
  return argument;
}

ATTACK(failure_stalled) {
  signal(SIGTRAP, report);
  victim_sealer = sealer_open();
  CodeSpace *space = space_open(&victim_sealer, 2, 4096);
  victim = seal_constant(&victim_sealer, space, 0, HONEST);
  pthread_t thread;
  pthread_create(&thread, NULL, attack, NULL);
  emit_constant(&victim_sealer, HONEST);
  *entry_of(&victim_sealer, 1) ^= 1 << 5;
  seal_buffer(&victim_sealer, space, 1); /* the same page */
  return NOTHING;
}
