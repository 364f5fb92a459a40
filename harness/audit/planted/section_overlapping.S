// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// Steps on by less than it loads.
// expect: load from a stream that does not step over what it loads
#include "frame.inc"
        begin
        open
        ldp     w11, w12, [x9], #4
        close
