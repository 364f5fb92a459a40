/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames: the prologue is read first and says what the function has saved and where; every way out must bring it back.
 * In between a home that was not saved is not written, no store reaches what was saved, and sp moves by the arguments
 * of calls alone. Part of verifier/function.c.
 */
#ifndef SIGNET_VERIFIER_FRAME_H
#define SIGNET_VERIFIER_FRAME_H

#include "verifier/branch.h"

#include <string.h>

enum {
  PACIBSP = 0xd503237f - 0x100000000,
  RETAB = 0xd65f0fff - 0x100000000,
  PUSH_RECORD = 0xa9bf7bfd - 0x100000000, /* stp x29, x30, [sp, #-16]! */
  POP_RECORD = 0xa8c17bfd - 0x100000000,  /* ldp x29, x30, [sp], #16 */
  MOV_X29_SP = 0x910003fd - 0x100000000,
  MOV_SP_X29 = 0x910003bf - 0x100000000,
  MOV_SP_X16 = 0x9100021f - 0x100000000,
  RECORD_BYTES = 16,
  ROOM_MOST = 1 << 16 /* bytes of arguments: above what the limits of types allow */
};

/* Registers that a callee keeps: x10-x15, x19-x26; d8-d15. */
#define HOME_REGISTERS 0x07f8fc00u
#define HOME_VECTORS   0x0000ff00u
/* What a function must not change that has saved none of them: these, x18, and x27-x30. */
#define KEPT_4 FACT_KEPT, FACT_KEPT, FACT_KEPT, FACT_KEPT
static const Kinds homes_kept = {
    .x = {[10] = KEPT_4, FACT_KEPT, FACT_KEPT, [18] = KEPT_4, KEPT_4, KEPT_4, FACT_KEPT},
    .v = {[8] = KEPT_4, KEPT_4},
};

/* ---- The prologue ---- */

typedef struct {
  uint32_t at;
  uint32_t word;
} Cursor;
static inline void cursor_next(const Verifier *v, Cursor *c) { c->word = word_at(v, ++c->at); }

/* A home is saved: from now on it may be written. */
static bool save_register(Verifier *v, uint32_t reg, bool is_vector, int32_t place) {
  Frame *f = &v->frame;
  if (is_vector) {
    if (!(HOME_VECTORS >> reg & 1) || (f->saved_v >> reg & 1)) return refuse(v, "the prologue saves what is no home");
    f->saved_v |= 1u << reg;
    f->place_v[reg] = (int16_t)place;
    v->at_labels.v[reg] = FACT_NONE;
  } else {
    if (!(HOME_REGISTERS >> reg & 1) || (f->saved >> reg & 1) || (reg == R26 && v->checked))
      return refuse(v, "the prologue saves what is no home");
    f->saved |= 1u << reg;
    f->place[reg] = (int16_t)place;
    v->at_labels.x[reg] = FACT_NONE;
  }
  return true;
}

enum { PLACE_FIRST = 1 }; /* in the first pair: no offset from x29, which are negative */

static bool save_first_pair(Verifier *v, uint32_t word, bool is_vector) {
  Frame *f = &v->frame;
  const uint32_t first = rd_of(word), second = ra_of(word);
  f->first = RECORD_BYTES;
  f->pair[0] = first;
  f->pair[1] = second;
  f->pair_v = is_vector;
  f->instance = !is_vector && first == R28;
  if (!f->instance && !save_register(v, first, is_vector, PLACE_FIRST)) return false;
  return (!is_vector && second == R31) || save_register(v, second, is_vector, PLACE_FIRST);
}

/* mov x16, #bytes in one to four words; sub x16, sp, x16; ldr x17, [x28, #stack_limit]; cmp x16, x17; b.hs; bl;
 * mov sp, x16. */
static bool large_frame(Verifier *v, Cursor *c) {
  uint64_t bytes = 0;
  bool begun = false;
  for (; (c->word & 0x1f80001f) == 0x12800010 || (c->word & 0x7f8003ff) == 0x320003f0; cursor_next(v, c)) {
    if ((c->word & 0xff80001f) == 0xd2800010 || (c->word & 0xffc0001f) == 0x52800010) { /* movz */
      if (begun) return refuse(v, "a frame of no size");
      bytes = (uint64_t)field(c->word, 5, 16) << 16 * field(c->word, 21, 2);
    } else if ((c->word & 0xff80001f) == 0xf2800010 && begun) { /* movk */
      const unsigned at = 16 * field(c->word, 21, 2);
      bytes = (bytes & ~((uint64_t)0xffff << at)) | (uint64_t)field(c->word, 5, 16) << at;
    } else if ((c->word & 0xff8003ff) == 0xb20003f0 && !begun) { /* orr x16, xzr, #bytes */
      if (!logical_immediate(c->word, &bytes)) return refuse(v, "a frame of no size");
    } else {
      return refuse(v, "a frame of no size");
    }
    begun = true;
  }
  static const uint32_t words[] = {0xcb3063f0, 0xf9400f91, 0xeb11021f, 0x54000042};
  _Static_assert(offsetof(InstanceHeader, stack_limit) == 24, "ldr x17, [x28, #24]");
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++, cursor_next(v, c))
    if (c->word != words[i]) return refuse_at(v, c->at, "a large frame that does not compare with the stack's limit");
  uint32_t stub;
  if (!branch_stub(v, c->at, c->word, &stub) || stub != TRAP_STUB_FIRST + TRAP_STACK_OVERFLOW)
    return refuse_at(v, c->at, "a large frame that does not trap");
  cursor_next(v, c);
  if (!WORD_IS(c->word, MOV_SP_X16) || !begun || bytes % 16 != 0 || bytes > 1u << 28)
    return refuse_at(v, c->at, "a large frame of another size");
  cursor_next(v, c);
  v->frame.bytes = (uint32_t)bytes;
  return true;
}

/* stp first, second, [sp] */
static inline bool is_pair_at_sp(uint32_t word) {
  return (word & 0xffff83e0) == 0xa90003e0 || (word & 0xffff83e0) == 0x6d0003e0;
}

static bool frame_room(Verifier *v, Cursor *c, bool *probed) {
  Frame *f = &v->frame;
  const uint32_t word = c->word;
  const bool is_vector = word >> 26 & 1;
  if ((word & 0xffe003e0) == 0xa9a003e0 || (word & 0xffe003e0) == 0x6da003e0) { /* stp first, second, [sp, #-n]! */
    f->bytes = (uint32_t)(-8 * signed_field(word, 15, 7));
    cursor_next(v, c);
    return save_first_pair(v, word, is_vector);
  }
  if ((word & 0xffc003ff) == 0xd10003ff) { /* sub sp, sp, #n: or room for a first call's arguments, without slots */
    Cursor ahead = *c;
    cursor_next(v, &ahead);
    v->ambiguous = !is_pair_at_sp(ahead.word);
    if (v->ambiguous && v->without_slots) return true;
    f->bytes = field(word, 10, 12);
    *c = ahead;
  } else if ((word & 0x1f80001f) == 0x12800010 || (word & 0x7f8003ff) == 0x320003f0) { /* mov x16, #n */
    /* A prologue without a frame may be followed by a body that begins so: then no sub of sp follows. */
    Cursor ahead = *c;
    while ((ahead.word & 0x1f80001f) == 0x12800010 || (ahead.word & 0x7f8003ff) == 0x320003f0) cursor_next(v, &ahead);
    *probed = ahead.word == 0xcb3063f0;
    if (*probed && !large_frame(v, c)) return false;
  }
  const uint32_t pair = c->word;
  if (f->bytes != 0 && is_pair_at_sp(pair)) {
    cursor_next(v, c);
    return save_first_pair(v, pair, pair >> 26 & 1);
  }
  return true;
}

/* stp, or a single str, of homes downwards from the record. */
static bool other_saves(Verifier *v, Cursor *c) {
  Frame *f = &v->frame;
  for (int32_t place = -16;; place -= 16, cursor_next(v, c)) {
    const uint32_t word = c->word;
    const bool is_vector = word >> 26 & 1;
    if ((word & 0xffe003e0) == 0xa92003a0 || (word & 0xffe003e0) == 0x6d2003a0) { /* [x29, #-n] */
      if (8 * signed_field(word, 15, 7) != place || !save_register(v, rd_of(word), is_vector, place) ||
          !save_register(v, ra_of(word), is_vector, place + 8))
        return refuse_at(v, c->at, "a home is saved elsewhere");
    } else if ((word & 0xfff00fe0) == 0xf81003a0 || (word & 0xfff00fe0) == 0xfc1003a0) {
      if (signed_field(word, 12, 9) != place || !save_register(v, rd_of(word), is_vector, place))
        return refuse_at(v, c->at, "a home is saved elsewhere");
    } else {
      break;
    }
    f->others += 16;
  }
  if (f->bytes % 16 != 0 || f->first + f->others > f->bytes) return refuse(v, "a frame too small for what it keeps");
  f->slots_end = f->bytes - f->others;
  return true;
}

/* The fixed part of the prologue at v->at: gives the index behind it. What follows, parameters to their places and
 * zeroes, is code like any other. */
static bool prologue_read(Verifier *v, uint32_t at, uint32_t *end) {
  Cursor c = {at, word_at(v, at)};
  v->at = at;
  if (!WORD_IS(c.word, PACIBSP)) return refuse(v, "no pacibsp at the head");
  cursor_next(v, &c);
  if (WORD_IS(c.word, PUSH_RECORD)) {
    v->frame.framed = true;
    cursor_next(v, &c);
    if (!WORD_IS(c.word, MOV_X29_SP)) return refuse_at(v, c.at, "no frame behind its record");
    cursor_next(v, &c);
    bool probed = false;
    if (!frame_room(v, &c, &probed)) return false;
    if (v->frame.bytes > FRAME_PROBE_BYTES && !probed) return refuse_at(v, c.at, "a large frame that asks for no room");
    if (!other_saves(v, &c)) return false;
  }
  *end = c.at;
  return true;
}

/* ---- The ways out ---- */

/* A home is loaded from [x29 + place]: if it was saved there, it is restored. */
static bool restore_register(Verifier *v, uint32_t reg, int64_t place) {
  if (!(v->frame.saved >> reg & 1) || v->frame.place[reg] != place) return refuse(v, "a home is loaded from elsewhere");
  v->kinds.x[reg] = FACT_ENTRY;
  v->facts[reg].kind = FACT_ENTRY;
  return true;
}
static bool restore_vector(Verifier *v, uint32_t reg, int64_t place) {
  if (reg >= 16 || !(v->frame.saved_v >> reg & 1) || v->frame.place_v[reg] != place)
    return refuse(v, "a home is loaded from elsewhere");
  v->kinds.v[reg] = FACT_ENTRY;
  return true;
}

/* The first pair is loaded. In x28's place lies xzr, which nothing is loaded to. */
static bool restore_first_pair(Verifier *v, uint32_t word) {
  const Frame *f = &v->frame;
  const bool is_vector = word >> 26 & 1;
  if (!f->first || is_vector != f->pair_v) return refuse(v, "another pair is restored than was saved");
  for (unsigned i = 0; i < 2; i++) {
    const uint32_t reg = i ? ra_of(word) : rd_of(word);
    if (f->pair[i] == R28 || f->pair[i] == R31) {
      if (reg != R31) return refuse(v, "another pair is restored than was saved");
    } else if (reg != f->pair[i] ||
               !(is_vector ? restore_vector(v, reg, PLACE_FIRST) : restore_register(v, reg, PLACE_FIRST))) {
      return refuse(v, "another pair is restored than was saved");
    }
  }
  return true;
}

/* At v->at sp is at the record: ldp x29, x30, [sp], #16; retab; and all homes are what they were. */
static bool record_popped(Verifier *v) {
  bool restored = true;
  for (uint32_t rest = v->frame.saved; rest; rest &= rest - 1)
    restored &= v->kinds.x[__builtin_ctz(rest)] == FACT_ENTRY;
  for (uint32_t rest = v->frame.saved_v; rest; rest &= rest - 1)
    restored &= v->kinds.v[__builtin_ctz(rest)] == FACT_ENTRY;
  if (!restored) return refuse(v, "a home is not restored");
  if (!is_whole(v, 2) || !WORD_IS(v->words[v->at], POP_RECORD) || !WORD_IS(v->words[v->at + 1], RETAB))
    return refuse(v, "a frame that is left without its record and retab");
  v->at += 1;
  word_closes(v);
  return at_label(v);
}

/* sp goes up to the record by the word at v->at. */
static bool frame_dropped(Verifier *v) {
  if (v->room != 0 || !v->frame.framed) return refuse(v, "a frame is dropped that is not there");
  if (!is_whole(v, 2)) return refuse(v, "a frame that is left without its record and retab");
  v->at += 1;
  return record_popped(v);
}

static bool retab(Verifier *v) {
  if (v->frame.framed) return refuse(v, "retab with the frame in place");
  word_closes(v);
  return at_label(v);
}

/* add, sub sp, sp, #n: room for arguments, or the frame is left. */
static bool sp_moved(Verifier *v, uint32_t word) {
  if (WORD_IS(word, MOV_SP_X29)) return frame_dropped(v);
  if ((word & 0xbf8003ff) != 0x910003ff || !v->frame.framed) return refuse(v, "sp is written");
  const uint32_t bytes = field(word, 10, 12) << (word >> 22 & 1 ? 12 : 0);
  if (word >> 30 & 1) {
    v->room += bytes;
    return v->room <= ROOM_MOST || refuse(v, "sp goes too low");
  }
  if (v->room == 0 && bytes == v->frame.bytes) return frame_dropped(v);
  if (bytes > v->room) return refuse(v, "sp goes above the frame");
  v->room -= bytes;
  return true;
}

/* ldp first, second, [sp], #n */
static bool frame_popped(Verifier *v, uint32_t word) {
  if (WORD_IS(word, POP_RECORD))
    return (v->frame.framed && v->frame.bytes == 0 && v->room == 0 && record_popped(v)) ||
           refuse(v, "the frame record is popped elsewhere");
  if (v->room != 0 || 8 * signed_field(word, 15, 7) != v->frame.bytes) return refuse(v, "sp leaves the frame");
  return restore_first_pair(v, word) && frame_dropped(v);
}

/* ---- Accesses ---- */

/* Whether [sp + offset, + bytes) are slots, or an open call's arguments. */
static inline bool is_in_slots(const Verifier *v, int64_t offset, int64_t bytes) {
  const int64_t room = v->room, end = offset + bytes;
  if (offset >= 0 && end <= room) return true;
  return offset >= room + v->frame.first && end <= room + v->frame.slots_end;
}

/* Whether [x29 + offset, + bytes) are the function's own arguments and results on the stack. */
static inline bool is_in_arguments(const Verifier *v, int64_t offset, uint32_t bytes) {
  return v->frame.framed && offset >= RECORD_BYTES && offset + bytes <= RECORD_BYTES + 8 * (int64_t)v->stack_slots;
}

/* stp xzr, xzr, [x16], #16; sub x17, x17, #1; cbnz x17, -2: zeroes x17 pairs of slots from x16 on. */
static bool slots_zeroed(Verifier *v) {
  if (!is_whole(v, 3) || v->words[v->at + 1] != 0xd1000631 || v->words[v->at + 2] != 0xb5ffffd1)
    return refuse(v, "a store that moves its base");
  const Fact *from = fact_of(v, R16, FACT_FRAME), *pairs = fact_of(v, R17, FACT_CONSTANT);
  if (!from || !pairs || v->room != 0 || pairs->lo == 0 || pairs->lo > v->frame.bytes ||
      !is_in_slots(v, (int64_t)from->lo, 16 * (int64_t)pairs->lo))
    return refuse(v, "zeroes outside of the frame");
  v->kinds.x[R16] = v->kinds.x[R17] = FACT_NONE;
  v->at += 2;
  return true;
}

#endif
