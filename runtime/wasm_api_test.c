/* SPDX-License-Identifier: Apache-2.0
 *
 * The standard C API where no code runs: vectors, types, modules and their imports and exports, references, and who
 * owns what. The sanitizers see what is deleted twice or never. wasm_api_arm64_test.c has what runs.
 */
#include "runtime/test_fixture.h"

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

static wasm_byte_vec_t bytes_of(const char *name) {
  ModuleFile file = module_file(name);
  wasm_byte_vec_t bytes;
  wasm_byte_vec_new(&bytes, file.size, (const char *)file.bytes);
  free(file.bytes);
  return bytes;
}

static wasm_module_t *module_of(wasm_store_t *store, const char *name) {
  wasm_byte_vec_t bytes = bytes_of(name);
  wasm_module_t *module = wasm_module_new(store, &bytes);
  cr_assert(module != NULL, "%s", name);
  wasm_byte_vec_delete(&bytes);
  return module;
}

static bool name_is(const wasm_name_t *name, const char *text) {
  return name->size == strlen(text) && (name->size == 0 || memcmp(name->data, text, name->size) == 0);
}

/* ---- Vectors ---- */

Test(wasm_api, byte_vectors) {
  wasm_byte_vec_t empty, bytes, copy, room;
  wasm_byte_vec_new_empty(&empty);
  cr_assert_eq(empty.size, 0);
  cr_assert(empty.data == NULL);
  wasm_byte_vec_delete(&empty);
  wasm_name_new_from_string(&bytes, "seal");
  cr_assert_eq(bytes.size, 4);
  wasm_name_copy(&copy, &bytes);
  cr_assert_neq(copy.data, bytes.data);
  bytes.data[0] = 'r';
  cr_assert(name_is(&copy, "seal"));
  wasm_name_delete(&bytes);
  cr_assert_eq(bytes.size, 0);
  wasm_name_delete(&bytes);
  wasm_name_delete(&copy);
  wasm_name_new_from_string_nt(&bytes, "seal");
  cr_assert_eq(bytes.size, 5);
  cr_assert_eq(bytes.data[4], '\0');
  wasm_name_delete(&bytes);
  wasm_name_new_uninitialized(&room, 3);
  cr_assert_eq(room.size, 3);
  room.data[2] = 1;
  wasm_name_delete(&room);
}

Test(wasm_api, vectors_of_types_own_them) {
  wasm_valtype_t *elements[2] = {wasm_valtype_new_i32(), wasm_valtype_new_externref()};
  wasm_valtype_vec_t types, copy;
  wasm_valtype_vec_new(&types, 2, elements);
  wasm_valtype_vec_copy(&copy, &types);
  wasm_valtype_vec_delete(&types);
  cr_assert_eq(copy.size, 2);
  cr_assert_eq(wasm_valtype_kind(copy.data[1]), WASM_EXTERNREF);
  wasm_valtype_vec_delete(&copy);
  wasm_functype_vec_t funcs;
  wasm_functype_vec_new_uninitialized(&funcs, 3);
  funcs.data[1] = wasm_functype_new_0_0(); /* the others were never set */
  wasm_functype_vec_delete(&funcs);
}

Test(wasm_api, vectors_too_large_are_empty) {
  wasm_val_vec_t values;
  wasm_val_vec_new_uninitialized(&values, SIZE_MAX / 2);
  cr_assert_eq(values.size, 0);
  cr_assert(values.data == NULL);
}

/* ---- Types ---- */

Test(wasm_api, value_types) {
  const wasm_valkind_t kinds[] = {WASM_I32, WASM_I64, WASM_F32, WASM_F64, WASM_EXTERNREF, WASM_FUNCREF};
  cr_assert_eq(WASM_EXTERNREF, 128);
  cr_assert_eq(WASM_FUNCREF, 129);
  for (int i = 0; i < 6; i++) {
    wasm_valtype_t *type = wasm_valtype_new(kinds[i]), *copy = wasm_valtype_copy(type);
    wasm_valtype_delete(type);
    cr_assert_eq(wasm_valtype_kind(copy), kinds[i]);
    cr_assert_eq(wasm_valtype_is_num(copy), i < 4);
    cr_assert_eq(wasm_valtype_is_ref(copy), i >= 4);
    wasm_valtype_delete(copy);
  }
  cr_assert(wasm_valtype_new(99) == NULL);
}

Test(wasm_api, function_types_of_all_shapes) {
#define I wasm_valtype_new_i32()
#define F wasm_valtype_new_f64()
  wasm_functype_t *types[3][4] = {
      {wasm_functype_new_0_0(), wasm_functype_new_1_0(I), wasm_functype_new_2_0(I, I), wasm_functype_new_3_0(I, I, I)},
      {wasm_functype_new_0_1(F), wasm_functype_new_1_1(I, F), wasm_functype_new_2_1(I, I, F),
       wasm_functype_new_3_1(I, I, I, F)},
      {wasm_functype_new_0_2(F, F), wasm_functype_new_1_2(I, F, F), wasm_functype_new_2_2(I, I, F, F),
       wasm_functype_new_3_2(I, I, I, F, F)}};
  for (size_t r = 0; r < 3; r++)
    for (size_t p = 0; p < 4; p++) {
      wasm_functype_t *copy = wasm_functype_copy(types[r][p]);
      wasm_functype_delete(types[r][p]);
      const wasm_valtype_vec_t *params = wasm_functype_params(copy), *results = wasm_functype_results(copy);
      cr_assert_eq(params->size, p);
      cr_assert_eq(results->size, r);
      for (size_t i = 0; i < p; i++) cr_assert_eq(wasm_valtype_kind(params->data[i]), WASM_I32);
      for (size_t i = 0; i < r; i++) cr_assert_eq(wasm_valtype_kind(results->data[i]), WASM_F64);
      wasm_functype_delete(copy);
    }
}

Test(wasm_api, external_types_convert_to_their_own_kind) {
  wasm_limits_t limits = {2, wasm_limits_max_default};
  wasm_externtype_t *types[5] = {
      wasm_functype_as_externtype(wasm_functype_new_1_1(I, F)),
      wasm_globaltype_as_externtype(wasm_globaltype_new(F, WASM_VAR)),
      wasm_tabletype_as_externtype(wasm_tabletype_new(wasm_valtype_new_funcref(), &limits)),
      wasm_memorytype_as_externtype(wasm_memorytype_new(&limits)),
      wasm_tagtype_as_externtype(wasm_tagtype_new(wasm_functype_new_1_0(I))),
  };
  for (int i = 0; i < 5; i++) {
    wasm_externtype_t *copy = wasm_externtype_copy(types[i]);
    wasm_externtype_delete(types[i]);
    cr_assert_eq(wasm_externtype_kind(copy), i);
    cr_assert_eq(wasm_externtype_as_functype(copy) != NULL, i == WASM_EXTERN_FUNC);
    cr_assert_eq(wasm_externtype_as_globaltype(copy) != NULL, i == WASM_EXTERN_GLOBAL);
    cr_assert_eq(wasm_externtype_as_tabletype(copy) != NULL, i == WASM_EXTERN_TABLE);
    cr_assert_eq(wasm_externtype_as_memorytype_const(copy) != NULL, i == WASM_EXTERN_MEMORY);
    cr_assert_eq(wasm_externtype_as_tagtype_const(copy) != NULL, i == WASM_EXTERN_TAG);
    types[i] = copy;
  }
  const wasm_globaltype_t *global = wasm_externtype_as_globaltype_const(types[1]);
  cr_assert_eq(wasm_globaltype_mutability(global), WASM_VAR);
  cr_assert_eq(wasm_valtype_kind(wasm_globaltype_content(global)), WASM_F64);
  const wasm_tabletype_t *table = wasm_externtype_as_tabletype(types[2]);
  cr_assert_eq(wasm_valtype_kind(wasm_tabletype_element(table)), WASM_FUNCREF);
  cr_assert_eq(wasm_tabletype_limits(table)->max, 0xffffffffu);
  cr_assert_eq(wasm_memorytype_limits(wasm_externtype_as_memorytype(types[3]))->min, 2);
  const wasm_tagtype_t *tag = wasm_externtype_as_tagtype(types[4]);
  cr_assert_eq(wasm_functype_params(wasm_tagtype_functype(tag))->size, 1);
  for (int i = 0; i < 5; i++) wasm_externtype_delete(types[i]);
#undef I
#undef F
}

Test(wasm_api, imports_and_exports_as_types) {
  wasm_name_t module, name;
  wasm_name_new_from_string(&module, "m");
  wasm_name_new_from_string(&name, "n");
  wasm_importtype_t *import = wasm_importtype_new(&module, &name, wasm_functype_as_externtype(wasm_functype_new_0_0()));
  cr_assert_eq(module.size + name.size, 0); /* taken */
  wasm_importtype_t *copy = wasm_importtype_copy(import);
  wasm_importtype_delete(import);
  cr_assert(name_is(wasm_importtype_module(copy), "m") && name_is(wasm_importtype_name(copy), "n"));
  cr_assert_eq(wasm_externtype_kind(wasm_importtype_type(copy)), WASM_EXTERN_FUNC);
  wasm_importtype_delete(copy);
  wasm_limits_t limits = {1, 2};
  wasm_name_new_from_string(&name, "x");
  wasm_exporttype_t *export = wasm_exporttype_new(&name, wasm_memorytype_as_externtype(wasm_memorytype_new(&limits)));
  wasm_exporttype_t *export_copy = wasm_exporttype_copy(export);
  wasm_exporttype_delete(export);
  cr_assert(name_is(wasm_exporttype_name(export_copy), "x"));
  cr_assert_eq(wasm_externtype_kind(wasm_exporttype_type(export_copy)), WASM_EXTERN_MEMORY);
  wasm_exporttype_delete(export_copy);
}

/* ---- Modules ---- */

Test(wasm_api, validate) {
  World world = world_make();
  wasm_byte_vec_t bytes = bytes_of("standard_kinds");
  cr_assert(wasm_module_validate(world.store, &bytes));
  bytes.data[bytes.size / 2] = (char)~bytes.data[bytes.size / 2];
  wasm_byte_vec_t half = {bytes.size / 2, bytes.data}, none = WASM_EMPTY_VEC;
  cr_assert_not(wasm_module_validate(world.store, &half));
  cr_assert(wasm_module_new(world.store, &half) == NULL);
  cr_assert_not(wasm_module_validate(world.store, &none));
  cr_assert(wasm_module_new(world.store, &none) == NULL);
  wasm_byte_vec_delete(&bytes);
  world_delete(&world);
}

static void imports_check(const wasm_module_t *module) {
  static const char *const names[][2] = {{"a", "func"}, {"a", ""}, {"b", "memory"}, {"b", "global"}};
  static const wasm_externkind_t kinds[] = {WASM_EXTERN_FUNC, WASM_EXTERN_TABLE, WASM_EXTERN_MEMORY,
                                            WASM_EXTERN_GLOBAL};
  wasm_importtype_vec_t imports;
  wasm_module_imports(module, &imports);
  cr_assert_eq(imports.size, 4);
  for (int i = 0; i < 4; i++) {
    cr_assert(name_is(wasm_importtype_module(imports.data[i]), names[i][0]));
    cr_assert(name_is(wasm_importtype_name(imports.data[i]), names[i][1]));
    cr_assert_eq(wasm_externtype_kind(wasm_importtype_type(imports.data[i])), kinds[i]);
  }
  const wasm_functype_t *func = wasm_externtype_as_functype_const(wasm_importtype_type(imports.data[0]));
  cr_assert_eq(wasm_functype_params(func)->size, 2);
  cr_assert_eq(wasm_valtype_kind(wasm_functype_params(func)->data[1]), WASM_I64);
  cr_assert_eq(wasm_functype_results(func)->size, 2);
  cr_assert_eq(wasm_valtype_kind(wasm_functype_results(func)->data[0]), WASM_F32);
  const wasm_tabletype_t *table = wasm_externtype_as_tabletype_const(wasm_importtype_type(imports.data[1]));
  cr_assert_eq(wasm_tabletype_limits(table)->min, 3);
  cr_assert_eq(wasm_tabletype_limits(table)->max, 9);
  const wasm_memorytype_t *memory = wasm_externtype_as_memorytype_const(wasm_importtype_type(imports.data[2]));
  cr_assert_eq(wasm_memorytype_limits(memory)->max, 4);
  const wasm_globaltype_t *global = wasm_externtype_as_globaltype_const(wasm_importtype_type(imports.data[3]));
  cr_assert_eq(wasm_globaltype_mutability(global), WASM_VAR);
  wasm_importtype_vec_t copy;
  wasm_importtype_vec_copy(&copy, &imports);
  wasm_importtype_vec_delete(&imports);
  cr_assert(name_is(wasm_importtype_name(copy.data[3]), "global"));
  wasm_importtype_vec_delete(&copy);
}

static void exports_check(const wasm_module_t *module) {
  static const char *const names[] = {"swap", "const", "table", "memory", "again"};
  static const wasm_externkind_t kinds[] = {WASM_EXTERN_FUNC, WASM_EXTERN_GLOBAL, WASM_EXTERN_TABLE, WASM_EXTERN_MEMORY,
                                            WASM_EXTERN_GLOBAL};
  wasm_exporttype_vec_t exports;
  wasm_module_exports(module, &exports);
  cr_assert_eq(exports.size, 5);
  for (int i = 0; i < 5; i++) {
    cr_assert(name_is(wasm_exporttype_name(exports.data[i]), names[i]));
    cr_assert_eq(wasm_externtype_kind(wasm_exporttype_type(exports.data[i])), kinds[i]);
  }
  const wasm_functype_t *swap = wasm_externtype_as_functype_const(wasm_exporttype_type(exports.data[0]));
  cr_assert_eq(wasm_valtype_kind(wasm_functype_params(swap)->data[0]), WASM_EXTERNREF);
  cr_assert_eq(wasm_valtype_kind(wasm_functype_results(swap)->data[0]), WASM_FUNCREF);
  const wasm_tabletype_t *table = wasm_externtype_as_tabletype_const(wasm_exporttype_type(exports.data[2]));
  cr_assert_eq(wasm_tabletype_limits(table)->min, 5);
  cr_assert_eq(wasm_tabletype_limits(table)->max, wasm_limits_max_default);
  wasm_exporttype_vec_delete(&exports);
}

Test(wasm_api, reflection) {
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_kinds");
  imports_check(module);
  exports_check(module);
  wasm_module_delete(module);
  world_delete(&world);
}

Test(wasm_api, serialized_modules_come_back) {
  World world = world_make();
  wasm_module_t *module = module_of(world.store, "standard_kinds");
  wasm_byte_vec_t serialized;
  wasm_module_serialize(module, &serialized);
  wasm_module_delete(module);
  module = wasm_module_deserialize(world.store, &serialized);
  cr_assert(module != NULL);
  imports_check(module);
  exports_check(module);
  wasm_module_delete(module);
  serialized.size--;
  cr_assert(wasm_module_deserialize(world.store, &serialized) == NULL);
  wasm_byte_vec_delete(&serialized);
  world_delete(&world);
}

Test(wasm_api, shared_modules_outlive_store_and_engine) {
  World one = world_make(), two = world_make();
  wasm_module_t *module = module_of(one.store, "standard_kinds");
  wasm_shared_module_t *shared = wasm_module_share(module);
  wasm_module_delete(module);
  wasm_store_delete(one.store);
  one.store = wasm_store_new(one.engine);
  wasm_module_t *same = wasm_module_obtain(one.store, shared), *other = wasm_module_obtain(two.store, shared);
  world_delete(&one);
  wasm_shared_module_delete(shared);
  cr_assert(same && other);
  exports_check(same); /* its store and its engine's owner are gone */
  exports_check(other);
  wasm_module_delete(same);
  wasm_module_delete(other);
  world_delete(&two);
}

/* ---- References ---- */

static int finalized[4];
static void finalize(void *info) { ++*(int *)info; }

Test(wasm_api, host_info_is_of_the_object) {
  World world = world_make();
  wasm_foreign_t *foreign = wasm_foreign_new(world.store), *copy = wasm_foreign_copy(foreign);
  cr_assert(wasm_foreign_get_host_info(foreign) == NULL);
  wasm_foreign_set_host_info_with_finalizer(foreign, &finalized[0], finalize);
  cr_assert_eq(wasm_foreign_get_host_info(copy), &finalized[0]);
  cr_assert(wasm_foreign_same(foreign, copy));
  wasm_ref_t *ref = wasm_foreign_as_ref(foreign);
  cr_assert(wasm_ref_as_foreign(ref) == foreign);
  cr_assert(wasm_ref_as_func(ref) == NULL && wasm_ref_as_extern(ref) == NULL && wasm_ref_as_module(ref) == NULL);
  wasm_foreign_t *other = wasm_foreign_new(world.store);
  cr_assert_not(wasm_foreign_same(foreign, other));
  wasm_foreign_delete(foreign);
  cr_assert_eq(finalized[0], 0);
  wasm_foreign_set_host_info_with_finalizer(copy, &finalized[1], finalize);
  cr_assert_eq(finalized[0], 1);
  wasm_ref_delete(wasm_foreign_as_ref(copy));
  cr_assert_eq(finalized[1], 1);
  wasm_foreign_delete(other);
  world_delete(&world);
}

static wasm_trap_t *callback(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args, (void)results;
  return NULL;
}

static wasm_trap_t *callback_with_env(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  results->data[0].of.i32 = args->data[0].of.i32 + *(int32_t *)env;
  return NULL;
}

Test(wasm_api, host_functions_can_be_called_from_outside) {
  World world = world_make();
  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  int32_t env = 40;
  wasm_func_t *func = wasm_func_new_with_env(world.store, type, callback_with_env, &env, finalize);
  wasm_functype_delete(type);
  cr_assert_eq(wasm_func_param_arity(func), 1);
  cr_assert_eq(wasm_func_result_arity(func), 1);
  wasm_val_t arg[] = {WASM_I32_VAL(2)}, result[] = {WASM_INIT_VAL};
  wasm_val_vec_t args = WASM_ARRAY_VEC(arg), results = WASM_ARRAY_VEC(result), none = WASM_EMPTY_VEC;
  cr_assert(wasm_func_call(func, &args, &results) == NULL);
  cr_assert_eq(result[0].kind, WASM_I32);
  cr_assert_eq(result[0].of.i32, 42);
  wasm_trap_t *trap = wasm_func_call(func, &none, &results);
  cr_assert(trap != NULL);
  wasm_trap_delete(trap);
  arg[0].kind = WASM_F32;
  trap = wasm_func_call(func, &args, &results);
  cr_assert(trap != NULL);
  cr_assert(wasm_trap_origin(trap) == NULL);
  wasm_trap_delete(trap);
  wasm_func_delete(func);
  cr_assert_eq(env, 40);
  world_delete(&world);
  cr_assert_eq(env, 41); /* finalized with the store */
}

Test(wasm_api, externals_convert_and_share_host_info) {
  World world = world_make();
  wasm_functype_t *type = wasm_functype_new_0_0();
  wasm_func_t *func = wasm_func_new(world.store, type, callback);
  wasm_functype_delete(type);
  wasm_extern_t *external = wasm_func_as_extern(func);
  cr_assert_eq(wasm_extern_kind(external), WASM_EXTERN_FUNC);
  cr_assert(wasm_extern_as_func(external) == func && wasm_extern_as_global(external) == NULL);
  cr_assert(wasm_extern_as_table_const(external) == NULL && wasm_extern_as_memory(external) == NULL);
  wasm_externtype_t *external_type = wasm_extern_type(external);
  cr_assert_eq(wasm_externtype_kind(external_type), WASM_EXTERN_FUNC);
  wasm_externtype_delete(external_type);
  wasm_extern_t *copy = wasm_extern_copy(external);
  wasm_func_set_host_info_with_finalizer(func, &finalized[2], finalize);
  wasm_func_delete(func);
  cr_assert_eq(wasm_extern_get_host_info(copy), &finalized[2]);
  cr_assert_eq(wasm_ref_get_host_info(wasm_extern_as_ref(copy)), &finalized[2]);
  wasm_store_delete(world.store);
  cr_assert_eq(finalized[2], 1);
  wasm_extern_delete(copy); /* after its store */
  wasm_engine_delete(world.engine);
}

Test(wasm_api, values_own_references) {
  World world = world_make();
  wasm_val_t value = {.kind = WASM_EXTERNREF, .of = {.ref = wasm_foreign_as_ref(wasm_foreign_new(world.store))}}, copy;
  wasm_ref_set_host_info_with_finalizer(value.of.ref, &finalized[3], finalize);
  wasm_val_copy(&copy, &value);
  cr_assert(wasm_ref_same(copy.of.ref, value.of.ref));
  wasm_val_vec_t values, values_copy;
  wasm_val_vec_new(&values, 1, &value);
  wasm_val_vec_copy(&values_copy, &values);
  wasm_val_vec_delete(&values);
  wasm_val_delete(&copy);
  cr_assert_eq(finalized[3], 0);
  wasm_val_vec_delete(&values_copy);
  cr_assert_eq(finalized[3], 1);
  wasm_val_t pointer;
  wasm_val_init_ptr(&pointer, &world);
  cr_assert_eq(pointer.kind, WASM_I64);
  cr_assert(wasm_val_ptr(&pointer) == &world);
  world_delete(&world);
}

Test(wasm_api, traps_have_messages) {
  World world = world_make();
  wasm_message_t message, out;
  wasm_name_new_from_string_nt(&message, "no wax");
  wasm_trap_t *trap = wasm_trap_new(world.store, &message), *copy = wasm_trap_copy(trap);
  wasm_name_delete(&message);
  wasm_trap_delete(trap);
  wasm_trap_message(copy, &out);
  cr_assert_eq(out.size, 7);
  cr_assert_str_eq(out.data, "no wax");
  wasm_name_delete(&out);
  wasm_frame_vec_t trace;
  wasm_trap_trace(copy, &trace);
  cr_assert_eq(trace.size, 0);
  wasm_frame_vec_delete(&trace);
  world_delete(&world);
  wasm_trap_message(copy, &out);
  cr_assert_str_eq(out.data, "no wax");
  wasm_name_delete(&out);
  wasm_trap_delete(copy);
}

Test(wasm_api, many_objects_keep_their_handles) {
  enum { COUNT = 500 };
  World world = world_make();
  static int seen[COUNT];
  wasm_table_t *table;
  wasm_limits_t limits = {COUNT, COUNT};
  wasm_tabletype_t *type = wasm_tabletype_new(wasm_valtype_new_externref(), &limits);
  table = wasm_table_new(world.store, type, NULL);
  wasm_tabletype_delete(type);
  for (uint32_t i = 0; i < COUNT; i++) {
    wasm_ref_t *ref = wasm_foreign_as_ref(wasm_foreign_new(world.store));
    wasm_ref_set_host_info_with_finalizer(ref, &seen[i], finalize);
    cr_assert(wasm_table_set(table, i, ref));
    wasm_ref_delete(ref); /* the table may give it back */
  }
  for (uint32_t i = 0; i < COUNT; i++) {
    wasm_ref_t *ref = wasm_table_get(table, i);
    cr_assert_eq(wasm_ref_get_host_info(ref), &seen[i]);
    cr_assert_eq(seen[i], 0);
    wasm_ref_delete(ref);
  }
  cr_assert_not(wasm_table_set(table, COUNT, NULL));
  cr_assert_not(wasm_table_grow(table, 1, NULL));
  wasm_table_delete(table);
  world_delete(&world);
  for (int i = 0; i < COUNT; i++) cr_assert_eq(seen[i], 1);
}

Test(wasm_api, null_is_deleted_without_harm) {
  wasm_config_delete(wasm_config_new());
  wasm_engine_delete(NULL);
  wasm_store_delete(NULL);
  wasm_functype_delete(NULL);
  wasm_importtype_delete(NULL);
  wasm_module_delete(NULL);
  wasm_shared_module_delete(NULL);
  wasm_func_delete(NULL);
  wasm_extern_delete(NULL);
  wasm_frame_delete(NULL);
  wasm_val_delete(NULL);
  wasm_engine_t *engine = wasm_engine_new_with_config(wasm_config_new());
  cr_assert(engine != NULL);
  wasm_engine_delete(engine);
  cr_assert(wasm_store_new(NULL) == NULL);
}
