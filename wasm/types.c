/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of types, for messages and listings. The encoding of a ValueType is types.h.
 */
#include "wasm/types.h"

const char *type_name(ValueType type) {
  switch (type_code(type)) {
  case TYPE_NONE: return "nothing";
  case TYPE_I32: return "i32";
  case TYPE_I64: return "i64";
  case TYPE_F32: return "f32";
  case TYPE_F64: return "f64";
  case TYPE_V128: return "v128";
  case TYPE_BOTTOM: return "any type";
  }
  static const struct {
    uint32_t heap;
    const char *nullable, *non_null;
  } names[] = {
      {HEAP_FUNC, "funcref", "(ref func)"},
      {HEAP_EXTERN, "externref", "(ref extern)"},
      {HEAP_ANY, "anyref", "(ref any)"},
      {HEAP_EQ, "eqref", "(ref eq)"},
      {HEAP_I31, "i31ref", "(ref i31)"},
      {HEAP_STRUCT, "structref", "(ref struct)"},
      {HEAP_ARRAY, "arrayref", "(ref array)"},
      {HEAP_EXN, "exnref", "(ref exn)"},
      {HEAP_NONE, "nullref", "(ref none)"},
      {HEAP_NOFUNC, "nullfuncref", "(ref nofunc)"},
      {HEAP_NOEXTERN, "nullexternref", "(ref noextern)"},
      {HEAP_NOEXN, "nullexnref", "(ref noexn)"},
  };
  bool nullable = (type & TYPE_NULLABLE) != 0;
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].heap == type_heap(type)) return nullable ? names[i].nullable : names[i].non_null;
  return nullable ? "(ref null $type)" : "(ref $type)";
}
