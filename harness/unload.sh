#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# unload.sh [MODULES]: so many tiny modules (5000) are loaded, instantiated, called and unloaded by two threads in a code
# region that has room for a few hundred, while a third runs Wasm; as many are compiled and unloaded by four threads
# natively, and a fifth of them under ThreadSanitizer, which must have nothing to say. What the process holds must not
# grow. SIGNET_BUILD is the folder of the builds, an absolute path.
. "$(dirname "$0")/setup.sh"

modules=${1:-5000}
build=${SIGNET_BUILD:-$PWD/build}
for preset in host host-tsan arm64e; do
  [ -f "$build/$preset/build.ninja" ] || cmake --preset $preset -B "$build/$preset" >/dev/null || die "configuring $preset"
  ninja -C "$build/$preset" harness/fuzz/unload >/dev/null || die "building $preset"
done
say "natively"
"$build/host/harness/fuzz/unload" "$modules" 4 || die "unloading, natively"
say "under ThreadSanitizer"
TSAN_OPTIONS=exitcode=66 "$build/host-tsan/harness/fuzz/unload" $((modules / 5)) 4 || die "unloading races, or fails"
say "with a thread that runs Wasm"
# shellcheck disable=SC2086 # an emulator is a command with options
$emulator "$build/arm64e/harness/fuzz/unload" "$modules" 2 || die "unloading while a thread runs"
