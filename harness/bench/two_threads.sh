#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# two_threads.sh [FILE...]: what two threads gain, against what two processes that share nothing gain, for the real
# modules of at least 1 MB unless told others. In each of RUNS runs (environment, 9 unless told) in turn, on this machine:
#   one     `signet latency FILE`, pinned to a core: total_ms (decode, compile, seal), the best of 5
#   two     two of these at the same time, each pinned to a core of its own: the slower one's
#   -j 2    `signet latency -j 2 FILE`
# A gain is the modules compiled in the time of `one`: 2 one / two, and one / -j 2. The last column is the second over the
# first, of each run, the median: what sharing costs, and what one thread alone does (decoding).
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
host_release

runs=${RUNS:-9}
[ "$(nproc)" -ge 2 ] || die "two threads need two cores"
if [ $# -eq 0 ]; then
  for file in $modules; do [ "$(wc -c <"$file")" -lt 1000000 ] || set -- "$@" "$file"; done
fi
times=$work/two.$$
other=$work/other.$$
ratios=$work/ratios.$$
: >"$ratios"
total() { # CORES OPTIONS... FILE: milliseconds
  cores=$1
  shift
  taskset -c "$cores" "$signet_host" latency --runs 5 --json - "$@" | sed -n 's/.*"total_ms": \([0-9.e+-]*\).*/\1/p'
}

printf '%-17s %10s %10s %10s %10s %10s %10s\n' module 'one ms' 'two ms' '-j 2 ms' 'gain two' 'gain -j 2' ratio
for file; do
  : >"$times"
  "$signet_host" compile "$file" >/dev/null || die "$file"
  run=0
  while [ $run -lt "$runs" ]; do
    run=$((run + 1))
    one=$(total 0 "$file")
    total 0 "$file" >"$other" &
    two=$(total 1 "$file")
    wait $!
    echo "$one $two $(cat "$other") $(total 0,1 -j 2 "$file")" >>"$times"
  done
  awk -v name="$(basename "$file" .wasm)" '
    function middle(of, n, i, j, t) { # the median of of[1..n], sorted on the way
      for (i = 2; i <= n; i++) for (j = i; j > 1 && of[j - 1] > of[j]; j--) { t = of[j]; of[j] = of[j - 1]; of[j - 1] = t }
      return n % 2 ? of[(n + 1) / 2] : (of[n / 2] + of[n / 2 + 1]) / 2
    }
    { one[NR] = $1; two[NR] = $2 > $3 ? $2 : $3; j2[NR] = $4
      g2[NR] = 2 * one[NR] / two[NR]; gj[NR] = one[NR] / j2[NR]; ratio[NR] = gj[NR] / g2[NR] }
    END {
      printf "%-17s %10.1f %10.1f %10.1f %10.2f %10.2f %10.2f\n", name, middle(one, NR), middle(two, NR), middle(j2, NR),
        middle(g2, NR), middle(gj, NR), middle(ratio, NR)
    }' "$times"
done
