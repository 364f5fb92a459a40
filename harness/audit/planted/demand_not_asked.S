// SPDX-License-Identifier: Apache-2.0
// One of two paths has not asked.
// allow: demands map:supported
// expect: calls map without supported
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        cbz     x1, 1f
        bl      NAME(supported)
        cbz     w0, 2f
1:      bl      NAME(map)
2:      ldp     x29, x30, [sp], #16
        retab
