// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// On one of two paths a copy is left behind, and both go on with it.
// expect: load from a stream at an address that may have been loaded before
#include "frame.inc"
        begin
        open
        mov     x10, x9
        cbz     x13, 1f
        ldr     w11, [x9], #4
1:      ldr     w12, [x10], #4
        close
