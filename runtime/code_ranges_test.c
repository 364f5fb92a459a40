/* SPDX-License-Identifier: Apache-2.0
 *
 * The lists of code ranges: all that is sealed, once, where it is.
 */
#include "runtime/large_module.h"

static int by_address(const void *a, const void *b) {
  const sg_code_range *x = a, *y = b;
  return (x->address > y->address) - (x->address < y->address);
}

Test(code_ranges, are_all_that_is_sealed) {
  const LargeModule what = {.functions = 100, .broken = {UINT32_MAX, UINT32_MAX}};
  ModuleFile file = large_module(what);
  sg_engine *engine = engine_make();
  sg_compile_stats stats = {0};
  sg_module *module = sg_module_new(engine, file.bytes, file.size, &stats, NULL);
  cr_assert(module != NULL);
  const size_t count = sg_module_code(module, NULL, 0), engines = sg_engine_code(engine, NULL, 0);
  cr_assert_eq(count, 100 + 50); /* every second function is in the table */
  cr_assert_gt(engines, 20);
  sg_code_range *ranges = calloc(count + engines, sizeof *ranges);
  cr_assert_eq(sg_module_code(module, ranges, count), count);
  cr_assert_eq(sg_engine_code(engine, ranges + count, engines), engines);
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; i++) {
    bytes += ranges[i].bytes;
    if (ranges[i].kind != SG_CODE_FUNCTION) {
      cr_assert_eq(ranges[i].kind, SG_CODE_ENTRY);
      cr_assert_eq(ranges[i].function % 2, 0);
      continue;
    }
    size_t words = 0;
    cr_assert_eq(ranges[i].address, sg_module_function_code(module, ranges[i].function, &words));
    cr_assert_eq(ranges[i].bytes, 4 * words);
  }
  cr_assert_eq(bytes, stats.code_bytes);
  for (size_t i = count; i < count + engines; i++)
    cr_assert(ranges[i].kind == SG_CODE_ENGINE && ranges[i].name && *ranges[i].name);
  qsort(ranges, count + engines, sizeof *ranges, by_address);
  for (size_t i = 1; i < count + engines; i++)
    cr_assert_leq((uintptr_t)ranges[i - 1].address + ranges[i - 1].bytes, (uintptr_t)ranges[i].address);
  ranges[3].address = NULL;
  cr_assert_eq(sg_module_code(module, ranges, 3), count); /* writes no more than there is room for */
  cr_assert_eq(ranges[3].address, NULL);
  free(ranges);
  sg_module_free(module);
  sg_engine_free(engine);
  free(file.bytes);
}

Test(code_ranges, of_a_lazy_module_are_what_has_been_called) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.lazy = true;
  sg_engine *engine = sg_engine_new(&config, NULL);
  ModuleFile file = large_module((LargeModule){.functions = 10, .broken = {UINT32_MAX, UINT32_MAX}});
  sg_module *module = sg_module_new(engine, file.bytes, file.size, NULL, NULL);
  cr_assert(module != NULL);
  cr_assert_eq(sg_module_code(module, NULL, 0), 5); /* entries */
  cr_assert_not_null(sg_module_function_code(module, 7, NULL));
  cr_assert_eq(sg_module_code(module, NULL, 0), 6);
  sg_module_free(module);
  sg_engine_free(engine);
  free(file.bytes);
}
