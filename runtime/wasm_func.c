/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions of the standard C API: calls in both directions. A callback is kept signed, as Signet's own host functions
 * keep theirs: writing to the context of one does not choose what runs.
 */
#include "memory/pac.h"
#include "runtime/wasm_object.h"

#include <stdlib.h>

/* The context of a host function: freed with the store. One of the two callbacks is not 0; each is signed IB with
 * pac_modifier of its own address and DISC_HOST. */
typedef struct {
  wasm_store_t *store;
  sg_func *func;
  uint64_t plain, with_env;
  void *env;
  void (*finalizer)(void *);
} Callback;

static uint64_t callback_sign(const uint64_t *slot, uint64_t callback) {
  return pac_sign_code(pac_function_address(callback), pac_modifier(slot, DISC_HOST));
}

static uintptr_t callback_authenticate(const uint64_t *slot) {
  uint64_t callback = pac_auth_code(*slot, pac_modifier(slot, DISC_HOST));
  if (!pac_authenticated(callback)) integrity_failure();
  return pac_function_pointer(callback);
}

/* Room for the values of a call: most calls have few. */
enum { FEW_VALUES = 16 };

typedef struct {
  wasm_val_t few[FEW_VALUES], *values;
} Values;

static bool values_open(Values *values, size_t count) {
  values->values = values->few;
  if (count > FEW_VALUES) values->values = calloc(count, sizeof *values->values);
  else memset(values->few, 0, sizeof values->few);
  return values->values != NULL;
}

/* Deletes what the values hold, too. */
static void values_close(Values *values, size_t count) {
  for (size_t i = 0; values->values && i < count; i++) wasm_val_delete(&values->values[i]);
  if (values->values != values->few) free(values->values);
}

/* ---- Out of Wasm ---- */

static wasm_trap_t *callback_call(const Callback *host, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  if (host->with_env)
    return ((wasm_func_callback_with_env_t)callback_authenticate(&host->with_env))(host->env, args, results);
  return ((wasm_func_callback_t)callback_authenticate(&host->plain))(args, results);
}

/* The arguments in `raw` become those of the callback, its results those in `raw`. */
static wasm_trap_t *callback_convert(const Callback *host, const sg_func_type *type, wasm_val_t *values, sg_raw *raw) {
  wasm_store_t *store = host->store;
  wasm_val_vec_t args = {type->param_count, values}, results = {type->result_count, values + type->param_count};
  for (uint32_t i = 0; i < type->param_count; i++)
    if (!val_from_raw(store, type->types[i], raw[i], &args.data[i])) return trap_from_text(store, "out of memory");
  for (uint32_t i = 0; i < type->result_count; i++)
    results.data[i].kind = valkind_from_kind(type->types[type->param_count + i]);
  wasm_trap_t *trap = callback_call(host, &args, &results);
  for (uint32_t i = 0; i < type->result_count && !trap; i++)
    if (!raw_from_val(store, type->types[type->param_count + i], &values[type->param_count + i], &raw[i]))
      trap = trap_from_text(store, "a host function's result is not of its type");
  return trap;
}

static sg_trap *callback_run(void *context, sg_instance *caller, sg_raw *raw) {
  (void)caller;
  const Callback *host = context;
  const sg_func_type type = sg_func_type_of(host->func);
  size_t count = (size_t)type.param_count + type.result_count;
  Values values;
  if (!values_open(&values, count)) return sg_trap_new(host->store->store, "out of memory");
  wasm_trap_t *trap = callback_convert(host, &type, values.values, raw);
  values_close(&values, count);
  return trap ? trap_throw(host->store, trap) : NULL;
}

static void callback_finalize(void *context) {
  Callback *host = context;
  if (host->finalizer) host->finalizer(host->env);
  free(host);
}

/* The signature of a standard type: malloc'd kinds, NULL where there is no memory or no such type. */
static sg_type_kind *kinds_from_functype(const wasm_functype_t *type, sg_func_type *signature) {
  const wasm_valtype_vec_t *params = wasm_functype_params(type), *results = wasm_functype_results(type);
  if (params->size > UINT16_MAX || results->size > UINT16_MAX) return NULL;
  size_t count = params->size + results->size;
  sg_type_kind *kinds = calloc(count ? count : 1, sizeof *kinds);
  bool known = kinds != NULL;
  for (size_t i = 0; i < count && known; i++) {
    const wasm_valtype_t *valtype = i < params->size ? params->data[i] : results->data[i - params->size];
    known = valtype && valkind_to_kind(wasm_valtype_kind(valtype), &kinds[i]);
  }
  *signature = (sg_func_type){kinds, (uint32_t)params->size, (uint32_t)results->size};
  if (known) return kinds;
  free(kinds);
  return NULL;
}

static wasm_func_t *func_new(wasm_store_t *store, const wasm_functype_t *type, const Callback *callback) {
  sg_func_type signature;
  sg_type_kind *kinds = kinds_from_functype(type, &signature);
  Callback *host = kinds ? malloc(sizeof *host) : NULL;
  wasm_ref_t *ref = NULL;
  if (host) {
    *host = *callback;
    if (host->plain) host->plain = callback_sign(&host->plain, host->plain);
    if (host->with_env) host->with_env = callback_sign(&host->with_env, host->with_env);
    host->func = sg_func_new(store->store, signature, callback_run, host, callback_finalize, NULL);
    /* Once there is a function the store owns the context. */
    if (host->func) ref = ref_of(store, REF_FUNC, host->func);
    else free(host);
  }
  free(kinds);
  return (wasm_func_t *)ref;
}

wasm_func_t *wasm_func_new(wasm_store_t *store, const wasm_functype_t *type, wasm_func_callback_t callback) {
  if (!callback) return NULL;
  return func_new(store, type, &(Callback){.store = store, .plain = (uint64_t)(uintptr_t)callback});
}

wasm_func_t *wasm_func_new_with_env(wasm_store_t *store, const wasm_functype_t *type,
                                    wasm_func_callback_with_env_t callback, void *env, void (*finalizer)(void *)) {
  if (!callback) return NULL;
  return func_new(
      store, type,
      &(Callback){.store = store, .with_env = (uint64_t)(uintptr_t)callback, .env = env, .finalizer = finalizer});
}

/* ---- What it is ---- */

wasm_functype_t *wasm_func_type(const wasm_func_t *func) {
  return (wasm_functype_t *)wasm_extern_type(wasm_func_as_extern_const(func));
}

size_t wasm_func_param_arity(const wasm_func_t *func) { return sg_func_type_of(func->ref.of.func).param_count; }
size_t wasm_func_result_arity(const wasm_func_t *func) { return sg_func_type_of(func->ref.of.func).result_count; }

/* ---- Into Wasm ---- */

static wasm_trap_t *func_call(const wasm_func_t *func, const sg_func_type *type, const wasm_val_vec_t *args,
                              wasm_val_vec_t *results, sg_raw *raw) {
  wasm_store_t *store = func->ref.store;
  for (uint32_t i = 0; i < type->param_count; i++)
    if (!raw_from_val(store, type->types[i], &args->data[i], &raw[i]))
      return trap_from_text(store, "an argument is not of the parameter's type");
  sg_trap *trap = sg_func_call(func->ref.of.func, raw);
  if (trap) return trap_catch(store, trap);
  bool complete = true;
  for (uint32_t i = 0; i < type->result_count; i++)
    complete &= val_from_raw(store, type->types[type->param_count + i], raw[i], &results->data[i]);
  return complete ? NULL : trap_from_text(store, "out of memory");
}

wasm_trap_t *wasm_func_call(const wasm_func_t *func, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  sg_func_type type = sg_func_type_of(func->ref.of.func);
  if ((args ? args->size : 0) != type.param_count || (results ? results->size : 0) < type.result_count)
    return trap_from_text(func->ref.store, "not as many arguments and results as the function's type has");
  size_t room = type.param_count > type.result_count ? type.param_count : type.result_count;
  sg_raw few[FEW_VALUES], *raw = few;
  if (room > FEW_VALUES) raw = calloc(room, sizeof *raw);
  if (!raw) return trap_from_text(func->ref.store, "out of memory");
  wasm_trap_t *trap = func_call(func, &type, args, results, raw);
  if (raw != few) free(raw);
  return trap;
}
