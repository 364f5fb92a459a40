/* SPDX-License-Identifier: Apache-2.0
 *
 * One attack a program: ATTACK(name) { ... } in NAME.c, and its row in attacks.def. The attacker can read and write all
 * memory that is writable, knows every layout (so attacks include internal headers, as nothing else in harness/ may),
 * and has no key, no system call and no instruction of its choice; what an attack does beyond that stands for something
 * that its comment names.
 *
 * main.c calls it in a child for each of several sets of keys, and counts how the children end. The same source is
 * linked once more with the library built without the defence: there it must work with all keys.
 */
#ifndef SIGNET_HARNESS_ATTACK_H
#define SIGNET_HARNESS_ATTACK_H

#include "memory/defence.h"

#include <stdbool.h>

/* A child's exit status. */
typedef enum {
  WORKED,  /* the attacker has what the defence denies */
  NOTHING, /* neither: the attack is none */
  REFUSED  /* the defence is one that gives an error, or leaves nothing to attack */
} Outcome;

extern const char attack_name[];
extern const bool attack_undefended;
Outcome attack_run(void);

#if defined(SIGNET_TEST_WITHOUT_A_DEFENCE)
#define ATTACK_UNDEFENDED                                                                                              \
  const char this_program_tests_without_a_defence = 1;                                                                 \
  const bool attack_undefended = true;
#else
#define ATTACK_UNDEFENDED const bool attack_undefended = false;
#endif

#define ATTACK(name)                                                                                                   \
  const char attack_name[] = #name;                                                                                    \
  ATTACK_UNDEFENDED                                                                                                    \
  Outcome attack_run(void)

#endif
