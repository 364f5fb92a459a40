// SPDX-License-Identifier: Apache-2.0
// What is looked at is no longer called by that name: nothing has been checked.
// allow: demands map:supported
// expect: does not call map, for which it is to demand something
#include "frame.inc"
        begin
        ret
