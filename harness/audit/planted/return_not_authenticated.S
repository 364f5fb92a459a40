// SPDX-License-Identifier: Apache-2.0
// Signed, and then not authenticated on the way out by a tail call.
// expect: leaves by a return address that was in memory and is not authenticated
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        bl      NAME(other)
        ldp     x29, x30, [sp], #16
        b       NAME(other)
