/* SPDX-License-Identifier: Apache-2.0
 *
 * peak FILE COMMAND...: runs the command and appends to FILE the most memory that it had resident, in KiB, as wait4(2)
 * reports it: the same measure for every engine. The exit status is the command's.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return 2;
  FILE *out = fopen(argv[1], "a");
  if (!out) return 2;
  fprintf(out, "%ld\n", usage.ru_maxrss);
  fclose(out);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
