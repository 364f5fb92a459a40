/* SPDX-License-Identifier: Apache-2.0
 *
 * Matching of imports (spec 3.4) and the externals that the embedder makes: on any host, as linking is checked before
 * it is asked whether code can run. What matches ends in SG_ENVIRONMENT where it cannot.
 */
#include "runtime/test_fixture.h"

static sg_trap *nothing(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  return NULL;
}

typedef struct {
  sg_engine *engine;
  sg_store *store;
  sg_module *module;
  sg_extern imports[5];
} World;

/* All that the module "importer" wants, in its order. */
static World world_make(void) {
  World world = {.engine = engine_make()};
  sg_error error = {0};
  world.store = sg_store_new(world.engine, &error);
  cr_assert(world.store != NULL, "%s", error.message);
  world.module = module_make(world.engine, "importer");
  static const sg_type_kind number[] = {SG_I32};
  world.imports[0] = (sg_extern){SG_EXTERN_MEMORY, {.memory = sg_memory_new(world.store, (sg_limits){1, 4}, &error)}};
  world.imports[1] = (sg_extern){
      SG_EXTERN_TABLE, {.table = sg_table_new(world.store, SG_FUNCREF, (sg_limits){2, 9}, (sg_raw){0}, &error)}};
  world.imports[2] =
      (sg_extern){SG_EXTERN_GLOBAL, {.global = sg_global_new(world.store, SG_I32, true, (sg_raw){.i32 = 1}, &error)}};
  world.imports[3] =
      (sg_extern){SG_EXTERN_GLOBAL, {.global = sg_global_new(world.store, SG_I64, false, (sg_raw){.i64 = 2}, &error)}};
  world.imports[4] = (sg_extern){
      SG_EXTERN_FUNC, {.func = sg_func_new(world.store, (sg_func_type){number, 0, 1}, nothing, NULL, NULL, &error)}};
  for (int i = 0; i < 5; i++) cr_assert(world.imports[i].of.func != NULL, "%d: %s", i, error.message);
  return world;
}

static void world_free(World *world) {
  sg_store_free(world->store);
  sg_module_free(world->module);
  sg_engine_free(world->engine);
}

/* Links with import `index` replaced. SG_OK stands for a match, wherever the code may run. */
static sg_error_code link_with(World *world, size_t index, sg_extern import, const char **text) {
  sg_extern imports[5];
  memcpy(imports, world->imports, sizeof imports);
  imports[index] = import;
  sg_error error = {0};
  if (sg_instance_new(world->store, world->module, imports, 5, NULL, &error)) return SG_OK;
  if (text) *text = error.text;
  return error.code == SG_ENVIRONMENT ? SG_OK : error.code;
}

#define EXPECT(code_, index, import)                                                                                   \
  do {                                                                                                                 \
    const char *text = "";                                                                                             \
    cr_assert_eq(link_with(&world, index, import, &text), code_, "%s", text);                                          \
    if (code_ == SG_UNLINKABLE) cr_assert_eq(strcmp(text, "incompatible import type"), 0, "%s", text);                 \
  } while (0)

Test(link, limits) {
  World world = world_make();
  EXPECT(SG_OK, 0, world.imports[0]);
  struct {
    sg_limits limits;
    sg_error_code code;
  } memories[] = {{{1, 4}, SG_OK},         {{2, 3}, SG_OK},         {{4, 4}, SG_OK},
                  {{0, 4}, SG_UNLINKABLE}, {{1, 5}, SG_UNLINKABLE}, {{1, SG_NO_MAX}, SG_UNLINKABLE}};
  for (size_t i = 0; i < sizeof memories / sizeof memories[0]; i++) {
    sg_extern memory = {SG_EXTERN_MEMORY, {.memory = sg_memory_new(world.store, memories[i].limits, NULL)}};
    EXPECT(memories[i].code, 0, memory);
  }
  /* What counts is the size now, not the minimum it was made with. */
  sg_memory *grown = sg_memory_new(world.store, (sg_limits){0, 4}, NULL);
  cr_assert(sg_memory_grow(grown, 1, NULL));
  EXPECT(SG_OK, 0, ((sg_extern){SG_EXTERN_MEMORY, {.memory = grown}}));
  sg_table *table = sg_table_new(world.store, SG_FUNCREF, (sg_limits){1, SG_NO_MAX}, (sg_raw){0}, NULL);
  EXPECT(SG_UNLINKABLE, 1, ((sg_extern){SG_EXTERN_TABLE, {.table = table}}));
  cr_assert(sg_table_grow(table, 1, (sg_raw){0}, NULL));
  EXPECT(SG_OK, 1, ((sg_extern){SG_EXTERN_TABLE, {.table = table}}));
  world_free(&world);
}

Test(link, types) {
  World world = world_make();
  sg_error error = {0};
  sg_table *table = sg_table_new(world.store, SG_EXTERNREF, (sg_limits){2, 4}, (sg_raw){0}, &error);
  EXPECT(SG_UNLINKABLE, 1, ((sg_extern){SG_EXTERN_TABLE, {.table = table}}));
  sg_global *constant = sg_global_new(world.store, SG_I32, false, (sg_raw){0}, &error);
  EXPECT(SG_UNLINKABLE, 2, ((sg_extern){SG_EXTERN_GLOBAL, {.global = constant}}));
  sg_global *wide = sg_global_new(world.store, SG_I64, true, (sg_raw){0}, &error);
  EXPECT(SG_UNLINKABLE, 2, ((sg_extern){SG_EXTERN_GLOBAL, {.global = wide}}));
  EXPECT(SG_UNLINKABLE, 3, ((sg_extern){SG_EXTERN_GLOBAL, {.global = wide}}));
  static const sg_type_kind two[] = {SG_I32, SG_I32};
  sg_func *func = sg_func_new(world.store, (sg_func_type){two, 1, 1}, nothing, NULL, NULL, &error);
  EXPECT(SG_UNLINKABLE, 4, ((sg_extern){SG_EXTERN_FUNC, {.func = func}}));
  EXPECT(SG_UNLINKABLE, 4, world.imports[2]);
  EXPECT(SG_UNLINKABLE, 2, world.imports[4]);
  world_free(&world);
}

Test(link, missing_and_foreign) {
  World world = world_make();
  sg_error error = {0};
  cr_assert(sg_instance_new(world.store, world.module, world.imports, 3, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_UNLINKABLE);
  cr_assert_eq(strcmp(error.text, "unknown import"), 0);
  cr_assert(strstr(error.message, "constant") != NULL, "the message names it: %s", error.message);
  cr_assert_eq(link_with(&world, 4, (sg_extern){SG_EXTERN_FUNC, {.func = NULL}}, NULL), SG_UNLINKABLE);
  sg_store *other = sg_store_new(world.engine, NULL);
  sg_memory *memory = sg_memory_new(other, (sg_limits){1, 4}, NULL);
  cr_assert_eq(link_with(&world, 0, (sg_extern){SG_EXTERN_MEMORY, {.memory = memory}}, NULL), SG_USAGE);
  cr_assert(sg_instance_new(world.store, world.module, world.imports, 6, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  cr_assert(sg_instance_new(NULL, world.module, world.imports, 5, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  sg_engine *engine = engine_make();
  sg_module *foreign = module_make(engine, "importer");
  cr_assert(sg_instance_new(world.store, foreign, world.imports, 5, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  sg_module_free(foreign);
  sg_engine_free(engine);
  sg_store_free(other);
  world_free(&world);
}

Test(externals, tables_and_their_limits) {
  World world = world_make();
  sg_error error = {0};
  sg_raw value, func = {.func = world.imports[4].of.func};
  sg_table *table = sg_table_new(world.store, SG_FUNCREF, (sg_limits){2, 40}, func, &error);
  cr_assert(sg_table_get(table, 1, &value) && value.func == func.func);
  cr_assert(!sg_table_get(table, 2, &value) && !sg_table_set(table, 2, func));
  cr_assert(sg_table_set(table, 0, (sg_raw){0}) && sg_table_get(table, 0, &value) && value.func == NULL);
  uint64_t old = 0;
  cr_assert(sg_table_grow(table, 38, func, &old) && old == 2); /* moves, with what is in it */
  cr_assert(sg_table_get(table, 1, &value) && value.func == func.func);
  cr_assert(sg_table_get(table, 39, &value) && value.func == func.func);
  cr_assert(sg_table_get(table, 0, &value) && value.func == NULL);
  cr_assert(!sg_table_grow(table, 1, func, &old) && !sg_table_grow(table, UINT64_MAX, func, &old));
  cr_assert_eq(sg_table_limits(table).min, 40);
  sg_store_set_limits(world.store, 0, 100, 0);
  sg_table *other = sg_table_new(world.store, SG_EXTERNREF, (sg_limits){10, SG_NO_MAX}, (sg_raw){0}, &error);
  cr_assert(other != NULL, "%s", error.message);
  cr_assert(!sg_table_grow(other, 60, (sg_raw){0}, &old), "the store's limit");
  cr_assert(sg_table_grow(other, 20, (sg_raw){.externref = &world}, &old));
  cr_assert(sg_table_get(other, 29, &value) && value.externref == &world);
  cr_assert(sg_table_new(world.store, SG_FUNCREF, (sg_limits){60, SG_NO_MAX}, func, &error) == NULL);
  cr_assert_eq(error.code, SG_LIMIT);
  cr_assert(sg_table_new(world.store, SG_I32, (sg_limits){1, 1}, func, &error) == NULL && error.code == SG_USAGE);
  cr_assert(sg_table_new(world.store, SG_FUNCREF, (sg_limits){2, 1}, func, &error) == NULL && error.code == SG_USAGE);
  world_free(&world);
}

Test(externals, memories_and_their_limits) {
  World world = world_make();
  sg_error error = {0};
  sg_store_set_limits(world.store, 10 << 16, 0, 0); /* one page is taken */
  sg_memory *memory = sg_memory_new(world.store, (sg_limits){2, 5}, &error);
  cr_assert(memory != NULL, "%s", error.message);
  cr_assert_eq(sg_memory_size(memory), 2 << 16);
  sg_memory_data(memory)[(2 << 16) - 1] = 9;
  uint64_t old;
  cr_assert(sg_memory_grow(memory, 3, &old) && old == 2);
  cr_assert_eq(sg_memory_data(memory)[(2 << 16) - 1], 9);
  cr_assert_eq(sg_memory_data(memory)[(5 << 16) - 1], 0);
  cr_assert(!sg_memory_grow(memory, 1, &old), "beyond its maximum");
  cr_assert(!sg_memory_grow(memory, UINT64_MAX, &old) && !sg_memory_grow(memory, UINT64_C(1) << 48, &old));
  cr_assert_eq(sg_memory_limits(memory).max, 5);
  cr_assert(sg_memory_new(world.store, (sg_limits){5, 5}, &error) == NULL && error.code == SG_LIMIT);
  cr_assert(sg_memory_new(world.store, (sg_limits){65537, SG_NO_MAX}, &error) == NULL && error.code == SG_LIMIT);
  cr_assert(sg_memory_new(world.store, (sg_limits){2, 1}, &error) == NULL && error.code == SG_USAGE);
  world_free(&world);
}

Test(externals, globals) {
  World world = world_make();
  sg_global *global = sg_global_new(world.store, SG_I32, true, (sg_raw){.i64 = -1}, NULL);
  cr_assert_eq(sg_global_get(global).i64, 0xffffffff, "only an i32's bytes are kept");
  cr_assert(sg_global_set(global, (sg_raw){.i32 = 5}) && sg_global_get(global).i32 == 5);
  cr_assert(!sg_global_set(world.imports[3].of.global, (sg_raw){.i64 = 5}));
  sg_raw vector = {.v128 = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
  sg_raw back = sg_global_get(sg_global_new(world.store, SG_V128, false, vector, NULL));
  cr_assert_eq(memcmp(&back, &vector, 16), 0);
  sg_store *other = sg_store_new(world.engine, NULL);
  sg_error error = {0};
  sg_raw foreign = {.func = world.imports[4].of.func};
  cr_assert(sg_global_new(other, SG_FUNCREF, true, foreign, &error) == NULL && error.code == SG_USAGE);
  sg_global *reference = sg_global_new(other, SG_FUNCREF, true, (sg_raw){0}, &error);
  cr_assert(reference != NULL && !sg_global_set(reference, foreign));
  sg_store_free(other);
  world_free(&world);
}

/* ---- Host functions called by the embedder ---- */

static int finalized;
static void finalize(void *context) { finalized += *(int *)context; }

static sg_trap *swap(void *context, sg_instance *caller, sg_raw *values) {
  cr_assert(caller == NULL && *(int *)context == 3);
  sg_raw first = values[0];
  values[0] = values[1];
  values[1] = first;
  return NULL;
}

Test(externals, host_functions) {
  World world = world_make();
  sg_error error = {0};
  int context = 3;
  static const sg_type_kind kinds[] = {SG_I32, SG_F64, SG_F64, SG_I32};
  sg_func *func = sg_func_new(world.store, (sg_func_type){kinds, 2, 2}, swap, &context, finalize, &error);
  sg_value args[] = {{SG_I32, {.i32 = 7}}, {SG_F64, {.f64 = 0.5}}}, results[2];
  cr_assert(sg_func_call_checked(func, args, 2, results, 2, NULL, &error), "%s", error.message);
  cr_assert(results[0].kind == SG_F64 && results[0].of.f64 == 0.5);
  cr_assert(results[1].kind == SG_I32 && results[1].of.i32 == 7);
  cr_assert(!sg_func_call_checked(func, args, 1, results, 2, NULL, &error) && error.code == SG_USAGE);
  cr_assert(!sg_func_call_checked(func, args, 2, results, 1, NULL, &error) && error.code == SG_USAGE);
  args[0].kind = SG_I64;
  cr_assert(!sg_func_call_checked(func, args, 2, results, 2, NULL, &error) && error.code == SG_USAGE);
  cr_assert(sg_func_new(world.store, (sg_func_type){kinds, 2, 2}, NULL, NULL, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  static const sg_type_kind wrong[] = {(sg_type_kind)77};
  cr_assert(sg_func_new(world.store, (sg_func_type){wrong, 1, 0}, nothing, NULL, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  cr_assert_eq(finalized, 0);
  world_free(&world);
  cr_assert_eq(finalized, 3);
}

static sg_trap *refuse(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller, (void)values;
  return sg_trap_new(context, "no such file");
}

Test(externals, arrays_that_are_not_there) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_error error = {0};
  cr_assert(sg_func_new(store, (sg_func_type){NULL, 1, 0}, nothing, NULL, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  static const sg_type_kind kinds[] = {SG_I32, SG_I32};
  sg_func *func = sg_func_new(store, (sg_func_type){kinds, 1, 1}, nothing, NULL, NULL, &error);
  sg_value value = {.kind = SG_I32};
  error.code = SG_OK;
  cr_assert(!sg_func_call_checked(func, NULL, 1, &value, 1, NULL, &error) && error.code == SG_USAGE);
  error.code = SG_OK;
  cr_assert(!sg_func_call_checked(func, &value, 1, NULL, 1, NULL, &error) && error.code == SG_USAGE);
  sg_store_free(store);
  sg_engine_free(engine);
}

Test(externals, host_traps) {
  World world = world_make();
  sg_error error = {0};
  sg_func *func = sg_func_new(world.store, (sg_func_type){NULL, 0, 0}, refuse, world.store, NULL, &error);
  sg_trap *trap = NULL;
  cr_assert(!sg_func_call_checked(func, NULL, 0, NULL, 0, &trap, &error) && error.code == SG_TRAPPED);
  cr_assert(strstr(error.message, "no such file") != NULL);
  cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_HOST);
  cr_assert_eq(strcmp(sg_trap_message(trap), "no such file"), 0);
  cr_assert_eq(sg_trap_frame_count(trap), 0);
  cr_assert(sg_trap_frame(trap, 0).module == NULL);
  sg_trap_free(trap);
  world_free(&world);
}
