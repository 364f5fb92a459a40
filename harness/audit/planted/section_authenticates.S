// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: authenticating in a section
// allow: auth autdb
#include "frame.inc"
        begin
        open
        autdb   x9, x10
        close
