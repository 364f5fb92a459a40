/* SPDX-License-Identifier: Apache-2.0
 *
 * The walker's unary and binary operators and wide constants: which words each is made of. Sequences of more than one
 * instruction are in codegen/numeric.h, comparisons in codegen/compare.h. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_ARITHMETIC_H
#define SIGNET_CODEGEN_ARITHMETIC_H

#include "codegen/compare.h"

ALWAYS_INLINE void binary_copysign(Body *b, const uint8_t *p, Operand *left, uint8_t type) {
  unsigned rn = in_register(b, left), rm = in_register(b, left + 1);
  release(b, left);
  release(b, left + 1);
  numeric_copysign(b, result_register(b, p + 1, left, type), rn, rm, type == TYPE_F64);
}

/* The word of an operator on two registers; 0 for those that take more. */
ALWAYS_INLINE Word binary_word(Opcode op) {
  switch (op) {
#define BINARY_WORDS(type, w)                                                                                          \
  case OP_##type##_ADD: return A64_ADD##w;                                                                             \
  case OP_##type##_SUB: return A64_SUB##w;                                                                             \
  case OP_##type##_MUL: return A64_MUL##w;                                                                             \
  case OP_##type##_AND: return A64_AND##w;                                                                             \
  case OP_##type##_OR: return A64_ORR##w;                                                                              \
  case OP_##type##_XOR: return A64_EOR##w;                                                                             \
  case OP_##type##_SHL: return A64_LSLV##w;                                                                            \
  case OP_##type##_SHR_S: return A64_ASRV##w;                                                                          \
  case OP_##type##_SHR_U: return A64_LSRV##w;                                                                          \
  case OP_##type##_ROTR: return A64_RORV##w;
    BINARY_WORDS(I32, w)
    BINARY_WORDS(I64, x)
#undef BINARY_WORDS
#define BINARY_WORDS(type, s)                                                                                          \
  case OP_##type##_ADD: return A64_FADD##s;                                                                            \
  case OP_##type##_SUB: return A64_FSUB##s;                                                                            \
  case OP_##type##_MUL: return A64_FMUL##s;                                                                            \
  case OP_##type##_DIV: return A64_FDIV##s;                                                                            \
  case OP_##type##_MIN: return A64_FMIN##s;                                                                            \
  case OP_##type##_MAX: return A64_FMAX##s;
    BINARY_WORDS(F32, s)
    BINARY_WORDS(F64, d)
#undef BINARY_WORDS
  default: return 0;
  }
}

ALWAYS_INLINE void emit_binary(Body *b, const uint8_t *p, Operand *left, Opcode op, uint8_t type) {
  const Word sf = a64_sf(type == TYPE_I64), word = binary_word(op);
  operator_begin(b, left + 1);
  switch (op) {
  case OP_I32_ADD:
  case OP_I64_ADD: return integer_add(b, p, left, A64_ADDw | sf, A64_SUBw | sf, type, true);
  case OP_I32_SUB:
  case OP_I64_SUB: return integer_add(b, p, left, A64_SUBw | sf, A64_ADDw | sf, type, false);
  case OP_I32_MUL:
  case OP_I64_MUL: return integer_multiply(b, p, left, type);
  case OP_I32_DIV_S:
  case OP_I64_DIV_S: return integer_divide(b, p, left, type, true, false);
  case OP_I32_DIV_U:
  case OP_I64_DIV_U: return integer_divide(b, p, left, type, false, false);
  case OP_I32_REM_S:
  case OP_I64_REM_S: return integer_divide(b, p, left, type, true, true);
  case OP_I32_REM_U:
  case OP_I64_REM_U: return integer_divide(b, p, left, type, false, true);
  case OP_I32_AND:
  case OP_I64_AND:
  case OP_I32_OR:
  case OP_I64_OR:
  case OP_I32_XOR:
  case OP_I64_XOR: return integer_logical(b, p, left, word, type);
  case OP_I32_SHL:
  case OP_I64_SHL: return integer_shift(b, p, left, A64_LSL, word, type);
  case OP_I32_SHR_S:
  case OP_I64_SHR_S: return integer_shift(b, p, left, A64_ASR, word, type);
  case OP_I32_SHR_U:
  case OP_I64_SHR_U: return integer_shift(b, p, left, A64_LSR, word, type);
  case OP_I32_ROTR:
  case OP_I64_ROTR: return integer_shift(b, p, left, A64_ROR, word, type);
  case OP_I32_ROTL:
  case OP_I64_ROTL: return integer_rotate_left(b, p, left, type);
  case OP_F32_COPYSIGN:
  case OP_F64_COPYSIGN: return binary_copysign(b, p, left, type);
  default: return binary_registers(b, p, left, left, left + 1, word, type);
  }
}

/* One word, from a register of the operand's type to one of `type`. */
ALWAYS_INLINE void unary_word(Body *b, const uint8_t *p, Operand *top, Word word, uint8_t type) {
  unsigned rn = in_register(b, top);
  release(b, top);
  unsigned rd = result_register(b, p + 1, top, type);
  emit(b, a64_rr(word, rd, rn));
}

typedef void UnarySequence(Body *b, unsigned rd, unsigned rn, bool wide);

ALWAYS_INLINE void unary_sequence(Body *b, const uint8_t *p, Operand *top, UnarySequence *sequence, uint8_t type) {
  unsigned rn = in_register(b, top);
  release(b, top);
  sequence(b, result_register(b, p + 1, top, type), rn, type == TYPE_I64);
}

/* i64.extend_i32 and the extensions of narrow values: may wait for the next operator. */
ALWAYS_INLINE void unary_extend(Body *b, const uint8_t *p, Operand *top, unsigned extend, uint8_t type) {
  const unsigned rn = in_register(b, top);
  if (extension_may_fold(p + 1, type) && leave_pending(top, PENDING_EXTEND | extend, 0, type)) return;
  const Operand extended = {
      .type = type, .where = WHERE_SHIFTED, .reg = (uint16_t)rn, .value = shift_value(PENDING_EXTEND | extend, 0, 0)};
  release(b, top);
  emit_pending(b, result_register(b, p + 1, top, type), &extended);
}

/* i32.wrap_i64: nothing trusts the upper half of a 32-bit value, so a temporary stays as it is. */
ALWAYS_INLINE void unary_wrap(Body *b, const uint8_t *p, Operand *top) {
  const unsigned rn = in_register(b, top);
  const bool sets = (uint8_t)(p[1] - OP_LOCAL_SET) <= 1;
  if (top->where == WHERE_REG && !sets) return;
  if (!sets && shift_may_fold(p + 1, TYPE_I32, A64_LSL) && leave_pending(top, A64_LSL, 0, TYPE_I32)) return;
  release(b, top);
  emit(b, a64_mov(result_register(b, p + 1, top, TYPE_I32), rn, false));
}

ALWAYS_INLINE void unary_trunc(Body *b, const uint8_t *p, Operand *top, uint8_t from, uint8_t to, bool is_signed) {
  unsigned rn = in_register(b, top);
  release(b, top);
  numeric_trunc(b, result_register(b, p + 1, top, to), rn, from == TYPE_F64, to == TYPE_I64, is_signed);
}

ALWAYS_INLINE void emit_unary(Body *b, const uint8_t *p, Operand *top, Opcode op) {
  operator_begin(b, top);
  switch (op) {
#define UNARY(id, word, type)                                                                                          \
  case OP_##id: return unary_word(b, p, top, word, TYPE_##type);
    UNARY(I32_CLZ, A64_CLZw, I32)
    UNARY(I64_CLZ, A64_CLZx, I64)
    UNARY(F32_ABS, A64_FABSs, F32)
    UNARY(F32_NEG, A64_FNEGs, F32)
    UNARY(F32_CEIL, A64_FRINTPs, F32)
    UNARY(F32_FLOOR, A64_FRINTMs, F32)
    UNARY(F32_TRUNC, A64_FRINTZs, F32)
    UNARY(F32_NEAREST, A64_FRINTNs, F32)
    UNARY(F32_SQRT, A64_FSQRTs, F32)
    UNARY(F64_ABS, A64_FABSd, F64)
    UNARY(F64_NEG, A64_FNEGd, F64)
    UNARY(F64_CEIL, A64_FRINTPd, F64)
    UNARY(F64_FLOOR, A64_FRINTMd, F64)
    UNARY(F64_TRUNC, A64_FRINTZd, F64)
    UNARY(F64_NEAREST, A64_FRINTNd, F64)
    UNARY(F64_SQRT, A64_FSQRTd, F64)
    UNARY(F32_CONVERT_I32_S, A64_SCVTFsw, F32)
    UNARY(F32_CONVERT_I32_U, A64_UCVTFsw, F32)
    UNARY(F32_CONVERT_I64_S, A64_SCVTFsx, F32)
    UNARY(F32_CONVERT_I64_U, A64_UCVTFsx, F32)
    UNARY(F32_DEMOTE_F64, A64_FCVTsd, F32)
    UNARY(F64_CONVERT_I32_S, A64_SCVTFdw, F64)
    UNARY(F64_CONVERT_I32_U, A64_UCVTFdw, F64)
    UNARY(F64_CONVERT_I64_S, A64_SCVTFdx, F64)
    UNARY(F64_CONVERT_I64_U, A64_UCVTFdx, F64)
    UNARY(F64_PROMOTE_F32, A64_FCVTds, F64)
    UNARY(I32_REINTERPRET_F32, A64_FMOVws, I32)
    UNARY(I64_REINTERPRET_F64, A64_FMOVxd, I64)
    UNARY(F32_REINTERPRET_I32, A64_FMOVsw, F32)
    UNARY(F64_REINTERPRET_I64, A64_FMOVdx, F64)
    UNARY(I32_TRUNC_SAT_F32_S, A64_FCVTZSws, I32)
    UNARY(I32_TRUNC_SAT_F32_U, A64_FCVTZUws, I32)
    UNARY(I32_TRUNC_SAT_F64_S, A64_FCVTZSwd, I32)
    UNARY(I32_TRUNC_SAT_F64_U, A64_FCVTZUwd, I32)
    UNARY(I64_TRUNC_SAT_F32_S, A64_FCVTZSxs, I64)
    UNARY(I64_TRUNC_SAT_F32_U, A64_FCVTZUxs, I64)
    UNARY(I64_TRUNC_SAT_F64_S, A64_FCVTZSxd, I64)
    UNARY(I64_TRUNC_SAT_F64_U, A64_FCVTZUxd, I64)
#undef UNARY
  case OP_I32_CTZ: return unary_sequence(b, p, top, numeric_ctz, TYPE_I32);
  case OP_I64_CTZ: return unary_sequence(b, p, top, numeric_ctz, TYPE_I64);
  case OP_I32_POPCNT: return unary_sequence(b, p, top, numeric_popcnt, TYPE_I32);
  case OP_I64_POPCNT: return unary_sequence(b, p, top, numeric_popcnt, TYPE_I64);
  case OP_I32_WRAP_I64: return unary_wrap(b, p, top);
  case OP_I32_EXTEND8_S: return unary_extend(b, p, top, A64_SXTB, TYPE_I32);
  case OP_I32_EXTEND16_S: return unary_extend(b, p, top, A64_SXTH, TYPE_I32);
  case OP_I64_EXTEND8_S: return unary_extend(b, p, top, A64_SXTB, TYPE_I64);
  case OP_I64_EXTEND16_S: return unary_extend(b, p, top, A64_SXTH, TYPE_I64);
  case OP_I64_EXTEND32_S:
  case OP_I64_EXTEND_I32_S: return unary_extend(b, p, top, A64_SXTW, TYPE_I64);
  case OP_I64_EXTEND_I32_U: return unary_extend(b, p, top, A64_UXTW, TYPE_I64);
  case OP_I32_TRUNC_F32_S: return unary_trunc(b, p, top, TYPE_F32, TYPE_I32, true);
  case OP_I32_TRUNC_F32_U: return unary_trunc(b, p, top, TYPE_F32, TYPE_I32, false);
  case OP_I32_TRUNC_F64_S: return unary_trunc(b, p, top, TYPE_F64, TYPE_I32, true);
  case OP_I32_TRUNC_F64_U: return unary_trunc(b, p, top, TYPE_F64, TYPE_I32, false);
  case OP_I64_TRUNC_F32_S: return unary_trunc(b, p, top, TYPE_F32, TYPE_I64, true);
  case OP_I64_TRUNC_F32_U: return unary_trunc(b, p, top, TYPE_F32, TYPE_I64, false);
  case OP_I64_TRUNC_F64_S: return unary_trunc(b, p, top, TYPE_F64, TYPE_I64, true);
  case OP_I64_TRUNC_F64_U: return unary_trunc(b, p, top, TYPE_F64, TYPE_I64, false);
  default: __builtin_trap();
  }
}

#endif
