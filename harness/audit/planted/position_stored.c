// SPDX-License-Identifier: Apache-2.0
// expect: stores a register of the MAC
register unsigned long *position __asm__("x25");
void planted(unsigned long **kept);
void planted(unsigned long **kept) { *kept = position; }
