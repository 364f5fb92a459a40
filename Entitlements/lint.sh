#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What can be checked of Entitlements/ without Xcode: plists parse and hold the required keys and no other; Swift uses no
# name that names.txt does not have, and none of them is a toggle; the order of preparing, restricting and serving; the
# bridges compile against minimal declarations; the host's module is fib.wat; the library builds by its script. With
# --planted each check is first shown to fail on a copy with a fault. The last line is `N passed, N failed`.
#
#   sh Entitlements/lint.sh [--planted]          from the root of the tree
set -eu
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---- The checks, each of a folder like Entitlements/: silent, or a line a finding and false ----

# The keys of a property list in order, each with its value in short: key=true, key=string, key={, key=[ ...
plist_keys() {
  xmllint --noout --nonet "$1" 2>&1 || return 1
  xmllint --nonet --format "$1" | awk '
    /<!--/ { comment = 1 }
    comment { if (/-->/) comment = 0; next }
    /<key>/ { gsub(/.*<key>|<\/key>.*/, ""); key = $0; next }
    /<(true|false)\/>/ { gsub(/[<>\/ ]/, ""); print key "=" $0; key = ""; next }
    /<string>/ { gsub(/.*<string>|<\/string>.*/, ""); print key "=" $0; next }
    /<dict\/?>|<array>/ { if (key != "") print key; key = ""; next }'
}
# holds FILE LINE...: exactly these keys, but for those of CFBundle.
holds() {
  file=$1
  shift
  plist_keys "$file" >"$work/keys" || { echo "$file does not parse"; return 1; }
  grep -v '^CFBundle' "$work/keys" | sort >"$work/found" || :
  printf '%s\n' "$@" | sort >"$work/wanted"
  diff "$work/wanted" "$work/found" >"$work/diff" || { sed -n "s|^[<>]|$file: &|p" "$work/diff"; return 1; }
}
check_extension_entitlements() {
  engine=com.apple.developer.web-browser-engine
  holds "$1/Extension/Extension.entitlements" $engine.webcontent=true com.apple.security.cs.allow-jit=true \
    com.apple.developer.kernel.extended-virtual-addressing=true $engine.restrict.notifyd=true
}
check_host_entitlements() {
  holds "$1/Host/Host.entitlements" com.apple.developer.web-browser-engine.host=true \
    com.apple.developer.web-browser=true
}
check_extension_info() {
  holds "$1/Extension/Info.plist" EXAppExtensionAttributes \
    EXExtensionPointIdentifier=com.apple.web-browser-engine.content
}
check_host_info() {
  holds "$1/Host/Info.plist" UILaunchScreen UIRequiredDeviceCapabilities =web-browser-engine =arm64e
}
swift_code() { sed 's|//.*||; s/"[^"]*"//g' "$@"; }
check_swift_names() {
  sed 's/#.*//' "$1/names.txt" | tr -s ' ' '\n' | sort -u >"$work/names"
  swift_code "$1"/*/*.swift | grep -oE '[A-Za-z_][A-Za-z_0-9]*' | sort -u | comm -23 - "$work/names" >"$work/others"
  [ ! -s "$work/others" ] || { sed 's/^/Swift uses: /' "$work/others"; return 1; }
}
check_swift_toggles() {
  ! grep -nE 'jit|JIT|witness|mprotect|mmap|MAP_|PROT_|BEMemory|ptrauth' "$1"/*/*.swift
}
# In this order, each once: the engine is prepared when the object is made, the sandbox entered before serving.
check_swift_order() {
  order=$(swift_code "$1/Extension/ContentExtension.swift" |
    grep -oE 'init\(\)|content_prepare|func handle|applyRestrictedSandbox|content_serve' | tr '\n' ' ')
  [ "$order" = "init() content_prepare func handle applyRestrictedSandbox content_serve " ] ||
    { echo "the extension's order is: $order"; return 1; }
}
bridge_compile() { # FOLDER SOURCE: its functions are those of the bridging header
  clang-22 -target arm64e-apple-ios17.4 -DSIGNET_APPLE_NO_SDK -nostdlibinc -isystem "$root/cmake/apple_sdk" -ffreestanding \
    -std=gnu17 -O2 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror \
    -I"$root/include" -c "$1/$2.c" -o "$work/$(basename "$2").o" 2>&1
}
check_bridges() { bridge_compile "$1" Extension/content_bridge && bridge_compile "$1" Host/host_bridge; }
# What the extension's side calls exists: in the library or in the SDK's stand-ins.
check_bridge_calls() {
  bridge_compile "$1" Extension/content_bridge || return 1
  llvm-nm-22 -u "$work/content_bridge.o" | sed 's/^_//; s/^ *U _//' | grep '^sg_' | sort -u >"$work/calls"
  [ -s "$work/calls" ] || { echo "the bridge calls nothing of the library"; return 1; }
  while read -r name; do
    grep -qE "[ *]$name\(" "$root/include/signet/signet.h" || { echo "the library has no $name"; return 1; }
  done <"$work/calls"
  grep -q '^sg_engine_prepare$' "$work/calls" || { echo "the engine is not prepared"; return 1; }
}
check_module() {
  wat2wasm "$1/Host/fib.wat" -o "$work/fib.wasm" || return 1
  bytes=$(od -An -v -tx1 "$work/fib.wasm" | tr -s ' \n' ' ')
  own=$(sed -n '/module\[\] = {/,/};/p' "$1/Host/host_bridge.c" | grep -oE '0x[0-9a-f]{2}' | sed 's/0x//' | tr '\n' ' ')
  [ "$(echo $bytes)" = "$(echo $own)" ] || { echo "host_bridge.c has other bytes than fib.wat"; return 1; }
}
# Settings name files that are there, and no framework but these.
check_settings() {
  for settings in "$1"/*.xcconfig; do
    for path in $(sed -n 's|.*= \$(SIGNET)/\(Entitlements/.*\)|\1|p' "$settings"); do
      [ -f "$1/${path#Entitlements/}" ] || { echo "$settings: no $path"; return 1; }
    done
  done
  grep -q '^OTHER_LDFLAGS = -lsignet -framework BrowserEngineKit -weak_framework BrowserEngineCore$' \
    "$1/Extension.xcconfig" || { echo "the extension links otherwise"; return 1; }
}

checks="extension_entitlements host_entitlements extension_info host_info swift_names swift_toggles swift_order bridges
 bridge_calls module settings"
passed=0 failed=0
count() { # 0 or 1, WHAT
  if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "failed: $2"; fi
}
for check in $checks; do
  status=0
  "check_$check" Entitlements >"$work/log" || status=1
  [ $status -eq 0 ] || cat "$work/log"
  count $status "$check"
done

# ---- The same checks on copies with a fault each ----

# planted CHECK FILE COMMAND...: COMMAND (a filter) makes the fault in the copy's FILE; CHECK must say so.
planted() {
  check=$1 file=$2
  shift 2
  rm -rf "$work/copy"
  cp -R Entitlements "$work/copy"
  "$@" <"Entitlements/$file" >"$work/copy/$file"
  if cmp -s "Entitlements/$file" "$work/copy/$file"; then count 1 "the fault for $check is none"; return; fi
  status=0
  "check_$check" "$work/copy" >"$work/log" 2>&1 && status=1
  count $status "$check does not see: $*"
}
if [ "${1:-}" = --planted ]; then
  planted extension_entitlements Extension/Extension.entitlements sed 's/allow-jit/allow-unsigned-executable-memory/'
  planted extension_entitlements Extension/Extension.entitlements sed '/allow-jit/,/<true\/>/s/<true\/>/<false\/>/'
  planted extension_entitlements Extension/Extension.entitlements sed 's/<\/dict>//'
  planted host_entitlements Host/Host.entitlements sed 's/<\/dict>/<key>com.apple.security.cs.allow-jit<\/key><true\/>&/'
  planted extension_info Extension/Info.plist sed 's/engine.content</engine.rendering</'
  planted host_info Host/Info.plist sed '/>arm64e</d'
  planted swift_names Extension/ContentExtension.swift sed 's/content_serve(/xpc_main(/'
  planted swift_names Host/HostApp.swift sed 's/process.invalidate/process.terminate/'
  planted swift_toggles Extension/ContentExtension.swift sed 's/content_prepare()/be_memory_inline_jit_restrict_rwx_to_rw_with_witness()/'
  planted swift_order Extension/ContentExtension.swift awk '/applyRestricted/ { held = $0; next } { print } /content_serve/ { print held }'
  planted swift_order Extension/ContentExtension.swift sed '/applyRestricted/d'
  planted bridges Extension/content_bridge.c sed 's/xpc_dictionary_get_data(message, /xpc_dictionary_get_data(/'
  planted bridges Extension/content_bridge.h sed 's/void content_prepare(void)/int content_prepare(void)/'
  planted bridge_calls Extension/content_bridge.c sed 's/ && sg_engine_prepare(engine, &error)//'
  planted module Host/fib.wat sed 's/i32.const 2/i32.const 3/'
  planted settings Extension.xcconfig sed 's/-weak_framework/-framework/'
  planted settings Host.xcconfig sed 's/Host.entitlements/Hosts.entitlements/'
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
