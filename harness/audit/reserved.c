/* SPDX-License-Identifier: Apache-2.0
 *
 * What belongs to one use alone: x25 and x26, which hold the position and the bias of the MAC while a body is compiled
 * and are never stored (`position FILE FUNCTION INSTRUCTION reason` is for who keeps its caller's), and set by those
 * alone who open and close a function (`position FILE FUNCTION sets reason`): all else steps on; and the toggles'
 * tag, 0x4a4954, which is no other discriminator (SECURITY.md's line 5). And the audit's own ground: that it knows
 * every instruction, for one that it does not might do anything.
 */
#include "harness/audit/audit.h"

#include <string.h>

static void check_stored(const Flow *flow, const Line *line, const State *state) {
  for (unsigned i = 0; i < 3; i++) {
    const uint8_t number = line->is.from[i];
    if (number >= REGISTERS || (state->registers[number].from & FROM_POSITION) == 0) continue;
    checked();
    if (!allowed("position", flow->function, line->is.name))
      finding(flow->function, line, "stores a register of the MAC");
    return;
  }
}

/* Anything but a step: of a store through x25, or through a copy that comes back, or by a constant. */
static void check_set(const Function *function, const Line *line, const State *state) {
  const Instruction *is = &line->is;
  if (is->kind == MOVE && is->to[0] == POSITION && is->from[0] < REGISTERS) {
    const Value *from = &state->registers[is->from[0]];
    if (from->from == FROM_POSITION && from->outside == UINT64_C(1) << POSITION && !from->stale) return;
  }
  for (unsigned i = 0; i < 3; i++) {
    if (is->to[i] != POSITION && is->to[i] != BIAS) continue;
    if (is->kind == ADD && is->from[0] == is->to[i] && is->constant) continue;
    checked();
    if (!allowed("position", function, "sets")) finding(function, line, "sets a register of the MAC");
    return;
  }
}

/* The two halves of 0x4a4954, in either order, into one register. */
static bool tag_half(const Line *line, const char *immediate, uint8_t to) {
  const char *at = strchr(line->text, '#');
  return at && line->is.to[0] == to && strncmp(at, immediate, strlen(immediate)) == 0 &&
         (at[strlen(immediate)] == 0 || at[strlen(immediate)] == ',');
}

static void check_tag(const Function *function, uint32_t at) {
  const Line *line = &function->lines[at];
  const bool high = tag_half(line, "#0x4a", line->is.to[0]), low = tag_half(line, "#0x4954", line->is.to[0]);
  if (!high && !low) return;
  uint32_t earlier = at;
  do {
    if (earlier-- == 0) return;
  } while (function->lines[earlier].is.to[0] != line->is.to[0]);
  const Line *half = &function->lines[earlier];
  if (high && !tag_half(half, "#0x4954", line->is.to[0])) return;
  if (low && !tag_half(half, "#0x4a0000", line->is.to[0]) && !tag_half(half, "#0x4a", line->is.to[0])) return;
  checked();
  const bool witness = at + 2 < function->count && toggle_called(&function->lines[at + 2]) == 1;
  if (!witness && !allowed("witness", function, "0x4a4954")) finding(function, line, "the toggles' tag, 0x4a4954");
}

void check_reserved(const Flow *flow) {
  const Function *function = flow->function;
  for (uint32_t at = 0; at < function->count; at++) {
    const Line *line = &function->lines[at];
    if (flow->before[0].registers[POSITION].from & FROM_POSITION) check_set(function, line, &flow->before[at]);
    if (line->is.kind == STORE && flow->before[at].reached) check_stored(flow, line, &flow->before[at]);
    if (line->is.kind == KEEP && strcmp(line->is.name, "movk") == 0) check_tag(function, at);
  }
}

void check_instructions(const Flow *flow) {
  const Function *function = flow->function;
  checked();
  for (uint32_t at = 0; at < function->count; at++)
    if (function->lines[at].is.kind == UNKNOWN)
      finding(function, &function->lines[at], "an instruction that the audit does not know");
}
