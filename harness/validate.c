/* SPDX-License-Identifier: Apache-2.0
 *
 * `signet validate FILE...`: decodes and validates, needs no engine. Silent where all is well; one line a module that
 * is not valid. All files are looked at; the status is the worst.
 */
#include "harness/commands.h"

#include <getopt.h>

int command_validate(int argc, char **argv) {
  static const struct option options[] = {{NULL, 0, NULL, 0}};
  if (getopt_long(argc, argv, "+", options, NULL) != -1) return STATUS_USAGE;
  if (optind == argc) return usage_error(argv[0], "no FILE given");
  int worst = STATUS_DONE;
  for (int i = optind; i < argc; i++) {
    FileBytes file;
    int status = STATUS_DONE;
    sg_error error;
    if (!file_read(argv[0], argv[i], MODULE_FILE_LIMIT, &file)) status = STATUS_USAGE;
    else if (!sg_validate(file.bytes, file.size, &error)) status = report_error(argv[0], argv[i], &error);
    file_free(&file);
    if (status > worst) worst = status;
  }
  return worst;
}
