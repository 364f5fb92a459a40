#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile_cost.sh [FILE...]: what compiling costs (decode, validate, emit, MAC, seal; one thread), for the real modules
# unless told others:
#   instructions   executed arm64 instructions a byte of code section: of `signet compile` with the module named three times
#                  less the same with two, so that starting vanishes, exact; of the baseline tiers of V8 (Liftoff) and
#                  SpiderMonkey, which validate too, and of V8's validation alone, between marks around it
#   MB/s           of code section on this machine, Signet's being the release for it (harness/release.sh). One thread, all pinned to one core, taking
#                  turns; the best of 5 in a run, the median of RUNS runs (environment, 5 unless told).
#   time against   of Signet: in each run Signet's time over the other's of the same run, the median of these.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
node_arm64
spidermonkey_arm64
spidermonkey_host
host_release

runs=${RUNS:-5}
[ $# -gt 0 ] || set -- $modules
core=$(($(nproc) - 1))
rows=$work/compile.$$
times=$work/times.$$
: >"$rows"
here="taskset -c $core"
marked() { # COMMAND...: adds the instructions between its marks to $instructions
  $counted "$@" >"$work/said.$$" || die "$*"
  instructions="$instructions $(sed -n 's/^mark //p' "$work/count.$$" | awk 'NR > 1 { print $1 - last } { last = $1 }')"
}

for file; do
  said=$($counted "$signet" compile "$file" "$file" | head -n 1) || die "$file"
  bytes=$(echo "$said" | sed 's/.* \([0-9]*\) bytes of wasm code.*/\1/')
  twice=$(executed)
  $counted "$signet" compile "$file" "$file" "$file" >/dev/null || die "$file"
  instructions=$(($(executed) - twice))
  # shellcheck disable=SC2086 # commands with options
  {
    marked $node $v8_baseline harness/bench/compile_time.js compile 1 "$file"
    marked $js_arm64 $js_baseline harness/bench/compile_time.js compile 1 "$file"
    marked $node --single-threaded harness/bench/compile_time.js validate 1 "$file"
  }

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
  # fields: module, bytes; instructions of the four; milliseconds of the four; time against the three
  NR == 1 {
    printf "%-17s %9s  %-29s  %-32s  %s\n", "", "code", "instructions a byte", "MB/s of code section", "time against"
    printf "%-17s %9s", "module", "bytes"
    for (i = 0; i < 2; i++) printf "  %6s %7s %7s %6s", "Signet", "Liftoff", "SpiderM", "valid."
    printf "  %7s %7s %6s\n", "Liftoff", "SpiderM", "valid."
  }
  {
    for (i = 0; i < 4; i++) { value[i] = $(3 + i) / $2; value[4 + i] = $2 / $(7 + i) / 1e3 }
    for (i = 0; i < 3; i++) value[8 + i] = $(11 + i)
    print_row($1, $2)
    for (i = 0; i < 11; i++) sum[i] += log(value[i])
    n++
  }
  function print_row(name, bytes) {
    printf "%-17s %9s", name, bytes
    printf "  %6.1f %7.1f %7.1f %6.1f", value[0], value[1], value[2], value[3]
    printf "  %6.1f %7.1f %7.1f %6.1f", value[4], value[5], value[6], value[7]
    printf "  %7.2f %7.2f %6.2f\n", value[8], value[9], value[10]
  }
  END {
    for (i = 0; i < 11; i++) value[i] = exp(sum[i] / n)
    print_row("geometric mean", "")
  }'
