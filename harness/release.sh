#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# release.sh: the program as it is best used on an x86-64 machine, to compile for arm64: build/release/signet, laid out by
# clang after a profile of itself compiling two modules. (Neither is among those that harness/bench measures.) On arm64
# the preset arm64e is all there is. SIGNET_BUILD: another folder than build/, an absolute path.
SIGNET_ROOT=$(dirname "$0")/..
. "$SIGNET_ROOT/harness/setup.sh"

build=${SIGNET_BUILD:-$PWD/build}
training=$build/release-training
profile=$training/signet.profdata
[ "$(uname -m)" = x86_64 ] || die "a release is built on x86-64"

build_one() { # PRESET
  [ -f "$build/$1/build.ninja" ] ||
    cmake --preset "$1" -B "$build/$1" -DSIGNET_PROFILE="$2" >/dev/null || die "configuring $1"
  ninja -C "$build/$1" signet >"$build/$1/build.log" 2>&1 || die "building $1 (whole log: $build/$1/build.log)"
}

build_one release-training write
if [ -z "$(find "$profile" -newer "$training/signet" 2>/dev/null)" ]; then
  say "a profile for build/release"
  rm -rf "$training/raw"
  for module in sql.js/dist/sql-wasm-debug.wasm @wasm-fmt/clang-format/clang-format-cli.wasm; do
    LLVM_PROFILE_FILE=$training/raw/%p.profraw "$training/signet" compile "harness/npm/node_modules/$module" >/dev/null ||
      die "compiling $module"
  done
  rm -rf "$build/release" # what another profile laid out
  llvm-profdata-22 merge -o "$profile" "$training"/raw/*.profraw || die "llvm-profdata"
fi
build_one release "$profile"
