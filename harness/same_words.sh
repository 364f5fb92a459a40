#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Eager compilation on one thread, on several, and of bytes in pieces gives the same words, but for the displacements of
# `bl`.
#   sh harness/same_words.sh SIGNET FILE...
# SIGNET is the program (a host build); with another one in the environment's REFERENCE, the words are those of that one
# too. Ends with the number of modules; exit status 1 at the first difference.
signet=$1
reference=${REFERENCE:-$signet}
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# words OPTION... FILE: the words, one a line, without what depends on where functions lie.
words() { $program compile --code - "$@" 2>/dev/null | od -An -v -tx4 -w4 | sed 's/^ 9[4-7].*/ bl/'; }

modules=0
for file; do
  program=$reference
  words "$file" >"$folder/eager"
  program=$signet
  [ -s "$folder/eager" ] || { echo "$file: does not compile"; exit 1; }
  for how in "-j 1" "-j 2" "-j 4" --stream=1 --stream=4096 "-j 3 --stream=1000000"; do
    # shellcheck disable=SC2086 # an option with its value
    words $how "$file" | cmp - "$folder/eager" || { echo "$file: other words with $how"; exit 1; }
  done
  modules=$((modules + 1))
done
echo "$modules modules have the same words each way"
