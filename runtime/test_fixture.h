/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of runtime/ share: modules of runtime/modules/ by name, and calls of exports that fail the test where
 * the embedder's call is wrong. Only tests include this.
 */
#ifndef SIGNET_RUNTIME_TEST_FIXTURE_H
#define SIGNET_RUNTIME_TEST_FIXTURE_H

#include "signet/signet.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  uint8_t *bytes;
  size_t size;
} ModuleFile;

__attribute__((unused)) static ModuleFile module_file(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, MODULE_DIR "/%s.wasm", name);
  FILE *file = fopen(path, "rb");
  cr_assert(file != NULL, "%s", path);
  ModuleFile module = {malloc(1 << 20), 0};
  module.size = fread(module.bytes, 1, 1 << 20, file);
  fclose(file);
  return module;
}

__attribute__((unused)) static sg_engine *engine_make(void) {
  sg_error error = {0};
  sg_config config = sg_config_default();
#if !defined(SIGNET_TEST_WITHOUT_SLOT_ADDRESS) && !defined(SIGNET_TEST_WITHOUT_INSTANCE_CHECK) &&                      \
    !defined(SIGNET_TEST_WITHOUT_SIGNED_RETURNS) && !defined(SIGNET_TEST_WITHOUT_POLL) &&                              \
    !defined(SIGNET_TEST_WITHOUT_FRAME_CHECK)
  config.verify = true; /* but where a defence is left out whose words the verifier demands */
#endif
  sg_engine *engine = sg_engine_new(&config, &error);
  cr_assert(engine != NULL, "%s", error.message);
  return engine;
}

__attribute__((unused)) static sg_module *module_make(sg_engine *engine, const char *name) {
  sg_error error = {0};
  ModuleFile file = module_file(name);
  sg_module *module = sg_module_new(engine, file.bytes, file.size, NULL, &error);
  cr_assert(module != NULL, "%s: %s", name, error.message);
  free(file.bytes);
  return module;
}

__attribute__((unused)) static sg_instance *instance_make(sg_store *store, const sg_module *module,
                                                          const sg_extern *imports, size_t count) {
  sg_error error = {0};
  sg_trap *trap = NULL;
  sg_instance *instance = sg_instance_new(store, module, imports, count, &trap, &error);
  cr_assert(instance != NULL, "%s", error.message);
  return instance;
}

__attribute__((unused)) static sg_extern export_find(const sg_instance *instance, const char *name) {
  sg_extern found = {0};
  cr_assert(sg_instance_find(instance, name, strlen(name), &found), "no export %s", name);
  return found;
}

__attribute__((unused)) static sg_func *func_find(const sg_instance *instance, const char *name) {
  sg_extern found = export_find(instance, name);
  cr_assert_eq(found.kind, SG_EXTERN_FUNC);
  return found.of.func;
}

/* Calls an export of i32 parameters with at most three; fails the test if it traps. */
__attribute__((unused)) static sg_raw call_i32(const sg_instance *instance, const char *name, int32_t a, int32_t b,
                                               int32_t c) {
  sg_raw values[3] = {{.i32 = a}, {.i32 = b}, {.i32 = c}};
  sg_trap *trap = sg_func_call(func_find(instance, name), values);
  cr_assert(trap == NULL, "%s: %s", name, trap ? sg_trap_message(trap) : "");
  return values[0];
}

/* The same, of which the trap's kind is wanted; the message must be the given one. */
__attribute__((unused)) static sg_trap *trap_i32(const sg_instance *instance, const char *name, int32_t a, int32_t b,
                                                 int32_t c, sg_trap_kind kind, const char *message) {
  sg_raw values[3] = {{.i32 = a}, {.i32 = b}, {.i32 = c}};
  sg_trap *trap = sg_func_call(func_find(instance, name), values);
  cr_assert(trap != NULL, "%s does not trap", name);
  cr_assert_eq(sg_trap_kind_of(trap), kind, "%s: %s", name, sg_trap_message(trap));
  cr_assert_eq(strcmp(sg_trap_message(trap), message), 0, "%s", sg_trap_message(trap));
  return trap;
}

__attribute__((unused)) static void expect_trap(const sg_instance *instance, const char *name, int32_t a, int32_t b,
                                                int32_t c, sg_trap_kind kind, const char *message) {
  sg_trap_free(trap_i32(instance, name, a, b, c, kind, message));
}

#endif
