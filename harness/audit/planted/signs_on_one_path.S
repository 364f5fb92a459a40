// SPDX-License-Identifier: Apache-2.0
// Authenticated on one path only.
// allow: auth autib
// expect: signs what is not known to be signed: pacib:argument+authenticated
#include "frame.inc"
        begin
        cbz     x1, 1f
        autib   x0, x2
1:      pacib   x0, x3
        ret
