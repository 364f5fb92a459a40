#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# security_cost.sh [KERNEL...]: what the defences cost in executed instructions.
#   compiling   a byte of code section, for sql.js: all; without tags, that is by a build whose pacga is a constant and
#               whose seal compares nothing, but copies as before; the difference
#   running     of the kernels in kernels/, all unless told: of the words executed in sealed code those that are there
#               for signed pointers. Every word is counted by its address, and belongs to the protection of pointers if
#               it is aut* or blrab; or makes a modifier (movk into bits 48-63 of x16 or x17 and the mov, add or ldr of
#               that register in front); or takes instance and base back after a call (ldr x28, ldr x27 and add x17).
#               Signing and authenticating return addresses (pacibsp, retab) is counted apart. Off: the same without
#               these words; "blrab as blr": with that in its place.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

# ---- compiling
file=$npm/sql.js/dist/sql-wasm.wasm
if [ ! -f "$build/arm64e-without-tags/build.ninja" ]; then
  cmake --preset arm64e -B "$build/arm64e-without-tags" \
    -DCMAKE_C_FLAGS="-march=armv8.5-a -mbranch-protection=pac-ret+leaf+b-key+bti -DSIGNET_TEST_WITHOUT_TAGS" \
    -DCMAKE_EXE_LINKER_FLAGS="-static -Wl,--defsym=this_program_tests_without_a_defence=0" >/dev/null || die "configuring"
fi
ninja -C "$build/arm64e-without-tags" signet >"$work/build.log" 2>&1 || die "building (whole log: $work/build.log)"
cost() { # PROGRAM: instructions a byte to $cost
  $counted "$1" compile "$file" "$file" >"$work/said.$$" || die "$1"
  bytes=$(sed -n '1s/.* \([0-9]*\) bytes of wasm code.*/\1/p' "$work/said.$$")
  twice=$(executed)
  $counted "$1" compile "$file" "$file" "$file" >"$work/said.$$" || die "$1"
  cost=$(awk -v n=$(($(executed) - twice)) -v bytes="$bytes" 'BEGIN { printf "%.2f", n / bytes }')
}
cost "$signet"
on=$cost
cost "$build/arm64e-without-tags/signet"
printf '%-44s %8s %8s %8s\n' "compiling, instructions a byte of code section" on off cost
printf '%-44s %8s %8s %8s\n\n' "tags and their comparison ($(basename "$file"))" "$on" "$cost" \
  "$(awk -v on="$on" -v off="$cost" 'BEGIN { printf "%.2f", on - off }')"

# ---- running
[ $# -gt 0 ] || set -- $(ls harness/bench/kernels | sed -n 's/\.c$//p')
mkdir -p "$work/kernels"
region=0x5500000000 # where qemu 7.2 puts what is mapped; the program itself is below
units=20
for kernel; do
  [ -f "$work/kernels/$kernel.wasm" ] || build_kernel "$kernel"
  $emulator_7 -plugin "$work/insn_count.so,count=$work/count.$$,lo=$region,profile=$work/profile.$$" "$signet" \
    run --invoke run "$work/kernels/$kernel.wasm" $units >/dev/null || die "$kernel"
  sed 's/.* \(..\)\(..\)\(..\)\(..\)$/0x\4 0x\3 0x\2 0x\1/' "$work/profile.$$" |
    llvm-mc-22 --disassemble -triple=arm64e-apple-ios17.4 2>/dev/null | grep -v '\.section\|\.text' >"$work/text.$$"
  [ "$(wc -l <"$work/text.$$")" = "$(wc -l <"$work/profile.$$")" ] || die "$kernel: a word that LLVM does not know"
  paste "$work/profile.$$" "$work/text.$$" | awk -F'\t' -v kernel="$kernel" '
    function hex(text, i, n) { # the low digits alone: addresses next to each other
      for (i = length(text) - 5; i <= length(text); i++) n = 16 * n + index("0123456789abcdef", substr(text, i, 1)) - 1
      return n
    }
    {
      split($1, at, " "); count = at[2]; total += count
      name = $3; operands = $4; sub(/ *;.*/, "", operands)
      to = operands; sub(/,.*/, "", to)
      next_to_last = hex(at[1]) == last_place + 4
      protects = 0
      if (name ~ /^(pacibsp|retab)$/) returns += count
      else if (name ~ /^(aut|blra|bra[ab])/) { protects = 1; if (name !~ /^aut/) branches += count }
      else if (name == "movk" && operands ~ /^x1[67], .*lsl #48/ && next_to_last && last_to == to &&
               (last_name ~ /^(add|ldr)$/ || (last_name == "mov" && last_operands !~ /#/))) { # else a constant of the program
        protects = 1
        if (!last_protects) pointers += last_count
      } else if (name == "movk" && operands ~ /^x17, .*lsl #48/ && next_to_last && last_to == "x28") protects = 1
      else if (name == "ldr" && operands ~ /^x28, \[x17\]/) {
        protects = 1
        if (next_to_last && last_to == "x17" && !last_protects) pointers += last_count
      } else if (name == "ldr" && to == "x27") protects = 1
      else if (name == "add" && operands ~ /^x17, x17, #/) protects = 1
      if (protects) pointers += count
      last_place = hex(at[1]); last_to = to; last_name = name; last_operands = operands
      last_count = count; last_protects = protects
    }
    END { printf "%s %.0f %.0f %.0f %.0f\n", kernel, total, pointers, returns, branches }' >>"$work/rows.$$"
done
awk '{ print ($3 + $4) / ($2 - $3 - $4), $0 }' "$work/rows.$$" | sort -rn | awk '
  NR == 1 { printf "%-20s %19s %11s %13s %19s\n", "running", "million words (off)", "pointers, %", "blrab as blr", "return addresses, %" }
  {
    if (($4 + $5) * 20000 > $3)
      printf "%-20s %19.2f %11.2f %13.2f %19.2f\n", $2, ($3 - $4) / 1e6, 100 * $4 / ($3 - $4), \
        100 * ($4 - $6) / ($3 - $4 + $6), 100 * $5 / ($3 - $5)
    else none++
    p += log($3 / ($3 - $4)); b += log($3 / ($3 - $4 + $6)); r += log($3 / ($3 - $5)); n++
  }
  END {
    printf "%-20s %19d\n", "less than 0.005 %", none
    printf "geometric mean of %-2d %19s %11.2f %13.2f %19.2f\n", n, "", 100 * (exp(p / n) - 1), 100 * (exp(b / n) - 1), \
      100 * (exp(r / n) - 1)
  }'
