// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// allow: auth brab
// expect: indirect branch in a section
// expect: leaves by a return address that was in memory and is not authenticated
#include "frame.inc"
        begin
        open
        cbz     x9, 1f
        brab    x10, x11
1:      close
