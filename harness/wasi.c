/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the library and the WASI functions: the table made of wasi.def, the functions that imports resolve to, and
 * the one callback that runs them all. Only this file of wasi*.c uses the library.
 *
 * The callback finds the memory that the calling instance exports as "memory", anew for each instance and its bounds
 * anew at each call; a caller without one has an empty memory, where every address faults.
 */
#include "harness/wasi_context.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define PARAMETERS_MAX 9

typedef enum Unstable { SAME, DIFFERS, ABSENT } Unstable;

typedef struct WasiRow {
  const char *name, *parameters, *result;
  Unstable unstable;
  WasiFunction *function;
} WasiRow;

static const WasiRow table[] = {
#define WASI(name, parameters, result, unstable) {#name, parameters, result, unstable, wasi_##name},
#include "harness/wasi.def"
#undef WASI
};

#define WASI(name, parameters, result, unstable)                                                                       \
  _Static_assert(sizeof(parameters) - 1 <= PARAMETERS_MAX && sizeof(result) - 1 <= 1, #name);
#include "harness/wasi.def"
#undef WASI

/* What a host function is made with; freed with the store. */
typedef struct Binding {
  WasiContext *wasi;
  const WasiRow *row;
  sg_store *store;
  bool unstable;
} Binding;

static GuestMemory caller_memory(WasiContext *wasi, const sg_instance *caller) {
  if (caller == NULL) return (GuestMemory){NULL, 0};
  if (wasi->caller != caller) {
    sg_extern found;
    const bool there = sg_instance_find(caller, "memory", 6, &found) && found.kind == SG_EXTERN_MEMORY;
    wasi->caller = caller;
    wasi->memory = there ? found.of.memory : NULL;
  }
  if (wasi->memory == NULL) return (GuestMemory){NULL, 0};
  return (GuestMemory){sg_memory_data(wasi->memory), sg_memory_size(wasi->memory)};
}

static sg_trap *binding_call(void *context, sg_instance *caller, sg_raw *values) {
  const Binding *binding = context;
  WasiCall call = {binding->wasi, caller_memory(binding->wasi, caller),
                   binding->unstable && binding->row->unstable == DIFFERS, NULL};
  const WasiErrno result = binding->row->function(&call, values);
  if (call.trap != NULL) return sg_trap_new(binding->store, call.trap);
  if (binding->row->result[0] != 0) values[0] = (sg_raw){.i32 = (int32_t)result};
  return NULL;
}

static bool fail(sg_error *error, sg_error_code code, const char *text, const char *name, size_t length) {
  if (error == NULL) return false;
  *error = (sg_error){code, SG_NO_FUNCTION, SG_NO_OFFSET, text, ""};
  snprintf(error->message, sizeof error->message, "%s: %.*s", text, length > 100 ? 100 : (int)length, name);
  return false;
}

static const WasiRow *row_find(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0) return &table[i];
  }
  return NULL;
}

static bool name_is(const char *name, size_t length, const char *wanted) {
  return length == strlen(wanted) && memcmp(name, wanted, length) == 0;
}

/* The row's type, in types[PARAMETERS_MAX + 1]. */
static sg_func_type row_type(const WasiRow *row, sg_type_kind *types) {
  uint32_t count = 0, results = 0;
  for (const char *letter = row->parameters; *letter != 0; letter++) types[count++] = *letter == 'i' ? SG_I32 : SG_I64;
  for (const char *letter = row->result; *letter != 0; letter++) types[count + results++] = SG_I32;
  return (sg_func_type){types, count, results};
}

static bool types_equal(sg_func_type a, sg_func_type b) {
  if (a.param_count != b.param_count || a.result_count != b.result_count) return false;
  for (uint32_t i = 0; i < a.param_count + a.result_count; i++) {
    if (a.types[i] != b.types[i]) return false;
  }
  return true;
}

bool wasi_resolve(WasiContext *context, sg_store *store, const char *module, size_t module_length, const char *name,
                  size_t name_length, sg_func_type wanted, sg_func **out, sg_error *error) {
  const bool unstable = name_is(module, module_length, "wasi_unstable");
  if (!unstable && !name_is(module, module_length, "wasi_snapshot_preview1"))
    return fail(error, SG_UNLINKABLE, "unknown import", module, module_length);
  const WasiRow *row = row_find(name, name_length);
  if (row == NULL || (unstable && row->unstable == ABSENT))
    return fail(error, SG_UNLINKABLE, "unknown import", name, name_length);
  sg_type_kind types[PARAMETERS_MAX + 1];
  const sg_func_type type = row_type(row, types);
  if (!types_equal(type, wanted)) return fail(error, SG_UNLINKABLE, "incompatible import type", name, name_length);
  Binding *binding = malloc(sizeof *binding);
  if (binding == NULL) return fail(error, SG_NO_MEMORY, "out of memory", name, name_length);
  *binding = (Binding){context, row, store, unstable};
  *out = sg_func_new(store, type, binding_call, binding, free, error);
  if (*out == NULL) free(binding);
  return *out != NULL;
}

WasiContext *wasi_new(const WasiOptions *options, sg_error *error) {
  WasiContext *context = calloc(1, sizeof *context);
  if (context == NULL) {
    fail(error, SG_NO_MEMORY, "out of memory", "wasi", 4);
    return NULL;
  }
  context->options = *options;
  /* WASI has no signals: a guest that writes to a closed pipe gets EPIPE. Process-wide, there is no other way. */
  signal(SIGPIPE, SIG_IGN);
  if (descriptors_open(context, error)) return context;
  wasi_free(context);
  return NULL;
}

void wasi_free(WasiContext *context) {
  if (context == NULL) return;
  descriptors_close(context);
  free(context);
}

bool wasi_exited(const WasiContext *context, int *status) {
  if (context->exited) *status = context->status;
  return context->exited;
}

bool wasi_interrupted(const WasiContext *context) { return context->interrupted; }
