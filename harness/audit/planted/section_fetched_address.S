// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// An index into the region's data that nothing has proven.
// expect: uses what it fetched through x11 before it is compared with its tag
// expect: uses what it fetched through x11 before it is compared with its tag
#include "frame.inc"
        begin
        open
        region  x9
        ldr     x12, [x9, #16]
        ldr     x13, [x11], #8
        ldr     w14, [x9, x13]
        str     w14, [x12, x13]
        close
