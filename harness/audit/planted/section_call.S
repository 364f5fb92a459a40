// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: call in a section
#include "frame.inc"
        begin
        open
        bl      NAME(memcpy)
        close
