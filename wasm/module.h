/* SPDX-License-Identifier: Apache-2.0
 *
 * A decoded module (spec 2.5): what the binary says, nothing that an engine adds. All arrays lie in the module's
 * arena and hold no pointer into anything else but the module's own bytes; once module_decode has returned, nothing
 * writes them, so the embedder may make the arena read-only.
 *
 * Index spaces hold the imports first (spec 2.5.1): functions[0 .. imported_functions) are imports.
 */
#ifndef SIGNET_WASM_MODULE_H
#define SIGNET_WASM_MODULE_H

#include "signet/error.h"
#include "wasm/arena.h"
#include "wasm/types.h"

#include <stddef.h>

typedef enum { EXTERN_FUNC, EXTERN_TABLE, EXTERN_MEMORY, EXTERN_GLOBAL, EXTERN_TAG } ExternKind;

/* A name in the module's bytes (UTF-8, checked, not terminated). */
typedef struct {
  const char *bytes;
  uint32_t length;
} Name;

typedef struct {
  Name module, name;
  ExternKind kind;
  uint32_t index; /* in its index space */
} Import;

typedef struct {
  Name name;
  ExternKind kind;
  uint32_t index;
} Export;

/* A constant expression (spec 3.4.15.4), checked when decoded; evaluated by constant_evaluate (wasm/constant.h). */
typedef struct {
  uint32_t offset, end; /* byte range in the module, `end` operator included */
} ConstantExpr;

/* What is known of a body that is a straight line (wasm/straight_line.h); `bytes` is 0 if it is none. */
typedef struct {
  uint8_t bytes, calls;
  uint8_t first_operator; /* bytes of declarations in front of it */
} StraightLine;

typedef struct {
  uint32_t type;           /* type index */
  uint32_t body, body_end; /* byte range of the body after its size field: locals and code; 0, 0 for an import */
  bool declared;           /* occurs outside bodies and start (exports, elements, globals): ref.func may name it */
  StraightLine line;
} Function;
_Static_assert(sizeof(Function) == 16, "one line of cache has four");

typedef struct {
  TableType type;
  bool has_init;
  ConstantExpr init; /* function-references' table initializer: represented, refused so far */
} Table;

typedef struct {
  GlobalType type;
  ConstantExpr init; /* of a defined global */
} Global;

typedef enum { SEGMENT_ACTIVE, SEGMENT_PASSIVE, SEGMENT_DECLARATIVE } SegmentMode;

typedef struct {
  SegmentMode mode;
  ValueType type;
  uint32_t table;
  ConstantExpr table_offset;
  uint32_t count;
  bool is_expressions;
  const uint32_t *functions;       /* count function indices, unless is_expressions */
  const ConstantExpr *expressions; /* count expressions, if is_expressions */
} ElementSegment;

typedef struct {
  SegmentMode mode;
  uint32_t memory;
  ConstantExpr memory_offset;
  uint32_t bytes, size; /* byte range in the module */
} DataSegment;

typedef struct {
  Name name;
  uint32_t bytes, size; /* content after the name */
} CustomSection;

#define NO_INDEX UINT32_MAX

typedef struct Module {
  const uint8_t *bytes; /* followed by MODULE_PADDING bytes that are 0 */
  size_t size;
  Arena *arena;

  TypeDef *types; /* not const: runtime/ fills in `canonical` before anything is compiled */
  uint32_t type_count;
  const Import *imports;
  uint32_t import_count;
  const Export *exports;
  uint32_t export_count;
  const uint32_t *exports_by_name; /* indices of exports in the order that module_export searches */

  Function *functions;
  uint32_t function_count, imported_functions;
  const Table *tables;
  uint32_t table_count, imported_tables;
  const MemoryType *memories;
  uint32_t memory_count, imported_memories;
  const Global *globals;
  uint32_t global_count, imported_globals;

  const ElementSegment *elements;
  uint32_t element_count;
  const DataSegment *data;
  uint32_t data_count;
  bool has_data_count; /* a data count section is there: memory.init and data.drop need it */

  uint32_t start;                    /* function index or NO_INDEX */
  uint32_t code_section, code_bytes; /* byte range of the code section's content; 0, 0 if none */
  uint32_t largest_body;             /* bytes */
  const CustomSection *customs;
  uint32_t custom_count;
} Module;

/* Bytes that must follow a module's bytes, all 0 (`unreachable`, which ends every fast path), so that the body walker
 * compares its cursor with the end once a body. */
enum { MODULE_PADDING = 64 };

/* Decodes a whole binary module (spec 5.5) and validates all but the function bodies (spec 3.5).
 * bytes: `size` bytes followed by MODULE_PADDING zero bytes; kept by reference, must outlive the module.
 * arena: takes every allocation. Returns the module, or NULL and *error (MALFORMED, INVALID, UNSUPPORTED, LIMIT,
 * NO_MEMORY) with the byte offset. */
Module *module_decode(Arena *arena, const uint8_t *bytes, size_t size, sg_error *error);

/* The export of that name, or NULL. O(log n). */
const Export *module_export(const Module *module, const char *name, size_t length);

/* The type of a function by its index. */
static inline const FuncType *module_func_type(const Module *module, uint32_t function) {
  return &module->types[module->functions[function].type].func;
}

/* Validates the bodies of all functions (spec 3.4.13): wasm/validate.c. True, or false and *error. */
bool module_validate_bodies(const Module *module, sg_error *error);

/* Validates one body alone. */
bool function_validate(const Module *module, uint32_t function, sg_error *error);

#endif
