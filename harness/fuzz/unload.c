/* SPDX-License-Identifier: Apache-2.0
 *
 * unload MODULES [THREADS [REGION_KIB]]: loads and unloads that many tiny modules, each another one, on so many threads
 * (1), in one engine whose code region (1024 KiB) has room for a few hundred at a time. Where the machine runs Wasm
 * each is instantiated in a store of its own and called, and one more thread runs Wasm of another module all the while,
 * by calls, by a table and by memory. Prints ten rows of modules done and kilobytes resident, and fails where what the
 * process holds grows: under an emulator of the heap (its own cache of translated code grows to a bound), else resident
 * too. harness/unload.sh runs it.
 */
#include <signet/signet.h>

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 10, THREADS_MOST = 32, RESIDENT_GROWTH_KIB = 2048, HEAP_GROWTH_KIB = 64 };
/* What the engine keeps for each thread that compiles at the same time as others, which may happen late. */
enum { WORKER_KIB = 96 };

/* ThreadSanitizer's own memory grows with what is mapped. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RESIDENT_IS_OURS 0
#endif
#endif
#if !defined(RESIDENT_IS_OURS)
#define RESIDENT_IS_OURS 1
#endif

static sg_engine *engine;
static uint32_t modules, thread_count = 1;
static atomic_uint done;

static void check(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "unload: %s\n", what);
  exit(1);
}

/* (func (result i32) i32.const number), `more` of them, and the last is "f", in a table too; one it does not call
 * traps. Numbers are below 2^20, in three bytes. */
static size_t module_write(uint8_t *bytes, uint32_t number, uint32_t more) {
  static const uint8_t head[] = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f};
  size_t size = sizeof head;
  memcpy(bytes, head, size);
  bytes[size++] = 3, bytes[size++] = (uint8_t)(more + 1), bytes[size++] = (uint8_t)more;
  for (uint32_t i = 0; i < more; i++) bytes[size++] = 0;
  const uint8_t middle[] = {4,
                            4,
                            1,
                            0x70,
                            0,
                            1, /* table 1 */
                            7,
                            5,
                            1,
                            1,
                            'f',
                            0,
                            (uint8_t)(more - 1), /* export */
                            9,
                            7,
                            1,
                            0,
                            0x41,
                            0,
                            0x0b,
                            1,
                            (uint8_t)(more - 1), /* element */
                            10};
  memcpy(bytes + size, middle, sizeof middle);
  size += sizeof middle;
  bytes[size++] = (uint8_t)(1 + 7 * more), bytes[size++] = (uint8_t)more;
  for (uint32_t i = 0; i < more; i++) {
    const uint8_t body[] = {6, 0, 0x41, 0x80 | (number & 0x7f), 0x80 | (number >> 7 & 0x7f), number >> 14 & 0x3f, 0x0b};
    memcpy(bytes + size, body, sizeof body);
    size += sizeof body;
  }
  return size;
}

static void module_come_and_go(uint32_t number) {
  uint8_t bytes[256];
  sg_error error = {0};
  const size_t size = module_write(bytes, number & 0xfffff, 1 + number % 7);
  sg_module *module = sg_module_new(engine, bytes, size, NULL, &error);
  check(module != NULL, error.message);
  if (sg_engine_can_run(engine)) {
    sg_store *store = sg_store_new(engine, &error);
    check(store != NULL, error.message);
    sg_instance *instance = sg_instance_new(store, module, NULL, 0, NULL, &error);
    check(instance != NULL, error.message);
    sg_module_free(module); /* the instance keeps it */
    module = NULL;
    sg_extern found;
    sg_raw value;
    check(sg_instance_find(instance, "f", 1, &found) && !sg_func_call(found.of.func, &value), "the call traps");
    check(value.i32 == (int32_t)(number & 0xfffff), "another module's number");
    sg_store_free(store);
  }
  sg_module_free(module);
}

static void *modules_come_and_go(void *unused) {
  (void)unused;
  for (uint32_t number; (number = atomic_fetch_add(&done, 1)) < modules;) module_come_and_go(number);
  return NULL;
}

/* (memory 1) (table 1 funcref) (elem (i32.const 0) 0)
 * (func (param i32) (result i32) local.get 0 i32.const 1 i32.add)
 * (func (export "f") (loop
 *   (i32.store (i32.const 0) (call_indirect (type 0) (i32.load (i32.const 0)) (i32.const 0))) (br 0))) */
static const uint8_t endless[] = {
    0x0,  0x61, 0x73, 0x6d, 0x1, 0x0,  0x0, 0x0,  0x1, 0x9,  0x2,  0x60, 0x1,  0x7f, 0x1,  0x7f, 0x60,
    0x0,  0x0,  0x3,  0x3,  0x2, 0x0,  0x1, 0x4,  0x4, 0x1,  0x70, 0x0,  0x1,  0x5,  0x3,  0x1,  0x0,
    0x1,  0x7,  0x5,  0x1,  0x1, 0x66, 0x0, 0x1,  0x9, 0x7,  0x1,  0x0,  0x41, 0x0,  0xb,  0x1,  0x0,
    0xa,  0x20, 0x2,  0x7,  0x0, 0x20, 0x0, 0x41, 0x1, 0x6a, 0xb,  0x16, 0x0,  0x3,  0x40, 0x41, 0x0,
    0x41, 0x0,  0x28, 0x2,  0x0, 0x41, 0x0, 0x11, 0x0, 0x0,  0x36, 0x2,  0x0,  0xc,  0x0,  0xb,  0xb};

static void *run_on(void *store) {
  sg_error error = {0};
  sg_module *module = sg_module_new(engine, endless, sizeof endless, NULL, &error);
  check(module != NULL, error.message);
  sg_instance *instance = sg_instance_new(store, module, NULL, 0, NULL, &error);
  check(instance != NULL, error.message);
  sg_module_free(module);
  sg_extern found;
  check(sg_instance_find(instance, "f", 1, &found), "no f");
  sg_trap *trap = sg_func_call(found.of.func, NULL);
  check(trap && sg_trap_kind_of(trap) == SG_TRAP_INTERRUPTED, "it ends by itself");
  sg_trap_free(trap);
  return NULL;
}

static long resident_kib(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  check(file && fscanf(file, "%*d %ld", &pages) == 1, "/proc/self/statm");
  fclose(file);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static long heap_kib(void) { return (long)(mallinfo2().uordblks / 1024); }

static void rows_print(void) {
  long resident = 0, heap = 0;
  printf("   modules  resident KiB  heap KiB\n");
  for (uint32_t row = 1; row <= ROWS; row++) {
    while (atomic_load(&done) < (uint64_t)modules * row / ROWS) usleep(1000);
    printf("%10u %13ld %9ld\n", atomic_load(&done), resident_kib(), heap_kib());
    fflush(stdout);
    if (row == ROWS / 2) resident = resident_kib(), heap = heap_kib();
  }
  check(heap_kib() - heap < HEAP_GROWTH_KIB + WORKER_KIB * (long)thread_count, "the heap grows");
  check(!RESIDENT_IS_OURS || sg_engine_can_run(engine) || resident_kib() - resident < RESIDENT_GROWTH_KIB,
        "the resident set grows");
}

int main(int argc, char **argv) {
  check(argc >= 2 && argc <= 4, "usage: unload MODULES [THREADS [REGION_KIB]]");
  modules = (uint32_t)atol(argv[1]);
  if (argc > 2) thread_count = (uint32_t)atol(argv[2]);
  check(thread_count >= 1 && thread_count <= THREADS_MOST, "1 to 32 threads");
  sg_config config = sg_config_default();
  config.code_region_bytes = (argc > 3 ? (size_t)atol(argv[3]) : 1024) << 10;
  sg_error error = {0};
  engine = sg_engine_new(&config, &error);
  check(engine != NULL, error.message);
  mallopt(M_ARENA_MAX, 1);

  pthread_t threads[THREADS_MOST], runner;
  const bool runs = sg_engine_can_run(engine);
  sg_store *store = runs ? sg_store_new(engine, &error) : NULL;
  check(!runs || (store && pthread_create(&runner, NULL, run_on, store) == 0), "a thread that runs");
  for (uint32_t i = 0; i < thread_count; i++)
    check(pthread_create(&threads[i], NULL, modules_come_and_go, NULL) == 0, "a thread");
  rows_print();
  for (uint32_t i = 0; i < thread_count; i++) pthread_join(threads[i], NULL);
  if (runs) {
    sg_store_interrupt(store);
    pthread_join(runner, NULL);
    sg_store_free(store);
  }
  sg_engine_free(engine);
  printf("%u modules came and went%s\n", modules, runs ? " while a thread ran" : "");
  return 0;
}
