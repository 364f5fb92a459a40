/* SPDX-License-Identifier: Apache-2.0
 *
 * `signet latency`: where the time of compiling goes. Each module is compiled --runs times in an engine that has warmed
 * up no more than by the modules before it, and the least time of a call is kept; how it divides comes from one more
 * run. Where code can run, the module is instantiated too, with imports that only have the right type.
 */
#include "harness/latency.h"
#include "harness/commands.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FUNCTIONS = 1000000 }; /* the JS API's limit */

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static sg_trap *import_trap(void *store, sg_instance *caller, sg_raw *values) {
  (void)caller, (void)values;
  return sg_trap_new(store, "an import was called");
}

static bool import_make(sg_store *store, const sg_extern_type *type, sg_extern *out) {
  const sg_raw zero = {0};
  out->kind = type->kind;
  switch (type->kind) {
  case SG_EXTERN_FUNC:
    out->of.func = sg_func_new(store, type->func, import_trap, store, NULL, NULL);
    return out->of.func != NULL;
  case SG_EXTERN_TABLE:
    out->of.table = sg_table_new(store, type->content, type->limits, zero, NULL);
    return out->of.table != NULL;
  case SG_EXTERN_MEMORY: out->of.memory = sg_memory_new(store, type->limits, NULL); return out->of.memory != NULL;
  case SG_EXTERN_GLOBAL:
    out->of.global = sg_global_new(store, type->content, type->mutable_, zero, NULL);
    return out->of.global != NULL;
  }
  return false;
}

/* How long sg_instance_new takes; false where it fails, as it may with imports that do nothing. */
static bool instantiate_time(sg_engine *engine, const sg_module *module, uint64_t *ns) {
  const size_t count = sg_module_import_count(module);
  sg_store *store = sg_engine_can_run(engine) ? sg_store_new(engine, NULL) : NULL;
  sg_extern *imports = calloc(count + 1, sizeof *imports);
  bool ok = store && imports;
  for (size_t i = 0; i < count && ok; i++) {
    sg_name from, name;
    const sg_extern_type type = sg_module_import(module, i, &from, &name);
    ok = import_make(store, &type, &imports[i]);
  }
  if (ok) {
    sg_trap *trap = NULL;
    const uint64_t start = now_ns();
    ok = sg_instance_new(store, module, imports, count, &trap, NULL) != NULL;
    *ns = now_ns() - start;
    if (trap) sg_trap_free(trap);
  }
  free(imports);
  if (store) sg_store_free(store);
  return ok;
}

static int by_number(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* The smallest time that `percent` of the functions do not exceed. */
static uint64_t percentile(const uint64_t *sorted, size_t count, size_t percent) {
  return count ? sorted[(count * percent + 99) / 100 - 1] : 0;
}

typedef struct Progress {
  bool shown; /* standard error is a terminal */
  int file, files;
  uint64_t runs;
} Progress;

static void progress_print(const Progress *progress, const char *file, uint64_t run) {
  if (!progress->shown) return;
  fprintf(stderr, "\r\033[K[%d/%d] %s, run %" PRIu64 " of %" PRIu64, progress->file, progress->files, file, run,
          progress->runs);
  fflush(stderr);
}

static void progress_end(const Progress *progress) {
  if (progress->shown) fputs("\r\033[K", stderr);
}

/* The file's bytes where the engine takes them, as they are for who reads a module into such pages: before what is
 * measured begins. */
static sg_module *module_make(sg_engine *engine, const FileBytes *file, sg_compile_stats *stats, uint64_t *ns,
                              sg_error *error) {
  sg_bytes *bytes = sg_bytes_new(file->size);
  if (bytes && file->size) memcpy(sg_bytes_data(bytes), file->bytes, file->size);
  const uint64_t start = now_ns();
  sg_module *module = bytes ? sg_module_new_taking(engine, bytes, stats, error)
                            : sg_module_new(engine, file->bytes, file->size, stats, error);
  *ns = now_ns() - start;
  return module;
}

/* One run, without statistics: for them the clock is read at every function. */
static bool run_measure(sg_engine *engine, const FileBytes *file, uint64_t *best_ns, sg_error *error) {
  uint64_t ns;
  sg_module *module = module_make(engine, file, NULL, &ns, error);
  if (!module) return false;
  if (ns < *best_ns) *best_ns = ns;
  sg_module_free(module);
  return true;
}

/* One more run, for what it says of the parts and of functions: the parts in proportion to the best run's whole. */
static bool parts_measure(sg_engine *engine, const FileBytes *file, uint64_t *times, size_t room, uint64_t best_ns,
                          LatencyRow *row, sg_error *error) {
  sg_compile_stats stats = {.function_ns = times, .function_ns_room = (uint32_t)room};
  uint64_t ns;
  sg_module *module = module_make(engine, file, &stats, &ns, error);
  if (!module) return false;
  const size_t count = stats.functions < room ? stats.functions : room;
  qsort(times, count, sizeof *times, by_number);
  const double whole = (double)(stats.decode_ns + stats.compile_ns + stats.seal_ns);
  const double share = whole > 0 ? (double)best_ns / whole : 0;
  *row = (LatencyRow){.file = row->file,
                      .bytes = file->size,
                      .code_section_bytes = stats.code_section_bytes,
                      .code_bytes = stats.code_bytes,
                      .scratch_bytes = stats.scratch_bytes,
                      .functions = stats.functions,
                      .decode_ns = (uint64_t)((double)stats.decode_ns * share),
                      .seal_ns = (uint64_t)((double)stats.seal_ns * share),
                      .p50_ns = percentile(times, count, 50),
                      .p99_ns = percentile(times, count, 99),
                      .max_ns = percentile(times, count, 100)};
  row->compile_ns = best_ns - row->decode_ns - row->seal_ns;
  row->instantiated = instantiate_time(engine, module, &row->instantiate_ns);
  sg_module_free(module);
  return true;
}

static int module_measure(sg_engine *engine, const char *command, const char *path, const Progress *progress,
                          LatencyRow *row) {
  FileBytes file;
  if (!file_read(command, path, MODULE_FILE_LIMIT, &file)) return STATUS_USAGE;
  /* A defined function takes three bytes at least: its type's index, its body's size, its body's end. */
  const size_t room = file.size / 3 < MOST_FUNCTIONS ? file.size / 3 + 1 : MOST_FUNCTIONS;
  uint64_t *times = calloc(room, sizeof *times);
  int status = times ? STATUS_DONE : usage_error(command, "out of memory");
  row->file = path;
  uint64_t best_ns = UINT64_MAX;
  sg_error error;
  bool measured = status == STATUS_DONE;
  for (uint64_t run = 1; run <= progress->runs && measured; run++) {
    progress_print(progress, path, run);
    measured = run_measure(engine, &file, &best_ns, &error);
  }
  measured = measured && parts_measure(engine, &file, times, room, best_ns, row, &error);
  progress_end(progress);
  if (!measured && status == STATUS_DONE) status = report_error(command, path, &error);
  free(times);
  file_free(&file);
  return status;
}

static int report_write(const char *command, const char *path, const LatencyRow *rows, size_t count,
                        bool (*write)(FILE *, const LatencyRow *, size_t)) {
  const bool to_stdout = strcmp(path, "-") == 0;
  FILE *out = to_stdout ? stdout : fopen(path, "w");
  if (!out) return usage_error(command, "%s: %s", path, strerror(errno));
  const bool written = write(out, rows, count);
  if ((to_stdout ? fflush(out) : fclose(out)) != 0 || !written)
    return usage_error(command, "%s: could not be written", path);
  return STATUS_DONE;
}

static int files_measure(const char *command, const sg_config *config, char **files, int count, uint64_t runs,
                         bool table, LatencyRow *rows, size_t *row_count) {
  sg_error error;
  sg_engine *engine = sg_engine_new(config, &error);
  if (!engine) return report_error(command, "engine", &error);
  int worst = STATUS_DONE;
  if (table) latency_table_head(stdout);
  for (int i = 0; i < count; i++) {
    const Progress progress = {isatty(STDERR_FILENO) == 1, i + 1, count, runs};
    const int status = module_measure(engine, command, files[i], &progress, &rows[*row_count]);
    if (status > worst) worst = status;
    if (status != STATUS_DONE) continue;
    if (table) latency_table_row(stdout, &rows[*row_count]);
    fflush(stdout);
    ++*row_count;
  }
  sg_engine_free(engine);
  return worst;
}

int command_latency(int argc, char **argv) {
  static const struct option options[] = {{"runs", required_argument, NULL, 'r'},
                                          {"json", required_argument, NULL, 'J'},
                                          {"html", required_argument, NULL, 'H'},
                                          {NULL, 0, NULL, 0}};
  const char *json = NULL, *html = NULL;
  uint64_t runs = 1;
  sg_config config = sg_config_default();
  for (int option; (option = getopt_long(argc, argv, "+j:", options, NULL)) != -1;) {
    if (option == 'J') json = optarg;
    else if (option == 'H') html = optarg;
    else if (option == 'r' && count_option(argv[0], "--runs", optarg, 1, 10000, &runs)) continue;
    else if (option == 'j' && threads_option(argv[0], optarg, &config)) continue;
    else return STATUS_USAGE;
  }
  if (optind == argc) return usage_error(argv[0], "no FILE given");
  const bool table = !(json && strcmp(json, "-") == 0) && !(html && strcmp(html, "-") == 0);
  LatencyRow *rows = calloc((size_t)(argc - optind), sizeof *rows);
  if (!rows) return usage_error(argv[0], "out of memory");
  size_t count = 0;
  int worst = files_measure(argv[0], &config, argv + optind, argc - optind, runs, table, rows, &count);
  const int json_status = json ? report_write(argv[0], json, rows, count, latency_json_write) : STATUS_DONE;
  const int html_status = html ? report_write(argv[0], html, rows, count, latency_html_write) : STATUS_DONE;
  if (json_status > worst) worst = json_status;
  if (html_status > worst) worst = html_status;
  free(rows);
  return worst;
}
