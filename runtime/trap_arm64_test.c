/* SPDX-License-Identifier: Apache-2.0
 *
 * Each kind of trap, with the whole backtrace: functions, names and offsets. The offsets are wasm-objdump's of the
 * module traps.
 */
#include "runtime/test_fixture.h"

typedef struct {
  sg_trap_kind kind;
  const char *message;
  uint32_t function, offset; /* where it traps */
  uint32_t call;             /* in "middle" */
  const char *name;
} Expected;

enum { MIDDLE = 10, RUN = 11, RUN_CALL = 0x132 };

static const Expected expected[] = {
    {SG_TRAP_UNREACHABLE, "unreachable", 0, 0x60, 0xe4, "unreachable"},
    {SG_TRAP_DIVIDE_BY_ZERO, "integer divide by zero", 1, 0x68, 0xea, "divide"},
    {SG_TRAP_INTEGER_OVERFLOW, "integer overflow", 2, 0x75, 0xf0, "overflow"},
    {SG_TRAP_MEMORY_OUT_OF_BOUNDS, "out of bounds memory access", 3, 0x7c, 0xf8, "load"},
    {SG_TRAP_MEMORY_OUT_OF_BOUNDS, "out of bounds memory access", 4, 0x8f, 0x100, "store"},
    {SG_TRAP_INVALID_CONVERSION, "invalid conversion to integer", 5, 0x97, 0x10d, "convert"},
    {SG_TRAP_UNDEFINED_ELEMENT, "undefined element", 6, 0x9e, 0x113, "indirect"},
    {SG_TRAP_UNINITIALIZED_ELEMENT, "uninitialized element", 6, 0x9e, 0x119, "indirect"},
    {SG_TRAP_INDIRECT_CALL_MISMATCH, "indirect call type mismatch", 7, 0xa6, 0x11f, "mismatch"},
    {SG_TRAP_MEMORY_OUT_OF_BOUNDS, "out of bounds memory access", 8, 0xb3, 0x127, "fill"},
};

enum { KINDS = sizeof expected / sizeof expected[0] };

static void frame_check(const sg_trap *trap, size_t index, const sg_instance *instance, uint32_t function,
                        uint32_t offset, const char *name) {
  sg_frame frame = sg_trap_frame(trap, index);
  cr_assert(frame.module == sg_instance_module(instance) && frame.instance == instance, "frame %zu", index);
  cr_assert_eq(frame.function, function, "frame %zu", index);
  cr_assert_eq(frame.offset, offset, "frame %zu of %s: %#llx, not %#x", index, name, (unsigned long long)frame.offset,
               offset);
  cr_assert(frame.name.length == strlen(name) && memcmp(frame.name.bytes, name, frame.name.length) == 0);
}

static void traps_check(const sg_config *config) {
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "traps");
  sg_instance *instance = instance_make(store, module, NULL, 0);
  for (int pass = 0; pass < 2; pass++)
    for (int32_t i = 0; i < KINDS; i++) {
      sg_trap *trap = trap_i32(instance, "run", i, 0, 0, expected[i].kind, expected[i].message);
      cr_assert_eq(sg_trap_frame_count(trap), 3, "%d", i);
      frame_check(trap, 0, instance, expected[i].function, expected[i].offset, expected[i].name);
      frame_check(trap, 1, instance, MIDDLE, expected[i].call, "middle");
      frame_check(trap, 2, instance, RUN, RUN_CALL, "run");
      sg_trap_free(trap);
    }
  /* A store that traps changes nothing, not even the part that would fit. */
  cr_assert_eq(call_i32(instance, "read", 65532, 0, 0).i32, 0);
  expect_trap(instance, "get", 4, 0, 0, SG_TRAP_TABLE_OUT_OF_BOUNDS, "out of bounds table access");
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(trap, all_kinds_guarded) { traps_check(NULL); }

Test(trap, all_kinds_checked) {
  sg_config config = sg_config_default();
  config.checked_memories = true;
  traps_check(&config);
}

Test(trap, stack_overflow) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "loops");
  sg_instance *instance = instance_make(store, module, NULL, 0);
  for (int i = 0; i < 3; i++) {
    sg_raw value = {.i64 = 0};
    sg_trap *trap = sg_func_call(func_find(instance, "deep"), &value);
    cr_assert(trap != NULL && sg_trap_kind_of(trap) == SG_TRAP_STACK_OVERFLOW);
    cr_assert_eq(strcmp(sg_trap_message(trap), "call stack exhausted"), 0);
    cr_assert(sg_trap_frame_count(trap) > 50);
    cr_assert_eq(sg_trap_frame(trap, 20).function, 1);
    sg_trap_free(trap);
  }
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
}

Test(trap, outlives_its_store) {
  sg_engine *engine = engine_make();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "traps");
  sg_instance *instance = instance_make(store, module, NULL, 0);
  sg_trap *trap = trap_i32(instance, "run", 1, 0, 0, SG_TRAP_DIVIDE_BY_ZERO, "integer divide by zero");
  sg_store_free(store);
  cr_assert_eq(sg_trap_frame(trap, 0).offset, 0x68);
  sg_trap_free(trap);
  sg_module_free(module);
  sg_engine_free(engine);
}
