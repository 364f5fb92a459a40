/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing a perf map. /tmp is everybody's: the file must be new and no link, so that nobody leads us to write elsewhere
 * or reads along; and names out of the module are escaped, so that no name is two lines.
 */
#include "harness/perf_map.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool perf_map_open(PerfMap *map, const char *command) {
  snprintf(map->path, sizeof map->path, "/tmp/perf-%ld.map", (long)getpid());
  const int descriptor = open(map->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  map->file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
  if (map->file) return true;
  usage_error(command, "%s: %s", map->path, strerror(errno));
  if (descriptor >= 0) close(descriptor);
  return false;
}

static void range_print(const PerfMap *map, const sg_code_range *range, const sg_module *module) {
  fprintf(map->file, "%" PRIxPTR " %zx ", (uintptr_t)range->address, range->bytes);
  if (range->kind == SG_CODE_ENGINE) {
    fprintf(map->file, "signet: %s\n", range->name);
    return;
  }
  const sg_name name = sg_module_function_name(module, range->function);
  if (name.length) name_print(map->file, name);
  else fprintf(map->file, "wasm-function[%" PRIu32 "]", range->function);
  fputs(range->kind == SG_CODE_ENTRY ? " (entry)\n" : "\n", map->file);
}

/* All ranges of a module, or of an engine where there is none. */
static void ranges_print(const PerfMap *map, sg_engine *engine, const sg_module *module) {
  const size_t room = module ? sg_module_code(module, NULL, 0) : sg_engine_code(engine, NULL, 0);
  sg_code_range *ranges = calloc(room + 1, sizeof *ranges);
  if (!ranges) return;
  const size_t all = module ? sg_module_code(module, ranges, room) : sg_engine_code(engine, ranges, room);
  for (size_t i = 0; i < room && i < all; i++) range_print(map, &ranges[i], module);
  free(ranges);
}

void perf_map_add(PerfMap *map, sg_engine *engine, const sg_module *module) {
  if (!map->file) return;
  if (module) ranges_print(map, engine, module);
  ranges_print(map, engine, NULL);
  fflush(map->file);
}

void perf_map_restart(PerfMap *map) {
  if (!map->file) return;
  fflush(map->file);
  rewind(map->file);
  if (ftruncate(fileno(map->file), 0) != 0) return; /* the old lines are as true as they were */
}

bool perf_map_close(PerfMap *map, const char *command) {
  if (!map->file) return true;
  const bool failed = ferror(map->file) != 0;
  if (fclose(map->file) == 0 && !failed) return true;
  usage_error(command, "%s: could not be written", map->path);
  return false;
}
