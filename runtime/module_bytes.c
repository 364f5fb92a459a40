/* SPDX-License-Identifier: Apache-2.0
 *
 * A module's bytes: on pages of their own that are read-only before they are decoded, so that what is decoded and
 * validated is what is compiled. An embedder may fill such pages itself (sg_bytes). Else its bytes are copied, which is
 * a tenth of what compiling takes, nearly all of it first touches of pages: as many threads as compile copy too, or
 * they would wait for one.
 */
#include "runtime/module.h"
#include "runtime/worker_threads.h"

#include <stdlib.h>
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

/* Room for the bytes of a module, and for what a decoder may read behind them. */
static uint8_t *bytes_get(size_t size) {
  uint8_t *bytes = size <= SIZE_MAX - MODULE_PADDING ? pages_get(size + MODULE_PADDING, true) : NULL;
  if (bytes) pages_expect(bytes, size + MODULE_PADDING);
  return bytes;
}

bool module_bytes_copy(sg_module *module, const void *bytes, size_t size) {
  module->bytes_room = size + MODULE_PADDING;
  module->bytes = bytes_get(size);
  if (!module->bytes) return false;
  if (size) bytes_copy(module->bytes, bytes, size, module->engine);
  return pages_freeze(module->bytes, module->bytes_room);
}

struct sg_bytes {
  uint8_t *pages;
  size_t size;
};

sg_bytes *sg_bytes_new(size_t size) {
  sg_bytes *bytes = malloc(sizeof *bytes);
  if (!bytes) return NULL;
  *bytes = (sg_bytes){bytes_get(size), size};
  if (bytes->pages) return bytes;
  free(bytes);
  return NULL;
}

uint8_t *sg_bytes_data(sg_bytes *bytes) { return bytes->pages; }
size_t bytes_size(const sg_bytes *bytes) { return bytes->size; }

void sg_bytes_free(sg_bytes *bytes) {
  if (bytes && bytes->pages) pages_put(bytes->pages, bytes->size + MODULE_PADDING, true);
  free(bytes);
}

bool module_bytes_take(sg_module *module, sg_bytes *bytes, size_t size) {
  module->bytes = bytes->pages;
  module->bytes_room = size + MODULE_PADDING;
  bytes->pages = NULL;
  memset(module->bytes + size, 0, MODULE_PADDING);
  return pages_freeze(module->bytes, module->bytes_room);
}
