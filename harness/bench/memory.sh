#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# memory.sh [FILE...]: the most memory resident while one module is read and compiled on this machine, on one thread, in
# MiB above what the same program has for the empty module; for the real modules unless told others. In it are the
# module's bytes, which every engine keeps, its code, and what the compiler needs meanwhile. V8's validation alone for comparison.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
host_release
spidermonkey_host

[ $# -gt 0 ] || set -- $modules
rows=$work/rows.$$
gcc -O2 -o "$work/peak" harness/bench/peak.c || die "peak.c"
printf '\0asm\1\0\0\0' >"$work/empty.wasm"

# peaks FILE: sets $row to the KiB of Signet, Liftoff, SpiderMonkey, validation.
peaks() {
  : >"$work/peaks.$$"
  # shellcheck disable=SC2086 # commands with options
  {
    "$work/peak" "$work/peaks.$$" "$signet_host" compile "$1"
    "$work/peak" "$work/peaks.$$" "$v8_host" $v8_baseline harness/bench/compile_time.js compile 1 "$1"
    "$work/peak" "$work/peaks.$$" $js_host $js_baseline harness/bench/compile_time.js compile 1 "$1"
    "$work/peak" "$work/peaks.$$" "$v8_host" --single-threaded harness/bench/compile_time.js validate 1 "$1"
  } >"$work/said.$$" || die "$1"
  row=$(tr '\n' ' ' <"$work/peaks.$$")
}
peaks "$work/empty.wasm"
empty=$row
: >"$rows"
for file; do
  peaks "$file"
  echo "$(basename "$file" .wasm) $(wc -c <"$file") $row $empty" >>"$rows"
done

sort -k2n "$rows" | awk '
  NR == 1 {
    printf "%-17s %9s   %35s   %s\n", "", "module", "MiB resident, above the empty module", "bytes a byte of module"
    printf "%-17s %9s   %7s %8s %12s %10s   %7s %8s %12s %10s\n", "module", "MiB", "Signet", "Liftoff", "SpiderMonkey", \
      "validation", "Signet", "Liftoff", "SpiderMonkey", "validation"
  }
  {
    mib = $2 / 1048576
    for (i = 0; i < 4; i++) { used[i] = ($(3 + i) - $(7 + i)) / 1024; sum[i] += log(used[i] / mib) }
    printf "%-17s %9.1f   %7.1f %8.1f %12.1f %10.1f   %7.2f %8.2f %12.2f %10.2f\n", $1, mib, used[0], used[1], used[2], \
      used[3], used[0] / mib, used[1] / mib, used[2] / mib, used[3] / mib
    n++
  }
  END {
    printf "%-17s %9s   %7s %8s %12s %10s   %7.2f %8.2f %12.2f %10.2f\n", "geometric mean", "", "", "", "", "", \
      exp(sum[0] / n), exp(sum[1] / n), exp(sum[2] / n), exp(sum[3] / n)
    printf "the empty module: Signet %.1f MiB, V8 %.1f, SpiderMonkey %.1f\n", $7 / 1024, $8 / 1024, $9 / 1024
  }'
