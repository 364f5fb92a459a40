// SPDX-License-Identifier: Apache-2.0
// expect: stores a return address that is not signed
// expect: leaves by a return address that was in memory and is not authenticated
#include "frame.inc"
        begin
        stp     x29, x30, [sp, #-16]!
        bl      NAME(other)
        ldp     x29, x30, [sp], #16
        ret
