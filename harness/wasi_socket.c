/* SPDX-License-Identifier: Apache-2.0
 *
 * The four functions of preview1 on sockets that the guest already has: a standard stream may be one (inetd, a socket
 * pair), and it may listen. No function of WASI makes a socket. On anything else: NOTSOCK.
 */
#include "harness/wasi_context.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

static WasiErrno socket_get(WasiCall *call, uint32_t fd, uint64_t rights, Descriptor **out) {
  const WasiErrno failure = descriptor_get(call->wasi, fd, 0, out);
  if (failure != WASI_SUCCESS) return failure;
  if ((*out)->filetype != FILETYPE_SOCKET_STREAM && (*out)->filetype != FILETYPE_SOCKET_DGRAM) return WASI_ENOTSOCK;
  return ((*out)->rights & rights) == rights ? WASI_SUCCESS : WASI_ENOTCAPABLE;
}

WasiErrno wasi_sock_accept(WasiCall *call, const sg_raw *args) {
  const uint32_t flags = arg_u32(args, 1);
  uint8_t *result = guest_at(call->memory, arg_u32(args, 2), 4);
  if (result == NULL) return WASI_EFAULT;
  if (flags & ~(uint32_t)FDFLAG_NONBLOCK) return WASI_EINVAL;
  Descriptor *listening;
  WasiErrno failure = socket_get(call, arg_u32(args, 0), RIGHT_SOCK_ACCEPT, &listening);
  if (failure != WASI_SUCCESS) return failure;
  int listens = 0;
  socklen_t size = sizeof listens;
  if (getsockopt(listening->host, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0) return wasi_errno(errno);
  if (!listens) return WASI_EINVAL; /* as accept says, but without waiting for what never comes */
  failure = descriptor_wait(call, listening, POLLIN);
  if (failure != WASI_SUCCESS) return failure;
  const int host = accept4(listening->host, NULL, NULL, SOCK_CLOEXEC | (flags != 0 ? SOCK_NONBLOCK : 0));
  if (host < 0) return wasi_errno(errno);
  uint32_t fd;
  failure = descriptor_add(
      call->wasi,
      (Descriptor){.host = host, .filetype = FILETYPE_SOCKET_STREAM, .rights = RIGHTS_SOCKET & ~RIGHT_SOCK_ACCEPT},
      &fd);
  if (failure == WASI_SUCCESS) little_store(result, fd, 4);
  return failure;
}

WasiErrno wasi_sock_recv(WasiCall *call, const sg_raw *args) {
  struct iovec iovecs[IOVECS_MAX];
  const uint32_t count = arg_u32(args, 2), flags = arg_u32(args, 3);
  uint8_t *bytes_at = guest_at(call->memory, arg_u32(args, 4), 4);
  uint8_t *flags_at = guest_at(call->memory, arg_u32(args, 5), 2);
  if (bytes_at == NULL || flags_at == NULL) return WASI_EFAULT;
  if (flags & ~(uint32_t)(RIFLAG_PEEK | RIFLAG_WAITALL)) return WASI_EINVAL;
  WasiErrno failure = guest_iovecs(call->memory, arg_u32(args, 1), count, iovecs);
  if (failure != WASI_SUCCESS) return failure;
  Descriptor *socket;
  failure = socket_get(call, arg_u32(args, 0), RIGHT_FD_READ, &socket);
  if (failure == WASI_SUCCESS) failure = descriptor_wait(call, socket, POLLIN);
  if (failure != WASI_SUCCESS) return failure;
  struct msghdr message = {.msg_iov = iovecs, .msg_iovlen = count};
  const int host_flags = (flags & RIFLAG_PEEK ? MSG_PEEK : 0) | (flags & RIFLAG_WAITALL ? MSG_WAITALL : 0);
  const ssize_t moved = recvmsg(socket->host, &message, host_flags);
  if (moved < 0) return wasi_errno(errno);
  little_store(bytes_at, (uint64_t)moved, 4);
  little_store(flags_at, message.msg_flags & MSG_TRUNC ? ROFLAG_DATA_TRUNCATED : 0, 2);
  return WASI_SUCCESS;
}

WasiErrno wasi_sock_send(WasiCall *call, const sg_raw *args) {
  struct iovec iovecs[IOVECS_MAX];
  const uint32_t count = arg_u32(args, 2);
  uint8_t *bytes_at = guest_at(call->memory, arg_u32(args, 4), 4);
  if (bytes_at == NULL) return WASI_EFAULT;
  if (arg_u32(args, 3) != 0) return WASI_EINVAL; /* no flag is defined */
  WasiErrno failure = guest_iovecs(call->memory, arg_u32(args, 1), count, iovecs);
  if (failure != WASI_SUCCESS) return failure;
  Descriptor *socket;
  failure = socket_get(call, arg_u32(args, 0), RIGHT_FD_WRITE, &socket);
  if (failure == WASI_SUCCESS) failure = descriptor_wait(call, socket, POLLOUT);
  if (failure != WASI_SUCCESS) return failure;
  const struct msghdr message = {.msg_iov = iovecs, .msg_iovlen = count};
  const ssize_t moved = sendmsg(socket->host, &message, MSG_NOSIGNAL);
  if (moved < 0) return wasi_errno(errno);
  little_store(bytes_at, (uint64_t)moved, 4);
  return WASI_SUCCESS;
}

WasiErrno wasi_sock_shutdown(WasiCall *call, const sg_raw *args) {
  static const int how[] = {0, SHUT_RD, SHUT_WR, SHUT_RDWR};
  const uint32_t directions = arg_u32(args, 1);
  if (directions == 0 || directions > (SDFLAG_RD | SDFLAG_WR)) return WASI_EINVAL;
  Descriptor *socket;
  const WasiErrno failure = socket_get(call, arg_u32(args, 0), RIGHT_SOCK_SHUTDOWN, &socket);
  if (failure != WASI_SUCCESS) return failure;
  return shutdown(socket->host, how[directions]) < 0 ? wasi_errno(errno) : WASI_SUCCESS;
}
