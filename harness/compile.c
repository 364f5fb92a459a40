/* SPDX-License-Identifier: Apache-2.0
 *
 * `signet compile [-j N] [--stream[=SIZE]] [--checked] [--verify] [--perf] [--code OUT] FILE...`: validates, compiles
 * (on N threads) and seals, runs nothing; one line a file, a FILE named twice is compiled twice. --verify has all that
 * is sealed verified, --checked compiles bounds checks, --perf writes a map for Linux's perf.
 * --stream hands the bytes over in pieces of SIZE, 64 KiB unless told, as if they came from a network; a piece's
 * functions are compiled before the next is given. --code writes the sealed words of the last FILE, function after
 * function, as they lie in memory (little endian), for disassemblers and scanners.
 */
#include "harness/perf_map.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int code_write(const char *command, const char *path, const sg_module *module) {
  const bool to_stdout = strcmp(path, "-") == 0;
  FILE *out = to_stdout ? stdout : fopen(path, "wb");
  if (!out) return usage_error(command, "%s: %s", path, strerror(errno));
  for (uint32_t f = 0; f < sg_module_function_count(module); f++) {
    size_t words = 0;
    const uint32_t *code = sg_module_function_code(module, f, &words);
    if (code && words) fwrite(code, sizeof *code, words, out);
  }
  const bool failed = ferror(out) != 0;
  if ((to_stdout ? fflush(out) : fclose(out)) != 0 || failed)
    return usage_error(command, "%s: could not be written", path);
  return STATUS_DONE;
}

typedef struct CompileOptions {
  sg_config config;
  const char *code_path; /* NULL: none */
  uint64_t piece;        /* bytes; 0: all at once */
  bool perf;
} CompileOptions;

/* In pieces; to the end, also where one is refused, to be told what sg_module_new tells. */
static sg_module *module_stream(sg_engine *engine, sg_bytes *bytes, size_t size, size_t piece, sg_compile_stats *stats,
                                sg_error *error) {
  sg_compile *compile = sg_compile_begin(engine, stats, error);
  for (size_t at = 0; compile && at < size; at += piece)
    sg_compile_feed(compile, sg_bytes_data(bytes) + at, size - at < piece ? size - at : piece, error);
  sg_bytes_free(bytes);
  return compile ? sg_compile_finish(compile, error) : NULL;
}

static int module_compile(sg_engine *engine, const char *command, const CompileOptions *options, const char *path,
                          const char *code_path, PerfMap *map) {
  size_t size;
  sg_bytes *bytes = module_file_read(command, path, &size);
  if (!bytes) return STATUS_USAGE;
  sg_compile_stats stats = {0};
  sg_error error;
  sg_module *module = options->piece ? module_stream(engine, bytes, size, (size_t)options->piece, &stats, &error)
                                     : sg_module_new_taking(engine, bytes, &stats, &error);
  if (!module) return report_error(command, path, &error);
  /* Where the code itself goes to standard output, the lines must not. */
  fprintf(code_path && strcmp(code_path, "-") == 0 ? stderr : stdout,
          "%s: %zu bytes, %" PRIu32 " functions, %" PRIu64 " bytes of wasm code, %" PRIu64 " bytes of arm64e code\n",
          path, size, stats.functions, stats.code_section_bytes, stats.code_bytes);
  perf_map_add(map, engine, module);
  const int status = code_path ? code_write(command, code_path, module) : STATUS_DONE;
  sg_module_free(module);
  return status;
}

int command_compile(int argc, char **argv) {
  static const struct option options[] = {
      {"code", required_argument, NULL, 'c'}, {"stream", optional_argument, NULL, 's'},
      {"perf", no_argument, NULL, 'p'},       {"verify", no_argument, NULL, 'v'},
      {"checked", no_argument, NULL, 'm'},    {NULL, 0, NULL, 0}};
  enum { PIECE = 64 * 1024 };
  CompileOptions chosen = {.config = sg_config_default()};
  for (int option; (option = getopt_long(argc, argv, "+j:", options, NULL)) != -1;) {
    if (option == 'c') chosen.code_path = optarg;
    else if (option == 'p') chosen.perf = true;
    else if (option == 'v') chosen.config.verify = true;
    else if (option == 'm') chosen.config.checked_memories = true;
    else if (option == 's' && !optarg) chosen.piece = PIECE;
    else if (option == 's' && count_option(argv[0], "--stream", optarg, 1, MODULE_FILE_LIMIT, &chosen.piece)) continue;
    else if (option == 'j' && threads_option(argv[0], optarg, &chosen.config)) continue;
    else return STATUS_USAGE;
  }
  if (optind == argc) return usage_error(argv[0], "no FILE given");
  sg_error error;
  sg_engine *engine = sg_engine_new(&chosen.config, &error);
  if (!engine) return report_error(argv[0], "engine", &error);
  PerfMap map = {0};
  int worst = chosen.perf && !perf_map_open(&map, argv[0]) ? STATUS_USAGE : STATUS_DONE;
  if (chosen.perf && !map.file) optind = argc;
  for (int i = optind; i < argc; i++) {
    const int status = module_compile(engine, argv[0], &chosen, argv[i], i == argc - 1 ? chosen.code_path : NULL, &map);
    if (status > worst) worst = status;
  }
  if (!perf_map_close(&map, argv[0])) worst = STATUS_USAGE;
  sg_engine_free(engine);
  return worst;
}
