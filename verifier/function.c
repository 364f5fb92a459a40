/* SPDX-License-Identifier: Apache-2.0
 *
 * Verifying a function: its words in their order, each by what it may do. The parts, from the ground up: state.h (what
 * is known), branch.h, frame.h, call.h, access.h, arithmetic.h, first_look.h.
 */
#include "verifier/first_look.h"

#include <stdlib.h>
#include <string.h>

/* By bits 31:24 (Arm ARM C4.1). What is not here is refused: system instructions, exclusive and atomic accesses,
 * literals, adrp, signing, vectors that no operator needs. */
static bool word_verify(Verifier *v, uint32_t word) {
  const size_t group = word >> 24;
  switch (group) {
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

/* Words from v->at up to `end`. */
static bool words_verify(Verifier *v, uint32_t end) {
  const uint32_t *const words = v->words;
  uint8_t *const marks = v->marks;
  marks[end] = MARK_END;
  size_t at = v->at;
  for (;; at++) {
    if (__builtin_expect(marks[at], 0)) {
      v->at = (uint32_t)at;
      if (marks[at] & MARK_END) break;
      if (!at_label(v)) return false;
    }
    const uint32_t word = words[at];
    if (__builtin_expect(first_look(v, marks, &at, word), 1)) continue;
    v->at = (uint32_t)at;
    if (!word_verify(v, word)) return false;
    at = v->at;
  }
  return at == end || refuse(v, "an idiom across the prologue");
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
  v->trap = v->frame.framed ? v->m->trap : 0;
  if (prologue != 0) {
    forget(v);
    v->at = 1;
    if (!words_verify(v, prologue)) return false;
    if (is_open(v)) return refuse(v, "the body runs into the prologue");
    for (uint32_t i = prologue; i < v->count; i++)
      if (v->marks[i] & MARK_LABEL) return refuse_at(v, i, "a branch into the prologue");
    v->marks[1] = MARK_HEAD; /* for the prologue's last word alone */
  } /* else nothing has been marked yet, and what is above has no head */
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
  v->trap = 0;
  memset(&v->frame, 0, sizeof v->frame);
  v->at_labels = homes_kept;
  if (v->checked) v->at_labels.x[R26] = FACT_KEPT;
  memset(v->marks, 0, v->count);
  v->marks[v->count] = MARK_END;
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
  v.bounded = v.has_memory && v.checked;
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
  if (room->room > words) return true;
  uint8_t *marks = realloc(room->marks, (size_t)words + 1);
  if (!marks) return false;
  *room = (VerifyRoom){marks, words + 1};
  return true;
}

void verify_room_free(VerifyRoom *room) {
  free(room->marks);
  *room = (VerifyRoom){0};
}
