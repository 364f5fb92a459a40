/* SPDX-License-Identifier: Apache-2.0
 *
 * The threads that help a call, made for it or waiting (runtime/worker_threads.h).
 */
#include "runtime/worker_threads.h"
#include "runtime/compile_module.h"
#include "runtime/module.h"

#include <signal.h>
#include <stdlib.h>

_Static_assert(WORKER_THREADS_MOST == COMPILE_THREADS_LIMIT - 1, "the caller is one of them");

struct WaitingThreads {
  pthread_mutex_t mutex; /* guards what follows, but for `threads` */
  pthread_cond_t begun, ended;
  bool taken; /* by a call */
  WorkKind kind;
  void *argument;
  uint32_t wanted; /* threads that the call still takes */
  uint32_t busy;   /* threads that the call waits for, the wanted ones included */
  bool ending;
  uint32_t count;
  pthread_t threads[WORKER_THREADS_MOST];
};

static void work(WorkKind kind, void *argument) {
  if (kind == WORK_COMPILE) compile_work(argument);
  else bytes_work(argument);
}

static void *made_main(void *argument) {
  const WorkerThreads *helpers = argument;
  work(helpers->kind, helpers->argument);
  return NULL;
}

static void *waiting_main(void *argument) {
  WaitingThreads *waiting = argument;
  pthread_mutex_lock(&waiting->mutex);
  while (!waiting->ending) {
    if (waiting->wanted == 0) {
      pthread_cond_wait(&waiting->begun, &waiting->mutex);
      continue;
    }
    const WorkKind kind = waiting->kind;
    void *what = waiting->argument;
    waiting->wanted--;
    pthread_mutex_unlock(&waiting->mutex);
    work(kind, what);
    pthread_mutex_lock(&waiting->mutex);
    if (--waiting->busy == 0) pthread_cond_broadcast(&waiting->ended);
  }
  pthread_mutex_unlock(&waiting->mutex);
  return NULL;
}

static uint32_t threads_start(pthread_t *threads, uint32_t count, void *(*main)(void *), void *argument) {
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

static bool waiting_take(WaitingThreads *waiting, uint32_t count, WorkKind kind, void *argument) {
  pthread_mutex_lock(&waiting->mutex);
  const bool taken = !waiting->taken;
  if (taken) {
    waiting->taken = true;
    waiting->kind = kind;
    waiting->argument = argument;
    waiting->wanted = waiting->busy = count < waiting->count ? count : waiting->count;
    pthread_cond_broadcast(&waiting->begun);
  }
  pthread_mutex_unlock(&waiting->mutex);
  return taken;
}

static void waiting_give(WaitingThreads *waiting) {
  pthread_mutex_lock(&waiting->mutex);
  waiting->busy -= waiting->wanted;
  waiting->wanted = 0;
  while (waiting->busy > 0) pthread_cond_wait(&waiting->ended, &waiting->mutex);
  waiting->taken = false;
  pthread_mutex_unlock(&waiting->mutex);
}

void worker_threads_begin(WorkerThreads *helpers, WaitingThreads *waiting, uint32_t count, WorkKind kind,
                          void *argument) {
  helpers->kind = kind;
  helpers->argument = argument;
  helpers->waiting = NULL;
  helpers->started = 0;
  if (count == 0) return;
  if (!waiting) helpers->started = threads_start(helpers->threads, count, made_main, helpers);
  else if (waiting_take(waiting, count, kind, argument)) helpers->waiting = waiting;
}

void worker_threads_end(WorkerThreads *helpers) {
  if (helpers->waiting) waiting_give(helpers->waiting);
  for (uint32_t i = 0; i < helpers->started; i++) pthread_join(helpers->threads[i], NULL);
}

WaitingThreads *waiting_threads_open(uint32_t count) {
  WaitingThreads *waiting = calloc(1, sizeof *waiting);
  if (!waiting) return NULL;
  pthread_mutex_init(&waiting->mutex, NULL);
  pthread_cond_init(&waiting->begun, NULL);
  pthread_cond_init(&waiting->ended, NULL);
  waiting->count = threads_start(waiting->threads, count, waiting_main, waiting);
  if (waiting->count == count) return waiting;
  waiting_threads_close(waiting);
  return NULL;
}

void waiting_threads_close(WaitingThreads *waiting) {
  if (!waiting) return;
  pthread_mutex_lock(&waiting->mutex);
  waiting->ending = true;
  pthread_cond_broadcast(&waiting->begun);
  pthread_mutex_unlock(&waiting->mutex);
  for (uint32_t i = 0; i < waiting->count; i++) pthread_join(waiting->threads[i], NULL);
  pthread_cond_destroy(&waiting->ended);
  pthread_cond_destroy(&waiting->begun);
  pthread_mutex_destroy(&waiting->mutex);
  free(waiting);
}
