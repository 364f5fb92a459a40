// SPDX-License-Identifier: Apache-2.0
// allow: section toggles
// expect: signing in a section
// allow: sign pacib:outside
#include "frame.inc"
        begin
        open
        pacib   x9, x10
        close
