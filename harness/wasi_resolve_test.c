/* SPDX-License-Identifier: Apache-2.0
 *
 * Imports of WASI as run.c resolves them: which names there are, of which types, and how the guest's end is told.
 */
#include "harness/wasi.h"

#include <criterion/criterion.h>

#include <string.h>

#define PREVIEW1 "wasi_snapshot_preview1"
#define UNSTABLE "wasi_unstable"

static sg_engine *engine;
static sg_store *store;
static WasiContext *context;
static sg_error error;

static void setup(void) {
  static char *argv[] = {"program", "argument"};
  static const WasiDirectory directories[] = {{"/tmp", "/"}};
  const WasiOptions options = {.argc = 2, .argv = argv, .directories = directories, .directory_count = 1};
  sg_config config = sg_config_default();
  config.code_region_bytes = 1 << 20;
  engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  store = sg_store_new(engine, &error);
  context = wasi_new(&options, &error);
  cr_assert(store != NULL && context != NULL, "%s", error.message);
}

static void cleanup(void) {
  sg_store_free(store);
  wasi_free(context);
  sg_engine_free(engine);
}

/* type: as in wasi.def, "ii>i". */
static sg_func *resolve(const char *module, const char *name, const char *type) {
  sg_type_kind types[16];
  sg_func_type wanted = {types, 0, 0};
  bool results = false;
  for (; *type != 0; type++) {
    if (*type == '>') {
      results = true;
      continue;
    }
    types[wanted.param_count + wanted.result_count] = *type == 'i' ? SG_I32 : *type == 'I' ? SG_I64 : SG_F32;
    if (results) wanted.result_count++;
    else wanted.param_count++;
  }
  sg_func *function = NULL;
  error = (sg_error){0};
  const bool found =
      wasi_resolve(context, store, module, strlen(module), name, strlen(name), wanted, &function, &error);
  cr_assert(found == (function != NULL));
  return function;
}

static void refused(const char *module, const char *name, const char *type, const char *text) {
  cr_assert(resolve(module, name, type) == NULL, "%s.%s", module, name);
  cr_assert(error.code == SG_UNLINKABLE && strcmp(error.text, text) == 0 &&
                strstr(error.message, text) == error.message,
            "%s.%s: %s", module, name, error.message);
}

Test(wasi_resolve, names_and_types, .init = setup, .fini = cleanup) {
  /* Types from the witx files: a string or a list is two i32, a 64-bit value an i64, a result a pointer behind. */
  static const char *const both[][2] = {{"args_get", "ii>i"},        {"clock_time_get", "iIi>i"},
                                        {"fd_advise", "iIIi>i"},     {"fd_pread", "iiiIi>i"},
                                        {"fd_readdir", "iiiIi>i"},   {"fd_seek", "iIii>i"},
                                        {"fd_close", "i>i"},         {"path_open", "iiiiiIIii>i"},
                                        {"path_link", "iiiiiii>i"},  {"path_filestat_set_times", "iiiiIIi>i"},
                                        {"poll_oneoff", "iiii>i"},   {"proc_exit", "i>"},
                                        {"sched_yield", ">i"},       {"sock_recv", "iiiiii>i"},
                                        {"path_symlink", "iiiii>i"}, {"fd_fdstat_set_rights", "iII>i"}};
  for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
    cr_assert(resolve(PREVIEW1, both[i][0], both[i][1]) != NULL, "%s: %s", both[i][0], error.message);
    cr_assert(resolve(UNSTABLE, both[i][0], both[i][1]) != NULL, "%s: %s", both[i][0], error.message);
  }
  cr_assert(resolve(PREVIEW1, "sock_accept", "iii>i") != NULL);
  refused(UNSTABLE, "sock_accept", "iii>i", "unknown import");
  refused(PREVIEW1, "sock_open", "iii>i", "unknown import");
  refused(PREVIEW1, "fd_rea", "iiii>i", "unknown import");
  refused(PREVIEW1, "fd_read_", "iiii>i", "unknown import");
  refused(PREVIEW1, "", ">", "unknown import");
  refused("wasi_snapshot_preview2", "fd_read", "iiii>i", "unknown import");
  refused("env", "fd_read", "iiii>i", "unknown import");
  refused(PREVIEW1, "fd_read", "iii>i", "incompatible import type");
  refused(PREVIEW1, "fd_read", "iiiii>i", "incompatible import type");
  refused(PREVIEW1, "fd_read", "iiiI>i", "incompatible import type");
  refused(PREVIEW1, "fd_read", "iiii>", "incompatible import type");
  refused(PREVIEW1, "fd_read", "iiii>I", "incompatible import type");
  refused(PREVIEW1, "proc_exit", "i>i", "incompatible import type");
  refused(PREVIEW1, "fd_seek", "iifi>i", "incompatible import type");
}

/* Called from outside, without an instance and so without memory: every pointer faults (21), the rest works. */
Test(wasi_resolve, calls_from_outside, .init = setup, .fini = cleanup) {
  sg_raw values[4] = {{.i32 = 0}};
  cr_assert(sg_func_call(resolve(PREVIEW1, "args_sizes_get", "ii>i"), values) == NULL && values[0].i32 == 21);
  cr_assert(sg_func_call(resolve(PREVIEW1, "sched_yield", ">i"), values) == NULL && values[0].i32 == 0);
  values[0].i32 = 3;
  cr_assert(sg_func_call(resolve(PREVIEW1, "fd_close", "i>i"), values) == NULL && values[0].i32 == 0);
  values[0].i32 = 3;
  cr_assert(sg_func_call(resolve(UNSTABLE, "fd_close", "i>i"), values) == NULL && values[0].i32 == 8);
  int status = -1;
  cr_assert(!wasi_exited(context, &status) && status == -1);
  values[0].i32 = 7;
  sg_trap *trap = sg_func_call(resolve(PREVIEW1, "proc_exit", "i>"), values);
  cr_assert(trap != NULL && sg_trap_kind_of(trap) == SG_TRAP_HOST);
  sg_trap_free(trap);
  cr_assert(wasi_exited(context, &status) && status == 7);
}

Test(wasi_resolve, missing_directory) {
  const WasiDirectory directories[] = {{"/nonexistent/directory", "/"}};
  const WasiOptions options = {.directories = directories, .directory_count = 1};
  cr_assert(wasi_new(&options, &error) == NULL);
  cr_assert(error.code == SG_ENVIRONMENT && strstr(error.message, "/nonexistent/directory") != NULL, "%s",
            error.message);
  cr_assert(wasi_new(&options, NULL) == NULL);
}
