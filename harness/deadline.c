/* SPDX-License-Identifier: Apache-2.0
 *
 * The thread behind `signet run --timeout`. It waits on the monotonic clock for the deadline or for the end of the
 * command, whichever is first, and touches the store only through what may be called from any thread.
 */
#include "harness/deadline.h"

#include <math.h>
#include <stdlib.h>

bool seconds_parse(const char *text, double *seconds) {
  char *end = NULL;
  *seconds = strtod(text, &end);
  return end != text && *end == '\0' && isfinite(*seconds) && *seconds > 0 && *seconds <= 366.0 * 86400;
}

static void *deadline_wait(void *argument) {
  Deadline *deadline = argument;
  pthread_mutex_lock(&deadline->mutex);
  int status = 0;
  while (!deadline->stopped && status == 0)
    status = pthread_cond_timedwait(&deadline->ended, &deadline->mutex, &deadline->until);
  if (!deadline->stopped) {
    wasi_interrupt(deadline->wasi);
    sg_store_interrupt(deadline->store);
  }
  pthread_mutex_unlock(&deadline->mutex);
  return NULL;
}

bool deadline_start(Deadline *deadline, double seconds, sg_store *store, WasiContext *wasi) {
  *deadline = (Deadline){.store = store, .wasi = wasi};
  const time_t whole = (time_t)seconds;
  clock_gettime(CLOCK_MONOTONIC, &deadline->until);
  deadline->until.tv_sec += whole;
  deadline->until.tv_nsec += (long)((seconds - (double)whole) * 1e9);
  if (deadline->until.tv_nsec >= 1000000000) {
    deadline->until.tv_nsec -= 1000000000;
    deadline->until.tv_sec++;
  }
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_mutex_init(&deadline->mutex, NULL);
  pthread_cond_init(&deadline->ended, &attributes);
  pthread_condattr_destroy(&attributes);
  deadline->running = pthread_create(&deadline->thread, NULL, deadline_wait, deadline) == 0;
  return deadline->running;
}

void deadline_stop(Deadline *deadline) {
  if (!deadline->running) return;
  pthread_mutex_lock(&deadline->mutex);
  deadline->stopped = true;
  pthread_cond_signal(&deadline->ended);
  pthread_mutex_unlock(&deadline->mutex);
  pthread_join(deadline->thread, NULL);
  deadline->running = false;
}
