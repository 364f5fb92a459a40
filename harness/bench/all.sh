#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# all.sh [--write]: every measurement of PERFORMANCE.md, a table each (5 to 15 minutes; the counts need no quiet machine,
# the times in compile_cost do). With --write the tables replace those in PERFORMANCE.md. SIGNET_BUILD and RUNS as in
# setup.sh and compile_cost.sh.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
for measurement in code_size call_cost compile_account code_quality compile_cost; do
  say "$measurement"
  sh harness/bench/$measurement.sh >"$work/$measurement.txt" || die "$measurement"
  cat "$work/$measurement.txt"
done
[ "${1:-}" = --write ] || exit 0
# A table stands in a fence below the line of its command.
awk -v from="$work/" '
  skipped && /^```/ { skipped = 0 }
  !skipped { print }
  /^\$ sh harness\/bench\// {
    name = $3
    gsub(/.*\/|\.sh$/, "", name)
    while ((getline line < (from name ".txt")) > 0) print line
    skipped = 1
  }' PERFORMANCE.md >"$work/performance.$$" && cp "$work/performance.$$" PERFORMANCE.md
