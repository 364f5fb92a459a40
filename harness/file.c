/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a file whole, with a bound. It is copied, not mapped: a mapped file that somebody cuts short would kill the
 * process with SIGBUS, and one that somebody writes to would change under the decoder. Used by all commands.
 */
#include "harness/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 64 * 1024 };

/* Large files come in pages of the system's larger size: half of the time that reading one takes is page faults. */
static void pages_expect(uint8_t *bytes, size_t room) {
  const uintptr_t page = (uintptr_t)getpagesize(), start = ((uintptr_t)bytes + page - 1) & ~(page - 1);
  const uintptr_t end = ((uintptr_t)bytes + room) & ~(page - 1);
  if (room >= 4u << 20) (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
}

/* Reads to the end of the file or until `limit` is passed; what the file system says of the size is only a hint, as
 * pipes and /proc have none. */
static const char *descriptor_read(int descriptor, size_t limit, FileBytes *out) {
  struct stat info;
  size_t room = FIRST_ROOM;
  if (fstat(descriptor, &info) != 0) return strerror(errno);
  if (S_ISDIR(info.st_mode)) return strerror(EISDIR);
  if (S_ISREG(info.st_mode)) {
    if (info.st_size < 0 || (uint64_t)info.st_size > limit) return "too large";
    room = (size_t)info.st_size + 1;
  }
  for (;;) {
    uint8_t *bytes = realloc(out->bytes, room);
    if (!bytes) return strerror(ENOMEM);
    out->bytes = bytes;
    pages_expect(bytes, room);
    while (out->size < room) {
      const ssize_t got = read(descriptor, out->bytes + out->size, room - out->size);
      if (got == 0) return out->size > limit ? "too large" : NULL;
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return strerror(errno);
      out->size += (size_t)got;
    }
    if (room > limit) return "too large";
    room *= 2; /* limit is at most 1 GiB: no overflow */
  }
}

bool file_read(const char *command, const char *path, size_t limit, FileBytes *out) {
  *out = (FileBytes){0};
  const char *problem = NULL;
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    problem = strerror(errno);
  } else {
    problem = descriptor_read(descriptor, limit, out);
    close(descriptor);
  }
  if (!problem) return true;
  file_free(out);
  if (command) usage_error(command, "%s: %s", path, problem);
  return false;
}

/* A regular file whose size stays what the file system says of it. NULL: any other, which file_read reads or refuses.
 */
static sg_bytes *regular_file_read(const char *path, size_t *size) {
  struct stat info;
  sg_bytes *bytes = NULL;
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return NULL;
  if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
      (uint64_t)info.st_size <= MODULE_FILE_LIMIT)
    bytes = sg_bytes_new((size_t)info.st_size);
  if (bytes) {
    uint8_t beyond;
    *size = (size_t)info.st_size;
    size_t at = 0;
    ssize_t got = 1;
    while (at < *size && got > 0) {
      got = read(descriptor, sg_bytes_data(bytes) + at, *size - at);
      if (got > 0) at += (size_t)got;
    }
    if (at < *size || read(descriptor, &beyond, 1) != 0) {
      sg_bytes_free(bytes);
      bytes = NULL;
    }
  }
  close(descriptor);
  return bytes;
}

sg_bytes *module_file_read(const char *command, const char *path, size_t *size) {
  sg_bytes *bytes = regular_file_read(path, size);
  FileBytes file;
  if (bytes || !file_read(command, path, MODULE_FILE_LIMIT, &file)) return bytes;
  bytes = sg_bytes_new(file.size);
  if (!bytes) {
    usage_error(command, "%s: %s", path, strerror(ENOMEM));
  } else {
    *size = file.size;
    if (file.size) memcpy(sg_bytes_data(bytes), file.bytes, file.size);
  }
  file_free(&file);
  return bytes;
}

void file_free(FileBytes *file) {
  free(file->bytes);
  *file = (FileBytes){0};
}
