#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# goals.sh: the tables that all.sh wrote last (in build/bench/), against what the project wants to reach. "-" where there
# is no table yet. Lower is better, but for the two threads.
SIGNET_ROOT=$(dirname "$0")/../..
. "$SIGNET_ROOT/harness/bench/setup.sh"

table() { # TABLE AWK-PROGRAM: what it prints of the table
  if [ -s "$work/$1.txt" ]; then awk "$2" "$work/$1.txt"; else echo -; fi
}
# shellcheck disable=SC2016 # awk programs
row() { printf '%-58s %9s %8s %8s   %s\n' "$@"; }
quality() { table code_quality "/^geometric mean of/ { print \$$1 }"; }

row "" milestone goal Signet table
row "compiling, instructions a byte of code section" 55 38 "$(table compile_cost '/^geometric/ { print $3 }')" compile_cost
row "  against V8's validation alone, in instructions" "" "" \
  "$(table compile_cost '/^geometric/ { printf "%.2f\n", $3 / $6 }')" compile_cost
row "  MAC and seal alone" 10 8 "$(table compile_account '/^geometric/ { print $NF }')" compile_account
row "compiling here, time against V8's validation alone" 1.5 0.9 "$(table compile_cost '/^geometric/ { print $NF }')" compile_cost
row "  against SpiderMonkey's baseline, which validates too" "" "" \
  "$(table compile_cost '/^geometric/ { print $(NF - 1) }')" compile_cost
row "executed instructions against TurboFan, geometric mean" 1.1 0.9 "$(quality 5)" code_quality
row "  the worst kernel ($(table code_quality 'NR == 3 { print $1 }'))" 1.5 1.2 \
  "$(table code_quality 'NR == 3 { print $8 }')" code_quality
row "  $(table code_quality '/^within/ { sub(/;.*/, ""); sub(" of TurboFan", ""); print }') of all" "" "" "" code_quality
row "  against TurboFan without inlining" "" "" "$(quality 6)" code_quality
row "  the worst kernel then ($(table code_quality 'NR > 2 && NF == 11 && $9 > most { most = $9; name = $1 } END { print name }'))" \
  "" "" "$(table code_quality 'NR > 2 && NF == 11 && $9 > most { most = $9 } END { print most }')" code_quality
row "  against the better of Liftoff and SpiderMonkey" 0.65 0.5 "$(quality 7)" code_quality
row "  whole programs, against TurboFan" "" "" "$(table programs '/^geometric/ { print $5 }')" programs
row "  whole programs, against the better baseline" "" "" "$(table programs '/^geometric/ { print $6 }')" programs
row "code bytes a wasm byte" 2.2 1.7 "$(table code_size '/^geometric/ { print $3 }')" code_size
row "scratch, KiB, the most of a module" 128 64 \
  "$(table code_size 'NF == 5 && $5 > most { most = $5 } END { printf "%.0f\n", most / 1024 }')" code_size
row "malloc calls while compiling a function" 0 0 0 codegen_allocation_test
row "two threads, against two processes" 0.9 0.98 \
  "$(table two_threads 'NR > 1 { sum += log($NF); n++ } END { printf "%.2f\n", exp(sum / n) }')" two_threads
