/* SPDX-License-Identifier: Apache-2.0
 *
 * What a content process may still ask of the kernel once untrusted bytes reach it: a seccomp policy (the table is in
 * content_sandbox.c) and resource limits. Whatever the table does not name kills the process. Used by content.c; the
 * tests read the table's program.
 */
#ifndef SIGNET_HARNESS_CONTENT_SANDBOX_H
#define SIGNET_HARNESS_CONTENT_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sock_filter;

enum { CONTENT_SOCKET = 3, SANDBOX_FILTER_ROOM = 512 };

/* First thing in a content process: it dies with its parent (`parent`: who that must be), cannot be traced or dumped,
 * has no core file, and gains no privilege by whatever it executes. NULL, or what could not be done. */
const char *sandbox_begin(int parent);

/* Limits of the kernel's, after everything is prepared: no new descriptor, no process, no file, no locked page, and
 * `memory_bytes` of private writable memory on top of what there is. NULL, or what could not be done. */
const char *sandbox_limit(uint64_t memory_bytes);

/* The policy, for all threads, for ever. False and errno where the kernel has no seccomp. */
bool sandbox_enter(void);

/* The policy's program, SANDBOX_FILTER_ROOM instructions at most, for process `process` (only it may be sent signals);
 * returns its length. */
size_t sandbox_filter(struct sock_filter *filter, int process);

#endif
