/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules that arrive in pieces: the same words, the same errors, at most one function left when the last byte comes,
 * and no memory for what is only announced.
 */
#include "runtime/large_module.h"
#include "runtime/module.h"
#include "wasm/refusal_modules.h"

#include <signal.h>

static const size_t pieces[] = {1, 7, 4096, SIZE_MAX};
enum { PIECES = sizeof pieces / sizeof *pieces };

/* Of the tests that go through all bytes: reserving a gigabyte is slow under qemu 7.2. */
#if defined(__aarch64__)
enum { STRIDE = 97 };
#else
enum { STRIDE = 1 };
#endif

static const LargeModule whole = {.functions = 1200, .broken = {UINT32_MAX, UINT32_MAX}};

/* Feeds all of it, whatever feeding says, and finishes. */
static sg_module *stream(sg_engine *engine, const void *bytes, size_t size, size_t piece, sg_compile_stats *stats,
                         sg_error *error) {
  sg_compile *compile = sg_compile_begin(engine, stats, error);
  cr_assert(compile != NULL, "%s", error->message);
  bool refused = false;
  for (size_t at = 0; at < size;) {
    const size_t more = size - at < piece ? size - at : piece;
    sg_error told = {0};
    const bool taken = sg_compile_feed(compile, (const uint8_t *)bytes + at, more, &told);
    cr_assert(!(refused && taken), "refused, and not any more");
    cr_assert(taken || told.code != SG_OK);
    refused = !taken;
    at += more;
  }
  sg_module *module = sg_compile_finish(compile, error);
  cr_assert(!(refused && module), "refused, and then not");
  return module;
}

/* The bytes have the error that they have in one piece, or none, whatever the pieces. */
static void expect_same_end(sg_engine *engine, const void *bytes, size_t size, const char *what) {
  sg_error alone = {0};
  sg_module *module = sg_module_new(engine, bytes, size, NULL, &alone);
  for (unsigned i = 0; i < PIECES; i++) {
    sg_error error = {0};
    sg_module *streamed = stream(engine, bytes, size, pieces[i], NULL, &error);
    cr_assert_eq(streamed == NULL, module == NULL, "%s: pieces of %zu: %s and %s", what, pieces[i], error.message,
                 alone.message);
    if (streamed) sg_module_free(streamed);
    else
      cr_assert(error.code == alone.code && error.offset == alone.offset && error.function == alone.function &&
                    strcmp(error.message, alone.message) == 0,
                "%s: pieces of %zu: %s at %llu, not %s at %llu", what, pieces[i], error.message,
                (unsigned long long)error.offset, alone.message, (unsigned long long)alone.offset);
  }
  if (module) sg_module_free(module);
}

static void expect_same_module(const ModuleFile *file, size_t piece, uint32_t threads) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.compile_threads = threads;
  sg_error error = {0};
  sg_engine *one = engine_make(), *two = sg_engine_new(&config, &error); /* each module the first: the same id */
  sg_compile_stats stats = {0};
  sg_module *module = sg_module_new(one, file->bytes, file->size, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  sg_module *streamed = stream(two, file->bytes, file->size, piece, &stats, &error);
  cr_assert(streamed != NULL, "%s", error.message);
  expect_same_words(module, streamed);
  size_t size = 0;
  const uint8_t *bytes = sg_module_bytes(streamed, &size);
  cr_assert_eq(size, file->size);
  cr_assert_eq(memcmp(bytes, file->bytes, size), 0);
  cr_assert_eq(sg_module_export_count(streamed), sg_module_export_count(module));
  cr_assert_eq(stats.functions, sg_module_function_count(streamed));
  cr_assert_gt(stats.code_bytes, 0);
  cr_assert_gt(stats.code_section_bytes, 0);
  sg_module_free(module);
  sg_module_free(streamed);
  sg_engine_free(one);
  sg_engine_free(two);
}

Test(compile_stream, seals_the_same_words) {
  ModuleFile file = large_module(whole);
  for (unsigned i = 0; i < PIECES; i++) expect_same_module(&file, pieces[i], 1);
  expect_same_module(&file, 100000, 4);
  free(file.bytes);
}

static void expect_same_refusals(bool lazy) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.lazy = lazy;
  sg_engine *engine = sg_engine_new(&config, NULL);
  cr_assert(engine != NULL);
  for (unsigned i = 0; i < REFUSALS; i++)
    expect_same_end(engine, refusals[i].bytes, refusals[i].size, error_text(refusals[i].row));
  for (unsigned i = 0; i < LATER; i++)
    expect_same_end(engine, later[i].bytes, later[i].size, feature_name(later[i].feature));
  sg_engine_free(engine);
}

Test(compile_stream, gives_the_errors_of_the_whole_module) { expect_same_refusals(false); }
Test(compile_stream, gives_them_to_lazy_engines) { expect_same_refusals(true); }

Test(compile_stream, ends_anywhere) {
  sg_engine *engine = engine_make();
  ModuleFile file = large_module((LargeModule){.functions = 3, .broken = {UINT32_MAX, UINT32_MAX}});
  for (size_t size = 0; size <= file.size; size += STRIDE) expect_same_end(engine, file.bytes, size, "cut");
  free(file.bytes);
  file = large_module((LargeModule){.functions = 3, .broken = {1, UINT32_MAX}});
  for (size_t size = 0; size <= file.size; size += STRIDE) expect_same_end(engine, file.bytes, size, "invalid and cut");
  free(file.bytes);
  sg_engine_free(engine);
}

/* Each byte of a module in turn is another: sizes, counts, indices, opcodes. */
Test(compile_stream, takes_damage_as_the_whole_module_does) {
  static const uint8_t damage[] = {0x01, 0x80, 0xff};
  sg_engine *engine = engine_make();
  ModuleFile file = large_module((LargeModule){.functions = 3, .broken = {UINT32_MAX, UINT32_MAX}});
  for (size_t at = 0; at < file.size; at += STRIDE)
    for (unsigned i = 0; i < sizeof damage; i++) {
      file.bytes[at] ^= damage[i];
      expect_same_end(engine, file.bytes, file.size, "damaged");
      file.bytes[at] ^= damage[i];
    }
  free(file.bytes);
  sg_engine_free(engine);
}

/* A body's error is told when the body is there; what is wrong with a later section goes before it in the end. */
Test(compile_stream, tells_early_and_at_the_end) {
  sg_engine *engine = engine_make();
  ModuleFile file = large_module((LargeModule){.functions = 100, .broken = {10, UINT32_MAX}});
  sg_compile *compile = sg_compile_begin(engine, NULL, NULL);
  sg_error error = {0};
  cr_assert(!sg_compile_feed(compile, file.bytes, file.size / 2, &error));
  cr_assert_eq(error.code, SG_INVALID);
  cr_assert_eq(error.function, 10);
  sg_compile_abandon(compile);
  file.bytes[file.size - 12] = 9; /* in the name of the last section, which then is not UTF-8 */
  memset(file.bytes + file.size - 9, 0xff, 6);
  expect_same_end(engine, file.bytes, file.size, "two errors");
  free(file.bytes);
  sg_engine_free(engine);
}

static size_t resident_bytes(void) {
  size_t total = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  cr_assert(file && fscanf(file, "%zu %zu", &total, &resident) == 2);
  fclose(file);
  return resident * 4096;
}

/* 200 modules announce a gigabyte of code, give two functions of it, and wait. The region has room for 1 MiB each. */
Test(compile_stream, reserves_nothing_for_what_is_announced) {
  enum { STREAMS = STRIDE == 1 ? 200 : 10 };
  static const uint8_t head[] = HEADER "\x01\x04\x01\x60\x00\x00"     /* [] -> [] */
                                       "\x03\x05\x04\x00\x00\x00\x00" /* four functions */
                                       "\x0a\xf0\xff\xff\xff\x03\x04\x02\x00\x0b\x02\x00\x0b\xf0\xff\xd2\x03\x00";
  sg_engine *engine = engine_make();
  sg_compile *streams[STREAMS];
  const size_t before = resident_bytes();
  for (unsigned i = 0; i < STREAMS; i++) {
    sg_error error = {0};
    streams[i] = sg_compile_begin(engine, NULL, &error);
    cr_assert(streams[i] != NULL, "%s", error.message);
    cr_assert(sg_compile_feed(streams[i], head, sizeof head - 1, &error), "%s", error.message);
  }
  const size_t taken = resident_bytes() - before;
  /* Tables of pages included; under qemu its own tables of a gigabyte's pages too. */
  cr_assert_lt(taken, (size_t)STREAMS * (STRIDE == 1 ? 512 << 10 : 16 << 20), "%zu bytes", taken);
  for (unsigned i = 0; i < STREAMS; i++) {
    if (i % 2) sg_compile_abandon(streams[i]);
    else {
      sg_error error = {0};
      cr_assert_null(sg_compile_finish(streams[i], &error));
      cr_assert_eq(error.code, SG_MALFORMED);
    }
  }
  sg_engine_free(engine);
}

static void expect_running(bool lazy) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.lazy = lazy;
  sg_engine *engine = sg_engine_new(&config, NULL);
  ModuleFile file = module_file("loops");
  sg_error error = {0};
  sg_module *module = stream(engine, file.bytes, file.size, 5, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  if (sg_engine_can_run(engine)) {
    sg_store *store = sg_store_new(engine, &error);
    const sg_instance *instance = instance_make(store, module, NULL, 0);
    cr_assert_eq(call_i32(instance, "sum", 10, 0, 0).i32, 55) /* 1 + ... + 10 */;
    sg_store_free(store);
  }
  sg_module_free(module);
  free(file.bytes);
  sg_engine_free(engine);
}

Test(compile_stream, makes_modules_that_run) {
  expect_running(false);
  expect_running(true);
}

/* A module of which so much has come, some functions with it; 100: it is finished. */
static sg_module *module_under_way(size_t percent) {
  ModuleFile file = large_module(whole);
  sg_engine *engine = engine_make();
  if (percent == 100) return stream(engine, file.bytes, file.size, 4096, NULL, &(sg_error){0});
  sg_compile *compile = sg_compile_begin(engine, NULL, NULL);
  cr_assert(sg_compile_feed(compile, file.bytes, file.size * percent / 100, NULL));
  sg_module *module;
  memcpy(&module, compile, sizeof module); /* its first member */
  cr_assert(module->space != NULL);
  return module;
}
static void decoded_write(const sg_module *module) {
  Function *function = (Function *)(uintptr_t)&module->decoded->functions[2];
  function->body_end++;
}
Test(compile_stream, bytes_are_read_only, .signal = SIGSEGV) { module_under_way(100)->bytes[8] = 0; }
Test(compile_stream, bytes_are_read_only_meanwhile, .signal = SIGSEGV) { module_under_way(60)->bytes[8] = 0; }
Test(compile_stream, decoded_data_is_read_only, .signal = SIGSEGV) { decoded_write(module_under_way(100)); }
Test(compile_stream, decoded_data_is_read_only_meanwhile, .signal = SIGSEGV) { decoded_write(module_under_way(60)); }

Test(compile_stream, wants_its_arguments) {
  sg_error error = {0};
  cr_assert_null(sg_compile_begin(NULL, NULL, &error));
  cr_assert_eq(error.code, SG_USAGE);
  cr_assert_not(sg_compile_feed(NULL, "", 1, &error));
  cr_assert_null(sg_compile_finish(NULL, &error));
  sg_compile_abandon(NULL);
}
