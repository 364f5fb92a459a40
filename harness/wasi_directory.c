/* SPDX-License-Identifier: Apache-2.0
 *
 * Directories as descriptors: the names of those given to the guest, and reading entries.
 *
 * fd_readdir serves from a listing taken whole when a guest reads from cookie 0 (or has none yet); a cookie is the
 * index of the next entry. So every cookie is safe to use, in any order, however the directory changes meanwhile, and a
 * guest that reads from the start sees the directory anew. `..` is reported with the directory's own inode: what lies
 * outside is not told.
 */
#include "harness/wasi_context.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct DirectoryEntry {
  uint64_t inode;
  size_t name; /* offset in names */
  uint32_t length;
  uint8_t filetype;
} DirectoryEntry;

struct DirectoryListing {
  DirectoryEntry *entries;
  size_t count, room;
  char *names;
  size_t name_bytes, name_room;
};

void listing_free(DirectoryListing *listing) {
  if (listing == NULL) return;
  free(listing->entries);
  free(listing->names);
  free(listing);
}

static bool listing_add(DirectoryListing *listing, const char *name, uint64_t inode, uint8_t filetype) {
  const size_t length = strlen(name);
  if (listing->count == listing->room) {
    const size_t room = listing->room == 0 ? 64 : 2 * listing->room;
    DirectoryEntry *entries = realloc(listing->entries, room * sizeof *entries);
    if (entries == NULL) return false;
    listing->entries = entries;
    listing->room = room;
  }
  if (listing->name_room - listing->name_bytes < length) {
    const size_t room = 2 * (listing->name_room + length);
    char *names = realloc(listing->names, room);
    if (names == NULL) return false;
    listing->names = names;
    listing->name_room = room;
  }
  memcpy(listing->names + listing->name_bytes, name, length);
  listing->entries[listing->count++] = (DirectoryEntry){inode, listing->name_bytes, (uint32_t)length, filetype};
  listing->name_bytes += length;
  return true;
}

static uint8_t entry_filetype(int directory, const struct dirent *entry) {
  if (entry->d_type != DT_UNKNOWN) return filetype_of((mode_t)DTTOIF((mode_t)entry->d_type));
  struct stat stat;
  if (fstatat(directory, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) < 0) return FILETYPE_UNKNOWN;
  return filetype_of(stat.st_mode);
}

static WasiErrno listing_fill(DirectoryListing *listing, DIR *directory) {
  const int host = dirfd(directory);
  struct stat self;
  if (fstat(host, &self) < 0) return wasi_errno(errno);
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(directory);
    if (entry == NULL) return wasi_errno(errno);
    const bool outside = strcmp(entry->d_name, "..") == 0;
    if (!listing_add(listing, entry->d_name, outside ? self.st_ino : entry->d_ino, entry_filetype(host, entry)))
      return WASI_ENOMEM;
  }
}

/* The listing of an open directory as it is now. An open file of its own: the guest's descriptor keeps its place. */
static WasiErrno listing_new(int host, DirectoryListing **out) {
  const int own = openat(host, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return wasi_errno(errno);
  DIR *directory = fdopendir(own);
  if (directory == NULL) {
    const WasiErrno failure = wasi_errno(errno);
    close(own);
    return failure;
  }
  DirectoryListing *listing = calloc(1, sizeof *listing);
  const WasiErrno failure = listing == NULL ? WASI_ENOMEM : listing_fill(listing, directory);
  closedir(directory);
  if (failure != WASI_SUCCESS) listing_free(listing);
  else *out = listing;
  return failure;
}

/* Fills the buffer with entries, the last one cut where it ends: a guest asks on while the buffer comes back full. */
WasiErrno wasi_fd_readdir(WasiCall *call, const sg_raw *args) {
  const uint32_t room = arg_u32(args, 2);
  const uint64_t cookie = arg_u64(args, 3);
  uint8_t *buffer = guest_at(call->memory, arg_u32(args, 1), room);
  uint8_t *used_at = guest_at(call->memory, arg_u32(args, 4), 4);
  if (buffer == NULL || used_at == NULL) return WASI_EFAULT;
  Descriptor *descriptor;
  WasiErrno failure = descriptor_get(call->wasi, arg_u32(args, 0), RIGHT_FD_READDIR, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  if (cookie == 0 || descriptor->listing == NULL) {
    DirectoryListing *listing = NULL;
    failure = listing_new(descriptor->host, &listing);
    if (failure != WASI_SUCCESS) return failure;
    listing_free(descriptor->listing);
    descriptor->listing = listing;
  }
  const DirectoryListing *listing = descriptor->listing;
  uint32_t used = 0;
  for (uint64_t i = cookie; i < listing->count && used < room; i++) {
    const DirectoryEntry *entry = &listing->entries[i];
    uint8_t header[DIRENT_SIZE] = {0};
    little_store(header + DIRENT_NEXT, i + 1, 8);
    little_store(header + DIRENT_INO, entry->inode, 8);
    little_store(header + DIRENT_NAMLEN, entry->length, 4);
    header[DIRENT_TYPE] = entry->filetype;
    uint32_t bytes = room - used < DIRENT_SIZE ? room - used : DIRENT_SIZE;
    memcpy(buffer + used, header, bytes);
    used += bytes;
    bytes = room - used < entry->length ? room - used : entry->length;
    memcpy(buffer + used, listing->names + entry->name, bytes);
    used += bytes;
  }
  little_store(used_at, used, 4);
  return WASI_SUCCESS;
}

/* BADF for what is not a directory given: a guest asks from 3 upwards until it meets that. */
static WasiErrno preopen_name(WasiCall *call, uint32_t fd, const char **name) {
  Descriptor *descriptor;
  const WasiErrno failure = descriptor_get(call->wasi, fd, 0, &descriptor);
  if (failure != WASI_SUCCESS) return failure;
  *name = descriptor->preopen;
  return *name == NULL ? WASI_EBADF : WASI_SUCCESS;
}

WasiErrno wasi_fd_prestat_get(WasiCall *call, const sg_raw *args) {
  uint8_t *to = guest_at(call->memory, arg_u32(args, 1), PRESTAT_SIZE);
  if (to == NULL) return WASI_EFAULT;
  const char *name;
  const WasiErrno failure = preopen_name(call, arg_u32(args, 0), &name);
  if (failure != WASI_SUCCESS) return failure;
  memset(to, 0, PRESTAT_SIZE); /* the tag of a directory is 0 */
  little_store(to + PRESTAT_NAME_LENGTH, strlen(name), 4);
  return WASI_SUCCESS;
}

WasiErrno wasi_fd_prestat_dir_name(WasiCall *call, const sg_raw *args) {
  const uint32_t room = arg_u32(args, 2);
  uint8_t *to = guest_at(call->memory, arg_u32(args, 1), room);
  if (to == NULL) return WASI_EFAULT;
  const char *name;
  const WasiErrno failure = preopen_name(call, arg_u32(args, 0), &name);
  if (failure != WASI_SUCCESS) return failure;
  if (strlen(name) > room) return WASI_ENAMETOOLONG;
  memcpy(to, name, strlen(name));
  return WASI_SUCCESS;
}
