/* SPDX-License-Identifier: Apache-2.0
 *
 * Nothing is allocated while a body is compiled, once the compiler has met its largest one. The linker leads every call
 * that our objects make of malloc and its kind, and of mmap, to the counting ones here (--wrap, CMakeLists.txt).
 */
#include "codegen/golden_fixture.h"

#include <stdio.h>
#include <sys/mman.h>

static uint32_t calls;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__real_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
int __real_munmap(void *address, size_t size);
int __real_mprotect(void *address, size_t size, int protection);

void *__wrap_malloc(size_t size) { return calls++, __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return calls++, __real_calloc(count, size); }
void *__wrap_realloc(void *memory, size_t size) { return calls++, __real_realloc(memory, size); }
void __wrap_free(void *memory) { calls++, __real_free(memory); }
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
  return calls++, __real_mmap(address, size, protection, flags, file, offset);
}
int __wrap_munmap(void *address, size_t size) { return calls++, __real_munmap(address, size); }
int __wrap_mprotect(void *address, size_t size, int protection) {
  return calls++, __real_mprotect(address, size, protection);
}

static uint32_t functions_compile(Compiler *compiler, const Subject *subject) {
  const Module *module = subject->context.module;
  uint32_t words = 0;
  for (uint32_t i = module->imported_functions; i < module->function_count; i++) {
    CompiledFunction code;
    sg_error error = {0};
    cr_assert(function_compile(compiler, &subject->context, i, 1, NULL, &code, &error), "%s", error.message);
    words += code.end - code.first;
  }
  return words;
}

Test(allocation, none) {
  Golden golden;
  golden_open(&golden);
  Compiler *compiler = compiler_new();
  calls = 0;
  for (uint32_t i = 0; i < golden.count; i++) functions_compile(compiler, &golden.subjects[i]);
  cr_assert_gt(calls, 0, "the first time there is something to allocate: the counters count");
  calls = 0;
  uint32_t words = 0;
  for (uint32_t i = 0; i < golden.count; i++) words += functions_compile(compiler, &golden.subjects[i]);
  cr_assert_eq(calls, 0);
  cr_assert_gt(words, 1000);
  compiler_free(compiler);
  golden_close(&golden);
}
