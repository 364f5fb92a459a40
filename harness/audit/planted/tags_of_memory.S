// SPDX-License-Identifier: Apache-2.0
// The modifier of a tag from memory: tags can be made for any place.
// expect: makes a tag that is not known: pacga:memory
#include "frame.inc"
        begin
        ldr     x1, [x1]
        pacga   x0, x0, x1
        ret
