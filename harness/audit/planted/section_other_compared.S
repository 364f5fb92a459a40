// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// allow: tag pacga:outside
// Two words are fetched, one is compared, the other stored.
// expect: uses what it fetched through x11 before it is compared with its tag
#include "frame.inc"
        begin
        open
        region  x9
        ldr     x12, [x9, #16]
        ldp     w13, w14, [x11], #8
        ldr     w17, [x11], #4
        pacga   x15, x13, x16
        cmp     x15, x14, lsl #32
        b.ne    1f
        str     w17, [x12], #4
        close
1:      brk     #0xc471
