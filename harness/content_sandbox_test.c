/* SPDX-License-Identifier: Apache-2.0
 *
 * The policy twice: as a program, run here by an interpreter, for every build; and in the kernel, where each forbidden
 * action must kill its process with the policy, and succeed without it, so that it is the policy that kills.
 */
#include "harness/content_policy.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- As a program ------------------------------------------------------------------------------------------------ */

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#else
#define NATIVE AUDIT_ARCH_AARCH64
#endif

#define DECISION(number, ...) policy_decide(NATIVE, (number), (const uint64_t[6]){__VA_ARGS__})
#define ALLOWED(...)          cr_assert_eq(DECISION(__VA_ARGS__), SECCOMP_RET_ALLOW)
#define KILLED(...)           cr_assert_eq(DECISION(__VA_ARGS__), SECCOMP_RET_KILL_PROCESS)

#define HIGH (UINT64_C(1) << 32)

Test(content_sandbox, program_allows_what_is_needed) {
  ALLOWED(__NR_read, 3);
  ALLOWED(__NR_write, 3, 0x1234, 1 << 20);
  ALLOWED(__NR_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0);
  ALLOWED(__NR_mmap, 0, UINT64_C(1) << 33, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, UINT64_MAX, 0);
  ALLOWED(__NR_mprotect, 0x1000, 0x1000, PROT_NONE);
  ALLOWED(__NR_mprotect, 0x1000, 0x1000, PROT_READ | PROT_WRITE);
  ALLOWED(__NR_munmap, 0x1000, 0x1000);
  ALLOWED(__NR_tgkill, POLICY_PROCESS, POLICY_PROCESS, SIGABRT);
  ALLOWED(__NR_exit_group, 1);
  cr_assert_eq(DECISION(__NR_mremap, 0x1000, 1, 1, 1), SECCOMP_RET_ERRNO | ENOMEM);
}

Test(content_sandbox, program_looks_at_every_bit_that_the_kernel_does) {
  KILLED(__NR_read, 4);
  KILLED(__NR_read, 0);
  KILLED(__NR_write, 2);
  KILLED(__NR_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0);
  KILLED(__NR_mmap, 0, 4096, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0);
  KILLED(__NR_mmap, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0);
  KILLED(__NR_mmap, 0, 4096, PROT_READ | HIGH, MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0);
  KILLED(__NR_mmap, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | HIGH, UINT64_MAX, 0);
  KILLED(__NR_mmap, 0, 4096, PROT_READ, MAP_PRIVATE, 5, 0);
  KILLED(__NR_mmap, 0, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, UINT64_MAX, 0);
  KILLED(__NR_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, 5, 0);
  for (int bit = 2; bit < 64; bit++) {
    KILLED(__NR_mprotect, 0x1000, 0x1000, UINT64_C(1) << bit);
    KILLED(__NR_mprotect, 0x1000, 0x1000, PROT_READ | UINT64_C(1) << bit);
  }
  KILLED(__NR_tgkill, POLICY_PROCESS + 1, POLICY_PROCESS, SIGKILL);
  KILLED(__NR_tgkill, UINT32_MAX, POLICY_PROCESS, SIGKILL);
  KILLED(__NR_rt_sigaction, SIGSYS);
  KILLED(__NR_madvise, 0, 4096, MADV_REMOVE);
  KILLED(__NR_futex, 0, FUTEX_WAKE_PRIVATE);
  KILLED(__NR_sigaltstack, 0, 0);
  const uint32_t renewed = DECISION(__NR_mmap, 0x1000, 4096, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED, 5, 0);
#if defined(__aarch64__)
  cr_assert_eq(renewed, SECCOMP_RET_ERRNO | EPERM);
#else
  cr_assert_eq(renewed, SECCOMP_RET_KILL_PROCESS);
#endif
}

/* The calls that any arguments whatsoever get through with are these; all other numbers are refused whatever the
 * arguments. */
Test(content_sandbox, program_has_no_other_rows) {
  static const uint32_t some[] = {__NR_read,         __NR_write,  __NR_mmap,    __NR_munmap,       __NR_brk,
                                  __NR_mprotect,     __NR_mremap, __NR_madvise, __NR_rt_sigreturn, __NR_rt_sigprocmask,
                                  __NR_rt_sigaction, __NR_getpid, __NR_gettid,  __NR_tgkill,       __NR_exit_group};
  for (uint32_t number = 0; number < 2000; number++) {
    bool named = false;
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) named |= number == some[i];
    for (uint64_t argument = 0; argument < 300 && !named; argument++)
      KILLED(number, argument, argument, argument, argument, argument, argument);
  }
}

Test(content_sandbox, program_is_of_one_architecture) {
  static const uint32_t others[] = {AUDIT_ARCH_I386, AUDIT_ARCH_ARM, NATIVE ^ 1, 0,
                                    NATIVE == AUDIT_ARCH_X86_64 ? AUDIT_ARCH_AARCH64 : AUDIT_ARCH_X86_64};
  static const uint64_t arguments[6] = {3};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    cr_assert_eq(policy_decide(others[i], __NR_read, arguments), SECCOMP_RET_KILL_PROCESS);
  enum { X32 = 0x40000000 };
  cr_assert_eq(policy_decide(NATIVE, X32 | __NR_read, arguments), SECCOMP_RET_KILL_PROCESS);
  cr_assert_eq(policy_decide(NATIVE, X32 | __NR_exit_group, arguments), SECCOMP_RET_KILL_PROCESS);
}

/* ---- In the kernel ----------------------------------------------------------------------------------------------- */

#if defined(__x86_64__)

enum { SUCCEEDED = 0, FAILED_ACTION = 77, NO_POLICY = 78 };

/* Things that exist before the policy does, as they do in a content process. */
static struct {
  uint8_t *code; /* a page, executable */
  uint8_t *data; /* a page, writable */
  int file, program, pair[2];
  pid_t other; /* a process to be killed */
} world;

static void world_make(void) {
  world.code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  world.data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  world.file = memfd_create("file", 0);
  world.program = open("/bin/true", O_RDONLY);
  cr_assert(world.program >= 0);
  cr_assert(world.file >= 0 && ftruncate(world.file, 4096) == 0);
  cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, world.pair), 0);
  world.other = fork();
  if (world.other == 0)
    for (;;) pause();
}

static void world_end(void) {
  kill(world.other, SIGKILL);
  waitpid(world.other, NULL, 0);
}

/* How a child ends that does `action`, under the policy or not: its wait status. */
static int child_run(bool (*action)(void), bool restricted) {
  const pid_t child = fork();
  if (child == 0) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (restricted && !sandbox_enter()) _exit(NO_POLICY);
    _exit(action() ? SUCCEEDED : FAILED_ACTION);
  }
  int status = -1;
  cr_assert_eq(waitpid(child, &status, 0), child);
  return status;
}

#define ACTION(name, expression)                                                                                       \
  static bool name(void) { return (expression); }

static bool opens(void) { return open("/dev/null", O_RDONLY) >= 0; }
static bool opens_old(void) { return syscall(SYS_open, "/dev/null", O_RDONLY) >= 0; }
static bool creates(void) {
  const bool created = syscall(SYS_creat, "/tmp/signet-content-sandbox-test", 0600) >= 0;
  unlink("/tmp/signet-content-sandbox-test");
  return created;
}
static bool executes(void) {
  static char *const arguments[] = {"true", NULL};
  execve("/bin/true", arguments, NULL);
  return false;
}
static bool executes_file(void) {
  static char *const arguments[] = {"true", NULL};
  syscall(SYS_execveat, world.program, "", arguments, NULL, AT_EMPTY_PATH);
  return false;
}
static bool forks(void) {
  const pid_t child = (pid_t)syscall(SYS_fork);
  if (child == 0) _exit(0);
  return child > 0;
}
static bool clones(void) {
  const pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return child > 0;
}
static bool clones_new(void) {
  struct {
    uint64_t words[8];
  } arguments = {{[4] = SIGCHLD}};
  const pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child == 0) _exit(0);
  return child > 0;
}
static bool maps_executable_and_runs(void) {
  static const uint8_t code[] = {0xb8, 42, 0, 0, 0, 0xc3}; /* mov eax, 42; ret */
  uint8_t *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return false;
  memcpy(page, code, sizeof code);
  int (*function)(void);
  void *address = page;
  memcpy(&function, &address, sizeof function);
  return function() == 42;
}
static bool maps_file(void) {
  return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, world.file, 0) != MAP_FAILED;
}
static bool maps_file_executable(void) {
  return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, world.file, 0) != MAP_FAILED;
}
static bool makes_executable(void) { return mprotect(world.data, 4096, PROT_READ | PROT_EXEC) == 0; }
static bool makes_executable_by_key(void) {
  return syscall(SYS_pkey_mprotect, world.data, 4096, PROT_READ | PROT_EXEC, -1) == 0;
}
static bool makes_code_writable_and_executable(void) {
  return mprotect(world.code, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == 0;
}
static bool sends_descriptor_bytes(void) {
  struct iovec piece = {world.data, 1};
  const struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
  return sendmsg(world.pair[0], &message, 0) == 1;
}
static bool writes_elsewhere(void) { return write(world.file, "x", 1) == 1; }
static bool reads_elsewhere(void) { return pread(world.file, world.data, 1, 0) == 1; }
static bool traced(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0; }
static bool kills_other(void) { return kill(world.other, SIGCONT) == 0; }
static bool kills_other_thread(void) { return syscall(SYS_tgkill, world.other, world.other, SIGCONT) == 0; }
static bool reads_other(void) {
  struct iovec here = {world.data, 1}, there = {world.code, 1};
  return syscall(SYS_process_vm_readv, getpid(), &here, 1, &there, 1, 0) >= 0;
}

ACTION(opens_handle, syscall(SYS_openat2, AT_FDCWD, "/dev/null", (uint64_t[3]){O_RDONLY, 0, 0}, 24) >= 0)
ACTION(makes_socket, socket(AF_UNIX, SOCK_STREAM, 0) >= 0)
ACTION(makes_network_socket, socket(AF_INET, SOCK_DGRAM, 0) >= 0)
ACTION(makes_socketpair, socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){0, 0}) == 0)
ACTION(makes_pipe, pipe((int[2]){0, 0}) == 0)
ACTION(makes_memory_file, memfd_create("x", 0) >= 0)
ACTION(duplicates, dup(world.file) >= 0)
ACTION(changes_directory, chdir("/") == 0)
ACTION(looks_at_files, access("/dev/null", R_OK) == 0)
ACTION(opens_process, syscall(SYS_pidfd_open, world.other, 0) >= 0)
ACTION(asks_prctl, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0)
ACTION(raises_limit, setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) == 0)
ACTION(handles_signal, signal(SIGUSR1, SIG_IGN) != SIG_ERR)
ACTION(asks_the_kernels_name, syscall(SYS_uname, world.data) == 0)
ACTION(unshares, unshare(CLONE_FILES) == 0)

static const struct {
  const char *name;
  bool (*action)(void);
} forbidden[] = {
    {"openat", opens},
    {"open", opens_old},
    {"openat2", opens_handle},
    {"creat", creates},
    {"execve", executes},
    {"execveat", executes_file},
    {"fork", forks},
    {"clone", clones},
    {"clone3", clones_new},
    {"mmap of writable and executable memory, which runs", maps_executable_and_runs},
    {"mmap of a file", maps_file},
    {"mmap of a file for execution", maps_file_executable},
    {"mprotect to executable", makes_executable},
    {"pkey_mprotect to executable", makes_executable_by_key},
    {"mprotect of code to writable and executable", makes_code_writable_and_executable},
    {"socket", makes_socket},
    {"socket of the network", makes_network_socket},
    {"socketpair", makes_socketpair},
    {"pipe", makes_pipe},
    {"memfd_create", makes_memory_file},
    {"sendmsg", sends_descriptor_bytes},
    {"write to another descriptor", writes_elsewhere},
    {"pread of another descriptor", reads_elsewhere},
    {"dup", duplicates},
    {"chdir", changes_directory},
    {"access", looks_at_files},
    {"ptrace", traced},
    {"kill of another process", kills_other},
    {"tgkill of another process", kills_other_thread},
    {"pidfd_open", opens_process},
    {"process_vm_readv", reads_other},
    {"prctl", asks_prctl},
    {"setrlimit", raises_limit},
    {"sigaction", handles_signal},
    {"uname", asks_the_kernels_name},
    {"unshare", unshares},
};

static void forbidden_dies(bool restricted) {
  world_make();
  for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
    const int status = child_run(forbidden[i].action, restricted);
    if (restricted)
      cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "%s: wait status 0x%x", forbidden[i].name,
                (unsigned)status);
    else
      cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == SUCCEEDED, "%s: wait status 0x%x", forbidden[i].name,
                (unsigned)status);
  }
  world_end();
}

Test(content_sandbox, forbidden_actions_die, .timeout = 60) { forbidden_dies(true); }
Test(content_sandbox, forbidden_actions_succeed_without_the_policy, .timeout = 60) { forbidden_dies(false); }

/* Number by number: what no row names dies. Made with arguments that would fail in any case. */
Test(content_sandbox, every_other_call_dies, .timeout = 120) {
  enum { CALLS = 470, URETPROBE = 335, UPROBE = 336 };
  static struct sock_filter filter[SANDBOX_FILTER_ROOM];
  const size_t length = sandbox_filter(filter, getpid());
  unsigned died = 0, named = 0;
  for (uint32_t number = 0; number < CALLS; number++) {
    bool has_row = false;
    for (size_t i = 0; i + 1 < length; i++)
      has_row |= filter[i].code == (BPF_LD | BPF_W | BPF_ABS) && filter[i].k == offsetof(struct seccomp_data, nr) &&
                 filter[i + 1].k == number;
    named += has_row;
    if (has_row) continue;
    const pid_t child = fork();
    if (child == 0) {
      const struct rlimit none = {0, 0};
      setrlimit(RLIMIT_CORE, &none);
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      if (!sandbox_enter()) _exit(NO_POLICY);
      _exit(syscall(number, -1L, -1L, -1L, -1L, -1L, -1L) == -1 ? FAILED_ACTION : SUCCEEDED);
    }
    int status = -1;
    cr_assert_eq(waitpid(child, &status, 0), child);
    /* Two that the kernel puts into programs itself, for its probes, no policy is asked for: made from anywhere else,
     * the one ends in SIGILL and the other fails. */
    const bool passed_over = (number == URETPROBE && WIFSIGNALED(status) && WTERMSIG(status) == SIGILL) ||
                             (number == UPROBE && WIFEXITED(status) && WEXITSTATUS(status) == FAILED_ACTION);
    cr_assert(passed_over || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS), "call %u: wait status 0x%x", number,
              (unsigned)status);
    died++;
  }
  cr_assert_eq(died + named, (unsigned)CALLS);
  cr_assert_eq(named, 15u); /* as program_has_no_other_rows counts them */
}

/* 32-bit calls by the gate that 64-bit programs have too. */
static bool calls_32_bits(void) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory"); /* getpid of i386 */
  return result > 0 || result == -ENOSYS;
}
static bool calls_x32(void) {
  const long result = syscall(0x40000000 | __NR_getpid);
  return result > 0 || errno == ENOSYS;
}
Test(content_sandbox, calls_of_other_architectures_die) {
  int status = child_run(calls_32_bits, true);
  cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "0x%x", (unsigned)status);
  status = child_run(calls_x32, true);
  cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "0x%x", (unsigned)status);
  status = child_run(calls_x32, false);
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == SUCCEEDED, "0x%x", (unsigned)status);
}

#if !defined(__SANITIZE_ADDRESS__) /* whose heap is another one */
/* And what is needed goes on: the heap in all its sizes, pages that become read-only, death by its own name. */
static bool heap_works(void) {
  void *pieces[64];
  for (int i = 0; i < 64; i++) {
    pieces[i] = malloc((size_t)1 << (i % 22));
    if (!pieces[i]) return false;
    memset(pieces[i], i, (size_t)1 << (i % 22));
  }
  for (int i = 0; i < 64; i += 2) pieces[i] = realloc(pieces[i], (size_t)3 << 21); /* mremap, if there were one */
  for (int i = 0; i < 64; i++) {
    if (!pieces[i] || ((uint8_t *)pieces[i])[0] != i) return false;
    free(pieces[i]);
  }
  return mprotect(world.data, 4096, PROT_READ) == 0 && mprotect(world.data, 4096, PROT_READ | PROT_WRITE) == 0;
}
static bool aborts(void) { abort(); }
Test(content_sandbox, allowed_actions_work) {
  world_make();
  int status = child_run(heap_works, true);
  cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == SUCCEEDED, "wait status 0x%x", (unsigned)status);
  status = child_run(aborts, true);
  cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "wait status 0x%x", (unsigned)status);
  world_end();
}
#endif

static bool lives_with_its_parent(void) { return sandbox_begin(getppid()) == NULL; }
static bool cannot_be_read(void) {
  return sandbox_begin(getppid()) == NULL && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
         prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}
static bool wrong_parent_is_noticed(void) { return sandbox_begin(getppid() + 1) != NULL; }
static bool limits_bind(void) {
  if (sandbox_limit(16 << 20)) return false;
  const bool small = mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED,
             large = mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
  void *reserved = mmap(NULL, (size_t)8 << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  const bool opened = open("/dev/null", O_RDONLY) >= 0;
  return small && !large && reserved != MAP_FAILED && mprotect(reserved, 16 << 20, PROT_READ | PROT_WRITE) != 0 &&
         !opened;
}
Test(content_sandbox, beginning_and_limits) {
  static bool (*const actions[])(void) = {lives_with_its_parent, cannot_be_read, wrong_parent_is_noticed, limits_bind};
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    const int status = child_run(actions[i], false);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == SUCCEEDED, "%zu: wait status 0x%x", i, (unsigned)status);
  }
}

#else

/* Under an emulator that has no seccomp the process learns of it; what is in force kills. */
Test(content_sandbox, is_refused_or_in_force) {
  fflush(NULL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (!sandbox_enter()) {
    cr_assert(errno == ENOSYS || errno == EINVAL, "%s", strerror(errno));
    cr_skip_test();
  }
}

#endif
