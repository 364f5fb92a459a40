/* SPDX-License-Identifier: Apache-2.0
 *
 * What the commands of the `signet` program share: the exit statuses, how an error is told, how an engine is made and
 * how a file is read. Each command is one file of its own with one entry here; main.c dispatches. Only harness/
 * prints, and only main returns to the system.
 */
#ifndef SIGNET_HARNESS_COMMANDS_H
#define SIGNET_HARNESS_COMMANDS_H

#include "signet/signet.h"

#include <stdio.h>

/* Exit statuses (README). `run` also passes on the status of a WASI program's proc_exit. */
enum { STATUS_DONE = 0, STATUS_MODULE = 1, STATUS_USAGE = 2 };

/* argv[0] is "signet COMMAND", for messages. */
int command_run(int argc, char **argv);
int command_validate(int argc, char **argv);
int command_compile(int argc, char **argv);
int command_spec(int argc, char **argv);
int command_latency(int argc, char **argv);
int command_objdump(int argc, char **argv);
int command_host(int argc, char **argv);

/* Prints "signet COMMAND: MESSAGE" on standard error and gives STATUS_USAGE. */
int usage_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints "signet COMMAND: FILE: MESSAGE (function F, offset O)" on standard error; gives the status of that kind of
 * error: the module's fault, or the environment's. */
int report_error(const char *command, const char *file, const sg_error *error);

/* What comes before the message of an error of this kind: "invalid: ", or nothing. */
const char *error_kind_name(sg_error_code code);

/* A name out of a module, escaped so that it is one word of printable ASCII (but for its blanks), and cut at 200 bytes.
 */
void name_print(FILE *out, sg_name name);

/* Prints the trap and its Wasm stack on standard error; gives STATUS_MODULE. */
int report_trap(const char *command, const char *file, const sg_trap *trap);

/* A whole file in memory: a copy, so that nobody can change or cut it while it is read. */
typedef struct FileBytes {
  uint8_t *bytes;
  size_t size;
} FileBytes;

#define MODULE_FILE_LIMIT ((size_t)1 << 30) /* the JS API's limit of a module's size */

/* Reads a file of at most `limit` bytes. False and, if `command` is not NULL, a message where it cannot. Freed by
 * file_free. */
bool file_read(const char *command, const char *path, size_t limit, FileBytes *out);
void file_free(FileBytes *file);
/* The same, of a module's file, on pages that sg_module_new_taking takes. NULL and a message where it cannot. */
sg_bytes *module_file_read(const char *command, const char *path, size_t *size);

/* `-j N`: how many threads compile a module. */
bool threads_option(const char *command, const char *value, sg_config *config);

/* A count in decimal, whole string, from min to max. */
bool count_option(const char *command, const char *name, const char *value, uint64_t min, uint64_t max, uint64_t *out);

#endif
