// SPDX-License-Identifier: Apache-2.0
// object: seal.c
// expect: no functions_write
#include "frame.inc"
        begin
        ret
