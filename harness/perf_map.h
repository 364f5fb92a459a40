/* SPDX-License-Identifier: Apache-2.0
 *
 * The map that Linux's `perf` looks for to name code that no file holds: /tmp/perf-PID.map, a line a range,
 * "START SIZE NAME" with numbers in hexadecimal. It stays when the process ends, as `perf report` comes later.
 */
#ifndef SIGNET_HARNESS_PERF_MAP_H
#define SIGNET_HARNESS_PERF_MAP_H

#include "harness/commands.h"

typedef struct PerfMap {
  FILE *file; /* NULL: none is wanted */
  char path[64];
} PerfMap;

/* False and a message where there is such a file already, or none can be made. */
bool perf_map_open(PerfMap *map, const char *command);
/* Adds what is sealed by now of a module (NULL: none) and of the engine itself. */
void perf_map_add(PerfMap *map, sg_engine *engine, const sg_module *module);
/* Begins anew: what is added from now on replaces what was. */
void perf_map_restart(PerfMap *map);
/* False and a message where it could not be written. */
bool perf_map_close(PerfMap *map, const char *command);

#endif
