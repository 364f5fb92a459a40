/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiling on several threads: the same words as on one, the same error, and the statistics of all of them.
 */
#include "runtime/large_module.h"

static sg_engine *engine_with(uint32_t threads) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.compile_threads = threads;
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  return engine;
}

static const LargeModule whole = {.functions = 2000, .broken = {UINT32_MAX, UINT32_MAX}};

Test(compile_threads, seal_the_same_words) {
  ModuleFile file = large_module(whole);
  sg_engine *one = engine_with(1), *four = engine_with(4);
  sg_error error = {0};
  sg_module *alone = sg_module_new(one, file.bytes, file.size, NULL, &error);
  cr_assert(alone != NULL, "%s", error.message);
  for (int run = 0; run < 5; run++) {
    sg_module *together = sg_module_new(four, file.bytes, file.size, NULL, &error);
    cr_assert(together != NULL, "%s", error.message);
    if (run == 0) expect_same_words(alone, together); /* later modules have other ids, so other words */
    sg_module_free(together);
  }
  sg_module_free(alone);
  sg_engine_free(one);
  sg_engine_free(four);
  free(file.bytes);
}

/* Whatever the threads are at when they find it. */
Test(compile_threads, report_the_lowest_function_that_fails) {
  sg_engine *one = engine_with(1), *four = engine_with(4);
  for (uint32_t run = 0; run < 40; run++) {
    LargeModule broken = whole;
    broken.broken[0] = run * 37 % whole.functions;
    broken.broken[1] = broken.broken[0] + 1 + run % 3 * 30;
    ModuleFile file = large_module(broken);
    sg_error alone = {0}, together = {0};
    cr_assert_null(sg_module_new(one, file.bytes, file.size, NULL, &alone));
    cr_assert_null(sg_module_new(four, file.bytes, file.size, NULL, &together));
    cr_assert_eq(alone.code, SG_INVALID);
    cr_assert_eq(alone.function, broken.broken[0]);
    cr_assert_eq(together.code, SG_INVALID);
    cr_assert_eq(together.function, broken.broken[0], "%u, not %u", together.function, broken.broken[0]);
    cr_assert_eq(together.offset, alone.offset);
    cr_assert_eq(strcmp(together.message, alone.message), 0, "%s", together.message);
    free(file.bytes);
  }
  sg_engine_free(one);
  sg_engine_free(four);
}

Test(compile_threads, add_up_their_statistics) {
  ModuleFile file = large_module(whole);
  sg_engine *one = engine_with(1), *four = engine_with(4);
  uint64_t *times = calloc(whole.functions, sizeof *times);
  sg_compile_stats alone = {0}, together = {.function_ns = times, .function_ns_room = whole.functions};
  sg_module *a = sg_module_new(one, file.bytes, file.size, &alone, NULL);
  sg_module *b = sg_module_new(four, file.bytes, file.size, &together, NULL);
  cr_assert(a && b);
  cr_assert_eq(together.code_bytes, alone.code_bytes);
  cr_assert_eq(together.functions, whole.functions);
  cr_assert_gt(together.compile_ns, 0);
  cr_assert_gt(together.seal_ns, 0);
  cr_assert_gt(together.scratch_bytes, alone.scratch_bytes / 2); /* malloc may give pages that were touched before */
  for (uint32_t i = 0; i < whole.functions; i++) cr_assert_gt(times[i], 0, "function %u", i);
  free(times);
  sg_module_free(a);
  sg_module_free(b);
  sg_engine_free(one);
  sg_engine_free(four);
  free(file.bytes);
}

Test(compile_threads, are_at_most_128) {
  sg_config config = sg_config_default();
  config.verify = true;
  sg_error error = {0};
  config.compile_threads = 129;
  cr_assert_null(sg_engine_new(&config, &error));
  cr_assert_eq(error.code, SG_USAGE);
  config.compile_threads = 128;
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  ModuleFile file = large_module(whole);
  sg_module *module = sg_module_new(engine, file.bytes, file.size, NULL, &error);
  cr_assert(module != NULL, "%s", error.message);
  sg_module_free(module);
  sg_engine_free(engine);
  free(file.bytes);
}

/* They copy its bytes too: sizes about whole slices, and many of them. */
Test(compile_threads, copy_all_bytes) {
  static const size_t sizes[] = {262143, 262144, 524288, 524289, 786431, 5000001};
  enum {
    HEAD = 15
  }; /* of the module; of a custom section whose length takes five bytes; of its name, which is empty */
  sg_engine *engine = engine_with(4);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    const size_t size = sizes[i], length = size - HEAD + 1;
    uint8_t *bytes = malloc(size);
    memcpy(bytes, "\0asm\1\0\0", HEAD - 7);
    bytes[8] = bytes[HEAD - 1] = 0;
    for (int b = 0; b < 5; b++) bytes[9 + b] = (uint8_t)((length >> 7 * b & 0x7f) | (b < 4 ? 0x80 : 0));
    for (size_t at = HEAD; at < size; at++) bytes[at] = (uint8_t)(at * 2654435761u >> 13);
    sg_error error = {0};
    size_t copied = 0;
    sg_module *module = sg_module_new(engine, bytes, size, NULL, &error);
    cr_assert(module != NULL, "%zu: %s", size, error.message);
    cr_assert_eq(memcmp(sg_module_bytes(module, &copied), bytes, size), 0, "%zu bytes", size);
    cr_assert_eq(copied, size);
    sg_module_free(module);
    free(bytes);
  }
  sg_engine_free(engine);
}
