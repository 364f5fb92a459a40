// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: toggle without its witness: not inlined from its header
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        mov     x0, #0
        bl      NAME(be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl)
        nop
        close
