/* SPDX-License-Identifier: Apache-2.0
 *
 * The registers of a thread that a signal has interrupted: the two systems' ways to read them, and to send the thread
 * on. runtime/fault.c alone includes this. The context is memory that an attacker may write; on Apple's systems its pc
 * is signed, and only the address of a function that the compiler signs is ever put there.
 */
#ifndef SIGNET_RUNTIME_FAULT_CONTEXT_H
#define SIGNET_RUNTIME_FAULT_CONTEXT_H

#include "codegen/assembler.h"
#include "memory/pac.h"

#include <signal.h>
#if defined(__APPLE__)
#include <sys/ucontext.h>
#else
#include <ucontext.h>
#endif

/* enter_arm64.S */
void fault_resume(void) __attribute__((visibility("hidden")));
_Static_assert(DISC_FAULT_STUB == 0x8006 && DISC_FAULT_SITE == 0x8007, "enter_arm64.S has them as numbers");

/* From kill() and its like, not from the thread's own doing. */
static inline bool fault_is_sent(const siginfo_t *info) {
#if defined(__APPLE__)
  return info->si_code <= 0 || info->si_code >= SI_USER;
#else
  return info->si_code <= 0;
#endif
}

#if defined(__APPLE__)

static inline uint64_t fault_pc(void *context) {
  return (uint64_t)__darwin_arm_thread_state64_get_pc(((ucontext_t *)context)->uc_mcontext->__ss);
}
/* Of x0 to x28. */
static inline uint64_t fault_register(void *context, unsigned number) {
  return ((ucontext_t *)context)->uc_mcontext->__ss.__x[number];
}
static inline void fault_send(void *context, uint64_t stub, uint64_t site) {
  ((ucontext_t *)context)->uc_mcontext->__ss.__x[REG_SCRATCH0] = stub;
  ((ucontext_t *)context)->uc_mcontext->__ss.__x[REG_SCRATCH1] = site;
  __darwin_arm_thread_state64_set_pc_fptr(((ucontext_t *)context)->uc_mcontext->__ss, fault_resume);
}

#else

static inline uint64_t fault_pc(void *context) { return ((ucontext_t *)context)->uc_mcontext.pc; }
static inline uint64_t fault_register(void *context, unsigned number) {
  return ((ucontext_t *)context)->uc_mcontext.regs[number];
}
static inline void fault_send(void *context, uint64_t stub, uint64_t site) {
  mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
  machine->regs[REG_SCRATCH0] = stub;
  machine->regs[REG_SCRATCH1] = site;
  machine->pc = (uint64_t)(uintptr_t)fault_resume;
}

#endif
#endif
