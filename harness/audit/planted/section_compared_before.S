// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// allow: tag pacga:outside
// The word of the round before was compared, and is stored after the next was fetched by the same instruction.
// expect: uses what it fetched through x11 before it is compared with its tag
#include "frame.inc"
        begin
        open
        region  x9
        ldr     x12, [x9, #16]
1:      mov     w17, w13
        ldp     w13, w14, [x11], #8
        pacga   x15, x13, x16
        cmp     x15, x14, lsl #32
        b.ne    2f
        str     w17, [x12], #4
        cbnz    w13, 1b
        close
2:      brk     #0xc471
