/* SPDX-License-Identifier: Apache-2.0
 *
 * A system whose pages have 16 KiB, as Apple's have: getpagesize says so, every mapping begins at a multiple of that,
 * and a call that names part of such a page fails the test (the linker's --wrap leads the calls here). A world lives on
 * it: code sealed and freed, memories that grow and fault, tables, stacks, lazy compilation.
 */
#include "runtime/large_module.h"

#include <stdarg.h>
#include <sys/mman.h>

enum { PAGE = 16 * 1024 };

static volatile int parts; /* calls that named part of a page; glibc says of them that they change nothing here */

int __wrap_getpagesize(void);
int __wrap_getpagesize(void) { return PAGE; }

static void whole(const void *at, size_t bytes) { parts += (uintptr_t)at % PAGE != 0 || bytes % PAGE != 0; }

void *__real_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset);
int __real_munmap(void *at, size_t bytes);
int __wrap_munmap(void *at, size_t bytes);
int __real_mprotect(void *at, size_t bytes, int protection);
int __wrap_mprotect(void *at, size_t bytes, int protection);
void *__real_mremap(void *at, size_t old_bytes, size_t bytes, int flags, ...);
void *__wrap_mremap(void *at, size_t old_bytes, size_t bytes, int flags, ...);

/* Address space of whole pages, inaccessible. The kernel gives any length: the caller's is checked where it matters. */
static uint8_t *aligned(size_t bytes) {
  uint8_t *base = __real_mmap(NULL, bytes + PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return MAP_FAILED;
  uint8_t *start = base + (PAGE - (uintptr_t)base % PAGE) % PAGE;
  if (start > base) __real_munmap(base, (size_t)(start - base));
  if (base + PAGE > start) __real_munmap(start + bytes, (size_t)(base + PAGE - start));
  return start;
}

void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset) {
  whole(at, bytes);
  parts += offset % PAGE != 0;
  if (flags & MAP_FIXED) return __real_mmap(at, bytes, protection, flags, file, offset);
  uint8_t *start = aligned(bytes);
  return start == MAP_FAILED ? start : __real_mmap(start, bytes, protection, flags | MAP_FIXED, file, offset);
}
int __wrap_munmap(void *at, size_t bytes) {
  whole(at, bytes);
  return __real_munmap(at, bytes);
}
int __wrap_mprotect(void *at, size_t bytes, int protection) {
  whole(at, bytes);
  return __real_mprotect(at, bytes, protection);
}
void *__wrap_mremap(void *at, size_t old_bytes, size_t bytes, int flags, ...) {
  whole(at, old_bytes);
  whole(at, bytes);
  uint8_t *start = aligned(bytes);
  return start == MAP_FAILED ? start : __real_mremap(at, old_bytes, bytes, flags | MREMAP_FIXED, start);
}

static void world_live(bool lazy, bool checked) {
  sg_config config = sg_config_default();
  config.code_region_bytes = 8 << 20;
  config.compile_threads = 2;
  config.pooled_reservations = 2;
  config.lazy = lazy;
  config.checked_memories = checked;
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  cr_assert(sg_engine_prepare(engine, &error), "%s", error.message);
  for (int round = 0; round < 3; round++) {
    ModuleFile file = large_module((LargeModule){.functions = 400, .broken = {UINT32_MAX, UINT32_MAX}});
    sg_module *large = sg_module_new(engine, file.bytes, file.size, NULL, &error);
    cr_assert(large != NULL, "%s", error.message);
    sg_module *traps = module_make(engine, "traps"), *tables = module_make(engine, "tables");
    sg_store *store = sg_store_new(engine, &error);
    cr_assert(store != NULL, "%s", error.message);
    instance_make(store, large, NULL, 0);
    instance_make(store, tables, NULL, 0);
    sg_instance *instance = instance_make(store, traps, NULL, 0);
    for (int kind = 0; kind < 10; kind++) {
      sg_raw values[1] = {{.i32 = kind}};
      sg_trap *trap = sg_func_call(export_find(instance, "run").of.func, values);
      cr_assert(trap != NULL, "kind %d", kind);
      sg_trap_free(trap);
    }
    sg_memory *memory = sg_memory_new(store, (sg_limits){1, 64}, &error);
    uint64_t old;
    cr_assert(memory != NULL, "%s", error.message);
    cr_assert(sg_memory_grow(memory, 3, &old) && sg_memory_grow(memory, 20, &old));
    memset(sg_memory_data(memory), 1, sg_memory_size(memory));
    sg_store_interrupt(store);
    sg_raw values[1] = {{.i32 = 0}};
    sg_trap *trap = sg_func_call(export_find(instance, "run").of.func, values);
    cr_assert(trap != NULL && sg_trap_kind_of(trap) == SG_TRAP_INTERRUPTED);
    sg_trap_free(trap);
    sg_store_free(store);
    sg_module_free(tables);
    sg_module_free(traps);
    sg_module_free(large);
    free(file.bytes);
  }
  sg_engine_free(engine);
  cr_assert_eq(parts, 0, "%d calls named part of a page", parts);
}

Test(large_pages, guarded) { world_live(false, false); }
Test(large_pages, checked) { world_live(false, true); }
Test(large_pages, lazy) { world_live(true, false); }

/* That a part of a page is seen. */
Test(large_pages, parts_are_seen) {
  uint8_t *pages = mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert_eq(parts, 0);
  cr_assert_eq(mprotect(pages + 4096, PAGE, PROT_NONE), 0);
  cr_assert_eq(parts, 1);
  cr_assert_eq(munmap(pages, PAGE + 4096), 0);
  cr_assert_eq(parts, 2);
}
