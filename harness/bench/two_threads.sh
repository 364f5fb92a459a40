#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# two_threads.sh [FILE...]: what two threads gain, against what two processes that share nothing gain, for the real
# modules of at least 1 MB unless told others. In each of RUNS runs (environment, 15 unless told) in turn, on this machine:
#   one     `signet compile FILE`, pinned to a core
#   two     two of these at the same time, each pinned to a core of its own
#   -j 2    `signet compile -j 2 FILE`
# A gain is the modules compiled in the time of `one`: 2 one / two, and one / -j 2. The last column is the second over the
# first, of each run, the median: what sharing costs. The processes' whole time counts, starting, reading and decoding
# included, in which there is one thread; each names FILE twice, so it is compiled twice.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

runs=${RUNS:-15}
[ "$(nproc)" -ge 2 ] || die "two threads need two cores"
if [ $# -eq 0 ]; then
  for file in $modules; do [ "$(wc -c <"$file")" -lt 1000000 ] || set -- "$@" "$file"; done
fi
times=$work/two.$$
now() { date +%s%N; }

printf '%-17s %10s %10s %10s %10s %10s %10s\n' module 'one ms' 'two ms' '-j 2 ms' 'gain two' 'gain -j 2' ratio
for file; do
  : >"$times"
  "$signet_host" compile "$file" >/dev/null || die "$file"
  run=0
  while [ $run -lt "$runs" ]; do
    run=$((run + 1))
    start=$(now)
    taskset -c 0 "$signet_host" compile "$file" "$file" >/dev/null
    one=$(now)
    taskset -c 0 "$signet_host" compile "$file" "$file" >/dev/null &
    taskset -c 1 "$signet_host" compile "$file" "$file" >/dev/null
    wait $!
    two=$(now)
    taskset -c 0,1 "$signet_host" compile -j 2 "$file" "$file" >/dev/null
    threads=$(now)
    echo "$((one - start)) $((two - one)) $((threads - two))" >>"$times"
  done
  awk -v name="$(basename "$file" .wasm)" '
    function middle(of, n, i, j, t) { # the median of of[1..n], sorted on the way
      for (i = 2; i <= n; i++) for (j = i; j > 1 && of[j - 1] > of[j]; j--) { t = of[j]; of[j] = of[j - 1]; of[j - 1] = t }
      return n % 2 ? of[(n + 1) / 2] : (of[n / 2] + of[n / 2 + 1]) / 2
    }
    { one[NR] = $1 / 1e6; two[NR] = $2 / 1e6; j2[NR] = $3 / 1e6; g2[NR] = 2 * $1 / $2; gj[NR] = $1 / $3; ratio[NR] = $2 / (2 * $3) }
    END {
      printf "%-17s %10.1f %10.1f %10.1f %10.2f %10.2f %10.2f\n", name, middle(one, NR), middle(two, NR), middle(j2, NR),
        middle(g2, NR), middle(gj, NR), middle(ratio, NR)
    }' "$times"
done
