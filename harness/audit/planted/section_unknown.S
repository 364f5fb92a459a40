// SPDX-License-Identifier: Apache-2.0
// A section that nobody reviewed.
// expect: a section in a function that is not to have one
#include "frame.inc"
        begin
        open
        close
