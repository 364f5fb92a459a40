// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// The stream is wound back.
// expect: load from a stream at an address that may have been loaded before
#include "frame.inc"
        begin
        open
        ldr     w11, [x9], #4
        sub     x9, x9, #4
        ldr     w12, [x9], #4
        close
