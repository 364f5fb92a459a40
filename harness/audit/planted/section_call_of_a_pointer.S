// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: call in a section
// allow: auth blrab
#include "frame.inc"
        begin
        open
        blrab   x9, x10
        close
