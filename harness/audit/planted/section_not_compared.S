// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// What was fetched is stored as it is.
// expect: uses what it fetched through x11 before it is compared with its tag
#include "frame.inc"
        begin
        open
        region  x9
        ldr     x12, [x9, #16]
        ldr     w13, [x11], #4
        str     w13, [x12], #4
        close
