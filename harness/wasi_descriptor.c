/* SPDX-License-Identifier: Apache-2.0
 *
 * The descriptor table: what a guest's numbers stand for, with the rights each carries.
 *
 * 0 to 2 are copies of the standard streams, so that a guest that closes one closes only its copy; the open file
 * behind the copy is shared with other programs, so its flags are never set: O_NONBLOCK is imitated by polling. From 3
 * on stand the directories given, without a gap, which is how a guest finds them. A right that a kind of descriptor
 * cannot use is never reported: wasi-libc takes a character device for a terminal because it cannot seek.
 */
#include "harness/wasi_context.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

uint8_t filetype_of(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFBLK: return FILETYPE_BLOCK_DEVICE;
  case S_IFCHR: return FILETYPE_CHARACTER_DEVICE;
  case S_IFDIR: return FILETYPE_DIRECTORY;
  case S_IFREG: return FILETYPE_REGULAR_FILE;
  case S_IFLNK: return FILETYPE_SYMBOLIC_LINK;
  case S_IFSOCK: return FILETYPE_SOCKET_STREAM;
  default: return FILETYPE_UNKNOWN; /* a pipe: WASI has no name for it */
  }
}

WasiErrno descriptor_kind(int host, uint8_t *filetype, uint64_t *rights) {
  struct stat stat;
  if (fstat(host, &stat) < 0) return wasi_errno(errno);
  *filetype = filetype_of(stat.st_mode);
  switch (*filetype) {
  case FILETYPE_DIRECTORY: *rights = RIGHTS_DIRECTORY; break;
  case FILETYPE_REGULAR_FILE:
  case FILETYPE_BLOCK_DEVICE: *rights = RIGHTS_FILE; break;
  case FILETYPE_CHARACTER_DEVICE: *rights = isatty(host) ? RIGHTS_STREAM : RIGHTS_FILE; break;
  case FILETYPE_SOCKET_STREAM: {
    int type = SOCK_STREAM;
    socklen_t size = sizeof type;
    if (getsockopt(host, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM)
      *filetype = FILETYPE_SOCKET_DGRAM;
    *rights = RIGHTS_SOCKET;
    break;
  }
  default: *rights = RIGHTS_STREAM;
  }
  return WASI_SUCCESS;
}

WasiErrno descriptor_get(WasiContext *wasi, uint32_t fd, uint64_t rights, Descriptor **out) {
  if (fd >= wasi->descriptor_count || wasi->descriptors[fd].host < 0) return WASI_EBADF;
  Descriptor *descriptor = &wasi->descriptors[fd];
  if ((descriptor->rights & rights) != rights) return WASI_ENOTCAPABLE;
  *out = descriptor;
  return WASI_SUCCESS;
}

WasiErrno descriptor_add(WasiContext *wasi, Descriptor descriptor, uint32_t *fd) {
  uint32_t free_fd = 0;
  while (free_fd < wasi->descriptor_count && wasi->descriptors[free_fd].host >= 0) free_fd++;
  if (free_fd == wasi->descriptor_count) {
    const uint32_t count = wasi->descriptor_count == 0 ? 16 : 2 * wasi->descriptor_count;
    Descriptor *grown = count > DESCRIPTORS_MAX ? NULL : realloc(wasi->descriptors, count * sizeof *wasi->descriptors);
    if (grown == NULL) {
      close(descriptor.host);
      return count > DESCRIPTORS_MAX ? WASI_EMFILE : WASI_ENOMEM;
    }
    for (uint32_t i = free_fd; i < count; i++) grown[i] = (Descriptor){.host = -1};
    wasi->descriptors = grown;
    wasi->descriptor_count = count;
  }
  wasi->descriptors[free_fd] = descriptor;
  *fd = free_fd;
  return WASI_SUCCESS;
}

/* One of the host's own streams. One that is closed stays a closed number: later opens must not take its place. */
static bool descriptors_add_stream(WasiContext *wasi, int stream) {
  Descriptor descriptor = {.shared = true};
  descriptor.host = fcntl(stream, F_DUPFD_CLOEXEC, 3);
  if (descriptor.host < 0) descriptor.host = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (descriptor.host < 0) return false;
  const int flags = fcntl(descriptor.host, F_GETFL);
  if (flags < 0 || descriptor_kind(descriptor.host, &descriptor.filetype, &descriptor.rights) != WASI_SUCCESS) {
    close(descriptor.host);
    return false;
  }
  if ((flags & O_ACCMODE) == O_RDONLY) descriptor.rights &= ~RIGHTS_WRITING;
  if ((flags & O_ACCMODE) == O_WRONLY) descriptor.rights &= ~RIGHT_FD_READ;
  /* A directory here is no directory of the guest's: it was not given as one. */
  if (descriptor.filetype == FILETYPE_DIRECTORY) descriptor.rights = RIGHTS_ANY;
  uint32_t fd;
  return descriptor_add(wasi, descriptor, &fd) == WASI_SUCCESS;
}

bool descriptors_open(WasiContext *wasi, sg_error *error) {
  sg_error ignored;
  if (error == NULL) error = &ignored;
  *error = (sg_error){SG_ENVIRONMENT, SG_NO_FUNCTION, SG_NO_OFFSET, "cannot open a standard stream", ""};
  wasi->wake[0] = wasi->wake[1] = -1;
  bool good = true;
  /* First of all: a file opened before would stand in for a stream that is closed. */
  for (int stream = 0; good && stream < 3; stream++) good = descriptors_add_stream(wasi, stream);
  if (good && pipe2(wasi->wake, O_CLOEXEC | O_NONBLOCK) < 0) {
    error->text = "cannot make a pipe";
    good = false;
  }
  if (!good) {
    snprintf(error->message, sizeof error->message, "%s: %s", error->text, strerror(errno));
    return false;
  }
  for (size_t i = 0; i < wasi->options.directory_count; i++) {
    const WasiDirectory *directory = &wasi->options.directories[i];
    const int host = open(directory->host, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    uint32_t fd;
    if (host < 0 || descriptor_add(wasi,
                                   (Descriptor){.host = host,
                                                .filetype = FILETYPE_DIRECTORY,
                                                .rights = RIGHTS_DIRECTORY,
                                                .inheriting = RIGHTS_ALL,
                                                .preopen = directory->guest},
                                   &fd) != WASI_SUCCESS) {
      error->text = "cannot open a directory";
      snprintf(error->message, sizeof error->message, "%s: %.120s: %s", error->text, directory->host, strerror(errno));
      return false;
    }
  }
  return true;
}

void descriptors_close(WasiContext *wasi) {
  for (uint32_t i = 0; i < wasi->descriptor_count; i++) {
    if (wasi->descriptors[i].host < 0) continue;
    listing_free(wasi->descriptors[i].listing);
    close(wasi->descriptors[i].host);
  }
  free(wasi->descriptors);
  wasi->descriptors = NULL;
  wasi->descriptor_count = 0;
  for (int i = 0; i < 2; i++) {
    if (wasi->wake[i] >= 0) close(wasi->wake[i]);
  }
}

WasiErrno call_interrupted(WasiCall *call) {
  call->wasi->interrupted = true;
  call->trap = "interrupted";
  return WASI_EINTR;
}

WasiErrno descriptor_wait(WasiCall *call, const Descriptor *descriptor, short events) {
  if (descriptor->filetype == FILETYPE_REGULAR_FILE || descriptor->filetype == FILETYPE_DIRECTORY) return WASI_SUCCESS;
  struct pollfd polled[] = {{descriptor->host, events, 0}, {call->wasi->wake[0], POLLIN, 0}};
  const int flags = fcntl(descriptor->host, F_GETFL);
  const bool wait = !descriptor->nonblocking && (flags & O_NONBLOCK) == 0;
  int count;
  do count = poll(polled, 2, wait ? -1 : 0);
  while (count < 0 && errno == EINTR);
  if (count < 0) return wasi_errno(errno);
  if (polled[1].revents != 0) return call_interrupted(call);
  return polled[0].revents == 0 ? WASI_EAGAIN : WASI_SUCCESS;
}

void wasi_interrupt(WasiContext *context) {
  /* The pipe does not block, and a full one is readable: what write says changes nothing. */
  if (write(context->wake[1], "", 1) < 0) return;
}

WasiErrno wasi_fd_close(WasiCall *call, const sg_raw *args) {
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), 0, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  const int host = descriptor->host;
  listing_free(descriptor->listing);
  *descriptor = (Descriptor){.host = -1};
  return close(host) < 0 && errno != EINTR ? wasi_errno(errno) : WASI_SUCCESS; /* closed even then, on Linux */
}

/* from becomes to; what stood at `to` is closed. Both must be open. */
WasiErrno wasi_fd_renumber(WasiCall *call, const sg_raw *args) {
  Descriptor *from, *to;
  WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), 0, &from);
  if (failure == WASI_SUCCESS) failure = descriptor_get(call->wasi, arg_u32(args, 1), 0, &to);
  if (failure != WASI_SUCCESS || from == to) return failure;
  listing_free(to->listing);
  close(to->host);
  *to = *from;
  *from = (Descriptor){.host = -1};
  return WASI_SUCCESS;
}
