/* SPDX-License-Identifier: Apache-2.0
 *
 * The official suite, decoded and validated but not run: in the files whose features are all on, every module is
 * accepted, every malformed module refused as malformed, every invalid one as invalid; in the others a refusal may be
 * for a feature instead. `signet spec` runs the same files; this test needs no engine and sees the sanitizers.
 *
 * The suite is found by SIGNET_SPEC_TESTS (spec-tests/ says where to get it); where that is not set, nothing is tested
 * and one line says so.
 */
#include "wasm/module_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* Features of MANIFEST.tsv that are on. */
static const char *const on[] = {"-",           "mutable-global", "sign-ext",        "sat-float-to-int",
                                 "multi-value", "bulk-memory",    "reference-types", "extended-const"};

static bool all_on(char *features) {
  for (char *rest = NULL, *feature = strtok_r(features, ",\n", &rest); feature;
       feature = strtok_r(NULL, ",\n", &rest)) {
    bool found = false;
    for (unsigned i = 0; i < sizeof on / sizeof *on; i++) found = found || strcmp(on[i], feature) == 0;
    if (!found) return false;
  }
  return true;
}

/* The string value of a key in a line that holds one command; false: the key is not there. Names of files and kinds
 * hold no escapes. */
static bool value_of(const char *line, const char *key, char *to, size_t room) {
  char quoted[40];
  snprintf(quoted, sizeof quoted, "\"%s\":\"", key);
  const char *start = strstr(line, quoted);
  if (!start) return false;
  start += strlen(quoted);
  size_t length = strcspn(start, "\"");
  if (length >= room) return false;
  memcpy(to, start, length);
  to[length] = 0;
  return true;
}

enum { PATH_ROOM = 2048 };

static void path_make(char to[PATH_ROOM], const char *folder, const char *name, const char *suffix) {
  int length = snprintf(to, PATH_ROOM, "%s/%s%s", folder, name, suffix);
  cr_assert(length >= 0 && length < PATH_ROOM, "a long path: %s", folder);
}

typedef struct {
  unsigned modules, malformed, invalid, refused; /* commands that were checked; of these, refused for a feature */
} Counts;

static uint8_t *file_read(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  cr_assert(file, "%s cannot be read", path);
  uint8_t *bytes = NULL;
  *size = 0;
  for (size_t room = 4096;; room *= 2) {
    bytes = realloc(bytes, room);
    *size += fread(bytes + *size, 1, room - *size, file);
    if (*size < room) break;
  }
  fclose(file);
  return bytes;
}

static void command_check(const char *folder, const char *line, bool is_on, Counts *counts) {
  char type[40], file[200], text[200] = "", path[PATH_ROOM];
  bool is_text = strstr(line, "\"module_type\":\"text\"") != NULL;
  if (!value_of(line, "type", type, sizeof type)) return;
  if (!value_of(line, is_text ? "binary_filename" : "filename", file, sizeof file)) return;
  value_of(line, "text", text, sizeof text);
  sg_error_code expected = SG_OK;
  if (strcmp(type, "assert_malformed") == 0) expected = SG_MALFORMED;
  else if (strcmp(type, "assert_invalid") == 0) expected = SG_INVALID;

  path_make(path, folder, file, "");
  size_t size;
  uint8_t *bytes = file_read(path, &size);
  SampleModule sample;
  sample_open(&sample, bytes, size, true, 0);
  free(bytes);
  sg_error_code code = sample.module ? SG_OK : sample.error.code;
  if (code == SG_UNSUPPORTED && !is_on) counts->refused++;
  else
    cr_assert_eq(code, expected, "%s: %s \"%s\", and we say: %s", file, type, text,
                 sample.module ? "valid" : sample.error.message);
  if (expected == SG_OK) counts->modules++;
  else if (expected == SG_MALFORMED) counts->malformed++;
  else counts->invalid++;
  sample_close(&sample);
}

static void script_check(const char *folder, const char *script, bool is_on, Counts *counts) {
  char path[PATH_ROOM];
  path_make(path, folder, script, ".json");
  FILE *file = fopen(path, "r");
  cr_assert(file, "%s cannot be read", path);
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, file) >= 0) command_check(folder, line, is_on, counts);
  free(line);
  fclose(file);
}

Test(suite, decodes_and_validates) {
  const char *suite = getenv("SIGNET_SPEC_TESTS");
  if (!suite) {
    fprintf(stderr, "wasm/suite_test: SIGNET_SPEC_TESTS is not set: the official suite is not tested\n");
    return;
  }
  char path[PATH_ROOM], folder[PATH_ROOM];
  path_make(path, suite, "MANIFEST", ".tsv");
  path_make(folder, suite, "core", "");
  FILE *manifest = fopen(path, "r");
  cr_assert(manifest, "%s cannot be read", path);
  char *line = NULL;
  size_t room = 0;
  Counts with = {0}, without = {0};
  while (getline(&line, &room, manifest) >= 0) {
    char *rest = NULL, *features = strrchr(line, '\t') + 1;
    const char *part = strtok_r(line, "\t", &rest), *script = strtok_r(NULL, "\t", &rest);
    if (strcmp(part, "core") != 0) continue;
    bool is_on = all_on(features);
    script_check(folder, script, is_on, is_on ? &with : &without);
  }
  free(line);
  fclose(manifest);
  cr_assert(with.modules && with.malformed && with.invalid, "the suite is not what it was");
  fprintf(stderr, "wasm/suite_test: %u modules, %u malformed, %u invalid; with later features %u, %u refused for one\n",
          with.modules, with.malformed, with.invalid, without.modules + without.malformed + without.invalid,
          without.refused);
}
