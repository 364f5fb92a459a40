#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the audit looks for in sources: names and numbers that stand in few places, which the lines below name. What is
# inside `#if defined(SIGNET_TEST_WITHOUT_...)` is no product's and is skipped (controls.sh looks at that). Prints a line
# a finding, and last `N checks, N findings`; exit status 1 if there is one.
#
#   sh harness/audit/sources.sh ROOT
set -eu
cd "$1"
checks=0 findings=0
code() { # the sources of the product, but for tests and attacks
  find include wasm memory codegen verifier runtime harness Entitlements -type f \
    \( -name '*.[chS]' -o -name '*.inl' -o -name '*.def' -o -name '*.swift' -o -name '*.m' -o -name '*.mm' \) \
    ! -name '*_test.[ch]' ! -path 'harness/audit/*' ! -path 'harness/attacks/*' ! -path '*/node_modules/*' 2>/dev/null | sort
}
# nowhere_but RULE PATTERN FILES: no line has the pattern (an awk expression, letters as they are) but in files that
# match FILES.
nowhere_but() {
  checks=$((checks + 1))
  found=$(code | grep -vE "^($3)\$" | xargs -r awk -v pattern="$2" '
    FNR == 1 { skipping = 0 }
    /^ *# *if/ { if (skipping) skipping++; else if (/SIGNET_TEST_WITHOUT_/ && !/!defined/ && !/A_DEFENCE/) skipping = 1 }
    /^ *# *(else|elif)/ && skipping == 1 { skipping = 0 }
    /^ *# *endif/ && skipping { skipping-- }
    !skipping && $0 ~ pattern { print FILENAME ":" FNR ": " $0 }')
  [ -n "$found" ] || return 0
  printf '%s\n' "$found" | sed "s/^\([^:]*:[^:]*\): .*/\1: $1/"
  findings=$((findings + $(printf '%s\n' "$found" | wc -l)))
}

# Line 1: nobody but the seal opens a section, and nobody makes a function of a toggle.
nowhere_but 'a toggle outside of the seal' 'jit_restrict_rwx_to_r|pthread_jit_write_protect_np *[(]' \
  'memory/(seal|seal_space)\.c|memory/seal\.h|memory/(section|toggles)\.h|memory/toggles_[a-z0-9_]*\.(S|h|c)'
nowhere_but 'the toggles included outside of the seal' '# *include "memory/(toggles|section|seal_check)\.h"' \
  'memory/(seal|seal_space|region_[a-z0-9_]*)\.c|memory/(section|seal_check)\.h'
# Line 5: the toggles' tag, however it is written.
nowhere_but "the toggles' tag" '0[xX]0*4[aA]4954|0[xX]4954|4868436|BE_JIT_WRITE_PROTECT_TAG' \
  'memory/toggles(_[a-z0-9_]*)?\.[hS]|memory/pac\.h'
# Line 6: what the toggles do on Apple's systems.
nowhere_but "the toggles' body" \
  '[sS]3_6_[cC]15_[cC]1_5|[sS]3_4_[cC]15_[cC]2_7|0[xX][dD]51[eE][fF]1[aA]0|0[xX][dD]51[cC][fF]2[eE]0|0[xX][fF]*[cC]11[08]' ' '
# Line 9: no page is writable and executable, but the one of MAP_JIT, which the toggles protect.
nowhere_but 'a page that is writable and executable' 'PROT_WRITE.*PROT_EXEC|PROT_EXEC.*PROT_WRITE' \
  'memory/region_apple\.c'
nowhere_but 'an executable page outside of the region' 'PROT_EXEC|MAP_JIT|VM_PROT_EXECUTE' \
  'memory/region[a-z0-9_]*\.[ch]|harness/content_sandbox\.c'
# Line 10: Swift never names a toggle, or what protects code.
checks=$((checks + 1))
swift=$(code | grep '\.swift$' | xargs -r grep -nE 'jit_restrict|pthread_jit|BEMemory|mprotect|PROT_|MAP_JIT' /dev/null |
  sed 's/^\([^:]*:[^:]*\):.*/\1: Swift names a toggle/' || :)
if [ -n "$swift" ]; then
  printf '%s\n' "$swift"
  findings=$((findings + $(printf '%s\n' "$swift" | wc -l)))
fi
# Failure is brk and nothing that could be stalled; unwinding rests on no saved registers in memory.
nowhere_but 'a jump by registers saved in memory' '(^|[^a-z_])(sig)?(set|long)jmp *[(]|ucontext_t *[*]? *[a-z_]+ *= *|swapcontext' \
  'runtime/fault\.c'
nowhere_but 'a handler of signals outside of the fault handler' '(^|[^a-z_])sigaction *[(]|(^|[^a-z_.])signal *[(][A-Za-z]' \
  'runtime/fault\.c|harness/.*'
echo "$checks checks, $findings findings"
[ $findings -eq 0 ]
