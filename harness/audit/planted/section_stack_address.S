// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: address of the stack in a section
#include "frame.inc"
        begin
        open
        add     x9, sp, #8
        close
