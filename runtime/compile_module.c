/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling a decoded module at once: every body validated, emitted and sealed, and behind it an entry stub if the
 * function may become a value. An error ends it, and the caller frees the module with whatever was sealed.
 */
#include "runtime/compile_module.h"
#include "runtime/compile_lazy.h"
#include "wasm/error.h"

#include <time.h>

uint64_t compile_clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

CompileTimes compile_times_start(const sg_compile_stats *stats) {
  if (!stats) return (CompileTimes){0};
  return (CompileTimes){.wanted = true,
                        .last = compile_clock_ns(),
                        .function_ns = stats->function_ns,
                        .function_room = stats->function_ns ? stats->function_ns_room : 0};
}

CompileTimes compile_times_another(const CompileTimes *times) {
  CompileTimes another = *times;
  another.compile_ns = another.seal_ns = 0;
  if (another.wanted) another.last = compile_clock_ns();
  return another;
}

/* Nanoseconds since the last lap. */
static uint64_t times_lap(CompileTimes *times) {
  if (!times->wanted) return 0;
  uint64_t now = compile_clock_ns(), lap = now - times->last;
  times->last = now;
  return lap;
}

void compile_times_sealed(CompileTimes *times) { times->seal_ns += times_lap(times); }

static void times_add(CompileTimes *times, uint64_t compile_ns, uint64_t seal_ns, uint32_t defined) {
  times->compile_ns += compile_ns;
  times->seal_ns += seal_ns;
  if (defined < times->function_room) times->function_ns[defined] = compile_ns + seal_ns;
}

bool module_foreign_stubs_compile(const sg_module *module, CompileWorker *worker, sg_error *error) {
  for (uint32_t i = 0; i < module->foreign_type_count; i++) {
    CompiledFunction result = {0};
    const CanonicalType *type = module->foreign_types[i];
    bool compiled = foreign_stub_compile(worker->compiler, &module->context, &type->func, type->id,
                                         code_thread_counter(worker->thread), &result, error);
    if (!worker_seal(worker, module->space, module->first_foreign_stub + i, compiled, &result, error)) return false;
  }
  return true;
}

bool module_space_open(sg_module *module, size_t code_bytes, sg_error *error) {
  const uint32_t defined = module_defined_count(module->decoded), functions = defined + module->entry_stub_count;
  if (defined == 0) return true; /* so nothing has an entry stub */
  CompileWorker *worker = engine_worker_take(module->engine, error);
  if (!worker) return false;
  /* A guess: 1.7 to 2.2 bytes of code a byte of Wasm (design, section 8), prologues, eight words an entry stub. */
  const size_t guess = 2 * code_bytes + 32 * (size_t)functions;
  module->space = module->engine->config.lazy
                      ? module_lazy_space_open(module, worker, functions, error)
                      : code_space_open(module->engine->region, worker->thread, functions, guess, module, error);
  engine_worker_give(module->engine, worker);
  return module->space != NULL;
}

bool module_body_compile(const sg_module *module, CompileWorker *worker, uint32_t defined, CompileTimes *times,
                         sg_error *error) {
  CompiledFunction result = {0};
  uint32_t function = module->decoded->imported_functions + defined;
  const Function *f = &module->decoded->functions[function];
  uint64_t counter;
  if (!worker_counter(worker, f->body_end - f->body, &counter, error)) return false;
  if (worker->batching && worker->batch.count == 0) compile_times_sealed(times);
  bool compiled = function_compile(worker->compiler, &module->context, function, counter, NULL, &result, error);
  uint64_t compile_ns = times_lap(times);
  if (!worker_finish(worker, module->space, defined, compiled, &result, error)) return false;
  times_add(times, compile_ns, worker->batching ? 0 : times_lap(times), defined); /* a batch is sealed later */
  return true;
}

bool module_entry_stub_compile(const sg_module *module, CompileWorker *worker, uint32_t defined, CompileTimes *times,
                               sg_error *error) {
  uint32_t function = module->decoded->imported_functions + defined, stub = module->entry_stubs[function];
  if (stub == NO_INDEX) return true;
  CompiledFunction result = {0};
  uint64_t counter;
  if (!worker_counter(worker, 0, &counter, error)) return false;
  bool compiled = entry_stub_compile(worker->compiler, &module->context, function, counter, &result, error);
  uint64_t compile_ns = times_lap(times);
  if (!worker_finish(worker, module->space, stub, compiled, &result, error)) return false;
  times_add(times, compile_ns, worker->batching ? 0 : times_lap(times), UINT32_MAX);
  return true;
}

bool module_function_compile(const sg_module *module, CompileWorker *worker, uint32_t defined, CompileTimes *times,
                             sg_error *error) {
  return module_body_compile(module, worker, defined, times, error) &&
         module_entry_stub_compile(module, worker, defined, times, error);
}

void compile_stats_set(sg_compile_stats *stats, const sg_module *module, const CompileTimes *times, uint64_t elapsed_ns,
                       size_t scratch_bytes) {
  if (!stats) return;
  uint64_t sum = times->compile_ns + times->seal_ns;
  stats->compile_ns = sum ? (uint64_t)((double)elapsed_ns * ((double)times->compile_ns / (double)sum)) : elapsed_ns;
  stats->seal_ns = elapsed_ns - stats->compile_ns;
  stats->scratch_bytes = scratch_bytes;
  stats->code_bytes = module->space ? code_space_bytes(module->space) : 0;
}

bool module_compile(sg_module *module, sg_compile_stats *stats, sg_error *error) {
  const Module *decoded = module->decoded;
  uint64_t start = stats ? compile_clock_ns() : 0;
  CompileTimes times = compile_times_start(stats);
  compile_stats_set(stats, module, &times, 0, 0);
  if (module_defined_count(decoded) == 0) return true;
  CompileWorker *worker = engine_worker_take(module->engine, error);
  if (!worker) return false;
  size_t scratch_bytes = 0;
  bool made = module_foreign_stubs_compile(module, worker, error);
  times.seal_ns += times_lap(&times);
  made =
      made && module_functions_compile(module, worker, 0, module_defined_count(decoded), &times, &scratch_bytes, error);
  if (made) code_space_trim(module->space);
  const uint64_t elapsed_ns = stats ? compile_clock_ns() - start : 0;
  if (stats) scratch_bytes += compiler_scratch_bytes(worker->compiler);
  compile_stats_set(stats, module, &times, elapsed_ns, scratch_bytes);
  engine_worker_give(module->engine, worker);
  return made;
}
