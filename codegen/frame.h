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

static inline uint32_t pairs_of(uint32_t mask) { return ((uint32_t)__builtin_popcount(mask) + 1) / 2; }

/* Saves or restores (`pair` and `single` say) homes. They lie in pairs downwards from the frame record, pair k at
 * x29 - 16 k, the first of all being the frame's lowest slots; these begin with pair number `first`. */
static void access_homes(Body *b, uint32_t homes, uint32_t first, Word pair, Word single) {
  for (int64_t offset = -16 * (int64_t)first; homes; offset -= 16) {
    const unsigned low = (unsigned)__builtin_ctz(homes);
    homes &= homes - 1;
    if (!homes) return emit(b, a64_load_unscaled(single, low, X29, offset));
    emit(b, a64_pair(pair, low, (unsigned)__builtin_ctz(homes), X29, offset));
    homes &= homes - 1;
  }
}

/* What a function saves: a first pair, the instance before all homes if code of others will run, in the frame's two
 * lowest slots, so that one word saves it and makes the frame; and the other homes. A pair that is not full is filled
 * with xzr, or with a float register that nobody has changed. */
typedef struct {
  uint8_t first, second;
  bool any, is_float;
  uint32_t integers, floats; /* the others */
} Saved;
enum { PAIR_REACH = 496 }; /* bytes that the first pair's word can add to sp, a multiple of 16 */

static Saved saved_registers(const Body *b) {
  uint32_t integers = integer_homes(b), floats = float_homes(b);
  unsigned first = REG_INSTANCE, second = XZR;
  if (!b->leaves) {
    if (!integers) {
      if (!floats) return (Saved){0};
      first = (unsigned)__builtin_ctz(floats);
      floats &= floats - 1;
      second = floats ? (unsigned)__builtin_ctz(floats) : first ^ 1;
      return (Saved){(uint8_t)first, (uint8_t)second, true, true, 0, floats & (floats - 1)};
    }
    first = (unsigned)__builtin_ctz(integers);
    integers &= integers - 1;
  }
  if (integers) second = (unsigned)__builtin_ctz(integers);
  return (Saved){(uint8_t)first, (uint8_t)second, true, false, integers & (integers - 1), floats};
}
_Static_assert(SLOT_INSTANCE == 0 && SLOT_LOCALS == 2, "the first pair has the first slots to itself");

/* Bytes of the frame below its record. */
static uint32_t frame_bytes(const Body *b, const Saved *saved) {
  const uint32_t slots = saved->any && b->slots < SLOT_LOCALS ? SLOT_LOCALS : b->slots;
  return align16(slots * SLOT_BYTES) + 16 * (pairs_of(saved->integers) + pairs_of(saved->floats));
}

/* Restores the first pair and drops the frame. x28 is what it was; a pair of it alone is only dropped. */
static void emit_frame_drop(Body *b, uint32_t bytes, const Saved *saved) {
  const bool restores = saved->any && (saved->first != REG_INSTANCE || saved->second != XZR);
  const unsigned first = saved->first == REG_INSTANCE ? (unsigned)XZR : saved->first;
  const Word word = saved->is_float ? A64_LDPd : A64_LDPx;
  if (restores && bytes <= PAIR_REACH) return emit(b, a64_pair_post(word, first, saved->second, SP, bytes));
  if (restores) emit(b, a64_pair(word, first, saved->second, SP, 0));
  if (bytes > PAIR_REACH) emit(b, a64_mov_sp(SP, X29));
  else if (bytes) emit(b, a64_add_imm(A64_ADDx, SP, SP, bytes));
}

static void emit_epilogue(Body *b) {
  if (b->makes_frame) {
    const Saved saved = saved_registers(b);
    access_homes(b, saved.integers, 1, A64_LDPx, A64_LDRx);
    if (saved.floats) access_homes(b, saved.floats, 1 + pairs_of(saved.integers), A64_LDPd, A64_LDRd);
    emit_frame_drop(b, frame_bytes(b, &saved), &saved);
    emit(b, a64_pair_post(A64_LDPx, X29, X30, SP, 16));
  }
  emit(b, (Word)WORD_RETURN);
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
  bind_here(b, c->label.branches);
  if (live || c->label.branches != NO_INDEX) emit_epilogue(b);
  emit_traps(b);
}

/* ---- The prologue ---- */

/* Makes the frame and saves the first pair. Large frames must not step over the guard page below the stack: they
 * compare with its limit first. */
static void emit_frame_room(Body *b, uint32_t bytes, const Saved *saved) {
  const Word word = saved->is_float ? A64_STPd : A64_STPx;
  if (saved->any && bytes <= PAIR_REACH)
    return emit(b, a64_pair_pre(word, saved->first, saved->second, SP, -(int64_t)bytes));
  if (bytes > FRAME_PROBE_BYTES) {
    emit_number(b, X16, bytes, true);
    emit(b, a64_rrr_extend(A64_SUBx, X16, SP, X16, A64_UXTX, 0)); /* rd is x16: only rn may be sp here */
#if !defined(SIGNET_TEST_WITHOUT_FRAME_CHECK)
    emit(b, a64_load(A64_LDRx, X17, REG_INSTANCE, offsetof(InstanceHeader, stack_limit)));
    emit(b, a64_cmp(X16, X17, true));
    emit(b, a64_b_cond(A64_HS, 2));
    emit_branch_to(b->buffer, a64_bl(0), TARGET_STUB, TRAP_STUB_FIRST + TRAP_STACK_OVERFLOW);
#endif
    emit(b, a64_mov_sp(SP, X16));
  } else if (bytes) {
    emit(b, a64_add_imm(A64_SUBx, SP, SP, bytes));
  }
  if (saved->any) emit(b, a64_pair(word, saved->first, saved->second, SP, 0));
}

/* Slots of locals: zero, then parameters. Many are zeroed as one range by a loop. */
static void emit_slot_zeroes(Body *b, uint32_t params) {
  uint32_t zeroes = 0, lowest = UINT32_MAX, highest = 0;
  for (uint32_t i = 0; i < b->slot_local_count; i++) {
    uint32_t local = b->slot_locals[i];
    if (local < params) continue;
    zeroes++;
    if (local < lowest) lowest = local;
    if (local > highest) highest = local;
  }
  if (zeroes <= 8) {
    for (uint32_t i = 0; i < b->slot_local_count; i++)
      if (b->slot_locals[i] >= params) slot_access(b, A64_STRx, XZR, slot_of_local(b->slot_locals[i]));
    return;
  }
  uint32_t slot = slot_of_local(lowest) & ~1u, end = (slot_of_local(highest) + 2) & ~1u;
  if (end > b->slots) b->slots = end;
  emit_add(b->buffer, A64_ADDx, X16, SP, slot * SLOT_BYTES);
  emit_number(b, X17, (end - slot) / 2, true);
  emit(b, a64_pair_post(A64_STPx, XZR, XZR, X16, 16));
  emit(b, a64_add_imm(A64_SUBx, X17, X17, 1));
  emit(b, a64_cb(A64_CBNZx, X17, -2));
}

/* Parameters whose slots the prologue fills, as a set; the locals that are no parameters are counted. */
typedef struct {
  uint64_t of[LIMIT_PARAMETERS / 64 + 1];
  uint32_t others;
} SlotParameters;

static void slot_parameters(const Body *b, uint32_t params, SlotParameters *set) {
  memset(set, 0, (params / 64 + 1) * sizeof set->of[0]);
  set->others = 0;
  for (uint32_t i = 0; i < b->slot_local_count; i++) {
    const uint32_t local = b->slot_locals[i];
    if (local < params) set->of[local / 64] |= (uint64_t)1 << local % 64;
    else set->others++;
  }
}
static inline bool in_slot(const SlotParameters *set, uint32_t local) { return set->of[local / 64] >> local % 64 & 1; }

/* At the body's end the homes in force are the body's own. */
static inline bool is_home(const Local *local) { return local->reg >= 8; }

/* Whether the prologue brings a parameter to its home: not where the body writes the home before it reads it. */
static inline bool home_wants_parameter(const Body *b, const Local *local) {
  return is_home(local) && !(b->set_first & home_bit(local->type, local->reg));
}

/* Parameters to the homes and slots that the body gave them. */
static void emit_parameters(Body *b) {
  const FuncType *type = module_func_type(b->walk.module, b->walk.function);
  SlotParameters slots;
  slot_parameters(b, type->param_count, &slots);
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < type->param_count; i++) {
    const Local *local = &b->locals[i];
    Argument place = argument_next(&cursor, is_float(local->type));
    if (in_slot(&slots, i)) {
      unsigned reg = place.index;
      if (place.place == ARGUMENT_STACK) {
        reg = is_float(local->type) ? (unsigned)VREG_SCRATCH1 : (unsigned)X17;
        emit_access(b, load_of(local->type), reg, X29, 16 + SLOT_BYTES * (uint64_t)place.index);
      }
      slot_access(b, slot_store_of(local->type), reg, slot_of_local(i));
    } else if (home_wants_parameter(b, local)) {
      if (place.place == ARGUMENT_STACK)
        emit_access(b, load_of(local->type), local->reg, X29, 16 + SLOT_BYTES * (uint64_t)place.index);
      else emit_move(b, local->reg, place.index, local->type);
    }
  }
}

/* Homes of the body's whose locals are no parameters and must be zero. */
static Homes homes_to_zero(const Body *b, uint32_t params) {
  Homes homes = 0;
  for (Homes rest = b->scopes[0].own & ~b->set_first & ~b->constants; rest; rest &= rest - 1)
    if (b->home_local[__builtin_ctzll(rest)] >= params) homes |= rest & -rest;
  return homes;
}

static void emit_home_zeroes(Body *b, uint32_t params) {
  for (Homes rest = homes_to_zero(b, params); rest; rest &= rest - 1) {
    const unsigned home = (unsigned)__builtin_ctzll(rest);
    if (home_is_float(home)) emit(b, a64_movi_zero(home_register(home)));
    else emit(b, a64_mov_wide(A64_MOVZx, home, 0, 0));
  }
}

static void emit_prologue_words(Body *b) {
  emit(b, (Word)WORD_SIGN_RETURN);
  if (!b->makes_frame) return;
  emit(b, a64_pair_pre(A64_STPx, X29, X30, SP, -16));
  emit(b, a64_mov_sp(X29, SP));
  const uint32_t params = module_func_type(b->walk.module, b->walk.function)->param_count;
  const Saved saved = saved_registers(b);
  emit_frame_room(b, frame_bytes(b, &saved), &saved);
  access_homes(b, saved.integers, 1, A64_STPx, A64_STRx);
  if (saved.floats) access_homes(b, saved.floats, 1 + pairs_of(saved.integers), A64_STPd, A64_STRd);
  emit_slot_zeroes(b, params);
  emit_parameters(b);
  emit_home_zeroes(b, params);
  emit_constant_homes(b, b->constants);
}

/* How many words emit_prologue_words gives, if it may stand in front of the body: there it can have no record (records
 * are in the order of their sites) and must fit the room. More than the room: it stands behind the body. */
static uint32_t prologue_words(const Body *b) {
  if (!b->makes_frame) return 1;
  const Saved saved = saved_registers(b);
  const uint32_t bytes = frame_bytes(b, &saved);
  const FuncType *type = module_func_type(b->walk.module, b->walk.function);
  if (bytes > FRAME_PROBE_BYTES || type->param_count > BUFFER_PROLOGUE_ROOM) return UINT32_MAX;
  uint32_t words = 3u + saved.any + (bytes != 0 && !(saved.any && bytes <= PAIR_REACH)) + pairs_of(saved.integers) +
                   pairs_of(saved.floats);
  SlotParameters slots;
  slot_parameters(b, type->param_count, &slots);
  if (slots.others > 8) return UINT32_MAX;
  words += slots.others;
  ArgumentCursor cursor = {0};
  for (uint32_t i = 0; i < type->param_count; i++) {
    const Local *local = &b->locals[i];
    Argument place = argument_next(&cursor, is_float(local->type));
    if (in_slot(&slots, i)) words += place.place == ARGUMENT_STACK ? 2u : 1u;
    else if (home_wants_parameter(b, local)) words += place.place == ARGUMENT_STACK || place.index != local->reg;
  }
  for (Homes rest = b->constants; rest; rest &= rest - 1)
    words += constant_words(&b->home_constant[__builtin_ctzll(rest)]);
  return words + (uint32_t)__builtin_popcountll(homes_to_zero(b, type->param_count));
}

/* Emits the prologue, in front or behind. Gives the function's first entry; *end is the one past its last. */
static uint32_t emit_prologue(Body *b, uint32_t *end) {
  const uint32_t words = prologue_words(b), body = b->buffer->body;
  uint32_t first;
  if (words <= BUFFER_PROLOGUE_ROOM) {
    *end = here(b);
    first = body - words;
    buffer_move(b->buffer, first);
    emit_prologue_words(b);
  } else {
    uint32_t behind = here(b);
    first = body - 1;
    emit_prologue_words(b);
    emit(b, a64_b((int64_t)body - here(b)));
    *end = here(b);
    buffer_move(b->buffer, first);
    emit(b, a64_b((int64_t)behind - first));
  }
  if (here(b) != body) integrity_failure();
  return first;
}

#endif
