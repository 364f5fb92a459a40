/* SPDX-License-Identifier: Apache-2.0
 *
 * The sequences of emitted code that touch signed pointers, frames and the way back to C: each is written once, here,
 * and is all that the scanner of sealed code (design, section 6) accepts. x16 and x17 are the only registers that hold
 * a raw code address or an address on its way to be authenticated. Used by the stubs and by the body emitter while a
 * function is open.
 */
#ifndef SIGNET_CODEGEN_IDIOMS_H
#define SIGNET_CODEGEN_IDIOMS_H

#include "codegen/abi.h"
#include "codegen/assembler.h"
#include "codegen/layout.h"
#include "memory/buffer.h"

enum { SAVED_CALLER_HOMES_BYTES = 48 }; /* x10-x15 */

/* A branch (displacement 0) to a stub of the engine, or to a defined function by its index among the defined. */
static inline void emit_branch_to(CodeBuffer *buffer, Word branch, TargetKind kind, uint32_t target) {
  buffer_emit_call(buffer, branch, kind, target);
}

static __attribute__((noinline)) void emit_far_constant(CodeBuffer *buffer, unsigned rd, uint64_t value, bool wide) {
  Word words[4];
  const unsigned count = a64_mov_immediate(words, rd, value, wide);
  for (unsigned i = 0; i < count; i++) buffer_emit(buffer, words[i]);
}

/* An integer constant, in one to four words; not wide: the low 32 bits. */
static inline __attribute__((always_inline)) void emit_constant(CodeBuffer *buffer, unsigned rd, uint64_t value,
                                                                bool wide) {
  if (__builtin_expect(value < 1u << 16, 1)) return buffer_emit(buffer, A64_MOVZw | (Word)value << 5 | rd);
  emit_far_constant(buffer, rd, value, wide);
}

/* add or sub of up to 24 bits, in one or two words; rd and rn may be sp. */
static inline void emit_add(CodeBuffer *buffer, Word op, unsigned rd, unsigned rn, uint32_t bytes) {
  Word words[2];
  const unsigned count = a64_add_constant(words, op, rd, rn, bytes);
  for (unsigned i = 0; i < count; i++) buffer_emit(buffer, words[i]);
}

/* rd = the modifier of a signed pointer at [slot + offset]: pac_modifier of memory/pac.h. */
static inline void emit_modifier(CodeBuffer *buffer, unsigned rd, unsigned slot, uint32_t offset,
                                 uint16_t discriminator) {
#if defined(SIGNET_TEST_WITHOUT_SLOT_ADDRESS)
  slot = XZR;
  offset = 0;
#endif
  buffer_emit(buffer, offset ? a64_add_imm(A64_ADDx, rd, slot, offset) : a64_mov(rd, slot, true));
  buffer_emit(buffer, a64_mov_wide(A64_MOVKx, rd, discriminator, 3));
}

/* x17 claims to be an instance of the module: x28 is one, or a failed authentication. x17 becomes the modifier, which
 * has the instance's address in it, for emit_load_pinned right behind. */
static inline void emit_authenticate_instance(CodeBuffer *buffer, uint16_t module_id) {
#if defined(SIGNET_TEST_WITHOUT_INSTANCE_CHECK)
  buffer_emit(buffer, a64_mov(X28, X17, true));
#else
  buffer_emit(buffer, a64_load(A64_LDRx, X28, X17, offsetof(InstanceHeader, self)));
#endif
#if defined(SIGNET_TEST_WITHOUT_SLOT_ADDRESS)
  buffer_emit(buffer, a64_mov(X17, XZR, true));
#endif
  buffer_emit(buffer, a64_mov_wide(A64_MOVKx, X17, module_id, 3));
#if !defined(SIGNET_TEST_WITHOUT_INSTANCE_CHECK)
  buffer_emit(buffer, a64_rr(A64_AUTDBx, X28, X17));
#endif
}

/* x27, and x26 in checked modules, from the instance that was authenticated right before. */
static inline void emit_load_pinned(CodeBuffer *buffer, bool has_memory, bool checked) {
  if (!has_memory) return;
  buffer_emit(buffer, a64_load(A64_LDRx, X27, X28, offsetof(InstanceHeader, memory_base)));
#if !defined(SIGNET_TEST_WITHOUT_SLOT_ADDRESS)
  buffer_emit(buffer, a64_add_imm(A64_ADDx, X17, X17, offsetof(InstanceHeader, memory_base)));
#endif
  buffer_emit(buffer, a64_rr(A64_AUTDBx, X27, X17));
  if (checked) buffer_emit(buffer, a64_load(A64_LDRx, X26, X28, offsetof(InstanceHeader, memory_bytes)));
}
_Static_assert(offsetof(InstanceHeader, self) == 0, "the modifier of `self` is the instance's address");

/* Calls through the signed pointer in memory at [x9]. */
static inline void emit_call_signed(CodeBuffer *buffer, uint16_t discriminator) {
  buffer_emit(buffer, a64_load(A64_LDRx, X17, X9, 0));
#if defined(SIGNET_TEST_WITHOUT_SIGNED_CALLS)
  (void)discriminator;
  buffer_emit(buffer, A64_NOP);
  buffer_emit(buffer, (Word)A64_XPACIx | X17);
  buffer_emit(buffer, 0xd63f0000 | X17 << 5); /* blr x17 */
#else
  emit_modifier(buffer, X16, X9, 0, discriminator);
  buffer_emit(buffer, a64_blrab(X17, X16));
#endif
}
_Static_assert(offsetof(CallSlot, entry) == 0 && offsetof(HostEntry, callback) == 0,
               "emit_call_signed reads the first word");

/* x9 = the HostEntry of the CallSlot in x9, a host function's of the stub's own type. What was written there without
 * being signed for this slot and type is no address then. */
static inline void emit_load_host(CodeBuffer *buffer, uint16_t discriminator) {
  buffer_emit(buffer, a64_load(A64_LDRx, X17, X9, offsetof(CallSlot, context)));
  emit_modifier(buffer, X16, X9, offsetof(CallSlot, context), discriminator);
#if defined(SIGNET_TEST_WITHOUT_CONTEXT_CHECK)
  buffer_emit(buffer, (Word)A64_XPACIx | X17);
#else
  buffer_emit(buffer, a64_rr(A64_AUTDBx, X17, X16));
#endif
  buffer_emit(buffer, a64_add_imm(A64_SUBx, X9, X17, CONTEXT_OF_HOST));
}

/* Calls the CallSlot in x9. */
static inline void emit_call_slot(CodeBuffer *buffer, uint32_t canonical_type) {
  emit_call_signed(buffer, pac_type_discriminator(canonical_type));
}

/* Calls the entry of a DispatchEntry at [x9 + offset]. The registers are not those of a CallSlot's call: so the word
 * tells who unwinds that the caller keeps no instance in its frame, and x17 tells a foreign stub the place. */
static inline void emit_call_dispatch(CodeBuffer *buffer, uint32_t offset, uint16_t discriminator) {
  offset += offsetof(DispatchEntry, entry);
  buffer_emit(buffer, a64_load(A64_LDRx, X16, X9, offset));
  emit_modifier(buffer, X17, X9, offset, discriminator);
  buffer_emit(buffer, a64_blrab(X16, X17));
}

/* Calls the C function whose signed pointer lies at `cell`, in the engine's read-only page. Changes x9. */
static inline void emit_call_helper(CodeBuffer *buffer, const uint64_t *cell) {
  emit_constant(buffer, X9, (uint64_t)(uintptr_t)cell, true);
  emit_call_signed(buffer, DISC_HELPER);
}

static inline unsigned call_helper_words(const uint64_t *cell) {
  Word words[4];
  return a64_mov_immediate(words, X9, (uint64_t)(uintptr_t)cell, true) + 4;
}

#if defined(SIGNET_TEST_WITHOUT_SIGNED_RETURNS)
enum { WORD_SIGN_RETURN = A64_NOP, WORD_RETURN = 0xd65f03c0 - 0x100000000 };
#else
enum { WORD_SIGN_RETURN = A64_PACIBSP, WORD_RETURN = A64_RETAB };
#endif

static inline void emit_frame_push(CodeBuffer *buffer) {
  buffer_emit(buffer, (Word)WORD_SIGN_RETURN);
  buffer_emit(buffer, a64_pair_pre(A64_STPx, X29, X30, SP, -16));
  buffer_emit(buffer, a64_mov_sp(X29, SP));
}

/* sp is at the frame record. */
static inline void emit_frame_pop(CodeBuffer *buffer) {
  buffer_emit(buffer, a64_pair_post(A64_LDPx, X29, X30, SP, 16));
  buffer_emit(buffer, (Word)WORD_RETURN);
}

/* In a stub that has pushed its frame: C may be entered only above the instance's limit. */
static inline void emit_check_c_stack(CodeBuffer *buffer) {
  buffer_emit(buffer, a64_load(A64_LDRx, X16, X28, offsetof(InstanceHeader, c_stack_limit)));
  buffer_emit(buffer, a64_rrr_extend(A64_SUBSx, XZR, SP, X16, A64_UXTX, 0));
  buffer_emit(buffer, a64_b_cond(A64_HS, 2));
  emit_branch_to(buffer, a64_bl(0), TARGET_STUB, TRAP_STACK_OVERFLOW);
}

/* Leaves Wasm by a trap: the trampoline whose frame record `frame` holds returns 1. */
enum { UNWIND_WORDS = 4 };
static inline void emit_unwind(CodeBuffer *buffer, unsigned frame) {
  buffer_emit(buffer, a64_mov_sp(SP, frame));
  buffer_emit(buffer, a64_mov_wide(A64_MOVZx, X0, 1, 0));
  emit_frame_pop(buffer);
}

#endif
