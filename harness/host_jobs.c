/* SPDX-License-Identifier: Apache-2.0
 *
 * Jobs as text. A line is bounded before it is parsed, and a job before it is believed: what would not fit a JOB frame
 * is refused here, where its line can still be named.
 */
#include "harness/host_jobs.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_LIMIT = 1 << 20 };

void job_text_free(JobText *job) {
  free(job->file);
  free(job->invoke);
  for (uint32_t i = 0; i < job->arg_count; i++) free(job->args[i]);
  free(job->args);
  *job = (JobText){0};
}

bool job_text_make(JobText *job, const char *file, const char *invoke, char **args, uint32_t arg_count) {
  *job = (JobText){.file = strdup(file), .invoke = invoke ? strdup(invoke) : NULL};
  job->args = calloc((size_t)arg_count + 1, sizeof *job->args);
  bool made = job->file && job->args && (!invoke || job->invoke);
  for (; made && job->arg_count < arg_count; job->arg_count++) {
    job->args[job->arg_count] = strdup(args[job->arg_count]);
    made = job->args[job->arg_count] != NULL;
  }
  if (!made) job_text_free(job);
  return made;
}

/* A string as it is, a number as JSON writes it. */
static char *argument_text(const json_t *argument) {
  if (json_is_string(argument)) return strdup(json_string_value(argument));
  if (json_is_number(argument)) return json_dumps(argument, JSON_ENCODE_ANY);
  return NULL;
}

static const char *job_parse(const json_t *object, JobText *job) {
  const json_t *file = json_object_get(object, "file"), *invoke = json_object_get(object, "invoke"),
               *args = json_object_get(object, "args");
  const size_t known = (file ? 1u : 0u) + (invoke ? 1u : 0u) + (args ? 1u : 0u);
  if (!json_is_object(object)) return "a job is an object";
  if (!json_is_string(file)) return "\"file\" must be a string";
  if (invoke && !json_is_string(invoke)) return "\"invoke\" must be a string";
  if (args && (!json_is_array(args) || !invoke)) return "\"args\" must be an array, beside \"invoke\"";
  if (json_object_size(object) != known) return "a job has \"file\", \"invoke\" and \"args\", nothing else";
  const size_t count = args ? json_array_size(args) : 0;
  if (count > JOB_ARGS) return "too many arguments";
  if (!job_text_make(job, json_string_value(file), invoke ? json_string_value(invoke) : NULL, NULL, 0))
    return "out of memory";
  char **texts = calloc(count + 1, sizeof *texts);
  free(job->args);
  job->args = texts;
  for (; texts && job->arg_count < count; job->arg_count++) {
    texts[job->arg_count] = argument_text(json_array_get(args, job->arg_count));
    if (!texts[job->arg_count]) break;
  }
  const char *why = NULL;
  if (!texts) why = "out of memory";
  else if (job->arg_count < count) why = "arguments must be strings or numbers";
  else {
    static uint8_t body[JOB_LIMIT];
    const Job encoded = {.invoke = job->invoke, .args = (const char *const *)texts, .arg_count = job->arg_count};
    if (job_encode(&encoded, body) == 0) why = "too long";
  }
  if (why) job_text_free(job);
  return why;
}

JobLine job_line_read(FILE *file, JobText *job, uint64_t *number, const char **why) {
  static char line[LINE_LIMIT];
  *why = NULL;
  do {
    if (!fgets(line, sizeof line, file)) return JOB_LINE_NONE;
    ++*number;
  } while (line[strspn(line, " \t\r\n")] == '\0');
  const size_t length = strlen(line);
  if (length == sizeof line - 1 && line[length - 1] != '\n') {
    for (int c; (c = getc(file)) != EOF && c != '\n';) {
    }
    *why = "too long";
    return JOB_LINE_BAD;
  }
  json_error_t error;
  json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
  *why = object ? job_parse(object, job) : "not JSON";
  json_decref(object);
  return *why ? JOB_LINE_BAD : JOB_LINE_GOOD;
}
