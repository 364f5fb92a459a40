// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// The witness signs another address than the one behind the call.
// expect: a witness that is not the address behind the toggle
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        witness
        bl      NAME(be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl)
        nop
11:     close
