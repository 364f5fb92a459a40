#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# all.sh [--write] [TABLE...]: the measurements of PERFORMANCE.md, a table each, all unless told (about 20 minutes; the
# counts need no quiet machine, the times of compile_cost and two_threads do). With --write each table replaces its
# predecessor in PERFORMANCE.md as soon as it is there, so a run that was broken off goes on with the tables that are left.
# SIGNET_BUILD as in setup.sh; RUNS, if set, goes for both tables of times.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

write=no
[ "${1:-}" != --write ] || { write=yes; shift; }
[ $# -gt 0 ] || set -- code_size call_cost memory lazy compile_account linear code_quality programs static_cycles security_cost compile_cost \
  two_threads

# A table stands in a fence below the line of its command.
replace() {
  awk -v name="$1" -v from="$work/$1.txt" '
    skipped && /^```/ { skipped = 0 }
    !skipped { print }
    $1 == "$" && $2 == "sh" && $3 == "harness/bench/" name ".sh" {
      while ((getline line < from) > 0) print line
      skipped = 1
    }' PERFORMANCE.md >"$work/performance.$$" && cp "$work/performance.$$" PERFORMANCE.md
}

for table; do
  begun=$(date +%s)
  sh "harness/bench/$table.sh" >"$work/$table.part" || die "$table"
  mv "$work/$table.part" "$work/$table.txt"
  say "$table ($(($(date +%s) - begun)) s)"
  cat "$work/$table.txt"
  [ $write = no ] || replace "$table"
done
sh harness/bench/goals.sh >"$work/goals.txt"
say goals
cat "$work/goals.txt"
[ $write = no ] || replace goals
