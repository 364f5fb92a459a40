// SPDX-License-Identifier: Apache-2.0
// Loads and authenticates: nothing here expects it.
// expect: an instruction that the audit does not know
#include "frame.inc"
        begin
        ldraa   x0, [x1]
        ret
