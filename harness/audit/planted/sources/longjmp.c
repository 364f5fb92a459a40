// SPDX-License-Identifier: Apache-2.0
// at: runtime/longjmp.c
// expect: a jump by registers saved in memory
void raise_trap(jmp_buf saved) { longjmp(saved, 1); }
