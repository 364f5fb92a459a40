// SPDX-License-Identifier: Apache-2.0
// Entries are written twice by whoever moves the position back.
// expect: sets a register of the MAC
register unsigned long *position __asm__("x25");
void planted(void);
void planted(void) { position -= 2; }
