/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions of an open descriptor: reading, writing, seeking, its status and its file's. What a number stands for
 * is wasi_descriptor.c; directories are read in wasi_directory.c.
 *
 * Each one first checks the guest memory it will write to, then the descriptor and its rights, then asks the host.
 */
#include "harness/wasi_context.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

WasiErrno guest_iovecs(GuestMemory memory, uint32_t address, uint32_t count, struct iovec *iovecs) {
  if (count > IOVECS_MAX) return WASI_EINVAL;
  const uint8_t *from = guest_at(memory, address, (uint64_t)count * IOVEC_SIZE);
  if (from == NULL) return WASI_EFAULT;
  for (uint32_t i = 0; i < count; i++, from += IOVEC_SIZE) {
    const uint32_t length = (uint32_t)little_load(from + IOVEC_LEN, 4);
    uint8_t *base = guest_at(memory, (uint32_t)little_load(from + IOVEC_BUF, 4), length);
    if (base == NULL) return WASI_EFAULT;
    iovecs[i] = (struct iovec){base, length};
  }
  return WASI_SUCCESS;
}

/* As descriptor_get, but SPIPE where the right to seek was never to be had: programs probe for that error. */
static WasiErrno descriptor_get_seekable(WasiContext *wasi, uint32_t fd, uint64_t rights, Descriptor **out) {
  const WasiErrno failure = descriptor_get(wasi, fd, rights, out);
  if (failure != WASI_ENOTCAPABLE || descriptor_get(wasi, fd, 0, out) != WASI_SUCCESS) return failure;
  const uint8_t filetype = (*out)->filetype;
  const bool stream = filetype == FILETYPE_CHARACTER_DEVICE || filetype == FILETYPE_SOCKET_DGRAM ||
                      filetype == FILETYPE_SOCKET_STREAM || filetype == FILETYPE_UNKNOWN;
  return stream ? WASI_ESPIPE : failure;
}

/* fd_read, fd_write, fd_pread and fd_pwrite in one: at `offset`, or where the descriptor stands (offset NULL). Linux
 * cuts a transfer to less than 2 GiB, so the count fits 32 bits. */
static WasiErrno transfer(WasiCall *call, const sg_raw *args, bool writing, const uint64_t *offset, uint32_t result) {
  struct iovec iovecs[IOVECS_MAX];
  const uint32_t count = arg_u32(args, 2);
  uint8_t *moved_at = guest_at(call->memory, result, 4);
  if (moved_at == NULL) return WASI_EFAULT;
  WasiErrno failure = guest_iovecs(call->memory, arg_u32(args, 1), count, iovecs);
  if (failure != WASI_SUCCESS) return failure;
  Descriptor *descriptor;
  failure = descriptor_get(call->wasi, arg_u32(args, 0), writing ? RIGHT_FD_WRITE : RIGHT_FD_READ, &descriptor);
  if (failure == WASI_SUCCESS && offset != NULL)
    failure = descriptor_get_seekable(call->wasi, arg_u32(args, 0), RIGHT_FD_SEEK, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  failure = descriptor_wait(call, descriptor, writing ? POLLOUT : POLLIN);
  if (failure != WASI_SUCCESS) return failure;
  ssize_t moved;
  if (offset != NULL) {
    if (*offset > INT64_MAX) return WASI_EINVAL;
    const off_t at = (off_t)*offset;
    moved =
        writing ? pwritev(descriptor->host, iovecs, (int)count, at) : preadv(descriptor->host, iovecs, (int)count, at);
  } else {
    moved = writing ? writev(descriptor->host, iovecs, (int)count) : readv(descriptor->host, iovecs, (int)count);
  }
  if (moved < 0) return wasi_errno(errno);
  little_store(moved_at, (uint64_t)moved, 4);
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_read(WasiCall *call, const sg_raw *args) {
  return transfer(call, args, false, NULL, arg_u32(args, 3));
}
WasiErrno wasi_fd_write(WasiCall *call, const sg_raw *args) {
  return transfer(call, args, true, NULL, arg_u32(args, 3));
}
WasiErrno wasi_fd_pread(WasiCall *call, const sg_raw *args) {
  const uint64_t offset = arg_u64(args, 3);
  return transfer(call, args, false, &offset, arg_u32(args, 4));
}
WasiErrno wasi_fd_pwrite(WasiCall *call, const sg_raw *args) {
  const uint64_t offset = arg_u64(args, 3);
  return transfer(call, args, true, &offset, arg_u32(args, 4));
}

static WasiErrno seek(WasiCall *call, uint32_t fd, int64_t offset, int whence, uint32_t result) {
  uint8_t *to = guest_at(call->memory, result, 8);
  if (to == NULL) return WASI_EFAULT;
  Descriptor *descriptor;
  WasiErrno failure = descriptor_get_seekable(call->wasi, fd, RIGHT_FD_SEEK, &descriptor); /* it implies FD_TELL */
  if (failure == WASI_ENOTCAPABLE && offset == 0 && whence == SEEK_CUR)
    failure = descriptor_get(call->wasi, fd, RIGHT_FD_TELL, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  const off_t at = lseek(descriptor->host, offset, whence);
  if (at < 0) return wasi_errno(errno);
  little_store(to, (uint64_t)at, 8);
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_seek(WasiCall *call, const sg_raw *args) {
  const uint32_t whence = arg_u32(args, 2);
  int host;
  if (whence == (call->unstable ? (uint32_t)WHENCE_SET_0 : (uint32_t)WHENCE_SET)) host = SEEK_SET;
  else if (whence == (call->unstable ? (uint32_t)WHENCE_CUR_0 : (uint32_t)WHENCE_CUR)) host = SEEK_CUR;
  else if (whence == (call->unstable ? (uint32_t)WHENCE_END_0 : (uint32_t)WHENCE_END)) host = SEEK_END;
  else return WASI_EINVAL;
  return seek(call, arg_u32(args, 0), (int64_t)arg_u64(args, 1), host, arg_u32(args, 3));
}

WasiErrno wasi_fd_tell(WasiCall *call, const sg_raw *args) {
  return seek(call, arg_u32(args, 0), 0, SEEK_CUR, arg_u32(args, 1));
}

WasiErrno wasi_fd_advise(WasiCall *call, const sg_raw *args) {
  static const int advices[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  const uint32_t advice = arg_u32(args, 3);
  if (advice >= sizeof advices / sizeof *advices) return WASI_EINVAL;
  if (arg_u64(args, 1) > INT64_MAX || arg_u64(args, 2) > INT64_MAX) return WASI_EINVAL;
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_ADVISE, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  return wasi_errno(posix_fadvise(descriptor->host, (off_t)arg_u64(args, 1), (off_t)arg_u64(args, 2), advices[advice]));
}

WasiErrno wasi_fd_allocate(WasiCall *call, const sg_raw *args) {
  if (arg_u64(args, 1) > INT64_MAX || arg_u64(args, 2) > INT64_MAX) return WASI_EINVAL;
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_ALLOCATE, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  return wasi_errno(posix_fallocate(descriptor->host, (off_t)arg_u64(args, 1), (off_t)arg_u64(args, 2)));
}

WasiErrno wasi_fd_sync(WasiCall *call, const sg_raw *args) {
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_SYNC, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  return fsync(descriptor->host) < 0 ? wasi_errno(errno) : WASI_SUCCESS;
}

WasiErrno wasi_fd_datasync(WasiCall *call, const sg_raw *args) {
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_DATASYNC, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  return fdatasync(descriptor->host) < 0 ? wasi_errno(errno) : WASI_SUCCESS;
}

/* ---- Status of the descriptor ----------------------------------------------------------------------------- */

static uint16_t descriptor_flags(const Descriptor *descriptor) {
  const int flags = fcntl(descriptor->host, F_GETFL);
  if (flags < 0) return 0;
  uint16_t result = 0;
  if (flags & O_APPEND) result |= FDFLAG_APPEND;
  if ((flags & O_NONBLOCK) || descriptor->nonblocking) result |= FDFLAG_NONBLOCK;
  if ((flags & O_SYNC) == O_SYNC) result |= FDFLAG_SYNC | FDFLAG_RSYNC; /* O_RSYNC is O_SYNC on Linux */
  else if (flags & O_DSYNC) result |= FDFLAG_DSYNC;
  return result;
}

WasiErrno wasi_fd_fdstat_get(WasiCall *call, const sg_raw *args) {
  uint8_t *to = guest_at(call->memory, arg_u32(args, 1), FDSTAT_SIZE);
  if (to == NULL) return WASI_EFAULT;
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), 0, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  memset(to, 0, FDSTAT_SIZE);
  to[FDSTAT_FILETYPE] = descriptor->filetype;
  little_store(to + FDSTAT_FLAGS, descriptor_flags(descriptor), 2);
  little_store(to + FDSTAT_RIGHTS_BASE, descriptor->rights, 8);
  little_store(to + FDSTAT_RIGHTS_INHERITING, descriptor->inheriting, 8);
  return WASI_SUCCESS;
}

/* Only APPEND and NONBLOCK can change once a file is open (Linux's F_SETFL); APPEND of a shared stream cannot. */
WasiErrno wasi_fd_fdstat_set_flags(WasiCall *call, const sg_raw *args) {
  const uint32_t wanted = arg_u32(args, 1), changeable = FDFLAG_APPEND | FDFLAG_NONBLOCK;
  if (wanted >= 2 * FDFLAG_SYNC) return WASI_EINVAL;
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_FDSTAT_SET_FLAGS, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  const uint32_t changed = wanted ^ descriptor_flags(descriptor);
  if (changed & ~changeable) return WASI_ENOTSUP;
  if (descriptor->shared) {
    if (changed & FDFLAG_APPEND) return WASI_ENOTSUP;
    descriptor->nonblocking = (wanted & FDFLAG_NONBLOCK) != 0;
    return WASI_SUCCESS;
  }
  int flags = fcntl(descriptor->host, F_GETFL);
  if (flags < 0) return wasi_errno(errno);
  flags &= ~(O_APPEND | O_NONBLOCK);
  if (wanted & FDFLAG_APPEND) flags |= O_APPEND;
  if (wanted & FDFLAG_NONBLOCK) flags |= O_NONBLOCK;
  return fcntl(descriptor->host, F_SETFL, flags) < 0 ? wasi_errno(errno) : WASI_SUCCESS;
}

/* Rights can only be given up. */
WasiErrno wasi_fd_fdstat_set_rights(WasiCall *call, const sg_raw *args) {
  const uint64_t rights = arg_u64(args, 1), inheriting = arg_u64(args, 2);
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), 0, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  if ((rights & ~descriptor->rights) != 0 || (inheriting & ~descriptor->inheriting) != 0) return WASI_ENOTCAPABLE;
  descriptor->rights = rights;
  descriptor->inheriting = inheriting;
  return WASI_SUCCESS;
}

/* ---- Status of the file ----------------------------------------------------------------------------------- */

static uint64_t nanoseconds(struct timespec time) {
  return time.tv_sec < 0 ? 0 : (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

uint32_t filestat_bytes(const WasiCall *call) { return call->unstable ? FILESTAT_SIZE_0 : FILESTAT_SIZE; }

void filestat_store(const WasiCall *call, uint8_t *to, const struct stat *stat, uint8_t filetype) {
  const bool old = call->unstable;
  memset(to, 0, filestat_bytes(call));
  little_store(to + FILESTAT_DEV, stat->st_dev, 8);
  little_store(to + FILESTAT_INO, stat->st_ino, 8);
  to[FILESTAT_FILETYPE] = filetype;
  const uint64_t nlink = stat->st_nlink;
  if (old) little_store(to + FILESTAT_NLINK_0, nlink > UINT32_MAX ? UINT32_MAX : nlink, 4);
  else little_store(to + FILESTAT_NLINK, nlink, 8);
  little_store(to + (old ? FILESTAT_FILESIZE_0 : FILESTAT_FILESIZE), (uint64_t)stat->st_size, 8);
  little_store(to + (old ? FILESTAT_ATIM_0 : FILESTAT_ATIM), nanoseconds(stat->st_atim), 8);
  little_store(to + (old ? FILESTAT_MTIM_0 : FILESTAT_MTIM), nanoseconds(stat->st_mtim), 8);
  little_store(to + (old ? FILESTAT_CTIM_0 : FILESTAT_CTIM), nanoseconds(stat->st_ctim), 8);
}

static bool time_set(struct timespec *time, uint64_t value, bool given, bool now) {
  *time = (struct timespec){0, UTIME_OMIT};
  if (given && now) return false;
  if (now) time->tv_nsec = UTIME_NOW;
  if (given) *time = (struct timespec){(time_t)(value / 1000000000), (long)(value % 1000000000)};
  return true;
}

WasiErrno filestat_times(uint64_t atim, uint64_t mtim, uint32_t flags, struct timespec times[2]) {
  if (flags >= 2 * FSTFLAG_MTIM_NOW) return WASI_EINVAL;
  if (!time_set(&times[0], atim, flags & FSTFLAG_ATIM, flags & FSTFLAG_ATIM_NOW)) return WASI_EINVAL;
  if (!time_set(&times[1], mtim, flags & FSTFLAG_MTIM, flags & FSTFLAG_MTIM_NOW)) return WASI_EINVAL;
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_filestat_get(WasiCall *call, const sg_raw *args) {
  uint8_t *to = guest_at(call->memory, arg_u32(args, 1), filestat_bytes(call));
  if (to == NULL) return WASI_EFAULT;
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_FILESTAT_GET, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  struct stat stat;
  if (fstat(descriptor->host, &stat) < 0) return wasi_errno(errno);
  filestat_store(call, to, &stat, descriptor->filetype);
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_filestat_set_size(WasiCall *call, const sg_raw *args) {
  if (arg_u64(args, 1) > INT64_MAX) return WASI_EINVAL;
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_FILESTAT_SET_SIZE, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  return ftruncate(descriptor->host, (off_t)arg_u64(args, 1)) < 0 ? wasi_errno(errno) : WASI_SUCCESS;
}

WasiErrno wasi_fd_filestat_set_times(WasiCall *call, const sg_raw *args) {
  struct timespec times[2];
  WasiErrno failure = filestat_times(arg_u64(args, 1), arg_u64(args, 2), arg_u32(args, 3), times);
  if (failure != WASI_SUCCESS) return failure;
  Descriptor *descriptor;
  failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_FILESTAT_SET_TIMES, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  return futimens(descriptor->host, times) < 0 ? wasi_errno(errno) : WASI_SUCCESS;
}
