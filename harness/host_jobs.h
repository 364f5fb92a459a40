/* SPDX-License-Identifier: Apache-2.0
 *
 * Where `signet host` takes its jobs from: one on the command line, or JSON lines, one object a job:
 *
 *   {"file": "m.wasm", "invoke": "add", "args": [1, "0x10", "-inf"]}      invoke and args may be missing
 *
 * Lines are read as they are wanted. Used by host.c.
 */
#ifndef SIGNET_HARNESS_HOST_JOBS_H
#define SIGNET_HARNESS_HOST_JOBS_H

#include "harness/host_protocol.h"

#include <stdio.h>

/* All texts are its own. */
typedef struct JobText {
  char *file, *invoke; /* invoke NULL: none */
  char **args;
  uint32_t arg_count;
} JobText;

void job_text_free(JobText *job);

typedef enum JobLine { JOB_LINE_NONE, JOB_LINE_BAD, JOB_LINE_GOOD } JobLine;

/* The next line that is not blank; *number, 0 at first, is which one. Bad: *why says what is wrong, and nothing is to
 * be freed. */
JobLine job_line_read(FILE *file, JobText *job, uint64_t *number, const char **why);
/* The job of one file, its export and that one's arguments. False: no memory. */
bool job_text_make(JobText *job, const char *file, const char *invoke, char **args, uint32_t arg_count);

#endif
