/* SPDX-License-Identifier: Apache-2.0
 *
 * The element, data count and data sections (spec 5.5.12, 5.5.14, 5.5.16): what fills tables and memories. Contents of
 * data segments stay in the module's bytes; function indices of element segments are decoded.
 */
#include "wasm/subtyping.h"
#include "wasm/type_reader.h"

/* The bits of an element segment's first integer: its eight forms. */
enum {
  ELEM_NOT_ACTIVE = 1,
  ELEM_EXPLICIT = 2 /* the table's index; if not active: declarative */,
  ELEM_EXPRESSIONS = 4
};

/* What the elements are, where the form says it: a reference type, or the kind 0 of functions. */
static ValueType element_type_read(Decoder *d, uint32_t flags) {
  if (!(flags & (ELEM_NOT_ACTIVE | ELEM_EXPLICIT))) return TYPE_FUNCREF;
  if (flags & ELEM_EXPRESSIONS) return reference_type_read(&d->reader, type_context(d));
  uint32_t offset = reader_offset(&d->reader);
  uint8_t kind = read_byte(&d->reader);
  if (kind != 0) reader_fail(&d->reader, ERR_ELEM_KIND, offset, "%#x", kind);
  return TYPE_FUNCREF;
}

static void elements_read(Decoder *d, ElementSegment *segment) {
  uint32_t count = segment->count = section_count(d, 1, LIMIT_SEGMENT_ELEMENTS, "elements");
  if (segment->is_expressions) {
    ConstantExpr *expressions = section_alloc(d, count, sizeof *expressions);
    for (uint32_t i = 0; i < count && !d->reader.failed; i++) expressions[i] = constant_read(d, segment->type);
    segment->expressions = expressions;
    return;
  }
  uint32_t *functions = section_alloc(d, count, sizeof *functions);
  for (uint32_t i = 0; i < count && !d->reader.failed; i++) {
    functions[i] = section_index(d, d->module->function_count, ERR_UNKNOWN_FUNCTION);
    if (!d->reader.failed) d->module->functions[functions[i]].declared = true;
  }
  segment->functions = functions;
}

static void element_segment_read(Decoder *d, ElementSegment *segment) {
  Reader *r = &d->reader;
  const Module *module = d->module;
  uint32_t offset = reader_offset(r), flags = read_u32(r);
  if (flags > (ELEM_NOT_ACTIVE | ELEM_EXPLICIT | ELEM_EXPRESSIONS)) {
    reader_fail(r, ERR_ELEM_FLAGS, offset, "%#x", flags);
    return;
  }
  segment->is_expressions = flags & ELEM_EXPRESSIONS;
  if (flags & ELEM_NOT_ACTIVE) {
    segment->mode = flags & ELEM_EXPLICIT ? SEGMENT_DECLARATIVE : SEGMENT_PASSIVE;
    segment->type = element_type_read(d, flags);
    elements_read(d, segment);
    return;
  }
  segment->mode = SEGMENT_ACTIVE;
  if (flags & ELEM_EXPLICIT) segment->table = read_u32(r);
  if (r->failed) return;
  if (segment->table >= module->table_count) {
    reader_fail(r, ERR_UNKNOWN_TABLE, offset, "%u", segment->table);
    return;
  }
  const TableType *table = &module->tables[segment->table].type;
  segment->table_offset = constant_read(d, table->limits.is_64 ? TYPE_I64 : TYPE_I32);
  segment->type = element_type_read(d, flags);
  if (!type_matches(segment->type, table->element))
    reader_fail(r, ERR_TYPE_MISMATCH, offset, "elements of %s in table %u of %s", type_name(segment->type),
                segment->table, type_name(table->element));
  elements_read(d, segment);
}

void element_section(Decoder *d) {
  uint32_t count = section_count(d, 3, UINT32_MAX, "element segments");
  ElementSegment *segments = section_alloc(d, count, sizeof *segments);
  for (uint32_t i = 0; i < count && !d->reader.failed; i++) element_segment_read(d, &segments[i]);
  d->module->elements = segments;
  d->module->element_count = count;
}

void data_count_section(Decoder *d) {
  uint32_t offset = reader_offset(&d->reader), count = read_u32(&d->reader);
  if (count > LIMIT_DATA_SEGMENTS) reader_fail(&d->reader, ERR_LIMIT, offset, "%u data segments", count);
  d->module->has_data_count = true;
  d->module->data_count = count;
}

static void data_segment_read(Decoder *d, DataSegment *segment) {
  Reader *r = &d->reader;
  const Module *module = d->module;
  uint32_t offset = reader_offset(r), flags = read_u32(r);
  if (flags > 2) reader_fail(r, ERR_DATA_FLAGS, offset, "%#x", flags);
  segment->mode = flags == 1 ? SEGMENT_PASSIVE : SEGMENT_ACTIVE;
  if (flags == 2) segment->memory = read_u32(r);
  if (r->failed) return;
  if (segment->mode == SEGMENT_ACTIVE) {
    if (segment->memory >= module->memory_count) {
      reader_fail(r, ERR_UNKNOWN_MEMORY, offset, "%u", segment->memory);
      return;
    }
    bool is_64 = module->memories[segment->memory].limits.is_64;
    segment->memory_offset = constant_read(d, is_64 ? TYPE_I64 : TYPE_I32);
  }
  segment->size = read_length(r);
  segment->bytes = reader_offset(r);
  read_skip(r, segment->size);
}

void data_section(Decoder *d) {
  Module *module = d->module;
  uint32_t offset = reader_offset(&d->reader);
  uint32_t count = section_count(d, 2, LIMIT_DATA_SEGMENTS, "data segments");
  if (module->has_data_count && count != module->data_count)
    reader_fail(&d->reader, ERR_DATA_COUNT, offset, "%u and %u", module->data_count, count);
  DataSegment *segments = section_alloc(d, count, sizeof *segments);
  for (uint32_t i = 0; i < count && !d->reader.failed; i++) data_segment_read(d, &segments[i]);
  module->data = segments;
  module->data_count = count;
  d->has_data = true;
}
