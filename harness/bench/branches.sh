#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# branches.sh [-v] [FILE...]: on an x86-64 machine, what a model of a branch predictor (branch_model.c) says that it would
# predict wrongly while the release compiles a module, and while V8 validates it (sql.js and clang-format unless told
# others): seven runs less three, so that starting vanishes. With -v also the functions of the release where most goes wrong.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

command -v qemu-x86_64 >/dev/null || die "needs qemu-x86_64 (qemu-user)"
host_release
gcc -O2 -D_GNU_SOURCE -shared -fPIC -fvisibility=hidden -o "$work/branch_model.so" harness/bench/branch_model.c || die "the plugin"
verbose=no
[ "${1:-}" != -v ] || { verbose=yes; shift; }
[ $# -gt 0 ] || set -- "$npm/sql.js/dist/sql-wasm.wasm" "$npm/@wasm-fmt/clang-format/clang-format.wasm"

# row MODULE PROGRAM: of what the two runs left in $work/three.$$ and $work/seven.$$
row() {
  awk -v module="$1" -v program="$2" '
    { sign = FNR == NR ? -1 : 1 }
    $1 == "branch" { executed[$3] += sign * $4; wrong[$3] += sign * $5 }
    $1 == "instructions" { instructions += sign * $2 }
    END {
      printf "%-18s %-15s %10.1f  %9.1f %7.1f  %9.1f %7.1f  %7.1f\n", module, program, instructions / 4e6,
        executed["c"] / 4e3, wrong["c"] / 4e3, executed["i"] / 4e3, wrong["i"] / 4e3, (wrong["c"] + wrong["i"]) / 4e3
    }' "$work/three.$$" "$work/seven.$$"
}
# functions: the release's, those with the most branches predicted wrongly first
functions() {
  code=$(readelf -lW "$signet_host" | awk '/LOAD/ && / R E / { print $3 }')
  nm -C --defined-only "$signet_host" | awk '$2 ~ /[tT]/ { print $1, $3 }' | sort >"$work/symbols.$$"
  awk -v start="$((code))" '
    function number(hex, i, n) {
      n = 0
      for (i = 1; i <= length(hex); i++) n = 16 * n + index("0123456789abcdef", substr(hex, i, 1)) - 1
      return n
    }
    FILENAME ~ /symbols/ { at[++symbols] = number($1); name[symbols] = $2; next }
    { sign = FILENAME ~ /three/ ? -1 : 1 }
    $1 == "base" { base = number($2) }
    $1 == "branch" {
      address = number($2) - base + start
      low = 1
      for (high = symbols; low < high;) {
        middle = int((low + high + 1) / 2)
        if (at[middle] <= address) low = middle
        else high = middle - 1
      }
      wrong[name[low]] += sign * $5
    }
    END { for (i in wrong) if (wrong[i] > 4000) printf "  %9.1f thousand wrong in %s\n", wrong[i] / 4e3, i }
  ' "$work/symbols.$$" "$work/three.$$" "$work/seven.$$" | sort -rn | head -n 20
}

printf '%-18s %-15s %10s  %-27s %21s\n' "" "" millions of "thousands of branches, and wrong"
printf '%-18s %-15s %10s  %9s %7s  %9s %7s  %7s\n' module program instr. condit. wrong indirect wrong together
for file; do
  module=$(basename "$file" .wasm)
  for runs in 3 7; do
    [ $runs = 3 ] && out=$work/three.$$ || out=$work/seven.$$
    qemu-x86_64 -cpu max -plugin "$work/branch_model.so,out=$out" "$signet_host" latency --runs $runs --json - "$file" \
      >/dev/null || die "$file"
  done
  row "$module" "Signet"
  [ $verbose = no ] || functions
  for runs in 3 7; do
    [ $runs = 3 ] && out=$work/three.$$ || out=$work/seven.$$
    qemu-x86_64 -cpu max -plugin "$work/branch_model.so,out=$out" "$v8_host" --single-threaded \
      harness/bench/compile_time.js validate $runs "$file" >/dev/null || die "V8: $file"
  done
  row "$module" "V8, validation"
done
