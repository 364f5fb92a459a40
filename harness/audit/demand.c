/* SPDX-License-Identifier: Apache-2.0
 *
 * What must be asked before something is done: SECURITY.md's line 9. `demands FILE FUNCTION CALLEE:CONDITION reason` in
 * allowed.txt: on every path to a call of CALLEE in the function, CONDITION was called and the branch behind it found
 * that its result is not zero.
 */
#include "harness/audit/audit.h"

#include <stdlib.h>
#include <string.h>

static bool calls(const Line *line, const char *name) {
  return line->is.kind == CALL && line->symbol && strcmp(line->symbol, name) == 0;
}

/* Whether the way of a branch from line `at` to line `to` is the one where the result, in x0, is not zero. */
static bool way_of_success(const Function *function, uint32_t at, uint32_t to) {
  const Instruction *is = &function->lines[at].is;
  if (is->kind != BRANCH || is->from[0] != 0) return false;
  const bool on = to == at + 1 && function_line(function, is->target) != to;
  return strcmp(is->name, on ? "cbz" : "cbnz") == 0 || strcmp(is->name, on ? "tbz" : "tbnz") == 0;
}

enum { UNSEEN, ASKED = 1, GRANTED = 2, NEITHER = 4 }; /* what the paths to a line have in common is the least */

/* Gives what holds behind line `at`, on the way to line `to`. */
static int asked_behind(const Function *function, uint32_t at, uint32_t to, int before, const char *condition) {
  const Line *line = &function->lines[at];
  if (before == GRANTED) return GRANTED;
  if (calls(line, condition)) return ASKED;
  if (before == ASKED && way_of_success(function, at, to)) return GRANTED;
  const bool keeps = before == ASKED && line->is.kind != CALL && line->is.to[0] != 0 && line->is.to[1] != 0;
  return keeps ? ASKED : NEITHER;
}

static void check_demand(const Function *function, const char *callee, const char *condition) {
  unsigned char *before = calloc(function->count + 1, 1);
  if (!before) abort();
  before[0] = NEITHER;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t at = 0; at < function->count; at++) {
      if (before[at] == UNSEEN) continue;
      const Ways ways = function_ways(function, at);
      for (uint32_t i = 0; i < ways.count; i++) {
        const int behind = asked_behind(function, at, ways.line[i], before[at], condition);
        unsigned char *there = &before[ways.line[i]];
        const int joined = *there == UNSEEN || *there == behind ? behind : NEITHER;
        changed |= joined != *there && *there != NEITHER;
        if (*there != NEITHER) *there = (unsigned char)joined;
      }
    }
  }
  bool called = false;
  for (uint32_t at = 0; at < function->count; at++) {
    if (before[at] == UNSEEN || !calls(&function->lines[at], callee)) continue;
    called = true;
    if (before[at] != GRANTED) finding(function, &function->lines[at], "calls %s without %s", callee, condition);
  }
  if (!called) finding(function, NULL, "does not call %s, for which it is to demand something", callee);
  free(before);
}

void check_demands(const Flow *flow) {
  const Function *function = flow->function;
  char callee[NAME_ROOM], condition[NAME_ROOM];
  for (size_t at = 0; demand_next(function, &at, callee, condition);) {
    checked();
    check_demand(function, callee, condition);
  }
}
