#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Golden listings: each FILE.wat here is a small module, followed by the arm64 code that it becomes, as lines that begin
# with ";;;". What an operator emits is under its name; one that emits nothing yet (a constant, a local) stands alone.
# Addresses and words are left out, where `bl` leads to, and the module's id, so that a listing changes when the code
# does and not before.
#
#   golden.sh SIGNET [FILE...]            compares; 1 and a diff for each file whose code is not the one expected
#   golden.sh --bless SIGNET [FILE...]    writes what is into the files, to be reviewed in the diff
#
# SIGNET is a host build (its objdump has the disassembler); wat2wasm is wabt's.
set -eu

bless=false
if [ "${1-}" = --bless ]; then
  bless=true
  shift
fi
[ $# -ge 1 ] || { echo "usage: golden.sh [--bless] SIGNET [FILE...]" >&2; exit 2; }
signet=$1
shift
[ $# -gt 0 ] || set -- "$(dirname "$0")"/*.wat

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

listing() { # WASM: the lines after the module
  "$signet" objdump "$1" > "$folder/objdump" || return 1
  awk '
    /^function / { print ";;; " $0; next }
    /^ *[0-9a-f]+:  [0-9a-f]+ / {
      sub(/^ *[0-9a-f]+:  [0-9a-f]+ */, ""); gsub(/[ \t]+/, " "); sub(/^ /, "")
      sub(/^bl .*/, "bl elsewhere")
      if (last == "ldr x28, [x17]" || last ~ /^add x17, x9, /) sub(/^movk x17, #0x[0-9a-f]+,/, "movk x17, #module,")
      last = $0
      print ";;;     " $0
      next
    }
    NF { sub(/^ *(0x[0-9a-f]+ )? */, ""); print ";;;   " $0 }
  ' "$folder/objdump"
}

status=0
for file do
  if ! { wat2wasm --debug-names "$file" -o "$folder/module.wasm" && listing "$folder/module.wasm" > "$folder/listing"; }; then
    echo "$file: no listing" >&2
    status=1
    continue
  fi
  { grep -v '^;;;' "$file"; cat "$folder/listing"; } > "$folder/blessed"
  if $bless; then
    cmp -s "$folder/blessed" "$file" || { cp "$folder/blessed" "$file"; echo "blessed $file"; }
  elif ! diff -u "$file" "$folder/blessed" > "$folder/diff"; then
    sed "1s|.*|--- $file|; 2s|.*|+++ the code that is emitted|" "$folder/diff"
    status=1
  fi
done
exit $status
