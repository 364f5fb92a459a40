/* SPDX-License-Identifier: Apache-2.0
 *
 * The WASI functions over a memory of the test's own: what they do to files, what they refuse, and that no pointer or
 * length leads out of guest memory. Errors and values are those of the witx files and of POSIX.
 */
#include "harness/wasi_guest_fixture.h"

#include <sys/stat.h>
#include <time.h>

#define WasiTest(name) Test(wasi_functions, name, .init = guest_make, .fini = guest_remove)
#define READ_WRITE     RIGHTS_FILE

/* ---- Memory ----------------------------------------------------------------------------------------------- */

WasiTest(pointers_beyond_memory) {
  const uint32_t fd = open_at("file", OFLAG_CREAT, READ_WRITE, 0);
  put(PATH, "file");
  const sg_raw high = I(HIGH), out = I(RESULT), path = I(PATH), four = I(4);
  FAILS(FAULT, args_get, high, I(DATA));
  FAILS(FAULT, args_get, out, high);
  FAILS(FAULT, args_sizes_get, high, out);
  FAILS(FAULT, args_sizes_get, out, high);
  FAILS(FAULT, environ_get, high, I(DATA));
  FAILS(FAULT, environ_get, out, high);
  FAILS(FAULT, environ_sizes_get, high, out);
  FAILS(FAULT, clock_res_get, I(0), high);
  FAILS(FAULT, clock_time_get, I(0), L(0), high);
  FAILS(FAULT, fd_fdstat_get, I(fd), high);
  FAILS(FAULT, fd_filestat_get, I(fd), high);
  FAILS(FAULT, fd_pread, I(fd), high, I(1), L(0), out);
  FAILS(FAULT, fd_pread, I(fd), I(IOVECS), I(0), L(0), high);
  FAILS(FAULT, fd_pwrite, I(fd), high, I(1), L(0), out);
  FAILS(FAULT, fd_pwrite, I(fd), I(IOVECS), I(0), L(0), high);
  FAILS(FAULT, fd_prestat_get, I(ROOT), high);
  FAILS(FAULT, fd_prestat_dir_name, I(ROOT), high, I(6));
  FAILS(FAULT, fd_prestat_dir_name, I(ROOT), I(MEMORY_SIZE - 8), I(0xffffffff));
  FAILS(FAULT, fd_read, I(fd), high, I(1), out);
  FAILS(FAULT, fd_read, I(fd), I(IOVECS), I(0), high);
  FAILS(FAULT, fd_write, I(fd), high, I(1), out);
  FAILS(FAULT, fd_write, I(fd), I(IOVECS), I(0), high);
  FAILS(FAULT, fd_readdir, I(ROOT), high, I(64), L(0), out);
  FAILS(FAULT, fd_readdir, I(ROOT), I(BUFFER), I(0xffffffff), L(0), out);
  FAILS(FAULT, fd_readdir, I(ROOT), I(BUFFER), I(64), L(0), high);
  FAILS(FAULT, fd_seek, I(fd), L(0), I(0), high);
  FAILS(FAULT, fd_tell, I(fd), high);
  FAILS(FAULT, path_create_directory, I(ROOT), high, four);
  FAILS(FAULT, path_filestat_get, I(ROOT), I(0), high, four, I(BUFFER));
  FAILS(FAULT, path_filestat_get, I(ROOT), I(0), path, four, high);
  FAILS(FAULT, path_filestat_set_times, I(ROOT), I(0), high, four, L(0), L(0), I(0));
  FAILS(FAULT, path_link, I(ROOT), I(0), high, four, I(ROOT), path, four);
  FAILS(FAULT, path_link, I(ROOT), I(0), path, four, I(ROOT), high, four);
  FAILS(FAULT, path_open, I(ROOT), I(0), high, four, I(0), L(0), L(0), I(0), out);
  FAILS(FAULT, path_open, I(ROOT), I(0), path, four, I(0), L(0), L(0), I(0), high);
  FAILS(FAULT, path_readlink, I(ROOT), high, four, I(BUFFER), I(16), out);
  FAILS(FAULT, path_readlink, I(ROOT), path, four, high, I(16), out);
  FAILS(FAULT, path_readlink, I(ROOT), path, four, I(BUFFER), I(16), high);
  FAILS(FAULT, path_remove_directory, I(ROOT), high, four);
  FAILS(FAULT, path_rename, I(ROOT), high, four, I(ROOT), path, four);
  FAILS(FAULT, path_rename, I(ROOT), path, four, I(ROOT), high, four);
  FAILS(FAULT, path_symlink, high, four, I(ROOT), path, four);
  FAILS(FAULT, path_symlink, path, four, I(ROOT), high, four);
  FAILS(FAULT, path_unlink_file, I(ROOT), high, four);
  FAILS(FAULT, poll_oneoff, high, I(EVENTS), I(1), out);
  FAILS(FAULT, poll_oneoff, I(BUFFER), high, I(1), out);
  FAILS(FAULT, poll_oneoff, I(BUFFER), I(EVENTS), I(1), high);
  FAILS(FAULT, random_get, high, I(16));
  FAILS(FAULT, random_get, I(BUFFER), I(0xffffffff));
  FAILS(FAULT, sock_accept, I(fd), I(0), high);
  FAILS(FAULT, sock_recv, I(fd), I(IOVECS), I(0), I(0), high, out);
  FAILS(FAULT, sock_recv, I(fd), I(IOVECS), I(0), I(0), out, high);
  FAILS(FAULT, sock_send, I(fd), I(IOVECS), I(0), I(0), high);
}

WasiTest(iovecs) {
  const uint32_t fd = open_at("file", OFLAG_CREAT, READ_WRITE, 0);
  iovec_one(MEMORY_SIZE - 4, 5);
  FAILS(FAULT, fd_write, I(fd), I(IOVECS), I(1), I(RESULT));
  iovec_one(HIGH, 0x20); /* its end wraps to 24 */
  FAILS(FAULT, fd_write, I(fd), I(IOVECS), I(1), I(RESULT));
  iovec_one(16, 0xffffffff);
  FAILS(FAULT, fd_write, I(fd), I(IOVECS), I(1), I(RESULT));
  FAILS(INVAL, fd_write, I(fd), I(IOVECS), I(0x20000000), I(RESULT)); /* times 8 is 0 in 32 bits */
  FAILS(INVAL, fd_read, I(fd), I(IOVECS), I(IOVECS_MAX + 1), I(RESULT));
  FAILS(FAULT, fd_read, I(fd), I(MEMORY_SIZE - 8), I(2), I(RESULT));
  OK(fd_filestat_get, I(fd), I(BUFFER));
  cr_assert(load(BUFFER + 32, 8) == 0, "a refused write wrote");

  iovec_one(MEMORY_SIZE - 4, 4); /* to the last byte */
  OK(fd_write, I(fd), I(IOVECS), I(1), I(RESULT));
  cr_assert(load(RESULT, 4) == 4);
  OK(fd_tell, I(fd), I(MEMORY_SIZE - 8));
  cr_assert(load(MEMORY_SIZE - 8, 8) == 4);
  FAILS(FAULT, fd_tell, I(fd), I(MEMORY_SIZE - 7));

  /* Reading over the iovecs themselves does not change what is read where. */
  OK(fd_seek, I(fd), L(0), I(WHENCE_SET), I(RESULT));
  write_text(fd, "abcdefghijklmnop");
  store(IOVECS, IOVECS, 4), store(IOVECS + 4, 16, 4), store(IOVECS + 8, DATA + 100, 4), store(IOVECS + 12, 4, 4);
  OK(fd_pread, I(fd), I(IOVECS), I(2), L(0), I(RESULT));
  expect_text(IOVECS, "abcdefghijklmnop");
  cr_assert(load(RESULT, 4) == 16);
  OK(fd_read, I(fd), I(IOVECS), I(0), I(RESULT));
  cr_assert(load(RESULT, 4) == 0);

  call.memory = (GuestMemory){NULL, 0}; /* an instance that exports no memory */
  FAILS(FAULT, fd_tell, I(fd), I(0));
  FAILS(FAULT, fd_write, I(fd), I(0), I(0), I(0));
  FAILS(FAULT, path_unlink_file, I(ROOT), I(0), I(0));
}

/* ---- Files ------------------------------------------------------------------------------------------------ */

WasiTest(file_contents) {
  FAILS(NOENT, path_open, I(ROOT), I(0), P("new"), I(0), L(READ_WRITE), L(0), I(0), I(RESULT));
  const uint32_t fd = open_at("new", OFLAG_CREAT | OFLAG_EXCL, READ_WRITE, 0);
  FAILS(EXIST, path_open, I(ROOT), I(0), P("new"), I(OFLAG_CREAT | OFLAG_EXCL), L(0), L(0), I(0), I(RESULT));
  write_text(fd, "hello, world");
  OK(fd_seek, I(fd), L(-5), I(WHENCE_END), I(RESULT));
  cr_assert(load(RESULT, 8) == 7);
  OK(fd_seek, I(fd), L(-2), I(WHENCE_CUR), I(RESULT));
  cr_assert(load(RESULT, 8) == 5);
  FAILS(INVAL, fd_seek, I(fd), L(-1), I(WHENCE_SET), I(RESULT));
  FAILS(INVAL, fd_seek, I(fd), L(0), I(3), I(RESULT));
  iovec_one(BUFFER, 100);
  OK(fd_read, I(fd), I(IOVECS), I(1), I(RESULT));
  cr_assert(load(RESULT, 4) == 7);
  expect_text(BUFFER, ", world");
  iovec_one(DATA, (uint32_t)put(DATA, "HELLO"));
  OK(fd_pwrite, I(fd), I(IOVECS), I(1), L(0), I(RESULT));
  FAILS(INVAL, fd_pwrite, I(fd), I(IOVECS), I(1), L(UINT64_MAX), I(RESULT));
  OK(fd_tell, I(fd), I(RESULT));
  cr_assert(load(RESULT, 8) == 12);
  OK(fd_allocate, I(fd), L(0), L(100));
  OK(fd_filestat_get, I(fd), I(BUFFER));
  cr_assert(load(BUFFER + 32, 8) == 100);
  OK(fd_filestat_set_size, I(fd), L(5));
  FAILS(INVAL, fd_filestat_set_size, I(fd), L(UINT64_MAX));
  OK(fd_sync, I(fd));
  OK(fd_datasync, I(fd));
  OK(fd_advise, I(fd), L(0), L(0), I(1));
  FAILS(INVAL, fd_advise, I(fd), L(0), L(0), I(6));
  FAILS(INVAL, fd_advise, I(fd), L(UINT64_MAX), L(0), I(0));
  OK(fd_close, I(fd));
  FAILS(BADF, fd_close, I(fd));
  FAILS(BADF, fd_tell, I(fd), I(RESULT));
  FAILS(BADF, fd_close, I(0xffffffff));

  const uint32_t append = open_at("new", 0, READ_WRITE, FDFLAG_APPEND);
  cr_assert(append == fd, "the lowest free number");
  write_text(append, "!");
  iovec_one(BUFFER, 100);
  OK(fd_pread, I(append), I(IOVECS), I(1), L(0), I(RESULT));
  cr_assert(load(RESULT, 4) == 6);
  expect_text(BUFFER, "HELLO!");
  OK(fd_fdstat_get, I(append), I(BUFFER));
  cr_assert(load(BUFFER, 1) == FILETYPE_REGULAR_FILE && load(BUFFER + 2, 2) == FDFLAG_APPEND);
  OK(fd_fdstat_set_flags, I(append), I(FDFLAG_NONBLOCK));
  OK(fd_fdstat_get, I(append), I(BUFFER));
  cr_assert(load(BUFFER + 2, 2) == FDFLAG_NONBLOCK);
  FAILS(NOTSUP, fd_fdstat_set_flags, I(append), I(FDFLAG_SYNC));
  FAILS(INVAL, fd_fdstat_set_flags, I(append), I(32));
  open_at("new", OFLAG_TRUNC, READ_WRITE, 0);
  OK(fd_filestat_get, I(append), I(BUFFER));
  cr_assert(load(BUFFER + 32, 8) == 0);
  FAILS(ISDIR, path_open, I(ROOT), I(0), P("newer/"), I(OFLAG_CREAT), L(READ_WRITE), L(0), I(0), I(RESULT));
  FAILS(NOTDIR, path_open, I(ROOT), I(0), P("new"), I(OFLAG_DIRECTORY), L(0), L(0), I(0), I(RESULT));
  FAILS(INVAL, path_open, I(ROOT), I(0), P("new"), I(16), L(0), L(0), I(0), I(RESULT));
  FAILS(INVAL, path_open, I(ROOT), I(0), P("new"), I(0), L(0), L(0), I(32), I(RESULT));
  FAILS(NOTDIR, path_open, I(append), I(0), P("new"), I(0), L(0), L(0), I(0), I(RESULT));
  FAILS(BADF, path_open, I(77), I(0), P("new"), I(0), L(0), L(0), I(0), I(RESULT));
  FAILS(INVAL, path_open, I(ROOT), I(0), I(PATH), I(4), I(0), L(0), L(0), I(0), I((store(PATH + 3, 0, 1), RESULT)));
  FAILS(NAMETOOLONG, path_open, I(ROOT), I(0), I(PATH), I(4096), I(0), L(0), L(0), I(0), I(RESULT));
}

WasiTest(filestat_and_times) {
  const uint32_t fd = open_at("file", OFLAG_CREAT, READ_WRITE, 0);
  write_text(fd, "12345");
  OK(path_link, I(ROOT), I(0), P("file"), I(ROOT), P2("file2"));
  OK(fd_filestat_set_times, I(fd), L(1000000007), L(UINT64_C(3000000000000000009)), I(FSTFLAG_ATIM | FSTFLAG_MTIM));
  FAILS(INVAL, fd_filestat_set_times, I(fd), L(0), L(0), I(FSTFLAG_ATIM | FSTFLAG_ATIM_NOW));
  FAILS(INVAL, fd_filestat_set_times, I(fd), L(0), L(0), I(FSTFLAG_MTIM | FSTFLAG_MTIM_NOW));
  FAILS(INVAL, fd_filestat_set_times, I(fd), L(0), L(0), I(16));
  char path[128];
  snprintf(path, sizeof path, "%s/file", directory);
  struct stat host;
  cr_assert(stat(path, &host) == 0);
  for (int old = 0; old < 2; old++) {
    call.unstable = old;
    for (int by_path = 0; by_path < 2; by_path++) {
      memset(call.memory.base + BUFFER, 0xa5, 80);
      if (by_path) OK(path_filestat_get, I(ROOT), I(0), P("file2"), I(BUFFER));
      else OK(fd_filestat_get, I(fd), I(BUFFER));
      cr_assert(load(BUFFER, 8) == host.st_dev && load(BUFFER + 8, 8) == host.st_ino);
      cr_assert(load(BUFFER + 16, 1) == 4);
      cr_assert(old ? load(BUFFER + 20, 4) == 2 : load(BUFFER + 24, 8) == 2, "nlink");
      const uint32_t rest = old ? BUFFER + 24 : BUFFER + 32;
      cr_assert(load(rest, 8) == 5 && load(rest + 8, 8) == 1000000007);
      cr_assert(load(rest + 16, 8) == UINT64_C(3000000000000000009));
      cr_assert(load(rest + 32, 1) == 0xa5, "beyond the structure");
    }
  }
  call.unstable = false;
  OK(path_filestat_set_times, I(ROOT), I(0), P("file"), L(0), L(2000000000), I(FSTFLAG_ATIM_NOW | FSTFLAG_MTIM));
  cr_assert(stat(path, &host) == 0 && host.st_mtim.tv_sec == 2 && time(NULL) - host.st_atim.tv_sec < 60);
  OK(path_filestat_set_times, I(ROOT), I(0), P("file"), L(5), L(6), I(0));
  cr_assert(stat(path, &host) == 0 && host.st_mtim.tv_sec == 2, "no flag, no change");

  /* Of a link itself, unless it is followed. */
  OK(path_symlink, P("file"), I(ROOT), P2("link"));
  OK(path_filestat_get, I(ROOT), I(0), P("link"), I(BUFFER));
  cr_assert(load(BUFFER + 16, 1) == FILETYPE_SYMBOLIC_LINK && load(BUFFER + 32, 8) == 4);
  OK(path_filestat_get, I(ROOT), I(LOOKUP_SYMLINK_FOLLOW), P("link"), I(BUFFER));
  cr_assert(load(BUFFER + 16, 1) == FILETYPE_REGULAR_FILE && load(BUFFER + 8, 8) == host.st_ino);
  OK(path_filestat_set_times, I(ROOT), I(0), P("link"), L(0), L(9000000000), I(FSTFLAG_MTIM));
  cr_assert(stat(path, &host) == 0 && host.st_mtim.tv_sec == 2);
  OK(path_filestat_set_times, I(ROOT), I(LOOKUP_SYMLINK_FOLLOW), P("link"), L(0), L(9000000000), I(FSTFLAG_MTIM));
  cr_assert(stat(path, &host) == 0 && host.st_mtim.tv_sec == 9);
  FAILS(NOTDIR, path_filestat_get, I(ROOT), I(0), P("file/"), I(BUFFER));
  FAILS(NOTDIR, path_filestat_set_times, I(ROOT), I(0), P("file/"), L(0), L(0), I(0));
  OK(path_filestat_get, I(ROOT), I(0), P("."), I(BUFFER));
  cr_assert(load(BUFFER + 16, 1) == FILETYPE_DIRECTORY);
}

WasiTest(entries) {
  OK(path_create_directory, I(ROOT), P("dir"));
  OK(path_create_directory, I(ROOT), P("dir/sub/"));
  FAILS(EXIST, path_create_directory, I(ROOT), P("dir"));
  FAILS(NOENT, path_create_directory, I(ROOT), P("no/dir"));
  OK(fd_close, I(open_at("dir/file", OFLAG_CREAT, READ_WRITE, 0)));
  FAILS(NOTEMPTY, path_remove_directory, I(ROOT), P("dir"));
  FAILS(NOTDIR, path_remove_directory, I(ROOT), P("dir/file"));
  FAILS(ISDIR, path_unlink_file, I(ROOT), P("dir/sub"));
  FAILS(NOTDIR, path_unlink_file, I(ROOT), P("dir/file/"));
  OK(path_rename, I(ROOT), P("dir/file"), I(ROOT), P2("moved"));
  FAILS(NOENT, path_rename, I(ROOT), P("dir/file"), I(ROOT), P2("moved"));
  FAILS(NOTDIR, path_rename, I(ROOT), P("dir"), I(ROOT), P2("moved"));
  FAILS(ISDIR, path_rename, I(ROOT), P("moved"), I(ROOT), P2("dir"));
  FAILS(NOTCAPABLE, path_rename, I(ROOT), P("moved"), I(ROOT), P2("../moved"));
  OK(path_rename, I(ROOT), P("dir/sub"), I(ROOT), P2("sub"));
  OK(path_remove_directory, I(ROOT), P("sub"));
  OK(path_remove_directory, I(ROOT), P("dir"));

  OK(path_symlink, P("moved"), I(ROOT), P2("link"));
  FAILS(EXIST, path_symlink, P("moved"), I(ROOT), P2("link"));
  FAILS(NOTCAPABLE, path_symlink, P("/etc/passwd"), I(ROOT), P2("absolute"));
  OK(path_readlink, I(ROOT), P("link"), I(BUFFER), I(100), I(RESULT));
  cr_assert(load(RESULT, 4) == 5);
  expect_text(BUFFER, "moved");
  store(BUFFER, 0, 8);
  OK(path_readlink, I(ROOT), P("link"), I(BUFFER), I(3), I(RESULT));
  cr_assert(load(RESULT, 4) == 3 && load(BUFFER + 3, 1) == 0);
  expect_text(BUFFER, "mov");
  OK(path_readlink, I(ROOT), P("link"), I(BUFFER), I(0), I(RESULT));
  cr_assert(load(RESULT, 4) == 0);
  FAILS(INVAL, path_readlink, I(ROOT), P("moved"), I(BUFFER), I(100), I(RESULT));
  FAILS(LOOP, path_open, I(ROOT), I(0), P("link"), I(0), L(RIGHT_FD_READ), L(0), I(0), I(RESULT));
  open_at("link", 0, RIGHT_FD_READ, 0);

  /* Created through a link that dangles; not so with EXCL. */
  OK(path_symlink, P("later"), I(ROOT), P2("dangling"));
  FAILS(EXIST, path_open, I(ROOT), I(1), P("dangling"), I(OFLAG_CREAT | OFLAG_EXCL), L(0), L(0), I(0), I(RESULT));
  open_at("dangling", OFLAG_CREAT, READ_WRITE, 0);
  OK(path_unlink_file, I(ROOT), P("later"));

  /* A hard link to the link itself, or to what it names. */
  OK(path_link, I(ROOT), I(0), P("link"), I(ROOT), P2("hard1"));
  OK(path_link, I(ROOT), I(LOOKUP_SYMLINK_FOLLOW), P("link"), I(ROOT), P2("hard2"));
  OK(path_filestat_get, I(ROOT), I(0), P("hard1"), I(BUFFER));
  cr_assert(load(BUFFER + 16, 1) == FILETYPE_SYMBOLIC_LINK);
  OK(path_filestat_get, I(ROOT), I(0), P("hard2"), I(BUFFER));
  cr_assert(load(BUFFER + 16, 1) == FILETYPE_REGULAR_FILE);
  FAILS(NOTDIR, path_link, I(ROOT), I(0), P("link/"), I(ROOT), P2("hard3"));
  FAILS(NOTCAPABLE, path_link, I(ROOT), I(0), P("../x"), I(ROOT), P2("hard3"));
  FAILS(NOTCAPABLE, path_link, I(ROOT), I(0), P("moved"), I(ROOT), P2("../hard3"));
}

/* Reads the whole directory in bites of `bite` bytes; counts what it finds. */
static unsigned directory_read(uint32_t fd, uint32_t bite, unsigned *ours) {
  unsigned count = 0;
  *ours = 0;
  for (uint64_t cookie = 0;;) {
    OK(fd_readdir, I(fd), I(BUFFER), I(bite), L(cookie), I(RESULT));
    const uint32_t used = (uint32_t)load(RESULT, 4);
    uint32_t at = 0;
    while (used - at >= 24 && used - at - 24 >= load(BUFFER + at + 16, 4)) {
      const uint32_t length = (uint32_t)load(BUFFER + at + 16, 4);
      const char *name = (const char *)call.memory.base + BUFFER + at + 24;
      const uint8_t type = (uint8_t)load(BUFFER + at + 20, 1);
      if (length == 8 && memcmp(name, "entry", 5) == 0) *ours += type == FILETYPE_REGULAR_FILE;
      else cr_assert((length == 1 || length == 2) && name[0] == '.' && type == FILETYPE_DIRECTORY);
      cookie = load(BUFFER + at, 8);
      at += 24 + length;
      count++;
    }
    if (used < bite) return count;
    cr_assert(at > 0, "a buffer of %u bytes is too small for the next entry", bite);
  }
}

WasiTest(directories) {
  char name[32];
  for (int i = 0; i < 100; i++) {
    snprintf(name, sizeof name, "entry%03d", i);
    OK(fd_close, I(open_at(name, OFLAG_CREAT, READ_WRITE, 0)));
  }
  const uint32_t fd = open_at(".", OFLAG_DIRECTORY, RIGHTS_ALL, 0);
  unsigned ours;
  cr_assert(directory_read(fd, 4096, &ours) == 102 && ours == 100);
  cr_assert(directory_read(fd, 33, &ours) == 102 && ours == 100);
  cr_assert(directory_read(fd, 100, &ours) == 102 && ours == 100);
  OK(path_unlink_file, I(ROOT), P("entry000"));
  cr_assert(directory_read(fd, 4096, &ours) == 101 && ours == 99, "cookie 0 reads anew");
  OK(fd_readdir, I(fd), I(BUFFER), I(4096), L(UINT64_MAX), I(RESULT));
  cr_assert(load(RESULT, 4) == 0);
  OK(fd_readdir, I(fd), I(BUFFER), I(5), L(0), I(RESULT));
  cr_assert(load(RESULT, 4) == 5);
  OK(fd_readdir, I(fd), I(MEMORY_SIZE), I(0), L(0), I(RESULT));

  /* `..` tells nothing of what lies outside. */
  OK(fd_filestat_get, I(fd), I(DATA));
  OK(fd_readdir, I(fd), I(BUFFER), I(8192), L(0), I(RESULT));
  for (uint32_t at = 0; at < load(RESULT, 4); at += 24 + (uint32_t)load(BUFFER + at + 16, 4)) {
    if (call.memory.base[BUFFER + at + 24] == '.') cr_assert(load(BUFFER + at + 8, 8) == load(DATA + 8, 8));
  }

  OK(fd_prestat_get, I(ROOT), I(BUFFER));
  cr_assert(load(BUFFER, 1) == 0 && load(BUFFER + 4, 4) == 6);
  OK(fd_prestat_dir_name, I(ROOT), I(BUFFER), I(6));
  expect_text(BUFFER, "/guest");
  FAILS(NAMETOOLONG, fd_prestat_dir_name, I(ROOT), I(BUFFER), I(5));
  FAILS(BADF, fd_prestat_get, I(fd), I(BUFFER));
  FAILS(BADF, fd_prestat_get, I(0), I(BUFFER));
  FAILS(BADF, fd_prestat_get, I(ROOT + 2), I(BUFFER));
}

WasiTest(rights) {
  OK(fd_fdstat_get, I(ROOT), I(BUFFER));
  cr_assert(load(BUFFER, 1) == FILETYPE_DIRECTORY && load(BUFFER + 8, 8) == RIGHTS_DIRECTORY);
  const uint32_t reader = open_at("file", OFLAG_CREAT, RIGHT_FD_READ | RIGHT_PATH_OPEN, 0);
  OK(fd_fdstat_get, I(reader), I(BUFFER));
  cr_assert(load(BUFFER + 8, 8) == RIGHT_FD_READ, "what a file cannot use is dropped");
  cr_assert(load(BUFFER + 16, 8) == 0);
  iovec_one(DATA, 1);
  OK(fd_read, I(reader), I(IOVECS), I(1), I(RESULT));
  FAILS(NOTCAPABLE, fd_write, I(reader), I(IOVECS), I(1), I(RESULT));
  FAILS(NOTCAPABLE, fd_pread, I(reader), I(IOVECS), I(1), L(0), I(RESULT));
  FAILS(NOTCAPABLE, fd_seek, I(reader), L(0), I(WHENCE_CUR), I(RESULT));
  FAILS(NOTCAPABLE, fd_tell, I(reader), I(RESULT));
  FAILS(NOTCAPABLE, fd_filestat_get, I(reader), I(BUFFER));
  FAILS(NOTCAPABLE, fd_allocate, I(reader), L(0), L(1));
  FAILS(NOTCAPABLE, fd_sync, I(reader));
  FAILS(NOTCAPABLE, fd_fdstat_set_rights, I(reader), L(RIGHT_FD_READ | RIGHT_FD_WRITE), L(0));
  OK(fd_fdstat_set_rights, I(reader), L(0), L(0));
  FAILS(NOTCAPABLE, fd_read, I(reader), I(IOVECS), I(1), I(RESULT));

  const uint32_t teller = open_at("file", 0, RIGHT_FD_READ | RIGHT_FD_TELL, 0);
  OK(fd_tell, I(teller), I(RESULT));
  OK(fd_seek, I(teller), L(0), I(WHENCE_CUR), I(RESULT));
  FAILS(NOTCAPABLE, fd_seek, I(teller), L(1), I(WHENCE_CUR), I(RESULT));
  FAILS(NOTCAPABLE, fd_seek, I(teller), L(0), I(WHENCE_SET), I(RESULT));
  const uint32_t seeker = open_at("file", 0, RIGHT_FD_SEEK, 0);
  OK(fd_tell, I(seeker), I(RESULT));

  /* A directory hands on no more than it inherits. */
  OK(path_create_directory, I(ROOT), P("sub"));
  OK(path_open, I(ROOT), I(0), P("sub"), I(OFLAG_DIRECTORY), L(RIGHT_PATH_OPEN), L(RIGHT_FD_READ), I(0), I(RESULT));
  const uint32_t sub = (uint32_t)load(RESULT, 4);
  FAILS(NOTCAPABLE, path_open, I(sub), I(0), P("x"), I(OFLAG_CREAT), L(0), L(0), I(0), I(RESULT));
  FAILS(NOTCAPABLE, path_open, I(sub), I(0), P("x"), I(OFLAG_TRUNC), L(0), L(0), I(0), I(RESULT));
  FAILS(NOTCAPABLE, path_open, I(sub), I(0), P("x"), I(0), L(RIGHT_FD_WRITE), L(0), I(0), I(RESULT));
  FAILS(NOTCAPABLE, path_open, I(sub), I(0), P("x"), I(0), L(0), L(RIGHT_FD_WRITE), I(0), I(RESULT));
  FAILS(NOTCAPABLE, path_open, I(sub), I(0), P("x"), I(0), L(0), L(0), I(FDFLAG_SYNC), I(RESULT));
  FAILS(NOENT, path_open, I(sub), I(0), P("x"), I(0), L(RIGHT_FD_READ), L(0), I(0), I(RESULT));
  FAILS(NOTCAPABLE, path_open, I(sub), I(0), P("../file"), I(0), L(RIGHT_FD_READ), L(0), I(0), I(RESULT));
  FAILS(NOTCAPABLE, fd_readdir, I(sub), I(BUFFER), I(100), L(0), I(RESULT));
  FAILS(NOTCAPABLE, path_create_directory, I(sub), P("x"));
  FAILS(NOTCAPABLE, path_unlink_file, I(sub), P("x"));
  FAILS(NOTCAPABLE, path_rename, I(sub), P("x"), I(ROOT), P2("y"));
  FAILS(NOTCAPABLE, path_rename, I(ROOT), P("file"), I(sub), P2("y"));
  FAILS(NOTCAPABLE, path_symlink, P("x"), I(sub), P2("y"));
  FAILS(NOTCAPABLE, path_readlink, I(sub), P("x"), I(BUFFER), I(1), I(RESULT));
  FAILS(NOTCAPABLE, path_filestat_get, I(sub), I(0), P("x"), I(BUFFER));
}

WasiTest(renumber) {
  const uint32_t one = open_at("one", OFLAG_CREAT, READ_WRITE, 0), two = open_at("two", OFLAG_CREAT, READ_WRITE, 0);
  write_text(one, "one");
  OK(fd_renumber, I(one), I(two));
  FAILS(BADF, fd_tell, I(one), I(RESULT));
  OK(fd_tell, I(two), I(RESULT));
  cr_assert(load(RESULT, 8) == 3);
  OK(fd_renumber, I(two), I(two));
  FAILS(BADF, fd_renumber, I(two), I(one));
  FAILS(BADF, fd_renumber, I(one), I(two));
  FAILS(BADF, fd_renumber, I(two), I(0xffffffff));
}
