#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Who can sign, and who can open what was signed: reads the disassembly of our arm64 objects and compares every
# instruction of pointer authentication, but for return addresses (pacibsp, retab, autibsp), with this list. Whoever
# comes to sign is added here and to SECURITY.md, with the reason why nobody else can be made to sign by it. And the tag
# of the toggles' witness, 0x4a4954, is used nowhere else in the sources. Prints each difference; exit status 1 if there
# is one.
#
#   sh audit_signers.sh OBJDUMP SOURCES OBJECT...
set -eu
objdump=$1
sources=$2
shift 2
LC_ALL=C
export LC_ALL
known=$(sort << 'LIST'
call.c autib host callbacks
compile.c pacga emitted words
compile_lazy.c autib places in thunks
dispatch.c pacib entries of an instance's own tables
engine_code.c pacib trampolines and helpers
engine_stubs.c pacga emitted words
entry_stub.c pacga emitted words
foreign_stub.c pacga emitted words
func.c autib entries
func.c pacib entries and host callbacks
instance.c pacdb instances and bases of memories
lazy_stub.c pacga emitted words
pac.c autdb the trial at the start
pac.c autib the trial at the start
pac.c pacdb the trial at the start
pac.c pacga the trial at the start
pac.c pacib the trial at the start
seal.c pacga tags
seal.c pacib witnesses
seal_space.c pacib witnesses
table.c autdb bases of tables
table.c pacdb bases of tables
toggles_linux_arm64.S autib witnesses
trampoline.c pacga emitted words
unwind.c autib return addresses
wasm_func.c autib callbacks of the standard C API
wasm_func.c pacib callbacks of the standard C API
LIST
)
found=$("$objdump" -d --no-show-raw-insn "$@" | awk '
  /file format/ { file = $1; sub(/\.o:$/, "", file); sub(/.*\//, "", file) }
  $2 ~ /^(pac|aut|braa|brab|blraa|blrab|ldraa|ldrab|reta|eret)/ && $2 !~ /^(pacibsp|autibsp|retab|blrab)$/ {
    print file, $2
  }
  $2 == "blrab" && file != "enter_arm64.S" { print file, $2 }' | sort -u)
status=0
differences=$(printf '%s\n' "$known" | cut -d' ' -f1,2 | { cat; printf '%s\n' "$found"; } | sort | uniq -u)
for line in $(printf '%s' "$differences" | tr ' ' ':'); do
  if printf '%s\n' "$found" | grep -qx "$(printf '%s' "$line" | tr ':' ' ')"; then echo "not known: $line"
  else echo "not found: $line"; fi
  status=1
done
others=$(cd "$sources" && grep -rlEi '0x4a4954|0x4954\b|S3_6_C15_C1_5|S3_4_C15_C2_7' --include='*.[chS]' \
  --include='*.inl' wasm memory codegen runtime harness include |
  grep -vE '^memory/(toggles(_linux_arm64)?\.[hS]|attack_arm64_test\.c|pac\.h)$' || :)
if [ -n "$others" ]; then echo "the witness's tag in: $others"; status=1; fi
echo "$(printf '%s\n' "$found" | wc -l) kinds of signing and authenticating, status $status"
exit $status
