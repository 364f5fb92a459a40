/* SPDX-License-Identifier: Apache-2.0
 *
 * The web content extension in C. One thread, made before the sandbox, owns the engine and runs everything; the
 * connection's handler only hands it messages, because the system calls that on threads of its own choice, which have
 * no stack for signals. A message is the attacker's: it is looked at by type, and its module by the engine.
 */
#include "content_bridge.h"

#include "signet/signet.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MOST = 16, RESULTS_MOST = 16, ERROR_ROOM = 256 };

/* The process's one content: Swift's object holds no C of its own. */
static struct {
  pthread_mutex_t mutex; /* guards what follows, but for `engine`, which is the thread's */
  pthread_cond_t changed;
  bool prepared;
  xpc_object_t message; /* that waits for the thread, or NULL */
  sg_engine *engine;    /* NULL: `why` says why not */
  char why[ERROR_ROOM];
} content = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void *content_main(void *unused);

void content_prepare(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, content_main, NULL) != 0) {
    snprintf(content.why, sizeof content.why, "no thread");
    return;
  }
  pthread_mutex_lock(&content.mutex);
  while (!content.prepared) pthread_cond_wait(&content.changed, &content.mutex);
  pthread_mutex_unlock(&content.mutex);
}

static void refuse(xpc_object_t message, const char *why) {
  xpc_object_t answer = xpc_dictionary_create_reply(message);
  if (!answer) return;
  xpc_dictionary_set_string(answer, "error", why);
  xpc_connection_send_message(xpc_dictionary_get_remote_connection(message), answer);
  xpc_release(answer);
}

void content_serve(xpc_connection_t connection) {
  xpc_connection_set_event_handler(connection, ^(xpc_object_t message) {
    if (xpc_get_type(message) != XPC_TYPE_DICTIONARY) return; /* the connection has ended: so will the process */
    pthread_mutex_lock(&content.mutex);
    while (content.prepared && content.message) pthread_cond_wait(&content.changed, &content.mutex);
    const bool taken = content.prepared;
    if (taken) {
      content.message = xpc_retain(message);
      pthread_cond_broadcast(&content.changed);
    }
    pthread_mutex_unlock(&content.mutex);
    if (!taken) refuse(message, content.why);
  });
  xpc_connection_resume(connection);
}

static void engine_prepare(void) {
  sg_config config = sg_config_default();
  config.pooled_reservations = 4; /* memories that live at once: no more can be had in the sandbox */
  sg_error error = {0};
  sg_engine *engine = sg_engine_new(&config, &error);
  if (engine && sg_engine_prepare(engine, &error)) content.engine = engine;
  else snprintf(content.why, sizeof content.why, "%s", error.message);
}

/* The export's type decides how many arguments there are, and which bits of each count. */
static bool values_read(xpc_object_t arguments, const sg_func_type *type, sg_raw *values) {
  if (type->param_count > ARGUMENTS_MOST || type->result_count > RESULTS_MOST) return false;
  if (!arguments || xpc_get_type(arguments) != XPC_TYPE_ARRAY) return type->param_count == 0;
  if (xpc_array_get_count(arguments) != type->param_count) return false;
  for (uint32_t i = 0; i < type->param_count; i++) {
    if (type->types[i] < SG_I32 || type->types[i] > SG_F64) return false; /* no vectors, no references */
    values[i].f64_bits = (uint64_t)xpc_array_get_int64(arguments, i);
  }
  return true;
}

static xpc_object_t values_write(const sg_func_type *type, const sg_raw *values) {
  xpc_object_t results = xpc_array_create(NULL, 0);
  for (uint32_t i = 0; i < type->result_count; i++) {
    const sg_type_kind kind = type->types[type->param_count + i];
    const int64_t bits = kind == SG_I64 || kind == SG_F64 ? values[i].i64 : kind <= SG_F32 ? values[i].i32 : 0;
    xpc_array_set_int64(results, XPC_ARRAY_APPEND, bits);
  }
  return results;
}

static void export_call(const sg_instance *instance, xpc_object_t message, xpc_object_t answer) {
  const char *name = xpc_dictionary_get_string(message, "export");
  sg_extern found;
  if (!name || !sg_instance_find(instance, name, strlen(name), &found) || found.kind != SG_EXTERN_FUNC) {
    xpc_dictionary_set_string(answer, "error", "no such function");
    return;
  }
  const sg_func_type type = sg_func_type_of(found.of.func);
  sg_raw values[ARGUMENTS_MOST > RESULTS_MOST ? ARGUMENTS_MOST : RESULTS_MOST] = {{0}};
  if (!values_read(xpc_dictionary_get_value(message, "arguments"), &type, values)) {
    xpc_dictionary_set_string(answer, "error", "arguments do not fit");
    return;
  }
  sg_trap *trap = sg_func_call(found.of.func, values);
  if (trap) {
    xpc_dictionary_set_string(answer, "error", sg_trap_message(trap));
    sg_trap_free(trap);
    return;
  }
  xpc_object_t results = values_write(&type, values);
  xpc_dictionary_set_value(answer, "results", results);
  xpc_release(results);
}

static void message_answer(xpc_object_t message, xpc_object_t answer) {
  size_t size = 0;
  const void *bytes = xpc_dictionary_get_data(message, "module", &size); /* the engine compiles a copy of its own */
  sg_error error = {.message = "no engine"};
  sg_module *module = bytes && content.engine ? sg_module_new(content.engine, bytes, size, NULL, &error) : NULL;
  sg_store *store = module ? sg_store_new(content.engine, &error) : NULL;
  sg_trap *trap = NULL;
  sg_instance *instance = store ? sg_instance_new(store, module, NULL, 0, &trap, &error) : NULL;
  if (instance) export_call(instance, message, answer);
  else xpc_dictionary_set_string(answer, "error", content.engine ? error.message : content.why);
  sg_trap_free(trap);
  if (store) sg_store_free(store);
  if (module) sg_module_free(module);
}

static void *content_main(void *unused) {
  (void)unused;
  engine_prepare();
  pthread_mutex_lock(&content.mutex);
  content.prepared = true;
  pthread_cond_broadcast(&content.changed);
  for (;;) {
    while (!content.message) pthread_cond_wait(&content.changed, &content.mutex);
    xpc_object_t message = content.message;
    content.message = NULL;
    pthread_cond_broadcast(&content.changed);
    pthread_mutex_unlock(&content.mutex);
    xpc_object_t answer = xpc_dictionary_create_reply(message);
    if (answer) {
      message_answer(message, answer);
      xpc_connection_send_message(xpc_dictionary_get_remote_connection(message), answer);
      xpc_release(answer);
    }
    xpc_release(message);
    pthread_mutex_lock(&content.mutex);
  }
}
