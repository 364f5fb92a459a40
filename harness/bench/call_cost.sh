#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# call_cost.sh: executed arm64 instructions of a call from C into Wasm and back, from Wasm into C, and inside Wasm:
# harness/bench/call_cost.c under the counting plugin. Caller's and callee's own work (two arguments, an addition, a
# return) is part of it; the loop around calls inside Wasm is not.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

wat2wasm harness/bench/call_cost.wat -o "$work/call_cost.wasm" || die "call_cost.wat"
aarch64-linux-gnu-gcc -O2 -static -I include -o "$work/call_cost" harness/bench/call_cost.c -L "$build/arm64e" \
  -lsignet_runtime -lsignet_verifier -lsignet_codegen -lsignet_memory -lsignet_wasm -lpthread || die "call_cost.c"
$counted "$work/call_cost" "$work/call_cost.wasm" >"$work/rows.$$" || die "call_cost"
sed -n 's/^mark //p' "$work/count.$$" | awk 'NR % 2 == 0 { print $1 - last } { last = $1 }' | paste -d' ' "$work/rows.$$" - | awk '
  BEGIN {
    name["C-calls-nothing"] = "C calls Wasm, () -> ()"
    name["C-calls-add"] = "C calls Wasm, (i32, i32) -> i32"
    name["C-calls-trap"] = "C calls Wasm that traps; the trap freed"
    name["nothing"] = "Wasm calls Wasm, same instance, () -> ()"
    name["add"] = "Wasm calls Wasm, same instance, (i32, i32) -> i32"
    name["fixed"] = "the same by call_indirect, table of fixed size"
    name["fixed-other"] = "the same, function of another instance"
    name["indirect"] = "call_indirect, table that may grow"
    name["other"] = "Wasm calls an imported function of another instance"
    name["indirect-other"] = "the same, function of another instance"
    name["host-nothing"] = "Wasm calls C, () -> ()"
    name["host-add"] = "Wasm calls C, (i32, i32) -> i32"
    name["grow"] = "memory.grow by nothing"
    printf "%-54s %12s\n", "a call", "instructions"
  }
  $1 == "loop" { loop = $3 / $2; next }
  { printf "%-54s %12.1f\n", name[$1], $3 / $2 - loop }'
