/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules written as bytes, for the tests of wasm/. A SampleModule owns a copy of the bytes that is exactly as long as
 * module_decode wants it, so that AddressSanitizer sees a read beyond; sample_close gives all back.
 */
#ifndef SIGNET_WASM_MODULE_FIXTURE_H
#define SIGNET_WASM_MODULE_FIXTURE_H

#include "wasm/module.h"

#include <stdlib.h>
#include <string.h>

/* A string literal as bytes and their number. */
#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1

#define HEADER "\0asm\1\0\0\0"

typedef struct {
  Module *module; /* NULL: refused, and why is in error */
  sg_error error;
  Arena arena;
  uint8_t *bytes;
} SampleModule;

/* Decodes, and with `bodies` validates the bodies too; `limit` is the arena's, 0 for none. */
static inline void sample_open(SampleModule *sample, const uint8_t *bytes, size_t size, bool bodies, size_t limit) {
  *sample = (SampleModule){.bytes = calloc(1, size + MODULE_PADDING)};
  if (size) memcpy(sample->bytes, bytes, size);
  arena_init(&sample->arena, arena_heap_source, limit);
  sample->module = module_decode(&sample->arena, sample->bytes, size, &sample->error);
  if (sample->module && bodies && !module_validate_bodies(sample->module, &sample->error)) sample->module = NULL;
}

static inline void sample_close(SampleModule *sample) {
  arena_free(&sample->arena);
  free(sample->bytes);
}

#endif
