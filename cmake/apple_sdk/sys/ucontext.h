/* SPDX-License-Identifier: Apache-2.0
 *
 * The thread's state in a handler. Its pc, lr, sp and fp are opaque on arm64e: read and set by the SDK's accessors
 * alone, which sign what they set. The stand-ins of the accessors are functions that exist nowhere.
 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_SYS_UCONTEXT_H
#define SIGNET_SDK_SYS_UCONTEXT_H
#include <signal.h>
typedef struct {
  uint64_t __x[29];
  void *opaque_fp, *opaque_lr, *opaque_sp, *opaque_pc;
  uint32_t cpsr, opaque_flags;
} signet_sdk_thread_state;
typedef struct {
  struct {
    uint64_t far;
    uint32_t esr, exception;
  } __es;
  signet_sdk_thread_state __ss;
} signet_sdk_machine_context;
typedef struct {
  int onstack;
  sigset_t mask;
  stack_t stack;
  void *link;
  size_t machine_bytes;
  signet_sdk_machine_context *uc_mcontext;
} ucontext_t;
uint64_t stand_in_for_get_pc(const signet_sdk_thread_state *state);
void stand_in_for_set_pc_fptr(signet_sdk_thread_state *state, void (*function)(void));
#define __darwin_arm_thread_state64_get_pc(state)                stand_in_for_get_pc(&(state))
#define __darwin_arm_thread_state64_set_pc_fptr(state, function) stand_in_for_set_pc_fptr(&(state), (function))
#endif
