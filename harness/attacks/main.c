/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs one attack in a child for each of several sets of keys, and judges the ends. With the defence, each child must
 * end as the row of attacks.def says; a signature of 7 bits (qemu, 48-bit addresses) lets 1 wrong pointer in 128 pass,
 * so there as many may work as chance makes of them, but not more. Without the defence each child must work (of a race,
 * one).
 *
 * Prints `NAME CLASS COUNTED KEYS REFUSED WORKED BITS VERDICT`, for attacks.sh. Exit status 0: as it must be.
 */
#include "harness/attacks/attack.h"
#include "memory/pac.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TAG_BITS = 32, POINTER_BITS = 7, LONGEST_S = 120 };

/* How the defence ends an attack. A failed authentication is SIGILL where the core has FPAC; else C compares and ends
 * in brk, and emitted code goes to an address that faults. */
typedef struct {
  unsigned signals;
  bool by_value; /* REFUSED */
  bool race;     /* without the defence one child in all is enough: the others lose their race */
  bool poison;   /* without the defence it works where a failed authentication only poisons the address */
  int bits;      /* what a guess must hit */
} End;
enum { BRK = 1u << SIGTRAP, ILLEGAL = 1u << SIGILL, FAULT = 1u << SIGSEGV };
__attribute__((unused)) static const End BY_TAG = {.signals = BRK, .bits = TAG_BITS},
                                         BY_BRK = {.signals = BRK, .bits = TAG_BITS},
                                         BY_RACE = {.signals = BRK, .race = true, .bits = TAG_BITS},
                                         BY_POINTER_RACE = {BRK | ILLEGAL | FAULT, true, true, false, POINTER_BITS},
                                         BY_POISON = {BRK | ILLEGAL | FAULT, false, false, true, POINTER_BITS},
                                         BY_WITNESS = {.signals = BRK | ILLEGAL, .bits = POINTER_BITS},
                                         BY_PAGES = {.signals = FAULT, .bits = TAG_BITS},
                                         BY_POINTER = {.signals = BRK | ILLEGAL | FAULT, .bits = POINTER_BITS},
                                         BY_VALUE = {.by_value = true, .bits = TAG_BITS},
                                         BY_NOTHING = {.bits = TAG_BITS}; /* what is open works all the same */

static const struct Row {
  const char *name;
  int class;
  const char *counted; /* attack; like: a near copy of one; open: nothing stops it */
  const End *end;
  int keys;
} rows[] = {
#define ROW(name, class, control, end, keys, what)  {#name, class, "attack", &end, keys},
#define LIKE(name, class, control, end, keys, what) {#name, class, "like", &end, keys},
#define OPEN(name, class, what)                     {#name, class, "open", &BY_NOTHING, 3},
#include "harness/attacks/attacks.def"
#undef ROW
#undef LIKE
#undef OPEN
};

static _Noreturn void child(void) {
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  alarm(LONGEST_S);
  /* Nothing that is signed so far is used again: this function does not return. */
  if (prctl(PR_PAC_RESET_KEYS, 0, 0, 0, 0) != 0) _exit(NOTHING);
  _exit((int)attack_run());
}

/* Whether so many of so many may be chance: what happens less than once in 10^7 times is none. */
static bool by_chance(int worked, int keys, int bits) {
  const double p = 1.0 / (double)(UINT64_C(1) << bits);
  double term = 1, at_least = 1; /* P(X = k), P(X >= k) for k = 0 */
  for (int i = 0; i < keys; i++) term *= 1 - p;
  for (int k = 0; k < worked; k++) {
    at_least -= term;
    term *= (double)(keys - k) / (k + 1) * p / (1 - p);
  }
  return at_least > 1e-7;
}

static bool authentication_faults(void) {
  const pid_t pid = fork();
  if (pid == 0) {
    volatile uint64_t kept;
    for (uint64_t modifier = 0; modifier < 64; modifier++) kept = pac_auth_data(UINT64_C(1) << 48, modifier);
    (void)kept;
    _exit(0);
  }
  int status;
  return pid > 0 && waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
}

int main(void) {
  const struct Row *row = rows;
  while (strcmp(row->name, attack_name) != 0) row++;
  if (row->end->poison && attack_undefended && authentication_faults()) {
    printf("%s %d %s 0 0 0 %d skipped\n", row->name, row->class, row->counted, row->end->bits);
    return 0;
  }
  int refused = 0, worked = 0, strange = 0;
  int keys = 0;
  const bool one_is_enough = attack_undefended && row->end->race;
  for (; keys < row->keys && !(one_is_enough && worked > 0); keys++) {
    const pid_t pid = fork();
    if (pid == 0) child();
    int status;
    if (pid < 0 || waitpid(pid, &status, 0) != pid) return 2;
    if (WIFEXITED(status) && WEXITSTATUS(status) == WORKED) worked++;
    else if (WIFSIGNALED(status) ? (row->end->signals >> WTERMSIG(status) & 1) != 0
                                 : row->end->by_value && WEXITSTATUS(status) == REFUSED)
      refused++;
    else if (strange++ == 0) fprintf(stderr, "%s: a child ended with status %x\n", attack_name, (unsigned)status);
  }
  const bool must_work = attack_undefended || row->end == &BY_NOTHING;
  const bool works = row->end->race ? worked > 0 : worked == keys;
  const bool good = must_work ? works : strange == 0 && by_chance(worked, keys, row->end->bits);
  printf("%s %d %s %d %d %d %d %s\n", row->name, row->class, row->counted, keys, refused, worked, row->end->bits,
         !good       ? "BAD"
         : must_work ? "works"
                     : "refused");
  return good ? 0 : 1;
}
