#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Shows that each check of the audit finds what it is for. Assembles or compiles every file of planted/, for Linux and for
# Apple's systems, puts every file of planted/sources/ and planted/controls/ into a tree of its own (`// at: PATH`), and
# demands exactly the findings that its first lines name (`// expect: TEXT`), no less and no more.
# `// allow: KIND WHAT` goes into its list of what is allowed, `// object: NAME` is the name of the object. A finding about
# a section's shape counts only where it is expected. Last line: `N passed, N failed`; exit status 1 if one failed.
#
#   sh harness/audit/planted.sh AUDIT        (the program signet_audit)
set -eu
audit=$1
[ -x "$audit" ] || { echo "no $audit" && exit 1; }
cd "$(dirname "$0")/planted"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
compare() { # WHAT: $work/expected and $work/found
  if cmp -s "$work/expected" "$work/found"; then passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$1: expected (<) and found (>) differ:"
    diff "$work/expected" "$work/found" || :
  fi
}
for source in *.S *.c; do
  name=${source%.*}
  object=$(sed -n 's|^// object: ||p' "$source")
  object=${object:-$name.c}
  for system in linux apple; do
    case $system in
    linux) target=aarch64-linux-gnu flags='-march=armv8.5-a -mbranch-protection=pac-ret+leaf+b-key' ;;
    apple) target=arm64e-apple-ios17.4 flags= ;;
    esac
    # shellcheck disable=SC2086 # no flag has a blank
    clang-22 -target $target $flags -O2 -ffreestanding -ffixed-x25 -ffixed-x26 -fno-jump-tables \
      -c "$source" -o "$work/$object.o" || exit 1
    sed -n "s|^// allow: \([a-z]*\) \(.*\)|\1 $object planted \2|p" "$source" >"$work/allowed"
    sed -n 's|^// expect: ||p' "$source" | sort >"$work/expected"
    llvm-objdump-22 -t -d -r --no-show-raw-insn --mattr=+all "$work/$object.o" | "$audit" "$work/allowed" |
      sed -e '$d' -e 's/^[^ :]*: [^ :]*: //' -e 's/ \[[0-9a-f]*: .*//' -e 's/^\(a section of a new shape\), .*/\1/' \
        -e 's/^\(no functions_write\) .*/\1/' | sort >"$work/found"
    grep -q 'new shape' "$work/expected" || sed -i '/^a section of a new shape$/d' "$work/found"
    compare "$source, $system"
  done
done

# tree SOURCE: puts it where it says, below $work/tree.
tree() {
  rm -rf "$work/tree"
  at=$(sed -n 's|^// at: ||p' "$1")
  mkdir -p "$work/tree/${at%/*}"
  cp "$1" "$work/tree/$at"
  sed -n 's|^// expect: ||p' "$1" | sort >"$work/expected"
}
for source in sources/*; do
  tree "$source"
  { sh ../sources.sh "$work/tree" || :; } | sed -e '$d' -e 's/^[^ ]*: //' | sort >"$work/found"
  compare "$source"
done
for source in controls/*; do
  tree "$source"
  aarch64-linux-gnu-gcc -c "$source" -o "$work/product.o"
  { sh ../controls.sh "$work/tree" "$work" "$work/product.o" || :; } | sed -e '$d' -e 's/^[^ ]*: //' | sort >"$work/found"
  compare "$source"
done
echo 'section too_many.c planted toggles' >"$work/allowed"
echo 'planted: spills' >"$work/expected"
{ sh ../spills.sh "$work/allowed" "$work" spills/too_many.c || :; } |
  sed -n 's/^[^ ]*: \(planted: \)[1-9][0-9]* \(spills\).*/\1\2/p' >"$work/found"
compare spills/too_many.c
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
