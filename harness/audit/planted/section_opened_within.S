// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: 2 toggles to write and 1 to execute, and not one of each
// expect: a section is opened within one
// expect: signing in a section
#include "frame.inc"
        begin
        open
        witness
        bl      NAME(be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl)
11:     nop
        close
