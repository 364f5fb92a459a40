#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds libsignet.a for a device, with what Xcode has and nothing else:
#
#   sh Entitlements/build_library.sh OUT [arm64e|arm64]      from the root of the tree, on a Mac
#
# arm64 is the reduced-assurance build (README.md here) and has to be asked for by name a second time:
# SIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64=1. Without xcrun (tests, on any machine with clang-22) the declarations of
# cmake/apple_sdk stand in for the SDK: then the archive is for reading, and links with nothing.
set -eu
out=$1 architecture=${2:-arm64e}
target=$architecture-apple-ios17.4
mkdir -p "$out"
if command -v xcrun >/dev/null 2>&1; then
  compiler="xcrun --sdk iphoneos clang -isysroot $(xcrun --sdk iphoneos --show-sdk-path)"
  archiver="xcrun --sdk iphoneos libtool -static -o"
else
  compiler="clang-22 -DSIGNET_APPLE_NO_SDK -nostdlibinc -isystem cmake/apple_sdk -ffreestanding -fno-builtin"
  archiver="llvm-ar-22 rcs"
fi
options="-target $target -I. -Iinclude -DNDEBUG -O2 -g -fno-strict-aliasing -fvisibility=hidden"
options="$options -ffixed-x25 -ffixed-x26" # the position in the buffer of tagged words: memory/buffer.h
[ -z "${SIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64:-}" ] || options="$options -DSIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64"
[ -z "${SIGNET_JIT_WRITE_CALLBACKS:-}" ] || options="$options -DSIGNET_JIT_WRITE_CALLBACKS"
rm -f "$out"/*.o "$out/libsignet.a"
# What belongs to other systems says so in its name; what is empty here (memory/region_host.c) costs nothing.
for source in wasm/*.c memory/*.c codegen/*.c verifier/*.c runtime/*.c runtime/*.S; do
  case $source in
  *_test.c | *_linux_arm64.*) continue ;;
  memory/seal.c | memory/seal_space.c) # critical sections
    more="-std=gnu17 -fno-stack-protector -fno-jump-tables -fomit-frame-pointer" ;;
  codegen/compile.c | verifier/function.c) more="-std=gnu17 -O3" ;;
  *.S) more= ;;
  *) more=-std=gnu17 ;;
  esac
  # shellcheck disable=SC2086 # one word each
  $compiler $options $more -c "$source" -o "$out/$(echo "$source" | tr / _).o"
done
# shellcheck disable=SC2086
$archiver "$out/libsignet.a" "$out"/*.o
rm -f "$out"/*.o
