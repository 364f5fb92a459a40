/* SPDX-License-Identifier: Apache-2.0
 *
 * The process that a guest believes to be: arguments, environment, randomness, its end.
 *
 * proc_exit and a fatal proc_raise end the guest by a trap, whose message only they set, together with the exit mark
 * and status in the context: run.c tells them from other traps by the mark (wasi_exited).
 */
#include "harness/wasi_context.h"

#include <errno.h>
#include <sys/random.h>

/* Strings, each with its terminator, as args_sizes_get and environ_sizes_get count them. */
static WasiErrno strings_sizes(WasiCall *call, const char *const *strings, size_t count, const sg_raw *args) {
  uint8_t *count_at = guest_at(call->memory, arg_u32(args, 0), 4);
  uint8_t *bytes_at = guest_at(call->memory, arg_u32(args, 1), 4);
  if (count_at == NULL || bytes_at == NULL) return WASI_EFAULT;
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; i++) bytes += strlen(strings[i]) + 1;
  if (count > UINT32_MAX || bytes > UINT32_MAX) return WASI_EOVERFLOW;
  little_store(count_at, count, 4);
  little_store(bytes_at, bytes, 4);
  return WASI_SUCCESS;
}

/* The strings at args[1], a pointer to each at args[0]. */
static WasiErrno strings_get(WasiCall *call, const char *const *strings, size_t count, const sg_raw *args) {
  uint32_t pointer = arg_u32(args, 0);
  uint64_t address = arg_u32(args, 1);
  for (size_t i = 0; i < count; i++, pointer += 4) {
    const size_t bytes = strlen(strings[i]) + 1;
    uint8_t *pointer_at = guest_at(call->memory, pointer, 4);
    uint8_t *to = address > UINT32_MAX ? NULL : guest_at(call->memory, (uint32_t)address, bytes);
    if (pointer_at == NULL || to == NULL) return WASI_EFAULT;
    memcpy(to, strings[i], bytes);
    little_store(pointer_at, address, 4);
    address += bytes;
  }
  return WASI_SUCCESS;
}

WasiErrno wasi_args_sizes_get(WasiCall *call, const sg_raw *args) {
  const WasiOptions *options = &call->wasi->options;
  return strings_sizes(call, (const char *const *)options->argv, (size_t)options->argc, args);
}
WasiErrno wasi_args_get(WasiCall *call, const sg_raw *args) {
  const WasiOptions *options = &call->wasi->options;
  return strings_get(call, (const char *const *)options->argv, (size_t)options->argc, args);
}
WasiErrno wasi_environ_sizes_get(WasiCall *call, const sg_raw *args) {
  return strings_sizes(call, call->wasi->options.env, call->wasi->options.env_count, args);
}
WasiErrno wasi_environ_get(WasiCall *call, const sg_raw *args) {
  return strings_get(call, call->wasi->options.env, call->wasi->options.env_count, args);
}

WasiErrno wasi_random_get(WasiCall *call, const sg_raw *args) {
  size_t left = arg_u32(args, 1);
  uint8_t *to = guest_at(call->memory, arg_u32(args, 0), left);
  if (to == NULL) return WASI_EFAULT;
  while (left > 0) {
    const ssize_t got = getrandom(to, left, 0);
    if (got < 0 && errno != EINTR) return wasi_errno(errno);
    if (got > 0) to += got, left -= (size_t)got;
  }
  return WASI_SUCCESS;
}

static void guest_end(WasiCall *call, int status, const char *message) {
  call->wasi->exited = true;
  call->wasi->status = status;
  call->trap = message;
}

WasiErrno wasi_proc_exit(WasiCall *call, const sg_raw *args) {
  guest_end(call, args[0].i32, "proc_exit");
  return WASI_SUCCESS;
}

/* What the witx file calls the signal's action. Sent to the guest alone: the host process is not signalled. */
WasiErrno wasi_proc_raise(WasiCall *call, const sg_raw *args) {
  enum {
    SIGNAL_NONE = 0,
    SIGNAL_PIPE = 13,
    SIGNAL_CHLD = 16,
    SIGNAL_CONT,
    SIGNAL_STOP,
    SIGNAL_TSTP,
    SIGNAL_TTIN,
    SIGNAL_TTOU
  };
  enum { SIGNAL_URG = 22, SIGNAL_WINCH = 27, SIGNAL_SYS = 30 };
  const uint32_t number = arg_u32(args, 0);
  if (number > SIGNAL_SYS) return WASI_EINVAL;
  switch (number) {
  case SIGNAL_NONE:
  case SIGNAL_PIPE:
  case SIGNAL_CHLD:
  case SIGNAL_CONT:
  case SIGNAL_URG:
  case SIGNAL_WINCH: return WASI_SUCCESS;
  case SIGNAL_STOP:
  case SIGNAL_TSTP:
  case SIGNAL_TTIN:
  case SIGNAL_TTOU: return WASI_ENOTSUP;
  default: guest_end(call, 128 + (int)number, "proc_raise"); return WASI_SUCCESS;
  }
}
