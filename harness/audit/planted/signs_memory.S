// SPDX-License-Identifier: Apache-2.0
// expect: signs what is not known to be signed: pacda:memory
#include "frame.inc"
        begin
        ldr     x9, [x0]
        pacda   x9, x1
        str     x9, [x0]
        ret
