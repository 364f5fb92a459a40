// SPDX-License-Identifier: Apache-2.0
// Asks, and does it all the same: the branch is the wrong way round.
// allow: demands map:supported
// expect: calls map without supported
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        bl      NAME(supported)
        cbnz    w0, 1f
        bl      NAME(map)
        b       2f
1:      bl      NAME(other)
2:      ldp     x29, x30, [sp], #16
        retab
