/* SPDX-License-Identifier: Apache-2.0
 *
 * A content process, step by step: `signet content` takes these steps in this order, and so does the tests' double of
 * it, which lies where it is asked to. Nothing untrusted is read before content_begin has returned true. The process
 * serves one module and ends.
 */
#ifndef SIGNET_HARNESS_CONTENT_H
#define SIGNET_HARNESS_CONTENT_H

#include "harness/host_protocol.h"

/* The arguments behind the command's name, decimal numbers: the host's process number; bytes of linear memory that a
 * module may have; bytes of private writable memory that the process may have besides what it has when it is prepared;
 * 1 for a seccomp policy, 0 for none; 1 for code that is verified before it is entered (sg_config.verify). */
enum { CONTENT_ARGUMENTS = 5 };

typedef struct Content {
  sg_engine *engine;
  uint64_t memory_bytes;
  uint32_t job_number;
  Job job;
  sg_bytes *module; /* read into where the engine takes it */
  uint8_t job_body[JOB_LIMIT];
  const char *args[JOB_ARGS];
  Answer answer;
} Content;

/* Prepares the engine, restricts the process, and says READY; or says FAILED and why. */
bool content_begin(Content *content, int argc, char **argv);
/* Waits for the job and its module. False where the host says anything else, or nothing more. */
bool content_job_take(Content *content);
/* Compiles and runs: content->answer. */
void content_job_run(Content *content);
bool content_answer(Content *content);

/* Sends one frame; false where the host takes it no more. */
bool content_send(FrameKind kind, uint32_t job, const void *body, size_t length);

/* `signet content`: started by `signet host` alone. */
int command_content(int argc, char **argv);

#endif
