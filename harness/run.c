/* SPDX-License-Identifier: Apache-2.0
 *
 * `signet run`: a WASI command (its export _start is called and the status of proc_exit passed on), or with --invoke
 * one export of any module whose imports, if it has any, are WASI's. A reactor's _initialize is called before the
 * export. The store is freed before the WASI context that serves it, and both before the engine.
 */
#include "harness/commands.h"
#include "harness/deadline.h"
#include "harness/invoke.h"
#include "harness/perf_map.h"
#include "harness/wasi.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct RunOptions {
  const char *command, *file, *invoke;
  double timeout_s; /* 0: none */
  bool lazy;        /* functions are compiled at their first call */
  bool verify;      /* what is sealed is verified */
  bool perf;        /* with a map for Linux's perf */
  WasiOptions wasi; /* argv: the file's name and what follows it */
  const char **env; /* this and the next have room for as many as argc */
  WasiDirectory *directories;
} RunOptions;

/* HOST::GUEST, or HOST alone for the same name in the guest. Cuts the text. */
static bool directory_parse(char *text, WasiDirectory *directory) {
  char *separator = strstr(text, "::");
  if (separator) *separator = '\0';
  *directory = (WasiDirectory){text, separator ? separator + 2 : text};
  return directory->host[0] != '\0' && directory->guest[0] != '\0';
}

static int options_parse(int argc, char **argv, RunOptions *run) {
  static const struct option options[] = {
      {"invoke", required_argument, NULL, 'i'}, {"dir", required_argument, NULL, 'd'},
      {"env", required_argument, NULL, 'e'},    {"timeout", required_argument, NULL, 't'},
      {"lazy", no_argument, NULL, 'l'},         {"verify", no_argument, NULL, 'v'},
      {"perf", no_argument, NULL, 'p'},         {NULL, 0, NULL, 0}};
  for (int option; (option = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
    switch (option) {
    case 'i': run->invoke = optarg; break;
    case 'd':
      if (!directory_parse(optarg, &run->directories[run->wasi.directory_count++]))
        return usage_error(argv[0], "--dir takes HOST::GUEST");
      break;
    case 'e':
      if (!strchr(optarg, '=') || optarg[0] == '=') return usage_error(argv[0], "--env takes K=V, not '%s'", optarg);
      run->env[run->wasi.env_count++] = optarg;
      break;
    case 't':
      if (!seconds_parse(optarg, &run->timeout_s))
        return usage_error(argv[0], "--timeout takes seconds, not '%s'", optarg);
      break;
    case 'l': run->lazy = true; break;
    case 'v': run->verify = true; break;
    case 'p': run->perf = true; break;
    default: return STATUS_USAGE;
    }
  }
  if (optind == argc) return usage_error(argv[0], "no FILE given");
  run->file = argv[optind];
  run->wasi.argc = argc - optind;
  run->wasi.argv = argv + optind;
  run->wasi.env = run->env;
  run->wasi.directories = run->directories;
  return STATUS_DONE;
}

/* What the module imports, made by WASI. NULL and *status where something is missing. */
static sg_extern *imports_resolve(const RunOptions *run, sg_store *store, WasiContext *wasi, const sg_module *module,
                                  int *status) {
  const size_t count = sg_module_import_count(module);
  sg_extern *imports = calloc(count + 1, sizeof *imports);
  if (!imports) {
    *status = usage_error(run->command, "out of memory");
    return NULL;
  }
  for (size_t i = 0; i < count; i++) {
    sg_name from, name;
    const sg_extern_type type = sg_module_import(module, i, &from, &name);
    sg_error error = {
        .code = SG_UNLINKABLE, .function = SG_NO_FUNCTION, .offset = SG_NO_OFFSET, .text = "unknown import"};
    snprintf(error.message, sizeof error.message, "unknown import: only functions of WASI can be imported");
    imports[i].kind = SG_EXTERN_FUNC;
    if (type.kind != SG_EXTERN_FUNC || !wasi_resolve(wasi, store, from.bytes, from.length, name.bytes, name.length,
                                                     type.func, &imports[i].of.func, &error)) {
      *status = report_error(run->command, run->file, &error);
      free(imports);
      return NULL;
    }
  }
  return imports;
}

/* The end of a call into Wasm that trapped: proc_exit is a trap too. */
static int trap_end(const RunOptions *run, const WasiContext *wasi, sg_trap *trap) {
  int status = STATUS_MODULE;
  fflush(stdout);
  if (!wasi_exited(wasi, &status)) {
    if (sg_trap_kind_of(trap) == SG_TRAP_INTERRUPTED || wasi_interrupted(wasi))
      fprintf(stderr, "%s: %s: stopped after %g seconds\n", run->command, run->file, run->timeout_s);
    else report_trap(run->command, run->file, trap);
    status = STATUS_MODULE;
  }
  sg_trap_free(trap);
  return status;
}

/* Calls an export of type [] -> [], where there is one. */
static int start_call(const RunOptions *run, const WasiContext *wasi, const sg_instance *instance, const char *name,
                      bool required) {
  sg_extern found;
  if (!sg_instance_find(instance, name, strlen(name), &found)) {
    if (!required) return STATUS_DONE;
    fprintf(stderr, "%s: %s: exports no '%s': not a WASI command (--invoke calls other exports)\n", run->command,
            run->file, name);
    return STATUS_MODULE;
  }
  sg_func_type type = {0};
  if (found.kind == SG_EXTERN_FUNC) type = sg_func_type_of(found.of.func);
  if (found.kind != SG_EXTERN_FUNC || type.param_count || type.result_count) {
    fprintf(stderr, "%s: %s: '%s' is no function without parameters and results\n", run->command, run->file, name);
    return STATUS_MODULE;
  }
  sg_raw none[1] = {0};
  sg_trap *trap = sg_func_call(found.of.func, none);
  return trap ? trap_end(run, wasi, trap) : STATUS_DONE;
}

static int instance_run(const RunOptions *run, const WasiContext *wasi, const sg_instance *instance) {
  if (!run->invoke) return start_call(run, wasi, instance, "_start", true);
  const int status = start_call(run, wasi, instance, "_initialize", false);
  if (status != STATUS_DONE) return status;
  sg_extern found;
  if (!sg_instance_find(instance, run->invoke, strlen(run->invoke), &found) || found.kind != SG_EXTERN_FUNC)
    return usage_error(run->command, "%s: exports no function '%s'", run->file, run->invoke);
  sg_trap *trap = NULL;
  const int called = function_invoke(run->command, run->file, run->invoke, found.of.func, run->wasi.argv + 1,
                                     run->wasi.argc - 1, &trap);
  return trap ? trap_end(run, wasi, trap) : called;
}

static int module_run(const RunOptions *run, sg_engine *engine, const sg_module *module) {
  sg_error error;
  WasiContext *wasi = wasi_new(&run->wasi, &error);
  if (!wasi) return report_error(run->command, run->file, &error);
  sg_store *store = sg_store_new(engine, &error);
  if (!store) {
    wasi_free(wasi);
    return report_error(run->command, run->file, &error);
  }
  int status = STATUS_DONE;
  Deadline deadline = {0};
  sg_extern *imports = imports_resolve(run, store, wasi, module, &status);
  if (imports && run->timeout_s > 0 && !deadline_start(&deadline, run->timeout_s, store, wasi))
    status = usage_error(run->command, "no thread for --timeout");
  if (imports && status == STATUS_DONE) {
    sg_trap *trap = NULL;
    const sg_instance *instance =
        sg_instance_new(store, module, imports, sg_module_import_count(module), &trap, &error);
    if (instance) status = instance_run(run, wasi, instance);
    else status = trap ? trap_end(run, wasi, trap) : report_error(run->command, run->file, &error);
  }
  deadline_stop(&deadline);
  free(imports);
  sg_store_free(store);
  wasi_free(wasi);
  return status;
}

/* The map is written twice: a process that is killed has one too, and what a run makes besides is in the second. */
static int module_run_mapped(const RunOptions *run, sg_engine *engine, const sg_module *module) {
  PerfMap map = {0};
  if (run->perf && !perf_map_open(&map, run->command)) return STATUS_USAGE;
  perf_map_add(&map, engine, module);
  const int status = module_run(run, engine, module);
  perf_map_restart(&map);
  perf_map_add(&map, engine, module);
  return perf_map_close(&map, run->command) ? status : STATUS_USAGE;
}

static int file_run(const RunOptions *run) {
  size_t size;
  sg_bytes *bytes = module_file_read(run->command, run->file, &size);
  if (!bytes) return STATUS_USAGE;
  sg_error error;
  int status;
  sg_config config = sg_config_default();
  config.lazy = run->lazy;
  config.verify = run->verify;
  sg_engine *engine = sg_engine_new(&config, &error);
  sg_module *module = NULL;
  if (engine) module = sg_module_new_taking(engine, bytes, NULL, &error);
  else sg_bytes_free(bytes);
  if (!module) status = report_error(run->command, engine ? run->file : "engine", &error);
  else if (!sg_engine_can_run(engine))
    status = usage_error(run->command, "this build compiles but cannot run: it needs arm64 with pointer authentication "
                                       "(the arm64e build, under qemu-aarch64 elsewhere)");
  else status = module_run_mapped(run, engine, module);
  if (module) sg_module_free(module);
  if (engine) sg_engine_free(engine);
  return status;
}

int command_run(int argc, char **argv) {
  RunOptions run = {.command = argv[0]};
  run.env = calloc((size_t)argc + 1, sizeof *run.env);
  run.directories = calloc((size_t)argc + 1, sizeof *run.directories);
  int status = run.env && run.directories ? options_parse(argc, argv, &run) : usage_error(argv[0], "out of memory");
  if (status == STATUS_DONE) status = file_run(&run);
  free(run.env);
  free(run.directories);
  return status;
}
