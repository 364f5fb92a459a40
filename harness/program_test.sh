#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# program_test.sh HOST ARM64E: the command lines of `signet`, their output and exit statuses (README). HOST is the command
# of the host build, ARM64E that of the arm64e build, with its emulator. Prints `N passed, N failed`.
set -u
host=$1 arm64e=$2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
passed=0 failed=0

# check STATUS OUTPUT COMMAND...: the exit status, and all of standard output; OUTPUT - is any. Nothing but one line or
# what follows it in a trap's report may be on standard error where the status is not 0, and nothing where it is.
check() {
  wanted_status=$1 wanted=$2
  shift 2
  "$@" >out 2>err
  status=$?
  problem=
  [ $status = "$wanted_status" ] || problem="status $status, not $wanted_status"
  [ "$wanted" = - ] || [ "$(cat out)" = "$wanted" ] || problem="$problem output: $(cat out)"
  if [ "$wanted_status" = 0 ]; then
    [ ! -s err ] || problem="$problem errors: $(cat err)"
  else
    [ -s err ] || problem="$problem no word on standard error"
  fi
  if [ -z "$problem" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '%s\n  %s\n' "$*" "$problem" >&2
    cat err >&2
  fi
}
# told TEXT: the last command's errors have it.
told() {
  must "standard error has: $1" grep -qF -- "$1" err
}

# must WHAT COMMAND...: a check of our own on what the last command left.
must() {
  what=$1
  shift
  if "$@"; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    printf 'not so: %s\n' "$what" >&2
  fi
}
lines() { [ "$(wc -l <out)" = "$1" ]; }
last() { [ "$(tail -n 1 out)" = "$1" ]; }
words() { [ -s "$1" ] && [ $(($(wc -c <"$1") % 4)) = 0 ]; }

cat >m.wat <<'WAT'
(module
  (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "swap") (param i64 f64) (result f64 i64) (local.get 1) (local.get 0))
  (func (export "third") (param f32) (result f32) (f32.div (local.get 0) (f32.const 3)))
  (func (export "same") (param externref) (result externref) (local.get 0))
  (func $inner (unreachable))
  (func (export "trap") (call $inner))
  (func (export "spin") (loop $l (br $l)))
)
WAT
cat >exit.wat <<'WAT'
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $exit (i32.const 42)))
)
WAT
cat >invalid.wat <<'WAT'
(module (func) (func (result i32) (i64.const 0)))
WAT
echo '(module (import "env" "f" (func)))' >import.wat
wat2wasm --debug-names m.wat && wat2wasm exit.wat && wat2wasm --no-check invalid.wat && wat2wasm import.wat || exit 2
printf 'not wasm' >not.wasm

# Usage.
check 2 '' $host
check 2 '' $host fly
check 0 - $host --help
for command in run validate compile spec latency objdump host; do
  check 2 '' $host $command
  check 2 '' $host $command --no-such-option
  check 2 - $host $command no-such-file
done

# validate
check 0 '' $host validate m.wasm exit.wasm import.wasm
check 1 '' $host validate m.wasm invalid.wasm
told 'type mismatch'
told 'function 1'
told 'offset 0x'
check 1 '' $host validate not.wasm
told 'magic header not detected'
check 2 '' $host validate invalid.wasm no-such-file

# compile
check 0 - $host compile m.wasm
must "one line a file" lines 1
check 0 - $host compile -j 1 m.wasm m.wasm
must "a file named twice is compiled twice" lines 2
check 0 - $host compile -j 2 m.wasm
check 2 '' $host compile -j 0 m.wasm
check 2 '' $host compile -j 129 m.wasm
check 0 - $host compile --stream m.wasm
check 0 - $host compile --stream=1 m.wasm
check 1 '' $host compile --stream=3 invalid.wasm
told 'type mismatch'
told 'function 1'
check 2 '' $host compile --stream=0 m.wasm
check 1 - $host compile invalid.wasm m.wasm
check 0 - $host compile --code code m.wasm
must "code is words" words code
check 0 - $arm64e compile --code arm64e-code m.wasm
must "the same code from both builds" cmp code arm64e-code

# perf maps: the process's number is the shell's that becomes it
# mapped LINK COMMAND...: runs it; the map comes to ./map. LINK is made of its path first, if not empty.
mapped() {
  link=$1
  shift
  rm -f map
  # shellcheck disable=SC2016 # $$ is the inner shell's
  sh -c 'echo $$ >pid; [ -z "$0" ] || ln -s "$0" "/tmp/perf-$$.map"; exec "$@"' "$link" "$@"
  mapped_status=$?
  file=/tmp/perf-$(cat pid).map
  [ -h "$file" ] || [ ! -f "$file" ] || cp "$file" map
  rm -f "$file"
  return $mapped_status
}
check 0 - mapped '' $host compile --perf m.wasm
must "the map names functions" grep -qE '^[0-9a-f]+ [0-9a-f]+ add$' map
must "and their entries" grep -qE '^[0-9a-f]+ [0-9a-f]+ add \(entry\)$' map
must "and the engine's code" grep -qE '^[0-9a-f]+ [0-9a-f]+ signet: memory_grow$' map
must "and has no other lines" [ "$(grep -vcE '^[0-9a-f]+ [0-9a-f]+ [!-~][ -~]*$' map)" = 0 ]
printf '(module (func (export "two\\0alines") (nop)))' >lines.wat
wat2wasm lines.wat -o lines.wasm
check 0 - mapped '' $host compile --perf lines.wasm
must "no name is two lines" grep -qE '^[0-9a-f]+ [0-9a-f]+ two\\0alines$' map
check 0 3 mapped '' $arm64e run --perf --invoke add m.wasm 1 2
must "the map of a run has what it made besides" grep -qE '^[0-9a-f]+ [0-9a-f]+ signet: trampoline$' map
touch victim
check 2 '' mapped "$work/victim" $host compile --perf m.wasm
must "no link is followed" [ ! -s victim ]

# objdump: every function, and each by number and name
check 0 - $host objdump m.wasm
for word in retab i32.add unreachable 'function 0 <add>' '<inner>'; do
  must "the listing has $word" grep -qF "$word" out
done
check 0 - $host objdump --func add m.wasm
must "one function" [ "$(grep -c ^function out)" = 1 ]
check 0 - $host objdump --func 2 m.wasm
check 2 '' $host objdump --func nothing m.wasm
check 2 '' $host objdump --func 99 m.wasm

# latency
check 0 - $host latency --runs 2 m.wasm exit.wasm
must "a head and a row a module" lines 3
check 0 - $host latency --json - m.wasm
for key in file bytes code_section_bytes functions decode_ms compile_ms seal_ms '"instantiate_ms": null' total_ms \
  code_bytes scratch_bytes function_us p50 p99 max; do
  must "the JSON has $key" grep -q "$key" out
done
check 0 - $host latency --json l.json --html l.html m.wasm
must "the same JSON in a file" grep -q seal_ms l.json
must "a page" grep -q '</table>' l.html
check 2 '' $host latency --runs 0 m.wasm

# run
if [ "$(uname -m)" != aarch64 ]; then
  check 2 '' $host run --invoke add m.wasm 1 2
  told 'cannot run'
fi
check 0 3 $arm64e run --invoke add m.wasm 1 2
check 0 -2 $arm64e run --invoke add m.wasm 4294967295 -1
check 0 '-0
-9223372036854775808' $arm64e run --invoke swap m.wasm 0x8000000000000000 -0
check 0 0.33333334 $arm64e run --invoke third m.wasm 1
check 0 nan $arm64e run --invoke third m.wasm nan
check 0 7 $arm64e run --invoke same m.wasm 7
check 0 null $arm64e run --invoke same m.wasm null
check 0 3 $arm64e run --lazy --invoke add m.wasm 1 2
check 1 '' $arm64e run --lazy --invoke trap m.wasm
told 'inner'
check 1 '' $arm64e run --lazy invalid.wasm
check 2 '' $arm64e run --invoke add m.wasm 1
check 2 '' $arm64e run --invoke add m.wasm 1 x
check 2 '' $arm64e run --invoke nothing m.wasm
check 1 '' $arm64e run --invoke trap m.wasm
told 'unreachable'
told 'inner'
check 1 '' $arm64e run --timeout 0.3 --invoke spin m.wasm
told 'stopped'
check 0 3 $arm64e run --timeout 100 --invoke add m.wasm 1 2
check 1 '' $arm64e run m.wasm
told '_start'
check 1 '' $arm64e run import.wasm
told 'unknown import'
check 1 '' $arm64e run invalid.wasm
check 2 '' $arm64e run --dir /no/such/folder::/ exit.wasm
check 2 '' $arm64e run --env NOVALUE exit.wasm
$arm64e run exit.wasm >out 2>err
must "the status of proc_exit is passed on" [ $? = 42 ]
must "in silence" [ ! -s err ]

# host
# hosted STATUS COMMAND...: what modules come to is told on standard output.
hosted() {
  wanted_status=$1
  shift
  "$@" >out 2>err
  status=$?
  must "status of $*: $status, not $wanted_status" [ $status = "$wanted_status" ]
}
printed() { [ "$(cat out)" = "$1" ]; }
check 0 - $host host --compile m.wasm
must "one line a module" lines 1
hosted 0 $host host --verify --compile m.wasm
hosted 1 $host host --compile invalid.wasm
must "told with its place" printed 'invalid.wasm: refused: invalid: type mismatch: end wants i32, not i64, function 1, offset 0x21'
if [ "$(uname -m)" = aarch64 ]; then
  browser="$arm64e host"
else
  hosted 2 $host host m.wasm
  must "this build cannot run" grep -qF 'cannot run' out
  hosted 2 $arm64e host --emulator "${arm64e% *}" m.wasm
  must "no policy, no content process; the option by name" grep -qF 'no content process: the seccomp policy (--no-seccomp' out
  hosted 0 $arm64e host --no-seccomp --emulator "${arm64e% *}" m.wasm
  told '--no-seccomp: no policy'
  cat >browser <<SCRIPT
exec $arm64e host --no-seccomp --emulator '${arm64e% *}' "\$@"
SCRIPT
  browser='sh browser'
fi
hosted 0 $browser --invoke add m.wasm 1 2
must "a sum" printed 'm.wasm: done 3'
cat >jobs <<'JOBS'
{"file": "m.wasm", "invoke": "add", "args": [1, "0x10"]}

{"file": "m.wasm", "invoke": "swap", "args": ["-9", 0.5]}
{"file": "invalid.wasm"}
{"file": "m.wasm", "invoke": "trap"}
{"file": "import.wasm"}
{"file": "m.wasm"}
JOBS
hosted 1 $browser -j 3 --jobs jobs
cat >wanted <<'LINES'
m.wasm: done 17
m.wasm: done 0.5 -9
invalid.wasm: refused: invalid: type mismatch
m.wasm: trapped: unreachable
import.wasm: refused: cannot be linked: unknown import
m.wasm: done
LINES
sed 's/\(type mismatch\|unknown import\|unreachable\)[:,].*/\1/' out >shortened
must "a line a job, in order" cmp wanted shortened
hosted 1 $browser --deadline 0.2 --invoke spin m.wasm
must "stopped" printed 'm.wasm: deadline of 0.2 seconds exceeded'
hosted 2 $browser --invoke nothing m.wasm
hosted 2 $browser --invoke add m.wasm 1
hosted 2 $browser --invoke add m.wasm 1 x
printf '{"file": "no-such-file"}\n{"file": 1}\n{"file": "m.wasm"}\n' >jobs
hosted 2 $browser --jobs jobs
must "no line is lost" lines 3
must "and the others are run" last 'm.wasm: done'
check 2 '' $host content 1 2 3 4 5

# spec
cat >s.wast <<'WAST'
(module (func (export "one") (result i32) (i32.const 1)))
(assert_return (invoke "one") (i32.const 1))
WAST
cat >bad.wast <<'WAST'
(module (func (export "one") (result i32) (i32.const 1)) (func (export "two") (unreachable)))
(assert_return (invoke "one") (i32.const 2))
(assert_trap (invoke "one") "unreachable")
(assert_trap (invoke "two") "integer overflow")
(assert_exhaustion (invoke "two") "call stack exhausted")
(assert_invalid (module) "type mismatch")
(assert_malformed (module binary "\00asm\01\00\00\00") "unexpected end")
(assert_malformed (module binary "\00asm\01\00\00\00\03\02\01\05\0a\04\01\02\00\0b") "a malformed one is expected, it is invalid")
(assert_unlinkable (module) "unknown import")
(assert_trap (module) "unreachable")
WAST
mkdir scripts bad
wast2json s.wast -o scripts/s.json && wast2json --no-check bad.wast -o bad/bad.json || exit 2
check 0 - $arm64e spec scripts
must totals last '2 passed, 0 failed, 0 skipped'
check 1 - $arm64e spec --checked scripts/s.json bad
must totals last '3 passed, 9 failed, 0 skipped'
echo '{' >scripts/s.json
check 2 - $host spec scripts

echo "$passed passed, $failed failed"
[ $failed = 0 ]
