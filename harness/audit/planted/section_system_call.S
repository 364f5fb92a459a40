// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: system call in a section
#include "frame.inc"
        begin
        open
        svc     #0
        close
