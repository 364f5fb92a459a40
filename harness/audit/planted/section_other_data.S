// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// Read-only data of the region's is found by its symbol, and no other's.
// expect: load from neither a stream nor the region's data
#include "frame.inc"
        begin
        open
        adr     x9, NAME(planted)
        ldr     x10, [x9]
        close
