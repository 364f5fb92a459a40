// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// The destination is what the caller says.
// expect: store to an address that is not of the region's data
#include "frame.inc"
        begin
        open
        str     w10, [x9], #4
        close
