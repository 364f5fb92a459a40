/* SPDX-License-Identifier: Apache-2.0
 *
 * sg_engine_prepare: what an engine asks the system for afterwards. The linker's --wrap leads every call that Apple's
 * restricted sandbox or a seccomp policy forbids here; each is counted, and after `forbid` it fails as it does there.
 * The same world is made, run, trapped and interrupted without it first: then each of the calls is made, so none of the
 * zeros is empty.
 */
#include "runtime/large_module.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

enum { LARGE_BYTES = 1 << 30 }; /* what no ordinary memory is: a guarded memory's address space */

static struct {
  bool forbidden;
  _Atomic int executable, reservations, files, handlers, stacks, threads;
} asked;

static bool ask(_Atomic int *count) {
  (*count)++;
  if (asked.forbidden) errno = EPERM;
  return !asked.forbidden;
}

void *__real_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset) {
  if ((protection & PROT_EXEC) != 0 && !ask(&asked.executable)) return MAP_FAILED;
  if (bytes >= LARGE_BYTES && (flags & MAP_FIXED) == 0 && !ask(&asked.reservations)) return MAP_FAILED;
  return __real_mmap(at, bytes, protection, flags, file, offset);
}
int __real_mprotect(void *at, size_t bytes, int protection);
int __wrap_mprotect(void *at, size_t bytes, int protection);
int __wrap_mprotect(void *at, size_t bytes, int protection) {
  if ((protection & PROT_EXEC) != 0 && !ask(&asked.executable)) return -1;
  return __real_mprotect(at, bytes, protection);
}
int __real_memfd_create(const char *name, unsigned flags);
int __wrap_memfd_create(const char *name, unsigned flags);
int __wrap_memfd_create(const char *name, unsigned flags) {
  return ask(&asked.files) ? __real_memfd_create(name, flags) : -1;
}
int __real_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old) {
  return ask(&asked.handlers) ? __real_sigaction(number, action, old) : -1;
}
int __real_sigaltstack(const stack_t *stack, stack_t *old);
int __wrap_sigaltstack(const stack_t *stack, stack_t *old);
int __wrap_sigaltstack(const stack_t *stack, stack_t *old) {
  return ask(&asked.stacks) ? __real_sigaltstack(stack, old) : -1;
}
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  return ask(&asked.threads) ? __real_pthread_create(thread, attributes, start, argument) : EPERM;
}

static void asked_nothing(void) {
  asked.executable = asked.reservations = asked.files = asked.handlers = asked.stacks = asked.threads = 0;
}

/* Whether this machine fetches rewritten words by cache maintenance alone: FPAC is how the engine tells. */
static bool code_stays_mapped(void) {
  uint64_t isar1, isar2;
  __asm__("mrs %0, S3_0_C0_C6_1" : "=r"(isar1));
  __asm__("mrs %0, S3_0_C0_C6_2" : "=r"(isar2));
  return (isar1 >> 4 & 15) >= 4 || (isar1 >> 8 & 15) >= 4 || (isar2 >> 12 & 15) >= 4;
}

static sg_engine *engine_with(bool lazy) {
  sg_config config = sg_config_default();
  config.code_region_bytes = 16 << 20;
  config.compile_threads = 3;
  config.pooled_reservations = 2;
  config.lazy = lazy;
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  return engine;
}

static void prepare(sg_engine *engine) {
  sg_error error = {0};
  cr_assert(sg_engine_prepare(engine, &error), "%s", error.message);
  cr_assert(sg_engine_prepare(engine, &error), "twice: %s", error.message);
}

static sg_raw call(const sg_instance *instance, const char *name, int32_t argument, sg_trap **trap) {
  sg_raw values[2] = {{.i32 = argument}, {.i32 = 0}};
  *trap = sg_func_call(export_find(instance, name).of.func, values);
  return values[0];
}

/* A module that several threads compile, a call of it, and a fault in the guard of a memory. Twice: what the first
 * leaves free (reservations, threads, code) serves the second. */
static void world_live(sg_engine *engine) {
  for (int round = 0; round < 2; round++) {
    sg_error error = {0};
    ModuleFile file = large_module((LargeModule){.functions = 1500, .broken = {UINT32_MAX, UINT32_MAX}});
    sg_module *large = sg_module_new(engine, file.bytes, file.size, NULL, &error);
    cr_assert(large != NULL, "%s", error.message);
    sg_store *store = sg_store_new(engine, &error);
    cr_assert(store != NULL, "%s", error.message);
    sg_module *traps = module_make(engine, "traps");
    instance_make(store, large, NULL, 0);
    sg_instance *instance = instance_make(store, traps, NULL, 0);
    sg_trap *trap;
    cr_assert_eq(call(instance, "read", 16, &trap).i32, 0);
    cr_assert(trap == NULL);
    call(instance, "read", 65534, &trap);
    cr_assert(trap != NULL && sg_trap_kind_of(trap) == SG_TRAP_MEMORY_OUT_OF_BOUNDS);
    sg_trap_free(trap);
    call(instance, "run", 0, &trap);
    cr_assert(trap != NULL && sg_trap_kind_of(trap) == SG_TRAP_UNREACHABLE);
    sg_trap_free(trap);
    sg_store_free(store);
    sg_module_free(traps);
    sg_module_free(large);
    free(file.bytes);
  }
}

/* The control: without it each of them is asked for, so the zeros of the next test are of calls that are seen. */
Test(prepare, is_needed) {
  sg_engine *engine = engine_with(false);
  cr_assert_gt(asked.executable, 0);
  cr_assert_gt(asked.files, 0);
  cr_assert_gt(asked.handlers, 0);
  asked_nothing();
  world_live(engine);
  cr_assert_gt(asked.reservations, 0);
  cr_assert_gt(asked.stacks, 0);
  cr_assert_gt(asked.threads, 0);
  sg_engine_free(engine);
}

static void forbid_and_live(bool lazy) {
  sg_engine *engine = engine_with(lazy);
  prepare(engine);
  cr_assert_eq(asked.threads, 2);
  cr_assert_eq(asked.reservations, 2);
  asked_nothing();
  /* An emulator that keeps stale words (memory/region_linux_arm64.c) needs code mapped anew where it is rewritten. */
  asked.forbidden = code_stays_mapped();
  world_live(engine);
  if (asked.forbidden) cr_assert_eq(asked.executable, 0);
  cr_assert_eq(asked.reservations + asked.files + asked.handlers + asked.stacks + asked.threads, 0);
  asked.forbidden = false;
  sg_engine_free(engine);
}

Test(prepare, leaves_nothing_to_ask_for) { forbid_and_live(false); }
Test(prepare, leaves_nothing_to_ask_for_when_lazy) { forbid_and_live(true); }

/* The threads that wait do the work of several calls at once: one has them, the other works alone. */
static void *compile_main(void *engine) {
  for (int round = 0; round < 4; round++) {
    sg_error error = {0};
    ModuleFile file =
        large_module((LargeModule){.functions = 300, .broken = {round == 2 ? 77 : UINT32_MAX, UINT32_MAX}});
    sg_module *module = sg_module_new(engine, file.bytes, file.size, NULL, &error);
    if ((module == NULL) != (round == 2) || (round == 2 && error.function != 77)) abort();
    sg_module_free(module);
    free(file.bytes);
  }
  return NULL;
}

Test(prepare, threads_serve_one_call_at_a_time) {
  sg_engine *engine = engine_with(false);
  prepare(engine);
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) cr_assert_eq(pthread_create(&threads[i], NULL, compile_main, engine), 0);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  sg_engine_free(engine);
}
