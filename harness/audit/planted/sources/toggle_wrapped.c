// SPDX-License-Identifier: Apache-2.0
// at: runtime/toggle_wrapped.c
// expect: a toggle outside of the seal
void code_make_writable(void) { be_memory_inline_jit_restrict_rwx_to_rw_with_witness(); }
