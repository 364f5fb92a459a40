#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The audit (SECURITY.md, "The checklist for writing JIT code"): builds Signet for arm64e Linux, and its objects for
# Apple's systems without an SDK, and reads objects and sources for what the rules forbid; then the planted faults, each of
# which its check must find. Prints a line a finding. The last line is `N checks, N findings`; exit status 1 if there is
# one. The disassembly of the critical sections is left in build/audit/ for people to read.
. "$(dirname "$0")/setup.sh"

checks=0 findings=0
allowed="harness/audit/allowed.txt harness/audit/allowed_apple.txt"
work=build/audit
mkdir -p $work build/logs
# count WHAT FILE: adds FILE's last line, "N checks, N findings" or "N passed, N failed"; prints what stands above it.
count() {
  sed '$d' "$2"
  set -- "$1" "$(tail -n 1 "$2")" "$2"
  n=$(printf '%s\n' "$2" | sed -n 's/^\(.* \)\{0,1\}\([0-9][0-9]*\) \(checks\|passed\), \([0-9][0-9]*\) \(findings\|failed\)$/\2 \4/p')
  [ -n "$n" ] || { tail -n 20 "$3" && die "$1"; }
  checks=$((checks + ${n% *})) findings=$((findings + ${n#* }))
  printf '   %s: %s\n' "$1" "$2"
}
build() { # PRESET TARGET
  cmake --preset "$1" >build/logs/configure-$1.log 2>&1 && cmake --build --preset "$1" --target "$2" >build/logs/build-$1.log 2>&1 ||
    { tail -n 20 build/logs/build-$1.log >&2 && die "building $1"; }
}

say "building"
build host signet_audit
build arm64e signet
build apple all

say "objects of arm64e Linux, by gcc, and of Apple's systems, by clang"
objects=$(find build/arm64e/CMakeFiles build/arm64e/harness/CMakeFiles -path '*signet*' -name '*.o' |
  grep -E '/signet(_(wasm|memory|codegen|verifier|runtime|harness))?\.dir/' | sort)
# shellcheck disable=SC2086 # no object has a blank
llvm-objdump-22 -t -d -r --no-show-raw-insn --mattr=+all $objects >$work/linux.txt
apple=$(find build/apple/CMakeFiles -name '*.o' -o -name '*.obj' | grep -E '/signet_(wasm|memory|codegen|verifier|runtime)\.dir/' | sort)
# shellcheck disable=SC2086
llvm-objdump-22 -t -d -r --no-show-raw-insn --mattr=+all $apple >$work/apple.txt
cat $work/linux.txt $work/apple.txt | build/host/signet_audit $allowed >build/logs/audit-objects || :
count "objects" build/logs/audit-objects
for system in linux apple; do # for people: the functions that have a section, whole
  awk -v names="$(awk '$1 == "section" { printf " %s ", $3 }' $allowed)" '
    /^[0-9a-f]+ <.*>:$/ {
      name = substr($2, 2, length($2) - 3); sub(/^_/, "", name); sub(/\..*/, "", name)
      printing = index(names, " " name " ") > 0
    }
    printing' $work/$system.txt >$work/sections-$system.txt
done

say "spills, as the compiler tells"
cat $allowed >$work/allowed
sh harness/audit/spills.sh $work/allowed $work memory/seal.c memory/seal_space.c memory/region_apple.c \
  >build/logs/audit-spills || :
count "spills" build/logs/audit-spills

say "sources, and what only tests may link with"
sh harness/audit/sources.sh . >build/logs/audit-sources || :
count "sources" build/logs/audit-sources
# shellcheck disable=SC2086
sh harness/audit/controls.sh . $work build/arm64e/signet $objects >build/logs/audit-controls || :
count "controls" build/logs/audit-controls

say "planted faults"
sh harness/audit/planted.sh "$PWD/build/host/signet_audit" >build/logs/audit-planted || :
count "planted" build/logs/audit-planted

printf '\n%s checks, %s findings\n' "$checks" "$findings"
[ "$findings" -eq 0 ]
