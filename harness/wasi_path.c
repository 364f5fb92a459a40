/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk of wasi_path.h.
 *
 * The path still to go stands at the end of one buffer of twice a path's length; a link's target is written in front
 * of it, so nothing is allocated. The stack holds O_PATH descriptors of the directories walked, the root's copy first;
 * only those of the walk itself are closed. An object is opened with O_PATH | O_NOFOLLOW and asked what it is through
 * that descriptor: whether it is a link, and the link's target, are read from the same object.
 */
#include "harness/wasi_path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path and, in front of it, room for targets. */
#define WALK_BYTES (2 * PATH_MAX)

typedef struct PathWalk {
  int stack[PATH_DEPTH_MAX];
  unsigned depth; /* in the stack; at least 1, the root */
  unsigned links; /* followed */
  char *rest;     /* in text: what is still to go */
  char text[WALK_BYTES];
} PathWalk;

static WasiErrno walk_push(PathWalk *walk, int directory) {
  if (walk->depth == PATH_DEPTH_MAX) {
    close(directory);
    return WASI_ENAMETOOLONG;
  }
  walk->stack[walk->depth++] = directory;
  return WASI_SUCCESS;
}

/* Replaces the component just taken by the target of the link open at `link`. */
static WasiErrno walk_expand(PathWalk *walk, int link) {
  if (++walk->links > PATH_LINKS_MAX) return WASI_ELOOP;
  char target[PATH_MAX];
  const ssize_t length = readlinkat(link, "", target, sizeof target);
  if (length < 0) return wasi_errno(errno);
  if (length == 0) return WASI_ENOENT;
  if ((size_t)length == sizeof target) return WASI_ENAMETOOLONG;
  if (target[0] == '/') return WASI_ENOTCAPABLE;
  /* rest is empty or begins with the slash that ended the component. */
  if (walk->rest - walk->text < length) return WASI_ENAMETOOLONG;
  walk->rest -= length;
  memcpy(walk->rest, target, (size_t)length);
  return WASI_SUCCESS;
}

/* Ends the walk at `name` of the directory on top. The descriptor is the walk's no longer. */
static void walk_end(PathWalk *walk, const char *name, size_t length, bool must_be_directory, PathEnd *end) {
  end->directory = walk->stack[--walk->depth];
  end->must_be_directory = must_be_directory;
  memcpy(end->name, name, length);
  end->name[length] = 0;
}

/* One component. *done once `end` is filled in. */
static WasiErrno walk_step(PathWalk *walk, PathMode mode, PathEnd *end, bool *done) {
  const char *name = walk->rest;
  const size_t length = strcspn(name, "/");
  const char *after = name + length + strspn(name + length, "/");
  const bool last = *after == 0, slash = name[length] == '/';
  if (length > NAME_MAX) return WASI_ENAMETOOLONG;

  const bool dot = length == 1 && name[0] == '.', dots = length == 2 && memcmp(name, "..", 2) == 0;
  if (dot || dots) {
    if (dots) {
      if (walk->depth == 1) return WASI_ENOTCAPABLE;
      close(walk->stack[--walk->depth]);
    }
    walk->rest = (char *)after;
    if (last) {
      walk_end(walk, ".", 1, mode != PATH_ENTRY, end);
      *done = true;
    }
    return WASI_SUCCESS;
  }

  if (last && mode == PATH_ENTRY) {
    walk_end(walk, name, length + slash, false, end);
    *done = true;
    return WASI_SUCCESS;
  }

  char component[NAME_MAX + 1];
  memcpy(component, name, length);
  component[length] = 0;
  const int object = openat(walk->stack[walk->depth - 1], component, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (object < 0) {
    if (!last || errno != ENOENT) return wasi_errno(errno);
    walk_end(walk, component, length, slash, end); /* missing: the caller may want to create it */
    *done = true;
    return WASI_SUCCESS;
  }
  struct stat stat;
  if (fstat(object, &stat) < 0) {
    const WasiErrno failure = wasi_errno(errno);
    close(object);
    return failure;
  }
  if (S_ISLNK(stat.st_mode) && (!last || slash || mode == PATH_FOLLOW)) {
    walk->rest += length;
    const WasiErrno failure = walk_expand(walk, object);
    close(object);
    return failure;
  }
  if (last) {
    close(object);
    walk_end(walk, component, length, slash, end);
    *done = true;
    return WASI_SUCCESS;
  }
  if (!S_ISDIR(stat.st_mode)) {
    close(object);
    return WASI_ENOTDIR;
  }
  walk->rest = (char *)after;
  return walk_push(walk, object);
}

WasiErrno path_resolve(int root, const char *path, PathMode mode, PathEnd *end) {
  const size_t length = strlen(path);
  if (length == 0) return WASI_ENOENT;
  if (length >= PATH_MAX) return WASI_ENAMETOOLONG;
  if (path[0] == '/') return WASI_ENOTCAPABLE;
  PathWalk walk;
  walk.depth = walk.links = 0;
  walk.rest = walk.text + sizeof walk.text - 1 - length;
  memcpy(walk.rest, path, length + 1);
  const int copy = fcntl(root, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return wasi_errno(errno);
  walk.stack[walk.depth++] = copy;

  bool done = false;
  WasiErrno failure = WASI_SUCCESS;
  while (!done && failure == WASI_SUCCESS) failure = walk_step(&walk, mode, end, &done);
  while (walk.depth > 0) close(walk.stack[--walk.depth]);
  return failure;
}

void path_end_close(PathEnd *end) { close(end->directory); }

WasiErrno wasi_errno(int host_errno) {
  switch (host_errno) {
  case 0: return WASI_SUCCESS;
#define X(name, number)                                                                                                \
  case E##name: return WASI_E##name;
    WASI_ERRNO_TABLE(X)
#undef X
#if EOPNOTSUPP != ENOTSUP
  case EOPNOTSUPP: return WASI_ENOTSUP;
#endif
  default: return WASI_EIO;
  }
}
