#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every attack of harness/attacks/attacks.def against Signet as it is, where it must be refused, and against Signet built
# without the one defence that the table names, where it must work; under both qemus: the older one poisons pointers that
# fail to authenticate, the newer one faults at once. The last line is `N attacks: N refused, N work without the
# defence`, near copies and what is open counted apart. A name as argument runs that attack alone. Stops at nothing;
# exit status 1 unless all are as they must be.
. "$(dirname "$0")/setup.sh"

mkdir -p build/logs
if [ "${emulator:-}" ]; then
  SIGNET_QEMU=${emulator%% *}
  export SIGNET_QEMU
fi
say "building the attacks and their controls (build/logs/build-attacks.log)"
{ [ -f build/arm64e/build.ninja ] || cmake --preset arm64e; cmake --build build/arm64e --target attacks; } \
  >build/logs/build-attacks.log 2>&1 || { tail -n 20 build/logs/build-attacks.log; die "building the attacks"; }

rows=$(sed -n -E 's/^(ROW|LIKE|OPEN) *\( *([a-z_]*),.*/\2/p' harness/attacks/attacks.def)
[ $# -eq 0 ] || rows=$*
results=build/logs/attacks
: >$results

# Each line of $results: EMULATOR with|without NAME CLASS COUNTED KEYS REFUSED WORKED BITS VERDICT
run() { # NUMBER EMULATOR
  say "${2:-this machine}"
  for name in $rows; do
    echo "with $name build/arm64e/attacks/attack_$name"
    [ ! -f build/arm64e/attacks/attack_${name}_without ] ||
      echo "without $name build/arm64e/attacks/attack_${name}_without"
  done | EMULATOR="$2" NUMBER=$1 xargs -P2 -L1 sh -c '
    line=$($EMULATOR "$3" 2>"build/logs/attack-$NUMBER-$1-$2")
    case $line in "$2 "*) ;; *) line="$2 0 attack 0 0 0 0 BAD" ;; esac
    echo "$NUMBER $1 $line"' - >>$results
  awk -v number=$1 '$1 == number && $10 == "BAD" {
    printf "   BAD: %s %s its defence: of %d keys %d refused, %d worked\n", $3, $2, $6, $7, $8 }' $results
}
run 1 "$emulator"
[ -z "$emulator_7" ] || run 2 "$emulator_7"

printf '\n   %-34s %5s %18s %18s\n' attack class "refused, keys" "without: works"
awk '{
    if (!($3 in class)) { order[++n] = $3; class[$3] = $4; counted[$3] = $5 }
    ran[$3, $2] += $6; refused[$3, $2] += $7; worked[$3, $2] += $8
    if ($10 == "BAD") bad[$3, $2] = 1
    if ($10 == "skipped") skipped[$3] = 1
    if ($2 == "with" && $9 == 7) { guesses += $6; hits += $8 }
  }
  END {
    for (i = 1; i <= n; i++) {
      name = order[i]
      good_with = !((name, "with") in bad)
      good_without = worked[name, "without"] > 0 && !((name, "without") in bad)
      printf "   %-34s %5d %12d of %3d %12d of %3d%s\n", name, class[name], refused[name, "with"], ran[name, "with"],
        worked[name, "without"], ran[name, "without"],
        counted[name] == "like" ? "  (near copy)" : counted[name] == "open" ? "  (open)" : ""
      if (counted[name] == "open") { open++; if ((name, "with") in bad) wrong++; continue }
      if (!good_without && name in skipped && !((name, "without") in bad)) {
        printf "   %s: its control works only where a failed authentication poisons the address\n", name
        only_poison = 1
      }
      if (!good_with || !good_without && !only_poison) wrong++
      only_poison = 0
      if (counted[name] == "like") { like++; continue }
      attacks++; refused_all += good_with; work_all += good_without; classes[class[name]] = 1
    }
    for (c = 1; c <= 14; c++) if (!(c in classes)) missing = missing " " c
    # Signatures of 7 bits: as many as chance makes right, over all attacks together.
    expected = guesses / 128; most = expected + 5 * sqrt(expected) + 1
    printf "\n   %d wrong signatures of 7 bits tried: %d passed by chance, %.1f expected, %.1f are too many\n",
      guesses, hits, expected, most
    if (hits > most) wrong++
    printf "   %d near copies are as they must be, %d open attacks work: SECURITY.md lists them\n", like, open
    if (missing != "" && !one) printf "   no attack of class%s\n", missing
    if (wrong) printf "   %d attacks are not as they must be\n", wrong
    printf "%d attacks: %d refused, %d work without the defence\n", attacks, refused_all, work_all
    exit wrong > 0 || (missing != "" && !one)
  }' one=$# $results
