/* SPDX-License-Identifier: Apache-2.0
 *
 * The common cases of the common operators, each in one handler without a call: operands in registers or small
 * constants, a result in a temporary or in the local that the next operator sets. Whatever is not common (a spill, a
 * slot, a wide immediate, a type that does not match) answers NULL, having changed nothing, and the walker goes to the
 * operator's slow handler, which knows all cases. So a handler here needs no frame of its own, which is what makes it
 * fast: a call in it costs a save and a restore of its four arguments, more than the operator's own work.
 *
 * Each gives the new top of the operand stack. Operand entries are compared and written as single 64-bit words. Part of
 * codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_FAST_H
#define SIGNET_CODEGEN_FAST_H

#include "codegen/access.h"
#include "codegen/arithmetic.h"

/* An operand as a word: type in bits 0-7, where in 8-15, register in 16-31, value in 32-63. */
static inline uint64_t entry_of(const void *operand) {
  uint64_t entry;
  memcpy(&entry, operand, sizeof entry);
  return entry;
}
static inline void entry_set(Operand *operand, uint64_t entry) { memcpy(operand, &entry, sizeof entry); }

#define ENTRY(type, where) ((uint64_t)(type) | (uint64_t)(where) << 8)
enum { ENTRY_MASK = 0xffff, IN_REGISTER_MASK = 0x10ff }; /* WHERE_REG and WHERE_LOCAL share bit 4 */

ALWAYS_INLINE bool entry_in_register(uint64_t entry, uint8_t type) {
  return __builtin_expect(((entry ^ ENTRY(type, WHERE_REG)) & IN_REGISTER_MASK) == 0, 1);
}
/* Operands of a front (codegen/front.h): a register, and a register or a constant. */
ALWAYS_INLINE bool entries_plain(uint64_t left, uint64_t right, uint8_t type) {
  return entry_in_register(left, type) &&
         (entry_in_register(right, type) || (right & ENTRY_MASK) == ENTRY(type, WHERE_CONST));
}
ALWAYS_INLINE unsigned entry_register(uint64_t entry) { return entry >> 16 & 31; }
ALWAYS_INLINE int32_t entry_value(uint64_t entry) { return (int32_t)(entry >> 32); }
/* The temporary that consuming the entry frees, as a mask. */
ALWAYS_INLINE uint32_t entry_frees(uint64_t entry) { return (uint32_t)(~entry >> 8 & 1) << entry_register(entry); }
_Static_assert((WHERE_REG & 1) == 0 && (WHERE_LOCAL & 1) == 1, "bit 8 of an entry in a register says whose it is");

/* Integer operands in slots are read into scratch registers, without a temporary: x16 and x17 live for one operator. */
ALWAYS_INLINE bool entry_in_slot(uint64_t entry, uint8_t type) {
  return !type_is_float(type) &&
         ((entry & ENTRY_MASK) == ENTRY(type, WHERE_LOCAL_SLOT) || (entry & ENTRY_MASK) == ENTRY(type, WHERE_SLOT));
}
ALWAYS_INLINE uint32_t entry_slot(const Body *b, uint64_t entry, const Operand *o) {
  return (entry & 0xff00) == WHERE_SLOT << 8 ? slot_of_operand(b, o) : slot_of_local((uint32_t)(entry >> 32));
}
/* Whether entry_source can read the operand. */
ALWAYS_INLINE bool entry_readable(const Body *b, uint64_t entry, const Operand *o, uint8_t type) {
  return entry_in_register(entry, type) || (entry_in_slot(entry, type) && entry_slot(b, entry, o) < 2040);
}
/* The register that has the operand's value: `scratch` if it is in a slot. */
ALWAYS_INLINE unsigned entry_source(Body *b, uint64_t entry, const Operand *o, uint8_t type, unsigned scratch) {
  if (entry_in_register(entry, type)) return entry_register(entry);
  const uint32_t words = entry_slot(b, entry, o) << (type == TYPE_I32);
  emit(b, (type == TYPE_I32 ? A64_LDRw : A64_LDRx) | words << 10 | SP << 5 | scratch);
  return scratch;
}
/* The temporary that consuming such an operand frees, as a mask. */
ALWAYS_INLINE uint32_t source_frees(uint64_t entry) {
  return (uint32_t)((entry & 0xff00) == WHERE_REG << 8) << entry_register(entry);
}

/* Whether nothing up to `top` stands for the local: false if a look at two operands does not tell. */
ALWAYS_INLINE bool fast_no_alias(uint32_t index, const Operand *top) {
  for (uint32_t steps = 0; !is_settled(top); top--)
    if (++steps > 2 || is_alias(top, index)) return false;
  return true;
}

/* The first access to the local of the operator at `next`, which takes the result at `o`: in the body, and where no
 * temporaries are short, which would come first. The row that it gets; 0: not a common case. */
ALWAYS_INLINE uint64_t fast_settle(Body *b, const uint8_t *next, const Operand *o, uint8_t type) {
  Local *const local = &b->walk.locals[next[1]];
  if (local->type != type || !spare_temps(b) || !fast_no_alias(next[1], o - 1)) return 0;
  if (!local_settle_in_body(b, next[1], local)) return 0;
  if (b->walk.control == b->walk.controls) b->set_first |= home_bit(type, local->reg);
  return entry_of(local);
}

/* What the operand at `o` will be, a result of this type, while the temporaries `free` are: an alias of the local that
 * the operator at `next` sets (`settles`: for the first time, too), or a temporary. 0: not a common case. */
ALWAYS_INLINE uint64_t fast_target(Body *b, const uint8_t *next, const Operand *o, uint8_t type, uint32_t free,
                                   bool settles) {
  if ((uint8_t)(next[0] - OP_LOCAL_SET) <= 1) {
    if (next[1] >= 0x80) return 0;
    const uint64_t row = entry_of(&b->walk.locals[next[1]]);
    if ((row & ENTRY_MASK) == ENTRY(type, WHERE_LOCAL))
      return entry_register(row) >= 8 && fast_no_alias(next[1], o - 1) ? row : 0;
    if ((row & ENTRY_MASK) != ENTRY(type, WHERE_LOCAL_SLOT)) return settles ? fast_settle(b, next, o, type) : 0;
  }
  const uint32_t depth = operand_depth(b, o);
  if (__builtin_expect(depth < 8 && (free >> depth & 1), 1)) return ENTRY(type, WHERE_REG) | (uint64_t)depth << 16;
  if (free == 0 || (next[0] == OP_END && b->arrived)) return 0; /* the function's result may go to x0 all the same */
  return ENTRY(type, WHERE_REG) | (uint64_t)(31u - (unsigned)__builtin_clz(free)) << 16;
}

/* The operand is that from now on. fast_written, once its words are emitted, does the rest. */
ALWAYS_INLINE void fast_take(Body *b, Operand *o, uint64_t target, uint8_t type, uint32_t *bank, uint32_t free) {
  const unsigned reg = entry_register(target);
  entry_set(o, target);
  if (target >> 8 & 1) {
    home_written(b, type, reg);
  } else {
    free &= ~(1u << reg);
    if (type_is_float(type)) b->float_owner[reg] = o;
    else b->integer_owner[reg] = o;
  }
  *bank = free;
}
ALWAYS_INLINE void fast_written(Body *b, uint64_t target) {
  if (target >> 8 & 1) base_lost_of(b, (uint32_t)(target >> 32));
}

ALWAYS_INLINE bool fast_room(const Body *b) { return BUFFER_AT(b->buffer) < b->room_end; }

/* The word, without registers, of an operator whose right operand is this constant; 0: not a common case. */
ALWAYS_INLINE Word binary_constant_word(Opcode op, int32_t value) {
  const bool wide = op >= OP_I64_CLZ;
  const unsigned amount = (unsigned)value & (wide ? 63 : 31);
  switch (op) {
  case OP_I32_ADD:
  case OP_I64_ADD:
  case OP_I32_SUB:
  case OP_I64_SUB: {
    const bool add = (op == OP_I32_ADD || op == OP_I64_ADD) == (value >= 0);
    const uint32_t magnitude = value < 0 ? -(uint32_t)value : (uint32_t)value;
    if (magnitude >= 4096) return 0;
    return a64_add_imm((add ? A64_ADDw : A64_SUBw) | a64_sf(wide), 0, 0, magnitude);
  }
  case OP_I32_SHL:
  case OP_I64_SHL: return a64_lsl(0, 0, amount, wide);
  case OP_I32_SHR_S:
  case OP_I64_SHR_S: return a64_asr(0, 0, amount, wide);
  case OP_I32_SHR_U:
  case OP_I64_SHR_U: return a64_lsr(0, 0, amount, wide);
  case OP_I32_AND:
  case OP_I64_AND: /* masks of low bits: most of all constants here */
    if (value <= 0 || ((uint32_t)value & ((uint32_t)value + 1)) != 0) return 0;
    return a64_logical_imm(A64_ANDw | a64_sf(wide), 0, 0,
                           (wide ? 1u << 12 : 0) | (31u - (unsigned)__builtin_clz((uint32_t)value)));
  default: return 0;
  }
}

ALWAYS_INLINE bool fast_is_shift(Opcode op) {
  return (op >= OP_I32_SHL && op <= OP_I32_SHR_U) || (op >= OP_I64_SHL && op <= OP_I64_SHR_U);
}

ALWAYS_INLINE unsigned fast_shift_kind(Opcode op) {
  if (op == OP_I32_SHL || op == OP_I64_SHL) return A64_LSL;
  return op == OP_I32_SHR_U || op == OP_I64_SHR_U ? A64_LSR : A64_ASR;
}

/* A shift of a local's home waits for the operator that can do it on the way (codegen/integer.h). */
ALWAYS_INLINE Operand *fast_shift(Operand *left, uint64_t l, Opcode op, int32_t value) {
  const bool wide = op >= OP_I64_SHL;
  const uint32_t shift = shift_value(fast_shift_kind(op), (unsigned)value & (wide ? 63 : 31), (uint32_t)(l >> 32));
  if ((l & 0xff00) != WHERE_LOCAL << 8) return NULL;
  entry_set(left, (l & 0xffff00ff) | WHERE_SHIFTED_LOCAL << 8 | (uint64_t)shift << 32);
  return left;
}

ALWAYS_INLINE Operand *emit_fast_binary(Body *b, const uint8_t *p, Operand *top, Opcode op, uint8_t from, uint8_t to) {
  Operand *left = top - 1;
  const uint64_t l = entry_of(left), r = entry_of(top);
  if (!entry_readable(b, l, left, from) || !fast_room(b)) return NULL;
  const bool plain = entries_plain(l, r, from);
  uint32_t *const bank = is_float(from) ? &b->free_floats : &b->free_integers;
  uint32_t free = *bank | source_frees(l);
  const bool constant = !is_float(from) && (r & ENTRY_MASK) == ENTRY(from, WHERE_CONST);
  Word word = constant ? binary_constant_word(op, entry_value(r)) : binary_word(op);
  if (!word) return NULL;
  if (constant && fast_is_shift(op) && shift_may_fold(p + 1, from, fast_shift_kind(op))) {
    if (!entry_in_register(l, from) || entry_register(l) < 8) return NULL;
    return fast_shift(left, l, op, entry_value(r));
  }
  /* What may wait for the next operator (codegen/integer.h, multiply.h). */
  if ((op == OP_I32_MUL || op == OP_I64_MUL) && is_add_or_sub(p[1], from)) return NULL;
  if ((op == OP_I32_AND || op == OP_I64_AND) &&
      (next_tests(p + 1, from) ||
       (constant && mask_may_fold(p + 1, from, 32u - (unsigned)__builtin_clz((uint32_t)entry_value(r))))))
    return NULL;
  if (!constant) {
    if (!entry_readable(b, r, top, from)) return NULL;
    free |= source_frees(r);
  }
  const uint64_t target = fast_target(b, p + 1, left, to, free, plain);
  if (!target) return NULL;
  word |= entry_source(b, l, left, from, X16) << 5;
  if (!constant) word |= entry_source(b, r, top, from, X17) << 16;
  fast_take(b, left, target, to, bank, free);
  fast_written(b, target);
  emit(b, word | entry_register(target));
  return left;
}

ALWAYS_INLINE void fast_compare_words(Body *b, uint64_t l, const Operand *left, uint64_t r, const Operand *right,
                                      uint8_t from, bool constant) {
  const unsigned rn = entry_source(b, l, left, from, X16);
  if (constant) return emit(b, a64_cmp_imm(rn, r >> 32, from == TYPE_I64));
  const unsigned rm = entry_source(b, r, right, from, X17);
  if (is_float(from)) emit(b, a64_fcmp(from == TYPE_F32 ? A64_FCMPs : A64_FCMPd, rn, rm));
  else emit(b, a64_cmp(rn, rm, from == TYPE_I64));
}

ALWAYS_INLINE Operand *emit_fast_compare(Body *b, const uint8_t *p, Operand *top, Opcode op, uint8_t from) {
  Operand *left = top - 1;
  const uint64_t l = entry_of(left), r = entry_of(top);
  if (!entry_readable(b, l, left, from) || !fast_room(b)) return NULL;
  const bool plain = entries_plain(l, r, from);
  uint32_t *const bank = is_float(from) ? &b->free_floats : &b->free_integers;
  uint32_t free = *bank | source_frees(l);
  const bool constant = !is_float(from) && (r & ENTRY_MASK) == ENTRY(from, WHERE_CONST);
  if (constant) {
    if (r >> 32 >= 4096) return NULL;
  } else {
    if (!entry_readable(b, r, top, from)) return NULL;
    free |= source_frees(r);
  }
  const unsigned condition = compare_condition(op);
  if (!next_takes_condition(p + 1)) {
    uint32_t integers = is_float(from) ? b->free_integers : free;
    const uint64_t target = fast_target(b, p + 1, left, TYPE_I32, integers, plain);
    if (!target) return NULL;
    *bank = free;
    fast_compare_words(b, l, left, r, top, from, constant);
    fast_take(b, left, target, TYPE_I32, &b->free_integers, integers);
    fast_written(b, target);
    emit(b, a64_cset(entry_register(target), condition));
    return left;
  }
  *bank = free;
  fast_compare_words(b, l, left, r, top, from, constant);
  entry_set(left, ENTRY(TYPE_I32, WHERE_FLAGS) | (uint64_t)condition << 16);
  return left;
}

ALWAYS_INLINE Operand *emit_fast_test(Body *b, const uint8_t *p, Operand *top, Opcode op, uint8_t from) {
  const uint64_t entry = entry_of(top);
  (void)b;
  if (op == OP_REF_IS_NULL || !next_takes_condition(p + 1)) return NULL;
  if (op == OP_I32_EQZ && (entry & ENTRY_MASK) == ENTRY(TYPE_I32, WHERE_FLAGS)) {
    entry_set(top, entry ^ (uint64_t)1 << 16); /* a condition and its inverse differ in bit 0 */
    return top;
  }
  if (!entry_in_register(entry, from)) return NULL;
  uint64_t how = TEST_IF_ZERO | (from == TYPE_I64 ? TEST_WIDE : 0) | ((~entry >> 8 & 1) ? TEST_OWNS : 0);
  entry_set(top, ENTRY(TYPE_I32, WHERE_TEST) | (entry & 0xffff0000u) | how << 32);
  return top;
}

/* ---- Locals and constants: p is at the opcode ---- */

ALWAYS_INLINE Operand *emit_fast_local_get(const Body *b, const uint8_t *p, Operand *top) {
  const uint64_t row = entry_of(&b->walk.locals[p[1]]);    /* there are as many rows */
  if ((p[1] >= 0x80) | ((row & 0xff00) == 0)) return NULL; /* no such local, or the scope's first access */
  entry_set(top + 1, row);
  return top + 1;
}

/* The scope's first access to a local that has a home, or gets one of the body's. */
ALWAYS_INLINE Operand *emit_first_local_get(Body *b, const uint8_t *p, Operand *top) {
  Local *const local = &b->walk.locals[p[1]];
  if (p[1] >= 0x80 || local->where) return NULL;
  if (local->reg) local_meets_home(b, p[1], local);
  else if (!local_settle_in_body(b, p[1], local)) return NULL;
  entry_set(top + 1, entry_of(local));
  return top + 1;
}

/* The word that moves an entry to a register, or loads it, or makes it; 0: not a common case. The entry's temporary is
 * freed. */
ALWAYS_INLINE Word fast_move_word(Body *b, uint64_t entry, const Operand *o, uint8_t type, unsigned rd) {
  const unsigned rn = entry_register(entry);
  if (entry_in_register(entry, type)) {
    if (type_is_float(type)) {
      b->free_floats |= entry_frees(entry);
      return a64_rr(type == TYPE_F32 ? A64_FMOVs : A64_FMOVd, rd, rn);
    }
    b->free_integers |= entry_frees(entry);
    return a64_mov(rd, rn, type != TYPE_I32);
  }
  if (type_is_float(type)) return 0;
  if ((entry & ENTRY_MASK) == ENTRY(type, WHERE_CONST)) {
    const uint32_t value = (uint32_t)(entry >> 32);
    if (value < 1u << 16) return A64_MOVZw | value << 5 | rd;
    if (value >= (uint32_t)-1 << 16) return (type == TYPE_I32 ? A64_MOVNw : A64_MOVNx) | ~value << 5 | rd;
    return 0;
  }
  if (!entry_in_slot(entry, type) || entry_slot(b, entry, o) >= 2040) return 0;
  return (type == TYPE_I32 ? A64_LDRw : A64_LDRx) | entry_slot(b, entry, o) << (10 + (type == TYPE_I32)) | SP << 5 | rd;
}

/* Gives the top with the value on it still: local.tee's. */
ALWAYS_INLINE Operand *emit_fast_local_write(Body *b, const uint8_t *p, Operand *top) {
  if (p[1] >= 0x80) return NULL;
  const uint64_t row = entry_of(&b->walk.locals[p[1]]), value = entry_of(top);
  const uint8_t type = (uint8_t)row;
  const unsigned rd = entry_register(row);
  if ((row & 0xff00) != WHERE_LOCAL << 8) return NULL;
  if (value == row) return top;
  if (rd < 8 || type == TYPE_REF || !fast_no_alias(p[1], top - 1) || !fast_room(b)) return NULL;
  Word word;
  if (type == TYPE_I32) word = fast_move_word(b, value, top, TYPE_I32, rd);
  else if (type == TYPE_I64) word = fast_move_word(b, value, top, TYPE_I64, rd);
  else word = fast_move_word(b, value, top, type, rd);
  if (!word) return NULL;
  base_lost_of(b, p[1]);
  home_written(b, type, rd);
  emit(b, word);
  entry_set(top, row);
  return top;
}

/* local.set of a local in its slot. */
ALWAYS_INLINE Operand *fast_local_to_slot(Body *b, const uint8_t *p, Operand *top) {
  if (p[1] >= 0x80) return NULL;
  const uint64_t row = entry_of(&b->walk.locals[p[1]]), value = entry_of(top);
  const uint8_t type = (uint8_t)row;
  const uint32_t slot = slot_of_local(p[1]);
  if ((row & 0xff00) != WHERE_LOCAL_SLOT << 8 || type > TYPE_I64) return NULL;
  if (!fast_no_alias(p[1], top - 1) || !fast_room(b)) return NULL;
  unsigned rt = entry_register(value);
  if ((value & ENTRY_MASK) == ENTRY(type, WHERE_CONST) && value >> 32 == 0) rt = XZR;
  else if (!entry_in_register(value, type)) return NULL;
  else b->free_integers |= entry_frees(value);
  emit(b, A64_STRx | slot << 10 | SP << 5 | rt); /* slot_store_of */
  return top - 1;
}

ALWAYS_INLINE Operand *emit_fast_local_set(Body *b, const uint8_t *p, Operand *top) {
  Operand *now = emit_fast_local_write(b, p, top);
  return now ? now - 1 : fast_local_to_slot(b, p, top);
}

ALWAYS_INLINE Operand *emit_fast_const(const uint8_t *p, Operand *top, uint8_t type) {
  if (p[1] >= 0x80) return NULL;
  entry_set(top + 1, ENTRY(type, WHERE_CONST) | (uint64_t)(uint32_t)leb_sign(p[1]) << 32);
  return top + 1;
}

/* A constant of one byte or two, without a branch on which: where branches are dear (WALK_SHARES). */
ALWAYS_INLINE Operand *emit_short_const(const uint8_t *p, Operand *top, uint8_t type, const uint8_t **after) {
  uint16_t bytes;
  memcpy(&bytes, p + 1, sizeof bytes);
  const uint32_t two = bytes >> 7 & 1, unused = 25 - 7 * two;
  if ((bytes & 0x8080) == 0x8080) return NULL;
  const uint32_t bits = (bytes & 0x7fu) | (bytes >> 1 & 0x3f80u);
  *after = p + 2 + two;
  const uint32_t value = (uint32_t)((int32_t)(bits << unused) >> unused);
  entry_set(top + 1, ENTRY(type, WHERE_CONST) | (uint64_t)value << 32);
  return top + 1;
}

/* A constant of two to four bytes. What a byte's high bit has added too much the next byte takes off. */
ALWAYS_INLINE Operand *emit_wide_const(const Body *b, const uint8_t *p, Operand *top, uint8_t type,
                                       const uint8_t **after) {
  uint32_t value = p[1] + ((uint32_t)p[2] << 7) - (1u << 7), bits = 14;
  *after = p + 3;
  if (p[2] >= 0x80) {
    if (b->loops) return NULL; /* it may be at home (codegen/constant_home.h) */
    value += ((uint32_t)p[3] << 14) - (1u << 14);
    bits = 21;
    *after = p + 4;
    if (p[3] >= 0x80) {
      value += ((uint32_t)p[4] << 21) - (1u << 21);
      bits = 28;
      *after = p + 5;
      if (p[4] >= 0x80) return NULL;
    }
  }
  value = (uint32_t)((int32_t)(value << (32 - bits)) >> (32 - bits));
  entry_set(top + 1, ENTRY(type, WHERE_CONST) | (uint64_t)value << 32);
  return top + 1;
}

/* ---- Control ---- */

/* `block` without a type, or the start of an `if` as far as it is a block, where nothing lies below in its frame that
 * would have to settle. There is room for an operand, its sentinel, for each byte that is left. */
ALWAYS_INLINE bool fast_is_plain_block(const Body *b, const uint8_t *p, const Operand *top) {
  return p[1] == 0x40 && is_settled(top) && !b->arrivals_written && b->walk.control + 1 < b->walk.control_limit;
}

/* Opens a frame without types over nothing: the sentinel alone. What its types would be nobody reads. */
ALWAYS_INLINE Operand *fast_open(Body *b, Operand *top, ControlKind kind, uint32_t otherwise) {
  Control *c = b->walk.control + 1;
  b->walk.control = c;
  b->walk.origin++;
  entry_set(top + 1, TYPE_NONE);
  c->kind = (uint8_t)kind;
  c->plain = true;
  c->entered_dead = c->polymorphic = false;
  c->param_count = c->result_count = 0;
  c->base = top + 1;
  c->label = (Label){.branches = NO_INDEX, .otherwise = otherwise, .scope = b->scope_depth};
  return top + 1;
}

ALWAYS_INLINE Operand *emit_fast_block(Body *b, const uint8_t *p, Operand *top) {
  return fast_is_plain_block(b, p, top) ? fast_open(b, top, CONTROL_BLOCK, NO_INDEX) : NULL;
}

/* The frame ends here: binds the branches to its label, and an if's that has no else. */
ALWAYS_INLINE Operand *fast_close(Body *b, const Control *c, Operand *top) {
  const uint32_t branches = c->label.branches, otherwise = c->label.otherwise;
  if ((branches & otherwise) != NO_INDEX) {
    if (b->walk.failed) return NULL;
    const uint32_t target = here(b);
    base_lost(b);
    buffer_bind_thread(b->buffer, branches, target);
    if (otherwise != NO_INDEX) buffer_bind(b->buffer, otherwise, target);
  }
  b->walk.control--;
  b->walk.origin--;
  return top - 1;
}
_Static_assert(NO_INDEX == UINT32_MAX, "one of two is an index if their conjunction is not NO_INDEX");

/* The end of a frame without types whose last operator is live. */
ALWAYS_INLINE Operand *emit_fast_end(Body *b, Operand *top) {
  const Control *c = b->walk.control;
  return c->plain && top == c->base ? fast_close(b, c, top) : NULL;
}

/* The same after a branch. What follows is live if something leads here. */
ALWAYS_INLINE Operand *emit_fast_dead_end(Body *b, Operand *top, bool *live) {
  const Control *c = b->walk.control;
  if (!c->plain || top != c->base) return NULL;
  *live = (c->label.branches & c->label.otherwise) != NO_INDEX;
  return fast_close(b, c, top);
}

ALWAYS_INLINE Operand *emit_fast_else(Body *b, Operand *top) {
  Control *c = b->walk.control;
  if (!c->plain || top != c->base || c->kind != CONTROL_IF || b->walk.failed || !fast_room(b)) return NULL;
  c->label.branches = buffer_emit_open(b->buffer, A64_B, c->label.branches);
  base_lost(b);
  buffer_bind(b->buffer, c->label.otherwise, here(b));
  c->label.otherwise = NO_INDEX;
  c->kind = CONTROL_ELSE;
  return top;
}

/* The frame that the operator at p, of one byte of immediate, branches to; NULL: none, or not a common case. */
ALWAYS_INLINE Control *fast_label(const Body *b, const uint8_t *p) {
  const Walk *w = &b->walk;
  const size_t above = p[1] * sizeof(Control);
  if (above > (size_t)((const char *)w->control - (const char *)w->controls) || p[1] >= 0x80) return NULL;
  Control *c = w->control - p[1];
  return leaves_scope(b, c) ? NULL : c;
}

/* Emits a branch to a label near by. */
ALWAYS_INLINE void fast_branch(Body *b, Word word, Control *c) {
  if (c->kind != CONTROL_LOOP) {
    c->label.branches = buffer_emit_open(b->buffer, word, c->label.branches);
  } else if (word == A64_B) {
    emit(b, word | ((Word)(c->label.head - here(b)) & 0x3ffffff));
  } else { /* short form: every conditional branch reaches */
    emit(b, word | ((Word)(c->label.head - here(b)) & 0x7ffff) << 5);
  }
}

/* The branch that is taken if the i32 is not zero, or (`sense` false) if it is; 0: not a common case. Releases it. */
ALWAYS_INLINE Word fast_branch_word(Body *b, uint64_t condition, bool sense) {
  const unsigned reg = entry_register(condition);
  if ((condition & ENTRY_MASK) == ENTRY(TYPE_I32, WHERE_FLAGS)) return A64_Bcond | (sense ? reg : reg ^ 1);
  if ((condition & ENTRY_MASK) == ENTRY(TYPE_I32, WHERE_TEST)) {
    const uint32_t how = (uint32_t)(condition >> 32);
    if (how & TEST_OWNS) b->free_integers |= 1u << reg;
    return (((how & TEST_IF_ZERO) != 0) == sense ? A64_CBZw : A64_CBNZw) | (how & TEST_WIDE ? 1u << 31 : 0) | reg;
  }
  if (!entry_in_register(condition, TYPE_I32)) return 0;
  b->free_integers |= entry_frees(condition);
  return (sense ? A64_CBNZw : A64_CBZw) | reg;
}

ALWAYS_INLINE Operand *emit_fast_if(Body *b, const uint8_t *p, Operand *top) {
  if (b->long_form || !fast_room(b) || !fast_is_plain_block(b, p, top - 1)) return NULL;
  const Word word = fast_branch_word(b, entry_of(top), false);
  if (!word) return NULL;
  const uint32_t otherwise = buffer_emit_open(b->buffer, word, NO_INDEX);
  return fast_open(b, top - 1, CONTROL_IF, otherwise);
}

/* br_if to a label near by that takes no values. */
ALWAYS_INLINE Operand *emit_fast_br_if(Body *b, const uint8_t *p, Operand *top) {
  Control *c = fast_label(b, p);
  if (!c || b->long_form || !fast_room(b) || label_count(c) != 0) return NULL;
  const Word word = fast_branch_word(b, entry_of(top), true);
  if (!word) return NULL;
  fast_branch(b, word, c);
  return top - 1;
}

/* br without values, and return with at most one integer: from a frame with nothing else on it. */
ALWAYS_INLINE Operand *emit_fast_br(Body *b, Operand *top, Control *c) {
  Control *const frame = b->walk.control;
  if (!c || !fast_room(b)) return NULL;
  if (label_count(c) != 0) {
    const uint64_t value = entry_of(top);
    const uint8_t type = (uint8_t)value;
    if (label_count(c) != 1 || c->kind != CONTROL_FUNCTION || c->results[0] != type || type > TYPE_I64) return NULL;
    if (top - 1 != frame->base) return NULL;
    const Word word =
        type == TYPE_I32 ? fast_move_word(b, value, top, TYPE_I32, 0) : fast_move_word(b, value, top, TYPE_I64, 0);
    if (!word) return NULL;
    if (!entry_in_register(value, type) || entry_register(value) != 0) emit(b, word);
  } else if (top != frame->base) {
    return NULL;
  }
  fast_branch(b, A64_B, c);
  frame->polymorphic = true;
  return frame->base;
}

#endif
