/* SPDX-License-Identifier: Apache-2.0
 *
 * See straight_line.h. The rules are those of wasm/walker.inl for reachable code, as far as they are needed here; the
 * types come from the same table.
 */
#include "wasm/straight_line.h"

#include "wasm/body.h"
#include "wasm/reader.h"

/* What may stand in a straight line; 0, for the other shapes: nothing else. */
typedef enum {
  OTHER,
  LINE_NOP,
  LINE_END,
  LINE_CALL,
  LINE_DROP,
  LINE_SELECT,
  LINE_GET,
  LINE_SET,
  LINE_TEE,
  LINE_GLOBAL_GET,
  LINE_GLOBAL_SET,
  LINE_SIZE,
  LINE_UNARY,
  LINE_BINARY,
  LINE_CONST_I32,
  LINE_CONST_I64,
  LINE_CONST_F32,
  LINE_CONST_F64
} Kind;

enum {
  KIND_NOP = LINE_NOP,
  KIND_END = LINE_END,
  KIND_CALL = LINE_CALL,
  KIND_DROP = LINE_DROP,
  KIND_SELECT = LINE_SELECT,
  KIND_LOCAL_GET = LINE_GET,
  KIND_LOCAL_SET = LINE_SET,
  KIND_LOCAL_TEE = LINE_TEE,
  KIND_GLOBAL_GET = LINE_GLOBAL_GET,
  KIND_GLOBAL_SET = LINE_GLOBAL_SET,
  KIND_MEMORY_SIZE = LINE_SIZE,
  KIND_UNARY = LINE_UNARY,
  KIND_TEST = LINE_UNARY,
  KIND_BINARY = LINE_BINARY,
  KIND_COMPARE = LINE_BINARY,
  KIND_CONST_I32 = LINE_CONST_I32,
  KIND_CONST_I64 = LINE_CONST_I64,
  KIND_CONST_F32 = LINE_CONST_F32,
  KIND_CONST_F64 = LINE_CONST_F64,
  KIND_UNREACHABLE = OTHER,
  KIND_BLOCK = OTHER,
  KIND_LOOP = OTHER,
  KIND_IF = OTHER,
  KIND_ELSE = OTHER,
  KIND_BR = OTHER,
  KIND_BR_IF = OTHER,
  KIND_BR_TABLE = OTHER,
  KIND_RETURN = OTHER,
  KIND_CALL_INDIRECT = OTHER,
  KIND_CALL_REF = OTHER,
  KIND_SELECT_T = OTHER,
  KIND_TABLE_GET = OTHER,
  KIND_TABLE_SET = OTHER,
  KIND_LOAD = OTHER,
  KIND_STORE = OTHER,
  KIND_MEMORY_GROW = OTHER,
  KIND_REF_NULL = OTHER,
  KIND_REF_IS_NULL = OTHER,
  KIND_REF_FUNC = OTHER,
  KIND_REF_AS_NON_NULL = OTHER,
  KIND_PREFIX = OTHER,
  KIND_LATER = OTHER
};
/* Types as the table has them; widths of accesses are not wanted. */
enum {
  CODE__,
  CODE_0 = 0,
  CODE_1 = 0,
  CODE_2 = 0,
  CODE_3 = 0,
  CODE_I32 = TYPE_I32,
  CODE_I64 = TYPE_I64,
  CODE_F32 = TYPE_F32,
  CODE_F64 = TYPE_F64
};

static const struct {
  uint8_t kind, from, to;
} operators[256] = {
#define OP(code, id, name, shape, a, b, feature) [code] = {KIND_##shape, CODE_##a, CODE_##b},
#include "wasm/opcodes.def"
#undef OP
};

typedef struct {
  const Module *module;
  const uint8_t *at, *end;
  uint32_t locals, params;
  uint8_t local[STRAIGHT_LINE_LOCALS];
  uint32_t unset; /* locals without a value yet that are floats: of these zero is no constant operand */
  uint8_t stack[STRAIGHT_LINE_BYTES];
  uint32_t depth;
  bool has_divisor; /* the operator before made a constant by which nothing traps */
  uint32_t calls;
  uint32_t callee[STRAIGHT_LINE_CALLS];
} Line;

static bool is_number(ValueType type) { return type >= TYPE_I32 && type <= TYPE_F64; }

static bool push(Line *line, uint8_t type) {
  if (line->depth == sizeof line->stack) return false;
  line->stack[line->depth++] = type;
  return true;
}
static bool drop(Line *line) {
  if (line->depth == 0) return false;
  line->depth--;
  return true;
}
static bool pop(Line *line, uint8_t type) { return drop(line) && line->stack[line->depth] == type; }

/* The function's locals; false: too many, or others than numbers. */
static bool locals_read(Line *line, const FuncType *type) {
  if (type->param_count > STRAIGHT_LINE_LOCALS || type->result_count > 1) return false;
  for (uint32_t i = 0; i < type->param_count; i++) {
    if (!is_number(type->types[i])) return false;
    line->local[i] = (uint8_t)type->types[i];
  }
  line->locals = line->params = type->param_count;
  if (line->at == line->end || *line->at >= 0x80) return false;
  for (uint32_t groups = *line->at++; groups > 0; groups--) {
    if (line->end - line->at < 2) return false;
    const uint32_t count = line->at[0];
    const uint8_t code = (uint8_t)(0x80 - line->at[1]);
    line->at += 2;
    if (code < TYPE_I32 || code > TYPE_F64 || count > STRAIGHT_LINE_LOCALS - line->locals) return false;
    for (uint32_t i = 0; i < count; i++) {
      if (type_is_float(code)) line->unset |= 1u << line->locals;
      line->local[line->locals++] = code;
    }
  }
  return true;
}

static bool call_read(Line *line) {
  uint32_t index;
  line->at = leb_u32(line->at, line->end, &index);
  if (!line->at || index >= line->module->function_count || index < line->module->imported_functions) return false;
  if (line->calls == STRAIGHT_LINE_CALLS) return false;
  line->callee[line->calls++] = index;
  const FuncType *type = module_func_type(line->module, index);
  for (uint32_t i = type->param_count; i-- > 0;)
    if (!is_number(type->types[i]) || !pop(line, (uint8_t)type->types[i])) return false;
  if (type->result_count == 0) return true;
  const ValueType result = type->types[type->param_count];
  return type->result_count == 1 && is_number(result) && push(line, (uint8_t)result);
}

static bool local_read(Line *line, Kind kind) {
  if (line->at == line->end || *line->at >= line->locals) return false;
  const uint32_t index = *line->at++;
  const uint8_t type = line->local[index];
  if (kind == LINE_GET) return !(line->unset >> index & 1) && push(line, type);
  line->unset &= ~(1u << index);
  return pop(line, type) && (kind == LINE_SET || push(line, type));
}

static bool global_read(Line *line, bool is_set) {
  uint32_t index;
  line->at = leb_u32(line->at, line->end, &index);
  if (!line->at || index >= line->module->global_count) return false;
  const GlobalType *type = &line->module->globals[index].type;
  if (!is_number(type->type)) return false;
  return is_set ? type->mutable_ && pop(line, (uint8_t)type->type) : push(line, (uint8_t)type->type);
}

static bool constant_read(Line *line, Kind kind) {
  int64_t value = 0;
  int32_t narrow = 0;
  const ptrdiff_t left = line->end - line->at;
  switch (kind) {
  case LINE_CONST_I32:
    line->at = leb_s32(line->at, line->end, &narrow);
    value = narrow;
    break;
  case LINE_CONST_I64: line->at = leb_s64(line->at, line->end, &value); break;
  case LINE_CONST_F32: line->at = left < 4 ? NULL : line->at + 4; break;
  default: line->at = left < 8 ? NULL : line->at + 8;
  }
  line->has_divisor = value != 0 && value != -1;
  return line->at && push(line, (uint8_t)(TYPE_I32 + (kind - LINE_CONST_I32)));
}
_Static_assert(LINE_CONST_F64 - LINE_CONST_I32 == TYPE_F64 - TYPE_I32, "constants in the order of types");

static bool traps(uint8_t code) {
  return (code >= OP_I32_DIV_S && code <= OP_I32_REM_U) || (code >= OP_I64_DIV_S && code <= OP_I64_REM_U) ||
         (code >= OP_I32_TRUNC_F32_S && code <= OP_I32_TRUNC_F64_U) ||
         (code >= OP_I64_TRUNC_F32_S && code <= OP_I64_TRUNC_F64_U);
}

static bool select_read(Line *line) {
  if (!pop(line, TYPE_I32) || line->depth < 2) return false;
  line->depth--;
  return line->stack[line->depth] == line->stack[line->depth - 1];
}

static bool size_read(Line *line) {
  if (line->module->memory_count == 0 || line->at == line->end || *line->at != 0) return false;
  line->at++;
  return push(line, TYPE_I32);
}

/* One operator other than `end`. */
static bool operator_read(Line *line) {
  const uint8_t code = *line->at++;
  const Kind kind = operators[code].kind;
  const uint8_t from = operators[code].from;
  const bool has_divisor = line->has_divisor;
  line->has_divisor = false;
  switch (kind) {
  case LINE_NOP: return true;
  case LINE_CALL: return call_read(line);
  case LINE_DROP: return drop(line);
  case LINE_SELECT: return select_read(line);
  case LINE_GET:
  case LINE_SET:
  case LINE_TEE: return local_read(line, kind);
  case LINE_GLOBAL_GET: return global_read(line, false);
  case LINE_GLOBAL_SET: return global_read(line, true);
  case LINE_SIZE: return size_read(line);
  case LINE_UNARY: return !traps(code) && pop(line, from) && push(line, operators[code].to);
  case LINE_BINARY:
    return (!traps(code) || has_divisor) && pop(line, from) && pop(line, from) && push(line, operators[code].to);
  case LINE_CONST_I32:
  case LINE_CONST_I64:
  case LINE_CONST_F32:
  case LINE_CONST_F64: return constant_read(line, kind);
  default: return false;
  }
}

/* Reads the body from its declarations to its end. */
static bool line_read(Line *line, const Module *module, const Function *function, uint8_t *first_operator) {
  const FuncType *type = &module->types[function->type].func;
  line->module = module;
  line->at = module->bytes + function->body;
  line->end = module->bytes + function->body_end;
  line->unset = line->depth = line->calls = 0;
  line->has_divisor = false;
  if (!locals_read(line, type)) return false;
  *first_operator = (uint8_t)(line->at - (module->bytes + function->body));
  while (line->at < line->end && *line->at != OP_END)
    if (!operator_read(line)) return false;
  if (line->at + 1 != line->end || line->depth != type->result_count) return false;
  return line->depth == 0 || type->types[type->param_count] == line->stack[0];
}

/* What is behind the operator at p, which is in front of `end`; NULL: it stands in no straight line, or ends it. */
static inline const uint8_t *operator_skip(const uint8_t *p, const uint8_t *end) {
  enum {
    NO_IMMEDIATE = 1 << LINE_NOP | 1 << LINE_DROP | 1 << LINE_SELECT | 1 << LINE_UNARY | 1 << LINE_BINARY,
    NONE = 1 << OTHER | 1 << LINE_END
  };
  const uint32_t kind = 1u << operators[*p++].kind;
  if (kind & NO_IMMEDIATE) return p;
  if (kind & NONE) return NULL;
  if (kind & (1 << LINE_CONST_F32 | 1 << LINE_CONST_F64)) return p + (kind & 1 << LINE_CONST_F32 ? 4 : 8);
  while (p < end && *p >= 0x80) p++;
  return p < end ? p + 1 : p;
}

/* Whether a body may be one, as far as its operators tell without their types: most are none, by an early operator. */
static bool may_be_line(const uint8_t *p, const uint8_t *end) {
  if (p == end || *p >= 0x80 || end - p < 1 + 2 * *p) return false;
  p += 1 + 2 * *p; /* the declarations, of one byte a number */
  while (p < end && *p != OP_END) {
    p = operator_skip(p, end);
    if (!p) return false;
  }
  return p + 1 == end;
}

void straight_line_note(const Module *module, Function *function) {
  const uint32_t bytes = function->body_end - function->body;
  function->line = (StraightLine){0};
  if (bytes > STRAIGHT_LINE_BYTES) return;
  if (!may_be_line(module->bytes + function->body, module->bytes + function->body_end)) return;
  Line line;
  uint8_t first_operator;
  if (!line_read(&line, module, function, &first_operator)) return;
  function->line = (StraightLine){(uint8_t)bytes, (uint8_t)line.calls, first_operator};
}

uint32_t straight_line_callees(const Module *module, const Function *function, uint32_t *callees) {
  const uint8_t *p = module->bytes + function->body + function->line.first_operator;
  const uint8_t *const end = module->bytes + function->body_end;
  const uint32_t calls = function->line.calls < STRAIGHT_LINE_CALLS ? function->line.calls : STRAIGHT_LINE_CALLS;
  uint32_t count = 0;
  while (p && p < end && count < calls) {
    if (*p == OP_CALL) {
      uint32_t index;
      if (!leb_u32(p + 1, end, &index) || index >= module->function_count) return 0;
      callees[count++] = index;
    }
    p = operator_skip(p, end);
  }
  return count;
}
