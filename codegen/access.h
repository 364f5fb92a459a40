/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory 0, globals, sizes (spec 4.4.5 to 4.4.7). In guarded memories an index and an offset of 32 bits each cannot
 * leave the reservation, so the access is its own check; in checked ones index + offset + width is compared with the
 * bound in x26. An index is always zero-extended by the access (`uxtw`): the upper half of a 32-bit value is never
 * trusted. Between a check and its access nothing is spilled. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_ACCESS_H
#define SIGNET_CODEGEN_ACCESS_H

#include "codegen/branch.h"

/* The accesses' words, by operator. Their size is the natural alignment, and bit 26 says that the value is a float. */
#define ACCESS_WORDS(ROW)                                                                                              \
  ROW(I32_LOAD, I32, A64_LDRw)                                                                                         \
  ROW(I64_LOAD, I64, A64_LDRx)                                                                                         \
  ROW(F32_LOAD, F32, A64_LDRs)                                                                                         \
  ROW(F64_LOAD, F64, A64_LDRd)                                                                                         \
  ROW(I32_LOAD8_S, I32, A64_LDRSBw)                                                                                    \
  ROW(I32_LOAD8_U, I32, A64_LDRBw)                                                                                     \
  ROW(I32_LOAD16_S, I32, A64_LDRSHw)                                                                                   \
  ROW(I32_LOAD16_U, I32, A64_LDRHw)                                                                                    \
  ROW(I64_LOAD8_S, I64, A64_LDRSBx)                                                                                    \
  ROW(I64_LOAD8_U, I64, A64_LDRBw)                                                                                     \
  ROW(I64_LOAD16_S, I64, A64_LDRSHx)                                                                                   \
  ROW(I64_LOAD16_U, I64, A64_LDRHw)                                                                                    \
  ROW(I64_LOAD32_S, I64, A64_LDRSWx)                                                                                   \
  ROW(I64_LOAD32_U, I64, A64_LDRw)                                                                                     \
  ROW(I32_STORE, I32, A64_STRw)                                                                                        \
  ROW(I64_STORE, I64, A64_STRx)                                                                                        \
  ROW(F32_STORE, F32, A64_STRs)                                                                                        \
  ROW(F64_STORE, F64, A64_STRd)                                                                                        \
  ROW(I32_STORE8, I32, A64_STRBw)                                                                                      \
  ROW(I32_STORE16, I32, A64_STRHw)                                                                                     \
  ROW(I64_STORE8, I64, A64_STRBw)                                                                                      \
  ROW(I64_STORE16, I64, A64_STRHw)                                                                                     \
  ROW(I64_STORE32, I64, A64_STRw)

/* An access as a number: its word, the value's type in bits 32-39, its bytes but one in 40-47, and from bit 48 on what
 * makes of an offset that it scales the field of its word. */
typedef uint64_t AccessRow;
#define ACCESS_ROW(word, type)                                                                                         \
  ((AccessRow)(word) | (AccessRow)(type) << 32 | (AccessRow)((1u << ((word) >> 30)) - 1) << 40 |                       \
   (AccessRow)(1024u >> ((word) >> 30)) << 48)

static inline AccessRow access_row(Opcode op) {
  switch (op) {
#define ROW(id, type, word)                                                                                            \
  case OP_##id: return ACCESS_ROW(word, TYPE_##type);
    ACCESS_WORDS(ROW)
#undef ROW
  default: __builtin_unreachable();
  }
}
static inline uint8_t access_type(AccessRow row) { return (uint8_t)(row >> 32); }
static inline uint32_t access_last(AccessRow row) { return (uint8_t)(row >> 40); }
static inline uint32_t access_bytes(AccessRow row) { return access_last(row) + 1; }
static inline uint32_t access_natural(AccessRow row) { return row >> 30 & 3; }
static inline bool access_is_float(AccessRow row) { return row >> 26 & 1; }

/* The same from memory, for a handler that serves them all. It reads the operator's byte again, which then may be none
 * of them: that is a load. */
static const AccessRow access_rows[256] = {[0 ... OP_I32_LOAD - 1] = ACCESS_ROW(A64_LDRw, TYPE_I32),
                                           [OP_I64_STORE32 + 1 ... 255] = ACCESS_ROW(A64_LDRw, TYPE_I32),
#define ROW(id, type, word) [OP_##id] = ACCESS_ROW(word, TYPE_##type),
                                           ACCESS_WORDS(ROW)
#undef ROW
};

/* An address that an access word can take: [base, #offset] or [base, index, extend]. */
typedef struct {
  unsigned base, index;
  int64_t offset;
  bool indexed, wide_index;
} Address;

static inline void emit_at(Body *b, Word op, unsigned rt, const Address *a) {
  if (a->indexed) emit(b, a64_load_reg(op, rt, a->base, a->index, a->wide_index ? A64_UXTX : A64_UXTW, false));
  else emit(b, a64_load(op, rt, a->base, a->offset));
}

/* Checked memories: x16 = base + index + offset, after the check. */
static Address checked_address(Body *b, Operand *index, uint32_t offset, unsigned bytes) {
  emit(b, a64_mov(X16, in_register(b, index), false));
  uint64_t reach = (uint64_t)offset + bytes;
  if (a64_fits_add(reach)) {
    emit(b, a64_add_imm(A64_ADDx, X16, X16, reach));
  } else {
    emit_number(b, X17, reach, true);
    emit(b, a64_rrr(A64_ADDx, X16, X16, X17));
  }
  emit(b, a64_cmp(X16, REG_BOUND, true));
  trap_if(b, A64_HI, TRAP_MEMORY_OUT_OF_BOUNDS);
  emit(b, a64_rrr(A64_ADDx, X16, REG_MEMORY, X16));
  return (Address){.base = X16, .offset = -(int64_t)bytes};
}

/* The register that holds x27 + the index, which is in `reg`: x16; or, of a local, x9, where the next access by the
 * same local finds it, until the local is written, or a label or a call comes between (20 to 54 % of them do: facts on
 * real modules). */
static inline unsigned index_base(Body *b, const Operand *index, unsigned reg) {
  const bool of_local = index->where == WHERE_LOCAL;
  const unsigned base = of_local ? (unsigned)REG_SLOT : (unsigned)X16;
  if (!of_local || b->base_local != index->value) emit(b, a64_rrr_extend(A64_ADDx, base, REG_MEMORY, reg, A64_UXTW, 0));
  if (of_local) b->base_local = index->value;
  return base;
}

/* The same of x27 + a multiple of 4096, for constant addresses and far offsets: static data. */
static const uint32_t CONSTANT_BASE = 1u << 31;
static inline uint32_t constant_base_key(uint32_t high) { return CONSTANT_BASE | high >> 12; }
static inline unsigned constant_base(Body *b, uint32_t high) {
  if (b->base_local != constant_base_key(high)) emit(b, a64_add_imm(A64_ADDx, REG_SLOT, REG_MEMORY, high));
  b->base_local = constant_base_key(high);
  return REG_SLOT;
}

/* Guarded memories. `last`: bytes behind the address that must be in reach of the offset as well, or 0. */
static Address guarded_address(Body *b, Word op, Operand *index, uint32_t offset, unsigned last) {
  /* Far offsets in two parts: the upper one is added with a shift, the lower one is the access's. */
  const uint32_t low = offset & 0xfff;
  const bool parts = offset >> 24 == 0 && a64_fits_scaled(op, low) && low + last < 4096;
  if (index->where == WHERE_CONST) {
    uint64_t address = (uint64_t)index->value + offset;
    const uint64_t near = address & 0xfff;
    if (a64_offset_fits(op, (int64_t)address) && (!last || a64_offset_fits(A64_LDRBw, (int64_t)address + last)))
      return (Address){.base = REG_MEMORY, .offset = (int64_t)address};
    if (address >> 24 == 0 && a64_fits_scaled(op, (int64_t)near) && near + last < 4096) {
      return (Address){.base = constant_base(b, (uint32_t)(address - near)), .offset = (int64_t)near};
    }
    emit_number(b, X16, address, true);
    if (!last) return (Address){.base = REG_MEMORY, .index = X16, .indexed = true, .wide_index = true};
    emit(b, a64_rrr(A64_ADDx, X16, X16, REG_MEMORY));
    return (Address){.base = X16};
  }
  unsigned reg = in_register(b, index);
  if (offset == 0 && !last) return (Address){.base = REG_MEMORY, .index = reg, .indexed = true};
  const bool near = a64_offset_fits(op, offset) && (!last || a64_offset_fits(A64_LDRBw, (int64_t)offset + last));
  if (!near && parts && low == 0 && !last) /* the access adds the index */
    return (Address){.base = constant_base(b, offset), .index = reg, .indexed = true};
  const uint32_t high = offset - low;
  if (!near && parts && (index->where != WHERE_LOCAL || b->base_local == constant_base_key(high))) {
    emit(b, a64_rrr_extend(A64_ADDx, X16, constant_base(b, high), reg, A64_UXTW, 0));
    return (Address){.base = X16, .offset = low};
  }
  const unsigned base = index_base(b, index, reg);
  if (near) return (Address){.base = base, .offset = offset};
  if (parts) {
    emit(b, a64_add_imm(A64_ADDx, X16, base, high));
    return (Address){.base = X16, .offset = low};
  }
  emit_number(b, X17, offset, true);
  if (!last) return (Address){.base = base, .index = X17, .indexed = true, .wide_index = true};
  emit(b, a64_rrr(A64_ADDx, X16, base, X17));
  return (Address){.base = X16};
}

static inline __attribute__((always_inline)) void emit_load(Body *b, const uint8_t *next, Operand *top, AccessRow row,
                                                            uint32_t offset) {
  operator_begin(b, top);
  const Word word = (Word)row;
  Address a = b->context->checked_memory ? checked_address(b, top, offset, 1u << a64_scale(word))
                                         : guarded_address(b, word, top, offset, 0);
  if (top->where == WHERE_LOCAL) reach_extend(b, top->value, (uint64_t)offset + (1u << a64_scale(word)));
  release(b, top);
  unsigned rd = result_register(b, next, top, access_type(row));
  emit_at(b, word, rd, &a);
}

/* Whether the bytes up to index + end are known to be there: of a constant by the memory's least size, of a local by an
 * access that has been there. */
static inline bool is_reached(const Body *b, const Operand *index, uint64_t end) {
  if (index->where == WHERE_CONST) return index->value + end <= b->walk.module->memories[0].limits.min << 16;
  return index->where == WHERE_LOCAL && reach_covers(b, index->value, end);
}

/* A store wider than a byte may be done in part by hardware before it faults (Arm ARM, B2.2.1 gives no single-copy
 * atomicity across pages): where that matters a load of its last byte faults first. */
static inline __attribute__((always_inline)) void emit_store(Body *b, Operand *index, AccessRow row, uint32_t offset) {
  Operand *value = index + 1;
  operator_begin(b, value);
  const Word word = (Word)row;
  const unsigned bytes = 1u << a64_scale(word);
  unsigned rt = in_register_or_zero(b, value);
  Address a;
  if (b->context->checked_memory) {
    a = checked_address(b, index, offset, bytes);
  } else {
    const uint64_t end = (uint64_t)offset + bytes;
    const unsigned last = bytes > 1 && b->context->exact_stores && !is_reached(b, index, end) ? bytes - 1 : 0;
    a = guarded_address(b, word, index, offset, last);
    if (last) emit(b, a64_load(A64_LDRBw, XZR, a.base, a.offset + last));
    if (index->where == WHERE_LOCAL) reach_extend(b, index->value, end);
  }
  emit_at(b, word, rt, &a);
  release(b, index);
  release(b, value);
}

static void emit_memory_size(Body *b, Operand *top) {
  operator_begin(b, top - 1);
  unsigned rd = temp_for(b, top);
  emit(b, a64_load(A64_LDRx, rd, REG_INSTANCE, offsetof(InstanceHeader, memory_bytes)));
  emit(b, a64_lsr(rd, rd, 16, true));
}

static void emit_table_size(Body *b, Operand *top, uint32_t table) {
  operator_begin(b, top - 1);
  unsigned rd = temp_for(b, top);
  emit_access(b, A64_LDRx, rd, REG_INSTANCE, b->context->layout->tables + 8 * (uint64_t)table);
  emit(b, a64_load(A64_LDRw, rd, rd, offsetof(TableHeader, size)));
}

/* The base register and offset of a global's cell; changes x17 for an imported mutable one. */
static unsigned global_cell(Body *b, uint32_t global, uint64_t *offset) {
  *offset = b->context->layout->globals[global];
  if (!layout_global_is_pointer(b->walk.module, global)) return REG_INSTANCE;
  emit_access(b, A64_LDRx, X17, REG_INSTANCE, *offset);
  *offset = 0;
  return X17;
}

static void emit_global_get(Body *b, Operand *top, uint32_t global) {
  operator_begin(b, top - 1);
  uint64_t offset;
  unsigned base = global_cell(b, global, &offset);
  emit_access(b, load_of(top->type), temp_for(b, top), base, offset);
}

static void emit_global_set(Body *b, Operand *top, uint32_t global) {
  operator_begin(b, top);
  unsigned rt = in_register_or_zero(b, top);
  uint64_t offset;
  unsigned base = global_cell(b, global, &offset);
  emit_access(b, store_of(top->type), rt, base, offset);
  release(b, top);
}

#endif
