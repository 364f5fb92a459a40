// SPDX-License-Identifier: Apache-2.0
// The toggle behind a branch.
// expect: branch to a toggle: behind a function of its own
#include "frame.inc"
        begin
        b       NAME(be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl)
