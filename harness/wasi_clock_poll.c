/* SPDX-License-Identifier: Apache-2.0
 *
 * Clocks, and poll_oneoff: waiting for times and for streams.
 *
 * poll_oneoff copies its subscriptions first, so events may overwrite them. What is wrong with one subscription is an
 * event of that subscription, and ends the wait like any other. A relative timeout is kept on the monotonic clock,
 * whatever clock it names: setting the time of day neither shortens nor lengthens it.
 */
#include "harness/wasi_context.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define SUBSCRIPTIONS_MAX 4096u
#define SECOND_NS         UINT64_C(1000000000)

static bool clock_host(uint32_t id, clockid_t *clock) {
  switch (id) {
  case CLOCK_ID_REALTIME: *clock = CLOCK_REALTIME; return true;
  case CLOCK_ID_MONOTONIC: *clock = CLOCK_MONOTONIC; return true;
  case CLOCK_ID_PROCESS_CPUTIME: *clock = CLOCK_PROCESS_CPUTIME_ID; return true;
  case CLOCK_ID_THREAD_CPUTIME: *clock = CLOCK_THREAD_CPUTIME_ID; return true;
  default: return false;
  }
}

typedef int ClockQuestion(clockid_t clock, struct timespec *answer);

static WasiErrno clock_ask(WasiCall *call, uint32_t id, ClockQuestion *question, uint32_t result) {
  uint8_t *to = guest_at(call->memory, result, 8);
  if (to == NULL) return WASI_EFAULT;
  clockid_t clock;
  struct timespec answer;
  if (!clock_host(id, &clock)) return WASI_EINVAL;
  if (question(clock, &answer) < 0) return wasi_errno(errno);
  if (answer.tv_sec < 0) return WASI_EOVERFLOW;
  little_store(to, (uint64_t)answer.tv_sec * SECOND_NS + (uint64_t)answer.tv_nsec, 8);
  return WASI_SUCCESS;
}

WasiErrno wasi_clock_res_get(WasiCall *call, const sg_raw *args) {
  return clock_ask(call, arg_u32(args, 0), clock_getres, arg_u32(args, 1));
}

/* The precision asked for is a permission to be vaguer; it is not used. */
WasiErrno wasi_clock_time_get(WasiCall *call, const sg_raw *args) {
  return clock_ask(call, arg_u32(args, 0), clock_gettime, arg_u32(args, 2));
}

WasiErrno wasi_sched_yield(WasiCall *call, const sg_raw *args) {
  (void)call, (void)args;
  return sched_yield() < 0 ? wasi_errno(errno) : WASI_SUCCESS;
}

/* ---- poll_oneoff ------------------------------------------------------------------------------------------ */

typedef struct Subscription {
  uint64_t userdata;
  uint64_t deadline; /* of a clock: nanoseconds on `clock` */
  clockid_t clock;
  uint32_t fd;
  WasiErrno failure; /* found before waiting */
  uint8_t type;
} Subscription;

static uint64_t clock_now(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) < 0 || now.tv_sec < 0) return 0;
  return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

static void subscription_load_clock(const WasiCall *call, const uint8_t *from, Subscription *subscription) {
  const bool old = call->unstable;
  const uint32_t id = (uint32_t)little_load(from + (old ? SUBSCRIPTION_CLOCK_ID_0 : SUBSCRIPTION_CLOCK_ID), 4);
  const uint64_t timeout = little_load(from + (old ? SUBSCRIPTION_TIMEOUT_0 : SUBSCRIPTION_TIMEOUT), 8);
  const uint64_t flags = little_load(from + (old ? SUBSCRIPTION_CLOCK_FLAGS_0 : SUBSCRIPTION_CLOCK_FLAGS), 2);
  if (id != CLOCK_ID_REALTIME && id != CLOCK_ID_MONOTONIC) {
    /* While the guest sleeps, its processor time stands still. */
    subscription->failure = id <= CLOCK_ID_THREAD_CPUTIME ? WASI_ENOTSUP : WASI_EINVAL;
    return;
  }
  const bool absolute = (flags & SUBCLOCKFLAG_ABSTIME) != 0;
  subscription->clock = absolute && id == CLOCK_ID_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
  const uint64_t now = absolute ? 0 : clock_now(CLOCK_MONOTONIC);
  subscription->deadline = timeout > UINT64_MAX - now ? UINT64_MAX : now + timeout;
}

/* polled: set to what poll(2) shall watch for this subscription; fd -1 for nothing. */
static void subscription_load(WasiCall *call, const uint8_t *from, Subscription *subscription, struct pollfd *polled) {
  *subscription =
      (Subscription){.userdata = little_load(from + SUBSCRIPTION_USERDATA, 8), .type = from[SUBSCRIPTION_TYPE]};
  *polled = (struct pollfd){.fd = -1};
  if (subscription->type == EVENTTYPE_CLOCK) {
    subscription_load_clock(call, from, subscription);
    return;
  }
  if (subscription->type != EVENTTYPE_FD_READ && subscription->type != EVENTTYPE_FD_WRITE) {
    subscription->failure = WASI_EINVAL;
    return;
  }
  const bool reads = subscription->type == EVENTTYPE_FD_READ;
  subscription->fd = (uint32_t)little_load(from + SUBSCRIPTION_FD, 4);
  Descriptor *descriptor;
  subscription->failure = descriptor_get(
      call->wasi, subscription->fd, RIGHT_POLL_FD_READWRITE | (reads ? RIGHT_FD_READ : RIGHT_FD_WRITE), &descriptor);
  if (subscription->failure != WASI_SUCCESS) return;
  polled->fd = descriptor->host;
  polled->events = reads ? POLLIN : POLLOUT;
}

/* How much could be read now, as far as the host tells. */
static uint64_t readable_bytes(int host) {
  struct stat stat;
  if (fstat(host, &stat) == 0 && S_ISREG(stat.st_mode)) {
    const off_t at = lseek(host, 0, SEEK_CUR);
    return at < 0 || at > stat.st_size ? 0 : (uint64_t)(stat.st_size - at);
  }
  int bytes = 0;
  return ioctl(host, FIONREAD, &bytes) < 0 || bytes < 0 ? 0 : (uint64_t)bytes;
}

/* How long to wait at most: not at all if a subscription has failed. False: as long as it takes. */
static bool wait_time(const Subscription *subscriptions, uint32_t count, struct timespec *wait) {
  uint64_t least = UINT64_MAX;
  for (uint32_t i = 0; i < count; i++) {
    if (subscriptions[i].failure != WASI_SUCCESS) least = 0;
    else if (subscriptions[i].type == EVENTTYPE_CLOCK) {
      const uint64_t now = clock_now(subscriptions[i].clock), deadline = subscriptions[i].deadline;
      uint64_t left = deadline > now ? deadline - now : 0;
      /* The time of day may be set while we wait. */
      if (subscriptions[i].clock == CLOCK_REALTIME && left > SECOND_NS) left = SECOND_NS;
      if (left < least) least = left;
    }
  }
  *wait = (struct timespec){(time_t)(least / SECOND_NS), (long)(least % SECOND_NS)};
  return least != UINT64_MAX;
}

/* Stores the events that have come. Returns their number. */
static uint32_t events_store(const Subscription *subscriptions, const struct pollfd *polled, uint32_t count,
                             uint8_t *to) {
  uint32_t stored = 0;
  for (uint32_t i = 0; i < count; i++) {
    const Subscription *subscription = &subscriptions[i];
    const bool clock = subscription->type == EVENTTYPE_CLOCK;
    const bool come = subscription->failure != WASI_SUCCESS ||
                      (clock ? clock_now(subscription->clock) >= subscription->deadline : polled[i].revents != 0);
    if (!come) continue;
    uint8_t *event = to + (size_t)stored++ * EVENT_SIZE;
    memset(event, 0, EVENT_SIZE);
    little_store(event + EVENT_USERDATA, subscription->userdata, 8);
    little_store(event + EVENT_ERROR, subscription->failure, 2);
    event[EVENT_TYPE] = subscription->type;
    if (clock || subscription->failure != WASI_SUCCESS) continue;
    if (subscription->type == EVENTTYPE_FD_READ) little_store(event + EVENT_NBYTES, readable_bytes(polled[i].fd), 8);
    if (polled[i].revents & POLLHUP) little_store(event + EVENT_FLAGS, EVENTRWFLAG_HANGUP, 2);
  }
  return stored;
}

/* polled has room for one more: the pipe of wasi_interrupt. */
static WasiErrno wait_for_events(WasiCall *call, const Subscription *subscriptions, struct pollfd *polled,
                                 uint32_t count, uint8_t *events, uint8_t *stored_at) {
  polled[count] = (struct pollfd){call->wasi->wake[0], POLLIN, 0};
  for (;;) {
    struct timespec wait;
    const bool bounded = wait_time(subscriptions, count, &wait);
    if (ppoll(polled, count + 1, bounded ? &wait : NULL, NULL) < 0) {
      if (errno == EINTR) continue;
      return wasi_errno(errno);
    }
    if (polled[count].revents != 0) return call_interrupted(call);
    const uint32_t stored = events_store(subscriptions, polled, count, events);
    if (stored > 0) {
      little_store(stored_at, stored, 4);
      return WASI_SUCCESS;
    }
  }
}

WasiErrno wasi_poll_oneoff(WasiCall *call, const sg_raw *args) {
  const uint32_t count = arg_u32(args, 2);
  const uint32_t bytes = call->unstable ? SUBSCRIPTION_SIZE_0 : SUBSCRIPTION_SIZE;
  if (count == 0 || count > SUBSCRIPTIONS_MAX) return WASI_EINVAL;
  const uint8_t *from = guest_at(call->memory, arg_u32(args, 0), (uint64_t)count * bytes);
  uint8_t *events = guest_at(call->memory, arg_u32(args, 1), (uint64_t)count * EVENT_SIZE);
  uint8_t *stored_at = guest_at(call->memory, arg_u32(args, 3), 4);
  if (from == NULL || events == NULL || stored_at == NULL) return WASI_EFAULT;

  Subscription *subscriptions = calloc(count, sizeof *subscriptions);
  struct pollfd *polled = calloc(count + 1, sizeof *polled);
  WasiErrno failure = WASI_ENOMEM;
  if (subscriptions != NULL && polled != NULL) {
    for (uint32_t i = 0; i < count; i++)
      subscription_load(call, from + (size_t)i * bytes, &subscriptions[i], &polled[i]);
    failure = wait_for_events(call, subscriptions, polled, count, events, stored_at);
  }
  free(subscriptions);
  free(polled);
  return failure;
}
