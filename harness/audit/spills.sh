#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# No register of a critical section is spilled, says the compiler itself: clang's remarks about register allocation (what
# -Rpass-missed=regalloc prints) of the functions that allowed.txt names as sections must mention no spill and no reload.
# Prints a line a finding, and last `N checks, N findings`; exit status 1 if there is one.
#
#   sh harness/audit/spills.sh ALLOWED WORK SOURCE...        from the root of the tree; WORK: a folder for objects
set -eu
allowed=$1 work=$2
shift 2
checks=0 findings=0
for source in "$@"; do
  name=$(basename "$source")
  clang-22 -target arm64e-apple-ios17.4 -DSIGNET_APPLE_NO_SDK -nostdlibinc -isystem cmake/apple_sdk -std=gnu17 -O2 \
    -ffreestanding -fno-builtin -fno-stack-protector -fno-jump-tables \
    -fomit-frame-pointer -ffixed-x25 -ffixed-x26 -D_GNU_SOURCE -I. -Iinclude -fsave-optimization-record \
    -foptimization-record-file="$work/$name.yaml" -c "$source" -o "$work/$name.spills.o"
  for function in $(awk -v file="$name" '$1 == "section" && $2 == file { print $3 }' "$allowed"); do
    checks=$((checks + 1))
    # A remark is a document: Pass, Function, then Args, of which NumSpills and the like are counts.
    found=$(awk -v function_name="$function" '
      /^---/ { pass = ""; function_is = ""; }
      /^Pass:/ { pass = $2 }
      /^Function:/ { function_is = $2; sub(/^_/, "", function_is); gsub(/["\x27]/, "", function_is) }
      pass == "regalloc" && function_is == function_name && /Num[A-Za-z]*(Spills|Reloads):/ {
        gsub(/["\x27]/, "", $3); sum += $3
      }
      END { print sum + 0 }' "$work/$name.yaml")
    if [ "$found" -ne 0 ]; then
      echo "$name: $function: $found spills and reloads"
      findings=$((findings + 1))
    fi
  done
done
echo "$checks checks, $findings findings"
[ $findings -eq 0 ]
