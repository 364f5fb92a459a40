/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling an sg_error inside memory/, which knows neither modules nor byte offsets: a code, a static text, and a
 * detail for a person. Always false, so that a caller can return it.
 */
#ifndef SIGNET_MEMORY_ERROR_H
#define SIGNET_MEMORY_ERROR_H

#include "signet/error.h"

#include <stdbool.h>
#include <stdio.h>

static inline bool memory_error(sg_error *error, sg_error_code code, const char *text, const char *detail) {
  if (!error) return false;
  error->code = code;
  error->function = SG_NO_FUNCTION;
  error->offset = SG_NO_OFFSET;
  error->text = text;
  snprintf(error->message, sizeof error->message, "%s: %s", text, detail);
  return false;
}
static inline bool memory_exhausted(sg_error *error, const char *what) {
  return memory_error(error, SG_NO_MEMORY, "out of memory", what);
}

#endif
