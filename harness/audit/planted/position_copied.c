// SPDX-License-Identifier: Apache-2.0
// By a copy that stays in a frame over a call.
// expect: stores a register of the MAC
register unsigned long bias __asm__("x26");
void other(void);
unsigned long planted(void);
unsigned long planted(void) {
  volatile unsigned long kept = bias;
  other();
  return kept;
}
