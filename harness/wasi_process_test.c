/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions that are not of files: arguments, clocks, poll_oneoff, standard streams, sockets, the guest's end.
 * Standard input is replaced by a pipe or a socket before the context is made.
 */
#include "harness/wasi_guest_fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

#define ProcessTest(name) Test(wasi_process, name, .fini = guest_remove)
#define MILLISECOND       UINT64_C(1000000)

static int peer; /* the other end of standard input */

static void stdin_is_pipe(void) {
  int ends[2];
  cr_assert(pipe(ends) == 0 && dup2(ends[0], 0) == 0);
  close(ends[0]);
  peer = ends[1];
  guest_make();
}

static void stdin_is_socket(int type) {
  int ends[2];
  cr_assert(socketpair(AF_UNIX, type, 0, ends) == 0 && dup2(ends[0], 0) == 0);
  close(ends[0]);
  peer = ends[1];
  guest_make();
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 * MILLISECOND + (uint64_t)time.tv_nsec;
}

ProcessTest(arguments_and_environment) {
  guest_make();
  OK(args_sizes_get, I(RESULT), I(RESULT + 4));
  cr_assert(load(RESULT, 4) == 3 && load(RESULT + 4, 4) == 8 + 1 + 4);
  OK(args_get, I(BUFFER), I(DATA));
  cr_assert(load(BUFFER, 4) == DATA && load(BUFFER + 4, 4) == DATA + 8 && load(BUFFER + 8, 4) == DATA + 9);
  cr_assert(memcmp(call.memory.base + DATA, "program\0\0x y", 13) == 0);
  OK(environ_sizes_get, I(RESULT), I(RESULT + 4));
  cr_assert(load(RESULT, 4) == 2 && load(RESULT + 4, 4) == 4 + 13);
  OK(environ_get, I(BUFFER), I(MEMORY_SIZE - 17));
  cr_assert(load(BUFFER, 4) == MEMORY_SIZE - 17 && load(BUFFER + 4, 4) == MEMORY_SIZE - 13);
  cr_assert(memcmp(call.memory.base + MEMORY_SIZE - 17, "A=1\0LONGER=value", 17) == 0);
  FAILS(FAULT, environ_get, I(BUFFER), I(MEMORY_SIZE - 16));
  FAILS(FAULT, environ_get, I(MEMORY_SIZE - 7), I(DATA));
}

ProcessTest(clocks_and_random) {
  guest_make();
  for (uint32_t id = 0; id < 4; id++) {
    OK(clock_res_get, I(id), I(RESULT));
    cr_assert(load(RESULT, 8) > 0 && load(RESULT, 8) <= 1000 * MILLISECOND);
    OK(clock_time_get, I(id), L(0), I(RESULT));
  }
  FAILS(INVAL, clock_res_get, I(4), I(RESULT));
  FAILS(INVAL, clock_time_get, I(4), L(0), I(RESULT));
  OK(clock_time_get, I(CLOCK_ID_REALTIME), L(0), I(RESULT));
  const uint64_t seconds = load(RESULT, 8) / (1000 * MILLISECOND), host = (uint64_t)time(NULL);
  cr_assert(seconds <= host && host - seconds < 60);
  OK(random_get, I(BUFFER), I(32));
  OK(random_get, I(BUFFER + 32), I(32));
  cr_assert(memcmp(call.memory.base + BUFFER, call.memory.base + BUFFER + 32, 32) != 0);
  OK(random_get, I(MEMORY_SIZE), I(0));
  cr_assert(wasi_sched_yield(&call, NULL) == WASI_SUCCESS);
}

ProcessTest(end_of_the_guest) {
  guest_make();
  OK(proc_raise, I(0));
  OK(proc_raise, I(13)); /* PIPE is ignored, says the witx file */
  FAILS(NOTSUP, proc_raise, I(18));
  FAILS(INVAL, proc_raise, I(31));
  cr_assert(call.trap == NULL && !wasi.exited);
  OK(proc_raise, I(6));
  cr_assert(call.trap != NULL && wasi.exited && wasi.status == 128 + 6);
  call.trap = NULL;
  wasi.exited = false;
  OK(proc_exit, I(42));
  cr_assert(call.trap != NULL && wasi.exited && wasi.status == 42);
}

/* ---- Streams ---------------------------------------------------------------------------------------------- */

ProcessTest(streams) {
  stdin_is_pipe();
  cr_assert(write(peer, "typed", 5) == 5);
  iovec_one(BUFFER, 100);
  OK(fd_read, I(0), I(IOVECS), I(1), I(RESULT));
  cr_assert(load(RESULT, 4) == 5);
  expect_text(BUFFER, "typed");
  FAILS(SPIPE, fd_seek, I(0), L(0), I(WHENCE_SET), I(RESULT));
  FAILS(SPIPE, fd_tell, I(0), I(RESULT));
  FAILS(SPIPE, fd_pread, I(0), I(IOVECS), I(1), L(0), I(RESULT));
  FAILS(NOTCAPABLE, fd_write, I(0), I(IOVECS), I(1), I(RESULT));
  FAILS(NOTDIR, path_open, I(0), I(0), P("x"), I(0), L(0), L(0), I(0), I(RESULT));

  /* Not to wait is the guest's own business: the pipe itself is not changed. */
  OK(fd_fdstat_set_flags, I(0), I(FDFLAG_NONBLOCK));
  FAILS(AGAIN, fd_read, I(0), I(IOVECS), I(1), I(RESULT));
  OK(fd_fdstat_get, I(0), I(BUFFER));
  cr_assert(load(BUFFER, 1) == FILETYPE_UNKNOWN && load(BUFFER + 2, 2) == FDFLAG_NONBLOCK);
  cr_assert((load(BUFFER + 8, 8) & (RIGHT_FD_READ | RIGHT_FD_WRITE | RIGHT_FD_SEEK)) == RIGHT_FD_READ);
  cr_assert((fcntl(0, F_GETFL) & O_NONBLOCK) == 0);
  FAILS(NOTSUP, fd_fdstat_set_flags, I(0), I(FDFLAG_APPEND));
  OK(fd_fdstat_set_flags, I(0), I(0));
  close(peer);
  OK(fd_read, I(0), I(IOVECS), I(1), I(RESULT));
  cr_assert(load(RESULT, 4) == 0, "the end");

  OK(fd_close, I(0));
  cr_assert(fcntl(0, F_GETFD) >= 0, "only the guest's copy is closed");
  FAILS(BADF, fd_read, I(0), I(IOVECS), I(1), I(RESULT));
}

ProcessTest(closed_stream_keeps_its_number) {
  close(0);
  guest_make();
  OK(fd_prestat_get, I(ROOT), I(BUFFER));
  iovec_one(BUFFER, 100);
  OK(fd_read, I(0), I(IOVECS), I(1), I(RESULT));
  cr_assert(load(RESULT, 4) == 0);
}

static void *wake_later(void *context) {
  usleep(50000);
  wasi_interrupt(context);
  return NULL;
}

ProcessTest(interrupt) {
  stdin_is_pipe();
  pthread_t thread;
  cr_assert(pthread_create(&thread, NULL, wake_later, &wasi) == 0);
  iovec_one(BUFFER, 100);
  CALL(fd_read, I(0), I(IOVECS), I(1), I(RESULT));
  cr_assert(call.trap != NULL && wasi.interrupted && !wasi.exited);
  pthread_join(thread, NULL);
  call.trap = NULL;
  store(DATA, 0, 8), store(DATA + 8, EVENTTYPE_CLOCK, 1), store(DATA + 16, CLOCK_ID_MONOTONIC, 4);
  store(DATA + 24, 1000 * 1000 * MILLISECOND, 8);
  CALL(poll_oneoff, I(DATA), I(EVENTS), I(1), I(RESULT));
  cr_assert(call.trap != NULL, "it stays interrupted");
}

/* ---- poll_oneoff ------------------------------------------------------------------------------------------ */

/* Subscription `index`, in the layout of the call. */
static void subscribe_clock(unsigned index, uint64_t userdata, uint32_t id, uint64_t timeout, uint32_t flags) {
  const uint32_t at = DATA + index * (call.unstable ? 56 : 48), clock = at + (call.unstable ? 24 : 16);
  memset(call.memory.base + at, 0, call.unstable ? 56 : 48);
  if (call.unstable) store(at + 16, UINT64_MAX, 8); /* the identifier, which is not looked at */
  store(at, userdata, 8), store(at + 8, EVENTTYPE_CLOCK, 1), store(clock, id, 4);
  store(clock + 8, timeout, 8), store(clock + 16, 1, 8), store(clock + 24, flags, 2);
}

static void subscribe_fd(unsigned index, uint64_t userdata, uint32_t type, uint32_t fd) {
  const uint32_t at = DATA + index * (call.unstable ? 56 : 48);
  memset(call.memory.base + at, 0xff, call.unstable ? 56 : 48);
  store(at, userdata, 8), store(at + 8, type, 1), store(at + 16, fd, 4);
}

static void expect_event(unsigned index, uint64_t userdata, uint32_t error, uint32_t type) {
  const uint32_t at = EVENTS + 32 * index;
  cr_assert(load(at, 8) == userdata && load(at + 8, 2) == error && load(at + 10, 1) == type, "event %u: %u %u %u",
            index, (unsigned)load(at, 8), (unsigned)load(at + 8, 2), (unsigned)load(at + 10, 1));
}

ProcessTest(poll_clocks) {
  guest_make();
  for (int old = 0; old < 2; old++) {
    call.unstable = old;
    uint64_t start = now();
    subscribe_clock(0, 7, CLOCK_ID_MONOTONIC, 1000000 * MILLISECOND, 0);
    subscribe_clock(1, 8, CLOCK_ID_REALTIME, 30 * MILLISECOND, 0);
    OK(poll_oneoff, I(DATA), I(EVENTS), I(2), I(RESULT));
    cr_assert(now() - start >= 30 * MILLISECOND && now() - start < 10000 * MILLISECOND);
    cr_assert(load(RESULT, 4) == 1);
    expect_event(0, 8, 0, EVENTTYPE_CLOCK);

    start = now();
    subscribe_clock(0, 9, CLOCK_ID_MONOTONIC, start + 30 * MILLISECOND, SUBCLOCKFLAG_ABSTIME);
    OK(poll_oneoff, I(DATA), I(EVENTS), I(1), I(RESULT));
    cr_assert(now() - start >= 30 * MILLISECOND && now() - start < 10000 * MILLISECOND);
    subscribe_clock(0, 9, CLOCK_ID_REALTIME, 1, SUBCLOCKFLAG_ABSTIME); /* in 1970 */
    subscribe_clock(1, 10, CLOCK_ID_MONOTONIC, UINT64_MAX, 0);         /* saturates */
    OK(poll_oneoff, I(DATA), I(EVENTS), I(2), I(RESULT));
    cr_assert(load(RESULT, 4) == 1);
    expect_event(0, 9, 0, EVENTTYPE_CLOCK);
    subscribe_clock(0, 11, CLOCK_ID_PROCESS_CPUTIME, 1, 0);
    subscribe_clock(1, 12, 99, 1, 0);
    OK(poll_oneoff, I(DATA), I(DATA), I(2), I(RESULT)); /* events over the subscriptions */
    cr_assert(load(RESULT, 4) == 2);
    cr_assert(load(DATA, 8) == 11 && load(DATA + 8, 2) == WASI_ENOTSUP);
    cr_assert(load(DATA + 32, 8) == 12 && load(DATA + 40, 2) == WASI_EINVAL);
  }
  FAILS(INVAL, poll_oneoff, I(DATA), I(EVENTS), I(0), I(RESULT));
  FAILS(INVAL, poll_oneoff, I(DATA), I(EVENTS), I(0x20000000), I(RESULT));
}

ProcessTest(poll_streams) {
  stdin_is_pipe();
  const uint32_t file = open_at("file", OFLAG_CREAT, RIGHTS_FILE, 0);
  write_text(file, "0123456789");
  OK(fd_seek, I(file), L(4), I(WHENCE_SET), I(RESULT));
  const uint32_t deaf = open_at("file", 0, RIGHT_FD_READ, 0);
  for (int old = 0; old < 2; old++) {
    call.unstable = old;
    subscribe_fd(0, 1, EVENTTYPE_FD_READ, 0);
    subscribe_clock(1, 2, CLOCK_ID_MONOTONIC, 20 * MILLISECOND, 0);
    OK(poll_oneoff, I(DATA), I(EVENTS), I(2), I(RESULT));
    cr_assert(load(RESULT, 4) == 1);
    expect_event(0, 2, 0, EVENTTYPE_CLOCK);
    subscribe_fd(1, 3, EVENTTYPE_FD_READ, file);
    subscribe_fd(2, 4, EVENTTYPE_FD_WRITE, file);
    subscribe_fd(3, 5, EVENTTYPE_FD_READ, 1234);
    subscribe_fd(4, 6, EVENTTYPE_FD_READ, deaf);
    subscribe_fd(5, 7, 3, file);
    OK(poll_oneoff, I(DATA), I(EVENTS), I(6), I(RESULT));
    cr_assert(load(RESULT, 4) == 5);
    expect_event(0, 3, 0, EVENTTYPE_FD_READ);
    cr_assert(load(EVENTS + 16, 8) == 6);
    expect_event(1, 4, 0, EVENTTYPE_FD_WRITE);
    expect_event(2, 5, WASI_EBADF, EVENTTYPE_FD_READ);
    expect_event(3, 6, WASI_ENOTCAPABLE, EVENTTYPE_FD_READ);
    expect_event(4, 7, WASI_EINVAL, 3);
  }
  call.unstable = false;
  cr_assert(write(peer, "abc", 3) == 3);
  subscribe_fd(0, 1, EVENTTYPE_FD_READ, 0);
  OK(poll_oneoff, I(DATA), I(EVENTS), I(1), I(RESULT));
  expect_event(0, 1, 0, EVENTTYPE_FD_READ);
  cr_assert(load(EVENTS + 16, 8) == 3 && load(EVENTS + 24, 2) == 0);
  close(peer);
  OK(poll_oneoff, I(DATA), I(EVENTS), I(1), I(RESULT));
  cr_assert(load(EVENTS + 24, 2) == EVENTRWFLAG_HANGUP);
}

/* ---- Sockets ---------------------------------------------------------------------------------------------- */

ProcessTest(sockets) {
  stdin_is_socket(SOCK_STREAM);
  OK(fd_fdstat_get, I(0), I(BUFFER));
  cr_assert(load(BUFFER, 1) == FILETYPE_SOCKET_STREAM);
  iovec_one(DATA, (uint32_t)put(DATA, "to the peer"));
  OK(sock_send, I(0), I(IOVECS), I(1), I(0), I(RESULT));
  cr_assert(load(RESULT, 4) == 11);
  char text[32] = "";
  cr_assert(read(peer, text, sizeof text) == 11 && strcmp(text, "to the peer") == 0);
  FAILS(INVAL, sock_send, I(0), I(IOVECS), I(1), I(1), I(RESULT));
  cr_assert(write(peer, "answer", 6) == 6);
  iovec_one(BUFFER, 100);
  OK(sock_recv, I(0), I(IOVECS), I(1), I(RIFLAG_PEEK), I(RESULT), I(RESULT + 4));
  OK(sock_recv, I(0), I(IOVECS), I(1), I(0), I(RESULT), I(RESULT + 4));
  cr_assert(load(RESULT, 4) == 6 && load(RESULT + 4, 2) == 0);
  expect_text(BUFFER, "answer");
  FAILS(INVAL, sock_recv, I(0), I(IOVECS), I(1), I(4), I(RESULT), I(RESULT + 4));
  FAILS(INVAL, sock_accept, I(0), I(0), I(RESULT)); /* it does not listen */
  FAILS(INVAL, sock_shutdown, I(0), I(0));
  FAILS(INVAL, sock_shutdown, I(0), I(4));
  OK(sock_shutdown, I(0), I(SDFLAG_WR));
  cr_assert(read(peer, text, sizeof text) == 0);
  FAILS(PIPE, sock_send, I(0), I(IOVECS), I(1), I(0), I(RESULT));
  FAILS(NOTSOCK, sock_shutdown, I(ROOT), I(SDFLAG_RD));
  FAILS(NOTSOCK, sock_accept, I(ROOT), I(0), I(RESULT));
  FAILS(NOTSOCK, sock_recv, I(ROOT), I(IOVECS), I(1), I(0), I(RESULT), I(RESULT + 4));
  FAILS(NOTSOCK, sock_send, I(ROOT), I(IOVECS), I(1), I(0), I(RESULT));
  FAILS(BADF, sock_shutdown, I(99), I(SDFLAG_RD));
}

ProcessTest(listening_socket) {
  const int listening = socket(AF_UNIX, SOCK_STREAM, 0);
  const struct sockaddr name = {.sa_family = AF_UNIX};
  struct sockaddr_storage bound;
  socklen_t length = sizeof bound;
  cr_assert(bind(listening, &name, sizeof name.sa_family) == 0 && listen(listening, 1) == 0);
  cr_assert(getsockname(listening, (struct sockaddr *)&bound, &length) == 0 && dup2(listening, 0) == 0);
  guest_make();
  OK(fd_fdstat_set_flags, I(0), I(FDFLAG_NONBLOCK));
  FAILS(AGAIN, sock_accept, I(0), I(0), I(RESULT));
  const int client = socket(AF_UNIX, SOCK_STREAM, 0);
  cr_assert(connect(client, (struct sockaddr *)&bound, length) == 0);
  OK(sock_accept, I(0), I(FDFLAG_NONBLOCK), I(RESULT));
  const uint32_t accepted = (uint32_t)load(RESULT, 4);
  iovec_one(DATA, (uint32_t)put(DATA, "hello"));
  OK(sock_send, I(accepted), I(IOVECS), I(1), I(0), I(RESULT));
  char text[8] = "";
  cr_assert(read(client, text, sizeof text) == 5 && strcmp(text, "hello") == 0);
  FAILS(AGAIN, sock_recv, I(accepted), I(IOVECS), I(1), I(0), I(RESULT), I(RESULT + 4));
  FAILS(INVAL, sock_accept, I(0), I(1), I(RESULT));
}

ProcessTest(datagrams) {
  stdin_is_socket(SOCK_DGRAM);
  OK(fd_fdstat_get, I(0), I(BUFFER));
  cr_assert(load(BUFFER, 1) == FILETYPE_SOCKET_DGRAM);
  cr_assert(write(peer, "0123456789", 10) == 10);
  iovec_one(BUFFER, 4);
  OK(sock_recv, I(0), I(IOVECS), I(1), I(0), I(RESULT), I(RESULT + 4));
  cr_assert(load(RESULT, 4) == 4 && load(RESULT + 4, 2) == ROFLAG_DATA_TRUNCATED);
}

/* The whence of snapshot 0: cur, end, set. */
ProcessTest(unstable_seek) {
  guest_make();
  const uint32_t fd = open_at("file", OFLAG_CREAT, RIGHTS_FILE, 0);
  write_text(fd, "0123456789");
  call.unstable = true;
  OK(fd_seek, I(fd), L(3), I(2), I(RESULT));
  cr_assert(load(RESULT, 8) == 3);
  OK(fd_seek, I(fd), L(1), I(0), I(RESULT));
  cr_assert(load(RESULT, 8) == 4);
  OK(fd_seek, I(fd), L(-1), I(1), I(RESULT));
  cr_assert(load(RESULT, 8) == 9);
  FAILS(INVAL, fd_seek, I(fd), L(0), I(3), I(RESULT));
}
