/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of functions, for backtraces and listings: the name section's function names (spec appendix, 7.4.1), else the
 * name that a function is exported by. The section is read when a name is first asked for, and nothing about it can
 * make a module invalid: what is malformed ends the reading, and the names before it stay.
 */
#include "runtime/module.h"
#include "wasm/reader.h"

#include <stdlib.h>
#include <string.h>

enum { SUBSECTION_FUNCTIONS = 1 };

/* The function name subsection: a vector of (function index, name). */
static void names_read(const Module *decoded, Reader *reader, Name *names) {
  for (uint32_t count = read_count(reader, 2); count && !reader->failed; count--) {
    uint32_t function = read_u32(reader), length = read_length(reader);
    const uint8_t *bytes = reader->at;
    if (reader->failed || !utf8_valid(bytes, length)) return;
    read_skip(reader, length);
    if (function < decoded->function_count) names[function] = (Name){(const char *)bytes, length};
  }
}

static void section_read(const Module *decoded, const CustomSection *section, Name *names) {
  Reader reader = {.at = decoded->bytes + section->bytes,
                   .end = decoded->bytes + section->bytes + section->size,
                   .module = decoded->bytes};
  while (!reader.failed && !reader_at_end(&reader)) {
    uint8_t id = read_byte(&reader);
    uint32_t size = read_length(&reader);
    if (reader.failed) return;
    Reader part = reader_part(&reader, size);
    if (id == SUBSECTION_FUNCTIONS) names_read(decoded, &part, names);
  }
}

static Name *names_make(const Module *decoded) {
  for (uint32_t i = 0; i < decoded->custom_count; i++) {
    const CustomSection *section = &decoded->customs[i];
    if (section->name.length != 4 || memcmp(section->name.bytes, "name", 4) != 0) continue;
    Name *names = calloc(decoded->function_count ? decoded->function_count : 1, sizeof *names);
    if (names) section_read(decoded, section, names);
    return names;
  }
  return NULL;
}

sg_name sg_module_function_name(const sg_module *module, uint32_t function) {
  const Module *decoded = module->decoded;
  if (function >= decoded->function_count) return (sg_name){NULL, 0};
  sg_module *owner = (sg_module *)(uintptr_t)module;
  pthread_mutex_lock(&owner->mutex);
  if (!owner->names_made) {
    owner->names = names_make(decoded);
    owner->names_made = true;
  }
  pthread_mutex_unlock(&owner->mutex);
  if (module->names && module->names[function].bytes)
    return (sg_name){module->names[function].bytes, module->names[function].length};
  for (uint32_t i = 0; i < decoded->export_count; i++)
    if (decoded->exports[i].kind == EXTERN_FUNC && decoded->exports[i].index == function)
      return (sg_name){decoded->exports[i].name.bytes, decoded->exports[i].name.length};
  return (sg_name){NULL, 0};
}
