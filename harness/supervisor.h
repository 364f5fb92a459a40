/* SPDX-License-Identifier: Apache-2.0
 *
 * Content processes, from their start to their reaping: a fresh one for each job, some at a time. One thread, one loop
 * over sockets and process descriptors; it never waits for a content process without a deadline, and holds for each a
 * fixed room. What becomes of a job is a value: whatever a content process does, crashes and lies included.
 *
 *   STARTING --READY--> SENDING --all sent--> WAITING --ANSWER--> ENDING --reaped--> free
 *        \________________\____________________\____ died, lied, too late, too large ___/
 *
 * Used by host.c.
 */
#ifndef SIGNET_HARNESS_SUPERVISOR_H
#define SIGNET_HARNESS_SUPERVISOR_H

#include "harness/host_protocol.h"

typedef struct SupervisorOptions {
  const char *const *content; /* the command of a content process, NULL at its end; its arguments come behind */
  uint32_t processes;         /* at a time: at most 128 */
  double start_deadline_s;    /* until READY */
  double deadline_s;          /* from then until the answer */
  uint64_t memory_bytes;      /* of linear memories, a job */
  bool seccomp;
  bool verify; /* what is sealed is verified before it is entered */
} SupervisorOptions;

typedef enum EndKind {
  END_ANSWERED,    /* report->answer */
  END_CRASHED,     /* by report->number, a signal */
  END_EXITED,      /* with status report->number, without an answer */
  END_DEADLINE,    /* killed */
  END_MEMORY,      /* killed */
  END_LIED,        /* killed: report->why */
  END_NOT_STARTED, /* report->why: nothing untrusted is at fault */
} EndKind;

typedef struct Report {
  EndKind kind;
  int number;
  char why[ANSWER_TEXT + 1]; /* where it came from a content process, of any bytes */
  Answer answer;
} Report;

/* A job of the supervisor's client. `module` is its module_bytes bytes; all of it must live until it is reported. */
typedef struct HostJob {
  Job job;
  const uint8_t *module;
  void *context;
} HostJob;

typedef struct SupervisorClient {
  void *context;
  /* The next job. False: there is none now; asked again when one has been reported. */
  bool (*next)(void *context, HostJob *job);
  /* What became of it. Each job is reported once. */
  void (*report)(void *context, const HostJob *job, const Report *report);
} SupervisorClient;

/* What a content process may hold beside linear memories: code, tables, the compiler's scratch; and the module. */
uint64_t supervisor_overhead_bytes(uint64_t module_bytes);

/* Runs until there is no job left. Reaps every process that it starts. False: no memory, or no descriptors to start
 * with; nothing was run. */
bool supervisor_run(const SupervisorOptions *options, const SupervisorClient *client);

#endif
