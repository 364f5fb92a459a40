// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// A wrapper around the toggle: whoever calls it goes on writing.
// expect: 1 toggles to write and 0 to execute, and not one of each
// expect: access to the stack in a section
// expect: return with the section open
#include "frame.inc"
        begin
        open
        ldp     x29, x30, [sp], #16
        retab
