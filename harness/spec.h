/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of `signet spec`: spec.c (the command: files, rows, totals) runs each script in a child of its own by
 * spec_script.c (the commands of a script), which uses spec_host.c (the host module `spectest` and what is registered)
 * and spec_values.c (values as JSON). Scripts are untrusted: they and their modules are read with bounds, and file
 * names in them never leave the script's folder.
 */
#ifndef SIGNET_HARNESS_SPEC_H
#define SIGNET_HARNESS_SPEC_H

#include "signet/signet.h"

#include <jansson.h>
#include <stdio.h>

/* Why commands were skipped: a feature by name. */
typedef struct SpecReason {
  char text[92];
  uint32_t count;
} SpecReason;

enum { SPEC_REASONS = 64 };

/* What became of a script. Lives in memory shared with the child, so that it survives a crash there. */
typedef struct SpecReport {
  uint32_t commands, passed, failed, skipped;
  uint32_t reason_count;
  SpecReason reasons[SPEC_REASONS];
} SpecReport;

/* Counts one command as skipped for a reason; what finds no room is counted under the last. */
void spec_report_skip(SpecReport *report, const char *reason, uint32_t count);

typedef struct SpecSettings {
  const char *command; /* "signet spec", for messages */
  bool checked;        /* checked memories */
  bool lazy;           /* functions are compiled at their first call */
  bool verify;         /* what is sealed is verified */
  FILE *pairs;         /* NULL, or where each pair of the suite's text and ours goes: kind, tab, theirs, tab, ours */
} SpecSettings;

/* Runs one script; failures are told on standard error. False where there is no script at `path`, or no engine to be
 * had. */
bool spec_script_run(const SpecSettings *settings, const char *path, SpecReport *report);

/* ---- The world of a script -------------------------------------------------------------------------------- */

/* An instance, or why there is none: `lacks` names the feature (its commands are skipped), or both are empty (it
 * failed, and so do they). */
typedef struct SpecInstance {
  sg_instance *instance;
  char lacks[sizeof((SpecReason *)NULL)->text];
} SpecInstance;

/* A name in the script: not terminated, belongs to the JSON. */
typedef struct SpecName {
  const char *bytes;
  size_t length;
} SpecName;

typedef struct SpecBinding {
  SpecName name;
  SpecInstance of;
} SpecBinding;

typedef struct SpecBindings {
  SpecBinding *rows;
  size_t count, room;
} SpecBindings;

bool spec_bind(SpecBindings *bindings, SpecName name, const SpecInstance *of);
/* The latest of that name, or NULL. */
const SpecInstance *spec_find(const SpecBindings *bindings, SpecName name);

/* The host module `spectest`, each part of it made when it is first asked for. */
typedef struct SpecHost {
  sg_store *store;
  sg_extern parts[16];
  bool made[16];
} SpecHost;

typedef enum SpecLink { SPEC_LINKED, SPEC_UNKNOWN, SPEC_LACKING } SpecLink;

/* Finds what a module imports: in `spectest`, else in what is registered. SPEC_LACKING: the exporter is not there for
 * the reason *lacks. */
SpecLink spec_import(SpecHost *host, const SpecBindings *registered, sg_name from, sg_name name, sg_extern *out,
                     const char **lacks);

/* ---- Values ----------------------------------------------------------------------------------------------- */

/* An argument. False where its type is none of ours; *type is then the name, for the reason. */
bool spec_argument(json_t *json, sg_value *out, const char **type);

/* Whether a result is what is expected, NaN patterns and alternatives included. */
bool spec_matches(json_t *expected, const sg_value *got);

/* An expected value in words, for messages. */
void spec_describe(json_t *expected, char *text, size_t size);

#endif
