/* SPDX-License-Identifier: Apache-2.0
 *
 * Instances as they run: tables, memories and globals shared between them, bulk instructions, growing, instantiation
 * that fails half way.
 */
#include "memory/linear.h"
#include "runtime/test_fixture.h"

typedef struct {
  sg_engine *engine;
  sg_store *store;
  sg_module *exporter, *importer;
  sg_instance *from, *to;
} World;

static World world_make(bool checked) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.checked_memories = checked;
  World world = {.engine = sg_engine_new(&config, NULL)};
  world.store = sg_store_new(world.engine, NULL);
  world.exporter = module_make(world.engine, "exporter");
  world.importer = module_make(world.engine, "importer");
  world.from = instance_make(world.store, world.exporter, NULL, 0);
  static const char *const names[] = {"memory", "table", "counter", "constant", "number"};
  sg_extern imports[5];
  for (int i = 0; i < 5; i++) imports[i] = export_find(world.from, names[i]);
  world.to = instance_make(world.store, world.importer, imports, 5);
  return world;
}

static void world_free(World *world) {
  sg_store_free(world->store);
  sg_module_free(world->exporter);
  sg_module_free(world->importer);
  sg_engine_free(world->engine);
}

Test(instance, shares_globals) {
  World world = world_make(false);
  sg_global *counter = export_find(world.from, "counter").of.global;
  call_i32(world.to, "bump", 0, 0, 0);
  cr_assert_eq(call_i32(world.from, "counter_value", 0, 0, 0).i32, 15);
  cr_assert_eq(sg_global_get(counter).i32, 15);
  cr_assert(sg_global_set(counter, (sg_raw){.i32 = 100}));
  call_i32(world.to, "bump", 0, 0, 0);
  cr_assert_eq(call_i32(world.from, "counter_value", 0, 0, 0).i32, 105);
  cr_assert_eq(call_i32(world.to, "copied", 0, 0, 0).i64, 0x123456789abcdef0);
  cr_assert_eq(export_find(world.from, "counter").of.global, counter, "one object a global");
  world_free(&world);
}

Test(instance, calls_across) {
  World world = world_make(false);
  /* Slot 0 is the exporter's own_number, slot 1 the importer's here; each counts in its own instance. */
  cr_assert_eq(call_i32(world.to, "call", 0, 0, 0).i32, 42);
  cr_assert_eq(call_i32(world.from, "call", 0, 0, 0).i32, 43);
  cr_assert_eq(call_i32(world.from, "call", 1, 0, 0).i32, 1001);
  cr_assert_eq(call_i32(world.to, "call", 1, 0, 0).i32, 1002);
  cr_assert_eq(call_i32(world.to, "across", 0, 0, 0).i32, 44 + 1002);
  sg_table *table = export_find(world.from, "table").of.table;
  sg_raw value;
  cr_assert(sg_table_get(table, 1, &value) && value.func != NULL);
  cr_assert(sg_table_set(table, 3, value));
  cr_assert_eq(call_i32(world.from, "call", 3, 0, 0).i32, 1003);
  sg_raw result;
  cr_assert(sg_func_call(value.func, &result) == NULL && result.i32 == 1004);
  expect_trap(world.to, "call", 2, 0, 0, SG_TRAP_UNINITIALIZED_ELEMENT, "uninitialized element");
  world_free(&world);
}

static void memory_check(bool checked) {
  World world = world_make(checked);
  static const char text[] = "sigalt";
  for (int i = 0; i < 6; i++) cr_assert_eq(call_i32(world.from, "load8", 100 + i, 0, 0).i32, text[i]);
  cr_assert_eq(call_i32(world.to, "grow", 1, 0, 0).i32, 1);
  cr_assert_eq(call_i32(world.from, "pages", 0, 0, 0).i32, 2, "both instances see it");
  cr_assert_eq(call_i32(world.to, "store_end", 0, 0, 0).i32, 77);
  cr_assert_eq(call_i32(world.from, "load8", (2 << 16) - 4, 0, 0).i32, 77);
  cr_assert_eq(call_i32(world.to, "grow", 2, 0, 0).i32, -1, "the exporter's maximum is 3");
  sg_memory *memory = export_find(world.from, "memory").of.memory;
  uint64_t old;
  cr_assert(sg_memory_grow(memory, 1, &old) && old == 2);
  cr_assert_eq(call_i32(world.to, "store_end", 0, 0, 0).i32, 77);
  cr_assert_eq(sg_memory_data(memory)[(3 << 16) - 4], 77);
  expect_trap(world.from, "load8", 3 << 16, 0, 0, SG_TRAP_MEMORY_OUT_OF_BOUNDS, "out of bounds memory access");
  world_free(&world);
}

Test(instance, shares_memory_guarded) { memory_check(false); }
Test(instance, shares_memory_checked) { memory_check(true); }

Test(instance, outlives_the_embedders_module) {
  World world = world_make(false);
  sg_module_free(world.exporter);
  world.exporter = NULL;
  cr_assert_eq(call_i32(world.to, "across", 0, 0, 0).i32, 42 + 1000);
  world_free(&world);
}

/* ---- Bulk instructions ---- */

typedef struct {
  sg_engine *engine;
  sg_store *store;
  sg_module *module;
  sg_instance *instance;
} Tables;

static Tables tables_make(void) {
  Tables tables = {.engine = engine_make()};
  tables.store = sg_store_new(tables.engine, NULL);
  tables.module = module_make(tables.engine, "tables");
  tables.instance = instance_make(tables.store, tables.module, NULL, 0);
  return tables;
}

static void tables_free(Tables *tables) {
  sg_store_free(tables->store);
  sg_module_free(tables->module);
  sg_engine_free(tables->engine);
}

static const char table_trap[] = "out of bounds table access", memory_trap[] = "out of bounds memory access";

Test(bulk, funcref_tables) {
  Tables tables = tables_make();
  const sg_instance *instance = tables.instance;
  cr_assert_eq(call_i32(instance, "call", 0, 0, 0).i32, 1);
  cr_assert_eq(call_i32(instance, "grow", 17, 0, 0).i32, 2); /* moves: slots are signed anew */
  cr_assert_eq(call_i32(instance, "size", 0, 0, 0).i32, 19);
  cr_assert_eq(call_i32(instance, "call", 0, 0, 0).i32, 1);
  for (int i = 2; i < 19; i++) cr_assert_eq(call_i32(instance, "call", i, 0, 0).i32, 2);
  cr_assert_eq(call_i32(instance, "grow", 2, 0, 0).i32, -1);
  call_i32(instance, "init", 4, 0, 3);
  for (int i = 0; i < 3; i++) cr_assert_eq(call_i32(instance, "call", 4 + i, 0, 0).i32, i + 1);
  call_i32(instance, "copy", 5, 4, 3); /* overlapping upwards */
  for (int i = 0; i < 3; i++) cr_assert_eq(call_i32(instance, "call", 5 + i, 0, 0).i32, i + 1);
  call_i32(instance, "copy", 3, 5, 3); /* and downwards */
  for (int i = 0; i < 3; i++) cr_assert_eq(call_i32(instance, "call", 3 + i, 0, 0).i32, i + 1);
  call_i32(instance, "fill", 3, 2, 0);
  expect_trap(instance, "call", 4, 0, 0, SG_TRAP_UNINITIALIZED_ELEMENT, "uninitialized element");
  cr_assert_eq(call_i32(instance, "call", 5, 0, 0).i32, 3);
  call_i32(instance, "set", 3, 0, 0);
  cr_assert_eq(call_i32(instance, "call", 3, 0, 0).i32, 3);
  sg_raw func = call_i32(instance, "function", 3, 0, 0), result;
  cr_assert(func.func != NULL && sg_func_call(func.func, &result) == NULL && result.i32 == 3);
  cr_assert(call_i32(instance, "function", 4, 0, 0).func == NULL);
  cr_assert_eq(call_i32(instance, "function", 7, 0, 0).func, func.func, "one object a function");
  tables_free(&tables);
}

Test(bulk, bounds) {
  Tables tables = tables_make();
  const sg_instance *instance = tables.instance;
  expect_trap(instance, "init", 0, 0, 3, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  expect_trap(instance, "call", 1, 0, 0, SG_TRAP_UNINITIALIZED_ELEMENT, "uninitialized element"); /* nothing written */
  expect_trap(instance, "init", 0, 2, 2, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  expect_trap(instance, "init", -1, 0, 1, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  expect_trap(instance, "init", 1, -1, 2, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  expect_trap(instance, "copy", 1, 0, -1, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  expect_trap(instance, "fill", 2, 1, 0, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  expect_trap(instance, "set", 2, 0, 0, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  expect_trap(instance, "function", 2, 0, 0, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  call_i32(instance, "init", 2, 3, 0); /* at the very end, nothing */
  call_i32(instance, "drop", 0, 0, 0);
  expect_trap(instance, "init", 0, 0, 1, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  call_i32(instance, "init", 0, 0, 0);
  expect_trap(instance, "init", 0, 1, 0, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  call_i32(instance, "memory_init", 65526, 0, 10);
  cr_assert_eq(call_i32(instance, "load", 65535, 0, 0).i32, '9');
  expect_trap(instance, "memory_init", 65527, 0, 10, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
  expect_trap(instance, "memory_init", 0, 1, 10, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
  expect_trap(instance, "memory_init", -1, 0, 10, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
  call_i32(instance, "memory_copy", 65525, 65526, 10);
  cr_assert_eq(call_i32(instance, "load", 65525, 0, 0).i32, '0');
  expect_trap(instance, "memory_copy", 65530, 0, 7, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
  expect_trap(instance, "memory_copy", 0, 65530, 7, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
  expect_trap(instance, "memory_copy", 1, 0, -1, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
  call_i32(instance, "data_drop", 0, 0, 0);
  expect_trap(instance, "memory_init", 0, 0, 1, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
  call_i32(instance, "memory_init", 65536, 0, 0);
  tables_free(&tables);
}

Test(bulk, externref_tables) {
  Tables tables = tables_make();
  int thing, other;
  sg_raw values[2] = {{.externref = &thing}, {.i32 = 3}};
  cr_assert(sg_func_call(func_find(tables.instance, "grow_extern"), values) == NULL && values[0].i32 == 0);
  cr_assert(call_i32(tables.instance, "get_extern", 2, 0, 0).externref == &thing);
  values[0].i32 = 1;
  values[1].externref = &other;
  cr_assert(sg_func_call(func_find(tables.instance, "set_extern"), values) == NULL);
  cr_assert(call_i32(tables.instance, "get_extern", 1, 0, 0).externref == &other);
  cr_assert(call_i32(tables.instance, "get_extern", 0, 0, 0).externref == &thing);
  expect_trap(tables.instance, "get_extern", 3, 0, 0, SG_TRAP_TABLE_OUT_OF_BOUNDS, table_trap);
  tables_free(&tables);
}

Test(bulk, store_limits_bound_growing) {
  Tables tables = tables_make();
  sg_store_set_limits(tables.store, 3 << 16, 5, 1);
  cr_assert_eq(call_i32(tables.instance, "grow", 4, 0, 0).i32, -1);
  cr_assert_eq(call_i32(tables.instance, "grow", 3, 0, 0).i32, 2);
  cr_assert_eq(call_i32(tables.instance, "memory_grow", 3, 0, 0).i32, -1);
  cr_assert_eq(call_i32(tables.instance, "memory_grow", 2, 0, 0).i32, 1);
  sg_error error = {0};
  cr_assert(sg_instance_new(tables.store, tables.module, NULL, 0, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_LIMIT, "%s", error.message);
  tables_free(&tables);
}

/* ---- Instantiation that fails half way ---- */

/* (table (import "a" "t") 2 funcref) (func) (elem (i32.const 1) 0) (elem (i32.const 2) 0) */
static const uint8_t half[] = {0, 'a',  's', 'm', 1, 0,    0, 0,    1, 4, 1,  0x60, 0, 0,  2, 9,   1,
                               1, 'a',  1,   't', 1, 0x70, 0, 2,    3, 2, 1,  0,    9, 13, 2, 0,   0x41,
                               1, 0x0b, 1,   0,   0, 0x41, 2, 0x0b, 1, 0, 10, 4,    1, 2,  0, 0x0b};

Test(instantiation, what_was_written_stays) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, half, sizeof half, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  sg_extern table = {SG_EXTERN_TABLE,
                     {.table = sg_table_new(store, SG_FUNCREF, (sg_limits){2, SG_NO_MAX}, (sg_raw){0}, NULL)}};
  sg_trap *trap = NULL;
  cr_assert(sg_instance_new(store, module, &table, 1, &trap, &error) == NULL);
  cr_assert_eq(error.code, SG_TRAPPED);
  cr_assert(trap != NULL && strcmp(sg_trap_message(trap), table_trap) == 0);
  sg_trap_free(trap);
  sg_module_free(module);
  sg_raw value;
  cr_assert(sg_table_get(table.of.table, 1, &value) && value.func != NULL);
  cr_assert(sg_func_call(value.func, &value) == NULL, "and can be called");
  sg_store_free(store);
  sg_engine_free(engine);
}

static int starts;

static sg_trap *start_counting(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller, (void)values;
  starts++;
  return context ? sg_trap_new(context, "not today") : NULL;
}

Test(instantiation, imported_start) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "start");
  sg_func_type type = {NULL, 0, 0};
  sg_extern import = {SG_EXTERN_FUNC, {.func = sg_func_new(store, type, start_counting, NULL, NULL, NULL)}};
  instance_make(store, module, &import, 1);
  cr_assert_eq(starts, 1);
  import.of.func = sg_func_new(store, type, start_counting, store, NULL, NULL);
  sg_error error = {0};
  sg_trap *trap = NULL;
  cr_assert(sg_instance_new(store, module, &import, 1, &trap, &error) == NULL);
  cr_assert(error.code == SG_TRAPPED && strstr(error.message, "not today") != NULL);
  cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_HOST);
  sg_trap_free(trap);
  cr_assert(sg_instance_new(store, module, &import, 1, NULL, &error) == NULL, "a trap that nobody wants");
  cr_assert_eq(starts, 3);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

/* More stores, one after the other, than there is address space for their memories at once. */
Test(instance, stores_give_everything_back) {
  enum { STORES = 3000, SHIFT = 6 };
  sg_engine *engine = engine_make();
  sg_module *module = module_make(engine, "traps");
  for (int i = 0; i < STORES; i++) {
    sg_store *store = sg_store_new(engine, NULL);
    sg_instance *instance = instance_make(store, module, NULL, 0);
    if (i % (1 << SHIFT) == 0) expect_trap(instance, "run", 3, 0, 0, SG_TRAP_MEMORY_OUT_OF_BOUNDS, memory_trap);
    sg_store_free(store);
  }
  sg_module_free(module);
  sg_engine_free(engine);
}

/* Modules come and go in one engine: code space and ids are reused, and what is new is what runs. */
Test(instance, modules_give_everything_back) {
  enum { MODULES = 400 };
  sg_config config = sg_config_default();
  config.verify = true;
  config.code_region_bytes = 2 << 20;
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  for (int i = 0; i < MODULES; i++) {
    /* (func (export "f") (result i32) i32.const i), i in two bytes */
    uint8_t bytes[] = {0, 'a', 's', 'm', 1, 0,   0, 0, 1,  5, 1, 0x60, 0, 1,    0x7f, 3, 2,   1,
                       0, 7,   5,   1,   1, 'f', 0, 0, 10, 7, 1, 5,    0, 0x41, 0x80, 0, 0x0b};
    bytes[32] |= (uint8_t)(i & 0x7f);
    bytes[33] = (uint8_t)(i >> 7);
    sg_module *module = sg_module_new(engine, bytes, sizeof bytes, NULL, &error);
    cr_assert(module != NULL, "%d: %s", i, error.message);
    sg_store *store = sg_store_new(engine, NULL);
    sg_instance *instance = instance_make(store, module, NULL, 0);
    sg_module_free(module); /* the instance keeps it */
    cr_assert_eq(call_i32(instance, "f", 0, 0, 0).i32, i);
    sg_store_free(store);
  }
  sg_engine_free(engine);
}

/* Each has all that the store may have, and begins anew. */
Test(instance, given_back_while_out_of_reach) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "standard_alone");
  sg_store_set_limits(store, 65536, 1, 1);
  for (int i = 0; i < 3; i++) cr_assert(sg_instance_free(instance_make(store, module, NULL, 0)));
  sg_instance *instance = instance_make(store, module, NULL, 0);
  cr_assert_eq(call_i32(instance, "next", 0, 0, 0).i32, 6);
  cr_assert_eq(call_i32(instance, "next", 0, 0, 0).i32, 7);
  cr_assert_not(sg_instance_free(instance)); /* it was asked for "next" */
  cr_assert(sg_instance_new(store, module, NULL, 0, NULL, NULL) == NULL);
  cr_assert_eq(call_i32(instance, "next", 0, 0, 0).i32, 8);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

/* A process has so many mappings (vm.max_map_count), and each instance takes a few: the end of them is an error. */
Test(instance, mappings_run_out) {
  static const uint8_t empty[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
  enum { MOST = 400000 };
  sg_engine *engine = engine_make();
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, empty, sizeof empty, NULL, &error);
  sg_store *stores[4];
  for (int i = 0; i < 4; i++) {
    stores[i] = sg_store_new(engine, &error);
    if (!stores[i]) break;
    /* Other pages between them, so that each store's last instance is refused at another mapping. */
    for (int more = 0; more < i; more++) pages_get(1, true);
    int made = 0;
    while (made < MOST && sg_instance_new(stores[i], module, NULL, 0, NULL, &error)) made++;
    cr_assert(made < MOST ? error.code == SG_NO_MEMORY : i == 0, "%d instances: %s", made, error.message);
    sg_store_free(stores[i]);
  }
  sg_module_free(module);
  sg_engine_free(engine);
}
