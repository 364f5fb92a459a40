// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// The toggle as a function and not inlined: its caller's return address is the witness of all.
// expect: a toggle that is not inlined
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        bl      NAME(be_memory_inline_jit_restrict_rwx_to_rw_with_witness)
        close
