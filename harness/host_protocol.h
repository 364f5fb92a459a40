/* SPDX-License-Identifier: Apache-2.0
 *
 * What `signet host` and its content processes say to each other, over a stream socket: frames of a header and a body,
 * and what bodies hold. Nothing here calls the system. The host takes every byte from a content process as an
 * attacker's: a frame's kind, job and length are checked before its body is asked for, a body is never longer than the
 * fixed room for it, every number in it is checked, and one byte too many or too few refuses it.
 *
 *   host                                   content process
 *        <--------------------------- READY     it is prepared and restricted; or FAILED, why it is not
 *   JOB, MODULE --------------------------->    what to do, and the module's bytes
 *        <--------------------------- ANSWER
 *
 * Numbers are in the machine's byte order: both ends are one program. Used by supervisor.c, content.c and host.c.
 */
#ifndef SIGNET_HARNESS_HOST_PROTOCOL_H
#define SIGNET_HARNESS_HOST_PROTOCOL_H

#include "signet/signet.h"

typedef enum FrameKind { FRAME_READY = 1, FRAME_FAILED, FRAME_JOB, FRAME_MODULE, FRAME_ANSWER } FrameKind;

typedef struct FrameHeader {
  uint32_t magic, kind, job, length; /* length: bytes of the body */
} FrameHeader;
_Static_assert(sizeof(FrameHeader) == 16, "a header is sent as it lies in memory");

enum {
  FRAME_MAGIC = 0x74676e73, /* "sngt" */
  JOB_LIMIT = 64 * 1024,    /* bytes of a JOB's body */
  JOB_ARGS = 1000,          /* the JS API's limit of a function's parameters, and of its results */
  ANSWER_VALUES = 1000,
  ANSWER_TEXT = 199,
  ANSWER_LIMIT = 32 * 1024, /* bytes of any body that comes from a content process */
};

/* The longest body of a frame of this kind; 0 for no kind. */
size_t frame_limit(uint32_t kind);
FrameHeader frame_header(FrameKind kind, uint32_t job, size_t length);
/* The text for why this is not a header of the kind and job that is expected; NULL where it is. */
const char *frame_refusal(const FrameHeader *header, FrameKind kind, uint32_t job);

/* Takes one frame from a content process, in pieces of any size. READY may come as FAILED instead. */
typedef struct FrameReader {
  FrameKind kind; /* expected, and so is the job */
  uint32_t job;
  size_t got; /* bytes, the header's included */
  FrameHeader header;
  uint8_t body[ANSWER_LIMIT];
} FrameReader;

typedef enum FrameState { FRAME_PARTIAL, FRAME_WHOLE, FRAME_REFUSED } FrameState;

void frame_reader_start(FrameReader *reader, FrameKind kind, uint32_t job);
/* Where the next bytes go, and how many: never more than the frame still has. */
size_t frame_reader_room(FrameReader *reader, uint8_t **into);
/* That many have come. *why: set where the frame is refused. */
FrameState frame_reader_take(FrameReader *reader, size_t count, const char **why);

/* READY. */
typedef struct Readiness {
  bool seccomp; /* the policy of content_sandbox.c is in force, says the process: the host asks the kernel too */
} Readiness;
size_t readiness_encode(const Readiness *readiness, uint8_t *body);
bool readiness_decode(const uint8_t *body, size_t length, Readiness *readiness);

/* FAILED: a text. */
size_t failure_encode(const char *text, uint8_t *body);
bool failure_decode(const uint8_t *body, size_t length, char text[ANSWER_TEXT + 1]);

/* JOB. */
typedef struct Job {
  bool compile;       /* nothing is instantiated */
  const char *invoke; /* export to be called after instantiation; NULL: none */
  const char *const *args;
  uint32_t arg_count; /* at most JOB_ARGS */
  uint64_t module_bytes;
} Job;
/* 0 where it would pass JOB_LIMIT. */
size_t job_encode(const Job *job, uint8_t *body);
/* Texts stay in `body`, which must be writable (they are terminated there); args needs room for JOB_ARGS. */
bool job_decode(uint8_t *body, size_t length, const char **args, Job *job);

/* ANSWER. */
typedef enum AnswerKind { ANSWER_DONE = 1, ANSWER_COMPILED, ANSWER_TRAPPED, ANSWER_REFUSED } AnswerKind;
typedef struct Answer {
  AnswerKind kind;
  sg_error_code code;             /* REFUSED */
  uint32_t function;              /* TRAPPED, REFUSED: or SG_NO_FUNCTION */
  uint64_t offset;                /* likewise, or SG_NO_OFFSET */
  uint32_t functions;             /* COMPILED */
  uint64_t code_bytes;            /* COMPILED */
  uint32_t value_count;           /* DONE */
  sg_value values[ANSWER_VALUES]; /* of a funcref only whether it is null */
  char message[ANSWER_TEXT + 1];  /* TRAPPED, REFUSED: bytes of any kind but 0; to be escaped when it is printed */
} Answer;
size_t answer_encode(const Answer *answer, uint8_t *body);
bool answer_decode(const uint8_t *body, size_t length, Answer *answer);

#endif
