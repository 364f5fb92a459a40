/* SPDX-License-Identifier: Apache-2.0
 *
 * What becomes of a job whose content process has been taken over. The process is harness/content_double.c, which lies
 * as it is asked to. On the host the policy is in force wherever the lie is not a forbidden call itself; under qemu
 * there is none.
 */
#include "harness/supervisor.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
enum { SECCOMP = true };
#else
enum { SECCOMP = false }; /* the sanitizers have system calls of their own */
#endif

static const uint8_t empty_module[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
#define LARGE_BYTES ((size_t)64 << 20)

typedef struct Run {
  const char *invoke;
  const uint8_t *module;
  size_t module_bytes;
  unsigned jobs, begun, reported, answered;
  Report report; /* the last */
} Run;

static bool run_next(void *context, HostJob *job) {
  Run *run = context;
  if (run->begun == run->jobs) return false;
  run->begun++;
  *job = (HostJob){.job = {.compile = true, .invoke = run->invoke, .module_bytes = run->module_bytes},
                   .module = run->module,
                   .context = run};
  return true;
}

static void run_report(void *context, const HostJob *job, const Report *report) {
  Run *run = context;
  cr_assert(job->context == run);
  run->reported++;
  run->report = *report;
  run->answered += report->kind == END_ANSWERED;
}

static unsigned descriptors(void) {
  unsigned count = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (readdir(folder)) count++;
  closedir(folder);
  return count;
}

/* Runs, and leaves no descriptor and no child. */
static void run(Run *job, const char *first, SupervisorOptions options) {
  const char *words[] = {CONTENT_COMMAND, first, NULL};
  const unsigned before = descriptors();
  const SupervisorClient client = {job, run_next, run_report};
  options.content = words;
  if (!options.processes) options.processes = 1;
  if (options.start_deadline_s == 0) options.start_deadline_s = 30;
  if (options.deadline_s == 0) options.deadline_s = 30;
  if (!options.memory_bytes) options.memory_bytes = 16 << 20;
  if (!job->jobs) job->jobs = 1;
  if (!job->module) {
    job->module = empty_module;
    job->module_bytes = sizeof empty_module;
  }
  cr_assert(supervisor_run(&options, &client));
  cr_assert_eq(job->reported, job->jobs);
  cr_assert_eq(descriptors(), before);
  cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1); /* ECHILD */
}

static const SupervisorOptions ordinary = {.seccomp = SECCOMP};
static const SupervisorOptions impatient = {.seccomp = SECCOMP, .deadline_s = 0.2};
static const SupervisorOptions unrestricted = {.seccomp = false};

static Run lied(const char *invoke, SupervisorOptions options) {
  Run job = {.invoke = invoke};
  run(&job, "content", options);
  return job;
}

Test(supervisor, honest_process_is_believed) {
  Run job = {.invoke = NULL};
  run(&job, "content", ordinary);
  cr_assert_eq(job.report.kind, END_ANSWERED);
  cr_assert_eq(job.report.answer.kind, ANSWER_COMPILED);
}

Test(supervisor, frames_of_a_liar_are_refused) {
  static const char *const lies[] = {"lie: garbage",
                                     "lie: huge length",
                                     "lie: length too long by one",
                                     "lie: other job",
                                     "lie: job before",
                                     "lie: a question",
                                     "lie: no kind",
                                     "lie: ready again",
                                     "lie: other magic",
                                     "lie: empty",
                                     "lie: cut short",
                                     "lie: one more",
                                     "lie: too many values",
                                     "lie: no such kind of value"};
  for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
    const Run job = lied(lies[i], ordinary);
    cr_assert_eq(job.report.kind, END_LIED, "%s: %d", lies[i], job.report.kind);
    cr_assert_neq(job.report.why[0], '\0', "%s", lies[i]);
  }
}

Test(supervisor, frames_that_stop_are_waited_for_no_longer_than_the_deadline) {
  static const char *const lies[] = {"lie: half a header", "lie: half an answer", "lie: nothing", "lie: stop"};
  for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
    const Run job = lied(lies[i], impatient);
    cr_assert_eq(job.report.kind, END_DEADLINE, "%s: %d", lies[i], job.report.kind);
  }
}

Test(supervisor, first_whole_answer_counts) {
  static const char *const lies[] = {"lie: twice", "lie: answer, then death", "lie: flood"};
  for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
    const Run job = lied(lies[i], ordinary);
    cr_assert_eq(job.report.kind, END_ANSWERED, "%s: %d", lies[i], job.report.kind);
    cr_assert_eq(job.report.answer.values[0].of.i32, 7, "%s", lies[i]);
  }
}

Test(supervisor, deaths_are_told_apart) {
  static const struct {
    const char *invoke;
    EndKind kind;
    int number;
  } deaths[] = {{"lie: abort", END_CRASHED, SIGABRT},
                {"lie: kill", END_CRASHED, SIGKILL},
                {"lie: half an answer, then death", END_CRASHED, SIGABRT},
                {"lie: exit", END_EXITED, 0},
                {"lie: exit 7", END_EXITED, 7}};
  for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
    const Run job = lied(deaths[i].invoke, ordinary);
    cr_assert_eq(job.report.kind, deaths[i].kind, "%s: %d", deaths[i].invoke, job.report.kind);
    cr_assert_eq(job.report.number, deaths[i].number, "%s: %d", deaths[i].invoke, job.report.number);
  }
#if !defined(__SANITIZE_ADDRESS__)
  const Run job = lied("lie: fault", ordinary);
  cr_assert_eq(job.report.kind, END_CRASHED);
  cr_assert_eq(job.report.number, SIGSEGV);
#endif
}

Test(supervisor, closing_its_end_is_no_way_out) {
  enum { SOON_S = 15 }; /* the deadline is 30 */
  const time_t begun = time(NULL);
  const Run job = lied("lie: close", unrestricted);
  cr_assert_eq(job.report.kind, END_LIED);
  cr_assert_lt(time(NULL) - begun, SOON_S);
}

Test(supervisor, descriptors_are_not_taken) {
  const Run job = lied("lie: descriptors", (SupervisorOptions){.deadline_s = 0.5});
  cr_assert_eq(job.report.kind, END_DEADLINE); /* the one byte is the begin of no frame yet; run() counts descriptors */
}

/* Of the kernel's limit, which counts private memory, and the host's own look, which finds any. */
Test(supervisor, memory_is_bounded) {
  Run job = lied("lie: memory", ordinary);
  cr_assert(job.report.kind == END_MEMORY || (job.report.kind == END_EXITED && job.report.number == 9), "%d %d",
            job.report.kind, job.report.number);
  job = lied("lie: shared memory", unrestricted);
  cr_assert_eq(job.report.kind, END_MEMORY, "%d %d", job.report.kind, job.report.number);
}

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
Test(supervisor, policy_is_in_force) {
  Run job = lied("lie: open", ordinary);
  cr_assert_eq(job.report.kind, END_CRASHED);
  cr_assert_eq(job.report.number, SIGSYS);
  job = lied("lie: shared memory", ordinary);
  cr_assert_eq(job.report.kind, END_CRASHED);
  cr_assert_eq(job.report.number, SIGSYS);
}
#endif

/* The control: by the limit of descriptors alone the call fails, and the process lives on. */
Test(supervisor, without_the_policy_the_call_returns) {
  const Run job = lied("lie: open", unrestricted);
  cr_assert_eq(job.report.kind, END_EXITED);
  cr_assert_eq(job.report.number, 12);
}

Test(supervisor, who_does_not_become_ready_gets_nothing) {
  static const char *const words[] = {"before: garbage", "before: huge length", "before: answer", "before: exit",
                                      "before: fault",   "before: silence",     "no such command"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    Run job = {.invoke = "x"};
    run(&job, words[i], (SupervisorOptions){.seccomp = SECCOMP, .start_deadline_s = i == 5 ? 0.5 : 30});
    if (i == 6) break; /* the double then is an honest one */
    cr_assert_eq(job.report.kind, END_NOT_STARTED, "%s: %d", words[i], job.report.kind);
    cr_assert_neq(job.report.why[0], '\0', "%s", words[i]);
  }
}

/* The kernel is asked, not the process. */
Test(supervisor, who_only_says_that_it_is_restricted_gets_nothing) {
  Run job = {.invoke = "x"};
  run(&job, "before: pretend", (SupervisorOptions){.seccomp = true});
  cr_assert_eq(job.report.kind, END_NOT_STARTED);
  cr_assert_not_null(strstr(job.report.why, "seccomp"));
}

Test(supervisor, program_that_is_not_there) {
  static const char *const words[] = {"/no/such/program", NULL};
  Run job = {.jobs = 3, .module = empty_module, .module_bytes = sizeof empty_module};
  const SupervisorClient client = {&job, run_next, run_report};
  const SupervisorOptions options = {
      .content = words, .processes = 2, .start_deadline_s = 30, .deadline_s = 30, .memory_bytes = 1 << 20};
  cr_assert(supervisor_run(&options, &client));
  cr_assert_eq(job.reported, 3);
  cr_assert_eq(job.report.kind, END_NOT_STARTED);
  cr_assert_not_null(strstr(job.report.why, "No such file"));
}

/* More than the socket holds: the host must neither wait for it to be read, nor take an answer to what is not sent. */
Test(supervisor, module_that_is_not_read) {
  static uint8_t large[LARGE_BYTES];
  Run job = {.module = large, .module_bytes = sizeof large};
  run(&job, "before: read nothing", impatient);
  cr_assert_eq(job.report.kind, END_DEADLINE);
  job = (Run){.module = large, .module_bytes = sizeof large};
  run(&job, "before: answer at once", ordinary);
  cr_assert_eq(job.report.kind, END_LIED);
  cr_assert_not_null(strstr(job.report.why, "before the question"));
}

/* A descriptor that any child would have, a variable, an ignored and a blocked signal. */
Test(supervisor, what_a_content_process_inherits) {
  const int file = open("/dev/null", O_RDONLY);
  cr_assert(file >= 0 && setenv("SECRET", "1", 1) == 0);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  sigset_t usr1;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  sigprocmask(SIG_BLOCK, &usr1, NULL);
  const Run job = lied("lie: inheritance", unrestricted);
  cr_assert_eq(job.report.kind, END_ANSWERED, "%d", job.report.kind);
#if defined(__aarch64__)
  enum { DESCRIPTORS = 5 }; /* and the code's memory, which the engine has made since */
#else
  enum { DESCRIPTORS = 4 };
#endif
  cr_assert_eq(job.report.answer.values[0].of.i32, DESCRIPTORS, "%d", job.report.answer.values[0].of.i32);
  for (int i = 1; i < 5; i++)
    cr_assert_eq(job.report.answer.values[i].of.i32, 0, "%d: %d", i, job.report.answer.values[i].of.i32);
}

/* Killed, a host has no time to end anything. */
Test(supervisor, content_processes_die_with_their_host) {
  enum { TURNS = 1000, TURN_US = 10000, PATIENCE_MS = 10000 };
  const pid_t host = fork();
  if (host == 0) {
    lied("lie: nothing", ordinary);
    _exit(0);
  }
  char name[64], text[64] = "";
  snprintf(name, sizeof name, "/proc/%d/task/%d/children", host, host);
  for (int turn = 0; turn < TURNS && text[0] == '\0'; turn++) {
    usleep(TURN_US);
    const int file = open(name, O_RDONLY);
    cr_assert_geq(file, 0);
    const ssize_t count = read(file, text, sizeof text - 1);
    text[count < 0 ? 0 : count] = '\0';
    close(file);
  }
  usleep(20 * TURN_US); /* it is executed, and asks for the signal */
  const pid_t content = (pid_t)strtol(text, NULL, 10);
  cr_assert_gt(content, 0);
  struct pollfd process = {.fd = (int)syscall(SYS_pidfd_open, content, 0), .events = POLLIN};
  cr_assert_geq(process.fd, 0);
  cr_assert_eq(poll(&process, 1, 0), 0); /* it lives */
  kill(host, SIGKILL);
  waitpid(host, NULL, 0);
  const int gone = poll(&process, 1, PATIENCE_MS);
  if (gone == 0) kill(content, SIGKILL);
  cr_assert_eq(gone, 1);
}

Test(supervisor, many_at_a_time) {
  Run job = {.jobs = 40};
  run(&job, "content", (SupervisorOptions){.seccomp = SECCOMP, .processes = 8});
  cr_assert_eq(job.report.kind, END_ANSWERED);
}

/* A host that may have fewer descriptors than content processes need: what cannot be started is told, the rest runs. */
Test(supervisor, too_few_descriptors, .timeout = 120) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = descriptors() + 12;
  setrlimit(RLIMIT_NOFILE, &limit);
  Run job = {.jobs = 40};
  run(&job, "content", (SupervisorOptions){.seccomp = SECCOMP, .processes = 64});
  cr_assert_gt(job.answered, 0u);
  cr_assert_lt(job.answered, job.jobs);
}

/* A host that ignores its children's deaths would not learn of them. */
Test(supervisor, ignored_children_are_reaped_all_the_same) {
  signal(SIGCHLD, SIG_IGN);
  const Run job = lied("lie: exit 7", ordinary);
  cr_assert_eq(job.report.kind, END_EXITED);
  cr_assert_eq(job.report.number, 7);
}
