#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# code_quality.sh [KERNEL...]: executed arm64 instructions of the kernels in kernels/, all unless told. Signet against
#   TurboFan   V8's optimizing tier as it comes, and the same without inlining of functions (--no-wasm-inlining)
#   baseline   the better of V8's baseline tier (Liftoff) and SpiderMonkey's baseline compiler, kernel by kernel
#   native     clang's code without vector instructions (Wasm here has none either)
# Counted is what run(M) takes more than run(N), so that starting and compiling vanish; M - N units of work are 70 million
# instructions and more, against which an engine's own noise vanishes as well. A kernel's results must agree everywhere.
# Ratios are Signet's count over the other's, so less is better; worst against TurboFan first.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
node_arm64
spidermonkey_arm64

small=10 large=110
kernels=$work/kernels
rows=$work/rows.$$
mkdir -p "$kernels"
[ $# -gt 0 ] || set -- $(ls harness/bench/kernels | sed -n 's/\.c$//p')
: >"$rows"

files=
for kernel; do
  build_kernel "$kernel"
  files="$files $kernels/$kernel.wasm"
done

# both COMMAND...: run with each N; sets $took to the difference and $result to what was printed.
both() {
  result="$($counted "$@" $small)" || die "$*"
  took=$(executed)
  result="$result $($counted "$@" $large)" || die "$*"
  took=$(($(executed) - took))
}

# All kernels in one process, as V8 takes two seconds to start under qemu.
engine() { # NAME COMMAND...
  engine=$1
  shift
  # shellcheck disable=SC2086 # names without blanks
  $counted "$@" harness/bench/kernels.js $small $large $files >"$work/$engine-results.$$" || die "$engine"
  sed -n 's/^mark //p' "$work/count.$$" |
    awk 'NR % 3 == 0 { first = $1 - last } NR % 3 == 1 && NR > 1 { printf "%d\n", $1 - last - first } { last = $1 }' \
      >"$work/$engine-counts.$$"
}
# shellcheck disable=SC2086 # commands with options
{
  engine liftoff $node $v8_single --liftoff-only --no-wasm-tier-up
  engine turbofan $node $v8_single --no-liftoff
  engine apart $node $v8_single --no-liftoff --no-wasm-inlining
  engine spidermonkey $js_arm64 $js_baseline
}

line=0
for kernel; do
  line=$((line + 1))
  both "$signet" run --invoke run "$kernels/$kernel.wasm"
  row="$kernel $took" results=$result
  both "$kernels/$kernel"
  [ "$results" = "$result" ] || die "$kernel: Signet gives '$results', native code '$result'"
  for other in liftoff spidermonkey turbofan apart; do
    [ "$(sed -n "${line}s/^[^ ]* //p" "$work/$other-results.$$")" = "$results" ] || die "$kernel: $other disagrees"
    row="$row $(sed -n "${line}p" "$work/$other-counts.$$")"
  done
  echo "$row $took" >>"$rows"
done

awk '{ print $2 / $5, $0 }' "$rows" | sort -rn | awk -v units=$((large - small)) '
  NR == 1 {
    printf "%-11s %60s   %s\n", "", "thousands of instructions a unit of work", "Signet against"
    printf "%-11s %9s %9s %12s %9s %8s %8s   %8s %8s %8s %6s\n", "kernel", "Signet", "Liftoff", "SpiderMonkey", "TurboFan", \
      "(apart)", "native", "TurboFan", "(apart)", "baseline", "native"
  }
  {
    baseline = $4 < $5 ? $4 : $5
    printf "%-11s %9.1f %9.1f %12.1f %9.1f %8.1f %8.1f   %8.2f %8.2f %8.2f %6.2f\n", $2, $3 / units / 1e3, $4 / units / 1e3, \
      $5 / units / 1e3, $6 / units / 1e3, $7 / units / 1e3, $8 / units / 1e3, $3 / $6, $3 / $7, $3 / baseline, $3 / $8
    t += log($3 / $6); a += log($3 / $7); b += log($3 / baseline); n += log($3 / $8)
    l += log($4 / $6); m += log($5 / $6)
    near += $3 / $6 <= 1.2; within += $3 / $6 <= 1.5; count++
  }
  END {
    printf "geometric mean of %-53d %8.2f %8.2f %8.2f %6.2f\n", count, exp(t / count), exp(a / count), exp(b / count), \
      exp(n / count)
    printf "within 1.2 of TurboFan: %d, within 1.5: %d; Liftoff against TurboFan %.2f, SpiderMonkey against TurboFan %.2f\n", \
      near, within, exp(l / count), exp(m / count)
  }'
