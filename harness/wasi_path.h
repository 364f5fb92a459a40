/* SPDX-License-Identifier: Apache-2.0
 *
 * Guest paths to host directory entries, without a way out of the directory they start from.
 *
 * path_resolve walks a path one component at a time, each opened relative to the one before by a descriptor, never
 * following a symbolic link in the kernel; links are read and their targets walked in the same way; `..` takes a
 * descriptor off the stack of those walked, and fails at the root. So what another process renames or relinks
 * during the walk changes which entries inside are met, not whether they are inside. The result is a directory and one
 * name in it, to be used by calls that do not follow a link at that name (O_NOFOLLOW, AT_SYMLINK_NOFOLLOW, or calls
 * that never do).
 */
#ifndef SIGNET_HARNESS_WASI_PATH_H
#define SIGNET_HARNESS_WASI_PATH_H

#include "harness/wasi_abi.h"

#include <limits.h>
#include <stdbool.h>

/* What a symbolic link at the last component is. */
typedef enum PathMode {
  PATH_FOLLOW,   /* followed; what it names may be missing */
  PATH_NOFOLLOW, /* itself the object, unless a slash follows it */
  PATH_ENTRY     /* itself the object, for creating, removing and renaming: a slash stays in `name`, where the kernel
                    gives it its meaning (these calls follow no link, slash or not) */
} PathMode;

typedef struct PathEnd {
  int directory;           /* for *at calls only (O_PATH); closed by path_end_close */
  bool must_be_directory;  /* a slash or `.` ended the path (not PATH_ENTRY) */
  char name[NAME_MAX + 2]; /* one component and perhaps a slash; "." is the directory itself */
} PathEnd;

/* Symbolic links followed in one walk, and directories deep that it may stand (each is an open descriptor). */
#define PATH_LINKS_MAX 40
#define PATH_DEPTH_MAX 256

/* NOTCAPABLE: the path is absolute, or leaves through `..` or a link. On failure nothing is left open. */
WasiErrno path_resolve(int root, const char *path, PathMode mode, PathEnd *end);
void path_end_close(PathEnd *end);

#endif
