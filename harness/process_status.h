/* SPDX-License-Identifier: Apache-2.0
 *
 * What the kernel says of a process, in /proc. Asked by the host, which relies on no word of a content process; and by
 * a content process of itself, before it restricts itself. Used by supervisor.c and content_sandbox.c.
 */
#ifndef SIGNET_HARNESS_PROCESS_STATUS_H
#define SIGNET_HARNESS_PROCESS_STATUS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ProcessMemory {
  uint64_t resident_bytes; /* shared pages included */
  uint64_t data_bytes;     /* private and writable, touched or not, as RLIMIT_DATA counts it, and stacks */
} ProcessMemory;

/* From a descriptor of /proc/PID/statm, again and again. False of a process that has ended. */
bool process_memory(int statm, ProcessMemory *memory);

/* Whether process `pid`, which must not be reaped meanwhile, has a seccomp filter and can gain no privileges. */
bool process_is_restricted(int pid);

#endif
