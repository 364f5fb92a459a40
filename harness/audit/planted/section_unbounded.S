// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// The stream moves by what it holds itself, which nothing bounds: it may wrap around.
// expect: load from a stream at an address that may have been loaded before
#include "frame.inc"
        begin
        open
        ldr     x11, [x9], #8
        add     x9, x9, x11
        ldr     w12, [x9], #4
        close
