/* SPDX-License-Identifier: Apache-2.0 */
/* Into Wasm and out of it by a trap: the places where C's registers and stack change hands.
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
 *
 *   fault_resume: entry of the trap stub [x16], place behind the faulting word [x17], both signed
 *
 * is where the fault handler lets a thread go on: in the stub, as if the word had been a `bl` to it, with the x30 of
 * before in x17. The handler's context is memory, so it holds neither address unsigned.
 */
#include "memory/defence.h"

#if defined(__APPLE__)
#define CFI(...) /* an entry inside a function and the B key have no directive in Mach-O */
  .arch_extension pauth
  .macro ENTRY name
  .globl _\name
  .private_extern _\name
_\name:
  .endm
  .macro END name
  .endm
#else
#define CFI(...) __VA_ARGS__
  .arch armv8.5-a
  .macro ENTRY name
  .globl \name
  .hidden \name
\name:
  .endm
  .macro END name
  .type \name, %function
  .size \name, . - \name
  .endm
#endif
  .macro BEGIN name
  .p2align 4
  ENTRY \name
  .endm
  .text

  BEGIN enter_wasm
  CFI(.cfi_startproc)
  CFI(.cfi_b_key_frame)
  pacibsp
  CFI(.cfi_negate_ra_state)
  stp x29, x30, [sp, #-160]!
  CFI(.cfi_def_cfa_offset 160)
  CFI(.cfi_offset x29, -160)
  CFI(.cfi_offset x30, -152)
  mov x29, sp
  CFI(.cfi_def_cfa_register x29)
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  stp x23, x24, [sp, #48]
  stp x25, x26, [sp, #64]
  stp x27, x28, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  CFI(.cfi_offset x19, -144)
  CFI(.cfi_offset x20, -136)
  CFI(.cfi_offset x21, -128)
  CFI(.cfi_offset x22, -120)
  CFI(.cfi_offset x23, -112)
  CFI(.cfi_offset x24, -104)
  CFI(.cfi_offset x25, -96)
  CFI(.cfi_offset x26, -88)
  CFI(.cfi_offset x27, -80)
  CFI(.cfi_offset x28, -72)
  cbz x4, 1f
  mov sp, x4
1:
#if defined(SIGNET_TEST_WITHOUT_TRAMPOLINE_CHECK)
  xpaci x2
  blr x2
#elif defined(SIGNET_TEST_WITHOUT_OWN_KEYS)
  blraa x2, x3
#else
  blrab x2, x3
#endif
  ENTRY enter_wasm_return
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
  CFI(.cfi_endproc)
  END enter_wasm

  BEGIN unwind_leave
  bti c
  mov sp, x0
  mov x0, #1
  ldp x29, x30, [sp], #16
  retab
  END unwind_leave

  BEGIN fault_resume
  movz x1, #0x8007, lsl #48 /* DISC_FAULT_SITE */
  autib x17, x1
  mov x2, x30
  mov x30, x17
  mov x17, x2
  movz x1, #0x8006, lsl #48 /* DISC_FAULT_STUB */
  brab x16, x1
  END fault_resume

#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
  .section .rodata
  .quad this_program_tests_without_a_defence
#endif
#if !defined(__APPLE__)
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
#endif
