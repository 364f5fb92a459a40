/* SPDX-License-Identifier: Apache-2.0
 *
 * `--timeout S`: a thread that interrupts the Wasm of one store, and the host functions that it waits in, once S
 * seconds have passed. The store and the context must outlive the deadline.
 */
#ifndef SIGNET_HARNESS_DEADLINE_H
#define SIGNET_HARNESS_DEADLINE_H

#include "harness/wasi.h"
#include "signet/signet.h"

#include <pthread.h>
#include <time.h>

typedef struct Deadline {
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t ended;
  struct timespec until; /* CLOCK_MONOTONIC */
  sg_store *store;
  WasiContext *wasi;
  bool running, stopped;
} Deadline;

/* A positive number of seconds, fractions allowed, at most a year. */
bool seconds_parse(const char *text, double *seconds);

bool deadline_start(Deadline *deadline, double seconds, sg_store *store, WasiContext *wasi);
/* Ends the thread. Does nothing where none was started. */
void deadline_stop(Deadline *deadline);

#endif
