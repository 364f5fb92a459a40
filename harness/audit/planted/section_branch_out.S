// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// Failing leads to a function, and not to brk: it runs while the thread may write.
// expect: branch out of the function with the section open
// expect: leaves by a return address that was in memory and is not authenticated
#include "frame.inc"
        begin
        open
        cbnz    x9, 1f
        close
1:      b       NAME(integrity_failed)
