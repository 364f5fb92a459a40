#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The controls of the attack tests take a defence out, by SIGNET_TEST_WITHOUT_... . None can get into the product: every
# file that mentions such a macro, compiled with it, needs the symbol this_program_tests_without_a_defence, which tests
# alone define; and no object or program of the product has or needs it. Prints a line a finding, and last
# `N checks, N findings`; exit status 1 if there is one.
#
#   sh harness/audit/controls.sh ROOT WORK [OBJECT OR PROGRAM OF THE PRODUCT]...
set -eu
cd "$1"
work=$2
shift 2
symbol=this_program_tests_without_a_defence
checks=0 findings=0
finding() {
  echo "$1"
  findings=$((findings + 1))
}
for file in $(grep -slE 'SIGNET_TEST_WITHOUT_[A-Z]' -r include wasm memory codegen verifier runtime --include='*.[chS]' \
  --include='*.inl' | grep -v '_test\.[ch]$\|/test_fixture\.h$' | sort); do
  for macro in $(grep -oE 'SIGNET_TEST_WITHOUT_[A-Z_]+' "$file" | grep -v A_DEFENCE | sort -u); do
    checks=$((checks + 1))
    case $file in
    *.S) language= ;;
    *) language='-x c' ;;
    esac
    # shellcheck disable=SC2086 # flags have no blanks
    if ! aarch64-linux-gnu-gcc -std=gnu17 -O1 -march=armv8.5-a -ffixed-x25 -ffixed-x26 -D_GNU_SOURCE -I. -Iinclude -w \
      -D"$macro" $language -c "$file" -o "$work/control.o" 2>"$work/control.log"; then
      finding "$file: does not compile with $macro"
    elif ! llvm-nm-22 --undefined-only "$work/control.o" | grep -q "$symbol"; then
      finding "$file: $macro links with a product"
    fi
  done
done
[ $checks -gt 0 ] || finding "no controls"
for product in "$@"; do
  checks=$((checks + 1))
  ! llvm-nm-22 "$product" 2>/dev/null | grep -q "$symbol" || finding "$product: without a defence"
done
echo "$checks checks, $findings findings"
[ $findings -eq 0 ]
