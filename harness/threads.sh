#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# threads.sh [SEED]: four generated modules are compiled on four threads under ThreadSanitizer, which must have nothing
# to say, and give the same words on one, two and four threads. SIGNET_BUILD is the folder of the builds, an absolute
# path.
. "$(dirname "$0")/setup.sh"

build=${SIGNET_BUILD:-$PWD/build}
for preset in host host-tsan; do
  [ -f "$build/$preset/build.ninja" ] || cmake --preset $preset -B "$build/$preset" >/dev/null || die "configuring $preset"
done
ninja -C "$build/host" signet generate >/dev/null || die "building for the host"
ninja -C "$build/host-tsan" signet >/dev/null || die "building with ThreadSanitizer"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$build/host/harness/fuzz/generate" "$folder" "${1:-1}" 4 || die "generating modules"
TSAN_OPTIONS=exitcode=66 "$build/host-tsan/signet" compile -j 4 "$folder"/*.wasm >/dev/null || die "threads race, or fail"
sh harness/same_words.sh "$build/host/signet" "$folder"/*.wasm
