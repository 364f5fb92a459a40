#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# coverage.sh [FUNCTIONS [SEED [PATTERN]]]: which lines of the compiler generated functions reach, and which none does.
# 10,000 functions from seed 1 unless told. Builds the compiler for this machine with clang's source coverage, compiles
# the modules with it in both memory modes, prints a table of the files and then each line that was never run,
# FILE:LINE: TEXT; only of files whose path matches PATTERN, codegen/*.h and compile.c unless told. What other tests are
# for will be among them: refusals, vectors, the replay that finds a trap's offset. SIGNET_BUILD as for differential.sh.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/setup.sh"

build=${SIGNET_BUILD:-$PWD/build}
functions=${1:-10000}
seed=${2:-1}
pattern=${3:-codegen/.*\\.h\$|codegen/compile\\.c}

cmake --preset host-clang -B "$build/coverage" -DCMAKE_C_FLAGS="-fprofile-instr-generate -fcoverage-mapping" \
  >/dev/null || die "configuring"
ninja -C "$build/coverage" fuzz_run generate >/dev/null || die "building"
run=$build/coverage/harness/fuzz/fuzz_run

work=$build/coverage-work.$$
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT INT TERM
done=0
while [ "$done" -lt "$functions" ]; do
  rm -f "$work"/*.wasm
  LLVM_PROFILE_FILE="$work/generate.profraw" "$build/coverage/harness/fuzz/generate" "$work" "$seed" 50 || die "generating"
  for mode in --compile --checked; do
    LLVM_PROFILE_FILE="$work/$seed$mode.profraw" "$run" --compile $mode "$work"/*.wasm || die "compiling from seed $seed"
  done
  done=$((done + 50 * 20))
  seed=$((seed + 50))
done
rm -f "$work/generate.profraw"
llvm-profdata-22 merge -sparse "$work"/*.profraw -o "$work/merged" || die "llvm-profdata-22"
files=$(git ls-files codegen wasm memory | grep -E "$pattern" | grep -v _test)
# shellcheck disable=SC2086 # one word a file
llvm-cov-22 report "$run" -instr-profile="$work/merged" -show-region-summary=false -show-branch-summary=false \
  $files | grep -v '^Files which\|^$'
echo
# A line as llvm-cov shows it is NUMBER|COUNT|TEXT. Not those that say nothing: preprocessor's, braces, impossible cases.
for file in $files; do
  llvm-cov-22 show "$run" -instr-profile="$work/merged" -show-instantiations=false "$file" |
    sed -n 's/^ *\([0-9]*\)| *0|\(.*\)/\1: \2/p' | grep -v ': *[}#]\|__builtin_trap' | sed "s|^|$file:|"
done
