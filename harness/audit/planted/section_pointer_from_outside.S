// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// A structure in writable memory: its address came in a register.
// expect: load from neither a stream nor the region's data
#include "frame.inc"
        begin
        open
        ldr     w12, [x9, #16]
        close
