// SPDX-License-Identifier: Apache-2.0
// allow: auth autib
// expect: the toggles' tag, 0x4a4954
#include "frame.inc"
        begin
        movz    w1, #0x4a, lsl #16
        movk    w1, #0x4954
        autib   x0, x1
        ret
