/* SPDX-License-Identifier: Apache-2.0
 *
 * Types in binary form. A type's first byte says of which feature it is, so a module that needs another engine is told
 * apart from one that no engine reads.
 */
#include "wasm/type_reader.h"

/* The abstract heap types by their byte; the same byte is the short form of the nullable reference to it. */
static const struct {
  uint8_t byte;
  uint32_t heap;
  Feature feature;
} heap_types[] = {
    {0x70, HEAP_FUNC, FEATURE_MVP},
    {0x6f, HEAP_EXTERN, FEATURE_REFERENCE_TYPES},
    {0x6e, HEAP_ANY, FEATURE_GC},
    {0x6d, HEAP_EQ, FEATURE_GC},
    {0x6c, HEAP_I31, FEATURE_GC},
    {0x6b, HEAP_STRUCT, FEATURE_GC},
    {0x6a, HEAP_ARRAY, FEATURE_GC},
    {0x69, HEAP_EXN, FEATURE_EXCEPTIONS},
    {0x71, HEAP_NONE, FEATURE_GC},
    {0x72, HEAP_NOEXTERN, FEATURE_GC},
    {0x73, HEAP_NOFUNC, FEATURE_GC},
    {0x74, HEAP_NOEXN, FEATURE_EXCEPTIONS},
    {0x68, HEAP_ANY, FEATURE_STACK_SWITCHING},  /* cont */
    {0x75, HEAP_NONE, FEATURE_STACK_SWITCHING}, /* nocont */
};

/* Takes an abstract heap type if the next byte is one. */
static bool abstract_heap_type(Reader *r, TypeContext context, uint32_t *heap) {
  uint8_t byte = read_peek(r);
  for (unsigned i = 0; i < sizeof heap_types / sizeof *heap_types; i++)
    if (heap_types[i].byte == byte) {
      needs_add(context.needs, heap_types[i].feature, reader_offset(r));
      *heap = heap_types[i].heap;
      r->at++;
      return true;
    }
  return false;
}

/* A type's index. The types of a module are known in their order, so one that names itself or a later one is of a rec
 * group. Once a feature is needed that is off, the types are not all known, and the index stays unchecked. */
static uint32_t type_index_read(Reader *r, TypeContext context) {
  uint32_t offset = reader_offset(r);
  int64_t index = read_s33(r);
  if (r->failed) return HEAP_NONE;
  if (index < 0) {
    reader_fail(r, ERR_HEAP_TYPE, offset, "%#x", *(r->module + offset));
    return HEAP_NONE;
  }
  if (index < context.module->type_count) return context.module->types[index].same_as;
  if (context.in_types && index == context.module->type_count) needs_add(context.needs, FEATURE_GC, offset);
  if (!needs_stop(context.needs)) reader_fail(r, ERR_UNKNOWN_TYPE, offset, "%lld", (long long)index);
  return HEAP_NONE;
}

uint32_t heap_type_read(Reader *r, TypeContext context) {
  uint32_t heap;
  if (abstract_heap_type(r, context, &heap)) return heap;
  if (read_peek(r) == 0x62) { /* exact */
    needs_add(context.needs, FEATURE_CUSTOM_DESCRIPTORS, reader_offset(r));
    r->at++;
  }
  return type_index_read(r, context);
}

ValueType reference_type_read(Reader *r, TypeContext context) {
  uint32_t heap, offset = reader_offset(r);
  if (abstract_heap_type(r, context, &heap)) return TYPE_REF | TYPE_NULLABLE | heap << TYPE_HEAP_SHIFT;
  uint8_t byte = read_byte(r);
  if (byte != 0x63 && byte != 0x64) {
    reader_fail(r, ERR_REFERENCE_TYPE, offset, "%#x", byte);
    return TYPE_NONE;
  }
  return TYPE_REF | (byte == 0x63 ? TYPE_NULLABLE : 0) | heap_type_read(r, context) << TYPE_HEAP_SHIFT;
}

ValueType value_type_read(Reader *r, TypeContext context) {
  uint8_t byte = read_peek(r);
  switch (byte) {
  case 0x7f: r->at++; return TYPE_I32;
  case 0x7e: r->at++; return TYPE_I64;
  case 0x7d: r->at++; return TYPE_F32;
  case 0x7c: r->at++; return TYPE_F64;
  case 0x7b:
    needs_add(context.needs, FEATURE_SIMD, reader_offset(r));
    r->at++;
    return TYPE_V128;
  }
  if (byte >= 0x62 && byte <= 0x75) return reference_type_read(r, context);
  uint32_t offset = reader_offset(r);
  read_byte(r);
  reader_fail(r, ERR_VALUE_TYPE, offset, "%#x", byte);
  return TYPE_NONE;
}

bool mutability_read(Reader *r) {
  uint32_t offset = reader_offset(r);
  uint8_t byte = read_byte(r);
  if (byte > 1) reader_fail(r, ERR_MUTABILITY, offset, "%#x", byte);
  return byte == 1;
}

GlobalType global_type_read(Reader *r, TypeContext context) {
  ValueType type = value_type_read(r, context);
  return (GlobalType){type, mutability_read(r)};
}

/* The bits of a limits' first byte. */
enum { LIMITS_MAX = 1, LIMITS_SHARED = 2, LIMITS_64 = 4, LIMITS_PAGE_SIZE = 8 };

static Limits limits_read(Reader *r, TypeContext context, uint8_t flags) {
  uint32_t offset = reader_offset(r);
  Limits limits = {.max = LIMIT_NONE};
  read_byte(r);
  limits.has_max = flags & LIMITS_MAX;
  limits.shared = flags & LIMITS_SHARED;
  limits.is_64 = flags & LIMITS_64;
  if (limits.shared) needs_add(context.needs, FEATURE_THREADS, offset);
  if (limits.is_64) needs_add(context.needs, FEATURE_MEMORY64, offset);
  limits.min = read_u64(r);
  if (limits.has_max) limits.max = read_u64(r);
  return limits;
}

/* spec 3.2.6: within `largest`, and in order. */
static void limits_check(Reader *r, const Limits *limits, uint32_t offset, uint64_t largest, ErrorRow too_large) {
  uint64_t size = limits->has_max && limits->max > limits->min ? limits->max : limits->min;
  if (size > largest)
    reader_fail(r, too_large, offset, "%llu, at most %llu", (unsigned long long)size, (unsigned long long)largest);
  if (limits->has_max && limits->min > limits->max)
    reader_fail(r, ERR_LIMITS, offset, "%llu and %llu", (unsigned long long)limits->min,
                (unsigned long long)limits->max);
}

TableType table_type_read(Reader *r, TypeContext context) {
  TableType type = {.element = reference_type_read(r, context)};
  uint32_t offset = reader_offset(r);
  uint8_t flags = read_peek(r);
  if (flags & ~(LIMITS_MAX | LIMITS_64)) reader_fail(r, ERR_LIMITS_FLAGS, offset, "%#x", flags);
  type.limits = limits_read(r, context, flags);
  limits_check(r, &type.limits, offset, type.limits.is_64 ? UINT64_MAX : UINT32_MAX, ERR_TABLE_SIZE);
  return type;
}

MemoryType memory_type_read(Reader *r, TypeContext context) {
  MemoryType type = {.page_shift = 16};
  uint32_t offset = reader_offset(r);
  uint8_t flags = read_peek(r);
  if (flags > (LIMITS_MAX | LIMITS_SHARED | LIMITS_64 | LIMITS_PAGE_SIZE))
    reader_fail(r, ERR_LIMITS_FLAGS, offset, "%#x", flags);
  if (flags & LIMITS_PAGE_SIZE) {
    /* Recognised only where the page size really follows. */
    Reader ahead = *r;
    ahead.error = NULL;
    limits_read(&ahead, context, flags);
    if (read_u32(&ahead) >= 64) ahead.failed = true;
    if (ahead.failed) reader_fail(r, ERR_LIMITS_FLAGS, offset, "%#x", flags);
    else needs_add(context.needs, FEATURE_CUSTOM_PAGE_SIZES, offset);
  }
  type.limits = limits_read(r, context, flags);
  if (flags & LIMITS_PAGE_SIZE) type.page_shift = read_u32(r);
  uint64_t largest = type.limits.is_64 ? 1ull << 48 : LIMIT_MEMORY_PAGES;
  if (type.page_shift != 16) largest = UINT64_MAX; /* refused as a feature */
  limits_check(r, &type.limits, offset, largest, ERR_MEMORY_SIZE);
  return type;
}
