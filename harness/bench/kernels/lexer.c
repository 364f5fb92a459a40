/* SPDX-License-Identifier: Apache-2.0
 *
 * A state machine over text (br_table twice a character): tokens counted by kind.
 */
#include "kernel.h"

static const char text[] = "for (int i = 0x1F; i <= count_of(items); ++i) { total += items[i].price * 1.25e3; "
                           "/* discount */ if (name == \"Ceres\") break; } // end\n";
enum { BLANK, WORD, NUMBER, STRING, COMMENT, LINE, SLASH, SIGN, STATES };

static NOINLINE uint32_t lex(uint32_t *counts) {
  uint32_t state = BLANK, sum = 0;
  for (const char *at = text; *at; at++) {
    const char c = *at;
    uint32_t kind;
    switch (c) {
    case ' ':
    case '\n': kind = BLANK; break;
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': kind = NUMBER; break;
    case '"': kind = STRING; break;
    case '/': kind = SLASH; break;
    case '*':
    case '+':
    case '=':
    case '<':
    case '(':
    case ')':
    case '{':
    case '}':
    case '[':
    case ']':
    case ';':
    case '.': kind = SIGN; break;
    default: kind = WORD;
    }
    uint32_t next = kind;
    switch (state) {
    case WORD:
      if (kind == NUMBER) next = WORD;
      break;
    case NUMBER:
      if (kind == WORD || c == '.') next = NUMBER;
      break;
    case STRING: next = kind == STRING ? BLANK : STRING; break;
    case COMMENT: next = kind == SLASH && at[-1] == '*' ? BLANK : COMMENT; break;
    case LINE: next = c == '\n' ? BLANK : LINE; break;
    case SLASH: next = kind == SLASH ? LINE : c == '*' ? COMMENT : kind; break;
    default: break;
    }
    if (next != state) counts[next]++, sum = mix(sum, next);
    state = next;
  }
  return sum;
}

uint32_t run(uint32_t n) {
  uint32_t counts[STATES] = {0}, sum = 0;
  for (uint32_t i = 0; i < n * 400; i++) sum = mix(sum, lex(counts));
  for (int i = 0; i < STATES; i++) sum = mix(sum, counts[i]);
  return sum;
}
