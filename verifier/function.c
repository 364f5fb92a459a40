/* SPDX-License-Identifier: Apache-2.0
 *
 * Verifying a function: its words in their order, each by what it may do. The parts, from the ground up: state.h (what
 * is known), branch.h, frame.h, call.h, access.h, arithmetic.h.
 */
#include "verifier/arithmetic.h"

#include <stdlib.h>
#include <string.h>

/* By bits 31:24 (Arm ARM C4.1). What is not here is refused: system instructions, exclusive and atomic accesses,
 * literals, adrp, signing, vectors that no operator needs. */
static bool word_verify(Verifier *v, uint32_t word) {
  switch (word >> 24) {
  case 0x11:
  case 0x31:
  case 0x51:
  case 0x71:
  case 0x91:
  case 0xb1:
  case 0xd1:
  case 0xf1: return add_immediate(v, word);
  case 0x12:
  case 0x32:
  case 0x52:
  case 0x72:
  case 0x92:
  case 0xb2:
  case 0xd2:
  case 0xf2:
    if (!(word >> 23 & 1)) return logical_immediate_word(v, word);
    return field(word, 29, 2) == 1 ? refuse(v, UNKNOWN_WORD) : move_wide(v, word);
  case 0x13:
  case 0x33:
  case 0x53:
  case 0x93:
  case 0xb3:
  case 0xd3: return bit_field(v, word);
  case 0x0a:
  case 0x2a:
  case 0x4a:
  case 0x6a:
  case 0x8a:
  case 0xaa:
  case 0xca:
  case 0xea: return logical_shifted(v, word);
  case 0x0b:
  case 0x2b:
  case 0x4b:
  case 0x6b:
  case 0x8b:
  case 0xab:
  case 0xcb:
  case 0xeb: return word >> 21 & 1 ? add_extended(v, word) : add_shifted(v, word);
  case 0x1a:
  case 0x3a:
  case 0x5a:
  case 0x7a:
  case 0x9a:
  case 0xba:
  case 0xda:
  case 0xfa: return operands_few(v, word);
  case 0x1b:
  case 0x9b: return multiply(v, word);
  case 0x14:
  case 0x15:
  case 0x16:
  case 0x17: return branch_always(v, word);
  case 0x94:
  case 0x95:
  case 0x96:
  case 0x97: return call(v, word);
  case 0x54: return branch_condition(v, word);
  case 0x34:
  case 0x35:
  case 0xb4:
  case 0xb5: return branch_compare(v, word);
  case 0x36:
  case 0x37:
  case 0xb6:
  case 0xb7: return branch_bit(v, word);
  case 0x38:
  case 0x39:
  case 0x78:
  case 0x79:
  case 0xb8:
  case 0xb9:
  case 0xf8:
  case 0xf9:
  case 0xbc:
  case 0xbd:
  case 0xfc:
  case 0xfd: return access_single(v, word);
  case 0xa8:
  case 0xa9:
  case 0x6c:
  case 0x6d: return access_pair(v, word);
  case 0x1e:
  case 0x9e: return floats(v, word);
  case 0x0e:
  case 0x2e:
  case 0x0f:
  case 0x2f:
  case 0x6f:
  case 0x5f:
  case 0x7f: return vector(v, word);
  case 0xd5: return WORD_IS(word, NOP) || refuse(v, "a system instruction");
  case 0xd6: return WORD_IS(word, RETAB) ? retab(v) : refuse(v, "an indirect branch");
  default: return refuse(v, UNKNOWN_WORD);
  }
}

/* Almost every word is one of a few kinds, has registers without facts, and leaves nothing to remember: known by a look
 * at its first byte, at the kinds of its registers and at the bits that must not be set. Whatever is not as simple goes
 * to word_verify, which knows all. */
enum { WORD_OTHER, WORD_LOGICAL, WORD_ADD, WORD_ADD_IMMEDIATE, WORD_ACCESS, WORD_ACCESS_INDEXED, WORD_ACCESS_VECTOR };
static const uint8_t word_kinds[256] = {
    [0x0a] = WORD_LOGICAL,
    [0x4a] = WORD_LOGICAL,
    [0x8a] = WORD_LOGICAL,
    [0x2a] = WORD_LOGICAL,
    [0xaa] = WORD_LOGICAL,
    [0xca] = WORD_LOGICAL,
    [0x0b] = WORD_ADD,
    [0x4b] = WORD_ADD,
    [0x8b] = WORD_ADD,
    [0xcb] = WORD_ADD,
    [0x11] = WORD_ADD_IMMEDIATE,
    [0x51] = WORD_ADD_IMMEDIATE,
    [0x91] = WORD_ADD_IMMEDIATE,
    [0xd1] = WORD_ADD_IMMEDIATE,
    [0x39] = WORD_ACCESS,
    [0x79] = WORD_ACCESS,
    [0xb9] = WORD_ACCESS,
    [0xf9] = WORD_ACCESS,
    [0x38] = WORD_ACCESS_INDEXED,
    [0x78] = WORD_ACCESS_INDEXED,
    [0xb8] = WORD_ACCESS_INDEXED,
    [0xf8] = WORD_ACCESS_INDEXED,
    [0xbd] = WORD_ACCESS_VECTOR,
    [0xfd] = WORD_ACCESS_VECTOR,
};

/* Whether [base + an offset below 2^15] needs no closer look. */
static inline __attribute__((always_inline)) bool is_near(const Verifier *v, uint32_t word) {
  const uint32_t base = rn_of(word);
  if (base == R31)
    return v->room == 0 && is_in_slots(v, (int64_t)field(word, 10, 12) << (word >> 30), 1 << (word >> 30));
  return v->kinds.x[base] == FACT_MEMORY && v->facts[base].hi < VERIFY_GUARDED_BYTES - (1 << 16) && v->guarded;
}

static inline __attribute__((always_inline)) bool word_is_simple(const Verifier *v, uint32_t word) {
  const uint8_t *x = v->kinds.x, kind = word_kinds[word >> 24];
  const uint32_t rd = rd_of(word), rn = rn_of(word), rm = rm_of(word);
  if (kind >= WORD_ACCESS) {
    if (word >> 31 && word >> 23 & 1) return false; /* not of all sizes */
    if (kind == WORD_ACCESS) return !x[rd] && is_near(v, word);
    if (kind == WORD_ACCESS_VECTOR) return !v->kinds.v[rd] && is_near(v, word);
    return (word & 0x0020ffe0) == 0x00204b60 && v->guarded && !(x[rd] | x[rm]) && rm != R31; /* [x27, wN, uxtw] */
  }
  if (kind == WORD_LOGICAL) return !(x[rd] | x[rn] | x[rm]) && !(word & 0x8000) && rd != R16;
  if (kind == WORD_ADD) return !(x[rd] | x[rn] | x[rm]) && !(word & 0x00a08000);
  if (kind == WORD_ADD_IMMEDIATE) return !(x[rd] | x[rn]) && rd != R31 && rn != R31 && !(word & 0x00800000);
  return false;
}

/* Words from v->at up to `end`. */
static bool words_verify(Verifier *v, uint32_t end) {
  for (; v->at < end; v->at++) {
    if (__builtin_expect(v->marks[v->at], 0) && !at_label(v)) return false;
    const uint32_t word = v->words[v->at];
    if (__builtin_expect(!word_is_simple(v, word) && !word_verify(v, word), 0)) return false;
  }
  return v->at == end || refuse(v, "an idiom across the prologue");
}

/* A function whose prologue stands behind its body begins with a branch there. */
static bool function_verify(Verifier *v) {
  uint32_t prologue = 0, behind = 0;
  const uint32_t first = v->words[0];
  if (first >> 26 == 5) {
    const int64_t to = signed_field(first, 0, 26);
    if (to <= 1 || to >= v->count) return refuse(v, "a branch out of the function");
    prologue = (uint32_t)to;
  }
  if (!prologue_read(v, prologue, &behind)) return false;
  if (prologue != 0) {
    forget(v);
    v->at = 1;
    if (!words_verify(v, prologue)) return false;
    if (is_open(v)) return refuse(v, "the body runs into the prologue");
  }
  const uint32_t prologue_end = prologue != 0 ? v->count : behind;
  for (uint32_t i = prologue; i < prologue_end; i++)
    if (v->marks[i] != 0) return refuse_at(v, i, "a branch into the prologue");
  if (prologue != 0) v->marks[1] = MARK_HEAD; /* for the prologue's last word alone */
  v->at = behind;
  forget(v);
  if (!words_verify(v, v->count)) return false;
  return !is_open(v) || refuse_at(v, v->count - 1, "the end is open");
}

/* Sets what is known when a function begins. Not facts: they are where `kinds` says so. */
static void verifier_begin(Verifier *v, bool without_slots) {
  v->at = 0;
  v->reason = "";
  v->room = 0;
  v->closed = UINT32_MAX;
  v->ambiguous = false;
  v->without_slots = without_slots;
  v->flags.kind = FLAGS_UNKNOWN;
  memset(&v->frame, 0, sizeof v->frame);
  memset(v->marks, 0, v->count);
}

bool verify_function(const VerifyModule *module, VerifyRoom *room, uint32_t function, bool frameless, VerifyCode code,
                     VerifyFault *fault) {
  if (code.count == 0 || !verify_room_reserve(room, code.count)) {
    *fault = (VerifyFault){0, "no words, or no memory to verify them in"};
    return false;
  }
  Verifier v;
  v.m = module;
  v.words = code.words;
  v.count = code.count;
  v.address = code.address;
  v.marks = room->marks;
  v.stack_slots = type_of_function(module, module->module->imported_functions + function)->stack_slots;
  v.has_memory = module->module->memory_count != 0;
  v.checked = module->checked_memory;
  v.guarded = v.has_memory && !v.checked;
  verifier_begin(&v, false);
  bool fine = function_verify(&v);
  if (!fine && v.ambiguous) {
    const VerifyFault first = {v.at, v.reason};
    verifier_begin(&v, true);
    fine = function_verify(&v);
    if (!fine && v.at < first.at) v.at = first.at, v.reason = first.reason; /* the reading that went farther */
  }
  if (fine && v.frame.framed == frameless) fine = refuse_at(&v, 0, "a frame that the fault handler does not know of");
  if (!fine) *fault = (VerifyFault){v.at, v.reason};
  return fine;
}

bool verify_room_reserve(VerifyRoom *room, uint32_t words) {
  if (room->room >= words) return true;
  uint8_t *marks = realloc(room->marks, words);
  if (!marks) return false;
  *room = (VerifyRoom){marks, words};
  return true;
}

void verify_room_free(VerifyRoom *room) {
  free(room->marks);
  *room = (VerifyRoom){0};
}
