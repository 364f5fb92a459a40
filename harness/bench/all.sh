#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# all.sh: every measurement of PERFORMANCE.md, a table each (10 to 20 minutes; the counts need no quiet machine, the times
# in compile_cost do). SIGNET_BUILD and RUNS as in setup.sh and compile_cost.sh.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
for measurement in compile_cost compile_account code_size code_quality call_cost; do
  say "$measurement"
  sh harness/bench/$measurement.sh || die "$measurement"
done
