/* SPDX-License-Identifier: Apache-2.0
 *
 * The module decoder (spec 5.5.16): the header, the sections in their order, custom sections between them, and the
 * checks that span sections. Each section's content is decoded in a file of its own.
 *
 * Time and memory are linear in the bytes, but for the sort of export names: no array is made before the bytes that
 * fill it have been counted.
 */
#include "wasm/module.h"
#include "wasm/section.h"

#include <string.h>

void *section_alloc(Decoder *d, size_t count, size_t size) {
  if (d->reader.failed) return NULL;
  void *memory = arena_alloc(d->module->arena, count, size);
  if (!memory) reader_fail(&d->reader, ERR_NO_MEMORY, reader_offset(&d->reader), NULL);
  return memory;
}

uint32_t section_count(Decoder *d, uint32_t item_bytes, uint32_t limit, const char *what) {
  uint32_t offset = reader_offset(&d->reader), count = read_count(&d->reader, item_bytes);
  if (count <= limit) return count;
  reader_fail(&d->reader, ERR_LIMIT, offset, "%u %s, at most %u", count, what, limit);
  return 0;
}

uint32_t section_index(Decoder *d, uint32_t count, ErrorRow unknown) {
  uint32_t offset = reader_offset(&d->reader), index = read_u32(&d->reader);
  if (d->reader.failed || index < count) return index;
  reader_fail(&d->reader, unknown, offset, "%u", index);
  return 0;
}

Name name_read(Reader *r) {
  uint32_t length = read_length(r), offset = reader_offset(r);
  const uint8_t *bytes = r->at;
  read_skip(r, length);
  if (!r->failed && !utf8_valid(bytes, length)) reader_fail(r, ERR_UTF8, offset, NULL);
  return (Name){(const char *)bytes, length};
}

/* The sections of the table in their order; a custom section has no place in it. */
static const struct {
  uint8_t id;
  const char *name;
  void (*decode)(Decoder *d);
} sections[] = {
#define SECTION(id, name) {id, #name, name##_section},
#include "wasm/sections.def"
#undef SECTION
};
enum { SECTIONS = sizeof sections / sizeof *sections };

static uint32_t section_place(uint8_t id) {
  uint32_t place = 0;
  while (place < SECTIONS && sections[place].id != id) place++;
  return place;
}

bool decoder_knows(uint8_t id) { return id == 0 || section_place(id) < SECTIONS; }
bool decoder_wants(const Decoder *d, uint8_t id) {
  return id == 0 || (decoder_knows(id) && section_place(id) >= d->next);
}

/* Room doubles: how many come is not known before the last. */
static void custom_section(Decoder *d) {
  Module *module = d->module;
  if (module->custom_count == d->custom_room) {
    uint32_t room = d->custom_room ? 2 * d->custom_room : 4;
    CustomSection *customs = section_alloc(d, room, sizeof *customs);
    if (!customs) return;
    if (module->custom_count) memcpy(customs, d->customs, module->custom_count * sizeof *customs);
    module->customs = d->customs = customs;
    d->custom_room = room;
  }
  Reader *r = &d->reader;
  CustomSection *custom = &d->customs[module->custom_count++];
  custom->name = name_read(r);
  custom->bytes = reader_offset(r);
  custom->size = (uint32_t)reader_left(r);
  r->at = r->end;
}

static void header_read(Reader *r) {
  static const uint8_t magic[4] = {0, 'a', 's', 'm'}, version[4] = {1, 0, 0, 0};
  size_t size = reader_left(r);
  if (memcmp(r->at, magic, size < 4 ? size : 4) != 0) reader_fail(r, ERR_MAGIC, 0, NULL);
  else if (size > 4 && memcmp(r->at + 4, version, size < 8 ? size - 4 : 4) != 0) reader_fail(r, ERR_VERSION, 4, NULL);
  read_skip(r, 8);
}

bool decoder_section(Decoder *d) {
  Reader *whole = &d->whole;
  uint32_t start = reader_offset(whole);
  uint8_t id = read_byte(whole);
  uint32_t place = section_place(id);
  if (id != 0 && place == SECTIONS) return reader_fail(whole, ERR_SECTION_ID, start, "%u", id);
  uint32_t size = read_length(whole), content = reader_offset(whole);
  d->reader = reader_part(whole, size);
  if (whole->failed) return false;
  if (id == 0) {
    custom_section(d);
    return !d->reader.failed;
  }
  if (place < d->next)
    return reader_fail(whole, ERR_SECTION_ORDER, start, "section %s after section %s", sections[place].name,
                       sections[d->next - 1].name);
  d->next = place + 1;
  sections[place].decode(d);
  if (!d->reader.failed && !reader_at_end(&d->reader))
    reader_fail(&d->reader, ERR_SECTION_SIZE, content, "section %s has %u bytes, %zu unread", sections[place].name,
                size, reader_left(&d->reader));
  if (!d->reader.failed && needs_stop(&d->needs))
    return feature_refuse(whole->error, d->needs.feature, d->needs.offset, SG_NO_FUNCTION);
  return !d->reader.failed;
}

/* A module that needs a feature that is off: refused, unless its bodies are wrong in another way. Always false. */
static bool refuse_if_valid(Decoder *d, sg_error *error) {
  sg_error body;
  if (!module_validate_bodies(d->module, &body) && (body.code == SG_MALFORMED || body.code == SG_INVALID)) {
    if (error) *error = body;
    return false;
  }
  return feature_refuse(error, d->needs.feature, d->needs.offset, SG_NO_FUNCTION);
}

bool decoder_open(Decoder *d, Arena *arena, const uint8_t *bytes, size_t size, sg_error *error) {
  *d = (Decoder){
      .whole = {.at = bytes, .end = bytes + size, .module = bytes, .error = error, .end_row = ERR_UNEXPECTED_END}};
  header_read(&d->whole);
  if (d->whole.failed) return false;
  d->module = arena_alloc(arena, 1, sizeof *d->module);
  if (!d->module) return error_set(error, ERR_NO_MEMORY, SG_NO_OFFSET, SG_NO_FUNCTION, NULL);
  *d->module = (Module){.bytes = bytes, .size = size, .arena = arena, .start = NO_INDEX};
  return true;
}

Module *decoder_finish(Decoder *d) {
  Reader *whole = &d->whole;
  Module *module = d->module;
  if (!d->has_code && module->function_count > module->imported_functions)
    reader_fail(whole, ERR_CODE_COUNT, reader_offset(whole), "%u and 0",
                module->function_count - module->imported_functions);
  if (!d->has_data && module->has_data_count && module->data_count > 0)
    reader_fail(whole, ERR_DATA_COUNT, reader_offset(whole), "%u and 0", module->data_count);
  if (whole->failed) return NULL;
  return d->needs.any && !refuse_if_valid(d, whole->error) ? NULL : module;
}

Module *module_decode(Arena *arena, const uint8_t *bytes, size_t size, sg_error *error) {
  if (size > LIMIT_MODULE_BYTES) {
    error_set(error, ERR_LIMIT, SG_NO_OFFSET, SG_NO_FUNCTION, "a module of %zu bytes, at most %d", size,
              LIMIT_MODULE_BYTES);
    return NULL;
  }
  Decoder d;
  if (!decoder_open(&d, arena, bytes, size, error)) return NULL;
  while (!reader_at_end(&d.whole))
    if (!decoder_section(&d)) return NULL;
  return decoder_finish(&d);
}
