/* SPDX-License-Identifier: Apache-2.0
 *
 * Who signs, and what: SECURITY.md's line 4. Every instruction that signs a pointer stands in allowed.txt with where
 * its operand may come from, over all paths of its function: `sign FILE FUNCTION pacib:ORIGINS reason`. An operand from
 * an argument, from memory or from a spill makes a signing gadget, so the list says why it is none, or that it is open.
 * The same for what makes tags (`tag FILE FUNCTION pacga:MODIFIER'S ORIGINS`): who chooses a modifier can replay. What
 * authenticates is listed without origins (`auth FILE FUNCTION autib`).
 */
#include "harness/audit/audit.h"

#include <string.h>

void check_signing(const Flow *flow) {
  const Function *function = flow->function;
  for (uint32_t at = 0; at < function->count; at++) {
    const Line *line = &function->lines[at];
    const State *state = &flow->before[at];
    const Instruction *is = &line->is;
    if (is->kind != SIGN && is->kind != TAG && is->kind != AUTHENTICATE && is->kind != CALL_SIGNED &&
        is->kind != JUMP_SIGNED)
      continue;
    checked();
    if (is->kind == AUTHENTICATE || is->kind == CALL_SIGNED || is->kind == JUMP_SIGNED) {
      /* clang signs C's own pointers, with key IA: `blraa` is what `blr` should be. */
      const bool of_c = function->apple && is->kind != AUTHENTICATE && strstr(is->name, "raa");
      if (!of_c && !allowed("auth", function, is->name)) finding(function, line, "authenticates and is not known to");
      continue;
    }
    if (at > 0 && is->kind == SIGN && at + 1 < function->count && toggle_called(&function->lines[at + 1]) == 1)
      continue; /* a witness: section.c looks at it */
    char origins[256], what[280];
    if (state->reached) {
      Value value = {0};
      const uint8_t number = is->kind == SIGN ? is->from[0] : is->from[1];
      if (number < REGISTERS) value = state->registers[number];
      else value.from = FROM_CONSTANT;
      value_describe(flow, &value, origins, sizeof origins);
    } else snprintf(origins, sizeof origins, "unreached");
    snprintf(what, sizeof what, "%s:%s", is->name, origins);
    /* The same of what they are made from: the address of a function, a constant. */
    if (function->apple && (strcmp(is->name, "pacia") == 0 || strcmp(is->name, "paciza") == 0) && state->reached &&
        is->from[0] < REGISTERS && state->registers[is->from[0]].from == FROM_SYMBOL)
      continue;
    if (!allowed(is->kind == SIGN ? "sign" : "tag", function, what))
      finding(function, line,
              is->kind == SIGN ? "signs what is not known to be signed: %s" : "makes a tag that is not known: %s",
              what);
  }
}
