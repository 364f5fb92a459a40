// SPDX-License-Identifier: Apache-2.0
// expect: branch through a pointer that is not authenticated
#include "frame.inc"
        begin
        pacibsp
        stp     x29, x30, [sp, #-16]!
        blr     x0
        ldp     x29, x30, [sp], #16
        retab
