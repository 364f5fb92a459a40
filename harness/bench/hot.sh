#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# hot.sh KERNEL...: what Signet's code for a kernel executes (build/bench/kernels/, as code_quality.sh leaves it): the
# words that are executed most, with how often a unit of work, in the order of their addresses; then all by mnemonic.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

units=20
region=0x5500000000 # where qemu 7.2 puts what is mapped; the program itself is below
for kernel; do
  $emulator_7 -plugin "$work/insn_count.so,count=$work/count.$$,lo=$region,profile=$work/profile.$$" "$signet" \
    run --invoke run "$work/kernels/$kernel.wasm" $units >/dev/null || die "$kernel"
  sed 's/.* \(..\)\(..\)\(..\)\(..\)$/0x\4 0x\3 0x\2 0x\1/' "$work/profile.$$" |
    llvm-mc-22 --disassemble -triple=arm64e-apple-ios17.4 2>/dev/null | grep -v '\.section\|\.text' >"$work/text.$$"
  paste "$work/profile.$$" "$work/text.$$" | awk -F'\t' -v kernel="$kernel" -v units=$units '
    { split($1, at, " "); count[NR] = at[2]; place[NR] = at[1]; text[NR] = $3 "\t" $4; total += at[2]; kinds[$3] += at[2] }
    END {
      printf "%s: %.1f thousand words executed a unit\n", kernel, total / units / 1e3
      for (i = 1; i <= NR; i++) {
        if (count[i] * 200 < total) { if (!gap) print "  ..."; gap = 1; continue }
        gap = 0
        printf "  %s %10.1f  %s\n", substr(place[i], 5), count[i] / units, text[i]
      }
      for (k in kinds) if (kinds[k] * 100 > total) printf "%5.1f %%  %s\n", 100 * kinds[k] / total, k | "sort -rn"
    }'
done
