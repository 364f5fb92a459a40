/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads that belong to one call: the caller works too, the others are made when there is work enough and have ended
 * when it returns. So an engine has no threads that idle, or that a fork would lose.
 */
#ifndef SIGNET_RUNTIME_WORKER_THREADS_H
#define SIGNET_RUNTIME_WORKER_THREADS_H

#include <pthread.h>
#include <stdint.h>

/* Starts `count` threads in main(argument), or as many as the system gives: how many. The caller joins them. The
 * embedder's signals are for its own threads, but for those that a fault of the thread's own sends. */
uint32_t worker_threads_start(pthread_t *threads, uint32_t count, void *(*main)(void *), void *argument);

#endif
