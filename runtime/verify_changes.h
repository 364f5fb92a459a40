/* SPDX-License-Identifier: Apache-2.0
 *
 * Unsafe changes to sealed words, for runtime/verify_test.c: each kind looks whether the word at hand is a place for
 * it, and makes it in a copy of the function. What it makes is wrong wherever it stands: a check that is gone, another
 * register, a word that no function has. Words are told by masks of this file's own.
 */
#ifndef SIGNET_RUNTIME_VERIFY_CHANGES_H
#define SIGNET_RUNTIME_VERIFY_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint32_t *words; /* the copy */
  uint32_t count, at;
  uint32_t random;
  bool checked;
  uintptr_t address, code; /* of words[0]; where the functions of the space begin, behind their slots */
} Place;

static inline uint32_t place_word(const Place *p, int32_t distance) {
  const int64_t at = (int64_t)p->at + distance;
  return at >= 0 && at < p->count ? p->words[at] : 0;
}
static bool put(const Place *p, uint32_t word) {
  if (p->words[p->at] == word) return false;
  p->words[p->at] = word;
  return true;
}
static inline bool is(uint32_t word, uint32_t mask, uint32_t value) { return (word & mask) == value; }

enum { NOP_WORD = 0xd503201f - 0x100000000 };
#define NOP ((uint32_t)NOP_WORD)

/* mov, add, and, shifts of 32 bits to x0-x8: words between idioms, in whose place anything may be put. */
static bool is_plain(uint32_t word) {
  if ((word & 31) > 8) return false;
  return is(word, 0xffe0ffe0, 0x2a0003e0) || is(word, 0xffe0fc00, 0x0b000000) || is(word, 0xffc00000, 0x11000000) ||
         is(word, 0xffc00000, 0x53000000);
}
/* One of a few words in the place of a plain one. */
static bool put_one(const Place *p, const uint32_t *words, uint32_t count) {
  return is_plain(p->words[p->at]) && put(p, words[p->random % count]);
}
#define PUT_ONE(p, ...) put_one((p), (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / 4)

/* [x27, wN, uxtw], any size */
static bool is_indexed(const Place *p) { return is(p->words[p->at], 0x3b20ffe0, 0x38204b60); }
/* add x9 or x16, x27, wN, uxtw */
static bool is_base(uint32_t word) {
  return is(word, 0xffe0ffe0, 0x8b204360) && ((word & 31) == 9 || (word & 31) == 16);
}
/* cmp x16, x26; b.hi; add x16, x27, x16; and an access below x16 */
static bool is_check(const Place *p) {
  return p->checked && p->words[p->at] == 0xeb1a021f && is(place_word(p, 1), 0xff00001f, 0x54000008) &&
         place_word(p, 2) == 0x8b100370 && is(place_word(p, 3), 0x3b2003e0, 0x38000200);
}
/* stp, ldp, str, ldr of [sp, #n] */
static bool is_slot(uint32_t word) { return is(word, 0xbfc003e0, 0xb94003e0) || is(word, 0xbfc003e0, 0xb90003e0); }

static bool change_uxtx(Place *p) { return is_indexed(p) && put(p, p->words[p->at] | 0x2000); }
static bool change_sxtw(Place *p) { return is_indexed(p) && put(p, p->words[p->at] | 0x8000); }
static bool change_scaled(Place *p) {
  return is_indexed(p) && is(p->words[p->at], 0x80000000, 0x80000000) && put(p, p->words[p->at] | 0x1000);
}
static bool change_indexed_base(Place *p) {
  return is_indexed(p) && put(p, p->words[p->at] ^ (27 ^ p->random % 9) << 5);
}
static bool change_base_uxtx(Place *p) { return is_base(p->words[p->at]) && put(p, p->words[p->at] | 0x2000); }
static bool change_base_sxtw(Place *p) { return is_base(p->words[p->at]) && put(p, p->words[p->at] | 0x8000); }
static bool change_base_shifted(Place *p) { return is_base(p->words[p->at]) && put(p, p->words[p->at] | 4 << 10); }
static bool change_base_of(Place *p) {
  return is_base(p->words[p->at]) && put(p, p->words[p->at] ^ (27 ^ p->random % 9) << 5);
}
static bool change_base_removed(Place *p) {
  if (!is_base(p->words[p->at]) || (p->words[p->at] & 31) != 16 || !is(place_word(p, 1), 0x3b0003e0, 0x39000200))
    return false;
  for (int32_t i = 1; i < 200; i++) /* or the base of an access before would do */
    if (is(place_word(p, -i), 0x7f00001f, 0x0b000010) || is(place_word(p, -i), 0x7f00001f, 0x11000010)) return false;
  return put(p, NOP);
}
static bool change_access_base(Place *p) {
  return is_base(place_word(p, -1)) && is(p->words[p->at], 0x3b0003e0, 0x39000200) &&
         put(p, (p->words[p->at] & ~0x3e0u) | p->random % 9 << 5);
}
static bool change_access_before(Place *p) { /* [base, #-256] */
  return is_base(place_word(p, -1)) && is(p->words[p->at], 0x3b0003e0, 0x39000200) &&
         put(p, (p->words[p->at] & 0xc4c003ff) | 0x38100000);
}

static bool change_check_removed(Place *p) { return is_check(p) && put(p, NOP); }
static bool change_check_moved(Place *p) {
  if (!is_check(p)) return false;
  const uint32_t compare = p->words[p->at], branch = p->words[p->at + 1];
  p->words[p->at] = p->words[p->at + 2];
  p->words[p->at + 1] = p->words[p->at + 3];
  p->words[p->at + 2] = compare;
  p->words[p->at + 3] = branch - (2 << 5);
  return true;
}
static bool change_check_register(Place *p) { return is_check(p) && put(p, 0xeb1a001f | p->random % 9 << 5); }
static bool change_check_bound(Place *p) { return is_check(p) && put(p, 0xeb00021f | p->random % 9 << 16); }
static bool change_check_narrow(Place *p) { return is_check(p) && put(p, 0x6b1a021f); }
static bool change_check_condition(Place *p) {
  if (!is_check(p)) return false;
  p->words[p->at + 1] ^= p->random % 2 ? 9 : 2; /* ne, ge */
  return true;
}
static bool change_check_reach(Place *p) { /* add x16, x16, #n: one less, in front of an access of n bytes below */
  if (!p->checked || !is(p->words[p->at], 0xffc003ff, 0x91000210) || place_word(p, 1) != 0xeb1a021f) return false;
  const uint32_t reach = p->words[p->at] >> 10 & 0xfff, bytes = 1u << (place_word(p, 4) >> 30);
  return reach == bytes && put(p, p->words[p->at] - (1 << 10));
}
static bool change_check_access(Place *p) { /* at the bound, not below */
  if (!is_check(p)) return false;
  p->words[p->at + 3] &= ~(0x1ffu << 12);
  return true;
}
static bool change_checked_index(Place *p) { /* mov w16, wN: all of xN */
  return p->checked && is(p->words[p->at], 0xffe0ffff, 0x2a0003f0) && place_word(p, 2) == 0xeb1a021f &&
         put(p, p->words[p->at] | 0x80000000);
}

static bool is_inside(const Place *p, int64_t at) {
  if (at < 1 || at >= p->count) return false;
  const uint32_t word = p->words[at];
  return word == 0xd73f0e30 || word == 0xd73f0e11 || word == 0xd61f0220 || word == 0xdac11e3c || word == 0xdac11e3b ||
         word == 0xdac11e11 || word == 0xa9bf7bfd || (word == 0xd65f0fff && p->words[at - 1] == 0xa8c17bfd) ||
         (p->checked && word == 0x8b100370);
}
static bool change_branch_into(Place *p) { /* b.cond down, to the next word that ends an idiom */
  const uint32_t word = p->words[p->at];
  if (!is(word, 0xff000010, 0x54000000) || word >> 23 & 1) return false;
  for (int64_t to = (int64_t)p->at + 3; to < p->count && to < (int64_t)p->at + 4000; to++)
    if (is_inside(p, to)) return put(p, (word & 0xff00001f) | (uint32_t)(to - p->at) << 5);
  return false;
}
static bool change_branch_prologue(Place *p) { /* b up, to pacibsp or what follows */
  const uint32_t word = p->words[p->at];
  if (!is(word, 0xfc000000, 0x14000000) || p->at < 4 || p->words[1] != 0xa9bf7bfd) return false;
  return put(p, 0x14000000 | ((p->random % 3 - p->at) & 0x3ffffff));
}
static bool change_branch_up(Place *p) { /* past the poll of a loop */
  const uint32_t word = p->words[p->at];
  if (!is(word, 0xff000010, 0x54000000) || !(word >> 23 & 1)) return false;
  return put(p, word + (1 << 5));
}
static bool change_branch_out(Place *p) {
  const uint32_t word = p->words[p->at];
  return is(word, 0xfc000000, 0x14000000) && p->at &&
         put(p, 0x14000000 | ((p->count - p->at + p->random % 64) & 0x3ffffff));
}
static bool change_poll_removed(Place *p) { /* a loop, that nothing ends */
  if (p->words[p->at] != 0xb85f839f) return false;
  for (uint32_t i = p->at + 1; i < p->count; i++) {
    const uint32_t word = p->words[i];
    if (is(word, 0xfc000000, 0x14000000) && i + (uint32_t)((int32_t)(word << 6) >> 6) == p->at) return put(p, NOP);
    if (is(word, 0xff000010, 0x54000000) && i + (uint32_t)((int32_t)(word << 8) >> 13) == p->at) return put(p, NOP);
  }
  return false;
}

static bool returns(const Place *p) {
  for (uint32_t i = 0; i < p->count; i++)
    if (p->words[i] == 0xa8c17bfd) return true;
  return false;
}
static bool change_frame_size(Place *p) { /* the first pair's word, or sp's, that makes the frame */
  const uint32_t word = p->words[p->at];
  if (p->at > 4 || !returns(p)) return false;
  if (is(word, 0xffe003e0, 0xa9a003e0)) return put(p, word - (2u << 15)); /* 16 bytes more */
  return is(word, 0xffc003ff, 0xd10003ff) && place_word(p, 1) >> 26 != 0x25 && put(p, word + (16 << 10));
}
static bool change_frame_drop(Place *p) {
  const uint32_t word = p->words[p->at];
  if (is(word, 0xffe003e0, 0xa8c003e0) && word != 0xa8c17bfd) return put(p, word + (2u << 15));
  return is(word, 0xffc003ff, 0x910003ff) && place_word(p, 1) == 0xa8c17bfd && put(p, word + (16 << 10));
}
static bool change_record_kept(Place *p) { return p->words[p->at] == 0xa8c17bfd && put(p, NOP); }
static bool change_retab_frame(Place *p) { return PUT_ONE(p, 0xd65f0fff, 0xa8c17bfd) && p->words[1] == 0xa9bf7bfd; }
static bool change_no_pacibsp(Place *p) { return p->at == 0 && p->words[0] == 0xd503237f && put(p, NOP); }
static bool change_aut_elsewhere(Place *p) {
  return PUT_ONE(p, 0xdac11c20, 0xdac11e3c, 0xdac11e3b, 0xdac11e11, 0xdac11e30, 0xd50323ff, 0xdac11420, 0xdac147e0);
}
static bool change_aut_removed(Place *p) { return is(p->words[p->at], 0xfffffc00, 0xdac11c00) && put(p, NOP); }
static bool change_aut_modifier(Place *p) { /* movk x16 or x17, #discriminator or id, lsl #48 */
  const uint32_t next = place_word(p, 1);
  const bool used = next == 0xdac11e3c || next == 0xdac11e11 || next == 0xd73f0e30 || next == 0xd73f0e11;
  return used && is(p->words[p->at], 0xffe0001e, 0xf2e00010) && put(p, p->words[p->at] ^ (1 + p->random % 15) << 5);
}
static bool change_ret(Place *p) {
  return p->words[p->at] == 0xd65f0fff && put(p, p->random % 2 ? 0xd65f03c0 : 0xd65f0bff);
}
static bool change_blr(Place *p) {
  if (p->words[p->at] == 0xd73f0e30) return put(p, 0xd63f0220);
  return p->words[p->at] == 0xd73f0e11 && put(p, 0xd63f0200);
}
static bool change_br(Place *p) {
  return PUT_ONE(p, 0xd61f0200, 0xd61f0220, 0xd61f0000, 0xd71f0e30, 0xd63f0000, 0xd65f0040);
}
static bool change_header(Place *p) { /* str of all sizes to the instance's header */
  return PUT_ONE(p, 0xf9000380, 0xf9000780, 0xf9000b81, 0xf9000f82, 0xf9001383, 0xf9001784, 0xf9001b85, 0xb9000b80,
                 0x39000380, 0xf81f8380, 0xfd000780);
}
static bool change_instance_index(Place *p) { return PUT_ONE(p, 0xf8207b80, 0xb8204b80, 0xf8604b80, 0xf8617b80); }
static bool change_sp(Place *p) {
  return PUT_ONE(p, 0x910043ff, 0x9100001f, 0x910003bf, 0x8b2063ff, 0xcb2063ff, 0x9101c3ff, 0x927cec1f, 0x914007ff);
}
static bool change_pinned_loaded(Place *p) {
  return PUT_ONE(p, 0xf94003fc, 0xf94007fb, 0xf9400bfc, 0xa9406ffc, 0xf940079b, 0xf940039c);
}
static bool change_pinned_written(Place *p) {
  return PUT_ONE(p, 0xaa0003f2, 0xaa0003fb, 0xaa0003fc, 0xaa0003fd, 0x8b00037b, 0x9100077b, 0x910023fc, 0xd280001b,
                 0xd2800012, 0x1a9f17fb, 0x9e66001c);
}
static bool change_link_written(Place *p) {
  return PUT_ONE(p, 0xaa0003fe, 0xd280001e, 0xf94003fe, 0xa9407be0, 0x8b00001e, 0x9ac0081e);
}
static bool change_slot_beyond(Place *p) {
  const uint32_t word = p->words[p->at];
  return is_slot(word) && put(p, word | 0xfff << 10);
}
static bool change_slot_below(Place *p) {
  return PUT_ONE(p, 0xf81f83e0, 0xf85f83e0, 0xb81fc3e0, 0xa93f03e0, 0xfc1f83e0);
}
static bool change_saved_written(Place *p) { /* the first pair, or the record */
  return p->words[1] == 0xa9bf7bfd && PUT_ONE(p, 0xf90003a0, 0xf90007a0, 0xf81f03a0, 0xa90003a0, 0xfd0007a0);
}
static bool change_argument_beyond(Place *p) {
  return PUT_ONE(p, 0xf9403fa0, 0xf9003fa0, 0xf94fffa0, 0xb97fffa0, 0xfd4103a0, 0xfd0103a0);
}
static bool change_clamp_removed(Place *p) {
  return is(p->words[p->at], 0xffe0ffff, 0x1a8027f0) && place_word(p, 1) == 0x10000071 &&
         put(p, 0x2a0003f0 | (p->words[p->at] & 0x001f0000));
}
static bool change_clamp_condition(Place *p) {
  return is(p->words[p->at], 0xffe0ffff, 0x1a8027f0) && place_word(p, 1) == 0x10000071 &&
         put(p, p->words[p->at] ^ 0x1000);
}
static bool change_clamp_register(Place *p) {
  return is(p->words[p->at], 0xffe0ffff, 0x1a8027f0) && place_word(p, 1) == 0x10000071 &&
         put(p, p->words[p->at] ^ 1 << 16);
}
static bool
change_rows_more(Place *p) { /* cmp wI, #n: rows that are not there, as the table ends with the function's branches */
  return is(p->words[p->at], 0xffc0001f, 0x7100001f) && place_word(p, 2) == 0x10000071 &&
         put(p, p->words[p->at] | 0x3ff << 10);
}
static bool change_row_scale(Place *p) {
  return p->words[p->at] == 0x8b304a31 && put(p, p->random % 2 ? 0x8b304e31 : 0x8b306a31);
}
static bool change_element_scale(Place *p) { /* add x9, ..., wI, uxtw #4 */
  const uint32_t word = p->words[p->at];
  return is(word, 0xffe0fc1f, 0x8b205009) && put(p, p->random % 2 ? word ^ 0x400 : word | 0x2000);
}
static bool change_element_bound(Place *p) { /* in front of it: cmp wI, #n or a register; b.hs */
  const uint32_t word = p->words[p->at];
  if (!is(place_word(p, 1), 0xff00001f, 0x54000002)) return false;
  for (int32_t i = 2; i < 4; i++)
    if (is(place_word(p, i), 0xffe0fc1f, 0x8b205009)) {
      if (is(word, 0xffc0001f, 0x7100001f)) return put(p, p->random % 2 ? NOP : word + (1 << 10));
      return is(word, 0xffe0fc1f, 0x6b00001f) && put(p, NOP);
    }
  return false;
}
static bool change_element_type(Place *p) { /* cmp w16, #type; b.ne: no check, or of another type */
  const uint32_t word = p->words[p->at];
  if (!is(word, 0xffc003ff, 0x7100021f) || !is(place_word(p, 1), 0xff00001f, 0x54000001)) return false;
  if (!is(place_word(p, -1), 0xffc003ff, 0xb9400130)) return false;
  return put(p, p->random % 2 ? NOP : word ^ 1 << 10);
}
static bool change_type_branch(Place *p) {
  return is(place_word(p, -1), 0xffc003ff, 0x7100021f) && is(place_word(p, -2), 0xffc003ff, 0xb9400130) &&
         is(p->words[p->at], 0xff00001f, 0x54000001) && put(p, NOP);
}
static bool change_beyond_guard(Place *p) { /* mov x16, #2^34 or -8; ldr w0, [x27, x16] */
  if (!is_plain(p->words[p->at]) || !is_plain(place_word(p, 1))) return false;
  p->words[p->at] = p->random % 2 ? 0xd2c00090 : 0x928000f0;
  p->words[p->at + 1] = 0xb8706b60;
  return true;
}
static bool change_bl_middle(Place *p) { /* behind the first word of a function; of slots the next would do */
  const uint32_t word = p->words[p->at];
  const int64_t distance = (int32_t)(word << 6) >> 6;
  if (!is(word, 0xfc000000, 0x94000000)) return false;
  const uintptr_t target = p->address + 4 * (uintptr_t)((int64_t)p->at + distance);
  return target >= p->code && put(p, word + 1);
}
static bool change_bl_away(Place *p) {
  return is(p->words[p->at], 0xfc000000, 0x94000000) && put(p, p->words[p->at] ^ 0x01000000);
}
static bool change_bl_as_b(Place *p) {
  return is(p->words[p->at], 0xfc000000, 0x94000000) && put(p, p->words[p->at] & 0x7fffffff);
}
static bool change_adr(Place *p) { return PUT_ONE(p, 0x10000040, 0x10000071, 0x90000000, 0x30000010, 0xb0000011); }
static bool change_system(Place *p) {
  return PUT_ONE(p, 0xd51bd040, 0xd53bd040, 0xd4000001, 0xd4200000, 0xd4400000, 0xd50b7520, 0xd50b7420, 0xd5033fdf,
                 0xd503245f, 0xd503203f, 0xd4000002, 0xd69f03e0, 0xd5184000, 0x00000000);
}
static bool change_atomic(Place *p) {
  return PUT_ONE(p, 0xc85f7c00, 0xc8007c01, 0xf8200020, 0xc8a07c01, 0xc8dffc00, 0xc89ffc00, 0xf8208020, 0x88dffc00,
                 0xf8bfc000);
}
static bool change_literal(Place *p) {
  return PUT_ONE(p, 0x58000040, 0x18000020, 0x98000040, 0x1c000040, 0x5c000040, 0xd8000040);
}
static bool change_moves_base(Place *p) {
  return PUT_ONE(p, 0xf8408400, 0xf8008c00, 0xa8c10400, 0xf8408fe0, 0xf80087e0, 0xa9be07e0);
}
static bool change_other_memory(Place *p) { /* a base of which nothing is known: x0-x8 */
  return PUT_ONE(p, 0xf9400000, 0xb9000041, 0x39400062, 0xfd400000, 0xa9400400, 0xf8616800, 0xb8614800, 0x4c407000,
                 0x3dc00000);
}
static bool change_signs(Place *p) {
  return PUT_ONE(p, 0xdac10400, 0xdac10c00, 0xdac10000, 0xdac10800, 0x9ac03000, 0xd503233f, 0xd503237f, 0xdac127e0,
                 0xdac12fe0);
}
static bool change_restore_removed(Place *p) { /* ldp of homes from [x29, #-n] */
  return is(p->words[p->at], 0xffe003e0, 0xa96003a0) && put(p, NOP);
}
static bool change_restore_swapped(Place *p) {
  const uint32_t word = p->words[p->at];
  if (!is(word, 0xffe003e0, 0xa96003a0)) return false;
  return put(p, (word & ~0x7c1fu) | (word & 31) << 10 | (word >> 10 & 31));
}
static bool change_restore_place(Place *p) {
  return is(p->words[p->at], 0xffe003e0, 0xa96003a0) && put(p, p->words[p->at] ^ 2 << 15);
}
static bool change_home_unsaved(Place *p) { /* a home that the prologue does not save */
  uint32_t saved = 0;
  if (p->words[0] != 0xd503237f || !is_plain(p->words[p->at])) return false;
  for (uint32_t i = 0; i < 16 && i < p->count; i++) {
    const uint32_t word = p->words[i];
    if (is(word, 0xfc4003e0, 0xa80003a0) || is(word, 0xfc4003e0, 0xa80003e0))
      saved |= 1u << (word & 31) | 1u << (word >> 10 & 31);
    if (is(word, 0xffe00c00, 0xf8000000)) saved |= 1u << (word & 31);
  }
  for (uint32_t i = 0; i < 32; i++) {
    const uint32_t reg = (p->random + i) % 32;
    if ((0x03f8fc00u >> reg & 1) && !(saved >> reg & 1)) return put(p, 0xaa0003e0 | reg);
  }
  return false;
}
static bool change_stale_base(Place *p) { /* behind a call that comes back */
  if (!is(place_word(p, -1), 0xfc000000, 0x94000000) || p->words[1] != 0xa9bf7bfd) return false;
  if (p->at < 2 || !is(place_word(p, 1), 0, 0)) return false;
  const uint32_t word = p->words[p->at];
  if (is(word, 0xfc000000, 0x94000000) || word == 0xf94003f1) return false; /* a trap before, or no plain call */
  return put(p, p->random % 2 ? 0xb9400520 : 0xb9400600);
}
static bool change_base_across_label(Place *p) { /* x16 and x9 behind a word that control does not pass */
  return is(place_word(p, -1), 0xfc000000, 0x14000000) && is_plain(p->words[p->at]) &&
         put(p, p->random % 2 ? 0xb9400520 : 0xb9400600);
}
static bool change_global(Place *p) { /* str of a global: between two cells */
  const uint32_t word = p->words[p->at], size = word >> 30, offset = (word >> 10 & 0xfff) << size;
  if (!is(word, 0xbfc003e0, 0xb9000380)) return false;
  return put(p, 0xb9000380 | (offset / 4 + 1) << 10 | (word & 31));
}
static bool change_reload_removed(Place *p) { return p->words[p->at] == 0xf940023c && put(p, NOP); }
/* sub sp, sp, #n for a call's arguments: 16 bytes less or more. Not behind mov x29, sp, which begins the prologue that
 * stands behind a body: a larger frame is safe. */
static bool change_room(Place *p) {
  const uint32_t word = p->words[p->at];
  return p->at > 5 && place_word(p, -1) != 0x910003fd && is(word, 0xffc003ff, 0xd10003ff) && returns(p) &&
         put(p, p->random % 2 ? word + (16 << 10) : word - (16 << 10));
}

typedef struct {
  const char *name;
  bool (*make)(Place *place);
  bool checked; /* looked for in modules of checked memories */
} Change;

/* clang-format off */
static const Change changes[] = {
  {"index uxtw -> uxtx", change_uxtx, false}, {"index uxtw -> sxtw", change_sxtw, false},
  {"index scaled", change_scaled, false}, {"access of another base than x27", change_indexed_base, false},
  {"base made by uxtx", change_base_uxtx, false}, {"base made by sxtw", change_base_sxtw, false},
  {"base made by a shift", change_base_shifted, false}, {"base made of another register", change_base_of, false},
  {"base not made", change_base_removed, false}, {"access of another base", change_access_base, false},
  {"access in front of memory", change_access_before, false}, {"offset beyond the guard", change_beyond_guard, false},
  {"access of an unknown base", change_other_memory, false}, {"base used after a call", change_stale_base, false},
  {"base used behind a label", change_base_across_label, false},
  {"check removed", change_check_removed, true}, {"check behind the access", change_check_moved, true},
  {"check of another register", change_check_register, true}, {"check against another bound", change_check_bound, true},
  {"check of 32 bits", change_check_narrow, true}, {"check with another condition", change_check_condition, true},
  {"check of fewer bytes", change_check_reach, true}, {"access beside its check", change_check_access, true},
  {"checked index of 64 bits", change_checked_index, true},
  {"branch into an idiom", change_branch_into, false}, {"branch into a check", change_branch_into, true},
  {"branch into the prologue", change_branch_prologue, false}, {"branch up, past a poll", change_branch_up, false},
  {"branch out of the function", change_branch_out, false}, {"loop without a poll", change_poll_removed, false},
  {"bl into a function", change_bl_middle, false}, {"bl elsewhere", change_bl_away, false}, {"bl -> b", change_bl_as_b, false},
  {"frame of another size", change_frame_size, false}, {"frame dropped by another size", change_frame_drop, false},
  {"frame record kept", change_record_kept, false}, {"retab in the frame", change_retab_frame, false},
  {"no pacibsp", change_no_pacibsp, false}, {"retab -> ret", change_ret, false}, {"x30 written", change_link_written, false},
  {"aut elsewhere", change_aut_elsewhere, false}, {"aut removed", change_aut_removed, false},
  {"another discriminator", change_aut_modifier, false}, {"instance not loaded", change_reload_removed, false},
  {"blrab -> blr", change_blr, false}, {"raw br", change_br, false}, {"pac", change_signs, false},
  {"store to the instance's header", change_header, false}, {"instance indexed", change_instance_index, false},
  {"store beside a global", change_global, false},
  {"sp arithmetic", change_sp, false}, {"room of another size", change_room, false},
  {"x27, x28 from the frame", change_pinned_loaded, false}, {"x18, x27-x29 written", change_pinned_written, false},
  {"slot beyond the frame", change_slot_beyond, false}, {"slot below sp", change_slot_below, false},
  {"saved registers overwritten", change_saved_written, false}, {"argument beyond the caller's", change_argument_beyond, false},
  {"home not restored", change_restore_removed, false}, {"homes restored crosswise", change_restore_swapped, false},
  {"homes restored from elsewhere", change_restore_place, false}, {"home written unsaved", change_home_unsaved, false},
  {"br_table without its clamp", change_clamp_removed, false}, {"clamp of another condition", change_clamp_condition, false},
  {"clamp of another register", change_clamp_register, false}, {"br_table of more rows", change_rows_more, false},
  {"br_table scaled more", change_row_scale, false}, {"element scaled more", change_element_scale, false},
  {"element without its bound", change_element_bound, false}, {"element of any type", change_element_type, false},
  {"type check not heeded", change_type_branch, false},
  {"adr", change_adr, false}, {"system instruction", change_system, false}, {"atomic or exclusive access", change_atomic, false},
  {"literal load", change_literal, false}, {"access that moves its base", change_moves_base, false},
};
/* clang-format on */
enum { CHANGES = sizeof changes / sizeof *changes };

#endif
