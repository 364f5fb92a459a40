/* SPDX-License-Identifier: Apache-2.0
 *
 * A content process that an attacker has taken over, for tests: all of `signet host` and of the honest content process,
 * but that a job whose export is named "lie: WHAT" is answered by doing that, under the restrictions of an honest one;
 * and that "before: WHAT" in place of the command's name does it instead of becoming ready. Nothing of it is in
 * `signet`.
 */
#include "harness/commands.h"
#include "harness/content.h"
#include "harness/content_policy.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void send_bytes(const void *bytes, size_t count) {
  for (const char *at = bytes; count;) {
    const ssize_t sent = write(CONTENT_SOCKET, at, count);
    if (sent <= 0) _exit(3);
    at += sent;
    count -= (size_t)sent;
  }
}

static _Noreturn void hang(void) {
  for (char byte;;) (void)!read(CONTENT_SOCKET, &byte, 1);
}

/* An honest answer, as bytes, for job `number`. */
static size_t honest(uint32_t number, uint8_t bytes[sizeof(FrameHeader) + ANSWER_LIMIT]) {
  static Answer answer = {.kind = ANSWER_DONE, .value_count = 1, .values = {{.kind = SG_I32, .of.i32 = 7}}};
  const size_t body = answer_encode(&answer, bytes + sizeof(FrameHeader));
  const FrameHeader header = frame_header(FRAME_ANSWER, number, body);
  memcpy(bytes, &header, sizeof header);
  return sizeof header + body;
}

static void garbage_send(size_t count) {
  uint32_t random = 1;
  for (; count; count--) {
    random = random * 1664525 + 1013904223;
    const uint8_t byte = (uint8_t)(random >> 24);
    send_bytes(&byte, 1);
  }
}

/* Until there is no more: a megabyte at a time, each page written. */
static _Noreturn void memory_eat(int kind) {
  enum { PIECE = 1 << 20, PAGE = 4096, EATEN = 9 };
  for (;;) {
    volatile uint8_t *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) _exit(EATEN);
    for (size_t at = 0; at < PIECE; at += PAGE) piece[at] = 1;
  }
}

/* Many descriptors for a host that would take them. */
static void descriptors_send(void) {
  enum { COUNT = 32 };
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(COUNT * sizeof(int))];
  } control = {0};
  int sockets[COUNT];
  for (int i = 0; i < COUNT; i++) sockets[i] = CONTENT_SOCKET;
  char byte = 0;
  struct iovec piece = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  struct cmsghdr *first = CMSG_FIRSTHDR(&message);
  first->cmsg_level = SOL_SOCKET;
  first->cmsg_type = SCM_RIGHTS;
  first->cmsg_len = CMSG_LEN(sizeof sockets);
  memcpy(CMSG_DATA(first), sockets, sizeof sockets);
  sendmsg(CONTENT_SOCKET, &message, 0);
}

/* No lie: how many descriptors it has; how many words of environment; whether it may be traced; whether it may gain
 * privileges; how many signals it ignores or blocks. */
static void inheritance_tell(uint32_t number) {
  enum { DESCRIPTORS = 1024, SIGNALS = 31 };
  static Answer answer = {.kind = ANSWER_DONE, .value_count = 5};
  static uint8_t frame[ANSWER_LIMIT];
  int32_t counts[5] = {0};
  for (int i = 0; i < DESCRIPTORS; i++) counts[0] += fcntl(i, F_GETFD) >= 0;
  for (char **word = environ; *word; word++) counts[1]++;
  counts[2] = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
  counts[3] = !prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, NULL, &blocked);
  for (int i = 1; i <= SIGNALS; i++) {
    struct sigaction action;
    counts[4] += sigismember(&blocked, i) == 1 || (sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN);
  }
  for (uint32_t i = 0; i < answer.value_count; i++) answer.values[i] = (sg_value){.kind = SG_I32, .of.i32 = counts[i]};
  content_send(FRAME_ANSWER, number, frame, answer_encode(&answer, frame));
}

static void lie(const char *what, uint32_t number) {
  static uint8_t frame[sizeof(FrameHeader) + ANSWER_LIMIT];
  static volatile int *volatile nowhere;
  const size_t size = honest(number, frame);
  FrameHeader header;
  memcpy(&header, frame, sizeof header);
  const struct {
    const char *name;
    FrameHeader header;
  } headers[] = {
      {"huge length", {FRAME_MAGIC, FRAME_ANSWER, number, UINT32_MAX}},
      {"length too long by one", {FRAME_MAGIC, FRAME_ANSWER, number, ANSWER_LIMIT + 1}},
      {"other job", {FRAME_MAGIC, FRAME_ANSWER, number + 1, header.length}},
      {"job before", {FRAME_MAGIC, FRAME_ANSWER, number - 1, header.length}},
      {"a question", {FRAME_MAGIC, FRAME_JOB, number, header.length}},
      {"no kind", {FRAME_MAGIC, 77, number, header.length}},
      {"ready again", {FRAME_MAGIC, FRAME_READY, 0, 4}},
      {"other magic", {FRAME_MAGIC + 1, FRAME_ANSWER, number, header.length}},
      {"empty", {FRAME_MAGIC, FRAME_ANSWER, number, 0}},
      {"cut short", {FRAME_MAGIC, FRAME_ANSWER, number, header.length - 1}},
      {"one more", {FRAME_MAGIC, FRAME_ANSWER, number, header.length + 1}},
  };
  for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
    if (strcmp(what, headers[i].name) != 0) continue;
    memcpy(frame, &headers[i].header, sizeof header);
    send_bytes(frame, size + 1);
    hang();
  }
  if (strcmp(what, "garbage") == 0) garbage_send(100000);
  else if (strcmp(what, "too many values") == 0) {
    const uint32_t many = UINT32_MAX;
    memcpy(frame + sizeof header + sizeof(uint32_t), &many, sizeof many);
    send_bytes(frame, size);
  } else if (strcmp(what, "no such kind of value") == 0) {
    frame[sizeof header + 2 * sizeof(uint32_t)] = 0x40;
    send_bytes(frame, size);
  } else if (strcmp(what, "half a header") == 0) send_bytes(frame, sizeof header / 2);
  else if (strcmp(what, "half an answer") == 0) send_bytes(frame, size - 1);
  else if (strcmp(what, "half an answer, then death") == 0) {
    send_bytes(frame, size - 1);
    raise(SIGABRT);
  } else if (strcmp(what, "twice") == 0) {
    send_bytes(frame, size);
    send_bytes(frame, size);
  } else if (strcmp(what, "answer, then death") == 0) {
    send_bytes(frame, size);
    raise(SIGSEGV);
  } else if (strcmp(what, "text with colours") == 0) {
    static Answer answer = {.kind = ANSWER_TRAPPED, .code = SG_TRAPPED, .message = "\x1b[31m\r\n: done 1\xff"};
    const size_t body = answer_encode(&answer, frame);
    content_send(FRAME_ANSWER, number, frame, body);
  } else if (strcmp(what, "fault") == 0) *nowhere = 1;
  else if (strcmp(what, "abort") == 0) abort();
  else if (strcmp(what, "kill") == 0) raise(SIGKILL);
  else if (strcmp(what, "stop") == 0) raise(SIGSTOP);
  else if (strcmp(what, "exit") == 0) _exit(0);
  else if (strcmp(what, "exit 7") == 0) _exit(7);
  else if (strcmp(what, "open") == 0) _exit(open("/dev/null", O_RDONLY) >= 0 ? 11 : 12);
  else if (strcmp(what, "memory") == 0) memory_eat(MAP_PRIVATE);
  else if (strcmp(what, "shared memory") == 0) memory_eat(MAP_SHARED);
  else if (strcmp(what, "descriptors") == 0) descriptors_send();
  else if (strcmp(what, "inheritance") == 0) inheritance_tell(number);
  else if (strcmp(what, "close") == 0) shutdown(CONTENT_SOCKET, SHUT_RDWR);
  else if (strcmp(what, "flood") == 0)
    for (;;) send_bytes(frame, size);
  hang();
}

/* In place of becoming ready. */
static void lie_before(const char *what, int argc, char **argv) {
  static uint8_t frame[sizeof(FrameHeader) + ANSWER_LIMIT];
  uint8_t body[sizeof(uint32_t)];
  const Readiness readiness = {true};
  if (strcmp(what, "pretend") == 0) content_send(FRAME_READY, 0, body, readiness_encode(&readiness, body));
  else if (strcmp(what, "garbage") == 0) garbage_send(1000);
  else if (strcmp(what, "huge length") == 0) {
    const FrameHeader header = {FRAME_MAGIC, FRAME_READY, 0, UINT32_MAX};
    send_bytes(&header, sizeof header);
  } else if (strcmp(what, "answer") == 0) send_bytes(frame, honest(1, frame));
  else if (strcmp(what, "exit") == 0) _exit(5);
  else if (strcmp(what, "fault") == 0) raise(SIGSEGV);
  else if (strcmp(what, "answer at once") == 0) {
    static Content content;
    if (!content_begin(&content, argc, argv)) _exit(4);
    for (uint32_t number = 1; number <= 1; number++) send_bytes(frame, honest(number, frame));
  } else if (strcmp(what, "read nothing") == 0) {
    static Content content;
    if (!content_begin(&content, argc, argv)) _exit(4);
  }
  hang();
}

static int content_double(int argc, char **argv) {
  static const char lying[] = "lie: ";
  static Content content;
  if (!content_begin(&content, argc, argv)) return STATUS_USAGE;
  if (content_job_take(&content)) {
    const char *invoke = content.job.invoke;
    if (invoke && strncmp(invoke, lying, sizeof lying - 1) == 0) lie(invoke + sizeof lying - 1, content.job_number);
    content_job_run(&content);
    if (content_answer(&content)) hang();
  }
  _exit(STATUS_DONE);
}

/* `policy`: reads calls as harness/content_calls.c writes them, and prints those that the policy of this build forbids.
 */
static int calls_judge(void) {
#if defined(__x86_64__)
  const uint32_t architecture = AUDIT_ARCH_X86_64;
#else
  const uint32_t architecture = AUDIT_ARCH_AARCH64;
#endif
  enum { NUMBERS = 7 };
  char line[256];
  unsigned judged = 0, forbidden = 0;
  while (fgets(line, sizeof line, stdin)) {
    uint64_t numbers[NUMBERS];
    char *at = line;
    for (int i = 0; i < NUMBERS; i++) numbers[i] = strtoull(at, &at, 10);
    judged++;
    if (policy_decide(architecture, (uint32_t)numbers[0], numbers + 1) != SECCOMP_RET_KILL_PROCESS) continue;
    forbidden++;
    fputs(line, stdout);
  }
  printf("%u calls, %u forbidden\n", judged, forbidden);
  return forbidden || !judged ? STATUS_MODULE : STATUS_DONE;
}

static unsigned descriptors_count(void) {
  unsigned count = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (folder && readdir(folder)) count++;
  if (folder) closedir(folder);
  return count;
}

/* `host`, and then on standard error what the host has left: descriptors more than before, children, and the largest
 * size that it had, in KiB. */
static int host_watched(int argc, char **argv) {
  const unsigned before = descriptors_count();
  char title[] = "signet host";
  argv[0] = title;
  const int status = command_host(argc, argv);
  struct rusage usage = {0};
  getrusage(RUSAGE_SELF, &usage);
  const bool childless = waitpid(-1, NULL, WNOHANG) < 0;
  fprintf(stderr, "left: %d descriptors, %s children, peak %ld KiB\n", (int)descriptors_count() - (int)before,
          childless ? "no" : "some", usage.ru_maxrss);
  return status;
}

int main(int argc, char **argv) {
  static const char before[] = "before: ";
  if (argc < 2) return STATUS_USAGE;
  if (strcmp(argv[1], "host") == 0) return host_watched(argc - 1, argv + 1);
  if (strcmp(argv[1], "policy") == 0) return calls_judge();
  if (strncmp(argv[1], before, sizeof before - 1) == 0) lie_before(argv[1] + sizeof before - 1, argc - 1, argv + 1);
  return content_double(argc - 1, argv + 1);
}
