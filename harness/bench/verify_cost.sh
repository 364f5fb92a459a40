#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# verify_cost.sh [FILE...]: what `--verify` adds to compiling, for the real modules unless told others: executed arm64
# instructions a byte of code section, of `signet compile --verify` with the module named three times less the same with
# two, without --verify the same, and the difference; in both memory modes.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

# shellcheck disable=SC2086 # a path a word
[ $# -gt 0 ] || set -- $modules
# a_byte FILE OPTIONS...: sets cost
a_byte() {
  of=$1
  shift
  said=$($counted "$signet" compile "$@" "$of" "$of" | head -n 1) || die "$of"
  twice=$(executed)
  $counted "$signet" compile "$@" "$of" "$of" "$of" >/dev/null || die "$of"
  bytes=$(echo "$said" | sed 's/.* \([0-9]*\) bytes of wasm code.*/\1/')
  cost=$(awk "BEGIN { print ($(executed) - $twice) / $bytes }")
}
for file; do
  row=$(basename "$file")
  for mode in '' --checked; do
    # shellcheck disable=SC2086 # an option or none
    {
      a_byte "$file" $mode
      plain=$cost
      a_byte "$file" $mode --verify
    }
    row="$row $plain $cost"
  done
  echo "$row"
done | awk '
  BEGIN { printf "%-24s %8s %8s %8s   %8s %8s %8s\n", "instructions a byte", "guarded", "verified", "more", "checked", "verified", "more" }
  {
    printf "%-24s %8.1f %8.1f %8.1f   %8.1f %8.1f %8.1f\n", $1, $2, $3, $3 - $2, $4, $5, $5 - $4
    guarded += log($3 - $2); checked += log($5 - $4)
  }
  END { printf "%-24s %8s %8s %8.1f   %8s %8s %8.1f\n", "geometric mean", "", "", exp(guarded / NR), "", "", exp(checked / NR) }'
