/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling a decoded module: its bodies in the order of their indices, each validated, emitted and sealed before the
 * next, then an entry stub for each function that may become a value. The first error ends it, and the caller frees the
 * module with whatever was sealed.
 */
#include "runtime/module.h"
#include "wasm/error.h"

#include <time.h>

/* Times of one function, only taken when they are wanted: a clock costs as much as a small function. */
typedef struct {
  sg_compile_stats *stats;
  uint64_t last;
} Clock;

static uint64_t clock_lap(Clock *clock) {
  if (!clock->stats) return 0;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  uint64_t ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec, lap = ns - clock->last;
  clock->last = ns;
  return lap;
}

static void stats_add(const Clock *clock, uint64_t compile, uint64_t seal, uint32_t defined) {
  sg_compile_stats *stats = clock->stats;
  if (!stats) return;
  stats->compile_ns += compile;
  stats->seal_ns += seal;
  if (stats->function_ns && defined < stats->function_ns_room) stats->function_ns[defined] = compile + seal;
}

static bool bodies_compile(sg_module *module, CompileWorker *worker, Clock *clock, sg_error *error) {
  const Module *decoded = module->decoded;
  for (uint32_t i = decoded->imported_functions; i < decoded->function_count; i++) {
    CompiledFunction result = {0};
    uint32_t defined = i - decoded->imported_functions;
    bool compiled = function_compile(worker->compiler, &module->context, i, code_thread_counter(worker->thread), NULL,
                                     &result, error);
    uint64_t compile = clock_lap(clock);
    if (!worker_seal(worker, module->space, defined, compiled, &result, error)) return false;
    uint64_t seal = clock_lap(clock);
    stats_add(clock, compile, seal, defined);
  }
  return true;
}

static bool entry_stubs_compile(sg_module *module, CompileWorker *worker, Clock *clock, sg_error *error) {
  const Module *decoded = module->decoded;
  for (uint32_t i = decoded->imported_functions; i < decoded->function_count; i++) {
    if (module->entry_stubs[i] == NO_INDEX) continue;
    CompiledFunction result = {0};
    bool compiled =
        entry_stub_compile(worker->compiler, &module->context, i, code_thread_counter(worker->thread), &result, error);
    uint64_t compile = clock_lap(clock);
    if (!worker_seal(worker, module->space, module->entry_stubs[i], compiled, &result, error)) return false;
    stats_add(clock, compile, clock_lap(clock), UINT32_MAX);
  }
  return true;
}

bool module_compile(sg_module *module, sg_compile_stats *stats, sg_error *error) {
  const Module *decoded = module->decoded;
  uint32_t defined = module_defined_count(decoded), functions = defined + module->entry_stub_count;
  if (stats) stats->compile_ns = stats->seal_ns = stats->code_bytes = stats->scratch_bytes = 0;
  if (functions == 0) return true;
  CompileWorker *worker = engine_worker_take(module->engine, error);
  if (!worker) return false;
  Clock clock = {.stats = stats};
  clock_lap(&clock);
  /* A guess: 1.7 to 2.2 bytes of code a byte of Wasm (design, section 8), prologues, eight words an entry stub. */
  size_t guess = 2 * (size_t)decoded->code_bytes + 32 * (size_t)functions;
  module->space = code_space_open(module->engine->region, worker->thread, functions, guess, error);
  bool made = module->space != NULL;
  if (made) {
    code_space_set_owner(module->space, module);
    if (stats) stats->seal_ns += clock_lap(&clock);
    made = bodies_compile(module, worker, &clock, error) && entry_stubs_compile(module, worker, &clock, error);
  }
  if (made) code_space_trim(module->space);
  if (stats) stats->scratch_bytes = compiler_scratch_bytes(worker->compiler);
  if (stats && module->space) stats->code_bytes = code_space_bytes(module->space);
  engine_worker_give(module->engine, worker);
  return made;
}
