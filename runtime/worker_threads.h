/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads that help a call: the caller works too. They are made when there is work enough and have ended when it
 * returns, so an engine has no threads that idle, or that a fork would lose. An engine that has been prepared
 * (sg_engine_prepare) may make no thread any more: its threads wait from then on, help one call at a time, and a call
 * that finds them at another's work does its own alone.
 */
#ifndef SIGNET_RUNTIME_WORKER_THREADS_H
#define SIGNET_RUNTIME_WORKER_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { WORKER_THREADS_MOST = 127 };

/* What they can do: a function each, named in worker_threads.c, so that no pointer to code waits in memory. */
typedef enum {
  WORK_COMPILE, /* compile_threads.c */
  WORK_COPY     /* module_bytes.c */
} WorkKind;

typedef struct WaitingThreads WaitingThreads;

/* A call's helpers: the caller's, until worker_threads_end. */
typedef struct {
  WorkKind kind;
  void *argument;
  WaitingThreads *waiting; /* those that help, or NULL */
  uint32_t started;
  pthread_t threads[WORKER_THREADS_MOST];
} WorkerThreads;

/* Lets `count` threads do the work on `argument`, or as many as there are. waiting: the engine's, or NULL: threads are
 * made. The embedder's signals are for its own threads, but for those that a fault of the thread's own sends. */
void worker_threads_begin(WorkerThreads *helpers, WaitingThreads *waiting, uint32_t count, WorkKind kind,
                          void *argument);
/* Returns when none of them is at it any more; those that have not begun need not. */
void worker_threads_end(WorkerThreads *helpers);

/* Threads that wait until they are closed. NULL: the system does not give so many. count is at least 1. */
WaitingThreads *waiting_threads_open(uint32_t count);
void waiting_threads_close(WaitingThreads *waiting);

#endif
