/* SPDX-License-Identifier: Apache-2.0 */
/* Which constants an instruction can carry. Each function is total: it says no where there is no encoding, and what it
 * gives fits the field. Called by the emitters; the words are those of codegen/a64.h. */
#ifndef SIGNET_CODEGEN_IMMEDIATES_H
#define SIGNET_CODEGEN_IMMEDIATES_H

#include <stdbool.h>
#include <stdint.h>

#include "codegen/a64.h"

/* N:immr:imms of and, orr, eor, ands for `value`; width is 32 (the upper half is not read) or 64. */
bool a64_logical_immediate(uint64_t value, unsigned width, uint32_t *field);

/* The words that set rd to `value`, 1 to 4 (not wide: the low 32 bits, 1 or 2); returns how many. */
unsigned a64_mov_immediate(Word out[4], unsigned rd, uint64_t value, bool wide);

/* imm8 of fmov for the float (not wide: the low 32 bits) or double with these bits; zero has none. */
bool a64_fmov_immediate(uint64_t bits, bool wide, uint32_t *imm8);

#endif
