/* SPDX-License-Identifier: Apache-2.0
 *
 * A stand-in for Criterion in the arm64e build, where Criterion cannot be linked (it has no static library). It has
 * the same spelling, so that one test source serves both builds: Test(suite, name, .signal = S, .exit_code = N,
 * .timeout = SECONDS, .init = F, .fini = F, .disabled = true) and the cr_assert family, each with an optional message
 * in printf's form. Every test runs in a child of its own. Only *_test.c may include this, once: it defines main.
 *
 * Arguments of the program are names SUITE/NAME; with any, only these run.
 */
#ifndef CRITERION_STAND_IN_H
#define CRITERION_STAND_IN_H

#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct cr_test {
  const char *suite, *name;
  void (*run)(void);
  void (*init)(void);
  void (*fini)(void);
  int signal, exit_code;
  double timeout;
  bool disabled;
};

enum { CR_FAILED = 99, CR_SKIPPED = 98, CR_DEFAULT_TIMEOUT_S = 300 };

/* GNU ld defines these two for a section whose name is an identifier. */
extern const struct cr_test *const __start_sg_tests[];
extern const struct cr_test *const __stop_sg_tests[];

#define Test(suite_, name_, ...)                                                                                       \
  static void suite_##_##name_##_run(void);                                                                            \
  static const struct cr_test suite_##_##name_##_test = {                                                              \
      .suite = #suite_, .name = #name_, .run = suite_##_##name_##_run, ##__VA_ARGS__};                                 \
  static const struct cr_test *const suite_##_##name_##_entry __attribute__((section("sg_tests"), used, retain)) =     \
      &suite_##_##name_##_test;                                                                                        \
  static void suite_##_##name_##_run(void)

__attribute__((unused, noreturn, format(printf, 4, 5))) static void cr_stop(const char *file, int line,
                                                                            const char *what, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "%s:%d: %s:", file, line, what);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  _exit(CR_FAILED);
}

/* cr_expect: told at once, failed at the test's end. */
__attribute__((unused)) static bool cr_expectation_failed;

#define cr_expect(c, ...)                                                                                              \
  do {                                                                                                                 \
    if (!(c)) {                                                                                                        \
      fprintf(stderr, "%s:%d: %s:", __FILE__, __LINE__, #c);                                                           \
      fprintf(stderr, " " __VA_ARGS__);                                                                                \
      fputc('\n', stderr);                                                                                             \
      cr_expectation_failed = true;                                                                                    \
    }                                                                                                                  \
  } while (0)

#define cr_check_(ok, what, ...)                                                                                       \
  do {                                                                                                                 \
    if (!(ok)) cr_stop(__FILE__, __LINE__, what, " " __VA_ARGS__);                                                     \
  } while (0)
#define cr_assert(c, ...)              cr_check_(c, #c, ##__VA_ARGS__)
#define cr_assert_not(c, ...)          cr_check_(!(c), "not " #c, ##__VA_ARGS__)
#define cr_assert_eq(a, b, ...)        cr_check_((a) == (b), #a " == " #b, ##__VA_ARGS__)
#define cr_assert_neq(a, b, ...)       cr_check_((a) != (b), #a " != " #b, ##__VA_ARGS__)
#define cr_assert_lt(a, b, ...)        cr_check_((a) < (b), #a " < " #b, ##__VA_ARGS__)
#define cr_assert_leq(a, b, ...)       cr_check_((a) <= (b), #a " <= " #b, ##__VA_ARGS__)
#define cr_assert_gt(a, b, ...)        cr_check_((a) > (b), #a " > " #b, ##__VA_ARGS__)
#define cr_assert_geq(a, b, ...)       cr_check_((a) >= (b), #a " >= " #b, ##__VA_ARGS__)
#define cr_assert_null(p, ...)         cr_check_((p) == NULL, #p " is NULL", ##__VA_ARGS__)
#define cr_assert_not_null(p, ...)     cr_check_((p) != NULL, #p " is not NULL", ##__VA_ARGS__)
#define cr_assert_str_eq(a, b, ...)    cr_check_(strcmp(a, b) == 0, #a " equals " #b, ##__VA_ARGS__)
#define cr_assert_str_neq(a, b, ...)   cr_check_(strcmp(a, b) != 0, #a " differs from " #b, ##__VA_ARGS__)
#define cr_assert_arr_eq(a, b, n, ...) cr_check_(memcmp(a, b, n) == 0, #a " equals " #b, ##__VA_ARGS__)
#define cr_assert_float_eq(a, b, e, ...)                                                                               \
  cr_check_((a) - (b) <= (e) && (b) - (a) <= (e), #a " is near " #b, ##__VA_ARGS__)
#define cr_assert_fail(...) cr_stop(__FILE__, __LINE__, "failed", " " __VA_ARGS__)
#define cr_fatal(...)       cr_stop(__FILE__, __LINE__, "failed", " " __VA_ARGS__)
#define cr_fail(...)        cr_stop(__FILE__, __LINE__, "failed", " " __VA_ARGS__)
#define cr_skip_test(...)   _exit(CR_SKIPPED)
#define cr_skip(...)        _exit(CR_SKIPPED)
#define cr_log_info(...)    (fprintf(stderr, __VA_ARGS__), (void)fputc('\n', stderr))
#define cr_log_error(...)   cr_log_info(__VA_ARGS__)
#define cr_log_warn(...)    cr_log_info(__VA_ARGS__)

static void cr_run(const struct cr_test *test) {
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  alarm(test->timeout > 0 ? (unsigned)test->timeout + 1 : CR_DEFAULT_TIMEOUT_S);
  if (test->init) test->init();
  test->run();
  if (cr_expectation_failed) _exit(CR_FAILED);
  if (test->fini) test->fini();
  fflush(NULL);
  _exit(0);
}

/* How the child ended, against what the test promises. */
static bool cr_passed(const struct cr_test *test, int status) {
  if (WIFSIGNALED(status)) {
    if (test->signal == WTERMSIG(status)) return true;
    fprintf(stderr, "%s/%s: died of signal %d (%s)\n", test->suite, test->name, WTERMSIG(status),
            strsignal(WTERMSIG(status)));
    return false;
  }
  if (test->signal == 0 && WEXITSTATUS(status) == test->exit_code) return true;
  if (WEXITSTATUS(status) == CR_FAILED) fprintf(stderr, "%s/%s: failed\n", test->suite, test->name);
  else
    fprintf(stderr, "%s/%s: exit status %d, expected %s %d\n", test->suite, test->name, WEXITSTATUS(status),
            test->signal ? "signal" : "status", test->signal ? test->signal : test->exit_code);
  return false;
}

int main(int argc, char **argv) {
  unsigned passed = 0, failed = 0, skipped = 0;
  for (const struct cr_test *const *entry = __start_sg_tests; entry < __stop_sg_tests; entry++) {
    const struct cr_test *test = *entry;
    bool wanted = argc < 2;
    for (int i = 1; i < argc; i++) {
      const char *slash = strchr(argv[i], '/');
      wanted |= slash && strncmp(argv[i], test->suite, (size_t)(slash - argv[i])) == 0 &&
                test->suite[slash - argv[i]] == '\0' && strcmp(slash + 1, test->name) == 0;
    }
    if (!wanted || test->disabled) {
      skipped++;
      continue;
    }
    fflush(NULL);
    int status = 0;
    pid_t child = fork();
    if (child == 0) cr_run(test);
    if (child < 0 || waitpid(child, &status, 0) != child) {
      perror("criterion stand-in");
      return 2;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == CR_SKIPPED && test->exit_code != CR_SKIPPED) skipped++;
    else if (cr_passed(test, status)) passed++;
    else failed++;
  }
  printf("%u passed, %u failed", passed, failed);
  if (skipped) printf(", %u skipped", skipped);
  putchar('\n');
  return failed != 0 || passed + skipped == 0;
}

#endif
