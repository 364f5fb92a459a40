/* SPDX-License-Identifier: Apache-2.0
 *
 * The one place in memory/ that writes an sg_error. Invariant, as everywhere: `text` is a static string and `message`
 * one terminated line that starts with it.
 */
#include "memory/error.h"

#include <stdio.h>

bool memory_error(sg_error *error, sg_error_code code, const char *text, const char *detail) {
  if (!error) return false;
  error->code = code;
  error->function = SG_NO_FUNCTION;
  error->offset = SG_NO_OFFSET;
  error->text = text;
  snprintf(error->message, sizeof error->message, "%s: %s", text, detail);
  return false;
}

bool memory_exhausted(sg_error *error, const char *what) {
  return memory_error(error, SG_NO_MEMORY, "out of memory", what);
}
