#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# host_calls.sh: the policy of arm64 content processes against the calls that they make. The emulator has no seccomp, so a
# plugin of qemu 7.2 (harness/content_calls.c) writes down every system call after READY while modules of many kinds are
# compiled and run, and the policy's own program decides about each. It must allow all of them; and, so that this is
# no empty statement, forbid what a content process does that has been taken over. SIGNET_BUILD is the folder of the builds, an
# absolute path. Prints `N calls, 0 forbidden`.
. "$(dirname "$0")/setup.sh"

[ -n "$emulator_7" ] || die "this needs qemu-aarch64 7.2 (Debian 12's qemu-user) on an x86-64 machine"
build=${SIGNET_BUILD:-$PWD/build}
modules=$PWD/harness/npm/node_modules
plugin=$PWD/harness/content_calls.c
[ -f "$build/arm64e/build.ninja" ] || cmake --preset arm64e -B "$build/arm64e" >/dev/null || die "configuring arm64e"
ninja -C "$build/arm64e" content_double >/dev/null || die "building arm64e"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
gcc -O2 -shared -fPIC -fvisibility=hidden -o calls.so "$plugin" || die "the plugin"
cat >m.wat <<'WAT'
(module
  (type $t (func (param i32 i64 f64) (result f64 i64 i32)))
  (memory 1 2000)
  (table 10 2000 funcref)
  (elem (i32.const 0) $f)
  (func $f (type $t) (local.get 2) (local.get 1) (local.get 0))
  (func (export "indirect") (type $t) (local.get 0) (local.get 1) (local.get 2) (call_indirect (type $t) (i32.const 0)))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func $recurse (export "recurse") (call $recurse))
  (func (export "grow") (result i32) (drop (memory.grow (i32.const 1000))) (table.grow 0 (ref.null func) (i32.const 1000)))
  (func (export "unreachable") (unreachable))
)
WAT
wat2wasm m.wat
echo '(module (func (result i32) (i64.const 0)))' >invalid.wat
wat2wasm --no-check invalid.wat
# host LOG OPTION: the jobs in ./jobs; the calls go to LOG, through a pipe, as a content process may write no file.
host() {
  log=$1
  shift
  rm -f pipe
  mkfifo pipe
  cat pipe >>"$log" &
  reader=$!
  exec 9>pipe
  # shellcheck disable=SC2086 # an emulator is a command with options
  $emulator_7 "$build/arm64e/harness/content_double" host --no-seccomp \
    --emulator "${emulator_7%% *} -plugin $work/calls.so,calls=$work/pipe ${emulator_7#* }" "$@" --jobs jobs 2>errors || :
  exec 9>&-
  wait $reader
}
judge() { # shellcheck disable=SC2086 # likewise
  $emulator_7 "$build/arm64e/harness/content_double" policy <"$1"
}

for invoke in indirect divide load recurse grow unreachable; do
  case $invoke in
  indirect) args='1, 2, 0.5' ;;
  divide) args='1, 0' ;;
  load) args='-1' ;;
  *) args= ;;
  esac
  printf '{"file": "%s/m.wasm", "invoke": "%s", "args": [%s]}\n' "$work" $invoke "$args"
done >jobs
printf '{"file": "%s/invalid.wasm"}\n' "$work" >>jobs
host calls --deadline 60 --verify -j2 >lines
grep -q 'done 0.5 2 1' lines && grep -q 'done 10$' lines && [ "$(grep -c 'trapped: ' lines)" = 4 ] ||
  die "modules do not run as they should: $(cat lines)"
printf '{"file": "%s"}\n' "$modules/sql.js/dist/sql-wasm.wasm" "$modules/@wasm-fmt/clang-format/clang-format.wasm" >jobs
host calls --deadline 100 --verify --compile >lines
[ "$(grep -c ': compiled: ' lines)" = 2 ] || die "modules are not compiled: $(cat lines)"

for lie in open memory 'shared memory' descriptors; do
  printf '{"file": "%s/m.wasm", "invoke": "lie: %s"}\n' "$work" "$lie" >jobs
  host lie --deadline 5 --compile >lines
  verdict=0
  judge lie >verdict || verdict=$?
  case $lie in
  memory) [ $verdict = 0 ] || die "'$lie' is allowed, and was refused: $(cat verdict)" ;;
  *) [ $verdict = 1 ] || die "'$lie' is not forbidden: $(cat verdict)" ;;
  esac
  rm -f lie
done
judge calls || die "the policy forbids what content processes need"
