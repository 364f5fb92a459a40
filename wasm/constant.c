/* SPDX-License-Identifier: Apache-2.0
 *
 * Constant expressions (spec 3.4.15): checked when the module is decoded, evaluated when it is instantiated. One reader
 * of operators serves both, so they cannot disagree on where an immediate ends.
 *
 * Invariant: an expression that constant_read has accepted leaves exactly one operand, and never more than
 * LIMIT_CONSTANT_OPERANDS, so that evaluation may trust its stack.
 */
#include "wasm/constant.h"
#include "wasm/body.h"
#include "wasm/subtyping.h"
#include "wasm/type_reader.h"

#include <assert.h>
#include <string.h>

typedef enum { CONSTANT_END, CONSTANT_VALUE, CONSTANT_GLOBAL, CONSTANT_FUNCTION, CONSTANT_BINARY } OperatorKind;

typedef struct {
  OperatorKind kind;
  uint8_t opcode;
  ValueType type;  /* of the result, and of both operands of a binary operator; not of a global or function */
  uint32_t index;  /* of the global or function */
  uint64_t bits;   /* of the value */
  uint32_t offset; /* of the opcode */
} Operator;

/* An operator that exists, but not in a constant expression, makes the module invalid; any other byte malformed. */
static const bool opcode_exists[256] = {
#define OP(code, ...) [code] = true,
#include "wasm/opcodes.def"
#undef OP
};

/* Little-endian bytes of a float (spec 5.2.3). */
static uint64_t float_bits_read(Reader *r, unsigned bytes) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < bytes; i++) bits |= (uint64_t)read_byte(r) << 8 * i;
  return bits;
}

/* The next operator; its failures, and the features that it needs, go to the reader and the context. */
static Operator operator_read(Reader *r, TypeContext context) {
  Operator op = {.kind = CONSTANT_VALUE, .offset = reader_offset(r)};
  op.opcode = read_byte(r);
  if (r->failed) return (Operator){.kind = CONSTANT_END};
  switch ((Opcode)op.opcode) {
  case OP_END: op.kind = CONSTANT_END; return op;
  case OP_I32_CONST:
    op.type = TYPE_I32;
    op.bits = (uint32_t)read_s32(r);
    return op;
  case OP_I64_CONST:
    op.type = TYPE_I64;
    op.bits = (uint64_t)read_s64(r);
    return op;
  case OP_F32_CONST:
    op.type = TYPE_F32;
    op.bits = float_bits_read(r, 4);
    return op;
  case OP_F64_CONST:
    op.type = TYPE_F64;
    op.bits = float_bits_read(r, 8);
    return op;
  case OP_REF_NULL: op.type = TYPE_REF | TYPE_NULLABLE | heap_type_read(r, context) << TYPE_HEAP_SHIFT; return op;
  case OP_REF_FUNC:
    op.kind = CONSTANT_FUNCTION;
    op.index = read_u32(r);
    return op;
  case OP_GLOBAL_GET:
    op.kind = CONSTANT_GLOBAL;
    op.index = read_u32(r);
    return op;
  case OP_I32_ADD:
  case OP_I32_SUB:
  case OP_I32_MUL:
    op.kind = CONSTANT_BINARY;
    op.type = TYPE_I32;
    return op;
  case OP_I64_ADD:
  case OP_I64_SUB:
  case OP_I64_MUL:
    op.kind = CONSTANT_BINARY;
    op.type = TYPE_I64;
    return op;
  case OP_PREFIX_GC: needs_add(context.needs, FEATURE_GC, op.offset); break;
  case OP_PREFIX_SIMD: needs_add(context.needs, FEATURE_SIMD, op.offset); break;
  default:
    if (opcode_exists[op.opcode])
      reader_fail(r, ERR_CONSTANT_REQUIRED, op.offset, "%s", operator_name(r->at - 1, r->end));
    else reader_fail(r, ERR_ILLEGAL_OPCODE, op.offset, "%#x", op.opcode);
  }
  return op;
}

/* The type of a global that a constant expression may name: one before it, and immutable. */
static ValueType global_type(Decoder *d, const Operator *op) {
  const Module *module = d->module;
  if (op->index >= module->global_count) {
    reader_fail(&d->reader, ERR_UNKNOWN_GLOBAL, op->offset, "%u", op->index);
    return TYPE_NONE;
  }
  GlobalType type = module->globals[op->index].type;
  if (type.mutable_) reader_fail(&d->reader, ERR_CONSTANT_REQUIRED, op->offset, "global %u is mutable", op->index);
  return type.type;
}

/* spec 3.4.3: ref.func x : (ref $t), where $t is the type of x. */
static ValueType function_declare(Decoder *d, const Operator *op) {
  Module *module = d->module;
  if (op->index >= module->function_count) {
    reader_fail(&d->reader, ERR_UNKNOWN_FUNCTION, op->offset, "%u", op->index);
    return TYPE_NONE;
  }
  Function *function = &module->functions[op->index];
  function->declared = true;
  return TYPE_REF | module->types[function->type].same_as << TYPE_HEAP_SHIFT;
}

static void mismatch(Decoder *d, uint32_t offset, ValueType expected, ValueType found) {
  reader_fail(&d->reader, ERR_TYPE_MISMATCH, offset, "%s expected, found %s", type_name(expected), type_name(found));
}

/* One integer constant of the wanted type, and `end`: so are nearly all offsets of segments, of which some modules have
 * tens of thousands. False, and nothing read, if there is anything else; a constant that is malformed fails the reader.
 */
static bool integer_alone_read(Reader *r, ValueType type) {
  const uint8_t *const at = r->at;
  if (at == r->end) return false;
  if (*at == OP_I32_CONST && type == TYPE_I32) {
    r->at++;
    (void)read_s32(r);
  } else if (*at == OP_I64_CONST && type == TYPE_I64) {
    r->at++;
    (void)read_s64(r);
  } else {
    return false;
  }
  if (r->failed) return true;
  if (r->at != r->end && *r->at == OP_END) {
    r->at++;
    return true;
  }
  r->at = at;
  return false;
}

ConstantExpr constant_read(Decoder *d, ValueType type) {
  Reader *r = &d->reader;
  ConstantExpr expression = {.offset = reader_offset(r)};
  if (integer_alone_read(r, type)) {
    expression.end = reader_offset(r);
    return expression;
  }
  ValueType stack[LIMIT_CONSTANT_OPERANDS];
  uint32_t depth = 0;
  Needs needs = {0};
  while (!r->failed) {
    Operator op = operator_read(r, (TypeContext){d->module, &needs, false});
    if (needs.any) {
      /* Its immediates and its typing are unknown here: refuse on the spot. */
      if (!r->failed) feature_refuse(r->error, needs.feature, needs.offset, SG_NO_FUNCTION);
      r->failed = true;
      r->at = r->end;
      break;
    }
    if (r->failed) break;
    switch (op.kind) {
    case CONSTANT_END:
      if (depth == 0) mismatch(d, op.offset, type, TYPE_NONE);
      else if (depth > 1) reader_fail(r, ERR_TYPE_MISMATCH, op.offset, "%u results, 1 expected", depth);
      else if (!type_matches(stack[0], type)) mismatch(d, op.offset, type, stack[0]);
      expression.end = reader_offset(r);
      return expression;
    case CONSTANT_BINARY:
      for (unsigned i = 0; i < 2; i++) {
        ValueType operand = depth ? stack[--depth] : TYPE_NONE;
        if (operand != op.type) mismatch(d, op.offset, op.type, operand);
      }
      break;
    case CONSTANT_GLOBAL: op.type = global_type(d, &op); break;
    case CONSTANT_FUNCTION: op.type = function_declare(d, &op); break;
    case CONSTANT_VALUE: break;
    }
    if (depth == LIMIT_CONSTANT_OPERANDS) {
      reader_fail(r, ERR_LIMIT, op.offset, "operands of a constant expression, at most %d", LIMIT_CONSTANT_OPERANDS);
      break;
    }
    stack[depth++] = op.type;
  }
  return expression;
}

static Reader expression_reader(const Module *module, ConstantExpr expression) {
  return (Reader){
      .at = module->bytes + expression.offset, .end = module->bytes + expression.end, .module = module->bytes};
}

static uint64_t binary_evaluate(uint8_t opcode, uint64_t a, uint64_t b) {
  switch ((Opcode)opcode) {
  case OP_I32_ADD: return (uint32_t)(a + b);
  case OP_I32_SUB: return (uint32_t)(a - b);
  case OP_I32_MUL: return (uint32_t)(a * b);
  case OP_I64_ADD: return a + b;
  case OP_I64_SUB: return a - b;
  case OP_I64_MUL: return a * b;
  default: __builtin_unreachable();
  }
}

ConstantValue constant_evaluate(const Module *module, ConstantExpr expression, const ConstantSource *source) {
  Reader r = expression_reader(module, expression);
  Needs needs = {0};
  ConstantValue stack[LIMIT_CONSTANT_OPERANDS];
  uint32_t depth = 0;
  for (;;) {
    Operator op = operator_read(&r, (TypeContext){module, &needs, false});
    ConstantValue value = {{op.bits, 0}};
    switch (op.kind) {
    case CONSTANT_END: assert(depth == 1 && !r.failed); return stack[0];
    case CONSTANT_BINARY:
      assert(depth >= 2);
      depth -= 2;
      value.bits[0] = binary_evaluate(op.opcode, stack[depth].bits[0], stack[depth + 1].bits[0]);
      break;
    case CONSTANT_GLOBAL: value = source->global(source->context, op.index); break;
    case CONSTANT_FUNCTION: value = source->function(source->context, op.index); break;
    case CONSTANT_VALUE: break;
    }
    assert(depth < LIMIT_CONSTANT_OPERANDS);
    stack[depth++] = value;
  }
}

bool constant_is_closed(const Module *module, ConstantExpr expression) {
  Reader r = expression_reader(module, expression);
  Needs needs = {0};
  for (;;) {
    Operator op = operator_read(&r, (TypeContext){module, &needs, false});
    if (op.kind == CONSTANT_END) return true;
    if (op.kind == CONSTANT_GLOBAL || op.kind == CONSTANT_FUNCTION) return false;
  }
}
