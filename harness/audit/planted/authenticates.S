// SPDX-License-Identifier: Apache-2.0
// expect: authenticates and is not known to
#include "frame.inc"
        begin
        autdb   x0, x1
        ret
