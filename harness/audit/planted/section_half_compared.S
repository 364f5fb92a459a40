// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// allow: tag pacga:outside
// The low halves of tags are always 0.
// expect: uses what it fetched through x11 before it is compared with its tag
#include "frame.inc"
        begin
        open
        region  x9
        ldr     x12, [x9, #16]
        ldp     w13, w14, [x11], #8
        pacga   x15, x13, x16
        lsl     x14, x14, #32
        cmp     w15, w14
        b.ne    1f
        str     w13, [x12], #4
        close
1:      brk     #0xc471
