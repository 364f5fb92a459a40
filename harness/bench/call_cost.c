/* SPDX-License-Identifier: Apache-2.0
 *
 * Executed instructions of one call of each kind, between C and Wasm and inside Wasm. `call_cost FILE` is run under
 * harness/bench/insn_count.c (call_cost.sh); FILE is call_cost.wat in binary. Each row prints its name and how many
 * calls it makes; the work itself stands between two umask(2), which the plugin counts between.
 */
#include <signet/signet.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CALLS = 1000, FILE_ROOM = 4096 };

static void check(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "call_cost: %s\n", what);
  exit(2);
}

static sg_trap *host_nothing(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  return NULL;
}

static sg_trap *host_add(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller;
  values[0].i32 += values[1].i32;
  return NULL;
}

static sg_func *export_func(const sg_instance *instance, const char *name) {
  sg_extern found;
  check(sg_instance_find(instance, name, strlen(name), &found) && found.kind == SG_EXTERN_FUNC, name);
  return found.of.func;
}

/* CALLS calls from C; a trap is freed, as its cost is part of it. */
static void calls_count(const char *row, sg_func *func) {
  sg_raw values[2] = {0};
  sg_trap *first = sg_func_call(func, values);
  if (first) sg_trap_free(first);
  printf("%s %d\n", row, CALLS);
  umask(022);
  for (int i = 0; i < CALLS; i++) {
    values[0].i32 = values[1].i32 = 7;
    sg_trap *trap = sg_func_call(func, values);
    if (trap) sg_trap_free(trap);
  }
  umask(022);
}

/* One call of a loop in Wasm of CALLS turns; one before it, as a type's first call makes its trampoline. */
static void loop_count(const char *row, sg_func *func) {
  sg_raw values[1] = {0};
  values[0].i32 = 1;
  check(sg_func_call(func, values) == NULL, row);
  values[0].i32 = CALLS;
  printf("%s %d\n", row, CALLS);
  umask(022);
  check(sg_func_call(func, values) == NULL, row);
  umask(022);
}

int main(int argc, char **argv) {
  check(argc == 2, "FILE is missing");
  static unsigned char bytes[FILE_ROOM];
  FILE *file = fopen(argv[1], "rb");
  check(file != NULL, argv[1]);
  const size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);

  sg_error error = {0};
  sg_trap *trap = NULL;
  sg_engine *engine = sg_engine_new(NULL, &error);
  check(engine != NULL, error.message);
  sg_module *module = sg_module_new(engine, bytes, size, NULL, &error);
  sg_store *store = module ? sg_store_new(engine, &error) : NULL;
  check(store != NULL, error.message);
  sg_func *typed = NULL, *plain = NULL;
  for (size_t i = 0; i < 3; i++) {
    sg_name from, name;
    const sg_extern_type type = sg_module_import(module, i, &from, &name);
    if (type.func.param_count) typed = sg_func_new(store, type.func, host_add, NULL, NULL, &error);
    else plain = sg_func_new(store, type.func, host_nothing, NULL, NULL, &error);
  }
  check(typed && plain, error.message);
  sg_extern imports[3] = {{.kind = SG_EXTERN_FUNC, .of.func = plain},
                          {.kind = SG_EXTERN_FUNC, .of.func = typed},
                          {.kind = SG_EXTERN_FUNC, .of.func = typed}};
  const sg_instance *other = sg_instance_new(store, module, imports, 3, &trap, &error);
  check(other != NULL, error.message);
  imports[2].of.func = export_func(other, "add");
  const sg_instance *instance = sg_instance_new(store, module, imports, 3, &trap, &error);
  check(instance != NULL, error.message);

  calls_count("C-calls-nothing", export_func(instance, "nothing"));
  calls_count("C-calls-add", export_func(instance, "add"));
  calls_count("C-calls-trap", export_func(instance, "trap"));
  loop_count("loop", export_func(instance, "loop_empty"));
  loop_count("nothing", export_func(instance, "loop_nothing"));
  loop_count("add", export_func(instance, "loop_add"));
  loop_count("fixed", export_func(instance, "loop_fixed"));
  loop_count("fixed-other", export_func(instance, "loop_fixed_other"));
  loop_count("indirect", export_func(instance, "loop_indirect"));
  loop_count("indirect-other", export_func(instance, "loop_indirect_other"));
  loop_count("other", export_func(instance, "loop_other"));
  loop_count("host-nothing", export_func(instance, "loop_host_nothing"));
  loop_count("host-add", export_func(instance, "loop_host_add"));
  loop_count("grow", export_func(instance, "loop_grow"));
  sg_store_free(store);
  sg_module_free(module);
  sg_engine_free(engine);
  return 0;
}
