/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of a body that is being compiled: the walker's, and what the emitter keeps beside it. The emitter is the
 * set of headers codegen/{operand,local,control,branch,call,access,arithmetic,frame}.h, all parts of one translation
 * unit, codegen/compile.c, together with the walker.
 *
 * Registers (codegen/abi.h): a temporary is owned by at most one operand, `owner` says by which; a home belongs to one
 * local from the prologue to the end of the body. An operator finds at least TEMPS_AN_OPERATOR temporaries of each kind
 * free (operator_begin), so no operator spills in its middle.
 */
#ifndef SIGNET_CODEGEN_BODY_H
#define SIGNET_CODEGEN_BODY_H

#include "codegen/compiler.h"
#include "codegen/idioms.h"
#include "wasm/walker.h"

enum {
  INTEGER_TEMPS = 0x1ff,    /* x0-x8 */
  FLOAT_TEMPS = 0x000f00ff, /* v0-v7, v16-v19 */
  TEMPS_AN_OPERATOR = 4,
  WORDS_AN_OPERATOR = 48,      /* that an operator may emit without asking for room */
  CONDITIONAL_REACH = 1 << 18, /* words that b.cond and cbz reach, forwards */
  SETTLED = 1                  /* Operand.reg of a slot or constant: all below it are settled too */
};

/* Inlining (codegen/inline.h). */
enum {
  INLINE_DEPTH = 2,
  INLINE_TOTAL = 128,        /* bytes that a call inlines, in a loop */
  INLINE_OUTSIDE_LOOPS = 12, /* the same elsewhere: about as many words as the call */
  INLINE_RATIO = 4,
  INLINE_START = 64,
  INLINE_OPERANDS = 1000, /* that may lie below: there is room for so many more (wasm/body.c) */
  PINNED_INTEGERS = 5,    /* the others suffice for any operator */
  PINNED_FLOATS = 8
};
_Static_assert(PINNED_INTEGERS + TEMPS_AN_OPERATOR <= 9 && PINNED_FLOATS + TEMPS_AN_OPERATOR <= 12, "temporaries");

/* A body that is walked in place of a call. */
typedef struct {
  const uint8_t *after, *end; /* of the one around: where it goes on, and its end */
  Operand *locals;
  uint32_t local_count;
  bool has_result;
  uint32_t pinned_integers, pinned_floats; /* in the one around */
} Inlined;

/* What a function saves: a first pair, the instance before all homes if code of others will run, in the frame's two
 * lowest slots, so that one word saves it and makes the frame; and the other homes. A pair that is not full is filled
 * with xzr, or with a float register that nobody has changed. */
typedef struct {
  uint8_t first, second;
  bool any, is_float;
  uint32_t integers, floats; /* the others */
  uint32_t integer_pairs;    /* of the others */
  uint32_t bytes;            /* of the frame below its record */
} Saved;

struct Body {
  Walk walk;
  CodeBuffer *buffer;
  const ModuleContext *context;
  uint32_t free_integers, free_floats; /* temporaries, as bit masks */
  uint64_t *room_end;                  /* an operator may begin below it */

  uint8_t scope_depth;   /* of the innermost scope; 0: the body */
  uint32_t loops;        /* open around the operator */
  uint8_t body_owns[2];  /* homes of the body's: integers, floats */
  Scope *scopes, *scope; /* the body's, and the innermost */
  Homes home_registers;  /* that there are: x26 may be a bound */
  Homes owned;           /* in force */
  Homes homes_used;      /* at any time: what the prologue saves */
  Homes written;         /* whose local was written since it was given the home */
  Homes constants;       /* of `owned`: those that hold a constant */
  Homes set_first;       /* whose local is first written where every later access has that write behind it: no zero */
  bool arrived;          /* parameters that nothing has moved are still where they arrived */
  uint16_t arrivals;     /* these, by their registers: bit n is x_n, bit 8 + n is v_n */
  uint16_t arrivals_written; /* of these, those whose register holds another value by now */
  bool makes_frame, leaves, long_form;
  bool plain_memory;   /* there is a memory 0, and it is guarded */
  uint32_t base_local; /* x9 holds x27 + this local's value; NO_INDEX: it does not (codegen/fast.h) */
  /* Memory is known to reach to this local's value + reach_end, for an access has been there, and memory never shrinks:
   * a store below that needs no look at its last byte first. */
  uint32_t reach_local, reach_end;
  uint32_t slots;   /* frame slots in use: one past the highest */
  uint32_t sp_bias; /* bytes that sp is below the frame's bottom: an open call's stack arguments */
  uint32_t slot_local_count;
  uint32_t *slot_locals; /* locals whose slots the prologue fills */
  uint32_t slot_row_count;
  uint32_t trap_kinds;               /* those that it has, as a mask */
  uint32_t table_record, table_rows; /* of the open br_table: its first record, rows emitted */
  bool table_moves;                  /* its labels take values that must be moved for each row */

  Local *locals;                           /* the function's own; walk.locals are those of the body at hand */
  uint32_t inline_depth;                   /* inlined bodies that are open */
  uint32_t inline_limit;                   /* of a straight line's bytes, for a call of it to be inlined */
  uint32_t inline_budget;                  /* bytes that may be inlined yet */
  uint64_t *inline_end;                    /* nothing is inlined beyond: words are left for the function's own */
  uint32_t pinned_integers, pinned_floats; /* temporaries of inlined locals, as bit masks */

  bool unrolls;          /* in a loop that is walked several times (codegen/unroll.h): */
  uint32_t unroll_turns; /* how often it will be again */
  uint32_t unroll_exits; /* open records of the branches to its end */
  const uint8_t *unroll_first;
  uint64_t nonzero; /* locals of the first 64 that are known not to be zero: in such loops alone */

  uint32_t *home_local; /* which local each home holds */
  HomeConstant *home_constant;
  uint32_t *slot_rows; /* locals with a row of WHERE_LOCAL_SLOT, which ends with the scope */
  ExitThread *exits;   /* SCOPE_DEPTH of each control frame */
  const CompileListener *listener;

  /* Not cleared when a body begins. Open records of the branches to a trap of each kind; bodies that are walked in
   * place of calls, as deep as they are; what is saved, from the body's end on, if it makes a frame. */
  uint32_t traps[TRAP_KINDS];
  Inlined inlined[INLINE_DEPTH];
  Saved saved;
  /* A free temporary's owner means nothing, nor does what arrived where nothing did. */
  Operand *integer_owner[16], *float_owner[32]; /* of a temporary; NULL: a parameter that is where it arrived */
  uint16_t arrival_local[16];                   /* which parameter, by its bit in `arrivals` */
};

static inline void emit(Body *b, Word word) { buffer_emit(b->buffer, word); }
/* Words that were put together before. */
static inline void emit_words(Body *b, const Word *word, const Word *end) {
  CodeBuffer position = *b->buffer; /* of which a compiler knows that no entry is a part */
  for (; word < end; word++) buffer_emit(&position, *word);
  BUFFER_AT(b->buffer) = BUFFER_AT(&position);
}
static inline uint32_t here(const Body *b) { return buffer_index(b->buffer); }

/* Whether `words` more words fit. False: the function is too large. */
static inline bool has_words(const Body *b, uint64_t words) {
  return (uint64_t)(b->room_end - BUFFER_AT(b->buffer)) > words && BUFFER_AT(b->buffer) < b->room_end;
}

/* The function's words do not fit: refused, never sealed. The walk goes on over the same entries and records again, but
 * not far: with the end in front of it no operator with an immediate is read any more, so no more work is done than
 * the bytes that are left pay for. Nothing follows a thread of records (bind_here), and since the operator that failed
 * may have left its operands' registers owned, all are free. */
static __attribute__((noinline, cold)) void too_large(Body *b) {
  const Module *module = b->walk.module;
  b->walk.end = module->bytes + module->functions[b->walk.function].body_end; /* not an inlined body's */
  walk_fail(&b->walk, b->walk.end - 1, ERR_LIMIT, "function too large");
  b->walk.end = b->walk.module->bytes;
  buffer_move(b->buffer, b->buffer->body);
  b->buffer->record_count = b->buffer->body_record;
  b->free_integers = INTEGER_TEMPS;
  b->free_floats = FLOAT_TEMPS;
}

/* x9 is another's, or control comes from elsewhere: it is no base any more, nor is known where accesses have been. */
static inline void base_lost(Body *b) { b->base_local = b->reach_local = NO_INDEX; }
/* After a call x9 is another's; memory reaches as far as before. */
static inline void base_taken(Body *b) { b->base_local = NO_INDEX; }
/* The local gets another value. */
static inline void base_lost_of(Body *b, uint32_t local) {
  if (b->base_local == local) b->base_local = NO_INDEX;
  if (b->reach_local == local) b->reach_local = NO_INDEX;
}

static inline bool reach_covers(const Body *b, uint32_t local, uint64_t end) {
  return b->reach_local == local && end <= b->reach_end;
}
/* There is an access up to local + end now. */
static inline void reach_extend(Body *b, uint32_t local, uint64_t end) {
  if (reach_covers(b, local, end) || end > UINT32_MAX) return;
  b->reach_local = local;
  b->reach_end = (uint32_t)end;
}

/* All ones if the condition holds, else 0; of which no compiler for a host makes a branch again. */
static inline uint32_t mask_if(bool condition) {
  uint32_t mask = -(uint32_t)condition;
#if !defined(__aarch64__)
  __asm__("" : "+r"(mask));
#endif
  return mask;
}
static inline uint32_t mask_select(uint32_t mask, uint32_t one, uint32_t zero) { return zero ^ ((one ^ zero) & mask); }

static inline bool is_float(uint8_t type) { return type_is_float(type); }
static inline uint32_t operand_depth(const Body *b, const Operand *o) { return (uint32_t)(o - b->walk.origin); }

static inline uint32_t slot_of_local(uint32_t local) { return SLOT_LOCALS + local; }
static inline uint32_t slot_of_operand(const Body *b, const Operand *o) {
  return SLOT_LOCALS + b->walk.local_count + operand_depth(b, o);
}

static inline void emit_number(Body *b, unsigned rd, uint64_t value, bool wide) {
  emit_constant(b->buffer, rd, value, wide);
}

/* Load or store, `op`, at any offset from a base that is not x16; changes x16 where the offset needs it. */
static inline void emit_access(Body *b, Word op, unsigned rt, unsigned base, uint64_t offset) {
  if (a64_offset_fits(op, (int64_t)offset)) {
    emit(b, a64_load(op, rt, base, (int64_t)offset));
  } else {
    emit_number(b, X16, offset, true);
    emit(b, a64_load_reg(op, rt, base, X16, A64_UXTX, false));
  }
}

static inline Word load_of(uint8_t type) {
  switch (type) {
  case TYPE_I32: return A64_LDRw;
  case TYPE_F32: return A64_LDRs;
  case TYPE_F64: return A64_LDRd;
  case TYPE_V128: return A64_LDRq;
  default: return A64_LDRx;
  }
}
static inline Word store_of(uint8_t type) {
  switch (type) {
  case TYPE_I32: return A64_STRw;
  case TYPE_F32: return A64_STRs;
  case TYPE_F64: return A64_STRd;
  case TYPE_V128: return A64_STRq;
  default: return A64_STRx;
  }
}

/* The slot of an i32 is written whole: what a preheader loads in pairs is stored as it will be loaded. */
static inline Word slot_store_of(uint8_t type) { return type == TYPE_I32 ? A64_STRx : store_of(type); }

/* The frame has this slot. */
static inline void slots_reach(Body *b, uint32_t slot) {
  if (slot >= b->slots) b->slots = slot + 1;
}

static inline void slot_access(Body *b, Word op, unsigned rt, uint32_t slot) {
  slots_reach(b, slot);
  const uint64_t offset = (uint64_t)slot * SLOT_BYTES + b->sp_bias;
  if (__builtin_expect(offset < 4096 * 4,
                       1)) /* a multiple of 8, within reach of the scaled form at any size but a byte's */
    emit(b, op | (Word)(offset >> a64_scale(op)) << 10 | SP << 5 | rt);
  else emit_access(b, op, rt, SP, offset);
}

static inline void emit_move(Body *b, unsigned rd, unsigned rn, uint8_t type) {
  if (rd == rn) return;
  if (is_float(type)) emit(b, a64_rr(type == TYPE_F32 ? A64_FMOVs : A64_FMOVd, rd, rn));
  else emit(b, a64_mov(rd, rn, type_is_wide(type)));
}

#endif
