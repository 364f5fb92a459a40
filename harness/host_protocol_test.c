/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames and bodies: what is encoded comes back, every cut and every byte more is refused, and no sequence of bytes
 * makes the reader ask for more than its room, or a decoder give what breaks its promises. The sanitizers watch the
 * rooms.
 */
#include "harness/host_protocol.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_state = 0x9e3779b97f4a7c15u;
static uint64_t random_next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

static Answer examples[6];
enum { EXAMPLES = sizeof examples / sizeof examples[0] };

static void examples_make(void) {
  examples[0] = (Answer){.kind = ANSWER_DONE,
                         .value_count = 7,
                         .values = {{.kind = SG_I32, .of.i32 = -1},
                                    {.kind = SG_I64, .of.i64 = INT64_MIN},
                                    {.kind = SG_F32, .of.f32_bits = 0x7fa00001},
                                    {.kind = SG_F64, .of.f64_bits = 0x7ff0000000000001},
                                    {.kind = SG_V128, .of.v128 = {1, 2, 3, [15] = 16}},
                                    {.kind = SG_FUNCREF, .of.func = (sg_func *)(uintptr_t)1},
                                    {.kind = SG_EXTERNREF, .of.externref = (void *)(uintptr_t)77}}};
  examples[1] = (Answer){.kind = ANSWER_COMPILED, .functions = 3, .code_bytes = UINT64_C(1) << 40};
  examples[2] =
      (Answer){.kind = ANSWER_TRAPPED, .code = SG_TRAPPED, .function = 4, .offset = 5, .message = "unreachable"};
  examples[3] = (Answer){.kind = ANSWER_REFUSED,
                         .code = SG_INVALID,
                         .function = SG_NO_FUNCTION,
                         .offset = SG_NO_OFFSET,
                         .message = "type mismatch"};
  examples[4] = (Answer){.kind = ANSWER_DONE, .value_count = ANSWER_VALUES};
  for (size_t i = 0; i < ANSWER_VALUES; i++)
    examples[4].values[i] = (sg_value){.kind = SG_V128, .of.v128 = {[7] = (uint8_t)i}};
  examples[5] = (Answer){.kind = ANSWER_REFUSED, .code = SG_INTEGRITY}; /* the last of them */
  memset(examples[5].message, 'x', ANSWER_TEXT);
}

static void answers_equal(const Answer *a, const Answer *b) {
  cr_assert_eq(a->kind, b->kind);
  cr_assert_eq(a->value_count, b->value_count);
  for (uint32_t i = 0; i < a->value_count; i++) {
    static const size_t sizes[] = {[SG_I32] = 4,   [SG_I64] = 8,     [SG_F32] = 4,      [SG_F64] = 8,
                                   [SG_V128] = 16, [SG_FUNCREF] = 8, [SG_EXTERNREF] = 8};
    cr_assert_eq(a->values[i].kind, b->values[i].kind);
    cr_assert_eq(memcmp(&a->values[i].of, &b->values[i].of, sizes[a->values[i].kind]), 0);
  }
  if (a->kind == ANSWER_COMPILED) cr_assert(a->functions == b->functions && a->code_bytes == b->code_bytes);
  if (a->kind == ANSWER_TRAPPED || a->kind == ANSWER_REFUSED) {
    cr_assert(a->code == b->code && a->function == b->function && a->offset == b->offset);
    cr_assert_str_eq(a->message, b->message);
  }
}

Test(host_protocol, answers_come_back) {
  static uint8_t body[ANSWER_LIMIT];
  static Answer decoded;
  examples_make();
  for (size_t i = 0; i < EXAMPLES; i++) {
    const size_t length = answer_encode(&examples[i], body);
    cr_assert(length > 0 && length <= ANSWER_LIMIT);
    cr_assert(answer_decode(body, length, &decoded));
    answers_equal(&examples[i], &decoded);
  }
}

/* In a room of just their length, so that the sanitizer sees one byte more being read. */
Test(host_protocol, answers_cut_or_longer_are_refused) {
  static uint8_t body[ANSWER_LIMIT];
  static Answer decoded;
  examples_make();
  for (size_t i = 0; i < EXAMPLES; i++) {
    const size_t length = answer_encode(&examples[i], body);
    for (size_t cut = 0; cut <= length + 1; cut++) {
      uint8_t *room = malloc(cut + 1);
      memcpy(room, body, cut);
      cr_assert_eq(answer_decode(room, cut, &decoded), cut == length, "example %zu, %zu of %zu bytes", i, cut, length);
      free(room);
    }
  }
}

Test(host_protocol, readiness_and_failure) {
  uint8_t body[sizeof(uint32_t) + ANSWER_TEXT + 1];
  char text[ANSWER_TEXT + 1];
  Readiness readiness;
  for (int seccomp = 0; seccomp <= 1; seccomp++) {
    const size_t length = readiness_encode(&(Readiness){seccomp}, body);
    cr_assert(readiness_decode(body, length, &readiness));
    cr_assert_eq(readiness.seccomp, seccomp);
    cr_assert_not(readiness_decode(body, length - 1, &readiness));
    cr_assert_not(readiness_decode(body, length + 1, &readiness));
  }
  const uint32_t other = 2;
  memcpy(body, &other, sizeof other);
  cr_assert_not(readiness_decode(body, sizeof other, &readiness));

  const size_t length = failure_encode("no memory", body);
  cr_assert(failure_decode(body, length, text));
  cr_assert_str_eq(text, "no memory");
  cr_assert_not(failure_decode(body, length - 1, text));
  body[6] = 0; /* a text that ends early could be printed as another */
  cr_assert_not(failure_decode(body, length, text));
}

Test(host_protocol, jobs_come_back) {
  static uint8_t body[JOB_LIMIT];
  static const char *room[JOB_ARGS];
  static const char *const args[] = {"", "-1", "nan:0x1"};
  Job decoded;
  const Job jobs[] = {{.compile = true, .module_bytes = 8},
                      {.invoke = "add", .args = args, .arg_count = 3, .module_bytes = 1},
                      {.invoke = "", .module_bytes = 1 << 30}};
  for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
    const size_t length = job_encode(&jobs[i], body);
    cr_assert_gt(length, 0u);
    cr_assert(job_decode(body, length, room, &decoded));
    cr_assert(decoded.compile == jobs[i].compile && decoded.module_bytes == jobs[i].module_bytes);
    cr_assert_eq(decoded.invoke == NULL, jobs[i].invoke == NULL);
    if (decoded.invoke) cr_assert_str_eq(decoded.invoke, jobs[i].invoke);
    cr_assert_eq(decoded.arg_count, jobs[i].arg_count);
    for (uint32_t a = 0; a < decoded.arg_count; a++) cr_assert_str_eq(decoded.args[a], args[a]);
    for (size_t cut = 0; cut < length; cut++) cr_assert_not(job_decode(body, cut, room, &decoded));
  }
}

Test(host_protocol, jobs_too_long_are_not_encoded) {
  static uint8_t body[JOB_LIMIT];
  static char text[JOB_LIMIT + 1];
  memset(text, 'x', JOB_LIMIT);
  cr_assert_eq(job_encode(&(Job){.invoke = text}, body), 0u);
  text[JOB_LIMIT / 2] = '\0';
  cr_assert_gt(job_encode(&(Job){.invoke = text}, body), 0u);
}

/* Bytes through a reader in pieces of any size. Gives how many bytes it took before it said what it says. */
static FrameState bytes_read(FrameReader *reader, const uint8_t *bytes, size_t count, size_t *taken) {
  const char *why = NULL;
  FrameState state = FRAME_PARTIAL;
  *taken = 0;
  while (state == FRAME_PARTIAL && *taken < count) {
    uint8_t *into = NULL;
    size_t room = frame_reader_room(reader, &into);
    const uint8_t *first = (const uint8_t *)reader, *end = first + sizeof *reader;
    cr_assert(room > 0 && into >= first && room <= (size_t)(end - into)); /* it never asks for more than it holds */
    if (room > count - *taken) room = count - *taken;
    room = 1 + random_next() % room;
    memcpy(into, bytes + *taken, room);
    *taken += room;
    state = frame_reader_take(reader, room, &why);
    cr_assert_eq(state == FRAME_REFUSED, why != NULL);
  }
  return state;
}

static size_t frame_make(uint8_t *frame, FrameKind kind, uint32_t job, size_t length) {
  const FrameHeader header = frame_header(kind, job, length);
  memcpy(frame, &header, sizeof header);
  return sizeof header + length;
}

Test(host_protocol, frames_are_taken_whole_and_no_further) {
  static uint8_t frame[sizeof(FrameHeader) + ANSWER_LIMIT + 16];
  static FrameReader reader;
  static const size_t lengths[] = {1, 17, ANSWER_LIMIT};
  size_t taken = 0;
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    const size_t size = frame_make(frame, FRAME_ANSWER, 5, lengths[i]);
    frame_reader_start(&reader, FRAME_ANSWER, 5);
    cr_assert_eq(bytes_read(&reader, frame, size + 16, &taken), FRAME_WHOLE);
    cr_assert_eq(taken, size);
    frame_reader_start(&reader, FRAME_ANSWER, 5);
    cr_assert_eq(bytes_read(&reader, frame, size - 1, &taken), FRAME_PARTIAL);
  }
  const struct {
    FrameHeader header;
  } wrong[] = {{{FRAME_MAGIC, FRAME_ANSWER, 6, 1}},
               {{FRAME_MAGIC, FRAME_ANSWER, 5, ANSWER_LIMIT + 1}},
               {{FRAME_MAGIC, FRAME_ANSWER, 5, UINT32_MAX}},
               {{FRAME_MAGIC, FRAME_READY, 5, 4}},
               {{FRAME_MAGIC, FRAME_FAILED, 5, 4}},
               {{FRAME_MAGIC, FRAME_MODULE, 5, 4}},
               {{FRAME_MAGIC, 0, 5, 0}},
               {{0, FRAME_ANSWER, 5, 1}}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    memcpy(frame, &wrong[i].header, sizeof wrong[i].header);
    frame_reader_start(&reader, FRAME_ANSWER, 5);
    cr_assert_eq(bytes_read(&reader, frame, sizeof(FrameHeader), &taken), FRAME_REFUSED, "%zu", i);
  }
}

/* Refused by its header, before a byte of its body is asked for. */
Test(host_protocol, each_kind_has_its_own_limit) {
  static FrameReader reader;
  size_t taken = 0;
  for (uint32_t more = 0; more <= 1; more++) {
    const FrameHeader ready = {FRAME_MAGIC, FRAME_READY, 0, 4 + more},
                      failed = {FRAME_MAGIC, FRAME_FAILED, 0, 203 + more};
    frame_reader_start(&reader, FRAME_READY, 0);
    cr_assert_eq(bytes_read(&reader, (const uint8_t *)&ready, sizeof ready, &taken),
                 more ? FRAME_REFUSED : FRAME_PARTIAL);
    frame_reader_start(&reader, FRAME_READY, 0);
    cr_assert_eq(bytes_read(&reader, (const uint8_t *)&failed, sizeof failed, &taken),
                 more ? FRAME_REFUSED : FRAME_PARTIAL);
  }
}

/* One value more than there is room for, each of them a good one, in a body that is not too long. */
Test(host_protocol, no_value_beyond_the_room) {
  enum { VALUE_BYTES = 17, HEAD_BYTES = 8 };
  static uint8_t body[ANSWER_LIMIT];
  static struct {
    Answer answer;
    uint8_t behind[64];
  } room;
  for (uint32_t count = ANSWER_VALUES; count <= ANSWER_VALUES + 1; count++) {
    const uint32_t head[2] = {ANSWER_DONE, count};
    const size_t length = HEAD_BYTES + VALUE_BYTES * (size_t)count;
    cr_assert_leq(length, sizeof body);
    memcpy(body, head, sizeof head);
    for (uint32_t i = 0; i < count; i++) body[HEAD_BYTES + VALUE_BYTES * (size_t)i] = SG_I32;
    memset(&room, 0xa5, sizeof room);
    cr_assert_eq(answer_decode(body, length, &room.answer), count <= ANSWER_VALUES, "%u", count);
  }
}

/* What a decoder gives keeps its promises, whatever it was given. */
static void answer_is_sound(const Answer *answer) {
  cr_assert(answer->kind >= ANSWER_DONE && answer->kind <= ANSWER_REFUSED);
  cr_assert_leq(answer->value_count, (uint32_t)ANSWER_VALUES);
  for (uint32_t i = 0; i < answer->value_count; i++)
    cr_assert(answer->values[i].kind >= SG_I32 && answer->values[i].kind <= SG_EXTERNREF);
  cr_assert_leq(strnlen(answer->message, sizeof answer->message), (size_t)ANSWER_TEXT);
  if (answer->kind >= ANSWER_TRAPPED) cr_assert(answer->code > SG_OK && answer->code <= SG_INTEGRITY);
}

Test(host_protocol, changed_bytes, .timeout = 120) {
  enum { ROUNDS = 60000, CHANGES = 4 };
  static uint8_t frame[sizeof(FrameHeader) + ANSWER_LIMIT], body[ANSWER_LIMIT];
  static FrameReader reader;
  static Answer decoded, again;
  unsigned whole = 0, believed = 0;
  examples_make();
  for (unsigned round = 0; round < ROUNDS; round++) {
    const Answer *example = &examples[random_next() % EXAMPLES];
    if (example == &examples[4] && random_next() % 16) continue; /* the long one, less often */
    const size_t length = answer_encode(example, frame + sizeof(FrameHeader));
    const size_t size = frame_make(frame, FRAME_ANSWER, 5, length);
    for (uint64_t changes = random_next() % CHANGES; changes; changes--) {
      const size_t near_the_front = random_next() % 2 ? size : 40; /* where lengths and kinds are */
      frame[random_next() % (near_the_front < size ? near_the_front : size)] =
          (uint8_t)(random_next() % 4 ? random_next() : 0xff);
    }
    size_t taken = 0;
    frame_reader_start(&reader, FRAME_ANSWER, 5);
    if (bytes_read(&reader, frame, random_next() % 8 ? size : random_next() % size + 1, &taken) != FRAME_WHOLE)
      continue;
    whole++;
    uint8_t *exact = malloc(reader.header.length + 1);
    memcpy(exact, reader.body, reader.header.length);
    if (answer_decode(exact, reader.header.length, &decoded)) {
      believed++;
      answer_is_sound(&decoded);
      cr_assert(answer_decode(body, answer_encode(&decoded, body), &again));
      answers_equal(&decoded, &again);
    }
    free(exact);
  }
  cr_assert(believed > ROUNDS / 100 && whole > believed + ROUNDS / 100, "%u whole, %u believed", whole, believed);
}

Test(host_protocol, random_bytes, .timeout = 120) {
  enum { ROUNDS = 200000, LONGEST = 64 };
  static Answer answer;
  static const char *args[JOB_ARGS];
  char text[ANSWER_TEXT + 1];
  for (unsigned round = 0; round < ROUNDS; round++) {
    const size_t length = random_next() % LONGEST;
    uint8_t *bytes = malloc(length + 1);
    for (size_t i = 0; i < length; i++) bytes[i] = (uint8_t)(random_next() % 3 ? random_next() % 8 : random_next());
    Job job;
    Readiness readiness;
    if (answer_decode(bytes, length, &answer)) answer_is_sound(&answer);
    if (failure_decode(bytes, length, text)) cr_assert_leq(strlen(text), (size_t)ANSWER_TEXT);
    readiness_decode(bytes, length, &readiness);
    if (job_decode(bytes, length, args, &job)) cr_assert_leq(job.arg_count, (uint32_t)JOB_ARGS);
    free(bytes);
  }
}
