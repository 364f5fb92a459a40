/* SPDX-License-Identifier: Apache-2.0
 *
 * Mutants of modules: see mutate.c.
 */
#ifndef SIGNET_HARNESS_FUZZ_MUTATE_H
#define SIGNET_HARNESS_FUZZ_MUTATE_H

#include "harness/fuzz/bytes.h"
#include "harness/fuzz/random.h"

enum { MUTANT_BYTES_MAX = 100 * 1024 };

/* Makes of `module` a mutant, in place; `other` is another module to take parts from. */
void mutate(Random *random, Bytes *module, const Bytes *other);

#endif
