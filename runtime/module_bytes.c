/* SPDX-License-Identifier: Apache-2.0
 *
 * A module's bytes, copied to pages of their own that are read-only from then on: what is decoded and validated is what
 * is compiled, whatever becomes of the embedder's copy. Copying is a tenth of what compiling takes, nearly all of it
 * first touches of pages, so that as many threads as compile copy too: else they would wait for one.
 */
#include "runtime/module.h"
#include "runtime/worker_threads.h"

#include <string.h>

enum {
  SLICE = 256 * 1024,  /* bytes: some 200 us of copying, where a thread takes 30 to begin and end */
  SLICES_A_THREAD = 2, /* that pay for one thread more */
  THREADS_MOST = 8     /* by then memory is what limits */
};

typedef struct {
  uint8_t *to;
  const uint8_t *from;
  size_t size;
  _Atomic size_t next; /* the first slice that nobody has taken */
} Copy;

void bytes_work(void *argument) {
  Copy *copy = argument;
  for (;;) {
    const size_t at = SLICE * atomic_fetch_add_explicit(&copy->next, 1, memory_order_relaxed);
    if (at >= copy->size) return;
    const size_t bytes = copy->size - at < SLICE ? copy->size - at : SLICE;
    pages_touch(copy->to + at, bytes);
    memcpy(copy->to + at, copy->from + at, bytes);
  }
}

static void bytes_copy(uint8_t *to, const uint8_t *from, size_t size, const sg_engine *engine) {
  Copy copy = {.to = to, .from = from, .size = size};
  uint32_t threads = engine->config.compile_threads;
  WorkerThreads helpers;
  const size_t worth = 1 + size / (SLICES_A_THREAD * SLICE);
  if (threads > worth) threads = (uint32_t)worth;
  if (threads > THREADS_MOST) threads = THREADS_MOST;
  worker_threads_begin(&helpers, engine->threads, threads - 1, WORK_COPY, &copy);
  bytes_work(&copy);
  worker_threads_end(&helpers);
}

bool module_bytes_take(sg_module *module, const void *bytes, size_t size) {
  module->bytes_room = size + MODULE_PADDING;
  module->bytes = pages_get(module->bytes_room, true);
  if (!module->bytes) return false;
  pages_expect(module->bytes, module->bytes_room);
  if (size) bytes_copy(module->bytes, bytes, size, module->engine);
  return pages_freeze(module->bytes, module->bytes_room);
}
