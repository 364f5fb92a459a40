// SPDX-License-Identifier: Apache-2.0
// No fault: asks on every path.
// allow: demands map:supported
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        cbz     x1, 1f
        bl      NAME(supported)
        cbz     w0, 2f
        b       3f
1:      bl      NAME(supported)
        tbz     w0, #0, 2f
3:      bl      NAME(map)
2:      ldp     x29, x30, [sp], #16
        retab
