/* SPDX-License-Identifier: Apache-2.0
 *
 * Programs to the standard C API that run: calls in both directions, traps with traces, the start function, globals,
 * tables, memories, references to things of the host, finalizers, several results, threads that share a module.
 * Expected numbers come from the modules' text and from wasm-objdump of the assembled modules.
 */
#include "runtime/test_fixture.h"

#include <pthread.h>
#include <wasm.h> /* as programs to the standard have it */

typedef struct {
  wasm_engine_t *engine;
  wasm_store_t *store;
} World;

static World world_make(void) {
  World world = {.engine = wasm_engine_new()};
  cr_assert(world.engine != NULL);
  world.store = wasm_store_new(world.engine);
  cr_assert(world.store != NULL);
  return world;
}

static void world_delete(World *world) {
  wasm_store_delete(world->store);
  wasm_engine_delete(world->engine);
}

static wasm_module_t *module_of(wasm_store_t *store, const char *name) {
  ModuleFile file = module_file(name);
  wasm_byte_vec_t bytes = {file.size, (char *)file.bytes};
  wasm_module_t *module = wasm_module_new(store, &bytes);
  cr_assert(module != NULL, "%s", name);
  wasm_byte_vec_delete(&bytes);
  return module;
}

/* An instance and its exports. */
typedef struct {
  wasm_instance_t *instance;
  wasm_extern_vec_t exports;
} Linked;

static Linked link_module(wasm_store_t *store, wasm_module_t *module, wasm_extern_t **imports, size_t count) {
  wasm_extern_vec_t vec = {count, imports};
  wasm_trap_t *trap = NULL;
  Linked linked = {.instance = wasm_instance_new(store, module, &vec, &trap)};
  cr_assert(linked.instance != NULL && trap == NULL);
  wasm_instance_exports(linked.instance, &linked.exports);
  return linked;
}

static Linked link_name(wasm_store_t *store, const char *name, wasm_extern_t **imports, size_t count) {
  wasm_module_t *module = module_of(store, name);
  Linked linked = link_module(store, module, imports, count);
  wasm_module_delete(module);
  return linked;
}

static void linked_delete(Linked *linked) {
  wasm_extern_vec_delete(&linked->exports);
  wasm_instance_delete(linked->instance);
}

static wasm_func_t *func_at(const Linked *linked, size_t index) {
  cr_assert_lt(index, linked->exports.size);
  wasm_func_t *func = wasm_extern_as_func(linked->exports.data[index]);
  cr_assert(func != NULL, "export %zu is no function", index);
  return func;
}

/* Calls with at most two arguments; one result if the function has one. Must not trap. */
static wasm_val_t call(const Linked *linked, size_t index, wasm_val_t a, wasm_val_t b) {
  wasm_func_t *func = func_at(linked, index);
  wasm_val_t arg[2] = {a, b}, result = WASM_INIT_VAL;
  wasm_val_vec_t args = {wasm_func_param_arity(func), arg}, results = {wasm_func_result_arity(func), &result};
  wasm_trap_t *trap = wasm_func_call(func, &args, &results);
  cr_assert(trap == NULL, "export %zu traps", index);
  return result;
}

static wasm_val_t i32(int32_t i) { return (wasm_val_t)WASM_I32_VAL(i); }
static wasm_val_t reference(wasm_ref_t *ref) { return (wasm_val_t)WASM_REF_VAL(ref); }
static const wasm_val_t none = WASM_INIT_VAL;

static wasm_trap_t *trap_of(const Linked *linked, size_t index, wasm_val_t a, wasm_val_t b) {
  wasm_func_t *func = func_at(linked, index);
  wasm_val_t arg[2] = {a, b}, result = WASM_INIT_VAL;
  wasm_val_vec_t args = {wasm_func_param_arity(func), arg}, results = {wasm_func_result_arity(func), &result};
  wasm_trap_t *trap = wasm_func_call(func, &args, &results);
  cr_assert(trap != NULL, "export %zu does not trap", index);
  return trap;
}

static void message_check(const wasm_trap_t *trap, const char *expected) {
  wasm_message_t message;
  wasm_trap_message(trap, &message);
  cr_assert_eq(message.size, strlen(expected) + 1);
  cr_assert_str_eq(message.data, expected);
  wasm_name_delete(&message);
}

static void expect_message(const Linked *linked, size_t index, wasm_val_t a, wasm_val_t b, const char *message) {
  wasm_trap_t *trap = trap_of(linked, index, a, b);
  message_check(trap, message);
  wasm_trap_delete(trap);
}

static wasm_func_t *host_func(wasm_store_t *store, wasm_functype_t *type, wasm_func_callback_with_env_t callback,
                              void *env, void (*finalizer)(void *)) {
  wasm_func_t *func = wasm_func_new_with_env(store, type, callback, env, finalizer);
  wasm_functype_delete(type);
  cr_assert(func != NULL);
  return func;
}

static int finalized;
static void finalize(void *info) {
  (void)info;
  finalized++;
}

/* ---- Calls in both directions, traps ---- */

typedef struct {
  wasm_store_t *store;
  Linked linked;
  int calls;
  int32_t fail_at; /* 0: nowhere */
  wasm_trap_t *kept;
} Host;

enum { HOST_MEMORY, HOST_DOWN, HOST_FAIL, HOST_UNREACHABLE };

/* Prints nothing, but reads the guest's memory, and calls back. */
static wasm_trap_t *next(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  Host *host = env;
  host->calls++;
  cr_assert_eq(args->size, 1);
  cr_assert_eq(args->data[0].kind, WASM_I32);
  cr_assert_eq(results->size, 1);
  wasm_memory_t *memory = wasm_extern_as_memory(host->linked.exports.data[HOST_MEMORY]);
  cr_assert(memcmp(wasm_memory_data(memory) + 8, "sealed", 6) == 0);
  if (host->fail_at && host->fail_at == args->data[0].of.i32)
    return wasm_func_call(func_at(&host->linked, HOST_FAIL), NULL, NULL);
  return wasm_func_call(func_at(&host->linked, HOST_DOWN), args, results);
}

static wasm_trap_t *fail(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  Host *host = env;
  cr_assert_eq(args->size + results->size, 0);
  wasm_message_t message;
  wasm_name_new_from_string_nt(&message, "the seal is broken");
  wasm_trap_t *trap = wasm_trap_new(host->store, &message);
  wasm_name_delete(&message);
  wasm_trap_set_host_info(trap, host);
  host->kept = wasm_trap_copy(trap);
  return trap;
}

static void host_link(World *world, Host *host) {
  *host = (Host){.store = world->store};
  wasm_func_t *funcs[2] = {
      host_func(world->store, wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32()), next, host, NULL),
      host_func(world->store, wasm_functype_new_0_0(), fail, host, finalize)};
  wasm_extern_t *imports[2] = {wasm_func_as_extern(funcs[0]), wasm_func_as_extern(funcs[1])};
  host->linked = link_name(world->store, "standard_host", imports, 2);
  wasm_func_delete(funcs[0]);
  wasm_func_delete(funcs[1]);
}

Test(wasm_api, calls_go_both_ways) {
  World world = world_make();
  Host host;
  host_link(&world, &host);
  cr_assert_eq(call(&host.linked, HOST_DOWN, i32(5), none).of.i32, 12);
  cr_assert_eq(host.calls, 5);
  linked_delete(&host.linked);
  cr_assert_eq(finalized, 0);
  world_delete(&world);
  cr_assert_eq(finalized, 1);
}

static void frame_check(const wasm_frame_t *frame, const wasm_instance_t *instance, uint32_t function,
                        size_t in_function, size_t in_module) {
  cr_assert(wasm_instance_same(wasm_frame_instance(frame), instance));
  cr_assert_eq(wasm_frame_func_index(frame), function);
  cr_assert_eq(wasm_frame_func_offset(frame), in_function, "%#zx", wasm_frame_func_offset(frame));
  cr_assert_eq(wasm_frame_module_offset(frame), in_module, "%#zx", wasm_frame_module_offset(frame));
}

Test(wasm_api, traps_have_traces) {
  World world = world_make();
  Host host;
  host_link(&world, &host);
  wasm_trap_t *trap = trap_of(&host.linked, HOST_UNREACHABLE, none, none);
  message_check(trap, "unreachable");
  wasm_frame_t *origin = wasm_trap_origin(trap);
  frame_check(origin, host.linked.instance, 6, 2, 0x8e);
  wasm_frame_t *copy = wasm_frame_copy(origin);
  wasm_frame_delete(origin);
  frame_check(copy, host.linked.instance, 6, 2, 0x8e);
  wasm_frame_delete(copy);
  wasm_frame_vec_t trace;
  wasm_trap_trace(trap, &trace);
  cr_assert_eq(trace.size, 2);
  frame_check(trace.data[0], host.linked.instance, 6, 2, 0x8e);
  frame_check(trace.data[1], host.linked.instance, 5, 1, 0x88);
  wasm_frame_vec_delete(&trace);
  wasm_trap_delete(trap);
  linked_delete(&host.linked);
  world_delete(&world);
}

Test(wasm_api, traps_of_the_host_come_out_as_they_went_in) {
  World world = world_make();
  Host host;
  host_link(&world, &host);
  for (int i = 0; i < 3; i++) {
    wasm_trap_t *trap = trap_of(&host.linked, HOST_FAIL, none, none);
    message_check(trap, "the seal is broken");
    cr_assert(wasm_trap_same(trap, host.kept));
    cr_assert(wasm_trap_get_host_info(trap) == &host);
    wasm_trap_delete(host.kept);
    wasm_frame_vec_t trace;
    wasm_trap_trace(trap, &trace);
    cr_assert_eq(trace.size, 2);
    cr_assert_eq(wasm_frame_func_index(trace.data[0]), 4);
    cr_assert_eq(wasm_frame_func_index(trace.data[1]), 3);
    wasm_frame_vec_delete(&trace);
    wasm_trap_delete(trap);
  }
  linked_delete(&host.linked);
  world_delete(&world);
}

Test(wasm_api, traps_pass_through_host_and_wasm) {
  World world = world_make();
  Host host;
  host_link(&world, &host);
  host.fail_at = 1;
  for (int i = 0; i < 2; i++) {
    wasm_trap_t *trap = trap_of(&host.linked, HOST_DOWN, i32(3), none);
    cr_assert(wasm_trap_same(trap, host.kept));
    wasm_trap_delete(host.kept);
    message_check(trap, "the seal is broken");
    wasm_frame_vec_t trace;
    wasm_trap_trace(trap, &trace);
    const uint32_t functions[4] = {4, 3, 2, 2};
    cr_assert_eq(trace.size, 4);
    for (int f = 0; f < 4; f++) cr_assert_eq(wasm_frame_func_index(trace.data[f]), functions[f]);
    cr_assert_eq(wasm_frame_module_offset(trace.data[3]), 0x75);
    wasm_frame_vec_delete(&trace);
    wasm_trap_delete(trap);
  }
  host.fail_at = 0;
  cr_assert_eq(call(&host.linked, HOST_DOWN, i32(1), none).of.i32, 8);
  linked_delete(&host.linked);
  world_delete(&world);
}

Test(wasm_api, stores_do_not_mix) {
  World one = world_make(), two = world_make();
  Host host;
  host_link(&one, &host);
  wasm_limits_t limits = {1, 1};
  wasm_tabletype_t *type = wasm_tabletype_new(wasm_valtype_new_funcref(), &limits);
  wasm_table_t *table = wasm_table_new(two.store, type, NULL);
  cr_assert_not(wasm_table_set(table, 0, wasm_func_as_ref(func_at(&host.linked, HOST_DOWN))));
  cr_assert(wasm_table_new(two.store, type, wasm_func_as_ref(func_at(&host.linked, HOST_DOWN))) == NULL);
  wasm_tabletype_delete(type);
  wasm_module_t *module = module_of(two.store, "standard_host");
  wasm_extern_t *imports[2] = {wasm_func_as_extern(func_at(&host.linked, HOST_DOWN)),
                               wasm_func_as_extern(func_at(&host.linked, HOST_FAIL))};
  wasm_extern_vec_t vec = WASM_ARRAY_VEC(imports);
  cr_assert(wasm_instance_new(two.store, module, &vec, NULL) == NULL);
  wasm_module_delete(module);
  wasm_table_delete(table);
  linked_delete(&host.linked);
  world_delete(&one);
  world_delete(&two);
}

Test(wasm_api, start_functions_trap) {
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_start");
  wasm_trap_t *trap = NULL;
  cr_assert(wasm_instance_new(world.store, module, NULL, &trap) == NULL);
  message_check(trap, "unreachable");
  wasm_frame_vec_t trace;
  wasm_trap_trace(trap, &trace);
  cr_assert_eq(trace.size, 2);
  cr_assert_eq(wasm_frame_func_index(trace.data[0]), 0);
  cr_assert_eq(wasm_frame_func_index(trace.data[1]), 1);
  wasm_frame_vec_delete(&trace);
  wasm_trap_delete(trap);
  cr_assert(wasm_instance_new(world.store, module, NULL, NULL) == NULL);
  wasm_module_delete(module);
  world_delete(&world);
}

Test(wasm_api, what_cannot_be_linked_says_why) {
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_host");
  wasm_trap_t *trap = NULL;
  cr_assert(wasm_instance_new(world.store, module, NULL, &trap) == NULL);
  cr_assert(trap != NULL);
  wasm_message_t message;
  wasm_trap_message(trap, &message);
  cr_assert(strstr(message.data, "next") != NULL, "%s", message.data);
  wasm_name_delete(&message);
  wasm_trap_delete(trap);
  Host host = {.store = world.store};
  wasm_func_t *func = host_func(world.store, wasm_functype_new_0_0(), fail, &host, NULL);
  wasm_extern_t *imports[2] = {wasm_func_as_extern(func), wasm_func_as_extern(func)};
  wasm_extern_vec_t vec = WASM_ARRAY_VEC(imports);
  cr_assert(wasm_instance_new(world.store, module, &vec, &trap) == NULL); /* of another type */
  wasm_trap_delete(trap);
  wasm_func_delete(func);
  wasm_module_delete(module);
  world_delete(&world);
}

/* ---- References ---- */

enum {
  REFS_CELL,
  REFS_THINGS,
  REFS_FUNCS,
  REFS_DOUBLE,
  REFS_SQUARE,
  REFS_CELL_GET,
  REFS_CELL_SET,
  REFS_THING_GET,
  REFS_THING_SET,
  REFS_PASS,
  REFS_PICK,
  REFS_APPLY
};

static wasm_trap_t *pass(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  void **seen = env;
  *seen = args->data[0].of.ref ? wasm_ref_get_host_info(args->data[0].of.ref) : NULL;
  wasm_val_copy(&results->data[0], &args->data[0]);
  return NULL;
}

static void refs_link(wasm_store_t *store, Linked *linked, void **seen) {
  wasm_func_t *funcs[2] = {
      host_func(store, wasm_functype_new_1_1(wasm_valtype_new_externref(), wasm_valtype_new_externref()), pass, seen,
                NULL),
      host_func(store, wasm_functype_new_1_1(wasm_valtype_new_funcref(), wasm_valtype_new_funcref()), pass, seen,
                NULL)};
  wasm_extern_t *imports[2] = {wasm_func_as_extern(funcs[0]), wasm_func_as_extern(funcs[1])};
  *linked = link_name(store, "standard_refs", imports, 2);
  wasm_func_delete(funcs[0]);
  wasm_func_delete(funcs[1]);
}

static void same_check(wasm_ref_t *own_actual, const wasm_ref_t *expected) {
  cr_assert(wasm_ref_same(own_actual, expected));
  wasm_ref_delete(own_actual);
}

Test(wasm_api, things_of_the_host_go_through_wasm) {
  World world = world_make();
  Linked linked;
  void *seen;
  int things[2];
  refs_link(world.store, &linked, &seen);
  wasm_ref_t *a = wasm_foreign_as_ref(wasm_foreign_new(world.store));
  wasm_ref_t *b = wasm_foreign_as_ref(wasm_foreign_new(world.store));
  wasm_ref_set_host_info_with_finalizer(a, &things[0], finalize);
  wasm_ref_set_host_info_with_finalizer(b, &things[1], finalize);
  wasm_ref_t *both[3] = {a, b, NULL};
  wasm_global_t *cell = wasm_extern_as_global(linked.exports.data[REFS_CELL]);
  wasm_table_t *table = wasm_extern_as_table(linked.exports.data[REFS_THINGS]);
  for (int i = 0; i < 3; i++) {
    wasm_ref_t *ref = both[i];
    call(&linked, REFS_CELL_SET, reference(ref), none);
    same_check(call(&linked, REFS_CELL_GET, none, none).of.ref, ref);
    wasm_val_t value;
    wasm_global_get(cell, &value);
    cr_assert_eq(value.kind, WASM_EXTERNREF);
    same_check(value.of.ref, ref);
    call(&linked, REFS_THING_SET, i32(i), reference(ref));
    same_check(wasm_table_get(table, (uint32_t)i), ref);
    same_check(call(&linked, REFS_PASS, reference(ref), none).of.ref, ref);
    cr_assert(seen == (ref ? &things[i] : NULL));
  }
  cr_assert(wasm_table_set(table, 2, a));
  same_check(call(&linked, REFS_THING_GET, i32(2), none).of.ref, a);
  wasm_val_t value = reference(b);
  wasm_global_set(cell, &value);
  wasm_ref_delete(a);
  wasm_ref_delete(b);
  wasm_ref_t *again = call(&linked, REFS_CELL_GET, none, none).of.ref;
  cr_assert(wasm_ref_get_host_info(again) == &things[1]);
  wasm_ref_delete(again);
  cr_assert_eq(finalized, 0);
  linked_delete(&linked);
  world_delete(&world);
  cr_assert_eq(finalized, 2);
}

Test(wasm_api, functions_are_references) {
  World world = world_make();
  Linked linked;
  void *seen;
  refs_link(world.store, &linked, &seen);
  wasm_func_t *square = func_at(&linked, REFS_SQUARE), *fresh;
  wasm_func_set_host_info(square, &world);
  wasm_ref_t *picked = call(&linked, REFS_PICK, reference(wasm_func_as_ref(square)), none).of.ref;
  cr_assert(seen == &world);
  cr_assert(wasm_ref_as_func(picked) != NULL);
  same_check(picked, wasm_func_as_ref(square));
  same_check(call(&linked, REFS_PICK, reference(NULL), none).of.ref, NULL);
  fresh = wasm_func_copy(square);
  linked_delete(&linked);
  wasm_val_t arg[] = {WASM_I32_VAL(9)}, result[] = {WASM_INIT_VAL};
  wasm_val_vec_t args = WASM_ARRAY_VEC(arg), results = WASM_ARRAY_VEC(result);
  cr_assert(wasm_func_call(fresh, &args, &results) == NULL); /* after its instance's handle */
  cr_assert_eq(result[0].of.i32, 81);
  wasm_func_delete(fresh);
  world_delete(&world);
}

Test(wasm_api, tables_of_functions) {
  World world = world_make();
  Linked linked;
  void *seen;
  refs_link(world.store, &linked, &seen);
  wasm_table_t *table = wasm_extern_as_table(linked.exports.data[REFS_FUNCS]);
  wasm_ref_t *square = wasm_func_as_ref(func_at(&linked, REFS_SQUARE));
  cr_assert_eq(wasm_table_size(table), 2);
  cr_assert_eq(call(&linked, REFS_APPLY, i32(0), i32(7)).of.i32, 14);
  expect_message(&linked, REFS_APPLY, i32(1), i32(7), "uninitialized element");
  expect_message(&linked, REFS_APPLY, i32(2), i32(7), "undefined element");
  cr_assert(wasm_table_set(table, 1, square));
  cr_assert_eq(call(&linked, REFS_APPLY, i32(1), i32(7)).of.i32, 49);
  same_check(wasm_table_get(table, 1), square);
  cr_assert(wasm_table_set(table, 0, NULL));
  cr_assert(wasm_table_get(table, 0) == NULL);
  expect_message(&linked, REFS_APPLY, i32(0), i32(7), "uninitialized element");
  wasm_foreign_t *foreign = wasm_foreign_new(world.store);
  cr_assert_not(wasm_table_set(table, 0, wasm_foreign_as_ref(foreign)));
  wasm_foreign_delete(foreign);
  cr_assert_not(wasm_table_set(table, 2, square));
  cr_assert(wasm_table_get(table, 2) == NULL);
  cr_assert(wasm_table_grow(table, 4, square));
  cr_assert_eq(wasm_table_size(table), 6);
  cr_assert_eq(call(&linked, REFS_APPLY, i32(5), i32(3)).of.i32, 9);
  cr_assert_not(wasm_table_grow(table, 1, NULL));
  wasm_tabletype_t *type = wasm_table_type(table);
  cr_assert_eq(wasm_valtype_kind(wasm_tabletype_element(type)), WASM_FUNCREF);
  cr_assert_eq(wasm_tabletype_limits(type)->max, 6);
  wasm_tabletype_delete(type);
  linked_delete(&linked);
  world_delete(&world);
}

/* ---- Globals, memories, several results ---- */

enum {
  STATE_MEMORY,
  STATE_HALF,
  STATE_OWN,
  STATE_SEEDED,
  STATE_COUNTED,
  STATE_EXCHANGE,
  STATE_TURN,
  STATE_SIZE,
  STATE_LOAD,
  STATE_STORE
};

static wasm_trap_t *turn(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)env;
  for (size_t i = 0; i < 4; i++) wasm_val_copy(&results->data[i], &args->data[3 - i]);
  return NULL;
}

static wasm_global_t *global_new(wasm_store_t *store, wasm_valkind_t kind, wasm_mutability_t mutability,
                                 wasm_val_t value) {
  wasm_globaltype_t *type = wasm_globaltype_new(wasm_valtype_new(kind), mutability);
  wasm_global_t *global = wasm_global_new(store, type, &value);
  wasm_globaltype_delete(type);
  cr_assert(global != NULL);
  return global;
}

static wasm_functype_t *turn_type(void) {
  wasm_valtype_t *from[4] = {wasm_valtype_new_i32(), wasm_valtype_new_i64(), wasm_valtype_new_f32(),
                             wasm_valtype_new_f64()};
  wasm_valtype_t *to[4] = {wasm_valtype_new_f64(), wasm_valtype_new_f32(), wasm_valtype_new_i64(),
                           wasm_valtype_new_i32()};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 4, from);
  wasm_valtype_vec_new(&results, 4, to);
  return wasm_functype_new(&params, &results);
}

static wasm_global_t *state_link(wasm_store_t *store, Linked *linked) {
  wasm_global_t *seed = global_new(store, WASM_I32, WASM_CONST, i32(77));
  wasm_global_t *count = global_new(store, WASM_I64, WASM_VAR, (wasm_val_t)WASM_I64_VAL(INT64_C(1) << 40));
  wasm_func_t *func = host_func(store, turn_type(), turn, NULL, NULL);
  wasm_extern_t *imports[3] = {wasm_global_as_extern(seed), wasm_global_as_extern(count), wasm_func_as_extern(func)};
  *linked = link_name(store, "standard_state", imports, 3);
  wasm_global_delete(seed);
  wasm_func_delete(func);
  return count;
}

Test(wasm_api, globals) {
  World world = world_make();
  Linked linked;
  wasm_global_t *count = state_link(world.store, &linked);
  cr_assert_eq(call(&linked, STATE_SEEDED, none, none).of.i32, 77);
  cr_assert_eq(call(&linked, STATE_COUNTED, none, none).of.i64, (INT64_C(1) << 40) + 1);
  wasm_val_t value = WASM_I64_VAL(-5);
  wasm_global_set(count, &value);
  cr_assert_eq(call(&linked, STATE_COUNTED, none, none).of.i64, -4);
  wasm_global_get(count, &value);
  cr_assert_eq(value.kind, WASM_I64);
  cr_assert_eq(value.of.i64, -4);
  wasm_global_t *half = wasm_extern_as_global(linked.exports.data[STATE_HALF]);
  wasm_globaltype_t *type = wasm_global_type(half);
  cr_assert_eq(wasm_globaltype_mutability(type), WASM_CONST);
  cr_assert_eq(wasm_valtype_kind(wasm_globaltype_content(type)), WASM_F32);
  wasm_globaltype_delete(type);
  value = (wasm_val_t)WASM_F32_VAL(9);
  wasm_global_set(half, &value); /* immutable: nothing happens */
  wasm_global_get(half, &value);
  cr_assert_eq(value.of.f32, 0.5f);
  wasm_global_t *own = wasm_extern_as_global(linked.exports.data[STATE_OWN]);
  value = i32(1);
  wasm_global_set(own, &value); /* of another type */
  cr_assert_eq(call(&linked, STATE_EXCHANGE, (wasm_val_t)WASM_F64_VAL(6.5), none).of.f64, -2.0);
  wasm_global_get(own, &value);
  cr_assert_eq(value.of.f64, 6.5);
  wasm_global_delete(count);
  linked_delete(&linked);
  world_delete(&world);
}

Test(wasm_api, memories) {
  World world = world_make();
  Linked linked;
  wasm_global_delete(state_link(world.store, &linked));
  wasm_memory_t *memory = wasm_extern_as_memory(linked.exports.data[STATE_MEMORY]);
  wasm_memory_t *copy = wasm_memory_copy(memory);
  cr_assert(wasm_memory_same(memory, copy));
  cr_assert_eq(wasm_memory_size(memory), 2);
  cr_assert_eq(wasm_memory_data_size(memory), 2 * MEMORY_PAGE_SIZE);
  cr_assert_eq(wasm_memory_data(memory)[0x1002], 3);
  call(&linked, STATE_STORE, i32(0x1002), i32(-9));
  cr_assert_eq((signed char)wasm_memory_data(memory)[0x1002], -9);
  wasm_memory_data(memory)[0x1ffff] = 4;
  cr_assert_eq(call(&linked, STATE_LOAD, i32(0x1ffff), none).of.i32, 4);
  expect_message(&linked, STATE_LOAD, i32(0x20000), none, "out of bounds memory access");
  cr_assert(wasm_memory_grow(memory, 1));
  cr_assert_eq(call(&linked, STATE_SIZE, none, none).of.i32, 3);
  cr_assert_eq(call(&linked, STATE_LOAD, i32(0x20000), none).of.i32, 0);
  cr_assert_not(wasm_memory_grow(memory, 1));
  cr_assert(wasm_memory_grow(memory, 0));
  wasm_memorytype_t *type = wasm_memory_type(memory);
  cr_assert_eq(wasm_memorytype_limits(type)->min, 3);
  cr_assert_eq(wasm_memorytype_limits(type)->max, 3);
  wasm_memorytype_delete(type);
  wasm_memory_delete(copy);
  wasm_limits_t limits = {5, 5};
  type = wasm_memorytype_new(&limits);
  wasm_memory_t *alone = wasm_memory_new(world.store, type);
  wasm_memorytype_delete(type);
  cr_assert_eq(wasm_memory_size(alone), 5);
  cr_assert_not(wasm_memory_grow(alone, 1));
  wasm_memory_delete(alone);
  linked_delete(&linked);
  world_delete(&world);
}

Test(wasm_api, several_results) {
  World world = world_make();
  Linked linked;
  wasm_global_delete(state_link(world.store, &linked));
  wasm_val_t arg[4] = {WASM_I32_VAL(1), WASM_I64_VAL(2), WASM_F32_VAL(3), WASM_F64_VAL(4)}, result[4];
  wasm_val_vec_t args = WASM_ARRAY_VEC(arg), results = WASM_ARRAY_VEC(result);
  cr_assert(wasm_func_call(func_at(&linked, STATE_TURN), &args, &results) == NULL);
  cr_assert(result[0].kind == WASM_F64 && result[0].of.f64 == 4);
  cr_assert(result[1].kind == WASM_F32 && result[1].of.f32 == 3);
  cr_assert(result[2].kind == WASM_I64 && result[2].of.i64 == 2);
  cr_assert(result[3].kind == WASM_I32 && result[3].of.i32 == 1);
  linked_delete(&linked);
  world_delete(&world);
}

/* ---- Lifetimes ---- */

/* More than there could be at once: each has pages of its own. */
Test(wasm_api, instances_out_of_reach_are_finalized) {
  enum { COUNT = 40000 };
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_alone");
  for (int i = 0; i < COUNT; i++) {
    wasm_instance_t *instance = wasm_instance_new(world.store, module, NULL, NULL);
    cr_assert(instance != NULL);
    wasm_instance_set_host_info_with_finalizer(instance, &world, finalize);
    wasm_instance_delete(instance);
    cr_assert_eq(finalized, i + 1);
  }
  wasm_module_delete(module);
  world_delete(&world);
  cr_assert_eq(finalized, COUNT);
}

Test(wasm_api, instances_live_by_their_exports) {
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_alone");
  wasm_func_t *first = NULL;
  for (int i = 0; i < 6; i++) {
    /* One that is gone again in between. */
    wasm_instance_delete(wasm_instance_new(world.store, module, NULL, NULL));
    Linked linked = link_module(world.store, module, NULL, 0);
    cr_assert_eq(call(&linked, 0, none, none).of.i32, 6);
    if (i == 0) first = wasm_func_copy(func_at(&linked, 0));
    linked_delete(&linked);
  }
  wasm_val_t result[] = {WASM_INIT_VAL};
  wasm_val_vec_t results = WASM_ARRAY_VEC(result);
  cr_assert(wasm_func_call(first, NULL, &results) == NULL);
  cr_assert_eq(result[0].of.i32, 7);
  wasm_func_delete(first);
  wasm_module_delete(module);
  world_delete(&world);
}

Test(wasm_api, serialized_modules_run) {
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_alone");
  wasm_byte_vec_t bytes;
  wasm_module_serialize(module, &bytes);
  wasm_module_delete(module);
  module = wasm_module_deserialize(world.store, &bytes);
  wasm_byte_vec_delete(&bytes);
  cr_assert(module != NULL);
  Linked linked = link_module(world.store, module, NULL, 0);
  cr_assert_eq(call(&linked, 0, none, none).of.i32, 6);
  wasm_module_delete(module);
  linked_delete(&linked);
  world_delete(&world);
}

/* ---- Threads ---- */

enum { THREADS = 4, ROUNDS = 20 };

typedef struct {
  wasm_engine_t *engine;
  const wasm_shared_module_t *shared;
  int number, calls;
  bool done;
} Thread;

static wasm_trap_t *thread_next(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  Thread *thread = env;
  thread->calls++;
  results->data[0] = (wasm_val_t)WASM_I32_VAL(args->data[0].of.i32 * thread->number);
  return NULL;
}

static wasm_trap_t *nothing(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args, (void)results;
  return NULL;
}

static void *thread_run(void *argument) {
  Thread *thread = argument;
  for (int round = 0; round < ROUNDS; round++) {
    wasm_store_t *store = wasm_store_new(thread->engine);
    wasm_module_t *module = wasm_module_obtain(store, thread->shared);
    wasm_functype_t *type = wasm_functype_new_0_0();
    wasm_func_t *fails = wasm_func_new(store, type, nothing);
    wasm_functype_delete(type);
    wasm_func_t *calls = host_func(store, wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32()),
                                   thread_next, thread, NULL);
    wasm_extern_t *imports[2] = {wasm_func_as_extern(calls), wasm_func_as_extern(fails)};
    Linked linked = link_module(store, module, imports, 2);
    wasm_module_delete(module);
    wasm_func_delete(calls);
    wasm_func_delete(fails);
    cr_assert_eq(call(&linked, HOST_DOWN, i32(round + 1), none).of.i32, round * thread->number + 1);
    expect_message(&linked, HOST_UNREACHABLE, none, none, "unreachable");
    linked_delete(&linked);
    wasm_store_delete(store);
  }
  thread->done = true;
  return NULL;
}

Test(wasm_api, threads_share_a_module) {
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_host");
  wasm_shared_module_t *shared = wasm_module_share(module);
  wasm_module_delete(module);
  wasm_store_delete(world.store);
  pthread_t ids[THREADS];
  Thread threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    threads[i] = (Thread){.engine = world.engine, .shared = shared, .number = i + 1};
    cr_assert_eq(pthread_create(&ids[i], NULL, thread_run, &threads[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(ids[i], NULL);
    cr_assert(threads[i].done);
    cr_assert_eq(threads[i].calls, ROUNDS);
  }
  wasm_shared_module_delete(shared);
  wasm_engine_delete(world.engine);
}
