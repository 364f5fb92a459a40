#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# code_size.sh [FILE...]: bytes of arm64e code a byte of code section, and the memory that compiling one function takes
# besides the code buffer (scratch); for the real modules unless told others. From `signet latency --json`.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
host_release
[ $# -gt 0 ] || set -- $modules
# A process for each: scratch is counted by pages, and malloc would give a module pages that another had touched.
for file; do
  "$signet_host" latency --runs 1 --json - "$file" || die "signet latency"
done >"$work/size.$$"
tr -d ' ,"' <"$work/size.$$" | awk -F: '
  $1 == "file" { sub(/.*\//, "", $2); name = $2 }
  $1 == "code_section_bytes" { wasm = $2 }
  $1 == "code_bytes" { code = $2 }
  $1 == "scratch_bytes" { print name, wasm, code, $2 }' | sort -k2n | awk '
  NR == 1 { printf "%-20s %11s %12s %16s %15s\n", "module", "wasm bytes", "arm64e bytes", "a wasm byte", "scratch, bytes" }
  { printf "%-20s %11d %12d %16.2f %15d\n", $1, $2, $3, $3 / $2, $4; sum += log($3 / $2); n++ }
  END { printf "%-20s %11s %12s %16.2f\n", "geometric mean", "", "", exp(sum / n) }'
