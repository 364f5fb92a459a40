/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening and closing an engine, and its configuration. What pointer authentication or the code region cannot promise
 * makes sg_engine_new fail; nothing falls back.
 */
#include "runtime/engine_parts.h"
#include "runtime/fault.h"
#include "runtime/worker_threads.h"
#include "wasm/error.h"

#include <stdlib.h>

enum { CODE_REGION_LIMIT = 128 << 20, POOLED_RESERVATIONS = 16, STACK_BYTES = 1 << 20 };
#define STACK_BYTES_LIMIT ((size_t)1 << 30)

sg_config sg_config_default(void) {
  return (sg_config){.code_region_bytes = CODE_REGION_LIMIT,
                     .pooled_reservations = POOLED_RESERVATIONS,
                     .stack_bytes = STACK_BYTES,
                     .compile_threads = 1,
                     .exact_stores = true};
}

/* Zeros replaced by their meaning, sizes rounded up to pages. */
static bool config_complete(sg_config *config, sg_error *error) {
  size_t page = page_bytes();
  if (config->code_region_bytes == 0) config->code_region_bytes = CODE_REGION_LIMIT;
  if (config->pooled_reservations == 0) config->pooled_reservations = POOLED_RESERVATIONS;
  if (config->stack_bytes == 0) config->stack_bytes = STACK_BYTES;
  if (config->compile_threads == 0) config->compile_threads = 1;
  if (config->code_region_bytes > CODE_REGION_LIMIT)
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "the code region is at most 128 MiB");
  if (config->stack_bytes > STACK_BYTES_LIMIT)
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "a stack is at most 1 GiB");
  if (config->compile_threads > COMPILE_THREADS_LIMIT)
    return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "at most %d threads compile a module",
                     COMPILE_THREADS_LIMIT);
  config->code_region_bytes = (config->code_region_bytes + page - 1) & ~(page - 1);
  config->stack_bytes = (config->stack_bytes + page - 1) & ~(page - 1);
  return true;
}

static bool engine_open(sg_engine *engine, sg_error *error) {
  if (!pac_available())
    return error_set(error, ERR_ENVIRONMENT, SG_NO_OFFSET, SG_NO_FUNCTION, "no pointer authentication on this machine");
  engine->region = region_open(engine->config.code_region_bytes, error);
  if (!engine->region) return false;
  engine->pool = memory_pool_open(engine->config.memory_reservation, engine->config.pooled_reservations, error);
  if (!engine->pool) return false;
  if (!engine_helpers_make(engine, error) || !engine_stubs_make(engine, error)) return false;
#if defined(__aarch64__)
  if (!fault_install(engine, error)) return false;
  engine->can_run = true;
#endif
  return true;
}

sg_engine *sg_engine_new(const sg_config *config, sg_error *error) {
  sg_config complete = config ? *config : sg_config_default();
  if (!config_complete(&complete, error)) return NULL;
  sg_engine *engine = calloc(1, sizeof *engine);
  if (!engine) {
    error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "an engine");
    return NULL;
  }
  engine->config = complete;
  pthread_mutex_init(&engine->mutex, NULL);
  arena_init(&engine->type_arena, arena_heap_source, 0);
  engine->type_ids.arena = &engine->type_arena;
  if (engine_open(engine, error)) return engine;
  sg_engine_free(engine);
  return NULL;
}

static bool threads_prepare(sg_engine *engine, sg_error *error) {
  const uint32_t count = engine->config.compile_threads - 1;
  pthread_mutex_lock(&engine->mutex);
  if (!engine->threads && count > 0) engine->threads = waiting_threads_open(count);
  const bool made = engine->threads || count == 0;
  pthread_mutex_unlock(&engine->mutex);
  return made || error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "threads that compile");
}

bool sg_engine_prepare(sg_engine *engine, sg_error *error) {
  if (!engine) return error_set(error, ERR_USAGE, SG_NO_OFFSET, SG_NO_FUNCTION, "no engine");
  return (engine->config.checked_memories || memory_pool_fill(engine->pool, error)) &&
         engine_workers_prepare(engine, engine->config.compile_threads, error) && threads_prepare(engine, error) &&
         fault_thread_prepare(error);
}

void sg_engine_free(sg_engine *engine) {
  if (!engine) return;
  waiting_threads_close(engine->threads);
  engine_code_free(engine);
  engine_workers_free(engine);
  if (engine->region) region_close(engine->region);
  if (engine->pool) memory_pool_close(engine->pool);
  engine_types_free(engine);
  pthread_mutex_destroy(&engine->mutex);
  free(engine);
}

bool sg_engine_can_run(const sg_engine *engine) { return engine->can_run; }
