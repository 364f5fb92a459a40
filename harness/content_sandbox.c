/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy of a content process, one line a call, and each line's reason. The first row decides whose call and
 * arguments match; where none does, or the call is of another architecture (x32 included), the process is killed.
 *
 * The program is linear: for each row the number is compared, then each of its arguments in both halves, and a failed
 * comparison goes on with the next row. Pointers are never looked through, so nothing changes between check and use.
 */
#include "harness/content_sandbox.h"
#include "harness/process_status.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "which architecture do the numbers of system calls belong to?"
#endif

/* (argument `index` & mask) == value; mask 0: no condition. Descriptors and signals are 32 bits to the kernel. */
typedef struct ArgumentRule {
  uint64_t mask, value;
  uint8_t index;
} ArgumentRule;

typedef struct CallRule {
  uint32_t number, action;
  ArgumentRule arguments[2];
} CallRule;

#define INT_MASK                 UINT64_C(0xffffffff)
#define INT_IS(argument, number) {INT_MASK, (uint32_t)(number), argument}
/* No bit but those of `allowed`, and all those of `needed`. */
#define BITS_ARE(argument, needed, allowed) {~(uint64_t)(allowed), (uint64_t)(needed), argument}
#define DENY(error)                         (SECCOMP_RET_ERRNO | (error))

enum {
  DATA_PROTECTION = PROT_READ | PROT_WRITE,
  ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS,
  PROCESS = -1 /* stands for the process's own number */
};

static const CallRule rules[] = {
    /* The socket, and no other descriptor: of the code's memory file there is one too. */
    {__NR_read, SECCOMP_RET_ALLOW, {INT_IS(0, CONTENT_SOCKET)}},
    {__NR_write, SECCOMP_RET_ALLOW, {INT_IS(0, CONTENT_SOCKET)}},
    /* Memory for the heap, stacks, instances, linear memories: private, of no file, never executable. */
    {__NR_mmap,
     SECCOMP_RET_ALLOW,
     {BITS_ARE(2, 0, DATA_PROTECTION), BITS_ARE(3, ANONYMOUS, MAP_NORESERVE | MAP_FIXED)}},
#if defined(__aarch64__)
    /* The seal maps pages anew whose code has changed, for emulators that would run the old (region_pages_renew, in
     * place of themselves, the same file). Hardware needs it not, so it is refused, which the seal bears. */
    {__NR_mmap, DENY(EPERM), {BITS_ARE(2, PROT_READ | PROT_EXEC, 0), BITS_ARE(3, MAP_SHARED | MAP_FIXED, 0)}},
#endif
    {__NR_munmap, SECCOMP_RET_ALLOW, {{0, 0, 0}}},
    {__NR_brk, SECCOMP_RET_ALLOW, {{0, 0, 0}}},
    /* Memories that grow, pages that become read-only, and the toggles of the seal's window, which has never been
     * executable. Nothing can become executable; what is executable can become data, once and for all. */
    {__NR_mprotect, SECCOMP_RET_ALLOW, {BITS_ARE(2, 0, DATA_PROTECTION)}},
    /* Could lay executable pages to another address. The heap then copies instead. */
    {__NR_mremap, DENY(ENOMEM), {{0, 0, 0}}},
    /* Large pages for a module's bytes, or all of its pages at once; the heap's unused pages. */
    {__NR_madvise, SECCOMP_RET_ALLOW, {INT_IS(2, MADV_HUGEPAGE)}},
    {__NR_madvise, SECCOMP_RET_ALLOW, {INT_IS(2, MADV_POPULATE_WRITE)}},
    {__NR_madvise, SECCOMP_RET_ALLOW, {INT_IS(2, MADV_DONTNEED)}},
    /* Faults that are traps; signals shut out while a window is open. */
    {__NR_rt_sigreturn, SECCOMP_RET_ALLOW, {{0, 0, 0}}},
    {__NR_rt_sigprocmask, SECCOMP_RET_ALLOW, {{0, 0, 0}}},
    /* So that a fault that is no trap, or an abort, ends the process by its own name: the handlers put back, and a
     * signal to this process alone. */
    {__NR_rt_sigaction, SECCOMP_RET_ALLOW, {INT_IS(0, SIGSEGV)}},
    {__NR_rt_sigaction, SECCOMP_RET_ALLOW, {INT_IS(0, SIGBUS)}},
    {__NR_rt_sigaction, SECCOMP_RET_ALLOW, {INT_IS(0, SIGABRT)}},
    {__NR_getpid, SECCOMP_RET_ALLOW, {{0, 0, 0}}},
    {__NR_gettid, SECCOMP_RET_ALLOW, {{0, 0, 0}}},
    {__NR_tgkill, SECCOMP_RET_ALLOW, {INT_IS(0, PROCESS)}},
    {__NR_exit_group, SECCOMP_RET_ALLOW, {{0, 0, 0}}},
};

/* ---- The program ------------------------------------------------------------------------------------------- */

#define FIELD(name) (uint32_t)offsetof(struct seccomp_data, name)

enum { HALVES = 2, ARGUMENT_WORDS = 3 * HALVES }; /* load, mask, compare, for each half */

static struct sock_filter load(uint32_t offset) {
  return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}
/* Goes on where equal, else passes over `skip`. */
static struct sock_filter unless_equal(uint32_t value, size_t skip) {
  return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, (uint8_t)skip);
}
static struct sock_filter decide(uint32_t action) { return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action); }

/* Little-endian: the low half comes first. */
static size_t rule_emit(const CallRule *rule, int process, struct sock_filter *out) {
  const size_t conditions = (rule->arguments[0].mask ? 1u : 0u) + (rule->arguments[1].mask ? 1u : 0u);
  size_t at = 0, left = conditions * ARGUMENT_WORDS + 1; /* words behind the one at hand, up to the decision's end */
  out[at++] = load(FIELD(nr));
  out[at++] = unless_equal(rule->number, left);
  for (size_t i = 0; i < conditions; i++) {
    const ArgumentRule *argument = &rule->arguments[i];
    const bool own = rule->number == __NR_tgkill && argument->value == (uint32_t)PROCESS;
    const uint64_t value = own ? (uint64_t)(uint32_t)process : argument->value;
    for (size_t half = 0; half < HALVES; half++) {
      out[at++] = load(FIELD(args) + 8 * argument->index + 4 * (uint32_t)half);
      out[at++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, (uint32_t)(argument->mask >> 32 * half));
      left -= 3;
      out[at++] = unless_equal((uint32_t)(value >> 32 * half), left);
    }
  }
  out[at++] = decide(rule->action);
  return at;
}

size_t sandbox_filter(struct sock_filter *filter, int process) {
  size_t at = 0;
  filter[at++] = load(FIELD(arch));
  filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCHITECTURE, 1, 0);
  filter[at++] = decide(SECCOMP_RET_KILL_PROCESS);
  /* x32 has numbers of its own, which no row has. */
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) at += rule_emit(&rules[i], process, filter + at);
  filter[at++] = decide(SECCOMP_RET_KILL_PROCESS);
  return at;
}

_Static_assert(3 + sizeof rules / sizeof rules[0] * (2 + 2 * ARGUMENT_WORDS + 1) + 1 <= SANDBOX_FILTER_ROOM,
               "room for the program");

/* ---- Entering --------------------------------------------------------------------------------------------- */

const char *sandbox_begin(int parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return "a signal when the host ends";
  if (getppid() != parent) return "the host: it has ended";
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return "being untraceable";
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "renouncing privileges";
  const struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none) == 0 ? NULL : "a limit: core files";
}

const char *sandbox_limit(uint64_t memory_bytes) {
  enum { STACK_BYTES = 8 << 20 };
  const int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  ProcessMemory present;
  const bool known = statm >= 0 && process_memory(statm, &present);
  if (statm >= 0) close(statm);
  if (!known) return "its own size";
  /* Not RLIMIT_AS: guarded memories reserve 8 GiB of address space each. Reservations are no data until they become
   * writable. */
  const rlim_t data = (rlim_t)(present.data_bytes + memory_bytes);
  const struct {
    int resource;
    rlim_t limit;
    const char *name;
  } limits[] = {
      {RLIMIT_DATA, data, "a limit: memory"},
      {RLIMIT_STACK, STACK_BYTES, "a limit: stack"},
      {RLIMIT_NOFILE, 0, "a limit: descriptors"},
      {RLIMIT_NPROC, 0, "a limit: processes"},
      {RLIMIT_FSIZE, 0, "a limit: files"},
      {RLIMIT_MEMLOCK, 0, "a limit: locked memory"},
      {RLIMIT_MSGQUEUE, 0, "a limit: message queues"},
  };
  for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
    struct rlimit limit = {0};
    if (getrlimit((__rlimit_resource_t)limits[i].resource, &limit) != 0) return limits[i].name;
    if (limit.rlim_max > limits[i].limit) limit.rlim_max = limits[i].limit;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit((__rlimit_resource_t)limits[i].resource, &limit) != 0) return limits[i].name;
  }
  return NULL;
}

bool sandbox_enter(void) {
  struct sock_filter filter[SANDBOX_FILTER_ROOM];
  const size_t length = sandbox_filter(filter, getpid());
  struct sock_fprog program = {.len = (unsigned short)length, .filter = filter};
  return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}
