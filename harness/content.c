/* SPDX-License-Identifier: Apache-2.0
 *
 * The content process of `signet host`: the twin of a web content extension on Apple's systems (Entitlements/). All
 * that needs the system is made first; then the process gives up the system for ever; then, and not earlier, it reads
 * what is untrusted. From there on it reads and writes descriptor 3 alone. How long it takes is the host's to watch.
 */
#include "harness/content.h"
#include "harness/commands.h"
#include "harness/content_sandbox.h"
#include "harness/invoke.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- The socket -------------------------------------------------------------------------------------------- */

static bool bytes_send(const void *bytes, size_t count) {
  for (const uint8_t *at = bytes; count;) {
    const ssize_t sent = write(CONTENT_SOCKET, at, count);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    count -= (size_t)sent;
  }
  return true;
}

static bool bytes_take(void *bytes, size_t count) {
  for (uint8_t *at = bytes; count;) {
    const ssize_t got = read(CONTENT_SOCKET, at, count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    count -= (size_t)got;
  }
  return true;
}

bool content_send(FrameKind kind, uint32_t job, const void *body, size_t length) {
  const FrameHeader header = frame_header(kind, job, length);
  return bytes_send(&header, sizeof header) && bytes_send(body, length);
}

/* ---- Preparing and restricting ------------------------------------------------------------------------------ */

static bool number_parse(const char *text, uint64_t *number) {
  char *end = NULL;
  errno = 0;
  *number = strtoull(text, &end, 10);
  return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

/* Says FAILED. */
static bool begin_failed(const char *what, const char *why) {
  char text[ANSWER_TEXT + 1];
  uint8_t body[sizeof(uint32_t) + ANSWER_TEXT];
  snprintf(text, sizeof text, "%.60s%s%.130s", what, why ? ": " : "", why ? why : "");
  content_send(FRAME_FAILED, 0, body, failure_encode(text, body));
  return false;
}

bool content_begin(Content *content, int argc, char **argv) {
  uint64_t numbers[CONTENT_ARGUMENTS];
  bool understood = argc == 1 + CONTENT_ARGUMENTS;
  for (int i = 0; understood && i < CONTENT_ARGUMENTS; i++) understood = number_parse(argv[1 + i], &numbers[i]);
  int kind = 0;
  socklen_t size = sizeof kind;
  if (!understood || getsockopt(CONTENT_SOCKET, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 || kind != SOCK_STREAM) {
    usage_error(argv[0], "content processes are started by `signet host`");
    return false;
  }
  const char *refused = sandbox_begin((int)numbers[0]);
  if (refused) return begin_failed(refused, strerror(errno));

  sg_error error;
  sg_config config = sg_config_default();
  config.pooled_reservations = 1; /* one module, which has one memory at most */
  config.verify = numbers[4] != 0;
  content->memory_bytes = numbers[1];
  content->engine = sg_engine_new(&config, &error);
  if (!content->engine || !sg_engine_prepare(content->engine, &error)) return begin_failed("engine", error.message);

  refused = sandbox_limit(numbers[2]);
  if (refused) return begin_failed(refused, strerror(errno));
  const Readiness readiness = {.seccomp = numbers[3] != 0};
  if (readiness.seccomp && !sandbox_enter())
    return begin_failed("the seccomp policy (--no-seccomp does without it)", strerror(errno));
  uint8_t body[sizeof(uint32_t)];
  return content_send(FRAME_READY, 0, body, readiness_encode(&readiness, body));
}

/* ---- A job --------------------------------------------------------------------------------------------------- */

bool content_job_take(Content *content) {
  FrameHeader header;
  if (!bytes_take(&header, sizeof header) || frame_refusal(&header, FRAME_JOB, header.job) ||
      !bytes_take(content->job_body, header.length) ||
      !job_decode(content->job_body, header.length, content->args, &content->job))
    return false;
  content->job_number = header.job;
  if (!bytes_take(&header, sizeof header) || frame_refusal(&header, FRAME_MODULE, content->job_number) ||
      header.length != content->job.module_bytes)
    return false;
  content->module = sg_bytes_new(header.length);
  return content->module && bytes_take(sg_bytes_data(content->module), header.length);
}

static void answer_refused(Answer *answer, const sg_error *error) {
  answer->kind = ANSWER_REFUSED;
  answer->code = error->code;
  answer->function = error->function;
  answer->offset = error->offset;
  snprintf(answer->message, sizeof answer->message, "%s", error->message);
}

__attribute__((format(printf, 3, 4))) static void answer_say(Answer *answer, sg_error_code code, const char *format,
                                                             ...) {
  answer->kind = ANSWER_REFUSED;
  answer->code = code;
  answer->function = SG_NO_FUNCTION;
  answer->offset = SG_NO_OFFSET;
  va_list args;
  va_start(args, format);
  vsnprintf(answer->message, sizeof answer->message, format, args);
  va_end(args);
}

static void answer_trapped(Answer *answer, const sg_trap *trap) {
  answer->kind = ANSWER_TRAPPED;
  answer->code = SG_TRAPPED;
  answer->function = SG_NO_FUNCTION;
  answer->offset = SG_NO_OFFSET;
  snprintf(answer->message, sizeof answer->message, "%s", sg_trap_message(trap));
  for (size_t i = 0; i < sg_trap_frame_count(trap); i++) {
    const sg_frame frame = sg_trap_frame(trap, i);
    if (!frame.module) continue;
    answer->function = frame.function;
    answer->offset = frame.offset;
    return;
  }
}

static void export_call(Content *content, const sg_instance *instance) {
  const Job *job = &content->job;
  Answer *answer = &content->answer;
  static sg_value args[JOB_ARGS];
  sg_extern found;
  if (!sg_instance_find(instance, job->invoke, strlen(job->invoke), &found) || found.kind != SG_EXTERN_FUNC) {
    answer_say(answer, SG_USAGE, "exports no function '%.100s'", job->invoke);
    return;
  }
  const sg_func_type type = sg_func_type_of(found.of.func);
  if (job->arg_count != type.param_count) {
    answer_say(answer, SG_USAGE, "'%.100s' takes %u arguments, not %u", job->invoke, type.param_count, job->arg_count);
    return;
  }
  if (type.result_count > ANSWER_VALUES) {
    answer_say(answer, SG_LIMIT, "'%.100s' has too many results", job->invoke);
    return;
  }
  for (uint32_t i = 0; i < job->arg_count; i++) {
    if (value_parse(type.types[i], job->args[i], &args[i])) continue;
    answer_say(answer, SG_USAGE, "argument %u: '%.60s' is no %s", i + 1, job->args[i], value_type_name(type.types[i]));
    return;
  }
  sg_trap *trap = NULL;
  sg_error error;
  if (sg_func_call_checked(found.of.func, args, job->arg_count, answer->values, type.result_count, &trap, &error)) {
    answer->kind = ANSWER_DONE;
    answer->value_count = type.result_count;
  } else if (trap) answer_trapped(answer, trap);
  else answer_refused(answer, &error);
}

static void module_run(Content *content, const sg_module *module) {
  enum { TABLE_ELEMENT_BYTES = 64, INSTANCES = 1 };
  Answer *answer = &content->answer;
  if (!sg_engine_can_run(content->engine)) {
    answer_say(answer, SG_ENVIRONMENT, "this build compiles but cannot run");
    return;
  }
  if (sg_module_import_count(module) != 0) {
    answer_say(answer, SG_UNLINKABLE, "unknown import: a content process gives a module nothing to import");
    return;
  }
  sg_error error;
  sg_store *store = sg_store_new(content->engine, &error);
  if (!store) {
    answer_refused(answer, &error);
    return;
  }
  sg_store_set_limits(store, content->memory_bytes, content->memory_bytes / TABLE_ELEMENT_BYTES + 1, INSTANCES);
  sg_trap *trap = NULL;
  const sg_instance *instance = sg_instance_new(store, module, NULL, 0, &trap, &error);
  if (trap) answer_trapped(answer, trap);
  else if (!instance) answer_refused(answer, &error);
  else if (content->job.invoke) export_call(content, instance);
  else answer->kind = ANSWER_DONE;
}

void content_job_run(Content *content) {
  Answer *answer = &content->answer;
  sg_error error;
  answer->value_count = 0;
  const sg_module *module = sg_module_new_taking(content->engine, content->module, NULL, &error);
  if (!module) {
    answer_refused(answer, &error);
    return;
  }
  if (!content->job.compile) {
    module_run(content, module);
    return;
  }
  answer->kind = ANSWER_COMPILED;
  answer->functions = 0;
  answer->code_bytes = 0;
  for (uint32_t f = 0; f < sg_module_function_count(module); f++) {
    size_t words = 0;
    if (!sg_module_function_code(module, f, &words)) continue;
    answer->functions++;
    answer->code_bytes += words * sizeof(uint32_t);
  }
}

bool content_answer(Content *content) {
  static uint8_t body[ANSWER_LIMIT];
  return content_send(FRAME_ANSWER, content->job_number, body, answer_encode(&content->answer, body));
}

int command_content(int argc, char **argv) {
  static Content content;
  if (!content_begin(&content, argc, argv)) return STATUS_USAGE;
  if (content_job_take(&content)) {
    content_job_run(&content);
    if (content_answer(&content)) {
      uint8_t nothing;
      bytes_take(&nothing, 1); /* the host ends the process; nothing is freed, nobody needs it any more */
    }
  }
  _exit(STATUS_DONE);
}
