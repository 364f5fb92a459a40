// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// One load more than was reviewed.
// expect: a section of a new shape
#include "frame.inc"
        begin
        open
        region  x9
        ldr     x10, [x9]
        ldr     x10, [x10]
        close
