// SPDX-License-Identifier: Apache-2.0
// allow: auth autib
// expect: allowed and not there: auth allowed_for_nothing.c planted autib
#include "frame.inc"
        begin
        ret
