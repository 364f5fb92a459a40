// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// A pointer is taken from the buffer, and believed.
// expect: load from neither a stream nor the region's data
// expect: uses what it fetched through x9 before it is compared with its tag
#include "frame.inc"
        begin
        open
        ldr     x11, [x9], #8
        ldr     w12, [x11]
        close
