#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Reads the disassembly of arm64 objects and checks each critical section of the seal, that is each function with a
# toggle in it:
#   - one .._rwx_to_rw_.. and one .._rwx_to_rx_.., inlined (a `bl` to each impl), the first with its witness in front
#   - after the first and, up to the return, before the second: no call, no access to the stack, no address taken of it
#   - in functions_write, which reads the buffer: fifteen loads by `ldp w.., w.., #8` advance through entries (a run by
#     fours, a pair and one, before a record and at the end; and the record's own), three by `ldp x.., x.., #16` through
#     records and items (memory/seal_check.h), not one more
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
      if (name == "functions_write") {
        whole = 1
        if (words != 15 || pairs != 3) finding(words + 0 " fetches of entries, " pairs + 0 " of records and items")
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
      if (/\tldp\tw[0-9]+, w[0-9]+, \[x[0-9]+\], #8/) words++
      if (/\tldp\tx[0-9]+, x[0-9]+, \[x[0-9]+\], #16/) pairs++
    } else if (opened && /\t(ret|retaa|retab)( |\t|$)/) inside = 1
    if (/\t(mov|add)\tx29, sp/) framed = 1
    previous = $0
  }
  END {
    finish()
    if (!whole) { print "no functions_write"; findings++ }
    print sections + 0 " sections, " findings + 0 " findings"
    exit findings != 0
  }'
