// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// The same without a copy: the load does not step on.
// expect: load from a stream that does not step over what it loads
#include "frame.inc"
        begin
        open
        ldr     w11, [x9]
        ldr     w12, [x9], #4
        close
