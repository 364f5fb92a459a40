/* SPDX-License-Identifier: Apache-2.0
 *
 * What the fixtures of the tests (memory/seal_test.h, runtime/test_fixture.h) want of Criterion, for the attacks, which
 * use them too: a child that cannot set itself up ends with a status that counts as neither worked nor refused.
 */
#ifndef CRITERION_STAND_IN_H
#define CRITERION_STAND_IN_H

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { ATTACK_NOT_SET_UP = 9 };

__attribute__((unused, noreturn, format(printf, 1, 2))) static void cr_stop(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  _exit(ATTACK_NOT_SET_UP);
}
#define cr_assert(c, ...)                                                                                              \
  do {                                                                                                                 \
    if (!(c)) cr_stop(#c ": " __VA_ARGS__);                                                                            \
  } while (0)
#define cr_assert_eq(a, b, ...) cr_assert((a) == (b), "" __VA_ARGS__)

#endif
