// SPDX-License-Identifier: Apache-2.0
// What was a result when it was spilled is what the attacker wrote when it is signed.
// expect: signs what is not known to be signed: pacib:spill
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-32]!
        bl      NAME(make)
        str     x0, [sp, #16]
        bl      NAME(other)
        ldr     x9, [sp, #16]
        pacib   x9, x0
        ldp     x29, x30, [sp], #32
        retab
