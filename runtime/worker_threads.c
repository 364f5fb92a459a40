/* SPDX-License-Identifier: Apache-2.0
 *
 * Starting the threads of a call (runtime/worker_threads.h).
 */
#include "runtime/worker_threads.h"

#include <signal.h>
#include <stddef.h>

uint32_t worker_threads_start(pthread_t *threads, uint32_t count, void *(*main)(void *), void *argument) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
  sigset_t masked, old;
  sigfillset(&masked);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&masked, faults[i]);
  uint32_t started = 0;
  if (pthread_sigmask(SIG_BLOCK, &masked, &old) != 0) return 0;
  while (started < count && pthread_create(&threads[started], NULL, main, argument) == 0) started++;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return started;
}
