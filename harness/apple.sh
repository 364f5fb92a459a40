#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The Apple path, as far as a machine without an SDK can show it: all of Signet as objects for arm64e and, by its name, for
# the reduced-assurance arm64, for iOS and macOS, with toggles and with callbacks; that each refusal of the compiler
# fires; which names of the system the objects use; no page size by heart; and Entitlements/lint.sh. (The critical sections of
# these objects are harness/audit.sh's.) The last line is `N passed, N failed`.
. "$(dirname "$0")/setup.sh"

mkdir -p build/logs build/apple-checks
work=build/apple-checks passed=0 failed=0
pass() { passed=$((passed + 1)); printf '   %s\n' "$1"; }
fail() { failed=$((failed + 1)); printf '   failed: %s\n' "$1"; }
# expect WHAT COMMAND...: it succeeds. refuse WHAT TEXT COMMAND...: it fails, and says TEXT.
expect() {
  what=$1
  shift
  if "$@" >$work/log 2>&1; then pass "$what"; else tail -n 20 $work/log && fail "$what"; fi
}
refuse() {
  what=$1 text=$2
  shift 2
  if "$@" >$work/log 2>&1; then fail "$what: it is not refused"
  elif grep -qF "$text" $work/log; then pass "$what"
  else tail -n 5 $work/log && fail "$what: for another reason"; fi
}

say "objects"
preset() { cmake --preset "$1" && cmake --build --preset "$1"; }
folder() { # NAME TARGET OPTION...: memory/ and what it needs, another way
  name=$1 target=$2
  shift 2
  cmake -S . -B "build/$name" -G Ninja --toolchain cmake/apple.cmake -DSIGNET_OBJECTS_ONLY=ON -DSIGNET_APPLE_TARGET="$target" "$@" &&
    cmake --build "build/$name" --target signet_memory
}
expect "arm64e, iOS: all folders" preset apple
expect "arm64, iOS, reduced assurance by its name: all folders" preset apple-arm64
expect "arm64e, iOS, with callbacks: memory/" folder apple-callbacks arm64e-apple-ios17.4 -DSIGNET_JIT_WRITE_CALLBACKS=ON
expect "arm64e, macOS: memory/" folder apple-macos arm64e-apple-macos14.3
expect "arm64, macOS, reduced assurance by its name: memory/" folder apple-macos-arm64 arm64-apple-macos14.3 \
  -DSIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64=ON

say "what must not compile"
sdk="-DSIGNET_APPLE_NO_SDK -nostdlibinc -isystem cmake/apple_sdk -ffreestanding -std=gnu17 -ffixed-x25 -ffixed-x26 -I. -Iinclude"
compile() { # TARGET SOURCE OPTION...
  target=$1 source=$2
  shift 2
  # shellcheck disable=SC2086
  clang-22 -target "$target" -fsyntax-only "$@" $sdk "$source"
}
for source in memory/pac.c memory/seal.c memory/region_apple.c codegen/compile.c runtime/fault.c; do
  refuse "$source for arm64 without its name" 'or define SIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64' \
    compile arm64-apple-ios17.4 $source
done
expect "the same with its name" compile arm64-apple-ios17.4 memory/seal.c -DSIGNET_ACCEPT_REDUCED_ASSURANCE_ARM64
refuse "the stand-ins in a build that is not said to have no SDK" 'take it off the include path' \
  clang-22 -target arm64e-apple-ios17.4 -fsyntax-only -nostdlibinc -isystem cmake/apple_sdk -ffreestanding -I. -Iinclude memory/seal.c
mkdir -p $work/sdk && : >$work/sdk/TargetConditionals.h
refuse "the stand-ins where an SDK is" 'a real SDK is here' compile arm64e-apple-ios17.4 memory/seal.c -isystem $work/sdk

say "what the objects are made of"
objects=$(find build/apple/CMakeFiles -name '*.obj')
# Whatever is not ours must be a name of the system that stands here; so nothing is used that cmake/apple_sdk does not say.
# shellcheck disable=SC2086
{
  llvm-nm-22 --defined-only --extern-only --just-symbol-name $objects 2>/dev/null | grep '^_' | sort -u >$work/own
  llvm-nm-22 --undefined-only --just-symbol-name $objects 2>/dev/null | grep '^_' | sort -u | comm -23 - $work/own >$work/system
}
cat >$work/known <<'LIST'
___stack_chk_fail
___stack_chk_guard
_be_memory_inline_jit_restrict_with_witness_supported
_bsearch
_bzero
_calloc
_clock_gettime
_free
_getentropy
_getpagesize
_malloc
_memcmp
_memcpy
_memmove
_memset
_mincore
_mmap
_mprotect
_munmap
_pthread_cond_broadcast
_pthread_cond_destroy
_pthread_cond_init
_pthread_cond_wait
_pthread_create
_pthread_getspecific
_pthread_join
_pthread_key_create
_pthread_mutex_destroy
_pthread_mutex_init
_pthread_mutex_lock
_pthread_mutex_unlock
_pthread_once
_pthread_setspecific
_pthread_sigmask
_qsort
_raise
_realloc
_sigaction
_sigaltstack
_sigaddset
_sigdelset
_sigemptyset
_sigfillset
_signal
_snprintf
_stand_in_for_be_memory_inline_jit_restrict_rwx_to_rw_with_witness_impl
_stand_in_for_be_memory_inline_jit_restrict_rwx_to_rx_with_witness_impl
_stand_in_for_get_pc
_stand_in_for_set_pc_fptr
_strcmp
_strlen
_sys_icache_invalidate
_sysctlbyname
_vsnprintf
LIST
sort -u $work/known | comm -13 - $work/system >$work/unknown
if [ -s $work/system ] && [ ! -s $work/unknown ]; then pass "$(wc -l <$work/system) names of the system, all known"
else cat $work/unknown && fail "names of the system that are not known"; fi
# A weak name is one that may be missing: the engine asks before it calls.
# shellcheck disable=SC2086
if llvm-nm-22 -m $objects 2>/dev/null | grep -q 'undefined) weak external _be_memory_inline_jit_restrict_with_witness_supported'; then
  pass "BrowserEngineCore is linked weakly"
else fail "BrowserEngineCore is not linked weakly"; fi
# Pointers to code are authenticated by the branch.
# shellcheck disable=SC2086
llvm-objdump-22 -d --no-show-raw-insn $objects | awk '
  /^[0-9a-f]+ <.*>:$/ { name = $2 }
  $2 == "br" || $2 == "blr" { print name, $0 }' >$work/raw
if [ ! -s $work/raw ]; then pass "no raw branch"
else cat $work/raw && fail "raw branches"; fi

# What C signs with its own key is an address of the program, not one out of a table of symbols.
signs_what_it_loaded() { # OBJECT...
  llvm-objdump-22 -d --no-show-raw-insn "$@" | awk '
    /^[0-9a-f]+ <.*>:$/ { name = $2; loaded = "" }
    $2 == "paciza" && $3 == loaded { print name, $0; found = 1 }
    $2 == "ldr" { loaded = $3; sub(/,/, "", loaded); next }
    { loaded = "" }
    END { exit !found }'
}
echo 'void f(void); void *g(void) { return (void *)f; }' >$work/loaded.c
clang-22 -target arm64e-apple-ios17.4 -O2 -w -c $work/loaded.c -o $work/loaded.o
# shellcheck disable=SC2086
if ! signs_what_it_loaded $work/loaded.o >/dev/null; then fail "a signed address that was loaded is not seen"
elif signs_what_it_loaded $objects; then fail "C signs an address that it loaded"
else pass "C signs addresses of the program alone"; fi
for folder in $(sed -n 's/^signet_folder(\([a-z]*\).*/\1/p' CMakeLists.txt); do
  grep -q " $folder/\*\.c" Entitlements/build_library.sh || fail "Entitlements/build_library.sh leaves out $folder/"
done

say "pages are as large as the system says"
# What looks like a page's size, and what it is instead.
grep -nE '\b(4096|0x1000|4 ?\* ?1024|4 ?<< ?10|0xfff)\b' memory/*.[ch] memory/*.S runtime/*.[ch] runtime/*.S | grep -v '_test\.[ch]:\|_fixture\.h:' |
  grep -vE '^memory/region_data\.h:[0-9]+: *SPACES_OFFSET = STUBS_OFFSET \+ 4096,|^memory/space\.c:[0-9]+: *CHUNK_WORDS = 4096,' |
  grep -vE '^runtime/compile_lazy\.c:[0-9]+:.*entry_stub_count \+ 4096;|^runtime/(large_module|test_fixture|verify_changes)\.h:' >$work/pages || :
if [ ! -s $work/pages ]; then pass "no page size by heart"
else cat $work/pages && fail "what may be a page size"; fi

say "Entitlements, with planted faults"
if sh Entitlements/lint.sh --planted >build/logs/entitlements 2>&1; then pass "$(tail -n 1 build/logs/entitlements)"
else cat build/logs/entitlements && fail "Entitlements/lint.sh"; fi

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
