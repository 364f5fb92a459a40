/* SPDX-License-Identifier: Apache-2.0
 *
 * The resolver on a real tree: no path, link or race leads out of the root. Expected results are those of POSIX path
 * resolution (XBD 4.13) for what stays inside, and WASI's NOTCAPABLE for what does not.
 */
#include "harness/wasi_path.h"

#include <criterion/criterion.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { READS = 5000, RACE_SECONDS = 120 };

/* A temporary directory with `root`, which a guest is given, and `outside`, which it is not. */
typedef struct Tree {
  char path[64];
  int top, root;
} Tree;

static void file_make(int directory, const char *name, const char *text) {
  const int file = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  cr_assert(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
  close(file);
}

static Tree tree_make(void) {
  Tree tree;
  strcpy(tree.path, "/tmp/wasi_path_XXXXXX");
  cr_assert(mkdtemp(tree.path) != NULL);
  tree.top = open(tree.path, O_RDONLY | O_DIRECTORY);
  cr_assert(tree.top >= 0 && mkdirat(tree.top, "root", 0700) == 0 && mkdirat(tree.top, "outside", 0700) == 0);
  tree.root = openat(tree.top, "root", O_RDONLY | O_DIRECTORY);
  file_make(tree.top, "outside/name", "outside");
  file_make(tree.root, "file", "inside");
  cr_assert(mkdirat(tree.root, "dir", 0700) == 0 && mkdirat(tree.root, "dir/deep", 0700) == 0);
  file_make(tree.root, "dir/name", "inside");
  file_make(tree.root, "dir/deep/name", "inside");
  static const char *const links[][2] = {{"file", "link"},
                                         {"dir", "dirlink"},
                                         {"dir/", "slashlink"},
                                         {"../file", "dir/up"},
                                         {"..", "dir/parent"},
                                         {"missing", "dangling"},
                                         {"../outside/name", "out"},
                                         {"../outside", "outdir"},
                                         {"../../outside", "dir/outdir"},
                                         {"..", "above"},
                                         {"self", "self"},
                                         {"b", "a"},
                                         {"a", "b"},
                                         {"dir/../../root/file", "around"}};
  for (size_t i = 0; i < sizeof links / sizeof *links; i++)
    cr_assert(symlinkat(links[i][0], tree.root, links[i][1]) == 0);
  char absolute[128];
  snprintf(absolute, sizeof absolute, "%s/root/file", tree.path);
  cr_assert(symlinkat(absolute, tree.root, "absolute") == 0 && symlinkat("/", tree.root, "slash") == 0);
  return tree;
}

static void tree_remove_at(int parent, const char *name) {
  const int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (directory < 0) {
    unlinkat(parent, name, 0);
    return;
  }
  DIR *entries = fdopendir(directory);
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) tree_remove_at(directory, entry->d_name);
  }
  closedir(entries);
  unlinkat(parent, name, AT_REMOVEDIR);
}

static void tree_remove(Tree *tree) {
  close(tree->root);
  close(tree->top);
  tree_remove_at(AT_FDCWD, tree->path);
}

static WasiErrno file_read(int directory, const char *name, int flags, char text[16]) {
  const int file = openat(directory, name, O_RDONLY | O_NONBLOCK | flags);
  if (file < 0) return wasi_errno(errno);
  const ssize_t length = read(file, text, 15);
  const WasiErrno failure = length < 0 ? wasi_errno(errno) : WASI_SUCCESS;
  text[length < 0 ? 0 : length] = 0;
  close(file);
  return failure;
}

/* What path_open does, as far as reading a file goes. */
static WasiErrno guest_read(int root, const char *path, PathMode mode, char text[16]) {
  PathEnd end;
  text[0] = 0;
  WasiErrno failure = path_resolve(root, path, mode, &end);
  if (failure != WASI_SUCCESS) return failure;
  failure = file_read(end.directory, end.name, O_NOFOLLOW | (end.must_be_directory ? O_DIRECTORY : 0), text);
  path_end_close(&end);
  return failure;
}

static unsigned descriptors_used(void) {
  unsigned used = 0;
  for (int fd = 0; fd < 1024; fd++) used += fcntl(fd, F_GETFD) >= 0;
  return used;
}

Test(wasi_path, walks) {
  Tree tree = tree_make();
  static const struct {
    const char *path;
    WasiErrno follow, nofollow;
  } cases[] = {
      {"file", WASI_SUCCESS, WASI_SUCCESS},
      {"./file", WASI_SUCCESS, WASI_SUCCESS},
      {"dir/name", WASI_SUCCESS, WASI_SUCCESS},
      {"dir//.//deep///name", WASI_SUCCESS, WASI_SUCCESS},
      {"dir/deep/../../dir/deep/../name", WASI_SUCCESS, WASI_SUCCESS},
      {"dirlink/name", WASI_SUCCESS, WASI_SUCCESS},
      {"slashlink/deep/name", WASI_SUCCESS, WASI_SUCCESS},
      {"dir/parent/file", WASI_SUCCESS, WASI_SUCCESS},
      {"dirlink/../file", WASI_SUCCESS, WASI_SUCCESS},
      {"link", WASI_SUCCESS, WASI_ELOOP},
      {"dir/up", WASI_SUCCESS, WASI_ELOOP},
      {"dangling", WASI_ENOENT, WASI_ELOOP},
      {"missing", WASI_ENOENT, WASI_ENOENT},
      {"missing/name", WASI_ENOENT, WASI_ENOENT},
      {"", WASI_ENOENT, WASI_ENOENT},
      {"file/", WASI_ENOTDIR, WASI_ENOTDIR},
      {"link/", WASI_ENOTDIR, WASI_ENOTDIR},
      {"file/name", WASI_ENOTDIR, WASI_ENOTDIR},
      {"file/..", WASI_ENOTDIR, WASI_ENOTDIR},
      {"link/.", WASI_ENOTDIR, WASI_ENOTDIR},
      {"dir", WASI_EISDIR, WASI_EISDIR},
      {"dir/", WASI_EISDIR, WASI_EISDIR},
      {"dir/..", WASI_EISDIR, WASI_EISDIR},
      {".", WASI_EISDIR, WASI_EISDIR},
      {"dirlink", WASI_EISDIR, WASI_ELOOP},
      {"dirlink/", WASI_EISDIR, WASI_EISDIR},
      {"self", WASI_ELOOP, WASI_ELOOP},
      {"self/name", WASI_ELOOP, WASI_ELOOP},
      {"a/name", WASI_ELOOP, WASI_ELOOP},
      {"..", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"../", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"../root/file", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"../outside/name", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"dir/../../outside/name", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"dirlink/../../outside/name", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"dir/parent/../outside/name", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"/", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"/file", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"/etc/passwd", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"out", WASI_ENOTCAPABLE, WASI_ELOOP},
      {"out/", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"outdir/name", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"dir/outdir/name", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"above/outside/name", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"around", WASI_ENOTCAPABLE, WASI_ELOOP},
      {"absolute", WASI_ENOTCAPABLE, WASI_ELOOP},
      {"slash/etc/passwd", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
      {"dir/deep/../../..", WASI_ENOTCAPABLE, WASI_ENOTCAPABLE},
  };
  const unsigned used = descriptors_used();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[16];
    for (int nofollow = 0; nofollow < 2; nofollow++) {
      const WasiErrno wanted = nofollow ? cases[i].nofollow : cases[i].follow;
      const WasiErrno got = guest_read(tree.root, cases[i].path, nofollow ? PATH_NOFOLLOW : PATH_FOLLOW, text);
      cr_assert(got == wanted, "%s: %d, not %d", cases[i].path, (int)got, (int)wanted);
      cr_assert(got != WASI_SUCCESS || strcmp(text, "inside") == 0, "%s: read %s", cases[i].path, text);
    }
  }
  cr_assert(descriptors_used() == used, "descriptors leak");
  tree_remove(&tree);
}

Test(wasi_path, entries_are_not_followed) {
  Tree tree = tree_make();
  static const struct {
    const char *path, *name;
    WasiErrno failure;
  } cases[] = {{"link", "link", WASI_SUCCESS},       {"out", "out", WASI_SUCCESS},
               {"outdir/", "outdir/", WASI_SUCCESS}, {"dirlink/new", "new", WASI_SUCCESS},
               {"new//", "new/", WASI_SUCCESS},      {"dir/.", ".", WASI_SUCCESS},
               {"dir/deep/..", ".", WASI_SUCCESS},   {"outdir/new", "", WASI_ENOTCAPABLE},
               {"..", "", WASI_ENOTCAPABLE},         {"/new", "", WASI_ENOTCAPABLE}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PathEnd end;
    const WasiErrno failure = path_resolve(tree.root, cases[i].path, PATH_ENTRY, &end);
    cr_assert(failure == cases[i].failure, "%s: %d", cases[i].path, (int)failure);
    if (failure != WASI_SUCCESS) continue;
    cr_assert(strcmp(end.name, cases[i].name) == 0, "%s: %s", cases[i].path, end.name);
    path_end_close(&end);
  }
  /* What wasi_path.h says of the kernel: no such call follows a link, not even one with a slash behind it. */
  cr_assert(unlinkat(tree.root, "outdir/", AT_REMOVEDIR) < 0 && errno == ENOTDIR);
  cr_assert(unlinkat(tree.root, "outdir/", 0) < 0 && errno == ENOTDIR);
  cr_assert(renameat(tree.root, "dir/deep", tree.root, "outdir/") < 0 && errno == ENOTDIR);
  cr_assert(renameat(tree.root, "outdir/", tree.root, "moved") < 0 && errno == ENOTDIR);
  cr_assert(mkdirat(tree.root, "outdir/", 0700) < 0 && errno == EEXIST);
  cr_assert(symlinkat("x", tree.root, "outdir/") < 0);
  cr_assert(linkat(tree.root, "file", tree.root, "outdir/", 0) < 0);
  tree_remove(&tree);
}

Test(wasi_path, limits) {
  Tree tree = tree_make();
  char text[16], name[32], target[32];
  cr_assert(symlinkat("file", tree.root, "chain1") == 0);
  for (int i = 2; i <= PATH_LINKS_MAX + 1; i++) {
    snprintf(name, sizeof name, "chain%d", i);
    snprintf(target, sizeof target, "chain%d", i - 1);
    cr_assert(symlinkat(target, tree.root, name) == 0);
  }
  cr_assert(guest_read(tree.root, "chain40", PATH_FOLLOW, text) == WASI_SUCCESS && strcmp(text, "inside") == 0);
  cr_assert(guest_read(tree.root, "chain41", PATH_FOLLOW, text) == WASI_ELOOP);

  char path[5000];
  memset(path, 'x', sizeof path);
  path[256] = 0;
  cr_assert(guest_read(tree.root, path, PATH_FOLLOW, text) == WASI_ENAMETOOLONG);
  path[255] = 0;
  cr_assert(guest_read(tree.root, path, PATH_FOLLOW, text) == WASI_ENOENT);
  for (size_t i = 0; i < sizeof path; i++) path[i] = "./"[i % 2];
  path[4096] = 0;
  cr_assert(guest_read(tree.root, path, PATH_FOLLOW, text) == WASI_ENAMETOOLONG);
  strcpy(path + 4090, "/file");
  cr_assert(guest_read(tree.root, path, PATH_FOLLOW, text) == WASI_SUCCESS);

  /* Links of 4,000 bytes: one that comes back to itself at its end, one that leaves more to go each time. */
  memset(path, '/', 4000);
  memcpy(path, "dir/..", 6);
  strcpy(path + 4000, "big");
  cr_assert(symlinkat(path, tree.root, "big") == 0);
  cr_assert(guest_read(tree.root, "big", PATH_FOLLOW, text) == WASI_ELOOP);
  for (size_t i = 0; i < 4000; i++) path[i] = "x/"[i % 2];
  memcpy(path, "fat/", 4);
  path[4000] = 0;
  cr_assert(symlinkat(path, tree.root, "fat") == 0);
  cr_assert(guest_read(tree.root, "fat", PATH_FOLLOW, text) == WASI_ENAMETOOLONG);

  const unsigned used = descriptors_used();
  int at = dup(tree.root);
  path[0] = 0;
  for (int i = 0; i < PATH_DEPTH_MAX + 10; i++) {
    cr_assert(mkdirat(at, "d", 0700) == 0);
    const int next = openat(at, "d", O_RDONLY | O_DIRECTORY);
    close(at);
    at = next;
    strcat(path, "d/");
  }
  close(at);
  cr_assert(guest_read(tree.root, path, PATH_FOLLOW, text) == WASI_ENAMETOOLONG);
  path[2 * (PATH_DEPTH_MAX - 1)] = 0; /* the root itself is one deep */
  cr_assert(guest_read(tree.root, path, PATH_FOLLOW, text) == WASI_EISDIR);
  cr_assert(descriptors_used() == used, "descriptors leak");
  tree_remove(&tree);
}

/* ---- Races ------------------------------------------------------------------------------------------------ */

typedef struct Flipper {
  int root;
  const char *one, *other;
  atomic_bool done;
} Flipper;

static void *flipper_run(void *argument) {
  Flipper *flipper = argument;
  while (!atomic_load(&flipper->done))
    renameat2(flipper->root, flipper->one, flipper->root, flipper->other, RENAME_EXCHANGE);
  return NULL;
}

/* Reads `path` by the resolver while `one` and `other` change places. The control reads the same path as the kernel
 * follows it, and must get out: else the race proves nothing. */
static void race(const char *one, const char *other, const char *path) {
  Tree tree = tree_make();
  cr_assert(mkdirat(tree.root, "real", 0700) == 0 && symlinkat("../outside", tree.root, "reallink") == 0);
  file_make(tree.root, "real/name", "inside");
  file_make(tree.root, "last", "inside");
  cr_assert(symlinkat("../outside/name", tree.root, "lastlink") == 0);
  Flipper flipper = {.root = tree.root, .one = one, .other = other};
  pthread_t thread;
  cr_assert(pthread_create(&thread, NULL, flipper_run, &flipper) == 0);
  unsigned inside = 0, refused = 0, control_outside = 0;
  /* The control gets out seldom where two lookups must fall on two sides of a flip: it is given time. */
  const time_t give_up = time(NULL) + RACE_SECONDS;
  for (int i = 0; i < READS || ((!inside || !refused || !control_outside) && time(NULL) < give_up); i++) {
    char text[16];
    const WasiErrno failure = guest_read(tree.root, path, PATH_FOLLOW, text);
    cr_assert(strcmp(text, "outside") != 0, "%s led out", path);
    inside += failure == WASI_SUCCESS && strcmp(text, "inside") == 0;
    refused += failure == WASI_ENOTCAPABLE;
    control_outside += file_read(tree.root, path, 0, text) == WASI_SUCCESS && strcmp(text, "outside") == 0;
  }
  atomic_store(&flipper.done, true);
  pthread_join(thread, NULL);
  cr_assert(inside > 0 && refused > 0 && control_outside > 0, "%s: no race: %u inside, %u refused, %u outside", path,
            inside, refused, control_outside);
  tree_remove(&tree);
}

Test(wasi_path, race_of_directory_and_link) { race("real", "reallink", "real/name"); }
Test(wasi_path, race_of_file_and_link) { race("last", "lastlink", "last"); }
Test(wasi_path, race_through_dots) { race("real", "reallink", "dir/deep/../../real/../real/name"); }

/* The directory that the walk stands in is moved elsewhere inside: `..` is where the walk came from, not where the
 * directory now is. */
Test(wasi_path, race_of_parents) {
  Tree tree = tree_make();
  cr_assert(mkdirat(tree.root, "dir/deep/er", 0700) == 0 && mkdirat(tree.root, "er", 0700) == 0);
  Flipper flipper = {.root = tree.root, .one = "dir/deep/er", .other = "er"};
  pthread_t thread;
  cr_assert(pthread_create(&thread, NULL, flipper_run, &flipper) == 0);
  for (int i = 0; i < READS; i++) {
    char text[16];
    cr_assert(guest_read(tree.root, "dir/deep/er/../../../file", PATH_FOLLOW, text) == WASI_SUCCESS);
    cr_assert(guest_read(tree.root, "er/../file", PATH_FOLLOW, text) == WASI_SUCCESS);
    cr_assert(guest_read(tree.root, "dir/deep/er/../../../../outside/name", PATH_FOLLOW, text) == WASI_ENOTCAPABLE);
  }
  atomic_store(&flipper.done, true);
  pthread_join(thread, NULL);
  tree_remove(&tree);
}
