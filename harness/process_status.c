/* SPDX-License-Identifier: Apache-2.0
 *
 * /proc/PID/statm is seven numbers of pages in a row; /proc/PID/status has a line each, `Name:` and a value.
 */
#include "harness/process_status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool process_memory(int statm, ProcessMemory *memory) {
  enum { RESIDENT = 1, DATA = 5, FIELDS = 7 };
  char text[256];
  const ssize_t count = pread(statm, text, sizeof text - 1, 0);
  if (count <= 0) return false;
  text[count] = '\0';
  const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  uint64_t pages[FIELDS];
  char *at = text;
  for (int i = 0; i < FIELDS; i++) {
    char *end = at;
    pages[i] = strtoull(at, &end, 10);
    if (end == at) return false;
    at = end;
  }
  *memory = (ProcessMemory){.resident_bytes = page * pages[RESIDENT], .data_bytes = page * pages[DATA]};
  return true;
}

/* The number of the line, where it is of this name. */
static void value_take(const char *line, const char *name, long *value) {
  const size_t length = strlen(name);
  if (strncmp(line, name, length) == 0) *value = strtol(line + length, NULL, 10);
}

bool process_is_restricted(int pid) {
  enum { FILTERED = 2 }; /* SECCOMP_MODE_FILTER */
  char name[40], line[256];
  snprintf(name, sizeof name, "/proc/%d/status", pid);
  FILE *file = fopen(name, "re");
  if (!file) return false;
  long seccomp = 0, no_new_privileges = 0;
  while (fgets(line, sizeof line, file)) {
    value_take(line, "Seccomp:", &seccomp);
    value_take(line, "NoNewPrivs:", &no_new_privileges);
  }
  fclose(file);
  return seccomp == FILTERED && no_new_privileges == 1;
}
