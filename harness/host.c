/* SPDX-License-Identifier: Apache-2.0
 *
 * `signet host`: a browser process in small. It compiles and runs nothing itself: each module goes to a content process
 * of its own (content.c), started, watched and reaped by supervisor.c. One line a job on standard output, in the
 * order of the jobs, whatever order they end in; what a content process says is printed escaped.
 */
#include "harness/commands.h"
#include "harness/deadline.h"
#include "harness/host_jobs.h"
#include "harness/invoke.h"
#include "harness/supervisor.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  LOOK_AHEAD = 1024, /* jobs begun whose line is not printed yet */
  EMULATOR_WORDS = 32,
};
#define START_DEADLINE_S     30.0
#define DEFAULT_DEADLINE_S   10.0
#define DEFAULT_MEMORY_BYTES (UINT64_C(1) << 30)

/* A job from its line to the line about it. */
typedef struct Entry {
  JobText text;
  FileBytes file;
  char *line; /* NULL until it has ended */
} Entry;

typedef struct Host {
  const char *command;
  SupervisorOptions options;
  bool compile;
  FILE *jobs; /* NULL: one job, `single` */
  JobText single;
  bool single_taken, stopped;
  uint64_t line_number, begun, printed;
  int worst;
  Entry entries[LOOK_AHEAD]; /* job n at n modulo LOOK_AHEAD */
} Host;

/* ---- Lines --------------------------------------------------------------------------------------------------- */

/* Escaped, and whole: name_print alone would cut it. */
static void text_print(FILE *out, const char *text) {
  enum { PIECE = 200 };
  for (size_t left = strlen(text), piece; left; left -= piece, text += piece) {
    piece = left < PIECE ? left : PIECE;
    name_print(out, (sg_name){text, piece});
  }
}

/* Returns the status. */
static int answer_print(FILE *out, const Answer *answer) {
  switch (answer->kind) {
  case ANSWER_DONE:
    fputs("done", out);
    for (uint32_t i = 0; i < answer->value_count; i++) {
      char text[VALUE_TEXT_SIZE];
      value_print(&answer->values[i], text);
      fprintf(out, " %s", text);
    }
    return STATUS_DONE;
  case ANSWER_COMPILED:
    fprintf(out, "compiled: %" PRIu32 " functions, %" PRIu64 " bytes of arm64e code", answer->functions,
            answer->code_bytes);
    return STATUS_DONE;
  case ANSWER_TRAPPED:
  case ANSWER_REFUSED: break;
  }
  if (answer->kind == ANSWER_TRAPPED) fputs("trapped: ", out);
  else fprintf(out, "refused: %s", error_kind_name(answer->code));
  text_print(out, answer->message);
  if (answer->function != SG_NO_FUNCTION) fprintf(out, ", function %" PRIu32, answer->function);
  if (answer->offset != SG_NO_OFFSET) fprintf(out, ", offset 0x%" PRIx64, answer->offset);
  return answer->code == SG_USAGE || answer->code == SG_ENVIRONMENT || answer->code == SG_INTEGRITY ? STATUS_USAGE
                                                                                                    : STATUS_MODULE;
}

static int report_print(FILE *out, const SupervisorOptions *options, const Report *report) {
  const char *name = NULL;
  switch (report->kind) {
  case END_ANSWERED: return answer_print(out, &report->answer);
  case END_CRASHED:
    name = sigabbrev_np(report->number);
    fprintf(out, "crashed: signal %d%s%s%s", report->number, name ? ", SIG" : "", name ? name : "",
            report->number == SIGSYS ? ": a system call that its policy forbids" : "");
    return STATUS_MODULE;
  case END_EXITED: fprintf(out, "crashed: exit with status %d and no answer", report->number); return STATUS_MODULE;
  case END_DEADLINE: fprintf(out, "deadline of %g seconds exceeded", options->deadline_s); return STATUS_MODULE;
  case END_MEMORY: fprintf(out, "memory of %" PRIu64 " bytes exceeded", options->memory_bytes); return STATUS_MODULE;
  case END_LIED:
    fputs("broke the protocol: ", out);
    text_print(out, report->why);
    return STATUS_MODULE;
  case END_NOT_STARTED:
    fputs("no content process: ", out);
    text_print(out, report->why);
    return STATUS_USAGE;
  }
  return STATUS_USAGE;
}

/* In order, those that are known. */
static void lines_print(Host *host) {
  for (Entry *entry; host->printed < host->begun && (entry = &host->entries[host->printed % LOOK_AHEAD])->line;) {
    puts(entry->line);
    free(entry->line);
    job_text_free(&entry->text);
    *entry = (Entry){0};
    host->printed++;
  }
}

static void status_worsen(Host *host, int status) {
  if (status > host->worst) host->worst = status;
}

/* report NULL: the job did not come so far, because of `why`. */
static void entry_end(Host *host, Entry *entry, const Report *report, const char *why) {
  char *line = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&line, &size);
  int status = STATUS_USAGE;
  if (out) {
    if (entry->text.file) text_print(out, entry->text.file);
    else fprintf(out, "line %" PRIu64, host->line_number);
    fputs(": ", out);
    if (report) status = report_print(out, &host->options, report);
    else fputs(why, out);
    fclose(out);
  }
  status_worsen(host, status);
  file_free(&entry->file);
  entry->line = line ? line : strdup("out of memory");
  if (!entry->line) host->stopped = true; /* the line is lost, and with it the order: nothing more is printed */
}

/* ---- The supervisor's client ----------------------------------------------------------------------------------- */

static JobLine text_next(Host *host, JobText *text, const char **why) {
  if (host->jobs) return job_line_read(host->jobs, text, &host->line_number, why);
  if (host->single_taken) return JOB_LINE_NONE;
  host->single_taken = true;
  *text = host->single;
  host->single = (JobText){0};
  return JOB_LINE_GOOD;
}

static bool host_next(void *context, HostJob *job) {
  Host *host = context;
  for (;;) {
    lines_print(host);
    if (host->stopped || host->begun - host->printed == LOOK_AHEAD) return false;
    const char *why = NULL;
    Entry *entry = &host->entries[host->begun % LOOK_AHEAD];
    const JobLine line = text_next(host, &entry->text, &why);
    if (line == JOB_LINE_NONE) return false;
    host->begun++;
    if (line == JOB_LINE_BAD) {
      entry_end(host, entry, NULL, why);
    } else if (!file_read(host->command, entry->text.file, MODULE_FILE_LIMIT, &entry->file)) {
      entry_end(host, entry, NULL, "could not be read");
    } else {
      *job = (HostJob){.job = {.compile = host->compile,
                               .invoke = entry->text.invoke,
                               .args = (const char *const *)entry->text.args,
                               .arg_count = entry->text.arg_count,
                               .module_bytes = entry->file.size},
                       .module = entry->file.bytes,
                       .context = entry};
      return true;
    }
  }
}

static void host_report(void *context, const HostJob *job, const Report *report) {
  Host *host = context;
  entry_end(host, job->context, report, NULL);
  if (report->kind == END_NOT_STARTED) host->stopped = true; /* the next one would not start either */
  lines_print(host);
}

/* ---- The command ------------------------------------------------------------------------------------------------ */

typedef struct ContentCommand {
  const char *words[EMULATOR_WORDS + 3];
  char program[4096];
} ContentCommand;

/* This program, by way of an emulator if one is given: then by its name, as /proc/self would be the emulator's. */
static bool content_command_make(ContentCommand *content, char *emulator) {
  size_t count = 0;
  for (char *rest = emulator, *word; emulator && (word = strtok_r(rest, " ", &rest)) != NULL;) {
    if (count == EMULATOR_WORDS) return false;
    content->words[count++] = word;
  }
  const ssize_t length = readlink("/proc/self/exe", content->program, sizeof content->program - 1);
  if (length <= 0) return false;
  content->program[length] = '\0';
  content->words[count] = count ? content->program : "/proc/self/exe";
  content->words[count + 1] = "content";
  content->words[count + 2] = NULL;
  return true;
}

static int options_parse(Host *host, int argc, char **argv, ContentCommand *content) {
  static const struct option options[] = {{"deadline", required_argument, NULL, 'd'},
                                          {"memory", required_argument, NULL, 'm'},
                                          {"invoke", required_argument, NULL, 'i'},
                                          {"compile", no_argument, NULL, 'c'},
                                          {"jobs", required_argument, NULL, 'l'},
                                          {"no-seccomp", no_argument, NULL, 'n'},
                                          {"emulator", required_argument, NULL, 'e'},
                                          {"verify", no_argument, NULL, 'v'},
                                          {NULL, 0, NULL, 0}};
  const char *jobs = NULL, *invoke = NULL;
  char *emulator = NULL;
  uint64_t processes = 1;
  for (int option; (option = getopt_long(argc, argv, "+j:", options, NULL)) != -1;) {
    if (option == 'i') invoke = optarg;
    else if (option == 'l') jobs = optarg;
    else if (option == 'e') emulator = optarg;
    else if (option == 'c') host->compile = true;
    else if (option == 'n') host->options.seccomp = false;
    else if (option == 'v') host->options.verify = true;
    else if (option == 'j' && count_option(argv[0], "-j", optarg, 1, 128, &processes)) continue;
    else if (option == 'm' &&
             count_option(argv[0], "--memory", optarg, 1 << 16, UINT64_C(1) << 40, &host->options.memory_bytes))
      continue;
    else if (option == 'd' && seconds_parse(optarg, &host->options.deadline_s)) continue;
    else if (option == 'd') return usage_error(argv[0], "--deadline takes seconds, not '%s'", optarg);
    else return STATUS_USAGE;
  }
  host->options.processes = (uint32_t)processes;
  if (jobs && (invoke || optind != argc)) return usage_error(argv[0], "--jobs goes with neither FILE nor --invoke");
  if (!jobs && optind == argc) return usage_error(argv[0], "no FILE given");
  if (!jobs && !invoke && optind + 1 != argc) return usage_error(argv[0], "arguments are of an export: --invoke");
  if (!jobs && argc - optind - 1 > JOB_ARGS) return usage_error(argv[0], "too many arguments");
  if (!content_command_make(content, emulator)) return usage_error(argv[0], "no command for content processes");
  host->options.content = content->words;
  if (jobs) {
    host->jobs = strcmp(jobs, "-") == 0 ? stdin : fopen(jobs, "re");
    return host->jobs ? STATUS_DONE : usage_error(argv[0], "%s: %s", jobs, strerror(errno));
  }
  const bool made =
      job_text_make(&host->single, argv[optind], invoke, argv + optind + 1, (uint32_t)(argc - optind - 1));
  return made ? STATUS_DONE : usage_error(argv[0], "out of memory");
}

int command_host(int argc, char **argv) {
  Host *host = calloc(1, sizeof *host);
  ContentCommand content = {0};
  if (!host) return usage_error(argv[0], "out of memory");
  host->command = argv[0];
  host->options = (SupervisorOptions){.start_deadline_s = START_DEADLINE_S,
                                      .deadline_s = DEFAULT_DEADLINE_S,
                                      .memory_bytes = DEFAULT_MEMORY_BYTES,
                                      .seccomp = true};
  int status = options_parse(host, argc, argv, &content);
  if (status == STATUS_DONE) {
    if (!host->options.seccomp)
      fprintf(stderr, "%s: --no-seccomp: no policy keeps content processes from system calls\n", argv[0]);
    const SupervisorClient client = {host, host_next, host_report};
    status = supervisor_run(&host->options, &client) ? host->worst : usage_error(argv[0], "out of memory");
  }
  if (host->jobs && host->jobs != stdin) fclose(host->jobs);
  job_text_free(&host->single);
  free(host);
  return status;
}
