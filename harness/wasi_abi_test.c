/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbers of wasi_abi.h against the witx files of preview1 and snapshot 0: error names in their order there, and
 * layouts computed anew by witx's rule (fields in order, each at a multiple of its own size).
 */
#include "harness/wasi_abi.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>
#include <strings.h>

/* The order of $errno in typenames.witx. */
static const char errno_names[] =
    "success 2big acces addrinuse addrnotavail afnosupport again already badf badmsg busy canceled child connaborted "
    "connrefused connreset deadlk destaddrreq dom dquot exist fault fbig hostunreach idrm ilseq inprogress intr inval "
    "io isconn isdir loop mfile mlink msgsize multihop nametoolong netdown netreset netunreach nfile nobufs nodev "
    "noent "
    "noexec nolck nolink nomem nomsg noprotoopt nospc nosys notconn notdir notempty notrecoverable notsock notsup "
    "notty nxio overflow ownerdead perm pipe proto protonosupport prototype range rofs spipe srch stale timedout "
    "txtbsy xdev notcapable";

Test(wasi_abi, errno_numbers) {
  static const struct {
    const char *name;
    unsigned wasi;
    int host;
  } table[] = {
#define X(name, number) {#name, WASI_E##name, E##name},
      WASI_ERRNO_TABLE(X)
#undef X
  };
  char names[sizeof errno_names];
  strcpy(names, errno_names);
  unsigned number = 0, seen = 0;
  for (char *name = strtok(names, " "); name != NULL; name = strtok(NULL, " "), number++) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
      if (strcasecmp(table[i].name, name) != 0) continue;
      cr_assert(table[i].wasi == number, "%s is %u", name, table[i].wasi);
      cr_assert(wasi_errno(table[i].host) == (WasiErrno)number, "%s is mapped to %d", name,
                (int)wasi_errno(table[i].host));
      seen++;
    }
  }
  cr_assert(number == 77 && seen == 75 && seen == sizeof table / sizeof *table);
  cr_assert(WASI_ENOTCAPABLE == 76);
  cr_assert(wasi_errno(0) == WASI_SUCCESS && wasi_errno(EOPNOTSUPP) == WASI_ENOTSUP);
  cr_assert(wasi_errno(EWOULDBLOCK) == WASI_EAGAIN && wasi_errno(ENOTUNIQ) == WASI_EIO && wasi_errno(-1) == WASI_EIO);
}

/* The order of $rights. */
Test(wasi_abi, rights_numbers) {
  const uint64_t rights[] = {RIGHT_FD_DATASYNC,
                             RIGHT_FD_READ,
                             RIGHT_FD_SEEK,
                             RIGHT_FD_FDSTAT_SET_FLAGS,
                             RIGHT_FD_SYNC,
                             RIGHT_FD_TELL,
                             RIGHT_FD_WRITE,
                             RIGHT_FD_ADVISE,
                             RIGHT_FD_ALLOCATE,
                             RIGHT_PATH_CREATE_DIRECTORY,
                             RIGHT_PATH_CREATE_FILE,
                             RIGHT_PATH_LINK_SOURCE,
                             RIGHT_PATH_LINK_TARGET,
                             RIGHT_PATH_OPEN,
                             RIGHT_FD_READDIR,
                             RIGHT_PATH_READLINK,
                             RIGHT_PATH_RENAME_SOURCE,
                             RIGHT_PATH_RENAME_TARGET,
                             RIGHT_PATH_FILESTAT_GET,
                             RIGHT_PATH_FILESTAT_SET_SIZE,
                             RIGHT_PATH_FILESTAT_SET_TIMES,
                             RIGHT_FD_FILESTAT_GET,
                             RIGHT_FD_FILESTAT_SET_SIZE,
                             RIGHT_FD_FILESTAT_SET_TIMES,
                             RIGHT_PATH_SYMLINK,
                             RIGHT_PATH_REMOVE_DIRECTORY,
                             RIGHT_PATH_UNLINK_FILE,
                             RIGHT_POLL_FD_READWRITE,
                             RIGHT_SOCK_SHUTDOWN,
                             RIGHT_SOCK_ACCEPT};
  cr_assert(sizeof rights / sizeof *rights == 30);
  for (unsigned bit = 0; bit < 30; bit++) cr_assert(rights[bit] == UINT64_C(1) << bit, "right %u", bit);
  cr_assert(RIGHTS_ALL == 0x3fffffff);
}

/* fields: the size of each field of a record, a digit each; offsets: ours of those that are used, -1 for the others. */
static void layout_check(const char *record, const char *fields, const int *offsets, int size) {
  int at = 0, align = 1;
  for (size_t i = 0; fields[i] != 0; i++) {
    const int bytes = fields[i] - '0';
    at = (at + bytes - 1) / bytes * bytes;
    if (bytes > align) align = bytes;
    cr_assert(offsets[i] == -1 || offsets[i] == at, "%s, field %zu: %d, not %d", record, i, offsets[i], at);
    at += bytes;
  }
  cr_assert((at + align - 1) / align * align == size, "%s: size %d", record, size);
}
#define LAYOUT(record, fields, size, ...)                                                                              \
  do {                                                                                                                 \
    const int offsets[] = {__VA_ARGS__};                                                                               \
    cr_assert(sizeof offsets / sizeof *offsets == strlen(fields));                                                     \
    layout_check(record, fields, offsets, size);                                                                       \
  } while (0)

Test(wasi_abi, layouts) {
  LAYOUT("iovec", "44", IOVEC_SIZE, IOVEC_BUF, IOVEC_LEN);
  LAYOUT("fdstat", "1288", FDSTAT_SIZE, FDSTAT_FILETYPE, FDSTAT_FLAGS, FDSTAT_RIGHTS_BASE, FDSTAT_RIGHTS_INHERITING);
  LAYOUT("prestat", "14", PRESTAT_SIZE, PRESTAT_TAG, PRESTAT_NAME_LENGTH);
  LAYOUT("dirent", "8841", DIRENT_SIZE, DIRENT_NEXT, DIRENT_INO, DIRENT_NAMLEN, DIRENT_TYPE);
  LAYOUT("filestat", "88188888", FILESTAT_SIZE, FILESTAT_DEV, FILESTAT_INO, FILESTAT_FILETYPE, FILESTAT_NLINK,
         FILESTAT_FILESIZE, FILESTAT_ATIM, FILESTAT_MTIM, FILESTAT_CTIM);
  LAYOUT("filestat of snapshot 0", "88148888", FILESTAT_SIZE_0, FILESTAT_DEV, FILESTAT_INO, FILESTAT_FILETYPE,
         FILESTAT_NLINK_0, FILESTAT_FILESIZE_0, FILESTAT_ATIM_0, FILESTAT_MTIM_0, FILESTAT_CTIM_0);
  LAYOUT("event", "82182", EVENT_SIZE, EVENT_USERDATA, EVENT_ERROR, EVENT_TYPE, EVENT_NBYTES, EVENT_FLAGS);
  /* A subscription is userdata and a union: a tag of one byte, its cases from the next multiple of 8, so from 16. */
  const int cases = 16;
  cr_assert(SUBSCRIPTION_USERDATA == 0 && SUBSCRIPTION_TYPE == 8 && SUBSCRIPTION_FD == cases);
  LAYOUT("subscription_clock", "4882", SUBSCRIPTION_SIZE - cases, SUBSCRIPTION_CLOCK_ID - cases,
         SUBSCRIPTION_TIMEOUT - cases, -1, SUBSCRIPTION_CLOCK_FLAGS - cases);
  LAYOUT("subscription_clock of snapshot 0", "84882", SUBSCRIPTION_SIZE_0 - cases, -1, SUBSCRIPTION_CLOCK_ID_0 - cases,
         SUBSCRIPTION_TIMEOUT_0 - cases, -1, SUBSCRIPTION_CLOCK_FLAGS_0 - cases);
}
