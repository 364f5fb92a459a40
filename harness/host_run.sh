#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# host_run.sh [N]: N modules (300) through content processes of `signet host`: good, bad, trapping, hanging and greedy ones, and
# content processes that die, lie, stop, eat memory and make forbidden calls (harness/content_double.c). First on this
# machine, compiling only, under the seccomp policy; then running on arm64, where that is under qemu without it. Each
# job must have its line, in its place, saying what is expected; the host must have no descriptor, child or memory left.
# SIGNET_BUILD is the folder of the builds, an absolute path. Prints `N modules, N answered as expected ...`.
. "$(dirname "$0")/setup.sh"

count=${1:-300}
build=${SIGNET_BUILD:-$PWD/build}
deadline=${SIGNET_HOST_DEADLINE:-10} # seconds: far more than any job needs, on a busy machine too
modules=$PWD/harness/npm/node_modules
processes=6
memory=67108864 # 1,024 pages
[ -z "$emulator" ] || export SIGNET_QEMU="${emulator%% *}"
for preset in host arm64e; do
  [ -f "$build/$preset/build.ninja" ] || cmake --preset $preset -B "$build/$preset" >/dev/null || die "configuring $preset"
  ninja -C "$build/$preset" content_double >/dev/null || die "building $preset"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >good.wat <<'WAT'
(module
  (memory 1)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "both") (param i64 f64) (result f64 i64) (local.get 1) (local.get 0))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "unreachable") (unreachable))
  (func $recurse (export "recurse") (call $recurse))
  (func (export "spin") (loop $l (br $l)))
  (func (export "hoard") (result i32) ;; pages, each written to
    (loop $l
      (i32.store (i32.shl (i32.sub (memory.size) (i32.const 1)) (i32.const 16)) (i32.const 1))
      (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (memory.size))
)
WAT
echo '(module (memory 60000))' >greedy.wat
echo '(module (table 9000000 funcref))' >tables.wat
echo '(module (func (result i32) (i64.const 0)))' >invalid.wat
echo '(module (import "env" "f" (func)))' >import.wat
echo '(module (func $f (unreachable)) (start $f))' >start.wat
cp "$modules/sql.js/dist/sql-wasm.wasm" large.wasm
for module in good greedy tables import start; do wat2wasm $module.wat; done
wat2wasm --no-check invalid.wat
head -c 40 good.wasm >cut.wasm
printf 'not wasm' >not.wasm
: >empty.wasm

# FILE|INVOKE|ARGS|what the line begins with where modules are compiled|and where they run. A $ at the end: with nothing behind it;
# a -: not there, where a busy emulator would need longer than the deadline.
cat >kinds <<KINDS
good|add|1,2|compiled: 8 functions|done 3$
good|both|"-7",0.25|compiled: 8 functions|done 0.25 -7$
good|||compiled: 8 functions|done$
good|divide|7,0|compiled: 8 functions|trapped: integer divide by zero
good|load|65533|compiled: 8 functions|trapped: out of bounds memory access
good|unreachable||compiled: 8 functions|trapped: unreachable
good|recurse||compiled: 8 functions|trapped: call stack exhausted
good|spin||compiled: 8 functions|deadline of $deadline seconds exceeded$
good|hoard||compiled: 8 functions|done 1024$
good|nothing||compiled: 8 functions|refused: exports no function 'nothing'
good|add|1|compiled: 8 functions|refused: 'add' takes 2 arguments
greedy|||compiled: 0 functions|refused: 
tables|||compiled: 0 functions|refused: 
start|||compiled: 1 functions|trapped: unreachable
large|||compiled: |-
import|||compiled: 0 functions|refused: cannot be linked: unknown import
invalid|||refused: invalid: type mismatch|refused: invalid: type mismatch
cut|||refused: malformed: |refused: malformed: 
not|||refused: malformed: magic header not detected|refused: malformed: magic header not detected
empty|||refused: malformed: |refused: malformed: 
absent|||could not be read$|could not be read$
good|lie: fault||crashed: signal 11, SIGSEGV$|crashed: signal 11, SIGSEGV$
good|lie: kill||crashed: signal 9, SIGKILL$|crashed: signal 9, SIGKILL$
good|lie: abort||crashed: signal 6, SIGABRT$|crashed: signal 6, SIGABRT$
good|lie: exit||crashed: exit with status 0 and no answer$|crashed: exit with status 0 and no answer$
good|lie: open||crashed: signal 31, SIGSYS: |crashed: exit with status 12
good|lie: memory||crashed: exit with status 9|memory of $memory bytes exceeded$
good|lie: garbage||broke the protocol: no frame begins here$|broke the protocol: no frame begins here$
good|lie: huge length||broke the protocol: a frame too long$|broke the protocol: a frame too long$
good|lie: other job||broke the protocol: a frame about another job$|broke the protocol: a frame about another job$
good|lie: a question||broke the protocol: a frame of another kind was due$|broke the protocol: a frame of another kind was due$
good|lie: cut short||broke the protocol: an answer that cannot be read$|broke the protocol: an answer that cannot be read$
good|lie: too many values||broke the protocol: an answer that cannot be read$|broke the protocol: an answer that cannot be read$
good|lie: half an answer||deadline of $deadline seconds exceeded$|deadline of $deadline seconds exceeded$
good|lie: half an answer, then death||crashed: signal 6, SIGABRT$|crashed: signal 6, SIGABRT$
good|lie: flood||done 7$|done 7$
good|lie: answer, then death||done 7$|done 7$
good|lie: text with colours||trapped: \\1b[31m\\0d\\0a: done 1\\ff|trapped: \\1b[31m\\0d\\0a: done 1\\ff
KINDS
# Hangs last until the deadline: one round in six has them.
rounds() { awk -F'|' -v count="$1" -v column="$2" -v work="$work" '
  { kind[NR] = $0 }
  END {
    for (i = 0; i < count; round++)
      for (k = 1; k <= NR && i < count; k++) {
        split(kind[k], part, "|")
        if (part[column] == "-" || (round % 6 != 0 && kind[k] ~ /deadline/)) continue
        line = "{\"file\": \"" work "/" part[1] ".wasm\""
        if (part[2] != "") line = line ", \"invoke\": \"" part[2] "\""
        if (part[3] != "") line = line ", \"args\": [" part[3] "]"
        print line "}" > "jobs"
        print work "/" part[1] ".wasm: " part[column] > "expected"
        i++
      }
  }' kinds; }
# round_run NAME COUNT COLUMN COMMAND...
round_run() {
  name=$1 jobs=$2 column=$3
  shift 3
  rounds "$jobs" "$column"
  status=0
  "$@" -j $processes --deadline "$deadline" --memory $memory --jobs jobs >lines 2>errors || status=$?
  [ $status -le 2 ] || die "$name: the host ended by itself: $(tail -n 3 errors)"
  paste -d '\t' lines expected | awk -F'\t' '
    { wanted = $2; whole = sub(/\$$/, "", wanted)
      if (whole ? $1 != wanted : index($1, wanted) != 1) { print "line " NR ": " $1 "\n  instead of " wanted; wrong++ } }
    END { exit wrong > 0 || NR == 0 }' >wrong || { head -n 20 wrong >&2; die "$name: lines are not as expected"; }
  [ "$(wc -l <lines)" = "$jobs" ] || die "$name: $(wc -l <lines) lines about $jobs jobs"
  left=$(sed -n 's/^left: //p' errors)
  case $left in "0 descriptors, no children, peak "*) ;; *) die "$name: the host has left $left" ;; esac
  peak=${left##*peak }
  peak=${peak% KiB}
  # shellcheck disable=SC2009 # the whole command is looked at
  if ps -eo args | grep -F "$build/$preset" | grep -q '[c]ontent_double content'; then die "$name: processes are left"; fi
}
# both NAME COLUMN COMMAND...: a tenth of the jobs first, but one of each kind; all of them must not need more memory.
both() {
  name=$1 column=$2
  shift 2
  fewer=$((count / 10))
  kinds=$(wc -l <kinds)
  [ $fewer -ge "$kinds" ] || fewer=$kinds
  round_run "$name" $fewer "$column" "$@"
  before=$peak
  began=$(date +%s)
  round_run "$name" "$count" "$column" "$@"
  [ $((peak - before)) -le 2048 ] || die "$name: the host grew from $before to $peak KiB"
  printf '%s: %s modules, %s answered as expected, 0 lost, no descriptor or process left, peak %s KiB (of %s modules: %s), %s s\n' \
    "$name" "$count" "$count" "$peak" $fewer "$before" $(($(date +%s) - began))
}

preset=host
[ $native = yes ] || both "compiling, under the seccomp policy" 4 "$build/host/harness/content_double" host --compile
preset=arm64e
if [ $native = yes ]; then
  both "running" 5 "$build/arm64e/harness/content_double" host
else
  # shellcheck disable=SC2086 # an emulator is a command with options
  both "running under qemu, no policy in force" 5 $emulator "$build/arm64e/harness/content_double" host \
    --no-seccomp --emulator "$emulator"
fi
