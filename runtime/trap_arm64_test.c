/* SPDX-License-Identifier: Apache-2.0
 *
 * Each kind of trap, with the whole backtrace: functions, names and offsets. The offsets are wasm-objdump's of the
 * module traps.
 */
#include "runtime/test_fixture.h"

#include <time.h>

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
  config.verify = true;
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

/* A large function that calls itself from as many places as a trap has frames: telling where costs a few compilations,
 * not two a frame. Its body: for k below PLACES: local 0 = k? call itself with k + 1; then a trap, and no end of nops.
 */
enum { PLACES = 127, NOPS = 300000 };

static uint8_t *leb(uint8_t *at, uint32_t value) { /* of five bytes */
  for (int i = 0; i < 5; i++) *at++ = (uint8_t)((value >> 7 * i & 0x7f) | (i < 4 ? 0x80 : 0));
  return at;
}

static size_t large_recursive(uint8_t *module, uint32_t *first_call, uint32_t *place_bytes) {
  static const uint8_t head[] = {0,    'a', 's', 'm', 1, 0, 0, 0, 1, 5, 1,   0x60, 1,
                                 0x7f, 0,   3,   2,   1, 0, 7, 5, 1, 1, 'f', 0,    0};
  memcpy(module, head, sizeof head);
  uint8_t *section = module + sizeof head, *body = section + 1 + 5 + 1, *at = body + 5;
  *section = 10;
  body[-1] = 1;
  *at++ = 0; /* no locals */
  for (uint32_t k = 0; k < PLACES; k++) {
    const uint8_t place[] = {0x20, 0,    0x41, (uint8_t)(0x80 | (k & 0x7f)),
                             0,    0x46, 0x04, 0x40, /* if local 0 = k */
                             0x20, 0,    0x41, 1,
                             0x6a, 0x10, 0,    0x0b};
    if (k == 0) *first_call = (uint32_t)(at - module) + 13;
    *place_bytes = sizeof place;
    memcpy(at, place, sizeof place);
    at += sizeof place;
  }
  *at++ = 0x00; /* unreachable, after which nothing is emitted: so the nops stand in front */
  memmove(body + 6 + NOPS, body + 6, (size_t)(at - body - 6));
  memset(body + 6, 0x01, NOPS);
  at += NOPS;
  *first_call += NOPS;
  *at++ = 0x0b;
  leb(body, (uint32_t)(at - body - 5));
  leb(section + 1, (uint32_t)(at - section - 6));
  return (size_t)(at - module);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

Test(trap, frames_of_one_function_are_told_at_once) {
  uint8_t *bytes = malloc(NOPS + 8192);
  uint32_t first_call, place_bytes;
  size_t size = large_recursive(bytes, &first_call, &place_bytes);
  sg_engine *engine = engine_make();
  sg_error error = {0};
  double start = seconds();
  sg_module *module = sg_module_new(engine, bytes, size, NULL, &error);
  const double compiled = seconds() - start;
  cr_assert(module != NULL, "%s", error.message);
  sg_store *store = sg_store_new(engine, NULL);
  sg_instance *instance = instance_make(store, module, NULL, 0);
  sg_trap *trap = trap_i32(instance, "f", 0, 0, 0, SG_TRAP_UNREACHABLE, "unreachable");
  cr_assert_eq(sg_trap_frame_count(trap), PLACES + 1);
  start = seconds();
  for (uint32_t i = 1; i <= PLACES; i++)
    cr_assert_eq(sg_trap_frame(trap, i).offset, first_call + (PLACES - i) * place_bytes, "frame %u", i);
  const double told = seconds() - start;
  cr_assert(told < 20 * compiled, "%.3f s, compiling %.3f s", told, compiled);
  sg_trap_free(trap);
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
  free(bytes);
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
