/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling the functions of a module on several threads (runtime/worker_threads.h).
 *
 * Functions are handed out in the order of their indices, by one atomic number, in chunks that shrink toward the end.
 * Whoever fails says where; then nothing above that is begun, and everything below has been handed out already and is
 * finished: so the lowest failure is known at the end, the same one that a single thread finds first.
 */
#include "runtime/compile_module.h"
#include "runtime/worker_threads.h"
#include "wasm/error.h"

enum {
  /* Bytes of code that pay for one thread more: it takes some 30 us to begin and end, in which 2 KiB are compiled. */
  BYTES_A_THREAD = 16 * 1024,
  CHUNK_MOST = 32,    /* functions */
  CHUNKS_A_THREAD = 8 /* of what is left: then the last to end is late by little */
};

typedef struct Pool {
  sg_module *module;
  uint32_t end, threads;
  _Atomic uint32_t next;   /* the first function that nobody has taken */
  _Atomic uint32_t failed; /* the lowest function that failed, or UINT32_MAX */
  CompileTimes times;      /* a copy of the caller's, for the others to begin as */
  pthread_mutex_t mutex;   /* guards what follows */
  sg_error error;
  CompileTimes sum;
  size_t scratch_bytes;
} Pool;

static bool chunk_take(Pool *pool, uint32_t *first, uint32_t *end) {
  uint32_t at = atomic_load_explicit(&pool->next, memory_order_relaxed), count;
  do {
    if (at >= pool->end) return false;
    count = (pool->end - at) / (CHUNKS_A_THREAD * pool->threads);
    if (count < 1) count = 1;
    if (count > CHUNK_MOST) count = CHUNK_MOST;
  } while (
      !atomic_compare_exchange_weak_explicit(&pool->next, &at, at + count, memory_order_relaxed, memory_order_relaxed));
  *first = at;
  *end = at + count;
  return true;
}

static void fail(Pool *pool, uint32_t function, const sg_error *error) {
  pthread_mutex_lock(&pool->mutex);
  if (function < atomic_load_explicit(&pool->failed, memory_order_relaxed)) {
    atomic_store_explicit(&pool->failed, function, memory_order_relaxed);
    pool->error = *error;
  }
  pthread_mutex_unlock(&pool->mutex);
}

static void pool_work(Pool *pool, CompileWorker *worker, CompileTimes *times) {
  uint32_t at, end, last = 0;
  sg_error error;
  worker_batch_open(worker, pool->module->space);
  while (chunk_take(pool, &at, &end)) {
    for (; at < end; at++) {
      if (at >= atomic_load_explicit(&pool->failed, memory_order_relaxed)) break;
      last = at;
      if (module_function_compile(pool->module, worker, at, times, &error)) continue;
      fail(pool, at, &error);
      break;
    }
    if (at < end) break;
  }
  if (!worker_batch_close(worker, &error)) fail(pool, last, &error);
  compile_times_sealed(times);
}

/* A thread that gets no worker leaves the work to the others: the caller has one. */
void compile_work(void *argument) {
  Pool *pool = argument;
  CompileWorker *worker = engine_worker_take(pool->module->engine, NULL);
  if (!worker) return;
  CompileTimes times = compile_times_another(&pool->times);
  pool_work(pool, worker, &times);
  pthread_mutex_lock(&pool->mutex);
  pool->sum.compile_ns += times.compile_ns;
  pool->sum.seal_ns += times.seal_ns;
  if (times.wanted) pool->scratch_bytes += compiler_scratch_bytes(worker->compiler);
  pthread_mutex_unlock(&pool->mutex);
  engine_worker_give(pool->module->engine, worker);
}

/* How many threads the bodies are worth. */
static uint32_t threads_for(const sg_module *module, uint32_t first, uint32_t end) {
  const Function *functions = module->decoded->functions + module->decoded->imported_functions;
  uint32_t bytes = functions[end - 1].body_end - functions[first].body, most = module->engine->config.compile_threads;
  if (most > end - first) most = end - first;
  if (most > 1 + bytes / BYTES_A_THREAD) most = 1 + bytes / BYTES_A_THREAD;
  return most;
}

bool module_functions_compile(sg_module *module, CompileWorker *worker, uint32_t first, uint32_t end,
                              CompileTimes *times, size_t *scratch_bytes, sg_error *error) {
  if (first == end) return true;
  Pool pool = {.module = module,
               .end = end,
               .threads = threads_for(module, first, end),
               .next = first,
               .failed = UINT32_MAX,
               .times = *times};
  WorkerThreads helpers;
  pthread_mutex_init(&pool.mutex, NULL);
  worker_threads_begin(&helpers, module->engine->threads, pool.threads - 1, WORK_COMPILE, &pool);
  pool_work(&pool, worker, times);
  worker_threads_end(&helpers);
  pthread_mutex_destroy(&pool.mutex);
  times->compile_ns += pool.sum.compile_ns;
  times->seal_ns += pool.sum.seal_ns;
  *scratch_bytes += pool.scratch_bytes;
  if (atomic_load(&pool.failed) == UINT32_MAX) return true;
  if (error) *error = pool.error;
  return false;
}
