/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules that are unloaded while something still leads to their code, or seems to: the code stays until the last
 * instance goes, and who gets that wrong ends the process. That 100,000 come and go: harness/unload.sh.
 */
#include "memory/pac.h"
#include "runtime/instance.h"
#include "runtime/test_fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MODULES = 60 };

static sg_engine *engine_small(void) {
  sg_config config = sg_config_default();
  config.code_region_bytes = 512 << 10;
  sg_engine *engine = sg_engine_new(&config, NULL);
  cr_assert(engine != NULL);
  return engine;
}

/* All room for code that is free gets code of another module, and is freed again. */
static void room_use_up(sg_engine *engine) {
  sg_module *modules[MODULES];
  for (int i = 0; i < MODULES; i++) modules[i] = module_make(engine, "unload_other");
  for (int i = 0; i < MODULES; i++) sg_module_free(modules[i]);
}

Test(unload, a_table_of_another_module_keeps_the_code) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *victim = module_make(engine, "unload_victim"), *exporter = module_make(engine, "exporter");
  sg_func *number = func_find(instance_make(store, victim, NULL, 0), "number");
  sg_instance *instance = instance_make(store, exporter, NULL, 0);
  sg_table *table = export_find(instance, "table").of.table;
  cr_assert(sg_table_set(table, 1, (sg_raw){.func = number}));
  sg_module_free(victim);
  sg_module_free(exporter);
  for (int i = 0; i < 4; i++) {
    room_use_up(engine);
    cr_assert_eq(call_i32(instance, "call", 1, 0, 0).i32, 1);
  }
  sg_store_free(store);
  sg_engine_free(engine);
}

/* Another store's table would outlive the code: it is refused. */
Test(unload, a_table_of_another_store_is_refused) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL), *other = sg_store_new(engine, NULL);
  sg_module *victim = module_make(engine, "unload_victim");
  sg_raw number = {.func = func_find(instance_make(store, victim, NULL, 0), "number")};
  sg_table *table = sg_table_new(other, SG_FUNCREF, (sg_limits){2, 4}, (sg_raw){0}, NULL);
  cr_assert_not(sg_table_set(table, 0, number));
  cr_assert_not(sg_table_grow(table, 1, number, NULL));
  cr_assert(sg_table_new(other, SG_FUNCREF, (sg_limits){2, 4}, number, NULL) == NULL);
  sg_store_free(store);
  sg_store_free(other);
  sg_module_free(victim);
  sg_engine_free(engine);
}

static sg_engine *the_engine;
static sg_module *the_module;
static sg_trap *module_unload(void *context, sg_instance *caller, sg_raw *values) {
  (void)context, (void)caller, (void)values;
  sg_module_free(the_module);
  room_use_up(the_engine);
  return NULL;
}

/* Its frames are on the stack: what the host function returns to is still there. */
Test(unload, a_callback_unloads_its_caller) {
  the_engine = engine_small();
  sg_store *store = sg_store_new(the_engine, NULL);
  sg_func *host = sg_func_new(store, (sg_func_type){NULL, 0, 0}, module_unload, NULL, NULL, NULL);
  the_module = module_make(the_engine, "unload_caller");
  sg_instance *instance = instance_make(store, the_module, &(sg_extern){SG_EXTERN_FUNC, {.func = host}}, 1);
  cr_assert_eq(call_i32(instance, "first", 0, 0, 0).i32, 1);
  sg_store_free(store);
  sg_engine_free(the_engine);
}

static sg_trap *store_end(void *store, sg_instance *caller, sg_raw *values) {
  (void)caller, (void)values;
  sg_store_free(*(sg_store **)store);
  return NULL;
}

/* There the store would go under its own frames. */
Test(unload, a_callback_frees_its_store, .signal = SIGTRAP) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL);
  sg_func *host = sg_func_new(store, (sg_func_type){NULL, 0, 0}, store_end, &store, NULL, NULL);
  sg_module *module = module_make(engine, "unload_caller");
  call_i32(instance_make(store, module, &(sg_extern){SG_EXTERN_FUNC, {.func = host}}, 1), "first", 0, 0, 0);
}

/* The owners of a module are counted in writable memory: who changes the number does not free code that is held. */
Test(unload, owners_miscounted, .signal = SIGTRAP) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "unload_victim");
  instance_make(store, module, NULL, 0);
  module->state->owners = 1;
  sg_module_free(module);
}

/* An instance stands on the store's list twice: it lets go of its module once. */
Test(unload, instance_ended_twice, .signal = SIGSEGV) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL), *other = sg_store_new(engine, NULL);
  sg_module *module = module_make(engine, "unload_victim");
  sg_instance *instance = instance_make(store, module, NULL, 0);
  instance_make(other, module, NULL, 0);
  instance->next = instance;
  sg_store_free(store);
}

/* An instance is said to be of another module, which would lose a holder for it. Of 128 signatures one is right by
 * chance here: then another module is taken. */
Test(unload, instance_of_another_module) {
  sg_engine *engine = engine_small();
  sg_store *store = sg_store_new(engine, NULL);
  sg_instance *instance = instance_make(store, module_make(engine, "unload_victim"), NULL, 0);
  const uint64_t self = instance->header->self;
  do instance->module = module_make(engine, "unload_other");
  while (pac_sign_data(pac_strip(self), pac_modifier(instance->header, instance->module->context.module_id)) == self);
  const pid_t child = fork();
  if (child == 0) {
    sg_store_free(store);
    _exit(0);
  }
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
  /* SIGILL where the core has FPAC. */
  cr_assert(WIFSIGNALED(status) && (WTERMSIG(status) == SIGTRAP || WTERMSIG(status) == SIGILL), "status %x", status);
}
