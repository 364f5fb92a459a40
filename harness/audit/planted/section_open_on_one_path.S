// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// The toggle to execute can be reached without the one to write.
// expect: closes a section that is not open on every path
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        cbz     x9, 1f
        witness
        bl      NAME(be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl)
11:     nop
1:      close
