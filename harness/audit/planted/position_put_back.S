// SPDX-License-Identifier: Apache-2.0
// A copy of the position that stayed behind a store comes back: the entry will be written again.
// object: position_put_back.c
// expect: sets a register of the MAC
#include "frame.inc"
        begin
        mov     x9, x25
        mov     x10, x25
        str     x0, [x10], #8
        mov     x25, x10
        mov     x25, x9
        ret
