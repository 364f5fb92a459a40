/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests: a guest without Wasm. Calls of WASI functions by name over a memory of the test's own, in a context with
 * one temporary directory, given as "/guest" and open at ROOT.
 *
 * The memory is a mapping that ends at an inaccessible page: an access beyond its size dies.
 */
#ifndef SIGNET_HARNESS_WASI_GUEST_FIXTURE_H
#define SIGNET_HARNESS_WASI_GUEST_FIXTURE_H

#include "harness/wasi_context.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY_SIZE 65536u
#define HIGH        0xfffffff8u /* beyond memory; with any length it also wraps 32 bits */

/* Where tests put things in guest memory. */
enum { RESULT = 64, IOVECS = 128, DATA = 1024, PATH = 8192, PATH2 = 12288, BUFFER = 16384, EVENTS = 24576 };

static WasiContext wasi;
static WasiCall call;
static char directory[64];

#define I(value)                    ((sg_raw){.f64_bits = (uint32_t)(value)})
#define L(value)                    ((sg_raw){.f64_bits = (uint64_t)(value)})
#define CALL(function, ...)         wasi_##function(&call, (const sg_raw[]){__VA_ARGS__})
#define OK(function, ...)           FAILS_WITH(WASI_SUCCESS, function, __VA_ARGS__)
#define FAILS(error, function, ...) FAILS_WITH(WASI_E##error, function, __VA_ARGS__)
#define FAILS_WITH(error, function, ...)                                                                               \
  do {                                                                                                                 \
    const WasiErrno got_ = CALL(function, __VA_ARGS__);                                                                \
    cr_assert(got_ == (error), #function ": %d, not " #error, (int)got_);                                              \
  } while (0)

static inline uint64_t load(uint32_t address, unsigned bytes) { return little_load(call.memory.base + address, bytes); }
static inline void store(uint32_t address, uint64_t value, unsigned bytes) {
  little_store(call.memory.base + address, value, bytes);
}

/* A path, as the two arguments that name it. */
#define AT(address, text) I(address), I(put(address, text))
#define P(text)           AT(PATH, text)
#define P2(text)          AT(PATH2, text)
static inline size_t put(uint32_t address, const char *text) {
  memcpy(call.memory.base + address, text, strlen(text));
  return strlen(text);
}

static inline void guest_make(void) {
  uint8_t *base = mmap(NULL, MEMORY_SIZE + 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert(base != MAP_FAILED && mprotect(base, MEMORY_SIZE, PROT_READ | PROT_WRITE) == 0);
  call.memory = (GuestMemory){base, MEMORY_SIZE};
  strcpy(directory, "/tmp/wasi_guest_XXXXXX");
  cr_assert(mkdtemp(directory) != NULL);
  static WasiDirectory directories[1];
  static const char *const env[] = {"A=1", "LONGER=value"};
  static char *argv[] = {"program", "", "x y"};
  directories[0] = (WasiDirectory){directory, "/guest"};
  wasi.options = (WasiOptions){3, argv, env, 2, directories, 1};
  sg_error error;
  cr_assert(descriptors_open(&wasi, &error), "%s", error.message);
  call.wasi = &wasi;
}

static inline void guest_remove(void) {
  descriptors_close(&wasi);
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", directory);
  cr_assert(system(command) == 0);
  munmap(call.memory.base, MEMORY_SIZE + 65536);
}

enum { ROOT = 3 };

/* Opens below the directory given. */
static inline uint32_t open_at(const char *path, uint32_t oflags, uint64_t rights, uint32_t fdflags) {
  OK(path_open, I(ROOT), I(LOOKUP_SYMLINK_FOLLOW), P(path), I(oflags), L(rights), L(RIGHTS_ALL), I(fdflags), I(RESULT));
  return (uint32_t)load(RESULT, 4);
}

static inline void iovec_one(uint32_t address, uint32_t length) {
  store(IOVECS, address, 4);
  store(IOVECS + 4, length, 4);
}

static inline void write_text(uint32_t fd, const char *text) {
  iovec_one(DATA, (uint32_t)put(DATA, text));
  OK(fd_write, I(fd), I(IOVECS), I(1), I(RESULT));
  cr_assert(load(RESULT, 4) == strlen(text));
}

static inline void expect_text(uint32_t address, const char *text) {
  cr_assert(memcmp(call.memory.base + address, text, strlen(text)) == 0, "%s", text);
}

#endif
