// SPDX-License-Identifier: Apache-2.0
// The toggles' tag as the discriminator of something else.
// allow: auth autib
// expect: the toggles' tag, 0x4a4954
#include "frame.inc"
        begin
        mov     w1, #0x4954
        movk    w1, #0x4a, lsl #16
        autib   x0, x1
        ret
