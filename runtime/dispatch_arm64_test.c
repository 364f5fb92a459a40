/* SPDX-License-Identifier: Apache-2.0
 *
 * call_indirect through tables of fixed size (codegen/layout.h, DispatchEntry): what elements do who are functions of
 * the instance, of another of the same module, of another module, of the host; that the caller finds its own global,
 * memory and results afterwards; that a table seen by several instances says the same to all; traps and their frames;
 * and what happens to one who writes the entries. Offsets of operators are those that wasm-objdump -d prints for
 * runtime/modules/dispatch.wat.
 */
#include "memory/pac.h"
#include "runtime/instance.h"
#include "runtime/test_fixture.h"

#include <signal.h>
#include <sys/wait.h>

enum { RECURSE = 8, DIVIDE, MANY, CALL_MANY, CALL = 3 };
enum { AT_CALL = 0x111, AT_DIVIDE = 0x168, AT_DIVIDE_IN_MANY = 0x1a0, AT_CALL_MANY = 0x1e7 };
enum { ELEMENTS = 8, FIRST = 1, SECOND = 20 }; /* what `begin` tells the instances */

static sg_engine *engine;
static sg_store *store;
static sg_module *module;
static sg_table *table;
static sg_instance *instances[2];

static sg_trap *host_twice(void *context, sg_instance *caller, sg_raw *values) {
  (void)context;
  cr_assert(caller == instances[0] || caller == instances[1]);
  if (values[0].i32 == 99) return sg_trap_new(store, "no");
  values[0].i32 *= 2;
  return NULL;
}

static sg_func *host_make(void) {
  static const sg_type_kind types[] = {SG_I32, SG_I32};
  return sg_func_new(store, (sg_func_type){types, 1, 1}, host_twice, NULL, NULL, NULL);
}

static void element_set(uint64_t index, sg_func *func) {
  cr_assert(sg_table_set(table, index, (sg_raw){.func = func}));
}

static void set_up_with(bool checked) {
  sg_config config = sg_config_default();
  config.verify = true;
  sg_error error;
  config.checked_memories = checked;
  engine = sg_engine_new(&config, &error);
  cr_assert_not_null(engine, "%s", error.message);
  store = sg_store_new(engine, &error);
  module = module_make(engine, "dispatch");
  table = sg_table_new(store, SG_FUNCREF, (sg_limits){ELEMENTS, ELEMENTS}, (sg_raw){.func = NULL}, &error);
  cr_assert_not_null(table, "%s", error.message);
  for (int i = 0; i < 2; i++) {
    instances[i] = instance_make(store, module, &(sg_extern){SG_EXTERN_TABLE, {.table = table}}, 1);
    call_i32(instances[i], "begin", i ? SECOND : FIRST, 0, 0);
  }
}
static void set_up(void) { set_up_with(false); }

static int32_t call(int caller, int32_t index, int32_t argument) {
  return call_i32(instances[caller], "call", index, argument, 0).i32;
}
static int32_t expected(int32_t result, int32_t caller) { return 1000 * result + 2 * caller; }

static void elements_check(void) {
  element_set(0, func_find(instances[0], "add"));
  element_set(1, func_find(instances[1], "add"));
  element_set(2, host_make());
  for (int caller = 0; caller < 2; caller++) {
    int32_t id = caller ? SECOND : FIRST;
    cr_assert_eq(call(caller, 0, 5), expected(5 + 2 * FIRST, id));
    cr_assert_eq(call(caller, 1, 5), expected(5 + 2 * SECOND, id));
    cr_assert_eq(call(caller, 2, 5), expected(10, id));
  }
}

Test(dispatch, elements_of_all_kinds, .init = set_up) { elements_check(); }
Test(dispatch, elements_with_checked_memories) {
  set_up_with(true);
  elements_check();
}

Test(dispatch, writers, .init = set_up) {
  static const char null[] = "uninitialized element", other[] = "indirect call type mismatch";
  expect_trap(instances[0], "call", 3, 0, 0, SG_TRAP_UNINITIALIZED_ELEMENT, null);
  call_i32(instances[1], "set", 3, 0, 0); /* table.set by one is seen by the other */
  cr_assert_eq(call(0, 3, 7), expected(7 + 2 * SECOND, FIRST));
  cr_assert_eq(call(1, 3, 7), expected(7 + 2 * SECOND, SECOND));
  call_i32(instances[0], "copy", 3, 1, 2); /* $add and $nop of the first */
  cr_assert_eq(call(1, 3, 7), expected(7 + 2 * FIRST, SECOND));
  expect_trap(instances[0], "call", 4, 0, 0, SG_TRAP_INDIRECT_CALL_MISMATCH, other);
  expect_trap(instances[1], "call", 4, 0, 0, SG_TRAP_INDIRECT_CALL_MISMATCH, other);
  element_set(4, func_find(instances[1], "many"));
  expect_trap(instances[0], "call", 4, 0, 0, SG_TRAP_INDIRECT_CALL_MISMATCH, other);
  call_i32(instances[0], "clear", 3, 0, 0);
  expect_trap(instances[1], "call", 3, 0, 0, SG_TRAP_UNINITIALIZED_ELEMENT, null);
  expect_trap(instances[0], "call", ELEMENTS, 0, 0, SG_TRAP_UNDEFINED_ELEMENT, "undefined element");
  expect_trap(instances[0], "call", -1, 0, 0, SG_TRAP_UNDEFINED_ELEMENT, "undefined element");
  cr_assert_eq(call_i32(instances[1], "call_own", 1, 3, 0).i32, expected(3 + 2 * SECOND, SECOND));
}

/* An instance that comes later finds what the table holds. */
Test(dispatch, late_instance, .init = set_up) {
  element_set(5, func_find(instances[0], "add"));
  sg_instance *late = instance_make(store, module, &(sg_extern){SG_EXTERN_TABLE, {.table = table}}, 1);
  call_i32(late, "begin", 300, 0, 0);
  cr_assert_eq(call_i32(late, "call", 5, 1, 0).i32, expected(1 + 2 * FIRST, 300));
}

/* Ids are subtracted from eight arguments by the callee, and the caller's is added to their sum. */
Test(dispatch, arguments_and_results_on_the_stack, .init = set_up) {
  enum { SUM = 103 + 104 + 105 + 106 + 107 + 108 + 109, EXACT = 30000 };
  for (int callee = 0; callee < 2; callee++) {
    element_set(0, func_find(instances[callee], "many"));
    for (int caller = 0; caller < 2; caller++) {
      const int32_t first = 70, id = callee ? SECOND : FIRST;
      const int32_t want = first + SUM - 8 * id + 1000 / (first - id) + EXACT + (caller ? SECOND : FIRST);
      cr_assert_eq(call_i32(instances[caller], "call_many", 0, first, 0).i32, want);
    }
  }
}

static void frame_check(const sg_trap *trap, size_t index, const sg_instance *of, uint32_t function, uint64_t offset) {
  sg_frame frame = sg_trap_frame(trap, index);
  cr_assert_eq(frame.function, function, "frame %zu is of function %u, not %u", index, frame.function, function);
  cr_assert_eq(frame.offset, offset, "frame %zu is at %llx, not %llx", index, (unsigned long long)frame.offset,
               (unsigned long long)offset);
  cr_assert_eq(frame.instance, of, "frame %zu is of another instance", index);
}

Test(dispatch, frames, .init = set_up) {
  for (int callee = 0; callee < 2; callee++)
    for (int caller = 0; caller < 2; caller++) {
      element_set(0, func_find(instances[callee], "divide"));
      sg_trap *trap = trap_i32(instances[caller], "call", 0, 0, 0, SG_TRAP_DIVIDE_BY_ZERO, "integer divide by zero");
      cr_assert_eq(sg_trap_frame_count(trap), 2);
      frame_check(trap, 0, instances[callee], DIVIDE, AT_DIVIDE);
      frame_check(trap, 1, instances[caller], CALL, AT_CALL);
      sg_trap_free(trap);
      element_set(0, func_find(instances[callee], "many"));
      trap = trap_i32(instances[caller], "call_many", 0, callee ? SECOND : FIRST, 0, SG_TRAP_DIVIDE_BY_ZERO,
                      "integer divide by zero");
      cr_assert_eq(sg_trap_frame_count(trap), 2);
      frame_check(trap, 0, instances[callee], MANY, AT_DIVIDE_IN_MANY);
      frame_check(trap, 1, instances[caller], CALL_MANY, AT_CALL_MANY);
      sg_trap_free(trap);
    }
  element_set(0, host_make());
  sg_trap *trap = trap_i32(instances[1], "call", 0, 99, 0, SG_TRAP_HOST, "no");
  cr_assert_eq(sg_trap_frame_count(trap), 2);
  frame_check(trap, 1, instances[1], CALL, AT_CALL);
  sg_trap_free(trap);
  elements_check();
}

/* The stack ends somewhere: in functions, and in the stubs between them. */
Test(dispatch, stack_overflow, .init = set_up) {
  for (int callee = 0; callee < 2; callee++) {
    element_set(0, func_find(instances[callee], "recurse"));
    for (int caller = 0; caller < 2; caller++)
      for (int32_t round = 0; round < 3; round++) {
        sg_raw values[1] = {{.i32 = round}};
        sg_trap *trap = sg_func_call(func_find(instances[caller], "recurse"), values);
        cr_assert_not_null(trap);
        cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_STACK_OVERFLOW);
        cr_assert_gt(sg_trap_frame_count(trap), 100u);
        cr_assert_eq(sg_trap_frame(trap, 50).function, RECURSE);
        cr_assert_eq(sg_trap_frame(trap, 50).instance, instances[callee]);
        sg_trap_free(trap);
      }
  }
  elements_check();
}

/* Two instances that call each other, so that every frame has a stub's behind it. */
Test(dispatch, stack_overflow_in_turns, .init = set_up) {
  sg_error error;
  sg_table *other = sg_table_new(store, SG_FUNCREF, (sg_limits){ELEMENTS, ELEMENTS}, (sg_raw){.func = NULL}, &error);
  sg_instance *second = instance_make(store, module, &(sg_extern){SG_EXTERN_TABLE, {.table = other}}, 1);
  element_set(0, func_find(second, "recurse"));
  cr_assert(sg_table_set(other, 0, (sg_raw){.func = func_find(instances[0], "recurse")}));
  sg_raw values[1] = {{.i32 = 0}};
  sg_trap *trap = sg_func_call(func_find(instances[0], "recurse"), values);
  cr_assert_not_null(trap);
  cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_STACK_OVERFLOW);
  for (size_t i = 10; i < 50; i++) {
    const sg_instance *of = sg_trap_frame(trap, i).instance, *before = sg_trap_frame(trap, i - 1).instance;
    cr_assert(of != before && (of == second || of == instances[0]));
  }
  sg_trap_free(trap);
}

/* ---- Attacks: each finds a signature that is right elsewhere and wrong where it puts it ---- */

static DispatchEntry *entries_of(int which) {
  return (DispatchEntry *)instance_at(instances[which], module->layout.dispatch[0]);
}
static uint64_t signed_at(uint64_t entry, const uint64_t *place, uint32_t type) {
  return pac_sign_code(pac_strip(entry),
                       pac_modifier(place, pac_dispatch_discriminator(type, module->context.module_id)));
}

/* The entry of one instance in the other's place, where it would run with the other's globals. */
static void entry_of_another_instance(void) {
  for (uint64_t i = 0; i < ELEMENTS; i++) {
    element_set(i, func_find(instances[0], "add"));
    DispatchEntry *from = &entries_of(0)[i], *to = &entries_of(1)[i];
    if (signed_at(from->entry, &to->entry, to->type) == from->entry) continue;
    to->entry = from->entry;
    call(1, (int32_t)i, 0);
  }
}

/* A function of another type. */
static void entry_of_another_type(void) {
  for (uint64_t i = 0; i < ELEMENTS; i++) {
    element_set(i, func_find(instances[0], "many"));
    DispatchEntry *entry = &entries_of(0)[i];
    const uint64_t many = entry->entry;
    element_set(i, func_find(instances[0], "add"));
    if (signed_at(many, &entry->entry, entry->type) == many) continue;
    entry->entry = many;
    call(0, (int32_t)i, 0);
  }
}

/* A foreign stub is led to a function object of another type. */
static void cell_of_another_type(void) {
  sg_func *add = func_find(instances[1], "add"), *many = func_find(instances[1], "many");
  element_set(0, add);
  const uint64_t wrong = many->slot.entry;
  if (pac_sign_code(pac_strip(wrong), pac_modifier(&many->slot, pac_type_discriminator(add->type->id))) == wrong)
    raise(SIGILL);
  *(uint64_t *)instance_at(instances[0], entries_of(0)[0].function) = (uint64_t)(uintptr_t)&many->slot;
  call(0, 0, 0);
}

/* The frame of a foreign stub says another module's instance when a host function comes back. */
static void (*host_action)(void);
static sg_trap *host_forges(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  host_action();
  __asm__ volatile("" ::: "memory"); /* no tail call: frame_forge counts frames */
  return NULL;
}
static void frame_forge(void) {
  uint64_t *record = __builtin_frame_address(0);
  /* frame_forge, host_forges, import stub: then the foreign stub's. */
  for (int i = 0; i < 3; i++) record = (uint64_t *)(uintptr_t)record[0];
  cr_assert_eq(record[-2], (uint64_t)(uintptr_t)instances[0]->header);
  uint64_t *copy = (uint64_t *)instances[1]->header + 64;
  do copy += 2;
  while (pac_sign_data((uint64_t)(uintptr_t)instances[0]->header, pac_modifier(copy, module->context.module_id)) ==
         instances[0]->header->self);
  *copy = instances[0]->header->self;
  record[-2] = (uint64_t)(uintptr_t)copy;
}
static void frame_of_a_foreign_stub(void) {
  static const sg_type_kind types[] = {SG_I32, SG_I32};
  host_action = frame_forge;
  element_set(0, sg_func_new(store, (sg_func_type){types, 1, 1}, host_forges, NULL, NULL, NULL));
  call(0, 0, 0);
}

static void dies_check(void (*attack)(void)) {
  pid_t child = fork();
  if (child == 0) {
    attack();
    _exit(0);
  }
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert(WIFSIGNALED(status), "exit status %d", WEXITSTATUS(status));
  const unsigned signals = 1u << SIGSEGV | 1u << SIGILL | 1u << SIGTRAP;
  cr_assert(signals >> WTERMSIG(status) & 1, "signal %d", WTERMSIG(status));
}

Test(dispatch, entry_of_another_instance_dies, .init = set_up) { dies_check(entry_of_another_instance); }
Test(dispatch, entry_of_another_type_dies, .init = set_up) { dies_check(entry_of_another_type); }
Test(dispatch, cell_of_another_type_dies, .init = set_up) { dies_check(cell_of_another_type); }
Test(dispatch, frame_of_a_foreign_stub_dies, .init = set_up) { dies_check(frame_of_a_foreign_stub); }
