/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules whose functions are compiled when they are first called (sg_config.lazy). All bodies are validated when the
 * module is made, so compiling fails later for want of memory or of room in the code region alone: the call traps then,
 * and a later one tries again.
 *
 * Each function goes from untouched over being compiled to sealed. Under the module's mutex a thread takes an untouched
 * one; others that want the same wait, others that want another compile that. What is believed of a function's
 * being sealed is the region's: a state changed by an attacker makes a thread wait, try its thunk again, or die in the
 * seal, which seals no function twice.
 */
#include "runtime/compile_lazy.h"
#include "runtime/call.h"
#include "runtime/compile_module.h"
#include "runtime/fault.h"
#include "runtime/trap.h"
#include "runtime/unwind.h"
#include "wasm/body.h"

#include <stdlib.h>

typedef enum { UNTOUCHED, BEING_COMPILED, SEALED } FunctionState;

struct LazyCode {
  pthread_mutex_t mutex;
  pthread_cond_t sealed; /* or failed: a function is no longer being compiled */
  uint8_t states[];      /* of defined functions: FunctionState, under the mutex */
};

static bool no_memory(sg_error *error) {
  return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, "a module");
}

static bool lazy_stub_seal(const sg_module *module, CompileWorker *worker, uint32_t function, sg_error *error) {
  CompiledFunction result = {0};
  const bool compiled =
      lazy_stub_compile(worker->compiler, &module->context, &module->engine->helpers[HELPER_CELL_LAZY],
                        code_thread_counter(worker->thread), &result, error);
  return worker_seal(worker, module->space, function, compiled, &result, error) != 0;
}

CodeSpace *module_lazy_space_open(sg_module *module, CompileWorker *worker, uint32_t functions, sg_error *error) {
  const uint32_t defined = module_defined_count(module->decoded);
  module->lazy = calloc(1, sizeof *module->lazy + defined);
  if (!module->lazy) {
    no_memory(error);
    return NULL;
  }
  pthread_mutex_init(&module->lazy->mutex, NULL);
  pthread_cond_init(&module->lazy->sealed, NULL);
  /* Room for the stubs; functions find more as they come. */
  const size_t guess = 32 * (size_t)module->entry_stub_count + 4096;
  return code_space_open_lazy(module->engine->region, worker->thread, functions + 1, defined, guess, module, error);
}

bool module_compile_lazily(const sg_module *module, sg_error *error) {
  const uint32_t defined = module_defined_count(module->decoded);
  if (defined == 0) return true;
  CompileWorker *worker = engine_worker_take(module->engine, error);
  if (!worker) return false;
  if (module->verify) code_space_hold_slots(module->space);
  bool made = lazy_stub_seal(module, worker, defined + module->entry_stub_count, error) &&
              module_foreign_stubs_compile(module, worker, error);
  for (uint32_t i = 0; made && i < defined; i++)
    made = module_entry_stub_compile(module, worker, i, &(CompileTimes){0}, error);
  engine_worker_give(module->engine, worker);
  return made;
}

void lazy_code_free(LazyCode *lazy) {
  if (!lazy) return;
  pthread_cond_destroy(&lazy->sealed);
  pthread_mutex_destroy(&lazy->mutex);
  free(lazy);
}

/* Compiles and seals defined function `defined`, which is this thread's to compile. */
static bool function_make(const sg_module *module, uint32_t defined, sg_error *error) {
  CompileWorker *worker = engine_worker_take(module->engine, error);
  if (!worker) return false;
  const bool made = module_body_compile(module, worker, defined, &(CompileTimes){0}, error);
  engine_worker_give(module->engine, worker);
  return made;
}

bool lazy_function_compile(const sg_module *module, uint32_t defined, sg_error *error) {
  LazyCode *lazy = module->lazy;
  uint8_t *state = &lazy->states[defined];
  pthread_mutex_lock(&lazy->mutex);
  while (*state == BEING_COMPILED) pthread_cond_wait(&lazy->sealed, &lazy->mutex);
  bool made = *state == SEALED;
  if (!made) {
    *state = BEING_COMPILED;
    pthread_mutex_unlock(&lazy->mutex);
    made = function_make(module, defined, error);
    pthread_mutex_lock(&lazy->mutex);
    *state = made ? SEALED : UNTOUCHED;
    pthread_cond_broadcast(&lazy->sealed);
  }
  pthread_mutex_unlock(&lazy->mutex);
  return made;
}

/* The module and the defined function whose thunk called the stub with this frame record. */
static const sg_module *place_find(const CodeRegion *region, const uint8_t *frame, uint32_t *defined) {
  const uint64_t place =
      pac_auth_code(*(const uint64_t *)(const void *)(frame + LAZY_PLACE), (uint64_t)(uintptr_t)(frame + 16));
  if (!pac_authenticated(place)) integrity_failure();
  const CodeSpace *space = region_find_space(region, place);
  if (!space || !code_space_thunk(space, place, defined)) integrity_failure();
  return code_space_owner(space);
}

void runtime_lazy_call(InstanceHeader *instance, const uint8_t *frame) {
  const sg_store *store = fault_store();
  if (!store) integrity_failure();
  uint32_t defined;
  const sg_module *module = place_find(store->engine->region, frame, &defined);
  sg_error error = {0};
  if (!lazy_function_compile(module, defined, &error)) {
    if (error.code != SG_NO_MEMORY && error.code != SG_LIMIT) integrity_failure(); /* it was valid */
    unwind_helper(instance, trap_new_named(TRAP_LIMIT, error.message), __builtin_frame_address(0));
  }
  code_fetch_anew();
}
