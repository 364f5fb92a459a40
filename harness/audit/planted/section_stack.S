// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// A spill.
// expect: access to the stack in a section
// expect: access to the stack in a section
#include "frame.inc"
        begin
        open
        str     x9, [sp, #8]
        ldr     x9, [sp, #8]
        close
