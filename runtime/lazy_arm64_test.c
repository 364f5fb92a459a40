/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions that are compiled when they are first called: through slots and tables, by many threads at once, with all
 * kinds of arguments, at the end of the stack and of the code region.
 */
#include "runtime/lazy_test.h"

#include <pthread.h>

static sg_module *chain_make(sg_engine *engine, uint32_t functions, uint32_t filling) {
  Bytes bytes = chain_module(functions, filling);
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, bytes.bytes, bytes.size, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  free(bytes.bytes);
  return module;
}

enum { THREADS = 8, ROUNDS = 6, FUNCTIONS = 400 };

typedef struct {
  sg_engine *engine;
  sg_module *module;
  pthread_barrier_t *start;
  uint32_t number, wrong;
} Caller;

/* All begin at the same functions at once, and go through them in different orders. */
static void *caller_run(void *argument) {
  Caller *caller = argument;
  sg_store *store = sg_store_new(caller->engine, NULL);
  const sg_instance *instance = sg_instance_new(store, caller->module, NULL, 0, NULL, NULL);
  sg_func *call = func_find(instance, "call");
  pthread_barrier_wait(caller->start);
  for (uint32_t n = 0; n < FUNCTIONS; n++) {
    const uint32_t i = caller->number % 2 ? n : n * 7 % FUNCTIONS;
    sg_raw values[2] = {{.i32 = (int32_t)caller->number}, {.i32 = (int32_t)i}};
    sg_trap *trap = sg_func_call(call, values);
    caller->wrong += trap != NULL || values[0].i32 != chain_value((int32_t)caller->number, i);
    sg_trap_free(trap);
  }
  sg_store_free(store);
  return NULL;
}

/* The module ends with the last thread's store. */
Test(lazy, threads_call_the_same_functions, .timeout = 300) {
  sg_engine *engine = lazy_engine(0, false);
  for (int round = 0; round < ROUNDS; round++) {
    sg_module *module = chain_make(engine, FUNCTIONS, 10 * ((uint32_t)round % 3));
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, THREADS + 1);
    Caller callers[THREADS];
    pthread_t threads[THREADS];
    for (uint32_t i = 0; i < THREADS; i++) {
      callers[i] = (Caller){engine, module, &start, i, 0};
      cr_assert_eq(pthread_create(&threads[i], NULL, caller_run, &callers[i]), 0);
    }
    pthread_barrier_wait(&start);
    sg_module_free(module);
    for (uint32_t i = 0; i < THREADS; i++) {
      pthread_join(threads[i], NULL);
      cr_assert_eq(callers[i].wrong, 0, "thread %u: %u calls are wrong", i, callers[i].wrong);
    }
    pthread_barrier_destroy(&start);
  }
  sg_engine_free(engine);
}

/* Every place an argument can have: nine integers and nine floats, so that the last of each is on the stack; and the
 * caller's locals, in x10-x15 and the other homes, survive the first call. */
Test(lazy, arguments_and_homes_survive) {
  for (int checked = 0; checked < 2; checked++) {
    sg_engine *engine = lazy_engine(0, checked);
    sg_store *store = sg_store_new(engine, NULL);
    sg_module *module = module_make(engine, "lazy");
    const sg_instance *instance = instance_make(store, module, NULL, 0);
    for (int k = 0; k < 2; k++) {
      sg_raw values[1] = {{.i64 = 1}};
      cr_assert_eq(sg_func_call(func_find(instance, "arguments"), values), NULL);
      /* 1 i32 + 2 i64 + 4 f32 + 8 f64 ... : each argument is its own power of two; the locals count 2^20 and more */
      cr_assert_eq(values[0].i64, (1 << 18) - 1 + 20 * (1 << 20), "%lx", (long)values[0].i64);
    }
    sg_module_free(module);
    sg_store_free(store);
    sg_engine_free(engine);
  }
}

/* The wasm offset of a trap in a function that was compiled by this very call, and its callers'. */
Test(lazy, traps_know_their_place) {
  sg_engine *engines[2] = {engine_make(), lazy_engine(0, false)};
  uint64_t offsets[2][3];
  for (int i = 0; i < 2; i++) {
    sg_store *store = sg_store_new(engines[i], NULL);
    sg_module *module = module_make(engines[i], "traps");
    const sg_instance *instance = instance_make(store, module, NULL, 0);
    sg_raw value = {.i32 = 3};
    sg_trap *trap = sg_func_call(func_find(instance, "run"), &value);
    cr_assert(trap != NULL);
    cr_assert_eq(sg_trap_frame_count(trap), 3);
    for (size_t f = 0; f < 3; f++) offsets[i][f] = sg_trap_frame(trap, f).offset;
    sg_trap_free(trap);
    sg_module_free(module);
    sg_store_free(store);
    sg_engine_free(engines[i]);
  }
  for (int f = 0; f < 3; f++) cr_assert_eq(offsets[0][f], offsets[1][f]);
}

/* Calls whose function finds no room trap by name, and what was compiled goes on. With the module the room comes back.
 */
Test(lazy, full_code_region) {
  enum { BIG = 60, FILLING = 4000 };
  sg_engine *engine = lazy_engine(1 << 20, false);
  for (int round = 0; round < 3; round++) {
    sg_store *store = sg_store_new(engine, NULL);
    sg_module *module = chain_make(engine, BIG, FILLING);
    const sg_instance *instance = instance_make(store, module, NULL, 0);
    sg_func *call = func_find(instance, "call");
    uint32_t worked = 0, trapped = 0;
    for (uint32_t k = 0; k < 2 * BIG; k++) {
      const uint32_t i = k % BIG;
      sg_raw values[2] = {{.i32 = 7}, {.i32 = (int32_t)i}};
      sg_trap *trap = sg_func_call(call, values);
      if (trap) {
        trapped++;
        cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_LIMIT);
        cr_assert(strstr(sg_trap_message(trap), "the code region is full"), "%s", sg_trap_message(trap));
        cr_assert_geq(sg_trap_frame_count(trap), 1);
        sg_trap_free(trap);
      } else {
        cr_assert_eq(trapped == 0 || k >= BIG, true, "function %u works after others did not", i);
        cr_assert_eq(values[0].i32, chain_value(7, i));
        worked++;
      }
    }
    cr_assert(worked >= 10 && trapped >= 10, "%u worked, %u trapped", worked, trapped);
    cr_assert_eq(worked + trapped, 2 * BIG);
    sg_module_free(module);
    sg_store_free(store);
  }
  sg_engine_free(engine);
}

/* Recursion to depth n, then a function that has never been called: around the depth where the stack ends, so that the
 * stub finds no room for C, and further down none for its frame record. */
Test(lazy, first_call_at_the_end_of_the_stack, .timeout = 300) {
  sg_engine *engine = lazy_engine(0, false);
  int32_t low = 0, high = 1 << 22; /* low works with everything compiled, high does not */
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "lazy");
  sg_func *deep = func_find(instance_make(store, module, NULL, 0), "deep");
  cr_assert_eq(sg_func_call(deep, (sg_raw[2]){{.i32 = 0}, {.i32 = 0}}), NULL);
  while (high - low > 1) {
    sg_raw values[2] = {{.i32 = low + (high - low) / 2}, {.i32 = 0}};
    sg_trap *trap = sg_func_call(deep, values);
    if (trap) high = low + (high - low) / 2;
    else low = low + (high - low) / 2;
    sg_trap_free(trap);
  }
  cr_assert_gt(low, 1000);
  for (int32_t depth = low - 3; depth <= low + 1; depth++)
    for (int32_t room = 0; room < 4; room++) { /* which of the untouched functions: their arguments take more stack */
      sg_module *fresh = module_make(engine, "lazy");
      sg_raw values[2] = {{.i32 = depth}, {.i32 = 1 + room}};
      const sg_instance *instance = instance_make(store, fresh, NULL, 0);
      sg_trap *trap = sg_func_call(func_find(instance, "deep"), values);
      cr_assert(trap != NULL, "depth %d", depth);
      cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_STACK_OVERFLOW, "%s", sg_trap_message(trap));
      cr_assert_eq(sg_trap_frame(trap, 0).module, fresh);
      sg_trap_free(trap);
      values[0].i32 = 10;
      values[1].i32 = 1 + room;
      trap = sg_func_call(func_find(instance, "deep"), values);
      cr_assert(trap == NULL, "%s", trap ? sg_trap_message(trap) : "");
      sg_module_free(fresh);
    }
  sg_module_free(module);
  sg_store_free(store);
  sg_engine_free(engine);
}
