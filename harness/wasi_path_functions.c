/* SPDX-License-Identifier: Apache-2.0
 *
 * The path_ functions: what a guest does to directory entries below a directory it holds.
 *
 * Each takes its paths out of guest memory, resolves them (wasi_path.h) and makes one call on the directory and name
 * that result, a call that does not follow a link at that name.
 */
#include "harness/wasi_context.h"
#include "harness/wasi_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* PATH_FOLLOW meets a link only if it was put there after the walk: walk again, but not forever. */
#define OPEN_ATTEMPTS 8

WasiErrno guest_path(GuestMemory memory, uint32_t address, uint32_t length, char *path) {
  const uint8_t *from = guest_at(memory, address, length);
  if (from == NULL) return WASI_EFAULT;
  if (length >= PATH_BYTES_MAX) return WASI_ENAMETOOLONG;
  memcpy(path, from, length);
  path[length] = 0;
  return strlen(path) == length ? WASI_SUCCESS : WASI_EINVAL;
}

/* Resolves the path at args[first], args[first + 1] from the directory `fd`, which must have `rights`. */
static WasiErrno resolve(WasiCall *call, uint32_t fd, uint64_t rights, const sg_raw *args, unsigned first,
                         PathMode mode, PathEnd *end) {
  char path[PATH_BYTES_MAX];
  WasiErrno failure = guest_path(call->memory, arg_u32(args, first), arg_u32(args, first + 1), path);
  if (failure != WASI_SUCCESS) return failure;
  Descriptor *directory;
  failure = descriptor_get(call->wasi, fd, 0, &directory);
  if (failure != WASI_SUCCESS) return failure;
  if (directory->filetype != FILETYPE_DIRECTORY) return WASI_ENOTDIR;
  if ((directory->rights & rights) != rights) return WASI_ENOTCAPABLE;
  return path_resolve(directory->host, path, mode, end);
}

static PathMode lookup_mode(uint32_t flags) { return flags & LOOKUP_SYMLINK_FOLLOW ? PATH_FOLLOW : PATH_NOFOLLOW; }

/* Ends a call: its result, taken before close changes errno. */
static WasiErrno finish(int result, PathEnd *end) {
  const WasiErrno failure = result < 0 ? wasi_errno(errno) : WASI_SUCCESS;
  path_end_close(end);
  return failure;
}

/* ---- path_open -------------------------------------------------------------------------------------------- */

static int open_flags(uint32_t oflags, uint32_t fdflags, uint64_t rights) {
  const bool reads = (rights & (RIGHT_FD_READ | RIGHT_FD_READDIR)) != 0, writes = (rights & RIGHTS_WRITING) != 0;
  int flags = O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;
  if (oflags & OFLAG_DIRECTORY) flags |= O_DIRECTORY | O_RDONLY;
  else if (writes) flags |= reads ? O_RDWR : O_WRONLY;
  if (oflags & OFLAG_CREAT) flags |= O_CREAT;
  if (oflags & OFLAG_EXCL) flags |= O_EXCL;
  if (oflags & OFLAG_TRUNC) flags |= O_TRUNC;
  if (fdflags & FDFLAG_APPEND) flags |= O_APPEND;
  if (fdflags & FDFLAG_NONBLOCK) flags |= O_NONBLOCK;
  if (fdflags & FDFLAG_DSYNC) flags |= O_DSYNC;
  if (fdflags & (FDFLAG_SYNC | FDFLAG_RSYNC)) flags |= O_SYNC;
  return flags;
}

static WasiErrno open_end(PathEnd *end, int flags, int *host) {
  if (end->must_be_directory) {
    if (flags & O_CREAT) {
      path_end_close(end);
      return WASI_EISDIR;
    }
    flags |= O_DIRECTORY;
  }
  *host = openat(end->directory, end->name, flags, 0666);
  return finish(*host, end);
}

WasiErrno wasi_path_open(WasiCall *call, const sg_raw *args) {
  const uint32_t fd = arg_u32(args, 0), oflags = arg_u32(args, 4), fdflags = arg_u32(args, 7);
  uint64_t rights = arg_u64(args, 5) & RIGHTS_ALL, inheriting = arg_u64(args, 6) & RIGHTS_ALL;
  uint8_t *result = guest_at(call->memory, arg_u32(args, 8), 4);
  if (result == NULL) return WASI_EFAULT;
  if (oflags >= 2 * OFLAG_TRUNC || fdflags >= 2 * FDFLAG_SYNC) return WASI_EINVAL;
  if ((oflags & OFLAG_DIRECTORY) && (oflags & (OFLAG_CREAT | OFLAG_TRUNC))) return WASI_EINVAL;

  uint64_t needed = RIGHT_PATH_OPEN;
  if (oflags & OFLAG_CREAT) needed |= RIGHT_PATH_CREATE_FILE;
  if (oflags & OFLAG_TRUNC) needed |= RIGHT_PATH_FILESTAT_SET_SIZE;
  /* O_EXCL does not follow a link, whatever the lookup flags say (POSIX open). */
  const bool exclusive = (oflags & OFLAG_CREAT) && (oflags & OFLAG_EXCL);
  const PathMode mode = exclusive ? PATH_NOFOLLOW : lookup_mode(arg_u32(args, 1));

  Descriptor *directory;
  WasiErrno failure = descriptor_get(call->wasi, fd, 0, &directory);
  if (failure != WASI_SUCCESS) return failure;
  uint64_t inherited = rights | inheriting;
  if (fdflags & FDFLAG_DSYNC) inherited |= RIGHT_FD_DATASYNC;
  if (fdflags & (FDFLAG_RSYNC | FDFLAG_SYNC)) inherited |= RIGHT_FD_SYNC;
  if ((inherited & ~directory->inheriting) != 0) return WASI_ENOTCAPABLE;

  int host = -1;
  for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
    PathEnd end;
    failure = resolve(call, fd, needed, args, 2, mode, &end);
    if (failure == WASI_SUCCESS) failure = open_end(&end, open_flags(oflags, fdflags, rights), &host);
    if (failure != WASI_ELOOP || mode != PATH_FOLLOW) break;
  }
  if (failure != WASI_SUCCESS) return failure;

  Descriptor opened = {.host = host};
  uint64_t possible;
  failure = descriptor_kind(host, &opened.filetype, &possible);
  if (failure != WASI_SUCCESS) {
    close(host);
    return failure;
  }
  opened.rights = rights & possible;
  opened.inheriting = opened.filetype == FILETYPE_DIRECTORY ? inheriting : 0;
  uint32_t opened_fd;
  failure = descriptor_add(call->wasi, opened, &opened_fd);
  if (failure == WASI_SUCCESS) little_store(result, opened_fd, 4);
  return failure;
}

/* ---- Status ----------------------------------------------------------------------------------------------- */

static WasiErrno stat_end(PathEnd *end, struct stat *stat) {
  const bool directory = end->must_be_directory;
  const WasiErrno failure = finish(fstatat(end->directory, end->name, stat, AT_SYMLINK_NOFOLLOW), end);
  if (failure != WASI_SUCCESS) return failure;
  return directory && !S_ISDIR(stat->st_mode) ? WASI_ENOTDIR : WASI_SUCCESS;
}

WasiErrno wasi_path_filestat_get(WasiCall *call, const sg_raw *args) {
  uint8_t *to = guest_at(call->memory, arg_u32(args, 4), filestat_bytes(call));
  if (to == NULL) return WASI_EFAULT;
  PathEnd end;
  WasiErrno failure =
      resolve(call, arg_u32(args, 0), RIGHT_PATH_FILESTAT_GET, args, 2, lookup_mode(arg_u32(args, 1)), &end);
  if (failure != WASI_SUCCESS) return failure;
  struct stat stat;
  failure = stat_end(&end, &stat);
  if (failure == WASI_SUCCESS) filestat_store(call, to, &stat, filetype_of(stat.st_mode));
  return failure;
}

WasiErrno wasi_path_filestat_set_times(WasiCall *call, const sg_raw *args) {
  struct timespec times[2];
  WasiErrno failure = filestat_times(arg_u64(args, 4), arg_u64(args, 5), arg_u32(args, 6), times);
  if (failure != WASI_SUCCESS) return failure;
  PathEnd end;
  failure =
      resolve(call, arg_u32(args, 0), RIGHT_PATH_FILESTAT_SET_TIMES, args, 2, lookup_mode(arg_u32(args, 1)), &end);
  if (failure != WASI_SUCCESS) return failure;
  if (end.must_be_directory) {
    struct stat stat;
    const int result = fstatat(end.directory, end.name, &stat, AT_SYMLINK_NOFOLLOW);
    if (result < 0) return finish(result, &end);
    if (!S_ISDIR(stat.st_mode)) {
      path_end_close(&end);
      return WASI_ENOTDIR;
    }
  }
  return finish(utimensat(end.directory, end.name, times, AT_SYMLINK_NOFOLLOW), &end);
}

/* ---- Entries ---------------------------------------------------------------------------------------------- */

WasiErrno wasi_path_create_directory(WasiCall *call, const sg_raw *args) {
  PathEnd end;
  const WasiErrno failure = resolve(call, arg_u32(args, 0), RIGHT_PATH_CREATE_DIRECTORY, args, 1, PATH_ENTRY, &end);
  if (failure != WASI_SUCCESS) return failure;
  return finish(mkdirat(end.directory, end.name, 0777), &end);
}

WasiErrno wasi_path_remove_directory(WasiCall *call, const sg_raw *args) {
  PathEnd end;
  const WasiErrno failure = resolve(call, arg_u32(args, 0), RIGHT_PATH_REMOVE_DIRECTORY, args, 1, PATH_ENTRY, &end);
  if (failure != WASI_SUCCESS) return failure;
  return finish(unlinkat(end.directory, end.name, AT_REMOVEDIR), &end);
}

WasiErrno wasi_path_unlink_file(WasiCall *call, const sg_raw *args) {
  PathEnd end;
  const WasiErrno failure = resolve(call, arg_u32(args, 0), RIGHT_PATH_UNLINK_FILE, args, 1, PATH_ENTRY, &end);
  if (failure != WASI_SUCCESS) return failure;
  return finish(unlinkat(end.directory, end.name, 0), &end);
}

WasiErrno wasi_path_rename(WasiCall *call, const sg_raw *args) {
  PathEnd from, to;
  WasiErrno failure = resolve(call, arg_u32(args, 0), RIGHT_PATH_RENAME_SOURCE, args, 1, PATH_ENTRY, &from);
  if (failure != WASI_SUCCESS) return failure;
  failure = resolve(call, arg_u32(args, 3), RIGHT_PATH_RENAME_TARGET, args, 4, PATH_ENTRY, &to);
  if (failure == WASI_SUCCESS) failure = finish(renameat(from.directory, from.name, to.directory, to.name), &to);
  path_end_close(&from);
  return failure;
}

/* The source is resolved as an object, so that no slash is left for the kernel to follow a link by. */
WasiErrno wasi_path_link(WasiCall *call, const sg_raw *args) {
  PathEnd from, to;
  WasiErrno failure =
      resolve(call, arg_u32(args, 0), RIGHT_PATH_LINK_SOURCE, args, 2, lookup_mode(arg_u32(args, 1)), &from);
  if (failure != WASI_SUCCESS) return failure;
  if (from.must_be_directory) {
    struct stat stat;
    failure = stat_end(&from, &stat);
    return failure == WASI_SUCCESS ? WASI_EPERM : failure; /* a directory cannot be linked */
  }
  failure = resolve(call, arg_u32(args, 4), RIGHT_PATH_LINK_TARGET, args, 5, PATH_ENTRY, &to);
  if (failure == WASI_SUCCESS) failure = finish(linkat(from.directory, from.name, to.directory, to.name, 0), &to);
  path_end_close(&from);
  return failure;
}

/* A link may be made to what it cannot be followed to, but not to an absolute path: programs outside would follow it.
 */
WasiErrno wasi_path_symlink(WasiCall *call, const sg_raw *args) {
  char target[PATH_BYTES_MAX];
  WasiErrno failure = guest_path(call->memory, arg_u32(args, 0), arg_u32(args, 1), target);
  if (failure != WASI_SUCCESS) return failure;
  PathEnd end;
  failure = resolve(call, arg_u32(args, 2), RIGHT_PATH_SYMLINK, args, 3, PATH_ENTRY, &end);
  if (failure != WASI_SUCCESS) return failure;
  if (target[0] == '/') {
    path_end_close(&end);
    return WASI_ENOTCAPABLE;
  }
  return finish(symlinkat(target, end.directory, end.name), &end);
}

WasiErrno wasi_path_readlink(WasiCall *call, const sg_raw *args) {
  const uint32_t room = arg_u32(args, 4);
  uint8_t *to = guest_at(call->memory, arg_u32(args, 3), room);
  uint8_t *used_at = guest_at(call->memory, arg_u32(args, 5), 4);
  if (to == NULL || used_at == NULL) return WASI_EFAULT;
  PathEnd end;
  WasiErrno failure = resolve(call, arg_u32(args, 0), RIGHT_PATH_READLINK, args, 1, PATH_NOFOLLOW, &end);
  if (failure != WASI_SUCCESS) return failure;
  char target[PATH_BYTES_MAX];
  const ssize_t length = readlinkat(end.directory, end.name, target, sizeof target);
  failure = finish((int)length, &end);
  if (failure != WASI_SUCCESS) return failure;
  const uint32_t used = (uint32_t)length < room ? (uint32_t)length : room; /* cut, as POSIX does */
  memcpy(to, target, used);
  little_store(used_at, used, 4);
  return WASI_SUCCESS;
}
