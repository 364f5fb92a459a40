// SPDX-License-Identifier: Apache-2.0
// expect: branch through a pointer that is not authenticated
#include "frame.inc"
        begin
        br      x0
