/* SPDX-License-Identifier: Apache-2.0
 *
 * Control flow of our C: SECURITY.md's lines 8 and 9's neighbours. A raw `br` or `blr` branches wherever writable
 * memory says: there is none in Apple's objects; on Linux, whose compilers do not sign pointers, each stands in
 * allowed.txt with its reason (`raw FILE FUNCTION br reason`). A return address that reaches the stack is signed
 * before, and authenticated before it is used again, on every path.
 */
#include "harness/audit/audit.h"

static void check_link(const Flow *flow, const Line *line, const State *state) {
  const uint32_t from = state->registers[30].from;
  checked();
  if (from & ~(uint32_t)(FROM_LINK | FROM_AUTHENTICATED) && !allowed("return", flow->function, line->is.name))
    finding(flow->function, line, "leaves by a return address that was in memory and is not authenticated");
}

void check_control(const Flow *flow) {
  const Function *function = flow->function;
  for (uint32_t at = 0; at < function->count; at++) {
    const Line *line = &function->lines[at];
    const State *state = &flow->before[at];
    const Instruction *is = &line->is;
    if (is->kind == CALL_RAW || is->kind == JUMP_RAW) {
      checked();
      if (!allowed("raw", function, is->name))
        finding(function, line, "branch through a pointer that is not authenticated");
    }
    if (!state->reached) continue;
    if (is->kind == RETURN || is->kind == JUMP_RAW || is->kind == JUMP_SIGNED) check_link(flow, line, state);
    else if (is->kind == JUMP && function_ways(function, at).leaves) check_link(flow, line, state);
    if (is->kind != STORE) continue;
    for (unsigned i = 0; i < 3; i++)
      if (is->from[i] == 30 && state->registers[30].from & FROM_LINK && !allowed("return", function, is->name))
        finding(function, line, "stores a return address that is not signed");
  }
}
