/* SPDX-License-Identifier: Apache-2.0
 *
 * The modules of codegen/golden/, decoded, for tests that want some of everything. Only tests include this.
 */
#ifndef SIGNET_CODEGEN_GOLDEN_FIXTURE_H
#define SIGNET_CODEGEN_GOLDEN_FIXTURE_H

#include "codegen/compile_fixture.h"

#include <dirent.h>
#include <stdio.h>

enum { GOLDEN_ROOM = 256 };

typedef struct {
  Subject subjects[GOLDEN_ROOM];
  uint32_t count;
} Golden;

static inline Bytes golden_read(const char *path) {
  Bytes bytes = {0};
  uint8_t buffer[4096];
  FILE *file = fopen(path, "rb");
  cr_assert(file != NULL, "%s", path);
  for (size_t got; (got = fread(buffer, 1, sizeof buffer, file)) != 0;) put_bytes(&bytes, buffer, got);
  fclose(file);
  return bytes;
}

static inline void golden_open(Golden *golden) {
  golden->count = 0;
  DIR *folder = opendir(MODULE_DIR);
  cr_assert(folder != NULL, "%s", MODULE_DIR);
  for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || strcmp(dot, ".wasm") != 0) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", MODULE_DIR, entry->d_name);
    cr_assert_lt(golden->count, GOLDEN_ROOM);
    subject_open(&golden->subjects[golden->count++], golden_read(path));
  }
  closedir(folder);
  cr_assert_gt(golden->count, 0);
}

static inline void golden_close(Golden *golden) {
  for (uint32_t i = 0; i < golden->count; i++) subject_close(&golden->subjects[i]);
}

#endif
