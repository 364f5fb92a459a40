// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// A word is compared in one load and stored from another: the attacker changes it in between. The second goes through a
// copy that stayed behind.
// expect: load from a stream at an address that may have been loaded before
#include "frame.inc"
        begin
        open
        mov     x10, x9
        ldr     w11, [x9], #4
        ldr     w12, [x10], #4
        close
