/* SPDX-License-Identifier: Apache-2.0 */
#include "no_sdk.h"
#ifndef SIGNET_SDK_SIGNAL_H
#define SIGNET_SDK_SIGNAL_H
#include <sys/types.h>
#define SIGILL      4
#define SIGTRAP     5
#define SIGABRT     6
#define SIGFPE      8
#define SIGBUS      10
#define SIGSEGV     11
#define SIG_DFL     ((void (*)(int))0)
#define SIG_IGN     ((void (*)(int))1)
#define SIG_BLOCK   1
#define SIG_UNBLOCK 2
#define SIG_SETMASK 3
#define SI_USER     0x10001
#define SA_ONSTACK  0x0001
#define SA_SIGINFO  0x0040
#define SS_DISABLE  0x0004
typedef uint32_t sigset_t;
typedef struct {
  int si_signo, si_errno, si_code;
  pid_t si_pid;
  uid_t si_uid;
  int si_status;
  void *si_addr;
  void *si_value;
  long si_band;
  unsigned long reserved[7];
} siginfo_t;
struct sigaction {
  union {
    void (*sa_handler)(int);
    void (*sa_sigaction)(int, siginfo_t *, void *);
  };
  sigset_t sa_mask;
  int sa_flags;
};
typedef struct {
  void *ss_sp;
  size_t ss_size;
  int ss_flags;
} stack_t;
int sigaction(int number, const struct sigaction *action, struct sigaction *old);
int sigaltstack(const stack_t *stack, stack_t *old);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int number);
int sigdelset(sigset_t *set, int number);
int pthread_sigmask(int how, const sigset_t *set, sigset_t *old);
void (*signal(int number, void (*handler)(int)))(int);
int raise(int number);
#endif
