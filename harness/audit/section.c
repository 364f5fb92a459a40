/* SPDX-License-Identifier: Apache-2.0
 *
 * The critical sections of the seal: SECURITY.md's lines 1, 2, 3, 11, 12, and the shape of line 16. A section is what
 * can be reached from the toggle to write without passing the toggle to execute. On all its paths:
 *   - it ends at the toggle to execute, or in brk: no return, no way out, no second opening
 *   - no call, system call or indirect branch
 *   - no access to the stack, by sp or an address made of it; no such address made
 *   - every load is of a stream or of the region's read-only data. A stream is a pointer that came in a register and
 *     is stepped on by each load through it, by as many bytes as it loads; nothing is loaded through a copy that was
 *     left behind, or through a sum that no check has bounded: so no address is loaded twice
 *   - what was fetched goes into no store and no address before it has been compared with its tag, on every path
 *   - every store's address is made of the region's read-only data: the window's
 *   - nothing is signed but the witness, in front of the toggle, nothing authenticated
 */
#include "harness/audit/audit.h"

#include <string.h>

typedef struct {
  unsigned fetches, loads, stores, branches, tags;
} Shape;

static bool on_stack(const State *state, uint8_t number) {
  return number == REGISTER_SP || (number < REGISTERS && state->registers[number].from & FROM_STACK);
}

/* The streams of some values that are not proven, in allowed.txt by the register of the argument: `untagged FILE
 * FUNCTION x3 reason`. */
static void check_proven(const Flow *flow, const State *state, const Line *line) {
  const Instruction *is = &line->is;
  uint64_t unproven = 0;
  const uint8_t used[] = {is->base, is->index, is->from[0], is->from[1], is->from[2]};
  for (size_t i = 0; i < sizeof used; i++)
    if (used[i] < REGISTERS) unproven |= value_unproven(flow, state, &state->registers[used[i]]);
  for (unsigned i = 0; i < 64; i++) {
    if ((unproven >> i & 1) == 0) continue;
    char name[8];
    snprintf(name, sizeof name, "x%u", i % 32);
    checked();
    if (!allowed("untagged", flow->function, name))
      finding(flow->function, line, "uses what it fetched through %s before it is compared with its tag", name);
  }
}

static void check_access(const Flow *flow, const State *state, const Line *line) {
  const Function *function = flow->function;
  const Instruction *is = &line->is;
  if (is->base == REGISTER_NONE) return;
  checked();
  if (on_stack(state, is->base) || on_stack(state, is->index)) {
    finding(function, line, "access to the stack in a section");
    return;
  }
  const Value *base = &state->registers[is->base];
  uint32_t from = base->from;
  uint64_t outside = base->outside;
  if (is->index < REGISTERS) {
    from |= state->registers[is->index].from;
    outside |= state->registers[is->index].outside;
  }
  if (is->kind == LOAD && outside & flow->streams) {
    if (!is->after || is->step != (int64_t)is->bytes || is->index != REGISTER_NONE)
      finding(function, line, "load from a stream that does not step over what it loads");
    else if (base->stale) finding(function, line, "load from a stream at an address that may have been loaded before");
    return;
  }
  check_proven(flow, state, line);
  if ((from & FROM_REGION) == 0 && !allowed("address", function, is->name))
    finding(function, line,
            is->kind == LOAD ? "load from neither a stream nor the region's data"
                             : "store to an address that is not of the region's data");
}

static void check_line(const Flow *flow, uint32_t at, Shape *shape) {
  const Function *function = flow->function;
  const Line *line = &function->lines[at];
  const State *state = &flow->before[at];
  const Instruction *is = &line->is;
  switch (is->kind) {
  case LOAD:
    if (is->base < REGISTERS && state->registers[is->base].outside & flow->streams) shape->fetches++;
    shape->loads++;
    check_access(flow, state, line);
    break;
  case STORE:
  case ATOMIC:
    shape->stores++;
    check_access(flow, state, line);
    break;
  case CALL:
    if (toggle_called(line) == 1) finding(function, line, "a section is opened within one");
    else if (toggle_called(line) == 0) finding(function, line, "call in a section");
    break;
  case CALL_RAW:
  case CALL_SIGNED: finding(function, line, "call in a section"); break;
  case SYSTEM_CALL: finding(function, line, "system call in a section"); break;
  case JUMP_RAW:
  case JUMP_SIGNED: finding(function, line, "indirect branch in a section"); break;
  case RETURN:
  case RETURN_SIGNED: finding(function, line, "return with the section open"); break;
  case SIGN:
  case SIGN_RETURN: finding(function, line, "signing in a section"); break;
  case AUTHENTICATE:
  case AUTHENTICATE_RETURN: finding(function, line, "authenticating in a section"); break;
  case TAG: shape->tags++; break;
  case JUMP:
  case BRANCH:
    shape->branches++;
    if (function_ways(function, at).leaves) finding(function, line, "branch out of the function with the section open");
    break;
  case TRAP: break;
  case NOTHING: break;
  default:
    if (function_ways(function, at).leaves) finding(function, line, "the function ends with the section open");
    for (unsigned i = 0; i < 3; i++)
      if (on_stack(state, is->from[i])) {
        finding(function, line, "address of the stack in a section");
        break;
      }
  }
}

/* The witness: the signed address behind the call. */
static void check_witness(const Flow *flow, uint32_t at) {
  const Function *function = flow->function;
  const Line *lines = function->lines;
  checked();
  const bool stands_in = toggle_stands_in(&lines[at]);
  const char *const low = stands_in ? "mov x1, #0x5354" : "mov x1, #0x4954";
  const char *const high = stands_in ? "movk x1, #0x4e44, lsl #16" : "movk x1, #0x4a, lsl #16";
  if (at < 4 || at + 1 >= function->count || strncmp(lines[at - 4].text, "adr x0, ", 8) != 0 ||
      strcmp(lines[at - 3].text, low) != 0 || strcmp(lines[at - 2].text, high) != 0 ||
      strcmp(lines[at - 1].text, "pacib x0, x1") != 0 || strcmp(lines[at + 1].text, "nop") != 0) {
    finding(function, &lines[at], "toggle without its witness: not inlined from its header");
    return;
  }
  char expected[32];
  snprintf(expected, sizeof expected, "adr x0, 0x%llx", (unsigned long long)lines[at + 1].address);
  const size_t length = strlen(expected);
  if (strncmp(lines[at - 4].text, expected, length) != 0 || lines[at - 4].text[length] != ' ')
    finding(function, &lines[at], "a witness that is not the address behind the toggle");
}

/* allowed.txt says how many of each the section has: `shape FILE FUNCTION COMPILER:F/L/S/B/T`. */
static void check_shape(const Function *function, const Shape *shape) {
  char what[64];
  snprintf(what, sizeof what, "%s:%u/%u/%u/%u/%u", function->apple ? "clang" : "gcc", shape->fetches, shape->loads,
           shape->stores, shape->branches, shape->tags);
  checked();
  if (!allowed("shape", function, what))
    finding(function, NULL, "a section of a new shape, fetches/loads/stores/branches/tags: shape %s %s %s",
            function->file, function->name, what);
}

void check_section(const Flow *flow) {
  const Function *function = flow->function;
  unsigned opened = 0, closed = 0;
  for (uint32_t at = 0; at < function->count; at++) {
    const Line *line = &function->lines[at];
    const int toggle = toggle_called(line);
    const bool jump = line->is.kind == JUMP && line->symbol && strstr(line->symbol, "jit_restrict_rwx_to_r");
    if (jump) finding(function, line, "branch to a toggle: behind a function of its own");
    if (toggle == 0) continue;
    const size_t length = strlen(line->symbol);
    if (length < 5 || strcmp(line->symbol + length - 5, "_impl") != 0)
      finding(function, line, "a toggle that is not inlined");
    else if (toggle == 1) check_witness(flow, at);
    if (toggle == 1) opened++;
    else closed++;
  }
  if (opened == 0 && closed == 0) return;
  checked();
  if (opened != 1 || closed != 1)
    finding(function, NULL, "%u toggles to write and %u to execute, and not one of each", opened, closed);
  checked();
  if (!allowed("section", function, "toggles"))
    finding(function, NULL, "a section in a function that is not to have one");
  Shape shape = {0};
  for (uint32_t at = 0; at < function->count; at++) {
    const State *state = &flow->before[at];
    if (!state->reached) continue;
    const int toggle = toggle_called(&function->lines[at]);
    if (toggle == 2 && state->place != INSIDE)
      finding(function, &function->lines[at], "closes a section that is not open on every path");
    else if (toggle != 2 && state->place & INSIDE) check_line(flow, at, &shape);
  }
  check_shape(function, &shape);
}

/* Reading the wrong objects would find nothing wrong. */
void check_sections_complete(const Disassembly *disassembly) {
  for (int apple = 0; apple < 2; apple++) {
    bool present = false, sealed = false;
    for (size_t i = 0; i < disassembly->count; i++) {
      const Function *function = &disassembly->functions[i];
      if (function->apple != (bool)apple || strcmp(function->file, "seal.c") != 0) continue;
      present = true;
      sealed |= strcmp(function->name, "functions_write") == 0;
    }
    if (present && !sealed)
      finding(NULL, NULL, "no functions_write in the objects of %s", apple ? "Apple's systems" : "Linux");
  }
}
