/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop. A worker is the host's side of one content process: its socket, a descriptor of the process (pidfd: no
 * number that could come to mean another process), one of its memory count. What the process sends goes through
 * FrameReader; what it says about itself is not relied on where the kernel can be asked.
 *
 * The order of judging: a whole answer counts, whatever the process does afterwards; then how it died; a deadline or
 * the memory limit only where it lives.
 */
#include "harness/supervisor.h"
#include "harness/content.h"
#include "harness/content_sandbox.h"
#include "harness/process_status.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  MEMORY_PERIOD_NS = 20000000, /* between two looks at how much memory content processes hold */
  FAREWELL_NS = 1000000000,    /* from closing its end of the socket to a process's death */
  COMMAND_ROOM = 64,           /* words of a content process's command */
};
#define OVERHEAD_BYTES (UINT64_C(128) << 20) /* the code region's size: what else there is, is less */
/* The kernel's limit of private memory comes first, as an error that can be dealt with; the host's is for the rest. */
#define LATITUDE_BYTES (UINT64_C(16) << 20)

typedef enum WorkerState { FREE, STARTING, SENDING, WAITING, CLOSED, ENDING } WorkerState;

typedef struct Worker {
  WorkerState state;
  bool judged; /* report says what became of the job */
  int socket, process, memory;
  int pid; /* for /proc: the process is not reaped while it is used */
  uint64_t deadline_ns, memory_limit;
  HostJob job;
  struct iovec parts[4]; /* what is still to be sent, from `part` on */
  unsigned part;
  FrameHeader job_header, module_header;
  uint8_t job_body[JOB_LIMIT];
  FrameReader reader;
  Report report;
} Worker;

typedef struct Supervisor {
  const SupervisorOptions *options;
  const SupervisorClient *client;
  uint32_t next_number;
  Worker *workers;
  Worker **running;      /* of the workers those that have a process */
  struct pollfd *polled; /* two for each of these: socket, process */
} Supervisor;

static uint64_t clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t later(double seconds) { return clock_ns() + (uint64_t)(seconds * 1e9); }

uint64_t supervisor_overhead_bytes(uint64_t module_bytes) { return OVERHEAD_BYTES + 2 * module_bytes; }

static void descriptor_close(int *descriptor) {
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
}

/* ---- Ending ------------------------------------------------------------------------------------------------ */

/* What becomes of the job, unless that is known; then the process ends, if it has not. */
__attribute__((format(printf, 4, 5))) static void worker_judge(Worker *worker, EndKind kind, int number,
                                                               const char *format, ...) {
  if (!worker->judged) {
    worker->judged = true;
    worker->report.kind = kind;
    worker->report.number = number;
    va_list args;
    va_start(args, format);
    vsnprintf(worker->report.why, sizeof worker->report.why, format, args);
    va_end(args);
  }
  descriptor_close(&worker->socket);
  worker->state = ENDING;
  (void)syscall(SYS_pidfd_send_signal, worker->process, SIGKILL, NULL, 0);
}

static void worker_lied(Worker *worker, const char *why) {
  if (worker->state == STARTING) worker_judge(worker, END_NOT_STARTED, 0, "%s", why);
  else worker_judge(worker, END_LIED, 0, "%s", why);
}

/* The process has ended. Its answer, if it gave one, has been read. */
static void worker_reap(Supervisor *supervisor, Worker *worker) {
  siginfo_t info = {0};
  int reaped;
  do reaped = waitid((idtype_t)P_PIDFD, (id_t)worker->process, &info, WEXITED);
  while (reaped != 0 && errno == EINTR);
  if (!worker->judged) {
    const bool signaled = reaped == 0 && info.si_code != CLD_EXITED;
    if (worker->state == STARTING)
      worker_judge(worker, END_NOT_STARTED, 0, signaled ? "it died of signal %d" : "it ended with status %d",
                   info.si_status);
    else worker_judge(worker, signaled ? END_CRASHED : END_EXITED, info.si_status, "%s", "");
  }
  descriptor_close(&worker->process);
  descriptor_close(&worker->memory);
  worker->state = FREE;
  supervisor->client->report(supervisor->client->context, &worker->job, &worker->report);
}

/* ---- Starting ---------------------------------------------------------------------------------------------- */

/* Between fork and exec, in a process of one thread. */
static _Noreturn void child_exec(const SupervisorOptions *options, const Worker *worker, int host, int theirs) {
  char numbers[CONTENT_ARGUMENTS][24];
  const char *command[COMMAND_ROOM + CONTENT_ARGUMENTS + 1];
  size_t count = 0;
  while (options->content[count] && count < COMMAND_ROOM) {
    command[count] = options->content[count];
    count++;
  }
  snprintf(numbers[0], sizeof numbers[0], "%d", host);
  snprintf(numbers[1], sizeof numbers[1], "%" PRIu64, options->memory_bytes);
  snprintf(numbers[2], sizeof numbers[2], "%" PRIu64,
           options->memory_bytes + supervisor_overhead_bytes(worker->job.job.module_bytes));
  snprintf(numbers[3], sizeof numbers[3], "%d", options->seccomp);
  snprintf(numbers[4], sizeof numbers[4], "%d", options->verify);
  for (size_t i = 0; i < CONTENT_ARGUMENTS; i++) command[count++] = numbers[i];
  command[count] = NULL;

  /* Signals as a new program expects them. */
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < SIGRTMIN; number++) signal(number, SIG_DFL);

  /* /dev/null three times, the socket, nothing else. `theirs` may be any number: it moves out of the way first. */
  const int socket = fcntl(theirs, F_DUPFD_CLOEXEC, CONTENT_SOCKET + 1), nothing = open("/dev/null", O_RDWR);
  const bool placed = socket >= 0 && nothing >= 0 && dup2(nothing, 0) == 0 && dup2(nothing, 1) == 1 &&
                      dup2(nothing, 2) == 2 && dup2(socket, CONTENT_SOCKET) == CONTENT_SOCKET;
  if (placed && syscall(SYS_close_range, CONTENT_SOCKET + 1, ~0u, 0) == 0) {
    static char *empty[] = {NULL};
    execvpe(command[0], (char *const *)(uintptr_t)command, empty);
  }
  char text[ANSWER_TEXT + 1];
  uint8_t body[sizeof(uint32_t) + ANSWER_TEXT];
  snprintf(text, sizeof text, "%.120s: %s", command[0], strerror(errno));
  if (placed) content_send(FRAME_FAILED, 0, body, failure_encode(text, body));
  _exit(127);
}

static void worker_frames_make(Worker *worker, uint32_t number) {
  const size_t body = job_encode(&worker->job.job, worker->job_body), module = (size_t)worker->job.job.module_bytes;
  worker->job_header = frame_header(FRAME_JOB, number, body);
  worker->module_header = frame_header(FRAME_MODULE, number, module);
  worker->parts[0] = (struct iovec){&worker->job_header, sizeof worker->job_header};
  worker->parts[1] = (struct iovec){worker->job_body, body};
  worker->parts[2] = (struct iovec){&worker->module_header, sizeof worker->module_header};
  worker->parts[3] = (struct iovec){(void *)(uintptr_t)worker->job.module, module};
  worker->part = 0;
}

/* False: reported, as it did not even become a process. */
static bool worker_start(Supervisor *supervisor, Worker *worker) {
  const SupervisorOptions *options = supervisor->options;
  int pair[2] = {-1, -1};
  worker->judged = false;
  worker->socket = worker->process = worker->memory = -1;
  worker->pid = -1;
  worker->report.kind = END_NOT_STARTED;
  worker->report.number = 0;
  worker_frames_make(worker, ++supervisor->next_number);
  frame_reader_start(&worker->reader, FRAME_READY, 0);
  const char *failed = NULL;
  const int host = getpid();
  if (worker->job_header.length == 0) failed = "the job's arguments are too long";
  else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 || fcntl(pair[0], F_SETFL, O_NONBLOCK) != 0 ||
           (worker->pid = fork()) < 0)
    failed = strerror(errno);
  if (worker->pid == 0) child_exec(options, worker, host, pair[1]);
  descriptor_close(&pair[1]);
  worker->socket = pair[0];
  if (worker->pid > 0) {
    char name[40];
    snprintf(name, sizeof name, "/proc/%d/statm", worker->pid);
    worker->process = (int)syscall(SYS_pidfd_open, worker->pid, 0);
    worker->memory = open(name, O_RDONLY | O_CLOEXEC);
    if (worker->process < 0 || worker->memory < 0) {
      failed = strerror(errno);
      kill(worker->pid, SIGKILL);
      waitpid(worker->pid, NULL, 0);
    }
  }
  if (!failed) {
    worker->state = STARTING;
    worker->deadline_ns = later(options->start_deadline_s);
    return true;
  }
  snprintf(worker->report.why, sizeof worker->report.why, "%s", failed);
  descriptor_close(&worker->socket);
  descriptor_close(&worker->process);
  descriptor_close(&worker->memory);
  supervisor->client->report(supervisor->client->context, &worker->job, &worker->report);
  return false;
}

/* 0 of a process that has ended. */
static uint64_t worker_resident(const Worker *worker) {
  ProcessMemory memory;
  return process_memory(worker->memory, &memory) ? memory.resident_bytes : 0;
}

/* ---- Frames -------------------------------------------------------------------------------------------------- */

static void worker_ready(const Supervisor *supervisor, Worker *worker) {
  const FrameReader *reader = &worker->reader;
  const SupervisorOptions *options = supervisor->options;
  Readiness readiness;
  char why[ANSWER_TEXT + 1];
  if (reader->header.kind == FRAME_FAILED) {
    if (failure_decode(reader->body, reader->header.length, why)) worker_lied(worker, why);
    else worker_lied(worker, "a frame that cannot be read");
  } else if (!readiness_decode(reader->body, reader->header.length, &readiness)) {
    worker_lied(worker, "a frame that cannot be read");
  } else if (options->seccomp && (!readiness.seccomp || !process_is_restricted(worker->pid))) {
    worker_lied(worker, "the seccomp policy is not in force");
  } else {
    worker->state = SENDING;
    worker->deadline_ns = later(options->deadline_s);
    worker->memory_limit = worker_resident(worker) + options->memory_bytes +
                           supervisor_overhead_bytes(worker->job.job.module_bytes) + LATITUDE_BYTES;
    frame_reader_start(&worker->reader, FRAME_ANSWER, worker->job_header.job);
  }
}

static void worker_answer(Worker *worker) {
  const FrameReader *reader = &worker->reader;
  if (worker->state != WAITING) worker_lied(worker, "an answer before the question");
  else if (!answer_decode(reader->body, reader->header.length, &worker->report.answer))
    worker_lied(worker, "an answer that cannot be read");
  else worker_judge(worker, END_ANSWERED, 0, "%s", "");
}

/* Takes what there is, at most one frame of each kind. */
static void worker_receive(const Supervisor *supervisor, Worker *worker) {
  while (worker->state == STARTING || worker->state == SENDING || worker->state == WAITING) {
    uint8_t *into = NULL;
    const size_t room = frame_reader_room(&worker->reader, &into);
    const ssize_t got = room ? recv(worker->socket, into, room, 0) : 0;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (got <= 0 && room) { /* Its death will say more. */
      const uint64_t farewell = clock_ns() + FAREWELL_NS;
      descriptor_close(&worker->socket);
      if (worker->deadline_ns > farewell) worker->deadline_ns = farewell;
      if (worker->state != STARTING) worker->state = CLOSED;
      return;
    }
    const char *why = NULL;
    const FrameState state = frame_reader_take(&worker->reader, (size_t)got, &why);
    if (state == FRAME_REFUSED) worker_lied(worker, why);
    else if (state == FRAME_WHOLE && worker->state == STARTING) worker_ready(supervisor, worker);
    else if (state == FRAME_WHOLE) worker_answer(worker);
  }
}

static void worker_send(Worker *worker) {
  while (worker->state == SENDING) {
    while (worker->part < 4 && worker->parts[worker->part].iov_len == 0) worker->part++;
    if (worker->part == 4) {
      worker->state = WAITING;
      return;
    }
    struct iovec *part = &worker->parts[worker->part];
    const struct msghdr message = {.msg_iov = part, .msg_iovlen = 4 - worker->part};
    const ssize_t sent = sendmsg(worker->socket, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return; /* later; or it has closed its end, which receiving finds */
    for (size_t left = (size_t)sent; left;) {
      const size_t here = left < part->iov_len ? left : part->iov_len;
      part->iov_base = (uint8_t *)part->iov_base + here;
      part->iov_len -= here;
      left -= here;
      if (left) part++;
    }
  }
}

/* ---- The loop ------------------------------------------------------------------------------------------------ */

static void worker_watch(Worker *worker, uint64_t now) {
  if (worker->state == FREE || worker->state == ENDING) return;
  if (now >= worker->deadline_ns) {
    if (worker->state == STARTING) worker_judge(worker, END_NOT_STARTED, 0, "it did not become ready in time");
    else if (worker->state == CLOSED) worker_lied(worker, "closed its end, and lives");
    else worker_judge(worker, END_DEADLINE, 0, "%s", "");
  } else if (worker->state != STARTING && worker_resident(worker) > worker->memory_limit)
    worker_judge(worker, END_MEMORY, 0, "%s", "");
}

static void worker_handle(Supervisor *supervisor, Worker *worker, const struct pollfd *polled) {
  const bool ended = (polled[1].revents & POLLIN) != 0;
  if (worker->socket >= 0 && (ended || polled[0].revents)) {
    if (polled[0].revents & POLLOUT) worker_send(worker);
    worker_receive(supervisor, worker);
    worker_send(worker);
  }
  if (ended) worker_reap(supervisor, worker);
}

/* Starts jobs while there is room and there are any. Whether any runs. */
static bool jobs_start(Supervisor *supervisor) {
  bool running = false, more = true;
  for (uint32_t i = 0; i < supervisor->options->processes; i++) {
    Worker *worker = &supervisor->workers[i];
    while (worker->state == FREE && more) {
      more = supervisor->client->next(supervisor->client->context, &worker->job);
      if (more) worker_start(supervisor, worker);
    }
    running |= worker->state != FREE;
  }
  return running;
}

/* Milliseconds until the nearest deadline or the next look at the memory. */
static int patience_ms(const Supervisor *supervisor, uint32_t count, uint64_t next_look) {
  const uint64_t now = clock_ns();
  uint64_t until = next_look;
  for (uint32_t i = 0; i < count; i++) {
    const Worker *worker = supervisor->running[i];
    if (worker->state != ENDING && worker->deadline_ns < until) until = worker->deadline_ns;
  }
  return until <= now ? 0 : (int)((until - now) / 1000000) + 1;
}

/* Those that are not free, in order, and what is waited for of them. Returns how many: poll refuses more entries than
 * the process may have descriptors. */
static uint32_t running_list(Supervisor *supervisor) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < supervisor->options->processes; i++) {
    Worker *worker = &supervisor->workers[i];
    if (worker->state == FREE) continue;
    const short wanted = (short)(worker->state == SENDING ? POLLIN | POLLOUT : POLLIN);
    supervisor->polled[2 * count] = (struct pollfd){.fd = worker->socket, .events = wanted};
    supervisor->polled[2 * count + 1] = (struct pollfd){.fd = worker->process, .events = POLLIN};
    supervisor->running[count++] = worker;
  }
  return count;
}

static void supervisor_loop(Supervisor *supervisor) {
  uint64_t next_look = clock_ns() + MEMORY_PERIOD_NS;
  while (jobs_start(supervisor)) {
    const uint32_t count = running_list(supervisor);
    const int ready = poll(supervisor->polled, 2 * count, patience_ms(supervisor, count, next_look));
    const uint64_t now = clock_ns();
    for (uint32_t i = 0; i < count && ready > 0; i++)
      worker_handle(supervisor, supervisor->running[i], &supervisor->polled[2 * i]);
    if (now < next_look) continue;
    next_look = now + MEMORY_PERIOD_NS;
    for (uint32_t i = 0; i < count; i++) worker_watch(supervisor->running[i], now);
  }
}

bool supervisor_run(const SupervisorOptions *options, const SupervisorClient *client) {
  /* Ignored, children would be reaped by nobody and their numbers reused. */
  struct sigaction ordinary = {.sa_handler = SIG_DFL}, previous;
  Supervisor supervisor = {.options = options,
                           .client = client,
                           .workers = calloc(options->processes, sizeof *supervisor.workers),
                           .running = calloc(options->processes, sizeof(Worker *)),
                           .polled = calloc(options->processes, 2 * sizeof *supervisor.polled)};
  const bool made =
      supervisor.workers && supervisor.running && supervisor.polled && sigaction(SIGCHLD, &ordinary, &previous) == 0;
  if (made) {
    supervisor_loop(&supervisor);
    sigaction(SIGCHLD, &previous, NULL);
  }
  free(supervisor.workers);
  free(supervisor.running);
  free(supervisor.polled);
  return made;
}
