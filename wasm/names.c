/* SPDX-License-Identifier: Apache-2.0
 *
 * The name section: subsections 0 (the module's name) and 1 (functions'). Name maps are sorted by index, as the format
 * demands, so a lookup is a binary search in what was read once.
 */
#include "wasm/names.h"

#include "wasm/section.h"

#include <string.h>

enum { SUBSECTION_MODULE = 0, SUBSECTION_FUNCTIONS = 1 };

static bool name_is(Name name, const char *text) {
  return name.length == strlen(text) && memcmp(name.bytes, text, name.length) == 0;
}

static const CustomSection *name_section(const Module *module) {
  for (uint32_t i = 0; i < module->custom_count; i++)
    if (name_is(module->customs[i].name, "name")) return &module->customs[i];
  return NULL;
}

/* A vector of index and name, the indices increasing and of functions that exist. */
static void functions_read(Reader *r, const Module *module, Arena *arena, Names *names) {
  uint32_t count = read_count(r, 2);
  if (r->failed) return;
  IndexedName *functions = arena_alloc(arena, count, sizeof *functions);
  if (!functions) return;
  for (uint32_t i = 0; i < count; i++) {
    functions[i].index = read_u32(r);
    functions[i].name = name_read(r);
    bool in_order = i == 0 || functions[i - 1].index < functions[i].index;
    if (r->failed || !in_order || functions[i].index >= module->function_count) return;
  }
  names->functions = functions;
  names->function_count = count;
}

Names names_read(const Module *module, Arena *arena) {
  Names names = {0};
  const CustomSection *section = name_section(module);
  if (!section) return names;
  Reader r = {.at = module->bytes + section->bytes,
              .end = module->bytes + section->bytes + section->size,
              .module = module->bytes,
              .end_row = ERR_END_OF_SECTION};
  while (!reader_at_end(&r)) {
    uint8_t id = read_byte(&r);
    Reader part = reader_part(&r, read_length(&r));
    if (r.failed) break;
    if (id == SUBSECTION_MODULE && !names.module.length) {
      Name name = name_read(&part);
      if (!part.failed) names.module = name;
    } else if (id == SUBSECTION_FUNCTIONS && !names.functions) {
      functions_read(&part, module, arena, &names);
    }
  }
  return names;
}

static Name external_name(const Module *module, uint32_t function) {
  for (uint32_t i = 0; i < module->export_count; i++)
    if (module->exports[i].kind == EXTERN_FUNC && module->exports[i].index == function) return module->exports[i].name;
  for (uint32_t i = 0; i < module->import_count; i++)
    if (module->imports[i].kind == EXTERN_FUNC && module->imports[i].index == function) return module->imports[i].name;
  return (Name){"", 0};
}

Name names_function(const Names *names, const Module *module, uint32_t function) {
  uint32_t low = 0, high = names->function_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const IndexedName *found = &names->functions[middle];
    if (found->index == function) return found->name;
    if (function < found->index) high = middle;
    else low = middle + 1;
  }
  return external_name(module, function);
}
