/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of JSON into jobs: what is one, and what every other line is refused for. The line after a bad one is read as
 * if nothing had been.
 */
#include "harness/host_jobs.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static FILE *lines_open(const char *text) { return fmemopen((void *)(uintptr_t)text, strlen(text), "r"); }

Test(host_jobs, lines_become_jobs) {
  FILE *file = lines_open("{\"file\": \"a.wasm\"}\n\n \t\n"
                          "{\"file\": \"b\", \"invoke\": \"f\", \"args\": [1, -2.5, \"0x10\", 18446744073709551615]}\n"
                          "{\"file\": \"c\", \"invoke\": \"\", \"args\": []}");
  JobText job;
  const char *why = NULL;
  uint64_t number = 0;
  cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_GOOD);
  cr_assert_str_eq(job.file, "a.wasm");
  cr_assert(job.invoke == NULL && job.arg_count == 0);
  job_text_free(&job);
  /* 64 bits unsigned are no integer of JSON's library: to be written as a string. */
  cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_BAD);
  cr_assert_eq(number, 4u); /* blank ones count too */
  cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_GOOD);
  cr_assert_str_eq(job.invoke, "");
  job_text_free(&job);
  cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_NONE);
  fclose(file);

  file = lines_open("{\"file\": \"b\", \"invoke\": \"f\", \"args\": [1, -2.5, \"0x10\"]}\n");
  cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_GOOD);
  cr_assert_eq(job.arg_count, 3u);
  cr_assert_str_eq(job.args[0], "1");
  cr_assert_str_eq(job.args[1], "-2.5");
  cr_assert_str_eq(job.args[2], "0x10");
  job_text_free(&job);
  fclose(file);
}

Test(host_jobs, other_lines_are_refused) {
  static const char *const lines[] = {"junk",
                                      "[]",
                                      "\"a.wasm\"",
                                      "{}",
                                      "{\"file\": 1}",
                                      "{\"file\": \"a\", \"args\": [1]}",
                                      "{\"file\": \"a\", \"invoke\": 1}",
                                      "{\"file\": \"a\", \"invoke\": \"f\", \"args\": 1}",
                                      "{\"file\": \"a\", \"invoke\": \"f\", \"args\": [null]}",
                                      "{\"file\": \"a\", \"invoke\": \"f\", \"args\": [\"x\", [1]]}",
                                      "{\"file\": \"a\", \"file\": \"b\"}",
                                      "{\"file\": \"a\", \"other\": 1}",
                                      "{\"file\": \"a\\u0000b\"}",
                                      "{\"file\": \"a\"} {\"file\": \"b\"}"};
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    char text[200];
    JobText job;
    const char *why = NULL;
    uint64_t number = 0;
    snprintf(text, sizeof text, "%s\n{\"file\": \"next\"}\n", lines[i]);
    FILE *file = lines_open(text);
    cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_BAD, "%s", lines[i]);
    cr_assert_not_null(why);
    cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_GOOD, "%s", lines[i]);
    cr_assert_str_eq(job.file, "next");
    job_text_free(&job);
    fclose(file);
  }
}

Test(host_jobs, long_lines_are_refused) {
  enum { LONG = 3 << 20 };
  char *text = malloc(LONG + 64);
  JobText job;
  const char *why = NULL;
  uint64_t number = 0;
  /* Longer than a line may be; and one that may be, but whose argument no frame has room for. */
  for (int i = 0; i < 2; i++) {
    number = 0;
    const int length = i == 0 ? LONG : 70000;
    const int head = sprintf(text, "{\"file\": \"a\", \"invoke\": \"");
    memset(text + head, 'x', (size_t)length);
    strcpy(text + head + length, "\"}\n{\"file\": \"next\"}\n");
    FILE *file = lines_open(text);
    cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_BAD);
    cr_assert_str_eq(why, "too long");
    cr_assert_eq(job_line_read(file, &job, &number, &why), JOB_LINE_GOOD);
    cr_assert_eq(number, 2u);
    job_text_free(&job);
    fclose(file);
  }
  free(text);
}
