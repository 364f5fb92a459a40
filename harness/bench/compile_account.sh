#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile_account.sh [FILE...]: where the executed instructions of compiling go, a byte of code section: all of it for the
# first module (sql.js unless told), and of each (the real modules unless told) what MAC and seal take.
# Each address of the arm64e program counts by itself (three times less twice, as in compile_cost.sh); an instruction
# belongs to the source file of the function that it was inlined from. With -v also the functions, greatest first.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

verbose=no
[ "${1:-}" != -v ] || { verbose=yes; shift; }
if [ $# -eq 0 ]; then
  set -- "$npm/sql.js/dist/sql-wasm.wasm"
  for file in $modules; do [ "$file" = "$1" ] || set -- "$@" "$file"; done
fi

range=$(aarch64-linux-gnu-readelf -lW "$signet" | awk '/LOAD/ && / R E / { print $3, $6 }')
lo=${range% *}
hi=$(printf '0x%x' $((lo + ${range#* })))
profile() { # NAME FILE...
  name=$1
  shift
  $emulator_7 -plugin "$work/insn_count.so,count=$work/count.$$,lo=$lo,hi=$hi,profile=$work/$name.$$" "$signet" compile "$@" \
    >"$work/said.$$" || die "$file"
}
# account FILE: lines "a PART<tab>instructions a byte", "b <tab>all<tab>...", and with -v "c..." of functions
account() {
  file=$1
  profile two "$file" "$file"
  profile three "$file" "$file" "$file"
  bytes=$(sed -n '1s/.* \([0-9]*\) bytes of wasm code.*/\1/p' "$work/said.$$")
  awk 'FNR == NR { before[$1] = $2; next } $2 > before[$1] { print $1, $2 - before[$1] }' "$work/two.$$" "$work/three.$$" \
    >"$work/executed.$$"
  cut -d' ' -f1 "$work/executed.$$" | aarch64-linux-gnu-addr2line -a -f -i -e "$signet" >"$work/places.$$"

  # After an address come the function and the place of the code itself, then of what it was inlined into.
  awk -v bytes="$bytes" -v verbose=$verbose -v root="$PWD/" '
    function part(file) {
      if (file ~ /^wasm\/(reader|dispatch|opcodes)/) return "1 decoding: bytes, immediates, dispatch"
      if (file ~ /^wasm\//) return "2 types, validation, control stack"
      if (file ~ /^codegen\/(operand|body|local|scope|constant_home)\./) return "3 operands and locals: places, registers, spills"
      if (file ~ /^codegen\/(fast|fast_access|front|compare|access|integer|multiply|divide|pending|numeric|arithmetic|idioms|immediates|assembler|a64)\./)
        return "4 selection and encoding"
      if (file ~ /^codegen\/(call|fast_call|move|abi|trampoline)\./) return "5 calls: arguments, results, parallel moves"
      if (file ~ /^codegen\/(control|branch|loop|frame|layout)\./) return "6 labels, branches, prologues, trap exits"
      if (file ~ /^codegen\//) return "7 the rest of codegen"
      if (file ~ /^memory\/(buffer|pac)\./) return "8 MAC: entries and records of the buffer"
      if (file ~ /^memory\//) return "9 seal: check, copy, displacements, sections"
      if (file ~ /^runtime\//) return "A runtime: module, engine"
      return "B C library, kernel interface"
    }
    FNR == NR { count[$1] = $2; next }
    /^0x/ { address = $1; sub(/^0x0*/, "", address); line = 0; next }
    {
      line++
      if (line == 1) name = $1
      if (line == 2) {
        file = $1
        sub(/:[0-9?]*$/, "", file)
        if (index(file, root) == 1) file = substr(file, length(root) + 1)
        parts[part(file)] += count[address]
        functions[file " " name] += count[address]
        total += count[address]
      }
    }
    END {
      for (p in parts) printf "a %s\t%.2f\n", p, parts[p] / bytes
      printf "b \tall\t%.2f\n", total / bytes
      if (verbose == "yes") for (f in functions) if (functions[f] > bytes / 5) printf "c%09.0f %7.2f  %s\n", 1e9 - functions[f], functions[f] / bytes, f
    }' "$work/executed.$$" "$work/places.$$" | LC_ALL=C sort
}

account "$1" >"$work/account.$$"
awk -F'\t' -v file="$(basename "$1")" '
  NR == 1 { printf "%-52s %s\n", file, "instructions a byte of code section" }
  /^a/ { printf "%-52s %6.2f\n", substr($1, 5), $2 }
  /^b/ { printf "%-52s %6.2f\n", $2, $3 }
  /^c/ { print substr($0, 12) }' "$work/account.$$"

printf '\n%-17s %8s %8s %8s %8s\n' module all MAC seal both
for file; do
  verbose=no
  [ "$file" = "$1" ] || account "$file" >"$work/account.$$"
  awk -F'\t' -v module="$(basename "$file" .wasm)" '
    /MAC:/ { mac = $2 }
    /seal:/ { seal = $2 }
    /^b/ { all = $3 }
    END { print module, all, mac, seal, mac + seal }' "$work/account.$$"
done | awk '
  { printf "%-17s %8.2f %8.2f %8.2f %8.2f\n", $1, $2, $3, $4, $5; for (i = 2; i <= 5; i++) sum[i] += log($i) }
  END {
    printf "%-17s", "geometric mean"
    for (i = 2; i <= 5; i++) printf " %8.2f", exp(sum[i] / NR)
    print ""
  }'
