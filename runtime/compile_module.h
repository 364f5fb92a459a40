/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling parts of a decoded module, each one function of module->space: what eager, threaded, streamed and lazy
 * compilation share. A CompileWorker is one thread's from engine_worker_take to engine_worker_give; with one each, any
 * number of threads may compile different functions of one module at the same time, and share nothing but the region.
 *
 * What is emitted for a function depends on the module alone, so however it comes to be compiled its words are the
 * same, but for the displacements of `bl` and of an entry stub's branch, which depend on where functions lie and on
 * whether the callee was sealed by then.
 */
#ifndef SIGNET_RUNTIME_COMPILE_MODULE_H
#define SIGNET_RUNTIME_COMPILE_MODULE_H

#include "runtime/module.h"

/* Where a thread's time went, where it is wanted: a clock costs as much as a small function. */
typedef struct CompileTimes {
  bool wanted;
  uint64_t last, compile_ns, seal_ns;
  uint64_t *function_ns; /* NULL, or room for function_room times of defined functions (all threads' together) */
  uint32_t function_room;
} CompileTimes;

/* From now on; not wanted where stats is NULL. */
CompileTimes compile_times_start(const sg_compile_stats *stats);
/* Another thread's, which starts now. */
CompileTimes compile_times_another(const CompileTimes *times);
/* What has passed since the last look at the clock was sealing: of a batch, no single function's. */
void compile_times_sealed(CompileTimes *times);

/* Opens module->space with room for all functions and stubs, guessing that `code_bytes` bytes of Wasm code come (never
 * more than have arrived: room in the region is everybody's). A module without functions has none. */
bool module_space_open(sg_module *module, size_t code_bytes, sg_error *error);

/* Seals the foreign stubs, before any function. */
bool module_foreign_stubs_compile(const sg_module *module, CompileWorker *worker, sg_error *error);

/* Compiles and seals defined function `defined`, and behind it its entry stub if it may become a value. */
bool module_function_compile(const sg_module *module, CompileWorker *worker, uint32_t defined, CompileTimes *times,
                             sg_error *error);
/* The two parts of that. A function without an entry stub has made it. */
bool module_body_compile(const sg_module *module, CompileWorker *worker, uint32_t defined, CompileTimes *times,
                         sg_error *error);
bool module_entry_stub_compile(const sg_module *module, CompileWorker *worker, uint32_t defined, CompileTimes *times,
                               sg_error *error);

/* compile_threads.c: functions `first` up to `end`, on as many of the configured threads as that much work pays for,
 * the caller's included; all have ended when it returns. worker is the caller's. False: *error is that of the lowest
 * function that fails, whatever the threads did first. Adds to *times what the threads took together, and to
 * *scratch_bytes what the other threads' compilers hold. */
bool module_functions_compile(sg_module *module, CompileWorker *worker, uint32_t first, uint32_t end,
                              CompileTimes *times, size_t *scratch_bytes, sg_error *error);

/* What a helping thread does (runtime/worker_threads.h), on a pool of that file. */
void compile_work(void *pool);

/* Enters in stats, which may be NULL, the elapsed time of compiling, divided as the threads' own times are, and what
 * has been sealed. */
void compile_stats_set(sg_compile_stats *stats, const sg_module *module, const CompileTimes *times, uint64_t elapsed_ns,
                       size_t scratch_bytes);
uint64_t compile_clock_ns(void);

/* All of a module, whose space it opens. */
bool module_compile(sg_module *module, sg_compile_stats *stats, sg_error *error);

#endif
