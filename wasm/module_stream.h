/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoding a module whose bytes arrive in pieces: each section as soon as it is whole, by the same decoder as
 * module_decode, so with the same results and errors; and of the code section, before it is whole, which bodies are.
 * What that early look finds wrong it leaves to the decoder, which looks again when the section is whole: errors are
 * those of module_decode for the bytes that came.
 *
 * The bytes lie in one place, `bytes`, that never moves, and those that have not come yet read as 0, at least
 * MODULE_PADDING of them. Nothing is allocated for a size that is announced: what comes pays for everything.
 */
#ifndef SIGNET_WASM_MODULE_STREAM_H
#define SIGNET_WASM_MODULE_STREAM_H

#include "wasm/section.h"

typedef struct ModuleStream {
  Decoder d;
  sg_error error; /* of what has failed */
  Arena *arena;
  const uint8_t *bytes;
  uint32_t wanted; /* until so many bytes are there nothing more can be decoded */
  bool failed;

  /* The code section, from the moment that its header is read until it is whole. */
  bool in_code;
  uint32_t code_end; /* announced */
  uint32_t body_at;  /* the size of the next body; 0: the count of bodies comes first */
  /* Defined functions whose bodies are whole: they may be compiled. Only while in_code or once the code section is
   * decoded, and only in a module that needs nothing that is off. */
  uint32_t bodies;
} ModuleStream;

void module_stream_open(ModuleStream *stream, Arena *arena, const uint8_t *bytes);

/* `size` bytes have come in all: decodes what is whole. False: failed, now or before. */
bool module_stream_advance(ModuleStream *stream, uint32_t size);

/* Whether module_stream_advance would only note bodies: of the module it then writes `size` and `functions` alone, and
 * it allocates nothing. */
static inline bool module_stream_is_within_code(const ModuleStream *stream, uint32_t size) {
  return stream->in_code && size < stream->code_end;
}

/* All has come. The module, or NULL and stream->error. */
Module *module_stream_finish(ModuleStream *stream, uint32_t size);

#endif
