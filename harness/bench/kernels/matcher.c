/* SPDX-License-Identifier: Apache-2.0
 *
 * Regular expressions by a small machine with backtracking: br_table inside recursion.
 */
#include "kernel.h"

enum { LITERAL, ANY, SPLIT, GOTO, DIGIT, END };
typedef struct Operation {
  uint8_t kind, character, x, y;
} Operation;

/* a.*b(c|d)*[0-9]+ */
static const Operation pattern[] = {
    {LITERAL, 'a', 0, 0}, {SPLIT, 0, 2, 4}, {ANY, 0, 0, 0},       {GOTO, 0, 1, 0}, {LITERAL, 'b', 0, 0},
    {SPLIT, 0, 6, 11},    {SPLIT, 0, 7, 9}, {LITERAL, 'c', 0, 0}, {GOTO, 0, 5, 0}, {LITERAL, 'd', 0, 0},
    {GOTO, 0, 5, 0},      {DIGIT, 0, 0, 0}, {SPLIT, 0, 11, 13},   {END, 0, 0, 0},
};
static const char text[] = "xxabbcdcdacdbcbcdddca77bcccdabd4";

static NOINLINE uint32_t matches(uint32_t pc, const char *at) {
  for (;;) {
    const Operation op = pattern[pc];
    switch (op.kind) {
    case LITERAL:
      if (*at++ != op.character) return 0;
      pc++;
      break;
    case ANY:
      if (!*at++) return 0;
      pc++;
      break;
    case DIGIT:
      if (*at < '0' || *at > '9') return 0;
      at++, pc++;
      break;
    case SPLIT: {
      const uint32_t found = matches(op.x, at);
      if (found) return found;
      pc = op.y;
      break;
    }
    case GOTO: pc = op.x; break;
    default: return (uint32_t)(at - text) + 1;
    }
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n * 150; i++)
    for (uint32_t from = 0; from < sizeof text - 1; from++) sum = mix(sum, matches(0, text + from));
  return sum;
}
