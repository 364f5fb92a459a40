/* SPDX-License-Identifier: Apache-2.0
 *
 * Types of the Wasm spec, 2.3, in forms that fit a register.
 *
 * A ValueType is 32 bits: the low 8 are the *code* that the body walker and the emitter compare; a reference adds
 * whether it is nullable and its heap type. Rec groups, subtyping and typed references need no other form: a heap
 * type is either a type index or one of the abstract heap types.
 */
#ifndef SIGNET_WASM_TYPES_H
#define SIGNET_WASM_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t ValueType;

/* Codes. TYPE_NONE is 0: the sentinel under every label, and what matches no operand. */
enum {
  TYPE_NONE = 0,
  TYPE_I32 = 1,
  TYPE_I64 = 2,
  TYPE_F32 = 3,
  TYPE_F64 = 4,
  TYPE_V128 = 5,
  TYPE_REF = 6,
  TYPE_BOTTOM = 7 /* the type of an operand that unreachable code conjures (spec 3.3, "unreachable") */
};

#define TYPE_NULLABLE   0x100u
#define TYPE_HEAP_SHIFT 9

/* Abstract heap types, above every type index (the limit is 1,000,000 types). */
enum {
  HEAP_FUNC = 0x7fff00,
  HEAP_EXTERN,
  HEAP_ANY,
  HEAP_EQ,
  HEAP_I31,
  HEAP_STRUCT,
  HEAP_ARRAY,
  HEAP_EXN,
  HEAP_NONE,
  HEAP_NOFUNC,
  HEAP_NOEXTERN,
  HEAP_NOEXN,
  HEAP_BOTTOM /* of a reference that unreachable code conjures: matches every heap type */
};

#define TYPE_FUNCREF   ((ValueType)(TYPE_REF | TYPE_NULLABLE | ((uint32_t)HEAP_FUNC << TYPE_HEAP_SHIFT)))
#define TYPE_EXTERNREF ((ValueType)(TYPE_REF | TYPE_NULLABLE | ((uint32_t)HEAP_EXTERN << TYPE_HEAP_SHIFT)))

static inline uint8_t type_code(ValueType type) { return (uint8_t)type; }
static inline bool type_is_reference(ValueType type) { return (uint8_t)type == TYPE_REF; }
static inline uint32_t type_heap(ValueType type) { return type >> TYPE_HEAP_SHIFT; }
/* A reference to functions: of any type (funcref), or of one function type, while no other types can be defined. */
static inline bool type_is_func_reference(ValueType type) {
  return type_is_reference(type) && type_heap(type) <= HEAP_FUNC;
}
/* spec 3.3.1: all types but references without null. */
static inline bool type_has_default(ValueType type) { return !type_is_reference(type) || (type & TYPE_NULLABLE); }
/* In a floating-point or vector register. */
static inline bool type_is_float(uint8_t code) { return code >= TYPE_F32 && code <= TYPE_V128; }
/* A 64-bit integer register is needed: i64 and references. */
static inline bool type_is_wide(uint8_t code) { return code == TYPE_I64 || code == TYPE_REF || code == TYPE_F64; }

/* Name as in the text format ("i32", "funcref", "(ref null 3)" is "ref"): a static string. */
const char *type_name(ValueType type);

/* spec 2.3.8: a function type; `types` holds the parameters, then the results. */
typedef struct {
  const ValueType *types;
  uint32_t param_count;
  uint32_t result_count;
} FuncType;

/* A defined type (spec 2.3.9). Only KIND_FUNC is decoded so far. */
typedef struct {
  enum { KIND_FUNC, KIND_STRUCT, KIND_ARRAY } kind;
  FuncType func;
  uint32_t same_as;   /* index of the first type in the module of equal structure: what references to it name */
  ValueType nullable; /* (ref null) to it, and (ref): a block type of one result points to one of the two */
  ValueType non_null;
  uint32_t rec_group; /* index of the first type of its rec group */
  uint32_t canonical; /* engine-wide id of the canonical type, never 0 once the module is made; see runtime/ */
  /* Most types are few integers: at most eight i32 and i64, and at most one of them as the result. Then `codes` has
   * the type of parameter i in byte i, and `result` is the result's type, or TYPE_NONE. */
  bool few_integers;
  uint8_t result;
  uint64_t codes;
} TypeDef;

#define LIMIT_NONE UINT64_MAX

/* spec 2.3.11: limits, in pages or elements. */
typedef struct {
  uint64_t min;
  uint64_t max; /* LIMIT_NONE where there is none */
  bool has_max;
  bool is_64; /* address type i64 (memory64): represented, refused so far */
  bool shared;
} Limits;

typedef struct {
  Limits limits;
  uint32_t page_shift; /* 16 unless custom page sizes */
} MemoryType;

typedef struct {
  Limits limits;
  ValueType element;
} TableType;

typedef struct {
  ValueType type;
  bool mutable_;
} GlobalType;

#endif
