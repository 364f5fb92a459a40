/* SPDX-License-Identifier: Apache-2.0
 *
 * `signet spec PATH...`: runs test scripts, prints a row a file (name, passed, failed, skipped) and the totals. Every
 * script runs in a child process, so that one which crashes or hangs costs its own commands only: those that it did not
 * come to count as failed.
 */
#include "harness/spec.h"
#include "harness/commands.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SCRIPT_SECONDS = 300 };

void spec_report_skip(SpecReport *report, const char *reason, uint32_t count) {
  uint32_t i = 0;
  while (i < report->reason_count && strcmp(report->reasons[i].text, reason) != 0) i++;
  if (i == SPEC_REASONS) i--;
  if (i == report->reason_count) {
    snprintf(report->reasons[i].text, sizeof report->reasons[i].text, "%s", reason);
    report->reasons[i].count = 0;
    report->reason_count++;
  }
  report->reasons[i].count += count;
}

/* ---- Scripts by name -------------------------------------------------------------------------------------- */

typedef struct Paths {
  char **rows;
  size_t count, room;
} Paths;

static bool paths_add(Paths *paths, const char *folder, const char *name) {
  if (paths->count == paths->room) {
    const size_t room = paths->room ? paths->room * 2 : 64;
    char **rows = realloc(paths->rows, room * sizeof *rows);
    if (!rows) return false;
    paths->rows = rows;
    paths->room = room;
  }
  char *path = NULL;
  if (asprintf(&path, "%s%s%s", folder, folder[0] ? "/" : "", name) < 0) return false;
  paths->rows[paths->count++] = path;
  return true;
}

static void paths_free(Paths *paths) {
  for (size_t i = 0; i < paths->count; i++) free(paths->rows[i]);
  free(paths->rows);
}

static int is_script(const struct dirent *entry) {
  const size_t length = strlen(entry->d_name);
  return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

/* A script, or all scripts in a folder in the order of their names. */
static int paths_collect(const char *command, const char *path, Paths *paths) {
  struct stat info;
  if (stat(path, &info) != 0) return usage_error(command, "%s: %s", path, strerror(errno));
  if (!S_ISDIR(info.st_mode)) return paths_add(paths, "", path) ? STATUS_DONE : usage_error(command, "out of memory");
  struct dirent **entries = NULL;
  const int count = scandir(path, &entries, is_script, by_bytes);
  if (count < 0) return usage_error(command, "%s: %s", path, strerror(errno));
  int status = count > 0 ? STATUS_DONE : usage_error(command, "%s: no scripts (*.json) in it", path);
  for (int i = 0; i < count; i++) {
    if (status == STATUS_DONE && !paths_add(paths, path, entries[i]->d_name))
      status = usage_error(command, "out of memory");
    free(entries[i]);
  }
  free(entries);
  return status;
}

/* ---- Running ---------------------------------------------------------------------------------------------- */

static _Noreturn void child_run(const SpecSettings *settings, const char *path, SpecReport *report) {
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  alarm(SCRIPT_SECONDS);
  const bool ran = spec_script_run(settings, path, report);
  if (settings->pairs) fflush(settings->pairs);
  fflush(stderr);
  _exit(ran ? STATUS_DONE : STATUS_USAGE);
}

/* STATUS_USAGE where the script could not be begun. */
static int script_run(const SpecSettings *settings, const char *path, SpecReport *report) {
  memset(report, 0, sizeof *report);
  fflush(NULL);
  const pid_t child = fork();
  if (child == 0) child_run(settings, path, report);
  int end = 0;
  if (child < 0 || waitpid(child, &end, 0) != child) return usage_error(settings->command, "no process for %s", path);
  if (WIFEXITED(end) && WEXITSTATUS(end) == STATUS_USAGE) return STATUS_USAGE;
  if (WIFEXITED(end) && WEXITSTATUS(end) == STATUS_DONE) return report->failed ? STATUS_MODULE : STATUS_DONE;
  const uint32_t done = report->passed + report->failed + report->skipped;
  if (WIFSIGNALED(end) && WTERMSIG(end) == SIGALRM)
    fprintf(stderr, "%s: hung in command %" PRIu32 "\n", path, done + 1);
  else if (WIFSIGNALED(end))
    fprintf(stderr, "%s: crashed in command %" PRIu32 ": %s\n", path, done + 1, strsignal(WTERMSIG(end)));
  else fprintf(stderr, "%s: exited with status %d in command %" PRIu32 "\n", path, WEXITSTATUS(end), done + 1);
  report->failed += report->commands > done ? report->commands - done : 1;
  return STATUS_MODULE;
}

static void row_print(const char *path, const SpecReport *report) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  const size_t length = strlen(name);
  const bool suffix = length > 5 && strcmp(name + length - 5, ".json") == 0;
  printf("%-36.*s %6" PRIu32 " %6" PRIu32 " %6" PRIu32 "\n", (int)(suffix ? length - 5 : length), name, report->passed,
         report->failed, report->skipped);
  fflush(stdout);
}

static int scripts_run(const SpecSettings *settings, const Paths *paths, SpecReport *shared) {
  SpecReport total = {0};
  int worst = STATUS_DONE;
  for (size_t i = 0; i < paths->count; i++) {
    const int status = script_run(settings, paths->rows[i], shared);
    if (status > worst) worst = status;
    if (status == STATUS_USAGE) continue;
    row_print(paths->rows[i], shared);
    total.passed += shared->passed;
    total.failed += shared->failed;
    total.skipped += shared->skipped;
    for (uint32_t r = 0; r < shared->reason_count && r < SPEC_REASONS; r++)
      spec_report_skip(&total, shared->reasons[r].text, shared->reasons[r].count);
  }
  for (uint32_t r = 0; r < total.reason_count; r++)
    printf("skipped %" PRIu32 ": %s\n", total.reasons[r].count, total.reasons[r].text);
  printf("%" PRIu32 " passed, %" PRIu32 " failed, %" PRIu32 " skipped\n", total.passed, total.failed, total.skipped);
  return worst;
}

/* ---- Pairs ------------------------------------------------------------------------------------------------ */

static int compare_lines(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Writes the distinct lines of `from`, sorted by their bytes. */
static int pairs_write(const char *command, FILE *from, const char *path) {
  Paths lines = {0};
  char *line = NULL;
  size_t room = 0;
  bool ok = fseek(from, 0, SEEK_SET) == 0;
  while (ok && getline(&line, &room, from) > 0) ok = paths_add(&lines, "", line);
  free(line);
  FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
  ok = ok && out && !ferror(from);
  if (ok && lines.count) qsort(lines.rows, lines.count, sizeof *lines.rows, compare_lines);
  for (size_t i = 0; ok && i < lines.count; i++)
    if (i == 0 || strcmp(lines.rows[i], lines.rows[i - 1]) != 0) fputs(lines.rows[i], out);
  ok = ok && !ferror(out);
  if (out && out != stdout) ok = fclose(out) == 0 && ok;
  paths_free(&lines);
  return ok ? STATUS_DONE : usage_error(command, "%s: could not be written", path);
}

int command_spec(int argc, char **argv) {
  static const struct option options[] = {{"checked", no_argument, NULL, 'c'},
                                          {"lazy", no_argument, NULL, 'l'},
                                          {"verify", no_argument, NULL, 'v'},
                                          {"pairs", required_argument, NULL, 'p'},
                                          {NULL, 0, NULL, 0}};
  SpecSettings settings = {.command = argv[0]};
  const char *pairs_path = NULL;
  for (int option; (option = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
    if (option == 'c') settings.checked = true;
    else if (option == 'l') settings.lazy = true;
    else if (option == 'v') settings.verify = true;
    else if (option == 'p') pairs_path = optarg;
    else return STATUS_USAGE;
  }
  if (optind == argc) return usage_error(argv[0], "no PATH given");
  Paths paths = {0};
  int status = STATUS_DONE;
  for (int i = optind; i < argc && status == STATUS_DONE; i++) status = paths_collect(argv[0], argv[i], &paths);
  SpecReport *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (pairs_path) settings.pairs = tmpfile();
  if (status == STATUS_DONE && (shared == MAP_FAILED || (pairs_path && !settings.pairs)))
    status = usage_error(argv[0], "%s", strerror(errno));
  if (status == STATUS_DONE) {
    status = scripts_run(&settings, &paths, shared);
    const int written = settings.pairs ? pairs_write(argv[0], settings.pairs, pairs_path) : STATUS_DONE;
    if (written > status) status = written;
  }
  if (settings.pairs) fclose(settings.pairs);
  if (shared != MAP_FAILED) munmap(shared, sizeof *shared);
  paths_free(&paths);
  return status;
}
