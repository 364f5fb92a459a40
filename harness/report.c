/* SPDX-License-Identifier: Apache-2.0
 *
 * How failures are told: one line on standard error that says which command, which file and what, with the place in
 * the module; and the exit status that the kind of failure gives. Names from a module are hostile: they are printed
 * with every byte that is not printable ASCII escaped. Used by all commands.
 */
#include "harness/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int usage_error(const char *command, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "%s: ", command);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  return STATUS_USAGE;
}

static int status_of(sg_error_code code) {
  switch (code) {
  case SG_OK: return STATUS_DONE;
  case SG_MALFORMED:
  case SG_INVALID:
  case SG_UNSUPPORTED:
  case SG_LIMIT:
  case SG_UNLINKABLE:
  case SG_TRAPPED: return STATUS_MODULE;
  case SG_NO_MEMORY:
  case SG_ENVIRONMENT:
  case SG_INTEGRITY:
  case SG_USAGE: return STATUS_USAGE;
  }
  return STATUS_USAGE;
}

const char *error_kind_name(sg_error_code code) {
  switch (code) {
  case SG_MALFORMED: return "malformed: ";
  case SG_INVALID: return "invalid: ";
  case SG_UNLINKABLE: return "cannot be linked: ";
  case SG_TRAPPED: return "trap: ";
  default: return "";
  }
}

int report_error(const char *command, const char *file, const sg_error *error) {
  fprintf(stderr, "%s: %s: %s%s", command, file, error_kind_name(error->code), error->message);
  const char *separator = " (";
  if (error->function != SG_NO_FUNCTION) {
    fprintf(stderr, "%sfunction %" PRIu32, separator, error->function);
    separator = ", ";
  }
  if (error->offset != SG_NO_OFFSET) {
    fprintf(stderr, "%soffset 0x%" PRIx64, separator, error->offset);
    separator = ", ";
  }
  fputs(separator[0] == ',' ? ")\n" : "\n", stderr);
  return status_of(error->code);
}

void name_print(FILE *out, sg_name name) {
  for (size_t i = 0; i < name.length && i < 200; i++) {
    const unsigned char c = (unsigned char)name.bytes[i];
    if (c >= 0x20 && c < 0x7f) fputc(c, out);
    else fprintf(out, "\\%02x", c);
  }
}

int report_trap(const char *command, const char *file, const sg_trap *trap) {
  fprintf(stderr, "%s: %s: trap: %s\n", command, file, sg_trap_message(trap));
  const size_t count = sg_trap_frame_count(trap);
  const size_t shown = count > 40 ? 40 : count; /* a stack overflow has tens of thousands */
  for (size_t i = 0; i < shown; i++) {
    const sg_frame frame = sg_trap_frame(trap, i);
    fputs("  at ", stderr);
    if (frame.name.length) name_print(stderr, frame.name);
    else if (frame.module) fprintf(stderr, "function %" PRIu32, frame.function);
    else fputs("host function", stderr);
    if (frame.module) fprintf(stderr, " (function %" PRIu32 ", offset 0x%" PRIx64 ")", frame.function, frame.offset);
    fputc('\n', stderr);
  }
  if (shown < count) fprintf(stderr, "  and %zu more\n", count - shown);
  return STATUS_MODULE;
}

bool count_option(const char *command, const char *name, const char *value, uint64_t min, uint64_t max, uint64_t *out) {
  char *end = NULL;
  errno = 0;
  const unsigned long long parsed = strtoull(value, &end, 10);
  if (value[0] < '0' || value[0] > '9' || *end || errno || parsed < min || parsed > max) {
    usage_error(command, "%s takes a number from %" PRIu64 " to %" PRIu64 ", not '%s'", name, min, max, value);
    return false;
  }
  *out = parsed;
  return true;
}

bool threads_option(const char *command, const char *value, sg_config *config) {
  uint64_t threads = 0;
  if (!count_option(command, "-j", value, 1, 128, &threads)) return false;
  config->compile_threads = (uint32_t)threads;
  return true;
}
