/* SPDX-License-Identifier: Apache-2.0
 *
 * See module_stream.h. What is done here is only to find out whether enough has come: reading is the decoder's.
 */
#include "wasm/module_stream.h"
#include "wasm/straight_line.h"

enum { HEADER_BYTES = 8, CODE_SECTION = 10, LONGEST_U32 = 5 };

void module_stream_open(ModuleStream *stream, Arena *arena, const uint8_t *bytes) {
  *stream = (ModuleStream){.arena = arena, .bytes = bytes, .wanted = HEADER_BYTES};
}

/* Whether an integer at `at` is there to its last byte, or is wrong whatever follows. */
static bool integer_is_whole(const ModuleStream *stream, uint32_t at, uint32_t size) {
  for (uint32_t i = 0; i < LONGEST_U32; i++) {
    if (at + i >= size) return false;
    if (stream->bytes[at + i] < 0x80) return true;
  }
  return true;
}

static bool fail(ModuleStream *stream) {
  stream->failed = true;
  stream->wanted = 0; /* whoever feeds is told at once */
  return false;
}

static bool wait_for(ModuleStream *stream, uint64_t bytes) {
  stream->wanted = bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX;
  return true;
}

/* Notes the bodies that are whole. Where something is wrong no body counts any more, and the section is waited for. */
static bool bodies_advance(ModuleStream *stream, uint32_t content, uint32_t size) {
  Module *module = stream->d.module;
  const uint32_t defined = module->function_count - module->imported_functions;
  const uint8_t *end = stream->bytes + size;
  uint32_t at = stream->body_at, value;
  if (at == 0) {
    if (!integer_is_whole(stream, content, size)) return wait_for(stream, (uint64_t)size + 1);
    const uint8_t *after = leb_u32(stream->bytes + content, end, &value);
    if (!after || value != defined || stream->d.needs.any) return wait_for(stream, stream->code_end);
    at = stream->body_at = (uint32_t)(after - stream->bytes);
  }
  while (stream->bodies < defined) {
    if (!integer_is_whole(stream, at, size)) return wait_for(stream, (uint64_t)size + 1);
    const uint8_t *after = leb_u32(stream->bytes + at, end, &value);
    uint64_t body = after ? (uint64_t)(after - stream->bytes) : 0;
    if (!after || body + value > stream->code_end || value > LIMIT_BODY_BYTES)
      return wait_for(stream, stream->code_end);
    if (body + value > size) return wait_for(stream, body + value);
    Function *function = &module->functions[module->imported_functions + stream->bodies++];
    function->body = (uint32_t)body;
    function->body_end = at = stream->body_at = (uint32_t)(body + value);
    straight_line_note(module, function);
  }
  return wait_for(stream, stream->code_end);
}

/* A section that is not whole: waits for its end, or for a body. `end` is beyond `size`. */
static bool section_advance(ModuleStream *stream, uint8_t id, uint64_t content, uint64_t end, uint32_t size) {
  if (id != CODE_SECTION || !decoder_wants(&stream->d, id) || end > LIMIT_MODULE_BYTES) return wait_for(stream, end);
  if (!stream->in_code) {
    stream->in_code = true;
    stream->code_end = (uint32_t)end;
    stream->body_at = stream->bodies = 0;
  }
  return bodies_advance(stream, (uint32_t)content, size);
}

bool module_stream_advance(ModuleStream *stream, uint32_t size) {
  Decoder *d = &stream->d;
  if (stream->failed) return false;
  if (size < stream->wanted) return true;
  if (!d->module && !decoder_open(d, stream->arena, stream->bytes, size, &stream->error)) return fail(stream);
  d->module->size = size;
  d->whole.end = stream->bytes + size;
  while (!reader_at_end(&d->whole)) {
    const uint32_t start = reader_offset(&d->whole);
    const uint8_t id = stream->bytes[start];
    if (decoder_knows(id)) { /* else nothing more is read */
      if (!integer_is_whole(stream, start + 1, size)) return wait_for(stream, (uint64_t)size + 1);
      uint32_t bytes;
      const uint8_t *content = leb_u32(stream->bytes + start + 1, d->whole.end, &bytes);
      const uint64_t at = content ? (uint64_t)(content - stream->bytes) : 0;
      if (content && at + bytes > size) return section_advance(stream, id, at, at + bytes, size);
    }
    if (!decoder_section(d)) return fail(stream);
    if (id != CODE_SECTION) continue;
    stream->in_code = false;
    stream->bodies = d->needs.any ? 0 : d->module->function_count - d->module->imported_functions;
  }
  return wait_for(stream, (uint64_t)size + 1);
}

Module *module_stream_finish(ModuleStream *stream, uint32_t size) {
  Decoder *d = &stream->d;
  if (stream->failed) return NULL;
  if (!d->module && !decoder_open(d, stream->arena, stream->bytes, size, &stream->error)) return NULL;
  d->module->size = size;
  d->whole.end = stream->bytes + size;
  /* What is not whole now never will be, and the decoder says what is missing. */
  while (!reader_at_end(&d->whole))
    if (!decoder_section(d)) return NULL;
  return decoder_finish(d);
}
