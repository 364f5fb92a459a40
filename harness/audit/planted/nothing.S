// SPDX-License-Identifier: Apache-2.0
// The frame alone is clean, and so is what a section may do.
// allow: section toggles
// allow: tag pacga:outside
#include "frame.inc"
        begin
        region  x9
        open
        cmp     x10, #64
        b.hs    2f
        region  x9
        ldr     x9, [x9, x10, lsl #3]
        ldr     x12, [x9, #16]
1:      ldp     w13, w14, [x11], #8
        pacga   x15, x13, x16
        eor     x15, x15, x14, lsl #32
        cbnz    x15, 2f
        str     w13, [x12], #4
        cbnz    w13, 1b
        close
2:      brk     #0xc471
