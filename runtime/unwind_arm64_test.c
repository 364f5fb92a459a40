/* SPDX-License-Identifier: Apache-2.0
 *
 * Leaving Wasm by a trap, through the public API: which frames a trap carries, out of functions with and without a
 * frame record, by trap stubs, faults, helpers and host functions; that the store works afterwards; and what happens to
 * one who has forged what lies on the stack. The offsets of operators are those that wasm-objdump -d prints for
 * runtime/modules/stack.wat and pass.wat.
 */
#include "memory/pac.h"
#include "runtime/instance.h"
#include "runtime/test_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

enum { DIV = 1, LOAD, DEEP, OUTER, OUTER_LOAD, RECURSE, HOST, SPIN, FILL, TWELVE, STACKED };
enum {
  AT_DIV = 0xb9,
  AT_LOAD = 0xbf,
  AT_UNREACHABLE = 0xca,
  AT_CALL_IN_DEEP = 0xd1,
  AT_CALL_IN_OUTER = 0xde,
  AT_CALL_IN_OUTER_LOAD = 0xe8,
  AT_CALL_IN_RECURSE = 0xf2,
  AT_CALL_IN_HOST = 0xfc,
  AT_FILL = 0x114,
  AT_DIV_IN_TWELVE = 0x11e,
  AT_CALL_IN_STACKED = 0x13a
};

enum { PASS = 1, AT_CALL_IN_PASS = 0x31 };

static sg_engine *engine;
static sg_module *stack_module;
static sg_store *store;
static sg_instance *instance;

/* What the imported host function does. */
static sg_trap *(*host_action)(int32_t argument);

static sg_trap *host_callback(void *context, sg_instance *caller, sg_raw *values) {
  (void)context;
  cr_assert_eq(caller, instance);
  sg_trap *trap = host_action ? host_action(values[0].i32) : NULL;
  __asm__ volatile("" ::: "memory"); /* no tail call: stub_record counts frames */
  return trap;
}

static sg_instance *instantiate(sg_store *in) {
  static const sg_type_kind types[] = {SG_I32};
  sg_error error;
  sg_func *host = sg_func_new(in, (sg_func_type){types, 1, 0}, host_callback, NULL, NULL, &error);
  cr_assert_not_null(host, "%s", error.message);
  sg_trap *trap;
  sg_instance *made =
      sg_instance_new(in, stack_module, &(sg_extern){.kind = SG_EXTERN_FUNC, .of.func = host}, 1, &trap, &error);
  cr_assert_not_null(made, "%s", error.message);
  return made;
}

static void world_make(const sg_config *config) {
  sg_error error;
  engine = sg_engine_new(config, &error);
  cr_assert_not_null(engine, "%s", error.message);
  stack_module = module_make(engine, "stack");
  store = sg_store_new(engine, &error);
  cr_assert_not_null(store, "%s", error.message);
  instance = instantiate(store);
}

static void set_up(void) { world_make(NULL); }

static sg_raw values[4];
static sg_trap *call_of(const sg_instance *of, const char *name, int32_t a, int32_t b) {
  memset(values, 0, sizeof values);
  values[0].i32 = a;
  values[1].i32 = b;
  return sg_func_call(func_find(of, name), values);
}
static sg_trap *call(const char *name, int32_t a, int32_t b) { return call_of(instance, name, a, b); }

static void frame_check(const sg_trap *trap, size_t index, const sg_instance *of, uint32_t function, uint64_t offset) {
  cr_assert_lt(index, sg_trap_frame_count(trap));
  sg_frame frame = sg_trap_frame(trap, index);
  cr_assert_eq(frame.function, function, "frame %zu is of function %u, not %u", index, frame.function, function);
  cr_assert_eq(frame.offset, offset, "frame %zu is at %llx, not %llx", index, (unsigned long long)frame.offset,
               (unsigned long long)offset);
  cr_assert_eq(frame.instance, of, "frame %zu is of another instance", index);
}

static void kind_check(const sg_trap *trap, sg_trap_kind kind, size_t frames) {
  cr_assert_not_null(trap);
  cr_assert_eq(sg_trap_kind_of(trap), kind, "%s", sg_trap_message(trap));
  cr_assert_eq(sg_trap_frame_count(trap), frames, "%zu frames, not %zu", sg_trap_frame_count(trap), frames);
}

/* The store still works. */
static void works_check(void) {
  cr_assert_null(call("div", 42, 6));
  cr_assert_eq(values[0].i32, 7);
}

Test(unwind, explicit_trap_in_leaf_and_caller, .init = set_up) {
  sg_trap *trap = call("div", 1, 0);
  kind_check(trap, SG_TRAP_DIVIDE_BY_ZERO, 1);
  frame_check(trap, 0, instance, DIV, AT_DIV);
  sg_trap_free(trap);
  trap = call("outer", INT32_MIN, -1);
  kind_check(trap, SG_TRAP_INTEGER_OVERFLOW, 2);
  frame_check(trap, 0, instance, DIV, AT_DIV);
  frame_check(trap, 1, instance, OUTER, AT_CALL_IN_OUTER);
  sg_trap_free(trap);
  works_check();
}

Test(unwind, recursion_in_order, .init = set_up) {
  sg_trap *trap = call("deep", 9, 0);
  kind_check(trap, SG_TRAP_UNREACHABLE, 10);
  frame_check(trap, 0, instance, DEEP, AT_UNREACHABLE);
  for (size_t i = 1; i < 10; i++) frame_check(trap, i, instance, DEEP, AT_CALL_IN_DEEP);
  sg_trap_free(trap);
  works_check();
}

Test(unwind, stack_arguments_do_not_hide_the_instance, .init = set_up) {
  sg_instance *second = instantiate(store); /* now a module alone does not tell the instance */
  sg_trap *trap = call("stacked", 0, 0);
  kind_check(trap, SG_TRAP_DIVIDE_BY_ZERO, 2);
  frame_check(trap, 0, instance, TWELVE, AT_DIV_IN_TWELVE);
  frame_check(trap, 1, instance, STACKED, AT_CALL_IN_STACKED);
  sg_trap_free(trap);
  trap = call_of(second, "stacked", 0, 0);
  frame_check(trap, 0, second, TWELVE, AT_DIV_IN_TWELVE);
  frame_check(trap, 1, second, STACKED, AT_CALL_IN_STACKED);
  sg_trap_free(trap);
}

static void load_check(void) {
  sg_trap *trap = call("load", 65533, 0);
  kind_check(trap, SG_TRAP_MEMORY_OUT_OF_BOUNDS, 1);
  frame_check(trap, 0, instance, LOAD, AT_LOAD);
  sg_trap_free(trap);
  trap = call("outer_load", -1, 0);
  kind_check(trap, SG_TRAP_MEMORY_OUT_OF_BOUNDS, 2);
  frame_check(trap, 0, instance, LOAD, AT_LOAD);
  frame_check(trap, 1, instance, OUTER_LOAD, AT_CALL_IN_OUTER_LOAD);
  sg_trap_free(trap);
  cr_assert_null(call("load", 65532, 0));
  works_check();
}

Test(unwind, fault_in_a_guarded_memory, .init = set_up) { load_check(); }

Test(unwind, check_of_a_checked_memory) {
  sg_config config = sg_config_default();
  config.verify = true;
  config.checked_memories = true;
  world_make(&config);
  load_check();
}

Test(unwind, helper, .init = set_up) {
  sg_trap *trap = call("fill", 65530, 7);
  kind_check(trap, SG_TRAP_MEMORY_OUT_OF_BOUNDS, 1);
  frame_check(trap, 0, instance, FILL, AT_FILL);
  sg_trap_free(trap);
  cr_assert_null(call("fill", 65530, 6));
  works_check();
}

Test(unwind, stack_overflow, .init = set_up) {
  for (int round = 0; round < 3; round++) {
    sg_trap *trap = call("recurse", 0, 0);
    cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_STACK_OVERFLOW);
    cr_assert_gt(sg_trap_frame_count(trap), 100u);
    for (size_t i = 1; i < sg_trap_frame_count(trap); i++) frame_check(trap, i, instance, RECURSE, AT_CALL_IN_RECURSE);
    sg_trap_free(trap);
    works_check();
  }
}

/* wide(n) is 5 for n = 0, else wide(n - 1) + 160 n + (0 + ... + 159). */
Test(unwind, stack_overflow_of_large_frames, .init = set_up) {
  sg_instance *wide = instance_make(store, module_make(engine, "wide"), NULL, 0);
  for (int round = 0; round < 2; round++) {
    sg_raw value[1] = {{.i64 = 10}};
    cr_assert_null(sg_func_call(func_find(wide, "wide"), value));
    cr_assert_eq(value[0].i64, 5 + 160 * 55 + 10 * (159 * 160 / 2));
    value[0].i64 = 1 << 30;
    sg_trap *trap = sg_func_call(func_find(wide, "wide"), value);
    cr_assert_not_null(trap);
    cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_STACK_OVERFLOW);
    cr_assert_gt(sg_trap_frame_count(trap), 100u);
    cr_assert_eq(sg_trap_frame(trap, 0).instance, wide);
    sg_trap_free(trap);
  }
  works_check();
}

static sg_trap *host_traps(int32_t argument) {
  (void)argument;
  return sg_trap_new(store, "no");
}

Test(unwind, host_trap, .init = set_up) {
  host_action = host_traps;
  sg_trap *trap = call("host", 1, 0);
  kind_check(trap, SG_TRAP_HOST, 2);
  cr_assert_str_eq(sg_trap_message(trap), "no");
  cr_assert_null(sg_trap_frame(trap, 0).module);
  frame_check(trap, 1, instance, HOST, AT_CALL_IN_HOST);
  sg_trap_free(trap);
  host_action = NULL;
  cr_assert_null(call("host", 1, 0));
  cr_assert_eq(values[0].i32, 2);
}

/* Calls `host` with the argument less one, down to 0, where the stack overflows; passes the trap on. */
static int host_depth;
static sg_trap *host_recurses(int32_t argument) {
  host_depth++;
  sg_raw inner[2] = {{.i32 = argument - 1}};
  return sg_func_call(func_find(instance, argument == 0 ? "recurse" : "host"), inner);
}

Test(unwind, through_host_frames, .init = set_up) {
  host_action = host_recurses;
  sg_trap *trap = call("host", 5, 0);
  cr_assert_eq(host_depth, 6);
  cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_STACK_OVERFLOW);
  frame_check(trap, 1, instance, RECURSE, AT_CALL_IN_RECURSE);
  sg_trap_free(trap);
  works_check();
}

/* The same, but for a division by zero at the end: short enough to tell the whole stack. */
static sg_trap *host_divides(int32_t argument) {
  sg_raw inner[2] = {{.i32 = argument - 1}};
  return sg_func_call(func_find(instance, argument == 0 ? "outer" : "host"), inner);
}

Test(unwind, host_frames_between, .init = set_up) {
  host_action = host_divides;
  sg_trap *trap = call("host", 3, 0);
  kind_check(trap, SG_TRAP_DIVIDE_BY_ZERO, 2 + 4 * 2);
  frame_check(trap, 0, instance, DIV, AT_DIV);
  frame_check(trap, 1, instance, OUTER, AT_CALL_IN_OUTER);
  for (size_t i = 0; i < 4; i++) {
    cr_assert_null(sg_trap_frame(trap, 2 + 2 * i).module);
    frame_check(trap, 3 + 2 * i, instance, HOST, AT_CALL_IN_HOST);
  }
  sg_trap_free(trap);
  works_check();
}

/* Host and Wasm in turn without end: C finds no room any more. */
static sg_trap *host_recurses_forever(int32_t argument) {
  sg_raw inner[2] = {{.i32 = argument}};
  return sg_func_call(func_find(instance, "host"), inner);
}

Test(unwind, stack_overflow_in_turns, .init = set_up) {
  host_action = host_recurses_forever;
  sg_trap *trap = call("host", 5, 0);
  cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_STACK_OVERFLOW);
  sg_trap_free(trap);
  works_check();
}

/* A host function that catches the trap of an inner call and goes on. */
static sg_trap *host_catches(int32_t argument) {
  sg_raw inner[2] = {{.i32 = argument}, {.i32 = 0}};
  sg_trap *trap = sg_func_call(func_find(instance, "outer"), inner);
  kind_check(trap, SG_TRAP_DIVIDE_BY_ZERO, 2);
  sg_trap_free(trap);
  return NULL;
}

Test(unwind, inner_trap_caught, .init = set_up) {
  host_action = host_catches;
  cr_assert_null(call("host", 20, 0));
  cr_assert_eq(values[0].i32, 21);
}

Test(unwind, across_instances, .init = set_up) {
  sg_error error;
  sg_trap *trap;
  sg_module *module = module_make(engine, "pass");
  sg_instance *passes[2], *to = instance;
  for (int i = 0; i < 2; i++) {
    sg_extern import = {.kind = SG_EXTERN_FUNC, .of.func = func_find(to, i == 0 ? "outer" : "pass")};
    passes[i] = to = sg_instance_new(store, module, &import, 1, &trap, &error);
    cr_assert_not_null(to, "%s", error.message);
  }
  cr_assert_null(call_of(passes[1], "pass", 42, 6));
  cr_assert_eq(values[0].i32, 42 / 6 + 7 + 200);
  trap = call_of(passes[1], "pass", 42, 0);
  kind_check(trap, SG_TRAP_DIVIDE_BY_ZERO, 4);
  frame_check(trap, 0, instance, DIV, AT_DIV);
  frame_check(trap, 1, instance, OUTER, AT_CALL_IN_OUTER);
  frame_check(trap, 2, passes[0], PASS, AT_CALL_IN_PASS);
  frame_check(trap, 3, passes[1], PASS, AT_CALL_IN_PASS);
  sg_trap_free(trap);
}

static void *interrupt_soon(void *unused) {
  (void)unused;
  usleep(50000);
  sg_store_interrupt(store);
  return NULL;
}

Test(unwind, interrupt, .init = set_up) {
  for (int round = 0; round < 3; round++) {
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, interrupt_soon, NULL), 0);
    sg_trap *trap = call("spin", 0, 0);
    kind_check(trap, SG_TRAP_INTERRUPTED, 1);
    cr_assert_eq(sg_trap_frame(trap, 0).function, SPIN);
    sg_trap_free(trap);
    pthread_join(thread, NULL);
    works_check();
  }
}

/* Threads with stores of their own, each with its own signal stack. */
static void *trap_often(void *unused) {
  (void)unused;
  sg_store *own = sg_store_new(engine, NULL);
  sg_instance *mine = instantiate(own);
  sg_raw arguments[2];
  for (int i = 0; i < 12; i++) {
    arguments[0].i32 = -1;
    sg_trap *trap = sg_func_call(func_find(mine, i % 2 ? "outer_load" : "recurse"), arguments);
    kind_check(trap, i % 2 ? SG_TRAP_MEMORY_OUT_OF_BOUNDS : SG_TRAP_STACK_OVERFLOW, sg_trap_frame_count(trap));
    if (i % 2) frame_check(trap, 1, mine, OUTER_LOAD, AT_CALL_IN_OUTER_LOAD);
    sg_trap_free(trap);
  }
  sg_store_free(own);
  return NULL;
}

Test(unwind, threads, .init = set_up) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) cr_assert_eq(pthread_create(&threads[i], NULL, trap_often, NULL), 0);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  works_check();
}

/* ---- What must die ----------------------------------------------------------------------------------------- */

/* Whether the child ended by SIGTRAP (brk), SIGILL (FPAC) or SIGSEGV (a poisoned pointer), and not by itself. */
static void dies_check(void (*body)(void)) {
  pid_t child = fork();
  if (child == 0) {
    body();
    _exit(0);
  }
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert(WIFSIGNALED(status), "exit status %d", WEXITSTATUS(status));
  int number = WTERMSIG(status);
  cr_assert(number == SIGTRAP || number == SIGILL || number == SIGSEGV, "signal %d", number);
}

typedef struct FrameRecord {
  struct FrameRecord *caller;
  uint64_t return_address;
} FrameRecord;

/* Records of: the host function's C, up to the import stub; the Wasm function; the trampoline. */
__attribute__((noinline)) static FrameRecord *stub_record(void) {
  FrameRecord *record = __builtin_frame_address(0);
  /* stub_record, the action, host_callback: the last was called by the import stub. */
  for (int i = 0; i < 3; i++) record = record->caller;
  return record;
}

/* Another address under the same signature, which is right for one address in 128. */
static void return_forge(FrameRecord *record) {
  uint64_t forged, step = 4;
  do {
    forged = record->return_address + step;
    step += 4;
  } while (pac_sign_code(pac_strip(forged), (uint64_t)(uintptr_t)(record + 1)) == forged);
  record->return_address = forged;
}

static enum { STUB_RETURN, WASM_RETURN, TRAMPOLINE_RETURN, WASM_FRAME_LOW, WASM_FRAME_AWAY, NOTHING } forge_what;
static bool forge_then_trap;

__attribute__((noinline)) static sg_trap *host_forges(int32_t argument) {
  (void)argument;
  FrameRecord *stub = stub_record(), *wasm = stub->caller, *trampoline = wasm->caller;
  static FrameRecord elsewhere;
  elsewhere = *wasm;
  switch (forge_what) {
  case STUB_RETURN: return_forge(stub); break;
  case WASM_RETURN: return_forge(wasm); break;
  case TRAMPOLINE_RETURN: return_forge(trampoline); break;
  case WASM_FRAME_LOW: stub->caller = stub; break;
  case WASM_FRAME_AWAY: stub->caller = &elsewhere; break;
  case NOTHING: break;
  }
  return forge_then_trap ? sg_trap_new(store, "forged") : NULL;
}

static void call_host(void) {
  host_action = host_forges;
  call("host", 1, 0);
}

Test(unwind, forged_frames_die, .init = set_up) {
  for (int trap = 0; trap < 2; trap++)
    for (forge_what = STUB_RETURN; forge_what < NOTHING; forge_what++) {
      /* x29 is not used on the way back without a trap. */
      if (trap == 0 && (forge_what == WASM_FRAME_LOW || forge_what == WASM_FRAME_AWAY)) continue;
      forge_then_trap = trap;
      dies_check(call_host);
    }
}

/* The control: the same path with nothing forged. */
Test(unwind, frames_as_they_are_do_not_die, .init = set_up) {
  forge_what = NOTHING;
  forge_then_trap = true;
  host_action = host_forges;
  sg_trap *trap = call("host", 1, 0);
  kind_check(trap, SG_TRAP_HOST, 2);
  sg_trap_free(trap);
  forge_then_trap = false;
  cr_assert_null(call("host", 1, 0));
}

/* What the header of an instance says is signed for the place where it stands. Each of these finds a signature that is
 * right elsewhere and wrong there (7 bits of it: one place in 128 has the same). */
static void self_of_another_module(void) {
  uint64_t address = (uint64_t)(uintptr_t)instance->header, self = instance->header->self;
  for (uint16_t id = 1; instance->header->self == self; id++)
    instance->header->self = pac_sign_data(address, pac_modifier(instance->header, id));
  call("outer_load", 0, 0);
}
static void base_of_another_place(void) {
  uint64_t *base = &instance->header->memory_base, was = *base;
  for (uint64_t *place = base + 1; *base == was; place++)
    *base = pac_sign_data((uint64_t)(uintptr_t)sg_memory_data(instance->memories[0]),
                          pac_modifier(place, instance->module->context.module_id));
  call("outer_load", 0, 0);
}

Test(unwind, forged_pointers_die, .init = set_up) {
  dies_check(self_of_another_module);
  dies_check(base_of_another_place);
}
Test(unwind, pointers_as_they_are_do_not_die, .init = set_up, .exit_code = 57) {
  call("outer_load", 0, 0);
  _exit(57);
}

/* A fault of the embedder's own is not ours. */
static void embedder_handler(int number) { _exit(number == SIGSEGV ? 57 : 58); }
static sg_trap *host_faults(int32_t argument) {
  (void)argument;
  void *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  *(volatile int *)page = 1;
  return NULL;
}
Test(unwind, the_embedders_faults_are_its_own, .exit_code = 57) {
  struct sigaction action = {.sa_handler = embedder_handler, .sa_flags = SA_ONSTACK};
  sigaction(SIGSEGV, &action, NULL);
  set_up();
  host_action = host_faults;
  call("host", 1, 0);
}
