/* SPDX-License-Identifier: Apache-2.0
 *
 * The ends of a function: epilogue, out-of-line traps, and the prologue, which is emitted last because only then is it
 * known what it must save, move and zero. It goes into the room in front of the body, so that the function begins at
 * its first word; one that does not fit stands behind the body, and a branch in front leads there. The frame is drawn
 * in codegen/abi.h. Part of codegen/compile.c.
 */
#ifndef SIGNET_CODEGEN_FRAME_H
#define SIGNET_CODEGEN_FRAME_H

#include "codegen/constant_home.h"
#include "wasm/limits.h"

static inline uint32_t integer_homes(const Body *b) { return (uint32_t)b->homes_used; }
static inline uint32_t float_homes(const Body *b) { return (uint32_t)((b->homes_used & ~VOLATILE_HOMES) >> 32); }

/* Half as many as there are bits, rounded up; without a call, as a host may make of counting bits. */
static inline uint32_t pairs_of(uint32_t mask) {
  mask -= mask >> 1 & 0x55555555;
  mask = (mask & 0x33333333) + (mask >> 2 & 0x33333333);
  mask = (mask + (mask >> 4)) & 0x0f0f0f0f;
  return ((mask * 0x01010101 >> 24) + 1) / 2;
}

/* What is saved is of 8 bytes: pairs of x or d registers, all within reach of a pair's word. */
static inline Word pair_fields(unsigned rt, unsigned rt2, unsigned rn, int64_t offset) {
  assert(a64_fits_pair(A64_LDPx, offset));
  return ((Word)((uint64_t)offset >> 3) & 0x7f) << 15 | a64_a(rt2) | a64_n(rn) | a64_d(rt);
}

/* Words that save or restore (`pair` and `single` say) homes, from `at` on; gives where they end. The homes lie in
 * pairs downwards from the frame record, pair k at x29 - 16 k, the first of all being the frame's lowest slots; these
 * begin with pair number `first`. */
static inline Word *home_words(Word *at, uint32_t homes, uint32_t first, Word pair, Word single) {
  for (int64_t offset = -16 * (int64_t)first; homes; offset -= 16) {
    const unsigned low = (unsigned)__builtin_ctz(homes);
    homes &= homes - 1;
    if (!homes) {
      *at++ = a64_load_unscaled(single, low, X29, offset);
      break;
    }
    *at++ = pair | pair_fields(low, (unsigned)__builtin_ctz(homes), X29, offset);
    homes &= homes - 1;
  }
  return at;
}

/* The words that save the homes that are not of the first pair; or restore them. */
static __attribute__((noinline)) Word *saved_words(Word *at, const Saved *saved, bool restores) {
  const Word load = restores ? A64_LDPx ^ A64_STPx : 0;
  at = home_words(at, saved->integers, 1, A64_STPx | load, A64_STRx | load);
  return home_words(at, saved->floats, 1 + saved->integer_pairs, A64_STPd | load, A64_STRd | load);
}
_Static_assert((A64_LDRx ^ A64_STRx) == (A64_LDPx ^ A64_STPx) && (A64_LDRd ^ A64_STRd) == (A64_LDPd ^ A64_STPd) &&
                   (A64_LDPd ^ A64_STPd) == (A64_LDPx ^ A64_STPx),
               "bit 22 loads");

enum { PAIR_REACH = 496 }; /* bytes that the first pair's word can add to sp, a multiple of 16 */

/* What the function saves, and its frame, from here on. */
static void saved_set(Body *b) {
  uint32_t integers = integer_homes(b), floats = float_homes(b);
  Saved *const saved = &b->saved;
  unsigned first = REG_INSTANCE, second = XZR;
  saved->any = b->leaves || (integers | floats);
  saved->is_float = !b->leaves && !integers && floats;
  if (saved->is_float) {
    first = (unsigned)__builtin_ctz(floats);
    floats &= floats - 1;
    second = floats ? (unsigned)__builtin_ctz(floats) : first ^ 1;
    floats &= floats - 1;
  } else {
    if (!b->leaves && integers) {
      first = (unsigned)__builtin_ctz(integers);
      integers &= integers - 1;
    }
    if (integers) second = (unsigned)__builtin_ctz(integers);
    integers &= integers - 1;
  }
  saved->first = (uint8_t)first;
  saved->second = (uint8_t)second;
  saved->integers = integers;
  saved->floats = floats;
  saved->integer_pairs = pairs_of(integers);
  const uint32_t slots = saved->any && b->slots < SLOT_LOCALS ? SLOT_LOCALS : b->slots;
  saved->bytes = align16(slots * SLOT_BYTES) + 16 * (saved->integer_pairs + (floats ? pairs_of(floats) : 0));
}
_Static_assert(SLOT_INSTANCE == 0 && SLOT_LOCALS == 2, "the first pair has the first slots to itself");

/* Restores the first pair and drops the frame. x28 is what it was; a pair of it alone is only dropped. */
static Word *frame_drop_words(Word *at, const Saved *saved) {
  const bool restores = saved->any && (saved->first != REG_INSTANCE || saved->second != XZR);
  const unsigned first = saved->first == REG_INSTANCE ? (unsigned)XZR : saved->first;
  const Word word = A64_LDPx ^ saved->is_float * (A64_LDPd ^ A64_LDPx);
  if (restores && saved->bytes <= PAIR_REACH) {
    *at++ = (word ^ A64_PAIR_POST) | pair_fields(first, saved->second, SP, saved->bytes);
    return at;
  }
  if (restores) *at++ = word | pair_fields(first, saved->second, SP, 0);
  if (saved->bytes > PAIR_REACH) *at++ = a64_mov_sp(SP, X29);
  else if (saved->bytes) *at++ = a64_add_imm(A64_ADDx, SP, SP, saved->bytes);
  return at;
}

static void emit_epilogue(Body *b) {
  Word words[HOMES / 2 + 4], *at = words;
  if (b->makes_frame) {
    const Saved *const saved = &b->saved;
    if (saved->integers | saved->floats) at = saved_words(at, saved, true);
    at = frame_drop_words(at, saved);
    *at++ = a64_pair_post(A64_LDPx, X29, X30, SP, 16);
  }
  *at++ = (Word)WORD_RETURN;
  emit_words(b, words, at);
}

/* One `bl` for each branch to a trap, so that the link register names the site. */
static void emit_traps(Body *b) {
  uint32_t stub_of_form = b->makes_frame ? TRAP_STUB_FIRST : TRAP_STUB_FRAMELESS;
  for (uint32_t kinds = b->trap_kinds; kinds; kinds &= kinds - 1) {
    const uint32_t kind = (uint32_t)__builtin_ctz(kinds);
    for (uint32_t record = b->traps[kind]; record != NO_INDEX;) {
      if (!has_words(b, WORDS_AN_OPERATOR)) return too_large(b);
      if (b->listener) b->listener->out_of_line(b->listener->context, here(b), buffer_record_site(b->buffer, record));
      const uint32_t link = buffer_bind(b->buffer, record, here(b));
      if (!b->makes_frame) emit(b, a64_mov(X17, X30, true));
      if (kind == TRAP_INDIRECT_CALL_MISMATCH) { /* x16: the element's type */
        emit(b, a64_cb(A64_CBNZw, X16, 2));
        emit_branch_to(b->buffer, a64_bl(0), TARGET_STUB, stub_of_form + TRAP_UNINITIALIZED_ELEMENT);
      }
      emit_branch_to(b->buffer, a64_bl(0), TARGET_STUB, stub_of_form + kind);
      record = link;
    }
  }
}

/* The function's end, at its label: results to their places, epilogue, traps. */
static void emit_function_end(Body *b, Operand *top, bool live) {
  Control *c = b->walk.control;
  operator_begin(b, top);
  if (b->walk.failed) return;
  if (live) {
    if (!has_words(b, place_words(c->result_count))) return too_large(b);
    place_values(b, c->base + 1, c->result_count, c, top);
  }
  /* Every slot, and every home, wants a frame; which of them there are is known now. */
  if (b->slots || b->homes_used || b->leaves) b->makes_frame = true;
  if (b->makes_frame) saved_set(b);
  bind_here(b, c->label.branches);
  if (live || c->label.branches != NO_INDEX) emit_epilogue(b);
  emit_traps(b);
}

/* ---- The prologue ----
 *
 * It is put together before it is emitted, for its length says where it begins. */

/* A parameter takes two words at most, as its slot and its place on the stack are within reach; all else has a bound of
 * its own. */
enum { PROLOGUE_WORDS = 2 * LIMIT_PARAMETERS + 512, PROLOGUE_ZEROES = 8 };

typedef struct {
  Word words[PROLOGUE_WORDS];
  Word *end;
  Word *trap;  /* in front of this word comes the branch to the trap of the stack's limit; NULL: nowhere */
  bool behind; /* it cannot stand in front of the body */
} Prologue;

/* Makes the frame and saves the first pair. Large frames must not step over the guard page below the stack: they
 * compare with its limit first. */
static Word *frame_room_words(Word *at, const Saved *saved, Word **trap) {
  const Word word = A64_STPx ^ saved->is_float * (A64_STPd ^ A64_STPx);
  const uint32_t bytes = saved->bytes;
  if (saved->any && bytes <= PAIR_REACH) {
    *at++ = word | A64_PAIR_PRE | pair_fields(saved->first, saved->second, SP, -(int64_t)bytes);
    return at;
  }
  if (bytes > FRAME_PROBE_BYTES) {
    at += a64_constant(at, X16, bytes, true);
    *at++ = a64_rrr_extend(A64_SUBx, X16, SP, X16, A64_UXTX, 0); /* rd is x16: only rn may be sp here */
#if defined(SIGNET_TEST_WITHOUT_FRAME_CHECK)
    (void)trap;
#else
    *at++ = a64_load(A64_LDRx, X17, REG_INSTANCE, offsetof(InstanceHeader, stack_limit));
    *at++ = a64_cmp(X16, X17, true);
    *at++ = a64_b_cond(A64_HS, 2);
    *trap = at;
#endif
    *at++ = a64_mov_sp(SP, X16);
  } else if (bytes) {
    *at++ = a64_add_imm(A64_SUBx, SP, SP, bytes);
  }
  if (saved->any) *at++ = word | pair_fields(saved->first, saved->second, SP, 0);
  return at;
}

/* Load or store between a register and [base + offset], which is not x16's. */
static Word *access_words(Word *at, Word op, unsigned rt, unsigned base, uint64_t offset) {
  if (a64_offset_fits(op, (int64_t)offset)) {
    *at++ = a64_load(op, rt, base, (int64_t)offset);
  } else {
    at += a64_constant(at, X16, offset, true);
    *at++ = a64_load_reg(op, rt, base, X16, A64_UXTX, false);
  }
  return at;
}

/* Parameters whose slots the prologue fills, as a set. */
typedef struct {
  uint64_t of[LIMIT_PARAMETERS / 64 + 1];
} SlotParameters;
static inline bool in_slot(const SlotParameters *set, uint32_t local) { return set->of[local / 64] >> local % 64 & 1; }

/* Slots of locals that must be zero; those of parameters are noted. */
static Word *slot_words(const Body *b, Prologue *prologue, Word *at, uint32_t params, SlotParameters *set) {
  Word *const start = at;
  uint32_t zeroes = 0, lowest = UINT32_MAX, highest = 0;
  memset(set, 0, (params / 64 + 1) * sizeof set->of[0]);
  for (uint32_t i = 0; i < b->slot_local_count; i++) {
    const uint32_t local = b->slot_locals[i];
    if (local < params) {
      set->of[local / 64] |= (uint64_t)1 << local % 64;
      continue;
    }
    if (local < lowest) lowest = local;
    if (local > highest) highest = local;
    if (++zeroes <= PROLOGUE_ZEROES)
      at = access_words(at, A64_STRx, XZR, SP, SLOT_BYTES * (uint64_t)slot_of_local(local));
  }
  if (zeroes <= PROLOGUE_ZEROES) return at;
  /* Many are zeroed as one range by a loop, behind the body. */
  const uint32_t slot = slot_of_local(lowest) & ~1u, end = (slot_of_local(highest) + 2) & ~1u;
  prologue->behind = true;
  at = start;
  at += a64_add_constant(at, A64_ADDx, X16, SP, slot * SLOT_BYTES);
  at += a64_constant(at, X17, (end - slot) / 2, true);
  *at++ = a64_pair_post(A64_STPx, XZR, XZR, X16, 16);
  *at++ = a64_add_imm(A64_SUBx, X17, X17, 1);
  *at++ = a64_cb(A64_CBNZx, X17, -2);
  return at;
}

/* At the body's end the homes in force are the body's own. */
static inline bool is_home(const Local *local) { return local->reg >= 8; }

/* Parameters to the homes and slots that the body gave them: not to a home that the body writes before it reads it.
 * Gives the homes of parameters in *homes. */
static Word *parameter_words(const Body *b, Word *at, const TypeDef *def, const SlotParameters *slots, Homes *homes) {
  const FuncType *const type = &def->func;
  *homes = 0;
  if (def->few_integers && !slots) { /* each is where its own number says */
    for (uint32_t i = 0; i < type->param_count; i++) {
      const Local *local = &b->locals[i];
      if (!is_home(local)) continue;
      const Homes bit = (Homes)1 << local->reg;
      *homes |= bit;
      if (bit & ~b->set_first) *at++ = a64_mov(local->reg, i, local->type == TYPE_I64);
    }
    return at;
  }
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < type->param_count; i++) {
    const Local *local = &b->locals[i];
    const bool floats = is_float(local->type);
    const Argument place = argument_next(&cursor, floats);
    const Homes bit = is_home(local) ? home_bit(local->type, local->reg) : 0;
    *homes |= bit;
    if (slots && in_slot(slots, i)) {
      unsigned reg = place.index;
      if (place.place == ARGUMENT_STACK) {
        reg = floats ? (unsigned)VREG_SCRATCH1 : (unsigned)X17;
        at = access_words(at, load_of(local->type), reg, X29, 16 + SLOT_BYTES * (uint64_t)place.index);
      }
      at = access_words(at, slot_store_of(local->type), reg, SP, SLOT_BYTES * (uint64_t)slot_of_local(i));
    } else if (bit & ~b->set_first) {
      if (place.place == ARGUMENT_STACK)
        at = access_words(at, load_of(local->type), local->reg, X29, 16 + SLOT_BYTES * (uint64_t)place.index);
      else if (!floats) *at++ = a64_mov(local->reg, place.index, type_is_wide(local->type));
      else *at++ = a64_rr(local->type == TYPE_F32 ? A64_FMOVs : A64_FMOVd, local->reg, place.index);
    }
  }
  return at;
}

/* Homes whose locals are no parameters and must be zero. */
static Word *home_zero_words(Word *at, Homes homes) {
  for (; homes; homes &= homes - 1) {
    const unsigned home = (unsigned)__builtin_ctzll(homes);
    *at++ = home_is_float(home) ? a64_movi_zero(home_register(home)) : a64_mov_wide(A64_MOVZx, home, 0, 0);
  }
  return at;
}

/* There can be no record in front of the body, as records are in the order of their sites. */
static void prologue_set(const Body *b, Prologue *prologue) {
  Word *at = prologue->words;
  prologue->trap = NULL;
  prologue->behind = false;
  *at++ = (Word)WORD_SIGN_RETURN;
  if (b->makes_frame) {
    const TypeDef *const def = &b->walk.module->types[b->walk.module->functions[b->walk.function].type];
    const uint32_t params = def->func.param_count;
    const Saved *const saved = &b->saved;
    *at++ = a64_pair_pre(A64_STPx, X29, X30, SP, -16);
    *at++ = a64_mov_sp(X29, SP);
    at = frame_room_words(at, saved, &prologue->trap);
    if (saved->integers | saved->floats) at = saved_words(at, saved, false);
    SlotParameters slots;
    const bool has_slots = b->slot_local_count != 0;
    if (has_slots) at = slot_words(b, prologue, at, params, &slots);
    Homes parameters;
    at = parameter_words(b, at, def, has_slots ? &slots : NULL, &parameters);
    at = home_zero_words(at, b->scopes[0].own & ~b->set_first & ~b->constants & ~parameters);
    at = constant_home_words(b, b->constants, at);
    prologue->behind |= saved->bytes > FRAME_PROBE_BYTES || params > BUFFER_PROLOGUE_ROOM;
  }
  prologue->end = at;
  prologue->behind |= at - prologue->words > BUFFER_PROLOGUE_ROOM;
}

static void prologue_emit(Body *b, const Prologue *prologue) {
  const Word *from = prologue->words;
  if (prologue->trap) {
    emit_words(b, from, prologue->trap);
    emit_branch_to(b->buffer, a64_bl(0), TARGET_STUB, TRAP_STUB_FIRST + TRAP_STACK_OVERFLOW);
    from = prologue->trap;
  }
  emit_words(b, from, prologue->end);
}

/* Emits the prologue, in front or behind. Gives the function's first entry; *end is the one past its last. */
static uint32_t emit_prologue(Body *b, uint32_t *end) {
  const uint32_t body = b->buffer->body, behind = here(b);
  uint32_t first = body - 1;
  Prologue prologue;
  prologue_set(b, &prologue);
  if (!prologue.behind) {
    *end = behind;
    first = body - (uint32_t)(prologue.end - prologue.words);
    buffer_move(b->buffer, first);
    prologue_emit(b, &prologue);
  } else {
    prologue_emit(b, &prologue);
    emit(b, a64_b((int64_t)body - here(b)));
    *end = here(b);
    buffer_move(b->buffer, first);
    emit(b, a64_b((int64_t)behind - first));
  }
  if (here(b) != body) integrity_failure();
  return first;
}

#endif
