#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile_cost.sh [FILE...]: what compiling costs (decode, validate, emit, MAC, seal; one thread), for the real modules
# unless told others:
#   instructions   executed arm64 instructions a byte of code section: `signet compile` with the module named three times
#                  less the same with two, so that starting vanishes. Exact.
#   MB/s           of code section on this machine: Signet's host build; the baseline tiers of V8 (Liftoff) and SpiderMonkey,
#                  which validate too; V8's validation alone. One thread, all pinned to one core, taking turns; the best of
#                  5 in a run, the median of RUNS runs (environment, 5 unless told).
#   time against   of Signet: in each run Signet's time over the other's of the same run, the median of these.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
spidermonkey_host

runs=${RUNS:-5}
[ $# -gt 0 ] || set -- $modules
core=$(($(nproc) - 1))
rows=$work/compile.$$
times=$work/times.$$
: >"$rows"
here="taskset -c $core"

for file; do
  said=$($counted "$signet" compile "$file" "$file" | head -n 1) || die "$file"
  bytes=$(echo "$said" | sed 's/.* \([0-9]*\) bytes of wasm code.*/\1/')
  twice=$(executed)
  $counted "$signet" compile "$file" "$file" "$file" >/dev/null || die "$file"
  instructions=$(($(executed) - twice))

  : >"$times" # a line a run: milliseconds of Signet, Liftoff, SpiderMonkey, validation
  run=0
  # shellcheck disable=SC2086 # commands with options
  while [ $run -lt "$runs" ]; do
    run=$((run + 1))
    signet_ms=$($here "$signet_host" latency --runs 5 --json - "$file" |
      sed -n 's/.*"total_ms": \([0-9.e+-]*\).*/\1/p')
    liftoff_ms=$($here "$v8_host" $v8_baseline harness/bench/compile_time.js compile 5 "$file") || die "V8: $file"
    validation_ms=$($here "$v8_host" --single-threaded harness/bench/compile_time.js validate 5 "$file") || die "V8: $file"
    spidermonkey_ms=$($here $js_host $js_baseline harness/bench/compile_time.js compile 5 "$file") ||
      die "SpiderMonkey: $file"
    echo "$signet_ms $liftoff_ms $spidermonkey_ms $validation_ms" >>"$times"
  done
  echo "$(basename "$file" .wasm) $bytes $instructions $(awk '
    function middle(of, n, i, j, t) { # the median of of[1..n], sorted on the way
      for (i = 2; i <= n; i++) for (j = i; j > 1 && of[j - 1] > of[j]; j--) { t = of[j]; of[j] = of[j - 1]; of[j - 1] = t }
      return n % 2 ? of[(n + 1) / 2] : (of[n / 2] + of[n / 2 + 1]) / 2
    }
    { s[NR] = $1; l[NR] = $2; m[NR] = $3; v[NR] = $4; sl[NR] = $1 / $2; sm[NR] = $1 / $3; sv[NR] = $1 / $4 }
    END {
      print middle(s, NR), middle(l, NR), middle(m, NR), middle(v, NR), middle(sl, NR), middle(sm, NR), middle(sv, NR)
    }' "$times")" >>"$rows"
done

sort -k2n "$rows" | awk '
  NR == 1 {
    printf "%-17s %9s %12s   %-43s   %s\n", "", "code", "instructions", "MB/s of code section", "time against"
    printf "%-17s %9s %12s   %8s %8s %13s %11s   %7s %12s %10s\n", "module", "bytes", "a byte", "Signet", "Liftoff", \
      "SpiderMonkey", "validation", "Liftoff", "SpiderMonkey", "validation"
  }
  {
    printf "%-17s %9d %12.1f   %8.1f %8.1f %13.1f %11.1f   %7.2f %12.2f %10.2f\n", $1, $2, $3 / $2, $2 / $4 / 1e3, \
      $2 / $5 / 1e3, $2 / $6 / 1e3, $2 / $7 / 1e3, $8, $9, $10
    i += log($3 / $2); s += log($2 / $4); l += log($2 / $5); m += log($2 / $6); v += log($2 / $7)
    sl += log($8); sm += log($9); sv += log($10); n++
  }
  END {
    printf "%-17s %9s %12.1f   %8.1f %8.1f %13.1f %11.1f   %7.2f %12.2f %10.2f\n", "geometric mean", "", exp(i / n), \
      exp(s / n) / 1e3, exp(l / n) / 1e3, exp(m / n) / 1e3, exp(v / n) / 1e3, exp(sl / n), exp(sm / n), exp(sv / n)
  }'
