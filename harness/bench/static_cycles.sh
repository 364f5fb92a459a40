#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# static_cycles.sh [KERNEL...]: a static estimate of the cycles that kernels take, as instructions are not time: for the
# code of Signet, TurboFan and native clang, the innermost loops in which each spends most of its instructions are found by
# counting every word, and llvm-mca says how many cycles a turn takes when all loads hit and all branches are foreseen. A
# kernel's estimate is its instructions a unit of work over the instructions a cycle of these loops. Left out are loops
# with calls, and kernels of which such loops cover less than a third in any of the three.
#
# llvm-mca sees no dependency through memory. One is put back: a slot of the frame that the loop both stores and loads gets
# a register that the loop does not use, the store becomes a move to it, and the load takes its address from it.
# llvm-mca's model of apple-m1 is LLVM's Cyclone, six instructions a cycle: nearer to the first Apple cores than to an M1.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"
node_arm64

units=20
[ $# -gt 0 ] || set -- $(ls harness/bench/kernels | sed -n 's/\.c$//p')
mkdir -p "$work/kernels"
rows=$work/rows.$$
: >"$rows"
profile="$emulator_7 -plugin $work/insn_count.so,count=$work/count.$$,profile=$work/profile.$$"

# The main paths of innermost loops, for llvm-mca: a backward branch is a loop from its target; the words in it that are
# executed at least half as often as the first are its main path. Reads "address count <tab> mnemonic <tab> operands".
# Prints the regions; their weights, in executed words, go to the file `weights`, the sum of all words last.
loops='
  {
    split($1, at, " ")
    if (!n++) first = number(at[1])
    count[n] = at[2]; text[n] = $2 "\t" $3; place[n] = number(at[1]) - first; total += at[2]
    back[n] = $2 ~ /^(b|cb|tb)/ && $2 !~ /^(bl|br|bic|bfi|bfx|brk)/ && match($3, /#-[0-9]+$/) ? \
      substr($3, RSTART + 2) : 0
  }
  function number(hex, i, value) {
    for (i = 1; i <= length(hex); i++) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value
  }
  # The path with its stored and loaded slots as dependencies; what finds no free register stays as it is.
  function slots(path, lines, i, m, k, slot, stored, reg, free, next_free, out) {
    m = split(path, lines, "\n")
    for (i = 0; i < 29; i++) if (path !~ ("[wx]" i "([^0-9]|$)")) free[++k] = i
    for (i = 1; i < m; i++)
      if (lines[i] ~ /^stu?r\t[wxsd][0-9]+, \[(sp|x29)[],]/) stored[slot = substr(lines[i], index(lines[i], "["))] = 1
    for (i = 1; i < m; i++) {
      slot = substr(lines[i], index(lines[i], "["))
      if (lines[i] ~ /^ldu?r\t[wxsd][0-9]+, \[(sp|x29)[],]/ && (slot in stored) && !(slot in reg) && next_free < k)
        reg[slot] = free[++next_free]
    }
    for (i = 1; i < m; i++) {
      slot = substr(lines[i], index(lines[i], "["))
      if (index(lines[i], "[") && (slot in reg)) {
        if (lines[i] ~ /^ldu?r\t[wxsd][0-9]/) lines[i] = substr(lines[i], 1, index(lines[i], "[")) "x" reg[slot] "]"
        else if (match(lines[i], /^stu?r\t[wxsd][0-9]+/)) {
          from = substr(lines[i], index(lines[i], "\t") + 1, RLENGTH - index(lines[i], "\t"))
          kind = substr(from, 1, 1)
          lines[i] = (kind ~ /[sd]/ ? "fmov" : "mov") "\t" (kind ~ /[ws]/ ? "w" : "x") reg[slot] ", " from
        }
      }
      out = out lines[i] "\n"
    }
    return out
  }
  END {
    for (i = 1; i <= n; i++) of[place[i]] = i
    for (i = 1; i <= n; i++)
      if (back[i] && (place[i] - back[i]) in of) ends[of[place[i] - back[i]]] = i
    for (s = 1; s <= n; s++) {
      if (!(s in ends)) continue
      weight = 0; calls = 0; inner = 0; path = ""
      for (i = s; i <= ends[s]; i++) {
        if (i > s && (i in ends)) inner = 1
        if (count[i] * 2 < count[s]) continue
        if (text[i] ~ /^(bl|blr|ret|pac|aut)/) calls = 1
        weight += count[i]; path = path text[i] "\n"
      }
      if (inner || calls || weight < total / 20) continue
      printf "# LLVM-MCA-BEGIN\n%s# LLVM-MCA-END\n", slots(path)
      print weight >weights
    }
    print total >weights
  }'

# cycles ENGINE: from $work/profile.$$, "instructions a unit, share of the loops, instructions a cycle in them".
cycles() {
  sed 's/.* \(..\)\(..\)\(..\)\(..\)$/0x\4 0x\3 0x\2 0x\1/' "$work/profile.$$" |
    llvm-mc-22 --disassemble -triple=arm64e-apple-ios17.4 2>/dev/null | grep -v '\.section\|\.text' >"$work/text.$$"
  cut -d' ' -f1,2 "$work/profile.$$" | paste - "$work/text.$$" | sed 's/\t\t/\t/; s/ *;.*//' |
    awk -F'\t' -v weights="$work/weights.$$" "$loops" >"$work/loops.$$"
  if grep -q BEGIN "$work/loops.$$"; then
    llvm-mca-22 -mtriple=arm64e-apple-ios -mcpu=apple-m1 -iterations=1000 -resource-pressure=false -instruction-info=false \
      "$work/loops.$$" >"$work/mca.$$" 2>"$work/mca-said.$$" || { cat "$work/mca-said.$$" >&2; die "llvm-mca"; }
  else
    : >"$work/mca.$$"
  fi
  awk -v units="$1" '
    FNR == NR { weight[FNR] = $1; total = $1; next }
    /^Instructions:/ { instructions = $2 }
    /^Total Cycles:/ { loop++; covered += weight[loop]; time += weight[loop] / instructions * $3 }
    END { printf " %d %.3f %.3f", total / units, covered / total, time ? covered / time : 0 }' \
    "$work/weights.$$" "$work/mca.$$"
}

files=
for kernel; do
  build_kernel "$kernel"
  files="$files $work/kernels/$kernel.wasm"
done
# V8 prints the words of its code and, when a kernel is done, its name: so the profile is split by kernel.
# shellcheck disable=SC2086 # commands with options
$profile,lo=0x20000000 $node $v8_single --no-liftoff --print-wasm-code harness/bench/kernels.js 1 $units $files |
  awk '$1 ~ /^0x/ && $3 ~ /^[0-9a-f]+$/ { print substr($1, 3) } /\.wasm / { print "=", $1 }' >"$work/v8.$$" || die "V8"
mv "$work/profile.$$" "$work/v8-profile.$$"

for kernel; do
  awk -v kernel="/$kernel.wasm" '
    FNR == NR {
      if ($1 != "=") mine[$1] = 1
      else if (substr($2, length($2) - length(kernel) + 1) == kernel) nextfile
      else split("", mine)
      next
    }
    $1 in mine' "$work/v8.$$" "$work/v8-profile.$$" >"$work/profile.$$"
  turbofan=$(cycles $((units + 2)))
  $profile,lo=0x5500000000 "$signet" run --invoke run "$work/kernels/$kernel.wasm" $units >/dev/null || die "$kernel"
  ours=$(cycles $units)
  $profile,hi=0x1000000 "$work/kernels/$kernel" $units >/dev/null || die "$kernel, native"
  native=$(cycles $units)
  echo "$kernel$ours$turbofan$native" >>"$rows"
done

awk '{ print $4 && $7 ? ($2 / $4) / ($5 / $7) : 0, $0 }' "$rows" | sort -rn | awk '
  NR == 1 {
    printf "%-11s %-26s %-21s  %-32s  %s\n", "", "in loops, % of instr.", "instructions a cycle", "thousands of cycles a unit", \
      "Signet against"
    printf "%-11s %6s %9s %7s   %6s %9s %7s   %8s %9s %8s   %8s %7s\n", "kernel", "Signet", "TurboFan", "native", "Signet", \
      "TurboFan", "native", "Signet", "TurboFan", "native", "TurboFan", "native"
  }
  $4 < 1 / 3 || $7 < 1 / 3 || $10 < 1 / 3 { left = left " " $2; next }
  {
    s = $3 / $5; t = $6 / $8; n = $9 / $11
    printf "%-11s %6.0f %9.0f %7.0f   %6.2f %9.2f %7.2f   %8.1f %9.1f %8.1f   %8.2f %7.2f\n", $2, 100 * $4, 100 * $7, \
      100 * $10, $5, $8, $11, s / 1e3, t / 1e3, n / 1e3, s / t, s / n
    a += log(s / t); b += log(s / n); c += log($3 / $6); d += log($3 / $9); count++
  }
  END {
    if (count) {
      printf "geometric mean of %-75d %8.2f %7.2f\n", count, exp(a / count), exp(b / count)
      printf "the same kernels in instructions %60s %8.2f %7.2f\n", "", exp(c / count), exp(d / count)
    }
    if (left) print "loops cover less than a third:" left
  }'
