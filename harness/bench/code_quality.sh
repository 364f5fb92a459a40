#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# code_quality.sh [KERNEL...]: executed arm64 instructions of the kernels in kernels/, all unless told: Signet against V8's
# baseline tier (Liftoff), its optimizing tier (TurboFan), and clang's native code without vector instructions (Wasm here
# has none either). Counted is what run(60) takes more than run(10), so that starting and compiling vanish. A
# kernel's results must agree everywhere. Ratios are Signet's count over the other's, so less is better; worst first.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
node_arm64

small=10 large=60
kernels=$work/kernels
rows=$work/rows.$$
mkdir -p "$kernels"
[ $# -gt 0 ] || set -- $(ls harness/bench/kernels | sed -n 's/\.c$//p')
: >"$rows"

files=
for kernel; do
  source=harness/bench/kernels/$kernel.c
  # -fno-builtin: no calls of memcpy, which would be counted on one side only.
  clang-22 --target=wasm32 -O2 -ffreestanding -fno-builtin -nostdlib -Wl,--no-entry -Wl,--export=run \
    -o "$kernels/$kernel.wasm" "$source" || die "$source to Wasm"
  clang-22 --target=aarch64-linux-gnu -O2 -fno-vectorize -fno-slp-vectorize -ffp-contract=off -fno-math-errno \
    -ffreestanding -fno-builtin -c -o "$kernels/$kernel.o" "$source" || die "$source"
  aarch64-linux-gnu-gcc -O2 -static -o "$kernels/$kernel" "$kernels/$kernel.o" harness/bench/native_main.c || die "$source"
  files="$files $kernels/$kernel.wasm"
done

# both COMMAND...: run with each N; sets $took to the difference and $result to what was printed.
both() {
  result="$($counted "$@" $small)" || die "$*"
  took=$(executed)
  result="$result $($counted "$@" $large)" || die "$*"
  took=$(($(executed) - took))
}

# All kernels in one process of V8, which takes two seconds to start.
tier() { # NAME OPTION...
  tier=$1
  shift
  # shellcheck disable=SC2086 # commands with options, names without blanks
  $counted $node --single-threaded --v8-pool-size=0 "$@" harness/bench/kernels.mjs $small $large $files \
    >"$work/$tier-results.$$" || die "V8, $tier"
  sed -n 's/^mark //p' "$work/count.$$" |
    awk 'NR % 3 == 0 { first = $1 - last } NR % 3 == 1 && NR > 1 { printf "%d\n", $1 - last - first } { last = $1 }' \
      >"$work/$tier-counts.$$"
}
tier liftoff --liftoff-only --no-wasm-tier-up
tier turbofan --no-liftoff

line=0
for kernel; do
  line=$((line + 1))
  both "$signet" run --invoke run "$kernels/$kernel.wasm"
  ours=$took results=$result
  both "$kernels/$kernel"
  limit=$took
  [ "$results" = "$result" ] || die "$kernel: Signet gives '$results', native code '$result'"
  for other in liftoff turbofan; do
    [ "$(sed -n "${line}s/^[^ ]* //p" "$work/$other-results.$$")" = "$results" ] || die "$kernel: $other disagrees"
  done
  echo "$kernel $ours $(sed -n "${line}p" "$work/liftoff-counts.$$") $(sed -n "${line}p" "$work/turbofan-counts.$$") $limit" >>"$rows"
done

awk '{ print $2 / $4, $0 }' "$rows" | sort -rn | awk -v units=$((large - small)) '
  NR == 1 {
    printf "%-12s %42s   %s\n", "", "thousands of instructions, run(1)", "Signet against"
    printf "%-12s %9s %9s %9s %9s   %8s %9s %7s\n", "kernel", "Signet", "Liftoff", "TurboFan", "native", "Liftoff", \
      "TurboFan", "native"
  }
  {
    printf "%-12s %9.1f %9.1f %9.1f %9.1f   %8.2f %9.2f %7.2f\n", $2, $3 / units / 1e3, $4 / units / 1e3, \
      $5 / units / 1e3, $6 / units / 1e3, $3 / $4, $3 / $5, $3 / $6
    a += log($3 / $4); b += log($3 / $5); c += log($3 / $6); l += log($4 / $5); count++
  }
  END {
    printf "geometric mean of %d kernels %42.2f %9.2f %7.2f\n", count, exp(a / count), exp(b / count), exp(c / count)
    printf "(Liftoff against TurboFan: %.2f)\n", exp(l / count)
  }'
