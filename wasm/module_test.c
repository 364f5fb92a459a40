/* SPDX-License-Identifier: Apache-2.0
 *
 * What is decoded of valid modules, against the bytes as the spec reads them; refused ones are in refusal_test.c. The
 * last tests are on cost: names and types chosen to be slow, and counts that no bytes pay for.
 */
#include "wasm/limits.h"
#include "wasm/module_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

static bool name_is(Name name, const char *text) {
  return name.length == strlen(text) && !memcmp(name.bytes, text, name.length);
}

Test(module, empty) {
  SampleModule sample;
  sample_open(&sample, BYTES(HEADER), true, 0);
  cr_assert(sample.module, "%s", sample.error.message);
  cr_assert_eq(sample.module->start, NO_INDEX);
  cr_assert_eq(sample.module->type_count, 0);
  sample_close(&sample);
}

/* Imports of all four kinds and definitions of all four: the imports come first in each index space. */
Test(module, index_spaces) {
  SampleModule sample;
  sample_open(&sample,
              BYTES(HEADER "\x01\x0b\x02\x60\x00\x00\x60\x02\x7f\x7e\x02\x7d\x7c" /* [] -> [], [i32 i64] -> [f32 f64] */
                           "\x02\x19\x04\x01m\x01"
                           "f\x00\x01"                        /* m.f: function of type 1 */
                           "\x00\x01t\x01\x70\x01\x02\x03"    /* .t: table of 2 to 3 */
                           "\x00\x00\x03\x7e\x01"             /* .: global, mutable i64 */
                           "\x01m\x00\x00\x00"                /* m.: function of type 0 */
                           "\x03\x02\x01\x00"                 /* a function of type 0 */
                           "\x04\x04\x01\x6f\x00\x05"         /* a table of externref, from 5 */
                           "\x05\x04\x01\x01\x01\x02"         /* a memory of 1 to 2 */
                           "\x06\x06\x01\x7f\x00\x41\x07\x0b" /* a global, i32 7 */
                           "\x07\x09\x02\x01z\x00\x02\x01"
                           "a\x03\x01"                /* function 2 as z, global 1 as a */
                           "\x08\x01\x02"             /* start 2 */
                           "\x0a\x04\x01\x02\x00\x0b" /* its body */
                           "\x00\x04\x01x\x01\x02"),  /* a custom section */
              true, 0);
  const Module *m = sample.module;
  cr_assert(m, "%s at %llu", sample.error.message, (unsigned long long)sample.error.offset);
  cr_assert(m->type_count == 2 && m->types[1].func.param_count == 2 && m->types[1].func.result_count == 2);
  const ValueType expected[] = {TYPE_I32, TYPE_I64, TYPE_F32, TYPE_F64};
  cr_assert_arr_eq(m->types[1].func.types, expected, sizeof expected);
  cr_assert(m->import_count == 4 && m->imported_functions == 2 && m->function_count == 3);
  cr_assert(name_is(m->imports[0].module, "m") && name_is(m->imports[0].name, "f"));
  cr_assert(m->imports[3].kind == EXTERN_FUNC && m->imports[3].index == 1);
  cr_assert(m->functions[0].type == 1 && m->functions[1].type == 0 && m->functions[0].body_end == 0);
  cr_assert(m->imported_tables == 1 && m->table_count == 2);
  cr_assert(m->tables[0].type.limits.min == 2 && m->tables[0].type.limits.max == 3);
  cr_assert(m->tables[1].type.element == TYPE_EXTERNREF && m->tables[1].type.limits.max == LIMIT_NONE);
  cr_assert(m->imported_memories == 0 && m->memory_count == 1 && m->memories[0].limits.max == 2);
  cr_assert(m->imported_globals == 1 && m->global_count == 2 && m->globals[0].type.mutable_);
  cr_assert(m->globals[1].type.type == TYPE_I32 && !m->globals[1].type.mutable_);
  cr_assert_eq(m->start, 2);
  const Function *f = &m->functions[2];
  cr_assert(f->body_end - f->body == 2 && m->bytes[f->body] == 0 && m->bytes[f->body + 1] == 0x0b);
  cr_assert(f->declared && !m->functions[0].declared);
  cr_assert_eq(m->largest_body, 2);
  cr_assert(m->custom_count == 1 && name_is(m->customs[0].name, "x") && m->customs[0].size == 2);
  cr_assert_eq(m->bytes[m->customs[0].bytes], 1);
  cr_assert_eq(module_export(m, "z", 1), &m->exports[0]);
  cr_assert_eq(module_export(m, "a", 1), &m->exports[1]);
  cr_assert_null(module_export(m, "", 0));
  cr_assert_null(module_export(m, "aa", 2));
  sample_close(&sample);
}

/* The eight forms of element segments and the three of data segments. */
Test(module, segments) {
  SampleModule sample;
  sample_open(&sample,
              BYTES(HEADER "\x01\x04\x01\x60\x00\x00"
                           "\x03\x02\x01\x00"
                           "\x04\x07\x02\x70\x00\x04\x70\x00\x04"
                           "\x05\x03\x01\x00\x01"
                           "\x09\x3b\x08"
                           "\x00\x41\x01\x0b\x01\x00"                         /* active, table 0, functions */
                           "\x01\x00\x02\x00\x00"                             /* passive, functions */
                           "\x02\x01\x41\x02\x0b\x00\x01\x00"                 /* active, table 1, functions */
                           "\x03\x00\x00"                                     /* declarative, functions */
                           "\x04\x41\x03\x0b\x01\xd2\x00\x0b"                 /* active, table 0, expressions */
                           "\x05\x6f\x01\xd0\x6f\x0b"                         /* passive, expressions */
                           "\x06\x01\x41\x00\x0b\x70\x01\xd0\x70\x0b"         /* active, table 1, expressions */
                           "\x07\x70\x03\xd2\x00\x0b\xd2\x00\x0b\xd0\x70\x0b" /* declarative, expressions */
                           "\x0c\x01\x03"
                           "\x0a\x04\x01\x02\x00\x0b"
                           "\x0b\x11\x03"
                           "\x00\x41\x00\x0b\x02hi"      /* active */
                           "\x01\x00"                    /* passive, empty */
                           "\x02\x00\x41\x04\x0b\x01x"), /* active, memory 0 by index */
              true, 0);
  const Module *m = sample.module;
  cr_assert(m, "%s at %llu", sample.error.message, (unsigned long long)sample.error.offset);
  cr_assert_eq(m->element_count, 8);
  static const SegmentMode modes[] = {SEGMENT_ACTIVE, SEGMENT_PASSIVE, SEGMENT_ACTIVE, SEGMENT_DECLARATIVE};
  static const uint32_t counts[] = {1, 2, 1, 0, 1, 1, 1, 3}, tables[] = {0, 0, 1, 0, 0, 0, 1, 0};
  for (unsigned i = 0; i < 8; i++) {
    const ElementSegment *segment = &m->elements[i];
    cr_assert_eq(segment->mode, modes[i % 4], "segment %u", i);
    cr_assert_eq(segment->is_expressions, i >= 4, "segment %u", i);
    cr_assert_eq(segment->count, counts[i], "segment %u", i);
    cr_assert_eq(segment->table, tables[i], "segment %u", i);
    cr_assert_eq(segment->type, i == 5 ? TYPE_EXTERNREF : TYPE_FUNCREF, "segment %u", i);
  }
  cr_assert(m->functions[0].declared);
  cr_assert(m->data_count == 3 && m->has_data_count);
  cr_assert(m->data[0].mode == SEGMENT_ACTIVE && m->data[0].size == 2 && m->bytes[m->data[0].bytes] == 'h');
  cr_assert(m->data[1].mode == SEGMENT_PASSIVE && m->data[1].size == 0);
  cr_assert(m->data[2].mode == SEGMENT_ACTIVE && m->data[2].size == 1 && m->bytes[m->data[2].bytes] == 'x');
  sample_close(&sample);
}

/* References to types of equal structure are one type; (ref null $t) is a function reference. */
Test(module, references_to_types) {
  SampleModule sample;
  sample_open(&sample,
              BYTES(HEADER "\x01\x18\x05"
                           "\x60\x00\x00"                   /* 0: [] -> [] */
                           "\x60\x01\x63\x00\x00"           /* 1: [(ref null 0)] -> [] */
                           "\x60\x00\x00"                   /* 2 = 0 */
                           "\x60\x01\x63\x02\x00"           /* 3 = 1 */
                           "\x60\x01\x64\x70\x01\x63\x70"), /* 4: [(ref func)] -> [(ref null func)] */
              true, 0);
  const Module *m = sample.module;
  cr_assert(m, "%s at %llu", sample.error.message, (unsigned long long)sample.error.offset);
  cr_assert(m->types[2].same_as == 0 && m->types[3].same_as == 1 && m->types[4].same_as == 4);
  cr_assert_eq(m->types[1].func.types[0], m->types[3].func.types[0]);
  cr_assert_eq(m->types[1].func.types[0], m->types[0].nullable);
  cr_assert_eq(m->types[4].func.types[1], TYPE_FUNCREF);
  cr_assert(type_is_func_reference(m->types[0].nullable) && type_is_func_reference(TYPE_FUNCREF));
  cr_assert_not(type_is_func_reference(TYPE_EXTERNREF));
  sample_close(&sample);
}

/* Bytes appended to a buffer that is large enough. */
typedef struct {
  uint8_t *bytes;
  size_t size;
} Writer;

static void write_bytes(Writer *w, const void *bytes, size_t size) {
  memcpy(w->bytes + w->size, bytes, size);
  w->size += size;
}

/* In five bytes, so that lengths are known beforehand. */
static void write_u32(Writer *w, uint32_t value) {
  for (int i = 0; i < 4; i++, value >>= 7) w->bytes[w->size++] = (uint8_t)(value & 0x7f) | 0x80;
  w->bytes[w->size++] = (uint8_t)value;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* 100,000 exports with long names that differ at their ends alone. */
Test(module, many_exports) {
  enum { EXPORTS = 100000, NAME = 40 };
  Writer w = {malloc(EXPORTS * (NAME + 7) + 100), 0};
  write_bytes(&w, HEADER "\x05\x03\x01\x00\x00\x07", 8 + 6);
  write_u32(&w, EXPORTS * (NAME + 7) + 5);
  write_u32(&w, EXPORTS);
  for (uint32_t i = 0; i < EXPORTS; i++) {
    char name[NAME + 1];
    snprintf(name, sizeof name, "%0*u", NAME, i * 7919 % 1000003); /* scattered, and no two equal: a prime */
    write_u32(&w, NAME);
    write_bytes(&w, name, NAME);
    write_bytes(&w, "\x02\x00", 2);
  }
  double start = seconds();
  SampleModule sample;
  sample_open(&sample, w.bytes, w.size, true, 0);
  double took = seconds() - start;
  cr_assert(sample.module, "%s", sample.error.message);
  for (uint32_t i = 0; i < EXPORTS; i += 97) {
    const Export *export = &sample.module->exports[i];
    cr_assert_eq(module_export(sample.module, export->name.bytes, export->name.length), export);
  }
  cr_assert_lt(took, 20, "%f s", took);
  sample_close(&sample);
  free(w.bytes);
}

/* A module of 64 KiB is decoded in a small multiple of its size, whatever it is made of. */
Test(module, memory_is_linear_in_the_bytes) {
  static const struct {
    const char *what;
    uint8_t id, item[8], item_bytes;
  } vectors[] = {
      {"types", 1, {0x60, 0, 0}, 3},
      {"functions", 3, {0}, 1},
      {"tables", 4, {0x70, 0, 0}, 3},
      {"globals", 6, {0x7f, 0, 0x41, 0, 0x0b}, 5},
      {"declarative segments", 9, {3, 0, 0}, 3},
      {"passive data", 11, {1, 0}, 2},
  };
  enum { SIZE = 65536, MOST = 40 };
  for (unsigned i = 0; i < sizeof vectors / sizeof *vectors; i++) {
    Writer w = {malloc(SIZE + 100), 0};
    write_bytes(&w, HEADER, 8);
    uint32_t count = SIZE / vectors[i].item_bytes;
    w.bytes[w.size++] = vectors[i].id;
    write_u32(&w, count * vectors[i].item_bytes + 5);
    write_u32(&w, count);
    for (uint32_t item = 0; item < count; item++) write_bytes(&w, vectors[i].item, vectors[i].item_bytes);
    SampleModule sample;
    sample_open(&sample, w.bytes, w.size, true, 0);
    cr_assert(sample.module || vectors[i].id == 3, "%s: %s", vectors[i].what, sample.error.message);
    cr_assert_lt(sample.arena.total, (size_t)MOST * SIZE, "%s take %zu bytes", vectors[i].what, sample.arena.total);
    sample_close(&sample);
    free(w.bytes);
  }
}

/* Counts of 2^32 - 1 in every section that has a vector: refused before anything is allocated for them. */
Test(module, huge_counts) {
  static const uint8_t ids[] = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13};
  for (unsigned i = 0; i < sizeof ids; i++) {
    Writer w = {malloc(1000), 0};
    write_bytes(&w, HEADER, 8);
    w.bytes[w.size++] = ids[i];
    write_u32(&w, 5);
    write_u32(&w, UINT32_MAX);
    SampleModule sample;
    sample_open(&sample, w.bytes, w.size, true, 0);
    cr_assert_null(sample.module);
    cr_assert_eq(sample.error.code, SG_MALFORMED, "section %u: %s", ids[i], sample.error.message);
    cr_assert_lt(sample.arena.total, 8192, "section %u", ids[i]);
    sample_close(&sample);
    free(w.bytes);
  }
}

/* Sections of items that are all alike: beyond the limit by one, and at it, where another fault may be found. */
Test(module, limits) {
  static const struct {
    const char *what;
    uint8_t id, item[4], item_bytes;
    uint32_t limit;
  } vectors[] = {
      {"types", 1, {0x60, 0, 0}, 3, LIMIT_TYPES}, {"imports of functions", 2, {0, 0, 0, 0}, 4, LIMIT_IMPORTS},
      {"functions", 3, {0}, 1, LIMIT_FUNCTIONS},  {"tables", 4, {0x70, 0, 0}, 3, LIMIT_TABLES},
      {"memories", 5, {0, 0}, 2, LIMIT_MEMORIES}, {"data", 11, {1, 0}, 2, LIMIT_DATA_SEGMENTS},
  };
  for (unsigned i = 0; i < sizeof vectors / sizeof *vectors; i++)
    for (uint32_t more = 0; more < 2; more++) {
      uint32_t count = vectors[i].limit + more, bytes = count * vectors[i].item_bytes + 5;
      Writer w = {malloc(bytes + 100), 0};
      write_bytes(&w, HEADER, 8);
      if (vectors[i].id == 2 || vectors[i].id == 3) write_bytes(&w, "\x01\x04\x01\x60\x00\x00", 6);
      w.bytes[w.size++] = vectors[i].id;
      write_u32(&w, bytes);
      write_u32(&w, count);
      for (uint32_t item = 0; item < count; item++) write_bytes(&w, vectors[i].item, vectors[i].item_bytes);
      SampleModule sample;
      sample_open(&sample, w.bytes, w.size, false, 0);
      sg_error_code code = sample.module ? SG_OK : sample.error.code;
      if (more) cr_assert_eq(code, SG_LIMIT, "%s: %s", vectors[i].what, sample.error.message);
      else cr_assert_neq(code, SG_LIMIT, "%s: %s", vectors[i].what, sample.error.message);
      sample_close(&sample);
      free(w.bytes);
    }
}

Test(module, limits_of_a_function) {
  for (uint32_t more = 0; more < 2; more++)
    for (unsigned results = 0; results < 2; results++) {
      Writer w = {malloc(LIMIT_PARAMETERS + 100), 0};
      uint32_t count = LIMIT_PARAMETERS + more;
      write_bytes(&w, HEADER "\x01", 9);
      write_u32(&w, count + 8);
      write_bytes(&w, "\x01\x60\x00", 2 + results); /* no parameters, or no results after them */
      write_u32(&w, count);
      memset(w.bytes + w.size, 0x7f, count);
      w.size += count;
      if (!results) w.bytes[w.size++] = 0;
      SampleModule sample;
      sample_open(&sample, w.bytes, w.size, true, 0);
      cr_assert_eq(sample.module != NULL, more == 0, "%s", sample.error.message);
      if (more) cr_assert_eq(sample.error.code, SG_LIMIT);
      sample_close(&sample);
      free(w.bytes);
    }
  for (uint32_t more = 0; more < 2; more++) {
    uint32_t size = LIMIT_BODY_BYTES + more;
    Writer w = {malloc(size + 100), 0};
    write_bytes(&w, HEADER "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a", 8 + 11);
    write_u32(&w, size + 10);
    write_u32(&w, 1);
    write_u32(&w, size);
    memset(w.bytes + w.size, 0x01, size); /* nop */
    w.bytes[w.size] = 0;
    w.bytes[w.size + size - 1] = 0x0b;
    w.size += size;
    SampleModule sample;
    sample_open(&sample, w.bytes, w.size, true, 0);
    cr_assert_eq(sample.module != NULL, more == 0, "%s", sample.error.message);
    if (more) cr_assert_eq(sample.error.code, SG_LIMIT);
    sample_close(&sample);
    free(w.bytes);
  }
}
