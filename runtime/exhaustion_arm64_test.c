/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory that runs out: the same little world is made, run and freed again and again, and each time another one of its
 * allocations fails (the linker's --wrap leads every call of the allocators here). Whatever fails must say so by a
 * named error or a trap of kind LIMIT, must work when it is tried once more, and in the end nothing may be left.
 *
 * Mappings of code in the place of other code (memory/region.h, renewing) are not made to fail: a code page that could
 * not be renewed ends the process, by design.
 */
#include "memory/unique_pages.h"
#include "runtime/test_fixture.h"

#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

static struct {
  long until; /* allocations until one fails; negative: none */
  bool failed;
  long blocks, bytes; /* live: of the heap, of mappings */
} memory = {.until = -1};

static bool fails(void) {
  if (memory.until < 0 || memory.until-- > 0) return false;
  memory.failed = true;
  return true;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *block, size_t bytes);
void __real_free(void *block);
void *__real_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset);
void *__real_mremap(void *at, size_t old_bytes, size_t bytes, int flags, ...);
int __real_munmap(void *at, size_t bytes);

void *__wrap_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes) {
  void *block = fails() ? NULL : __real_malloc(bytes);
  memory.blocks += block != NULL;
  return block;
}
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes) {
  void *block = fails() ? NULL : __real_calloc(count, bytes);
  memory.blocks += block != NULL;
  return block;
}
void *__wrap_realloc(void *block, size_t bytes);
void *__wrap_realloc(void *block, size_t bytes) {
  void *moved = fails() ? NULL : __real_realloc(block, bytes);
  memory.blocks += moved != NULL && block == NULL;
  return moved;
}
void __wrap_free(void *block);
void __wrap_free(void *block) {
  memory.blocks -= block != NULL;
  __real_free(block);
}

static long whole_pages(size_t bytes) {
  size_t page = (size_t)getpagesize();
  return (long)((bytes + page - 1) & ~(page - 1));
}

/* Address space of pages whose addresses are used once is never given back; what is in use of it is counted there. */
static bool unique_chunk(size_t bytes) { return bytes == UNIQUE_CHUNK_BYTES; }

void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset) {
  bool renews = (flags & MAP_FIXED) && (protection & PROT_EXEC);
  if (!renews && fails()) return MAP_FAILED;
  void *base = __real_mmap(at, bytes, protection, flags, file, offset);
  if (base != MAP_FAILED && !(flags & MAP_FIXED) && !unique_chunk(bytes)) memory.bytes += whole_pages(bytes);
  return base;
}
void *__wrap_mremap(void *at, size_t old_bytes, size_t bytes, int flags, ...);
void *__wrap_mremap(void *at, size_t old_bytes, size_t bytes, int flags, ...) {
  if (fails()) return MAP_FAILED;
  void *base = __real_mremap(at, old_bytes, bytes, flags);
  if (base != MAP_FAILED) memory.bytes += whole_pages(bytes) - whole_pages(old_bytes);
  return base;
}
int __wrap_munmap(void *at, size_t bytes);
int __wrap_munmap(void *at, size_t bytes) {
  int result = __real_munmap(at, bytes);
  if (result == 0 && !unique_chunk(bytes)) memory.bytes -= whole_pages(bytes);
  return result;
}

/* ---- The world ---- */

static ModuleFile exporter, importer, hosted, traps;

/* Does it; where it fails, which it may once a run, and only by `failed` having become true, a second time. */
#define TWICE(done, code_of_error)                                                                                     \
  do {                                                                                                                 \
    if (done) break;                                                                                                   \
    cr_assert(memory.failed, "%s fails by itself: %s", #done, error.message);                                          \
    sg_error_code code = code_of_error;                                                                                \
    cr_assert(code == SG_NO_MEMORY || code == SG_LIMIT, "%s: %d %s", #done, (int)code, error.message);                 \
    cr_assert(done, "%s does not work again: %s", #done, error.message);                                               \
  } while (0)

static sg_trap *host_down(void *context, sg_instance *caller, sg_raw *values) {
  (void)caller;
  values[0].i32--;
  sg_func *down = *(sg_func **)context;
  return sg_func_call(down, values);
}

/* A trap for want of memory is of kind LIMIT. */
static bool call(sg_func *func, sg_raw *values) {
  sg_trap *trap = sg_func_call(func, values);
  if (!trap) return true;
  cr_assert_eq(sg_trap_kind_of(trap), SG_TRAP_LIMIT, "%s", sg_trap_message(trap));
  sg_trap_free(trap);
  return false;
}

static bool call_number(sg_func *func, int32_t argument, int32_t result) {
  sg_raw values[3] = {{.i32 = argument}};
  if (!call(func, values)) return false;
  cr_assert_eq(values[0].i32, result);
  return true;
}

static void instances_use(sg_store *store, sg_module *from_module, sg_module *to_module) {
  static const char *const names[] = {"memory", "table", "counter", "constant", "number"};
  sg_error error = {0};
  sg_instance *from = NULL, *to = NULL;
  TWICE((from = sg_instance_new(store, from_module, NULL, 0, NULL, &error)) != NULL, error.code);
  sg_extern imports[5];
  for (int i = 0; i < 5; i++) TWICE(sg_instance_find(from, names[i], strlen(names[i]), &imports[i]), SG_NO_MEMORY);
  TWICE((to = sg_instance_new(store, to_module, imports, 5, NULL, &error)) != NULL, error.code);
  sg_extern number;
  TWICE(sg_instance_find(to, "across", 6, &number), SG_NO_MEMORY);
  TWICE(call_number(number.of.func, 0, 42 + 1000), SG_LIMIT);

  uint64_t old;
  sg_raw function = {.func = imports[4].of.func};
  TWICE(sg_table_grow(imports[1].of.table, 4, function, &old), SG_LIMIT);
  TWICE(sg_memory_grow(imports[0].of.memory, 1, &old), SG_LIMIT);
  cr_assert_eq(sg_memory_size(imports[0].of.memory), 2 << 16);
}

static void host_use(sg_store *store, sg_module *module) {
  static const sg_type_kind kinds[] = {SG_I32, SG_I32};
  static sg_func *down;
  sg_error error = {0};
  sg_extern import = {.kind = SG_EXTERN_FUNC}, found;
  TWICE((import.of.func = sg_func_new(store, (sg_func_type){kinds, 1, 1}, host_down, &down, NULL, &error)) != NULL,
        error.code);
  sg_instance *instance = NULL;
  TWICE((instance = sg_instance_new(store, module, &import, 1, NULL, &error)) != NULL, error.code);
  TWICE(sg_instance_find(instance, "down", 4, &found), SG_NO_MEMORY);
  down = found.of.func;
  TWICE(call_number(down, 3, 105), SG_LIMIT);
  sg_value argument = {SG_I32, {.i32 = 3}}, result;
  sg_trap *trap = NULL;
  if (!sg_func_call_checked(down, &argument, 1, &result, 1, &trap, &error)) {
    cr_assert(memory.failed && (error.code == SG_NO_MEMORY || error.code == SG_TRAPPED), "%s", error.message);
    sg_trap_free(trap);
  }
}

static void traps_use(sg_store *store, sg_module *module) {
  sg_error error = {0};
  sg_instance *instance = NULL;
  sg_extern run;
  TWICE((instance = sg_instance_new(store, module, NULL, 0, NULL, &error)) != NULL, error.code);
  TWICE(sg_instance_find(instance, "run", 3, &run), SG_NO_MEMORY);
  for (int32_t i = 3; i < 10; i += 3) { /* by a fault, by a stub, in a helper */
    sg_raw value = {.i32 = i};
    sg_trap *trap = sg_func_call(run.of.func, &value);
    cr_assert(trap != NULL);
    if (sg_trap_kind_of(trap) == SG_TRAP_LIMIT) cr_assert(memory.failed);
    else cr_assert_eq(sg_trap_frame_count(trap), 3);
    if (i == 3 && sg_trap_frame_count(trap) > 0) cr_assert_eq(sg_trap_frame(trap, 0).module, module);
    sg_trap_free(trap);
  }
}

static void objects_use(sg_store *store) {
  sg_error error = {0};
  sg_table *table = NULL;
  sg_memory *linear = NULL;
  TWICE((table = sg_table_new(store, SG_EXTERNREF, (sg_limits){3, 3000}, (sg_raw){0}, &error)) != NULL, error.code);
  TWICE(sg_table_grow(table, 2000, (sg_raw){.externref = table}, NULL), SG_LIMIT);
  TWICE((linear = sg_memory_new(store, (sg_limits){0, 20}, &error)) != NULL, error.code);
  TWICE(sg_memory_grow(linear, 3, NULL), SG_LIMIT);
  TWICE(sg_memory_grow(linear, 7, NULL), SG_LIMIT);
  sg_memory_data(linear)[(10 << 16) - 1] = 1;
  TWICE(sg_global_new(store, SG_I64, true, (sg_raw){.i64 = 5}, &error) != NULL, error.code);
}

static bool lazy;

static sg_engine *engine_open(bool checked) {
  sg_config config = sg_config_default();
  config.lazy = lazy;
  config.checked_memories = checked;
  config.code_region_bytes = 1 << 20;
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(&config, &error);
  if (engine) return engine;
  /* A mapping that is refused may be the environment's refusal. */
  cr_assert(memory.failed && (error.code == SG_NO_MEMORY || error.code == SG_ENVIRONMENT), "%s", error.message);
  engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  return engine;
}

/* engine NULL: one of the world's own. */
static void world_use(sg_engine *given) {
  sg_engine *engine = given ? given : engine_open(true);
  sg_error error = {0};
  ModuleFile *files[] = {&exporter, &importer, &hosted, &traps};
  sg_module *modules[4] = {NULL};
  for (int i = 0; i < 4; i++)
    TWICE((modules[i] = sg_module_new(engine, files[i]->bytes, files[i]->size, NULL, &error)) != NULL, error.code);
  sg_store *store = NULL;
  TWICE((store = sg_store_new(engine, &error)) != NULL, error.code);
  instances_use(store, modules[0], modules[1]);
  host_use(store, modules[2]);
  traps_use(store, modules[3]);
  objects_use(store);
  sg_store_free(store);
  for (int i = 0; i < 4; i++) sg_module_free(modules[i]);
  if (!given) sg_engine_free(engine);
}

static void exhaustion_check(sg_engine *engine) {
  exporter = module_file("exporter");
  importer = module_file("importer");
  hosted = module_file("hosted");
  traps = module_file("traps");
  world_use(engine); /* what a thread and a shared engine get once */
  const long blocks = memory.blocks, bytes = memory.bytes;
  const size_t unique = unique_pages_bytes();
  long allocations = 0;
  do {
    memory.until = allocations++;
    memory.failed = false;
    world_use(engine);
    memory.until = -1;
    cr_assert_eq(memory.blocks, blocks, "allocation %ld fails: %ld blocks are left", allocations - 1,
                 memory.blocks - blocks);
    /* Fewer: a reservation that could not be emptied is not kept. */
    cr_assert(memory.bytes <= bytes, "allocation %ld fails: %ld bytes are left", allocations - 1, memory.bytes - bytes);
    cr_assert_eq(unique_pages_bytes(), unique, "allocation %ld fails", allocations - 1);
  } while (memory.failed);
  cr_assert(allocations > 40, "only %ld allocations failed", allocations - 1);
}

/* One engine for all runs: guarded reservations are slow under qemu 7.2, and its pool keeps them. */
Test(exhaustion, guarded, .timeout = 300) {
  sg_engine *engine = engine_open(false);
  exhaustion_check(engine);
  sg_engine_free(engine);
}
Test(exhaustion, checked, .timeout = 300) { exhaustion_check(NULL); }
/* Functions that are compiled when they are called: the call traps, and the next one works. */
Test(exhaustion, lazy, .timeout = 300) {
  lazy = true;
  exhaustion_check(NULL);
}
