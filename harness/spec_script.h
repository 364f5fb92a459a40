/* SPDX-License-Identifier: Apache-2.0
 *
 * A test script while it runs: its store, the instances by name, the command at hand; and what all commands do: load a
 * module, start it, act on an instance, fail, skip. Between spec_world.c, which does these, and spec_script.c, which
 * has a handler for each kind of command; nobody else.
 */
#ifndef SIGNET_HARNESS_SPEC_SCRIPT_H
#define SIGNET_HARNESS_SPEC_SCRIPT_H

#include "harness/spec.h"

typedef enum Outcome { PASSED, FAILED, SKIPPED } Outcome;

typedef struct Definition {
  SpecName name;
  sg_module *module; /* or why not: */
  char lacks[sizeof((SpecReason *)NULL)->text];
} Definition;

typedef struct Script {
  const SpecSettings *settings;
  SpecReport *report;
  const char *path;
  size_t folder_length; /* of path, with the slash */
  json_t *command;      /* the one being run */
  const char *type;
  sg_engine *engine;
  sg_store *store;
  SpecHost host;
  SpecInstance current;
  SpecBindings named, registered;
  char clouded[sizeof((SpecReason *)NULL)->text]; /* by what; see script_cloud */
  Definition *definitions;                        /* every module of the script, owned; the last is the latest */
  size_t definition_count, definition_room;
} Script;

/* Tells a failure of the command at hand on standard error (the first few of a script); counts nothing. Always FAILED.
 */
Outcome script_fail(const Script *script, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Counts the reason. Always SKIPPED. */
Outcome script_skip(const Script *script, const char *reason);

/* A string of the command at hand; "" where there is none. */
const char *script_member(const Script *script, const char *key);
bool json_name(json_t *object, const char *key, SpecName *name);
const char *error_code_name(sg_error_code code);

/* What a refusal lacks: the feature that the message names after the text. */
void lacks_of(const sg_error *error, char *lacks, size_t size);

/* Keeps a module, or NULL for one that was skipped, until the script ends. False where there is no room, which has been
 * told. */
bool script_define(Script *script, sg_module *module);

typedef enum Load { LOADED, REFUSED, TEXT_ONLY, UNLOADED } Load;

/* Reads, validates and compiles the command's module; a text module from its binary form, where it has one. It is kept
 * in script->definitions. *error: why it was REFUSED. UNLOADED: the command has failed, and that has been told. */
Load script_load(Script *script, sg_module **module, sg_error *error);

/* How linking and starting a module ended. */
typedef struct Start {
  SpecInstance of;
  sg_error error; /* where of.instance is NULL and nothing is lacking */
  char trap[200]; /* its message where error.code is SG_TRAPPED */
} Start;

void start_fail(Start *start, sg_error_code code, const char *text);
Start script_start(Script *script, const sg_module *module);

typedef enum ActionEnd { RETURNED, TRAPPED, ACTION_FAILED, ACTION_SKIPPED } ActionEnd;

typedef struct Action {
  sg_value *values; /* arguments, then results; freed by action_free */
  sg_value *results;
  uint32_t result_count;
  sg_trap_kind trap;
  char trap_message[200];
} Action;

/* Runs the command's action. ACTION_FAILED and ACTION_SKIPPED have been told. */
ActionEnd action_run(Script *script, Action *action);
void action_free(Action *action);

/* An instance that was skipped might have written to whatever is registered: from then on, what is not as expected
 * there is no failure but depends on it. */
void script_cloud(Script *script, const char *reason);
/* Whether that is so of the instance that the command's action is on. */
bool script_is_clouded(const Script *script);

#endif
