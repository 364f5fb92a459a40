/* SPDX-License-Identifier: Apache-2.0
 *
 * An interpreter for the policy's program, for tests: what the kernel would decide, also of the arm64 policy where
 * there is only an emulator without seccomp. It knows the four instructions that the policy is made of; an unknown one
 * is a kill.
 */
#ifndef SIGNET_HARNESS_CONTENT_POLICY_H
#define SIGNET_HARNESS_CONTENT_POLICY_H

#include "harness/content_sandbox.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>

enum { POLICY_PROCESS = 4711 }; /* whose policy it is */

static inline uint32_t policy_decide(uint32_t architecture, uint32_t number, const uint64_t arguments[6]) {
  struct sock_filter filter[SANDBOX_FILTER_ROOM];
  const size_t length = sandbox_filter(filter, POLICY_PROCESS);
  struct seccomp_data data = {.nr = (int)number, .arch = architecture};
  memcpy(data.args, arguments, sizeof data.args);
  uint32_t accumulator = 0;
  for (size_t at = 0; at < length; at++) {
    const struct sock_filter *word = &filter[at];
    switch (word->code) {
    case BPF_LD | BPF_W | BPF_ABS:
      if (word->k > sizeof data - sizeof accumulator) return SECCOMP_RET_KILL_PROCESS;
      memcpy(&accumulator, (const char *)&data + word->k, sizeof accumulator);
      break;
    case BPF_ALU | BPF_AND | BPF_K: accumulator &= word->k; break;
    case BPF_JMP | BPF_JEQ | BPF_K: at += accumulator == word->k ? word->jt : word->jf; break;
    case BPF_RET | BPF_K: return word->k;
    default: return SECCOMP_RET_KILL_PROCESS;
    }
  }
  return SECCOMP_RET_KILL_PROCESS;
}

#endif
