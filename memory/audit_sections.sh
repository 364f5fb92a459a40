#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Reads the disassembly of arm64 objects and checks each critical section of the seal, that is each function with a
# toggle in it:
#   - one .._rwx_to_rw_.. and one .._rwx_to_rx_.., inlined (a `bl` to each impl), the first with its witness in front
#   - after the first and, up to the return, before the second: no call, no access to the stack, no address taken of it
#   - in function_write, which reads the buffer: two loads by `ldr .., #8` and four by `ldp .., #16` advance through
#     entries and records (memory/seal_check.h), not one more
# What a compiler moves behind the return belongs to the section too: only what lies between the second toggle and the
# return does not. Prints one line a finding, and a count; exit status 1 if there is one.
#
#   sh audit_sections.sh OBJDUMP OBJECT...
set -eu
objdump=$1
shift
"$objdump" -d --no-show-raw-insn "$@" | awk '
  function finding(text) { print name ": " text ": " line; findings++ }
  function finish() {
    if (opened || closed) {
      sections++
      if (opened != 1 || closed != 1) finding(opened + 0 " toggles to rw, " closed + 0 " to rx")
      if (name == "function_write") {
        whole = 1
        if (words != 2 || pairs != 4) finding(words + 0 " single and " pairs + 0 " paired fetches")
      }
    }
    opened = closed = inside = words = pairs = framed = 0
  }
  /^[0-9a-f]+ <.*>:$/ { finish(); name = substr($2, 2, length($2) - 3); line = ""; next }
  /^ *[0-9a-f]+:/ {
    line = $0
    if (/\tbl\t.*rwx_to_rw_with_witness_impl/) {
      opened++; inside = 1
      if (previous !~ /\tpacib\tx0, x1/) finding("no witness")
    } else if (/\tbl\t.*rwx_to_rx_with_witness_impl/) { closed++; inside = 0 }
    else if (inside) {
      if (/\t(bl|blr|blra[ab]z?|svc)\t/) finding("call")
      else if (/\tsp,|, sp(,|$)|\[sp/ || (framed && /\[x29/)) finding("stack")
      if (/\tldr\tx[0-9]+, \[x[0-9]+\], #8/) words++
      if (/\tldp\tx[0-9]+, x[0-9]+, \[x[0-9]+\], #16/) pairs++
    } else if (opened && /\t(ret|retaa|retab)( |\t|$)/) inside = 1
    if (/\t(mov|add)\tx29, sp/) framed = 1
    previous = $0
  }
  END {
    finish()
    if (!whole) { print "no function_write"; findings++ }
    print sections + 0 " sections, " findings + 0 " findings"
    exit findings != 0
  }'
