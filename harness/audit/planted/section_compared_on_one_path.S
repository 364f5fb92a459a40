// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// allow: tag pacga:outside
// expect: uses what it fetched through x11 before it is compared with its tag
#include "frame.inc"
        begin
        open
        region  x9
        ldr     x12, [x9, #16]
        ldp     w13, w14, [x11], #8
        cbz     w14, 1f
        pacga   x15, x13, x16
        cmp     x15, x14, lsl #32
        b.ne    2f
1:      str     w13, [x12], #4
        close
2:      brk     #0xc471
