// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// A loop counter in memory: its address was made of sp before the section.
// expect: access to the stack in a section
// expect: access to the stack in a section
#include "frame.inc"
        begin
        add     x9, sp, #8
        orr     x9, x9, #8
        mov     x10, x9
        open
1:      ldr     x11, [x10]
        subs    x11, x11, #1
        str     x11, [x10]
        b.ne    1b
        close
