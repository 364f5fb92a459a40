// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// A way out of the section that does not close it.
// expect: return with the section open
#include "frame.inc"
        begin
        open
        cbz     x9, 1f
        close
1:      retab
