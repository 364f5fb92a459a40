// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// Nothing stops what runs on behind the last instruction.
// expect: the function ends with the section open
#include "frame.inc"
        begin
        open
        cbnz    x9, 1f
        close
1:      mov     x9, #0
