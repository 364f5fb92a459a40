/* SPDX-License-Identifier: Apache-2.0
 *
 * Recursive descent over text: calls, characters, branches outside loops. Evaluates expressions.
 */
#include "kernel.h"

static const char text[] = "(12+7)*(3-45*2)+100/(7+1)*((8-3)*(2+6)-11)-(((5)))*(1+2+3+4+5*6)+9*(8-(7-(6-(5-4))))";
static const char *at;

static NOINLINE int32_t expression(void);

static NOINLINE int32_t number(void) {
  int32_t value = 0;
  while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
  return value;
}

static NOINLINE int32_t factor(void) {
  if (*at != '(') return number();
  at++;
  const int32_t value = expression();
  at++;
  return value;
}

static NOINLINE int32_t term(void) {
  int32_t value = factor();
  for (;;) {
    if (*at == '*') {
      at++;
      value = (int32_t)((uint32_t)value * (uint32_t)factor());
    } else if (*at == '/') {
      at++;
      const int32_t by = factor();
      value = by > 0 ? value / by : 0;
    } else return value;
  }
}

static NOINLINE int32_t expression(void) {
  int32_t value = term();
  for (;;) {
    if (*at == '+') {
      at++;
      value += term();
    } else if (*at == '-') {
      at++;
      value -= term();
    } else return value;
  }
}

uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n * 500; i++) {
    at = text + (i % 3 == 0 ? 7 : 0);
    sum = mix(sum, (uint32_t)expression());
  }
  return sum;
}
