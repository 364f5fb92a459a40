#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linear.sh: that compiling costs work, code and memory in proportion to the bytes, whatever the module: bodies made to be
# costly (harness/bench/linear.c) of a size and of twice the size. Counted, not timed: executed arm64 instructions and bytes
# of code a byte of Wasm, at both sizes, and the scratch memory of the larger. Exit status 1 where either is more than a
# quarter higher at twice the size.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/setup.sh" # and not that of the measurements: nothing is compared here

build=${SIGNET_BUILD:-$PWD/build}
work=$build/bench
mkdir -p "$work"
[ -n "$emulator_7" ] || die "counting needs qemu-aarch64 7.2 (Debian 12's qemu-user) on an x86-64 machine"
for preset in host arm64e; do
  [ -f "$build/$preset/build.ninja" ] || cmake --preset $preset -B "$build/$preset" >/dev/null || die "configuring $preset"
  ninja -C "$build/$preset" signet >"$work/linear-build.log" 2>&1 || die "building $preset ($work/linear-build.log)"
done
gcc -O2 -o "$work/linear" harness/bench/linear.c || die "harness/bench/linear.c"
gcc -O2 -shared -fPIC -fvisibility=hidden -o "$work/insn_count.so" harness/bench/insn_count.c || die "the plugin"
trap 'rm -f "$work"/*.$$' EXIT INT TERM

# measure FILE: sets bytes, instructions, code.
measure() {
  # shellcheck disable=SC2086 # an emulator is a command with options
  said=$($emulator_7 -plugin "$work/insn_count.so,count=$work/count.$$" "$build/arm64e/signet" compile "$1") || die "$1"
  instructions=$(sed -n 's/^total //p' "$work/count.$$")
  bytes=$(echo "$said" | sed 's/.* \([0-9]*\) bytes of wasm code.*/\1/')
  code=$(echo "$said" | sed 's/.* \([0-9]*\) bytes of arm64e code.*/\1/')
}

# What starting takes, and compiling nothing.
printf '\0asm\1\0\0\0' >"$work/nothing.$$"
measure "$work/nothing.$$"
start=$instructions

"$work/linear" | while read -r shape size; do
  "$work/linear" "$shape" "$size" >"$work/module.$$"
  measure "$work/module.$$"
  row="$shape $bytes $((instructions - start)) $code"
  "$work/linear" "$shape" $((2 * size)) >"$work/module.$$"
  measure "$work/module.$$"
  scratch=$("$build/host/signet" latency --json - "$work/module.$$" | sed -n 's/.*"scratch_bytes": \([0-9]*\).*/\1/p')
  echo "$row $bytes $((instructions - start)) $code ${scratch:-0}"
done | awk '
  NR == 1 {
    printf "%-18s %9s %26s %26s %14s\n", "", "bytes", "instructions a byte", "code bytes a byte", "scratch a byte"
    printf "%-18s %9s %8s %8s %8s %8s %8s %8s %14s\n", "shape", "of twice", "once", "twice", "ratio", "once", "twice", "ratio", "twice"
  }
  {
    once = $3 / $2; twice = $6 / $5; code = $4 / $2; more = $7 / $5
    bad = twice > 1.25 * once || more > 1.25 * code
    failed = failed || bad
    printf "%-18s %9d %8.1f %8.1f %8.2f %8.2f %8.2f %8.2f %14.1f%s\n", $1, $5, once, twice, twice / once, code, more, more / code,
      $8 / $5, bad ? "  not linear" : ""
  }
  END { if (!failed) printf "%d shapes, all linear\n", NR; exit failed }'
