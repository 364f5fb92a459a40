/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls as they run: values through trampolines and import stubs, host functions that call back, stores inside stores,
 * stores on threads, interrupts.
 */
#include "runtime/instance.h"
#include "runtime/test_fixture.h"

#include <pthread.h>
#include <unistd.h>

static uint64_t bits(double value) {
  uint64_t result;
  memcpy(&result, &value, sizeof result);
  return result;
}

static sg_trap *host_mix(void *context, sg_instance *caller, sg_raw *values) {
  cr_assert(context != NULL && sg_instance_store(caller) == context);
  cr_assert_eq(values[0].i32, -5);
  cr_assert_eq(values[1].i64, INT64_MIN + 7);
  cr_assert_eq(values[2].f32, 1.5f);
  cr_assert_eq(values[3].f64, -0.125);
  cr_assert_eq(values[4].i32, 99);
  values[0].f64 = 2.75;
  values[1].i32 = -77;
  return NULL;
}

static sg_trap *host_many(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  int64_t sum = 0;
  for (int i = 0; i < 10; i++) sum = sum * 3 + values[i].i64;
  for (int i = 10; i < 20; i++) sum = sum * 3 + (int64_t)values[i].f64;
  values[0].i64 = sum;
  return NULL;
}

typedef struct {
  sg_engine *engine;
  sg_store *store;
  sg_module *module;
  sg_instance *instance;
} World;

static World calls_make(sg_engine *engine) {
  World world = {.engine = engine, .store = sg_store_new(engine, NULL)};
  static const sg_type_kind mix[] = {SG_I32, SG_I64, SG_F32, SG_F64, SG_I32, SG_F64, SG_I32};
  static sg_type_kind many[21];
  for (int i = 0; i < 21; i++) many[i] = i < 10 || i == 20 ? SG_I64 : SG_F64;
  world.module = module_make(engine, "calls");
  sg_extern imports[2] = {
      {SG_EXTERN_FUNC,
       {.func = sg_func_new(world.store, (sg_func_type){mix, 5, 2}, host_mix, world.store, NULL, NULL)}},
      {SG_EXTERN_FUNC, {.func = sg_func_new(world.store, (sg_func_type){many, 20, 1}, host_many, NULL, NULL, NULL)}}};
  world.instance = instance_make(world.store, world.module, imports, 2);
  return world;
}

static void world_free(World *world) {
  sg_store_free(world->store);
  sg_module_free(world->module);
}

Test(call, numbers) {
  World world = calls_make(engine_make());
  cr_assert_eq(call_i32(world.instance, "add", 40, 2, 0).i32, 42);
  cr_assert_eq(call_i32(world.instance, "add", INT32_MAX, 1, 0).i32, INT32_MIN);
  cr_assert_eq(call_i32(world.instance, "fib", 15, 0, 0).i32, 610);
  world_free(&world);
  sg_engine_free(world.engine);
}

Test(call, every_type_and_place) {
  World world = calls_make(engine_make());
  sg_raw mix[5] = {{.i32 = -5}, {.i64 = INT64_MIN + 7}, {.f32 = 1.5f}, {.f64 = -0.125}, {.i32 = 99}};
  cr_assert(sg_func_call(func_find(world.instance, "mix"), mix) == NULL);
  cr_assert(mix[0].f64 == 2.75 && mix[1].i32 == -77);
  sg_raw many[20];
  int64_t sum = 0;
  for (int i = 0; i < 20; i++) {
    if (i < 10) many[i].i64 = 100 + i;
    else many[i].f64 = 100 + i;
    sum = sum * 3 + 100 + i;
  }
  cr_assert(sg_func_call(func_find(world.instance, "many"), many) == NULL);
  cr_assert_eq(many[0].i64, sum);
  sg_raw back[12] = {{.i32 = 1}, {.i64 = 2}, {.f32 = 3}, {.f64 = 4}};
  for (int i = 4; i < 12; i++) back[i].i64 = i + 1;
  cr_assert(sg_func_call(func_find(world.instance, "back"), back) == NULL);
  for (int i = 0; i < 8; i++) cr_assert_eq(back[i].i64, 12 - i);
  cr_assert(back[8].f64 == 4 && back[9].f32 == 3 && back[10].i64 == 2 && back[11].i32 == 1);
  sg_raw nan = {.f64_bits = 0x7ff8000000000123};
  cr_assert_neq(bits(0), nan.f64_bits);
  sg_raw pass = {.externref = &world};
  cr_assert(sg_func_call(func_find(world.instance, "pass"), &pass) == NULL && pass.externref == &world);
  world_free(&world);
  sg_engine_free(world.engine);
}

/* ---- Host functions that call back ---- */

static sg_func *down;
static sg_trap *returned;

static sg_trap *again(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  values[0].i32--;
  return sg_func_call(down, values);
}

/* Catches the trap of level 0 and goes on with a value. */
static sg_trap *again_catching(void *context, sg_instance *caller, sg_raw *values) {
  sg_trap *trap = again(context, caller, values);
  if (!trap) return NULL;
  if (returned) sg_trap_free(returned);
  returned = trap;
  values[0].i32 = 1000;
  return NULL;
}

static sg_instance *hosted_make(sg_store *store, const sg_module *module, sg_host_callback callback) {
  static const sg_type_kind kinds[] = {SG_I32, SG_I32};
  sg_extern import = {SG_EXTERN_FUNC,
                      {.func = sg_func_new(store, (sg_func_type){kinds, 1, 1}, callback, NULL, NULL, NULL)}};
  sg_instance *instance = instance_make(store, module, &import, 1);
  down = func_find(instance, "down");
  return instance;
}

Test(call, nested_through_the_host) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "hosted");
  sg_instance *instance = hosted_make(store, module, again);
  /* 100 at level 1, and n more at each level above. */
  cr_assert_eq(call_i32(instance, "down", 5, 0, 0).i32, 100 + 2 + 3 + 4 + 5);
  cr_assert_eq(call_i32(instance, "count", 0, 0, 0).i32, 5);
  cr_assert_eq(store->depth, 0);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(call, trap_through_the_host) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "hosted");
  sg_instance *instance = hosted_make(store, module, again);
  /* Level 1 ends with a value: go below it by starting at 0. */
  expect_trap(instance, "down", 0, 0, 0, SG_TRAP_UNREACHABLE, "unreachable");
  cr_assert_eq(store->depth, 0);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

static sg_trap *to_zero(void *context, sg_instance *caller, sg_raw *values) {
  values[0].i32 = values[0].i32 == 2 ? 1 : values[0].i32;
  return again(context, caller, values);
}

Test(call, trap_below_three_host_frames) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "hosted");
  sg_instance *instance = hosted_make(store, module, to_zero);
  sg_trap *trap = trap_i32(instance, "down", 4, 0, 0, SG_TRAP_UNREACHABLE, "unreachable");
  /* down(0), host, down(2), host, down(3), host, down(4) */
  cr_assert_eq(sg_trap_frame_count(trap), 7);
  for (size_t i = 0; i < 7; i++) {
    sg_frame frame = sg_trap_frame(trap, i);
    cr_assert(i % 2 ? frame.module == NULL : frame.module == module && frame.instance == instance);
  }
  sg_trap_free(trap);
  cr_assert_eq(call_i32(instance, "count", 0, 0, 0).i32, 4);
  cr_assert_eq(store->depth, 0);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

static sg_trap *zero_catching(void *context, sg_instance *caller, sg_raw *values) {
  values[0].i32 = values[0].i32 == 2 ? 1 : values[0].i32;
  return again_catching(context, caller, values);
}

Test(call, host_catches_a_trap) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "hosted");
  sg_instance *instance = hosted_make(store, module, zero_catching);
  cr_assert_eq(call_i32(instance, "down", 4, 0, 0).i32, 1000 + 2 + 3 + 4);
  cr_assert(returned != NULL && sg_trap_kind_of(returned) == SG_TRAP_UNREACHABLE);
  sg_trap_free(returned);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(call, endless_nesting_is_a_stack_overflow) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "hosted");
  sg_instance *instance = hosted_make(store, module, again);
  expect_trap(instance, "down", 1 << 30, 0, 0, SG_TRAP_STACK_OVERFLOW, "call stack exhausted");
  cr_assert_eq(store->depth, 0);
  cr_assert_eq(call_i32(instance, "down", 3, 0, 0).i32, 105, "the store is still usable");
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

/* ---- Host functions that change what the caller holds in registers ---- */

static sg_memory *grown;

static sg_trap *grow_by_one(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  uint64_t old;
  cr_assert(sg_memory_grow(grown, 1, &old));
  cr_assert_eq(old, (uint64_t)values[0].i32 + 1);
  values[0].i32 = (int32_t)old;
  return NULL;
}

static void growing_check(bool checked) {
  enum { PAGES = 40 };
  sg_config config = sg_config_default();
  config.verify = true;
  config.checked_memories = checked;
  sg_engine *engine = sg_engine_new(&config, NULL);
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "grower");
  static const sg_type_kind kinds[] = {SG_I32, SG_I32};
  sg_extern import = {SG_EXTERN_FUNC,
                      {.func = sg_func_new(store, (sg_func_type){kinds, 1, 1}, grow_by_one, NULL, NULL, NULL)}};
  sg_instance *instance = instance_make(store, module, &import, 1);
  grown = export_find(instance, "memory").of.memory;
  cr_assert_eq(call_i32(instance, "run", PAGES, 0, 0).i32, PAGES * (PAGES - 1) / 2 + 1234);
  cr_assert_eq(sg_memory_size(grown), (PAGES + 1) << 16);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(call, host_grows_the_callers_memory_guarded) { growing_check(false); }
Test(call, host_grows_the_callers_memory_checked) { growing_check(true); }

/* ---- A store inside a store ---- */

static sg_func *downs[2];

/* Each level in the other store. */
static sg_trap *cross(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller;
  values[0].i32--;
  return sg_func_call(downs[context == &downs[0]], values);
}

Test(call, stores_that_call_each_other) {
  sg_engine *engine = engine_make();
  sg_module *module = module_make(engine, "hosted");
  sg_store *stores[2];
  sg_instance *instances[2];
  static const sg_type_kind kinds[] = {SG_I32, SG_I32};
  for (int i = 0; i < 2; i++) {
    stores[i] = sg_store_new(engine, NULL);
    sg_extern import = {SG_EXTERN_FUNC,
                        {.func = sg_func_new(stores[i], (sg_func_type){kinds, 1, 1}, cross, &downs[i], NULL, NULL)}};
    instances[i] = instance_make(stores[i], module, &import, 1);
    downs[i] = func_find(instances[i], "down");
  }
  cr_assert_eq(call_i32(instances[0], "down", 9, 0, 0).i32, 100 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9);
  cr_assert_eq(call_i32(instances[0], "count", 0, 0, 0).i32, 5);
  cr_assert_eq(call_i32(instances[1], "count", 0, 0, 0).i32, 4);
  expect_trap(instances[1], "down", 1 << 30, 0, 0, SG_TRAP_STACK_OVERFLOW, "call stack exhausted");
  cr_assert(stores[0]->depth == 0 && stores[1]->depth == 0 && !stores[0]->left_at && !stores[1]->left_at);
  cr_assert_eq(call_i32(instances[1], "down", 3, 0, 0).i32, 105);
  for (int i = 0; i < 2; i++) sg_store_free(stores[i]);
  sg_module_free(module);
  sg_engine_free(engine);
}

/* ---- Threads ---- */

static void *thread_run(void *argument) {
  World *world = argument;
  sg_raw value = {.i32 = 18};
  for (int i = 0; i < 4; i++) {
    value.i32 = 18;
    if (sg_func_call(func_find(world->instance, "fib"), &value) || value.i32 != 2584) return world;
  }
  /* Traps on every thread: each has its own signal stack. */
  return NULL;
}

Test(call, stores_on_threads_share_a_module) {
  enum { THREADS = 4 };
  sg_engine *engine = engine_make();
  World worlds[THREADS];
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) worlds[i] = calls_make(engine);
  for (int i = 0; i < THREADS; i++) cr_assert_eq(pthread_create(&threads[i], NULL, thread_run, &worlds[i]), 0);
  for (int i = 0; i < THREADS; i++) {
    void *failed;
    cr_assert_eq(pthread_join(threads[i], &failed), 0);
    cr_assert(failed == NULL);
  }
  for (int i = 0; i < THREADS; i++) world_free(&worlds[i]);
  sg_engine_free(engine);
}

static void *traps_run(void *argument) {
  sg_instance *instance = argument;
  for (int i = 0; i < 50; i++) {
    sg_raw value = {.i32 = i % 2 ? 3 : 7};
    sg_trap *trap = sg_func_call(func_find(instance, "run"), &value);
    sg_trap_kind wanted = i % 2 ? SG_TRAP_MEMORY_OUT_OF_BOUNDS : SG_TRAP_UNINITIALIZED_ELEMENT;
    if (!trap || sg_trap_kind_of(trap) != wanted) return argument;
    sg_trap_free(trap);
  }
  return NULL;
}

Test(call, traps_on_threads) {
  enum { THREADS = 4 };
  sg_engine *engine = engine_make();
  sg_module *module = module_make(engine, "traps");
  sg_store *stores[THREADS];
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    stores[i] = sg_store_new(engine, NULL);
    cr_assert_eq(pthread_create(&threads[i], NULL, traps_run, instance_make(stores[i], module, NULL, 0)), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    void *failed;
    pthread_join(threads[i], &failed);
    cr_assert(failed == NULL);
    sg_store_free(stores[i]);
  }
  sg_module_free(module);
  sg_engine_free(engine);
}

/* ---- Interrupts ---- */

static void *interrupt_later(void *store) {
  usleep(100000);
  sg_store_interrupt(store);
  return NULL;
}

Test(call, interrupted_from_another_thread, .timeout = 60) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "loops");
  sg_instance *instance = instance_make(store, module, NULL, 0);
  sg_instance *other = instance_make(store, module, NULL, 0);
  for (int i = 0; i < 3; i++) {
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, interrupt_later, store), 0);
    sg_trap *trap = trap_i32(i ? other : instance, "spin", 0, 0, 0, SG_TRAP_INTERRUPTED, "interrupted");
    pthread_join(thread, NULL);
    cr_assert_eq(sg_trap_frame_count(trap), 1);
    sg_trap_free(trap);
    cr_assert_eq(call_i32(instance, "sum", 10, 0, 0).i64, 55, "undone");
    cr_assert_eq(call_i32(other, "sum", 10, 0, 0).i64, 55);
  }
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(call, interrupt_before_the_call) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "loops");
  sg_store_interrupt(store);
  sg_instance *instance = instance_make(store, module, NULL, 0); /* no start: nothing was called */
  expect_trap(instance, "sum", 10, 0, 0, SG_TRAP_INTERRUPTED, "interrupted");
  cr_assert_eq(call_i32(instance, "sum", 10, 0, 0).i64, 55);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

/* The sender of an interrupt may still be forbidding poll pages when the trap it caused has been taken. */
Test(call, a_poll_page_forbidden_late_interrupts_nothing) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "loops");
  sg_instance *instance = instance_make(store, module, NULL, 0);
  pages_forbid(instance_poll_page(instance), page_bytes());
  cr_assert_eq(call_i32(instance, "sum", 10, 0, 0).i64, 55);
  cr_assert_eq(call_i32(instance, "sum", 10, 0, 0).i64, 55, "the page is back");
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

static atomic_int interrupts_sent;
static atomic_bool interrupts_end;

static void *interrupt_often(void *store) {
  while (!atomic_load(&interrupts_end)) {
    atomic_fetch_add(&interrupts_sent, 1);
    sg_store_interrupt(store);
    for (volatile int i = 0; i < 20000; i++) {
    }
  }
  return NULL;
}

/* However sending and delivering meet: no fault that is no trap, and no more traps than interrupts. */
Test(call, interrupts_in_a_row, .timeout = 60) {
  enum { INSTANCES = 64, TRAPS = 500 };
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "loops");
  sg_func *sums[INSTANCES];
  for (int i = 0; i < INSTANCES; i++) sums[i] = func_find(instance_make(store, module, NULL, 0), "sum");
  pthread_t thread;
  cr_assert_eq(pthread_create(&thread, NULL, interrupt_often, store), 0);
  int traps = 0;
  for (uint32_t i = 0; traps < TRAPS; i++) {
    sg_raw value = {.i32 = 300};
    sg_trap *trap = sg_func_call(sums[i % INSTANCES], &value);
    if (!trap) {
      cr_assert_eq(value.i64, 300 * 301 / 2);
      continue;
    }
    cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_INTERRUPTED, "%s", sg_trap_message(trap));
    sg_trap_free(trap);
    traps++;
  }
  cr_assert(traps <= atomic_load(&interrupts_sent), "%d traps of %d interrupts", traps, atomic_load(&interrupts_sent));
  atomic_store(&interrupts_end, true);
  pthread_join(thread, NULL);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}
