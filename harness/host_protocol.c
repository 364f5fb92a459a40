/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames and bodies to bytes and back. Two cursors do all the arithmetic: one that writes into a room of known size,
 * one that reads; either fails once and for all at the first step beyond the end, so that who uses it asks once.
 */
#include "harness/host_protocol.h"

#include <string.h>

typedef struct Writer {
  uint8_t *at, *end;
  bool failed;
} Writer;

static void put(Writer *writer, const void *bytes, size_t count) {
  writer->failed |= count > (size_t)(writer->end - writer->at);
  if (writer->failed) return;
  if (count) memcpy(writer->at, bytes, count);
  writer->at += count;
}
static void put_u8(Writer *writer, uint8_t value) { put(writer, &value, sizeof value); }
static void put_u32(Writer *writer, uint32_t value) { put(writer, &value, sizeof value); }
static void put_u64(Writer *writer, uint64_t value) { put(writer, &value, sizeof value); }
/* Length and bytes. */
static void put_text(Writer *writer, const char *text, size_t limit) {
  const size_t length = strnlen(text, limit);
  put_u32(writer, (uint32_t)length);
  put(writer, text, length);
}
static size_t written(const Writer *writer, const uint8_t *body) {
  return writer->failed ? 0 : (size_t)(writer->at - body);
}

typedef struct Reader {
  const uint8_t *at, *end;
  bool failed;
} Reader;

static const uint8_t *take(Reader *reader, size_t count) {
  reader->failed |= count > (size_t)(reader->end - reader->at);
  if (reader->failed) return NULL;
  const uint8_t *bytes = reader->at;
  reader->at += count;
  return bytes;
}
static uint8_t take_u8(Reader *reader) {
  const uint8_t *bytes = take(reader, 1);
  return bytes ? *bytes : 0;
}
static uint32_t take_u32(Reader *reader) {
  uint32_t value = 0;
  const uint8_t *bytes = take(reader, sizeof value);
  if (bytes) memcpy(&value, bytes, sizeof value);
  return value;
}
static uint64_t take_u64(Reader *reader) {
  uint64_t value = 0;
  const uint8_t *bytes = take(reader, sizeof value);
  if (bytes) memcpy(&value, bytes, sizeof value);
  return value;
}
/* At most `limit` bytes, none of them 0. */
static const uint8_t *take_text(Reader *reader, size_t limit, size_t *length) {
  *length = take_u32(reader);
  reader->failed |= *length > limit;
  const uint8_t *bytes = take(reader, *length);
  if (bytes && *length && memchr(bytes, 0, *length)) reader->failed = true;
  return bytes;
}
static void take_message(Reader *reader, char text[ANSWER_TEXT + 1]) {
  size_t length = 0;
  const uint8_t *bytes = take_text(reader, ANSWER_TEXT, &length);
  if (reader->failed) return;
  memcpy(text, bytes, length);
  text[length] = '\0';
}
static bool whole(const Reader *reader) { return !reader->failed && reader->at == reader->end; }

/* ---- Frames ----------------------------------------------------------------------------------------------- */

size_t frame_limit(uint32_t kind) {
  switch (kind) {
  case FRAME_READY: return sizeof(uint32_t);
  case FRAME_FAILED: return sizeof(uint32_t) + ANSWER_TEXT;
  case FRAME_JOB: return JOB_LIMIT;
  case FRAME_MODULE: return (size_t)1 << 30; /* the JS API's limit of a module's size */
  case FRAME_ANSWER: return ANSWER_LIMIT;
  default: return 0;
  }
}

FrameHeader frame_header(FrameKind kind, uint32_t job, size_t length) {
  return (FrameHeader){FRAME_MAGIC, kind, job, (uint32_t)length};
}

const char *frame_refusal(const FrameHeader *header, FrameKind kind, uint32_t job) {
  if (header->magic != FRAME_MAGIC) return "no frame begins here";
  if (header->kind != (uint32_t)kind && !(kind == FRAME_READY && header->kind == FRAME_FAILED))
    return "a frame of another kind was due";
  if (header->job != job) return "a frame about another job";
  if (header->length > frame_limit(header->kind)) return "a frame too long";
  return NULL;
}

void frame_reader_start(FrameReader *reader, FrameKind kind, uint32_t job) {
  reader->kind = kind;
  reader->job = job;
  reader->got = 0;
}

size_t frame_reader_room(FrameReader *reader, uint8_t **into) {
  const size_t header_bytes = sizeof reader->header;
  if (reader->got < header_bytes) {
    *into = (uint8_t *)&reader->header + reader->got;
    return header_bytes - reader->got;
  }
  /* The length was checked when the header was whole. */
  *into = reader->body + (reader->got - header_bytes);
  return header_bytes + reader->header.length - reader->got;
}

FrameState frame_reader_take(FrameReader *reader, size_t count, const char **why) {
  const size_t header_bytes = sizeof reader->header;
  const bool had_header = reader->got >= header_bytes;
  reader->got += count;
  if (reader->got < header_bytes) return FRAME_PARTIAL;
  if (!had_header) {
    *why = frame_refusal(&reader->header, reader->kind, reader->job);
    if (!*why && reader->header.length > sizeof reader->body) *why = "a frame too long";
    if (*why) return FRAME_REFUSED;
  }
  return reader->got == header_bytes + reader->header.length ? FRAME_WHOLE : FRAME_PARTIAL;
}

/* ---- Bodies ----------------------------------------------------------------------------------------------- */

size_t readiness_encode(const Readiness *readiness, uint8_t *body) {
  Writer writer = {body, body + frame_limit(FRAME_READY), false};
  put_u32(&writer, readiness->seccomp);
  return written(&writer, body);
}

bool readiness_decode(const uint8_t *body, size_t length, Readiness *readiness) {
  Reader reader = {body, body + length, false};
  const uint32_t seccomp = take_u32(&reader);
  readiness->seccomp = seccomp == 1;
  return whole(&reader) && seccomp <= 1;
}

size_t failure_encode(const char *text, uint8_t *body) {
  Writer writer = {body, body + frame_limit(FRAME_FAILED), false};
  put_text(&writer, text, ANSWER_TEXT);
  return written(&writer, body);
}

bool failure_decode(const uint8_t *body, size_t length, char text[ANSWER_TEXT + 1]) {
  Reader reader = {body, body + length, false};
  take_message(&reader, text);
  return whole(&reader);
}

enum { JOB_COMPILE = 1, JOB_INVOKE = 2 };

/* Texts are followed by a zero: the reader then needs no copy of them. */
static void put_argument(Writer *writer, const char *text) {
  put_text(writer, text, JOB_LIMIT);
  put_u8(writer, 0);
}

size_t job_encode(const Job *job, uint8_t *body) {
  Writer writer = {body, body + JOB_LIMIT, false};
  put_u32(&writer, (job->compile ? JOB_COMPILE : 0) | (job->invoke ? JOB_INVOKE : 0));
  put_u64(&writer, job->module_bytes);
  put_argument(&writer, job->invoke ? job->invoke : "");
  put_u32(&writer, job->arg_count);
  for (uint32_t i = 0; i < job->arg_count; i++) put_argument(&writer, job->args[i]);
  return written(&writer, body);
}

static const char *take_argument(Reader *reader) {
  size_t length = 0;
  const uint8_t *bytes = take_text(reader, JOB_LIMIT, &length);
  reader->failed |= take_u8(reader) != 0;
  return reader->failed ? "" : (const char *)bytes;
}

bool job_decode(uint8_t *body, size_t length, const char **args, Job *job) {
  Reader reader = {body, body + length, false};
  const uint32_t flags = take_u32(&reader);
  *job = (Job){.compile = (flags & JOB_COMPILE) != 0, .args = args};
  job->module_bytes = take_u64(&reader);
  const char *invoke = take_argument(&reader);
  job->invoke = (flags & JOB_INVOKE) ? invoke : NULL;
  job->arg_count = take_u32(&reader);
  if (reader.failed || flags > (JOB_COMPILE | JOB_INVOKE) || job->arg_count > JOB_ARGS) return false;
  for (uint32_t i = 0; i < job->arg_count; i++) args[i] = take_argument(&reader);
  return whole(&reader) && job->module_bytes <= frame_limit(FRAME_MODULE);
}

/* A value is its kind and 16 bytes. */
static void put_value(Writer *writer, const sg_value *value) {
  uint8_t bytes[16] = {0};
  const uint64_t reference = value->kind == SG_FUNCREF ? value->of.func != NULL : (uintptr_t)value->of.externref;
  switch (value->kind) {
  case SG_I32:
  case SG_F32: memcpy(bytes, &value->of, 4); break;
  case SG_I64:
  case SG_F64: memcpy(bytes, &value->of, 8); break;
  case SG_V128: memcpy(bytes, &value->of, 16); break;
  case SG_FUNCREF:
  case SG_EXTERNREF: memcpy(bytes, &reference, 8); break;
  }
  put_u8(writer, (uint8_t)value->kind);
  put(writer, bytes, sizeof bytes);
}

/* A reference becomes a pointer that is never looked through (value_print). */
static void take_value(Reader *reader, sg_value *value) {
  const uint8_t kind = take_u8(reader);
  const uint8_t *bytes = take(reader, 16);
  uint64_t reference = 0;
  *value = (sg_value){.kind = (sg_type_kind)kind};
  reader->failed |= kind < SG_I32 || kind > SG_EXTERNREF;
  if (reader->failed) return;
  switch (value->kind) {
  case SG_I32:
  case SG_F32: memcpy(&value->of, bytes, 4); break;
  case SG_I64:
  case SG_F64: memcpy(&value->of, bytes, 8); break;
  case SG_V128: memcpy(&value->of, bytes, 16); break;
  case SG_FUNCREF:
  case SG_EXTERNREF:
    memcpy(&reference, bytes, 8);
    if (value->kind == SG_FUNCREF && reference > 1) reader->failed = true;
    value->of.externref = (void *)(uintptr_t)reference;
    break;
  }
}

size_t answer_encode(const Answer *answer, uint8_t *body) {
  Writer writer = {body, body + ANSWER_LIMIT, false};
  put_u32(&writer, answer->kind);
  switch (answer->kind) {
  case ANSWER_DONE:
    put_u32(&writer, answer->value_count);
    for (uint32_t i = 0; i < answer->value_count && i < ANSWER_VALUES; i++) put_value(&writer, &answer->values[i]);
    break;
  case ANSWER_COMPILED:
    put_u32(&writer, answer->functions);
    put_u64(&writer, answer->code_bytes);
    break;
  case ANSWER_REFUSED:
  case ANSWER_TRAPPED:
    put_u32(&writer, answer->code);
    put_u32(&writer, answer->function);
    put_u64(&writer, answer->offset);
    put_text(&writer, answer->message, ANSWER_TEXT);
    break;
  }
  return written(&writer, body);
}

bool answer_decode(const uint8_t *body, size_t length, Answer *answer) {
  Reader reader = {body, body + length, false};
  const uint32_t kind = take_u32(&reader);
  answer->kind = (AnswerKind)kind;
  answer->value_count = 0;
  answer->message[0] = '\0';
  uint32_t code = 0;
  switch (kind) {
  case ANSWER_DONE:
    answer->value_count = take_u32(&reader);
    if (answer->value_count > ANSWER_VALUES) return false;
    for (uint32_t i = 0; i < answer->value_count && !reader.failed; i++) take_value(&reader, &answer->values[i]);
    break;
  case ANSWER_COMPILED:
    answer->functions = take_u32(&reader);
    answer->code_bytes = take_u64(&reader);
    break;
  case ANSWER_REFUSED:
  case ANSWER_TRAPPED:
    code = take_u32(&reader);
    if (code == SG_OK || code > SG_INTEGRITY) return false;
    answer->code = (sg_error_code)code;
    answer->function = take_u32(&reader);
    answer->offset = take_u64(&reader);
    take_message(&reader, answer->message);
    break;
  default: return false;
  }
  return whole(&reader);
}
