/* SPDX-License-Identifier: Apache-2.0 */
/* Into Wasm and out of it by a trap: the two places where C's registers and stack change hands.
 *
 *   uint64_t enter_wasm(CallSlot *slot [x0], void *values [x1], uint64_t trampoline [x2], uint64_t modifier [x3],
 *                       void *stack_top [x4])
 *
 * Saves all that AAPCS64 lets a caller keep, because Wasm keeps other registers than C (codegen/abi.h), x25 and x26 too,
 * which our own C never touches (memory/buffer.h). The frame record comes lowest, as C's do. On the way back x29 and
 * through it sp come out of memory; retab fails unless they are this frame's.
 *
 *   _Noreturn void unwind_leave(uint64_t trampoline_frame [x0])
 *
 * returns 1 from the trampoline with that frame record, as the trap stubs do.
 */
  .arch armv8.5-a
  .text

  .globl enter_wasm
  .hidden enter_wasm
  .type enter_wasm, %function
  .p2align 4
enter_wasm:
  .cfi_startproc
  .cfi_b_key_frame
  pacibsp
  .cfi_negate_ra_state
  stp x29, x30, [sp, #-160]!
  .cfi_def_cfa_offset 160
  .cfi_offset x29, -160
  .cfi_offset x30, -152
  mov x29, sp
  .cfi_def_cfa_register x29
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  stp x23, x24, [sp, #48]
  stp x25, x26, [sp, #64]
  stp x27, x28, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  .cfi_offset x19, -144
  .cfi_offset x20, -136
  .cfi_offset x21, -128
  .cfi_offset x22, -120
  .cfi_offset x23, -112
  .cfi_offset x24, -104
  .cfi_offset x25, -96
  .cfi_offset x26, -88
  .cfi_offset x27, -80
  .cfi_offset x28, -72
  cbz x4, 1f
  mov sp, x4
1:
  blrab x2, x3
  .globl enter_wasm_return
  .hidden enter_wasm_return
enter_wasm_return:
  mov sp, x29
  ldp d14, d15, [sp, #144]
  ldp d12, d13, [sp, #128]
  ldp d10, d11, [sp, #112]
  ldp d8, d9, [sp, #96]
  ldp x27, x28, [sp, #80]
  ldp x25, x26, [sp, #64]
  ldp x23, x24, [sp, #48]
  ldp x21, x22, [sp, #32]
  ldp x19, x20, [sp, #16]
  ldp x29, x30, [sp], #160
  retab
  .cfi_endproc
  .size enter_wasm, . - enter_wasm

  .globl unwind_leave
  .hidden unwind_leave
  .type unwind_leave, %function
  .p2align 4
unwind_leave:
  bti c
  mov sp, x0
  mov x0, #1
  ldp x29, x30, [sp], #16
  retab
  .size unwind_leave, . - unwind_leave

  .section .note.GNU-stack, "", %progbits

  /* GNU property: this object may be linked into a program whose pages are BTI-guarded. */
  .section .note.gnu.property, "a", %note
  .p2align 3
  .word 4
  .word 16
  .word 5
  .asciz "GNU"
  .word 0xc0000000
  .word 4
  .word 3
  .word 0
