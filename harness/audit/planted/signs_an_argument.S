// SPDX-License-Identifier: Apache-2.0
// A gadget: signs what it is given.
// expect: signs what is not known to be signed: pacib:argument
#include "frame.inc"
        begin
        pacib   x0, x1
        ret
