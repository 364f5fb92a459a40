/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbers of WASI: what its witx files fix and its guests are compiled with. Rights, flags, file types, and the
 * layouts of the structures that cross guest memory, as byte offsets: no C structure is laid over guest memory.
 *
 * A name ends in _0 where wasi_unstable (snapshot 0) has another number than wasi_snapshot_preview1. The errno table
 * is the one list of WASI's error numbers, in their order; wasi_errno maps Linux's to them.
 */
#ifndef SIGNET_HARNESS_WASI_ABI_H
#define SIGNET_HARNESS_WASI_ABI_H

#include <stdint.h>

/* clang-format off */
/* X(WASI name and Linux name, number). NOTCAPABLE, 76, is WASI's alone. */
#define WASI_ERRNO_TABLE(X)                                                                                            \
  X(2BIG, 1) X(ACCES, 2) X(ADDRINUSE, 3) X(ADDRNOTAVAIL, 4) X(AFNOSUPPORT, 5) X(AGAIN, 6) X(ALREADY, 7) X(BADF, 8)     \
  X(BADMSG, 9) X(BUSY, 10) X(CANCELED, 11) X(CHILD, 12) X(CONNABORTED, 13) X(CONNREFUSED, 14) X(CONNRESET, 15)         \
  X(DEADLK, 16) X(DESTADDRREQ, 17) X(DOM, 18) X(DQUOT, 19) X(EXIST, 20) X(FAULT, 21) X(FBIG, 22) X(HOSTUNREACH, 23)    \
  X(IDRM, 24) X(ILSEQ, 25) X(INPROGRESS, 26) X(INTR, 27) X(INVAL, 28) X(IO, 29) X(ISCONN, 30) X(ISDIR, 31)             \
  X(LOOP, 32) X(MFILE, 33) X(MLINK, 34) X(MSGSIZE, 35) X(MULTIHOP, 36) X(NAMETOOLONG, 37) X(NETDOWN, 38)               \
  X(NETRESET, 39) X(NETUNREACH, 40) X(NFILE, 41) X(NOBUFS, 42) X(NODEV, 43) X(NOENT, 44) X(NOEXEC, 45) X(NOLCK, 46)    \
  X(NOLINK, 47) X(NOMEM, 48) X(NOMSG, 49) X(NOPROTOOPT, 50) X(NOSPC, 51) X(NOSYS, 52) X(NOTCONN, 53) X(NOTDIR, 54)     \
  X(NOTEMPTY, 55) X(NOTRECOVERABLE, 56) X(NOTSOCK, 57) X(NOTSUP, 58) X(NOTTY, 59) X(NXIO, 60) X(OVERFLOW, 61)          \
  X(OWNERDEAD, 62) X(PERM, 63) X(PIPE, 64) X(PROTO, 65) X(PROTONOSUPPORT, 66) X(PROTOTYPE, 67) X(RANGE, 68)            \
  X(ROFS, 69) X(SPIPE, 70) X(SRCH, 71) X(STALE, 72) X(TIMEDOUT, 73) X(TXTBSY, 74) X(XDEV, 75)
/* clang-format on */

typedef enum WasiErrno {
  WASI_SUCCESS = 0,
#define X(name, number) WASI_E##name = number,
  WASI_ERRNO_TABLE(X)
#undef X
      WASI_ENOTCAPABLE = 76
} WasiErrno;

/* The WASI number of a Linux errno; EIO for what WASI has no name for. */
WasiErrno wasi_errno(int host_errno);

#define RIGHT_FD_DATASYNC             (UINT64_C(1) << 0)
#define RIGHT_FD_READ                 (UINT64_C(1) << 1)
#define RIGHT_FD_SEEK                 (UINT64_C(1) << 2)
#define RIGHT_FD_FDSTAT_SET_FLAGS     (UINT64_C(1) << 3)
#define RIGHT_FD_SYNC                 (UINT64_C(1) << 4)
#define RIGHT_FD_TELL                 (UINT64_C(1) << 5)
#define RIGHT_FD_WRITE                (UINT64_C(1) << 6)
#define RIGHT_FD_ADVISE               (UINT64_C(1) << 7)
#define RIGHT_FD_ALLOCATE             (UINT64_C(1) << 8)
#define RIGHT_PATH_CREATE_DIRECTORY   (UINT64_C(1) << 9)
#define RIGHT_PATH_CREATE_FILE        (UINT64_C(1) << 10)
#define RIGHT_PATH_LINK_SOURCE        (UINT64_C(1) << 11)
#define RIGHT_PATH_LINK_TARGET        (UINT64_C(1) << 12)
#define RIGHT_PATH_OPEN               (UINT64_C(1) << 13)
#define RIGHT_FD_READDIR              (UINT64_C(1) << 14)
#define RIGHT_PATH_READLINK           (UINT64_C(1) << 15)
#define RIGHT_PATH_RENAME_SOURCE      (UINT64_C(1) << 16)
#define RIGHT_PATH_RENAME_TARGET      (UINT64_C(1) << 17)
#define RIGHT_PATH_FILESTAT_GET       (UINT64_C(1) << 18)
#define RIGHT_PATH_FILESTAT_SET_SIZE  (UINT64_C(1) << 19)
#define RIGHT_PATH_FILESTAT_SET_TIMES (UINT64_C(1) << 20)
#define RIGHT_FD_FILESTAT_GET         (UINT64_C(1) << 21)
#define RIGHT_FD_FILESTAT_SET_SIZE    (UINT64_C(1) << 22)
#define RIGHT_FD_FILESTAT_SET_TIMES   (UINT64_C(1) << 23)
#define RIGHT_PATH_SYMLINK            (UINT64_C(1) << 24)
#define RIGHT_PATH_REMOVE_DIRECTORY   (UINT64_C(1) << 25)
#define RIGHT_PATH_UNLINK_FILE        (UINT64_C(1) << 26)
#define RIGHT_POLL_FD_READWRITE       (UINT64_C(1) << 27)
#define RIGHT_SOCK_SHUTDOWN           (UINT64_C(1) << 28)
#define RIGHT_SOCK_ACCEPT             (UINT64_C(1) << 29)
#define RIGHTS_ALL                    ((UINT64_C(1) << 30) - 1)

/* What each kind of descriptor can be asked for at all. */
#define RIGHTS_ANY                                                                                                     \
  (RIGHT_FD_FDSTAT_SET_FLAGS | RIGHT_FD_SYNC | RIGHT_FD_DATASYNC | RIGHT_FD_FILESTAT_GET | RIGHT_FD_FILESTAT_SET_TIMES)
#define RIGHTS_STREAM (RIGHTS_ANY | RIGHT_FD_READ | RIGHT_FD_WRITE | RIGHT_POLL_FD_READWRITE)
#define RIGHTS_SOCKET (RIGHTS_STREAM | RIGHT_SOCK_SHUTDOWN | RIGHT_SOCK_ACCEPT)
#define RIGHTS_FILE                                                                                                    \
  (RIGHTS_STREAM | RIGHT_FD_SEEK | RIGHT_FD_TELL | RIGHT_FD_ADVISE | RIGHT_FD_ALLOCATE | RIGHT_FD_FILESTAT_SET_SIZE)
#define RIGHTS_DIRECTORY                                                                                               \
  (RIGHTS_ANY | RIGHT_FD_READDIR | RIGHT_PATH_CREATE_DIRECTORY | RIGHT_PATH_CREATE_FILE | RIGHT_PATH_LINK_SOURCE |     \
   RIGHT_PATH_LINK_TARGET | RIGHT_PATH_OPEN | RIGHT_PATH_READLINK | RIGHT_PATH_RENAME_SOURCE |                         \
   RIGHT_PATH_RENAME_TARGET | RIGHT_PATH_FILESTAT_GET | RIGHT_PATH_FILESTAT_SET_SIZE | RIGHT_PATH_FILESTAT_SET_TIMES | \
   RIGHT_PATH_SYMLINK | RIGHT_PATH_REMOVE_DIRECTORY | RIGHT_PATH_UNLINK_FILE)
/* Rights that need a host descriptor that can write. */
#define RIGHTS_WRITING (RIGHT_FD_DATASYNC | RIGHT_FD_WRITE | RIGHT_FD_ALLOCATE | RIGHT_FD_FILESTAT_SET_SIZE)

enum { /* filetype */
       FILETYPE_UNKNOWN,
       FILETYPE_BLOCK_DEVICE,
       FILETYPE_CHARACTER_DEVICE,
       FILETYPE_DIRECTORY,
       FILETYPE_REGULAR_FILE,
       FILETYPE_SOCKET_DGRAM,
       FILETYPE_SOCKET_STREAM,
       FILETYPE_SYMBOLIC_LINK
};

enum { FDFLAG_APPEND = 1, FDFLAG_DSYNC = 2, FDFLAG_NONBLOCK = 4, FDFLAG_RSYNC = 8, FDFLAG_SYNC = 16 };
enum { OFLAG_CREAT = 1, OFLAG_DIRECTORY = 2, OFLAG_EXCL = 4, OFLAG_TRUNC = 8 };
enum { LOOKUP_SYMLINK_FOLLOW = 1 };
enum { FSTFLAG_ATIM = 1, FSTFLAG_ATIM_NOW = 2, FSTFLAG_MTIM = 4, FSTFLAG_MTIM_NOW = 8 };
enum { WHENCE_SET = 0, WHENCE_CUR = 1, WHENCE_END = 2 };
enum { WHENCE_CUR_0 = 0, WHENCE_END_0 = 1, WHENCE_SET_0 = 2 };
enum { CLOCK_ID_REALTIME, CLOCK_ID_MONOTONIC, CLOCK_ID_PROCESS_CPUTIME, CLOCK_ID_THREAD_CPUTIME };
enum { EVENTTYPE_CLOCK, EVENTTYPE_FD_READ, EVENTTYPE_FD_WRITE };
enum { SUBCLOCKFLAG_ABSTIME = 1 };
enum { EVENTRWFLAG_HANGUP = 1 };
enum { RIFLAG_PEEK = 1, RIFLAG_WAITALL = 2, ROFLAG_DATA_TRUNCATED = 1, SDFLAG_RD = 1, SDFLAG_WR = 2 };

/* Offsets and sizes in guest memory. */
enum { IOVEC_BUF = 0, IOVEC_LEN = 4, IOVEC_SIZE = 8 };
enum { FDSTAT_FILETYPE = 0, FDSTAT_FLAGS = 2, FDSTAT_RIGHTS_BASE = 8, FDSTAT_RIGHTS_INHERITING = 16, FDSTAT_SIZE = 24 };
enum { PRESTAT_TAG = 0, PRESTAT_NAME_LENGTH = 4, PRESTAT_SIZE = 8 };
enum { DIRENT_NEXT = 0, DIRENT_INO = 8, DIRENT_NAMLEN = 16, DIRENT_TYPE = 20, DIRENT_SIZE = 24 };
enum { FILESTAT_DEV = 0, FILESTAT_INO = 8, FILESTAT_FILETYPE = 16, FILESTAT_NLINK = 24, FILESTAT_FILESIZE = 32 };
enum { FILESTAT_ATIM = 40, FILESTAT_MTIM = 48, FILESTAT_CTIM = 56, FILESTAT_SIZE = 64 };
enum { FILESTAT_NLINK_0 = 20 /* 32 bits */, FILESTAT_FILESIZE_0 = 24, FILESTAT_ATIM_0 = 32, FILESTAT_MTIM_0 = 40 };
enum { FILESTAT_CTIM_0 = 48, FILESTAT_SIZE_0 = 56 };
enum { EVENT_USERDATA = 0, EVENT_ERROR = 8, EVENT_TYPE = 10, EVENT_NBYTES = 16, EVENT_FLAGS = 24, EVENT_SIZE = 32 };
enum { SUBSCRIPTION_USERDATA = 0, SUBSCRIPTION_TYPE = 8, SUBSCRIPTION_FD = 16, SUBSCRIPTION_CLOCK_ID = 16 };
enum { SUBSCRIPTION_TIMEOUT = 24, SUBSCRIPTION_CLOCK_FLAGS = 40, SUBSCRIPTION_SIZE = 48 };
/* Snapshot 0 has an identifier (64 bits) before the clock's id. */
enum { SUBSCRIPTION_CLOCK_ID_0 = 24, SUBSCRIPTION_TIMEOUT_0 = 32, SUBSCRIPTION_CLOCK_FLAGS_0 = 48 };
enum { SUBSCRIPTION_SIZE_0 = 56 };

#endif
