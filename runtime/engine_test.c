/* SPDX-License-Identifier: Apache-2.0
 *
 * What the engine does on any host: interning of types, numbers of modules, configuration, compiling and listing
 * modules, and refusing wrong calls.
 */
#include "runtime/engine.h"
#include "runtime/module.h"
#include "runtime/test_fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const CanonicalType *intern(sg_engine *engine, const ValueType *types, uint32_t params, uint32_t results) {
  const CanonicalType *type = engine_type(engine, &(FuncType){types, params, results});
  cr_assert(type != NULL);
  return type;
}

Test(engine, equal_types_are_one) {
  sg_engine *engine = engine_make();
  ValueType a[] = {TYPE_I32, TYPE_I64, TYPE_F32}, b[] = {TYPE_I32, TYPE_I64, TYPE_F32};
  const CanonicalType *type = intern(engine, a, 2, 1);
  cr_assert_eq(type, intern(engine, b, 2, 1));
  /* The same words, divided otherwise between parameters and results, are another type. */
  cr_assert_neq(type, intern(engine, b, 3, 0));
  cr_assert_neq(type, intern(engine, b, 1, 2));
  cr_assert_neq(type->id, 0);
  cr_assert_eq(type->kinds[1], SG_I64);
  cr_assert_eq(type->kinds[2], SG_F32);
  sg_engine_free(engine);
}

Test(engine, many_types_keep_their_ids) {
  enum { TYPES = 3000 };
  sg_engine *engine = engine_make();
  static uint32_t ids[TYPES];
  for (int pass = 0; pass < 2; pass++)
    for (uint32_t i = 0; i < TYPES; i++) {
      ValueType types[12];
      for (uint32_t bit = 0; bit < 12; bit++) types[bit] = i >> bit & 1 ? TYPE_F64 : TYPE_I32;
      uint32_t id = intern(engine, types, 12, 0)->id;
      if (pass == 0) ids[i] = id;
      cr_assert_eq(ids[i], id);
    }
  for (uint32_t i = 1; i < TYPES; i++) cr_assert_neq(ids[i], ids[i - 1]);
  sg_engine_free(engine);
}

/* Types that all fall on one place of a hash table whose hash has no secret, as there was one here. */
enum { FLOOD_TYPES = 40000, FLOOD_LENGTH = 12 };

static bool flood_next(uint32_t *number, bool chosen, ValueType *types) {
  static const ValueType letters[] = {TYPE_I32, TYPE_I64, TYPE_F32, TYPE_F64};
  for (; *number < 1u << 2 * FLOOD_LENGTH; (*number)++) {
    uint32_t hash = 2166136261u ^ FLOOD_LENGTH * 0x9e3779b9u;
    for (uint32_t i = 0; i < FLOOD_LENGTH; i++) {
      types[i] = letters[*number >> 2 * i & 3];
      hash = (hash ^ types[i]) * 16777619u ^ hash >> 15;
    }
    if (!chosen || ((hash ^ hash >> 16) & 0x1ffff) < 1 << 10) return (*number)++, true;
  }
  return false;
}

static double flood_seconds(bool chosen) {
  sg_engine *engine = engine_make();
  static ValueType types[FLOOD_TYPES][FLOOD_LENGTH];
  uint32_t number = 0;
  for (uint32_t i = 0; i < FLOOD_TYPES; i++) cr_assert(flood_next(&number, chosen, types[i]));
  struct timespec start, end;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
  TypeBatch batch = engine_types_begin(engine, FLOOD_TYPES, FLOOD_TYPES * FLOOD_LENGTH);
  for (uint32_t i = 0; i < FLOOD_TYPES; i++)
    cr_assert(engine_types_next(&batch, &(FuncType){types[i], FLOOD_LENGTH, 0}) != NULL);
  cr_assert(engine_types_end(&batch));
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  sg_engine_free(engine);
  return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

Test(engine, no_choice_of_types_is_slow) {
  const double ordinary = flood_seconds(false), chosen = flood_seconds(true);
  cr_assert(chosen < 10 * ordinary, "%.3f s, others %.3f s", chosen, ordinary);
}

/* What is signed for instances of two modules that live at the same time differs. */
Test(engine, living_modules_have_ids_of_their_own) {
  enum { MODULES = 20 };
  sg_engine *engine = engine_make();
  sg_module *modules[MODULES];
  for (int round = 0; round < 3; round++) {
    for (int i = round; i < MODULES; i++) {
      modules[i] = module_make(engine, "calls");
      cr_assert(modules[i]->context.module_id > 0 && modules[i]->context.module_id < 0x7fff);
      for (int other = 0; other < i; other++)
        cr_assert_neq(modules[i]->context.module_id, modules[other]->context.module_id);
    }
    for (int i = round + 1; i < MODULES; i++) sg_module_free(modules[i]);
  }
  for (int i = 0; i < 3; i++) sg_module_free(modules[i]);
  sg_engine_free(engine);
}

Test(engine, configuration_is_checked) {
  sg_error error = {0};
  sg_config config = sg_config_default();
  cr_assert(config.exact_stores);
  config.code_region_bytes = ((size_t)128 << 20) + 1;
  cr_assert(sg_engine_new(&config, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  config = (sg_config){.code_region_bytes = 5000000}; /* not of whole pages, and zeros for the rest */
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  sg_engine_free(engine);
}

Test(engine, stubs_are_sealed) {
  sg_engine *engine = engine_make();
  uint32_t words = 0;
  cr_assert_neq(code_space_function(engine->stubs, TRAP_UNREACHABLE, &words), 0);
  cr_assert_neq(words, 0);
  ValueType types[] = {TYPE_I32, TYPE_F64};
  const CanonicalType *type = intern(engine, types, 1, 1);
  sg_error error = {0};
  uint64_t trampoline = engine_trampoline(engine, type, &error);
  cr_assert_neq(trampoline, 0, "%s", error.message);
  cr_assert_eq(engine_trampoline(engine, type, &error), trampoline, "made once");
  uint64_t raw = pac_auth_code(trampoline, trampoline_modifier(type));
  cr_assert(pac_authenticated(raw) && region_contains(engine->region, raw));
  cr_assert(engine_import_stub_make(engine, type, &error));
  const uintptr_t stub = type_import_stub(type);
  cr_assert(region_contains(engine->region, stub));
  cr_assert(engine_import_stub_make(engine, type, &error));
  cr_assert_eq(type_import_stub(type), stub);
  sg_engine_free(engine);
}

/* What the compiler believes of a module, and what emitted code calls of C. */
Test(engine, helpers_are_read_only, .signal = SIGSEGV) { engine_make()->helpers[0] ^= 1; }
Test(module, its_bytes_are_read_only, .signal = SIGSEGV) { module_make(engine_make(), "calls")->bytes[8] = 0; }
Test(engine, types_are_read_only, .signal = SIGSEGV) {
  ((CanonicalType *)(uintptr_t)intern(engine_make(), NULL, 0, 0))->id = 7;
}
Test(module, it_is_read_only, .signal = SIGSEGV) { module_make(engine_make(), "calls")->space = NULL; }
Test(module, decoded_data_is_read_only, .signal = SIGSEGV) {
  Function *function = (Function *)(uintptr_t)&module_make(engine_make(), "calls")->decoded->functions[2];
  function->body_end++;
}

/* What an embedder put where the engine takes it. */
static sg_bytes *bytes_of(const char *module) {
  ModuleFile file = module_file(module);
  sg_bytes *bytes = sg_bytes_new(file.size);
  memcpy(sg_bytes_data(bytes), file.bytes, file.size);
  free(file.bytes);
  return bytes;
}

Test(module, takes_bytes) {
  sg_engine *engine = engine_make();
  sg_bytes *bytes = bytes_of("calls");
  const uint8_t *data = sg_bytes_data(bytes);
  sg_error error;
  sg_module *copied = module_make(engine, "calls"), *module = sg_module_new_taking(engine, bytes, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  size_t size, copied_size, words, copied_words;
  cr_assert_eq(sg_module_bytes(module, &size), data);
  cr_assert(memcmp(data, sg_module_bytes(copied, &copied_size), size) == 0 && size == copied_size);
  const uint32_t last = sg_module_function_count(module) - 1;
  cr_assert(sg_module_function_code(module, last, &words) && sg_module_function_code(copied, last, &copied_words));
  cr_assert(words == copied_words && words > 0);
  sg_module_free(copied);
  sg_module_free(module);
  sg_bytes_free(bytes_of("calls"));
  sg_bytes_free(NULL);
  sg_engine_free(engine);
}
Test(module, taken_bytes_are_read_only, .signal = SIGSEGV) {
  sg_bytes *bytes = bytes_of("calls");
  uint8_t *data = sg_bytes_data(bytes);
  if (sg_module_new_taking(engine_make(), bytes, NULL, NULL)) data[8] = 0;
}
/* Whatever is behind the bytes: the decoder is promised zeros. */
Test(module, behind_taken_bytes_there_is_nothing) {
  sg_engine *engine = engine_make();
  sg_bytes *bytes = bytes_of("calls");
  uint8_t *data = sg_bytes_data(bytes);
  ModuleFile file = module_file("calls");
  memset(data + file.size, 0xff, MODULE_PADDING);
  sg_module *module = sg_module_new_taking(engine, bytes, NULL, NULL);
  cr_assert(module != NULL);
  for (size_t i = 0; i < MODULE_PADDING; i++) cr_assert_eq(data[file.size + i], 0);
  sg_module_free(module);
  free(file.bytes);
  sg_engine_free(engine);
}

static bool is_mapped(const void *at) {
  return msync((void *)((uintptr_t)at & ~(uintptr_t)(getpagesize() - 1)), 1, MS_ASYNC) == 0;
}

Test(module, taken_bytes_end_with_an_error) {
  sg_engine *engine = engine_make();
  sg_error error;
  sg_bytes *bytes = bytes_of("calls");
  const uint8_t *data = sg_bytes_data(bytes);
  cr_assert(is_mapped(data));
  cr_assert(sg_module_new_taking(NULL, bytes, NULL, &error) == NULL && error.code == SG_USAGE);
  cr_assert_not(is_mapped(data));
  cr_assert(sg_module_new_taking(engine, NULL, NULL, &error) == NULL && error.code == SG_USAGE);
  bytes = sg_bytes_new(100);
  data = sg_bytes_data(bytes);
  cr_assert(sg_module_new_taking(engine, bytes, NULL, &error) == NULL && error.code == SG_MALFORMED);
  cr_assert_not(is_mapped(data));
  cr_assert(sg_bytes_new(SIZE_MAX) == NULL && sg_bytes_new(SIZE_MAX / 2) == NULL);
  sg_engine_free(engine);
}

Test(module, describes_itself) {
  sg_engine *engine = engine_make();
  sg_module *module = module_make(engine, "importer");
  cr_assert_eq(sg_module_import_count(module), 5);
  sg_name from, name;
  sg_extern_type type = sg_module_import(module, 0, &from, &name);
  cr_assert_eq(type.kind, SG_EXTERN_MEMORY);
  cr_assert_eq(type.limits.min, 1);
  cr_assert_eq(type.limits.max, 4);
  cr_assert(from.length == 8 && memcmp(from.bytes, "exporter", 8) == 0);
  type = sg_module_import(module, 1, NULL, NULL);
  cr_assert(type.kind == SG_EXTERN_TABLE && type.content == SG_FUNCREF && type.limits.max == SG_NO_MAX);
  type = sg_module_import(module, 2, NULL, NULL);
  cr_assert(type.kind == SG_EXTERN_GLOBAL && type.content == SG_I32 && type.mutable_);
  type = sg_module_import(module, 4, NULL, NULL);
  cr_assert(type.kind == SG_EXTERN_FUNC && type.func.param_count == 0 && type.func.result_count == 1);
  cr_assert_eq(type.func.types[0], SG_I32);
  cr_assert_eq(sg_module_function_count(module), 8);
  name = sg_module_function_name(module, 1);
  cr_assert(name.length == 4 && memcmp(name.bytes, "here", 4) == 0, "from the name section");
  name = sg_module_function_name(module, 2);
  cr_assert(name.length == 4 && memcmp(name.bytes, "bump", 4) == 0, "by its export");
  cr_assert(sg_module_function_name(module, 100).bytes == NULL);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(module, listing_covers_every_operator) {
  sg_engine *engine = engine_make();
  sg_module *module = module_make(engine, "calls");
  cr_assert_eq(sg_module_listing(module, 0, NULL, 0), 0, "an import");
  sg_listing_row rows[64];
  size_t count = sg_module_listing(module, 2, rows, 64), words;
  cr_assert(sg_module_function_code(module, 2, &words) != NULL);
  cr_assert(count >= 4 && count <= 64); /* two local.get, i32.add, end */
  for (size_t i = 1; i < count; i++) cr_assert(rows[i].first >= rows[i - 1].first);
  cr_assert_eq(rows[count - 1].first + rows[count - 1].count, words);
  cr_assert_eq(sg_module_listing(module, 2, rows, 1), count, "the number does not depend on the room");
  cr_assert(sg_module_function_code(module, 0, &words) == NULL && words == 0);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(module, statistics) {
  enum { FUNCTIONS = 16 };
  sg_engine *engine = engine_make();
  ModuleFile file = module_file("traps");
  uint64_t times[FUNCTIONS] = {0};
  sg_compile_stats stats = {.function_ns = times, .function_ns_room = FUNCTIONS};
  sg_module *module = sg_module_new(engine, file.bytes, file.size, &stats, NULL);
  cr_assert(module != NULL);
  cr_assert_eq(stats.functions, 14);
  cr_assert(stats.decode_ns && stats.compile_ns && stats.seal_ns && stats.code_bytes && stats.scratch_bytes);
  for (uint32_t i = 0; i < FUNCTIONS; i++) cr_assert_eq(times[i] != 0, i < 14);
  sg_module_free(module);
  sg_engine_free(engine);
  free(file.bytes);
}

/* A module of two functions: the first is good, the second has an i32 where its result is an i64. */
static const uint8_t bytes[] = {0,  'a', 's', 'm',  1, 0,    0,    0,             /* */
                                1,  8,   2,   0x60, 0, 0,    0x60, 0, 1,    0x7e, /* types */
                                3,  3,   2,   0,    1,                            /* functions */
                                10, 9,   2,   2,    0, 0x0b, 4,    0, 0x41, 7,    0x0b};

Test(module, errors_leave_nothing) {
  sg_engine *engine = engine_make();
  sg_error error = {0};
  size_t size = sizeof bytes;
  for (int i = 0; i < 3; i++) {
    cr_assert(sg_module_new(engine, bytes, size, NULL, &error) == NULL);
    cr_assert_eq(error.code, SG_INVALID, "%s", error.message);
    cr_assert_eq(strcmp(error.text, "type mismatch"), 0);
    cr_assert_eq(error.function, 1);
  }
  cr_assert(!sg_validate(bytes, size, &error));
  cr_assert_eq(error.code, SG_INVALID);
  cr_assert(sg_module_new(engine, bytes, 7, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_MALFORMED);
  cr_assert(sg_module_new(engine, NULL, 7, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  cr_assert(sg_module_new(NULL, bytes, size, NULL, &error) == NULL);
  cr_assert_eq(error.code, SG_USAGE);
  sg_engine_free(engine);
}

Test(module, validates_without_an_engine) {
  static const char *const names[] = {"calls", "traps", "hosted", "loops", "exporter", "importer", "tables"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    ModuleFile file = module_file(names[i]);
    sg_error error = {0};
    cr_assert(sg_validate(file.bytes, file.size, &error), "%s: %s", names[i], error.message);
    free(file.bytes);
  }
}

/* A reference that leaves a block, enters one or passes a br_if has the declared type from there on, not its own
 * subtype: the validator and the compiler, whose operand may still stand for a local, both refuse to write it back.
 * Each body declares a local of type (ref null 0) and ends in local.set of a funcref. */
Test(module, references_widen_at_labels) {
  static const uint8_t leaves_block[] = {0,    'a',  's',  'm',  1,    0,    0,    0,    0x01, 0x04, 0x01, 0x60,
                                         0,    0,    0x03, 0x02, 0x01, 0x00, 0x0a, 0x0e, 0x01, 0x0c, 0x01, 0x01,
                                         0x63, 0x00, 0x02, 0x70, 0x20, 0x00, 0x0b, 0x21, 0x00, 0x0b};
  static const uint8_t passes_br_if[] = {0,    'a',  's',  'm',  1,    0,    0,    0,    0x01, 0x04, 0x01,
                                         0x60, 0,    0,    0x03, 0x02, 0x01, 0x00, 0x0a, 0x15, 0x01, 0x13,
                                         0x01, 0x01, 0x63, 0x00, 0x02, 0x70, 0x20, 0x00, 0x41, 0x00, 0x0d,
                                         0x00, 0x21, 0x00, 0x20, 0x00, 0x0b, 0x1a, 0x0b};
  static const uint8_t enters_block[] = {0,    'a',  's',  'm',  1,    0,    0,    0,    0x01, 0x08, 0x02, 0x60, 0,
                                         0,    0x60, 0x01, 0x70, 0x00, 0x03, 0x02, 0x01, 0x00, 0x0a, 0x0e, 0x01, 0x0c,
                                         0x01, 0x01, 0x63, 0x00, 0x20, 0x00, 0x02, 0x01, 0x21, 0x00, 0x0b, 0x0b};
  static const struct {
    const uint8_t *bytes;
    size_t size;
  } modules[] = {
      {leaves_block, sizeof leaves_block}, {passes_br_if, sizeof passes_br_if}, {enters_block, sizeof enters_block}};
  sg_engine *engine = engine_make();
  for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
    sg_error error;
    cr_assert(!sg_validate(modules[i].bytes, modules[i].size, &error) && error.code == SG_INVALID, "%zu: %s", i,
              error.message);
    cr_assert(strcmp(error.text, "type mismatch") == 0, "%zu: %s", i, error.message);
    cr_assert(!sg_module_new(engine, modules[i].bytes, modules[i].size, NULL, &error), "%zu is compiled", i);
    cr_assert(error.code == SG_INVALID, "%zu: %s", i, error.message);
  }
  sg_engine_free(engine);
}

/* A block type that is one reference without null is that type: of a function type, and of all functions. */
Test(module, block_types_without_null) {
  enum { REFERENCE = 31, VALUE = 33, SIZE = 38 }; /* (func (drop (block (result REFERENCE) VALUE))), exported */
  static const uint8_t begin[REFERENCE] = {0,    'a', 's', 'm',  1,    0,    0, 0,    0x01, 0x04, 0x01,
                                           0x60, 0,   0,   0x03, 0x02, 0x01, 0, 0x07, 0x05, 0x01, 0x01,
                                           'f',  0,   0,   0x0a, 0x0b, 0x01, 9, 0,    0x02};
  static const struct {
    uint8_t reference[2], value[2];
    bool valid;
  } rows[] = {{{0x64, 0x00}, {0xd2, 0x00}, true},  {{0x64, 0x70}, {0xd2, 0x00}, true},
              {{0x63, 0x00}, {0xd0, 0x00}, true},  {{0x64, 0x00}, {0xd0, 0x00}, false},
              {{0x64, 0x70}, {0xd0, 0x70}, false}, {{0x64, 0x6f}, {0xd0, 0x6f}, false}};
  sg_engine *engine = engine_make();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    uint8_t module[SIZE] = {[SIZE - 3] = 0x0b, 0x1a, 0x0b};
    memcpy(module, begin, sizeof begin);
    memcpy(module + REFERENCE, rows[i].reference, 2);
    memcpy(module + VALUE, rows[i].value, 2);
    sg_error error;
    cr_assert_eq(sg_validate(module, SIZE, &error), rows[i].valid, "%zu: %s", i, error.message);
    sg_module *compiled = sg_module_new(engine, module, SIZE, NULL, &error);
    cr_assert_eq(compiled != NULL, rows[i].valid, "%zu: %s", i, error.message);
    if (compiled) sg_module_free(compiled);
  }
  sg_engine_free(engine);
}
