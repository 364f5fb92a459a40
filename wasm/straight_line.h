/* SPDX-License-Identifier: Apache-2.0
 *
 * Which bodies are straight lines: short ones without blocks, branches, traps and references, whose calls are of
 * functions of the module itself, and which are valid (spec 3.4). codegen/inline.h walks them in place of a call.
 *
 * A body is looked at when the decoder notes where it lies, for at most STRAIGHT_LINE_BYTES bytes, and up to the first
 * operator that is none of these, for which operators alone are looked at; what is found stands in its Function. It is
 * typed here in full, so a body that is not valid is no straight line, and what is wrong with it is told where the body
 * itself is compiled.
 */
#ifndef SIGNET_WASM_STRAIGHT_LINE_H
#define SIGNET_WASM_STRAIGHT_LINE_H

#include "wasm/module.h"

enum {
  STRAIGHT_LINE_BYTES = 64,  /* of a body, declarations and `end` included */
  STRAIGHT_LINE_LOCALS = 16, /* parameters included */
  STRAIGHT_LINE_CALLS = 4
};

/* Fills `line` of the function, whose body has just been noted and is all there. */
void straight_line_note(const Module *module, Function *function);

/* The functions that a straight line, which has been noted, calls, in their order; their number, at most
 * STRAIGHT_LINE_CALLS. */
uint32_t straight_line_callees(const Module *module, const Function *function, uint32_t *callees);

#endif
