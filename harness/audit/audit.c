/* SPDX-License-Identifier: Apache-2.0
 *
 * The audit of arm64 objects: reads the disassembly of them all (disassembly.h has the command), runs every check over
 * every function, and prints a line a finding, and last the count. Exit status 1 if there is a finding.
 *
 *   signet_audit ALLOWED... < DISASSEMBLY
 */
#include "harness/audit/audit.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char kind[16], file[NAME_ROOM], function[NAME_ROOM], what[256];
  bool used;
} Allowed;

static Allowed *allowances;
static size_t allowance_count;
static unsigned long checks, findings;

void checked(void) { checks++; }

void finding(const Function *function, const Line *line, const char *format, ...) {
  if (function) printf("%s: %s: ", function->file, function->name);
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  if (line) printf(" [%llx: %s]", (unsigned long long)line->address, line->text);
  printf("\n");
  findings++;
}

void allowed_read(const char *path) {
  FILE *in = fopen(path, "r");
  char *text = NULL;
  size_t room = 0;
  while (in && getline(&text, &room, in) > 0) {
    Allowed entry = {0};
    if (text[0] == '#' || sscanf(text, "%15s %95s %95s %255s", entry.kind, entry.file, entry.function, entry.what) != 4)
      continue;
    Allowed *wider = realloc(allowances, (allowance_count + 1) * sizeof *allowances);
    if (!wider) abort();
    allowances = wider;
    allowances[allowance_count++] = entry;
  }
  free(text);
  if (!in) {
    fprintf(stderr, "audit: cannot read %s\n", path);
    exit(2);
  }
  fclose(in);
}

bool allowed(const char *kind, const Function *function, const char *what) {
  bool found = false;
  for (size_t i = 0; i < allowance_count; i++) {
    Allowed *entry = &allowances[i];
    if (strcmp(entry->kind, kind) != 0 || strcmp(entry->file, function->file) != 0 || strcmp(entry->what, what) != 0 ||
        (strcmp(entry->function, "*") != 0 && strcmp(entry->function, function->name) != 0))
      continue;
    entry->used = found = true;
  }
  return found;
}

bool demand_next(const Function *function, size_t *at, char callee[NAME_ROOM], char condition[NAME_ROOM]) {
  for (; *at < allowance_count; ++*at) {
    Allowed *entry = &allowances[*at];
    if (strcmp(entry->kind, "demands") != 0 || strcmp(entry->file, function->file) != 0 ||
        strcmp(entry->function, function->name) != 0 || sscanf(entry->what, "%95[^:]:%95s", callee, condition) != 2)
      continue;
    entry->used = true;
    ++*at;
    return true;
  }
  return false;
}

void allowed_unused(const Disassembly *disassembly) {
  for (size_t i = 0; i < allowance_count; i++) {
    const Allowed *entry = &allowances[i];
    bool present = false;
    for (size_t at = 0; at < disassembly->count && !present; at++)
      present = strcmp(disassembly->functions[at].file, entry->file) == 0;
    checked();
    if (present && !entry->used)
      finding(NULL, NULL, "allowed and not there: %s %s %s %s", entry->kind, entry->file, entry->function, entry->what);
  }
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: %s ALLOWED... < DISASSEMBLY\n", arguments[0]);
    return 2;
  }
  for (int i = 1; i < count; i++) allowed_read(arguments[i]);
  const Disassembly disassembly = disassembly_read(stdin);
  for (size_t i = 0; i < disassembly.count; i++) {
    const Flow *flow = flow_of(&disassembly.functions[i]);
    check_instructions(flow);
    check_section(flow);
    check_signing(flow);
    check_control(flow);
    check_reserved(flow);
    check_demands(flow);
  }
  check_sections_complete(&disassembly);
  allowed_unused(&disassembly);
  printf("%zu functions, %lu checks, %lu findings\n", disassembly.count, checks, findings);
  return findings != 0 || disassembly.count == 0;
}
