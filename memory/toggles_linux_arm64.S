/* SPDX-License-Identifier: Apache-2.0
 *
 * The mock's other half: what BrowserEngineCore exports on Apple's systems.
 *
 *   .._rwx_to_rw_with_witness_impl   x0 = the witness: x30 signed IB with the tag; x1 = the tag
 *   .._rwx_to_rx_with_witness_impl
 *
 * Both keep x9-x15, x18-x29 and the vector registers. A wrong tag or witness ends in brk #0xc471, before anything is
 * opened. They then protect the pages that section_ranges (thread-local, in writable memory, so believed only as far as
 * the region's own read-only description goes) names: of a region and a window that exist, within the region's size.
 * mprotect is for the whole process: other threads can write an open window, which the register that Apple has does not
 * allow. The two functions are entered by `bl` alone.
 */
#include "memory/defence.h"
#include "memory/region_data.h"

#define SYSTEM_CALL_MPROTECT 226

        .arch armv8.5-a
        .text

        .globl  be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl
        .hidden be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl
        .type   be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl, %function
be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl:
        bti     c
#if !defined(SIGNET_TEST_WITHOUT_WITNESS)
        movz    x2, #0x4954
        movk    x2, #0x4a, lsl #16
        cmp     x1, x2
        b.ne    refuse
        autib   x0, x1
        cmp     x0, x30
        b.ne    refuse
#endif
        pacibsp
#if defined(SIGNET_TEST_WITHOUT_PROTECTION)
        mov     x7, #7                          // and PROT_EXEC
#else
        mov     x7, #3                          // PROT_READ | PROT_WRITE
#endif
        b       protect
        .size   be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl, . - be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl

        .globl  be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl
        .hidden be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl
        .type   be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl, %function
be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl:
        pacibsp
        mov     x7, #0                          // PROT_NONE
        // falls through
protect:
        mrs     x2, tpidr_el0
        add     x2, x2, #:tprel_hi12:section_ranges, lsl #12
        add     x2, x2, #:tprel_lo12_nc:section_ranges
        ldp     x3, x4, [x2], #16               // region and thread number
        cmp     x3, #REGION_ROOM
        b.hs    refuse
        cmp     x4, #THREAD_ROOM
        b.hs    refuse
        adrp    x5, region_descriptions
        add     x5, x5, #:lo12:region_descriptions
        add     x5, x5, x3, lsl #REGION_DESCRIPTION_SHIFT
        ldp     x5, x6, [x5]                    // base and bytes, both from read-only memory
        cbz     x5, refuse
        add     x5, x5, x4, lsl #THREAD_CELL_SHIFT
        ldr     x5, [x5, #THREAD_CELL_WINDOW]   // likewise
        cbz     x5, refuse
        ldr     x3, [x2], #8                    // number of ranges
        cmp     x3, #SECTION_RANGES
        b.hi    refuse
1:      cbz     x3, 2f
        ldp     x0, x1, [x2], #16               // offset and bytes
#if !defined(SIGNET_TEST_WITHOUT_RANGE_CHECK)
        cmp     x0, x6
        b.hs    refuse
        sub     x16, x6, x0
        cmp     x1, x16
        b.hi    refuse
#endif
        mov     x4, x2
        add     x0, x0, x5
        mov     x2, x7
        mov     x8, #SYSTEM_CALL_MPROTECT
        svc     #0
        cbnz    x0, refuse
        mov     x2, x4
        sub     x3, x3, #1
        b       1b
2:      retab
refuse:
        brk     #0xc471
        .size   be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl, . - be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl

#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
        .section .rodata
        .quad   this_program_tests_without_a_defence
#endif
        .section .note.GNU-stack, "", %progbits
