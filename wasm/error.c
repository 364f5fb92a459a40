/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of errors.def as arrays, and the one function that writes an sg_error for the folders wasm/ to runtime/.
 * Invariant: `text` is a static string and `message` one terminated line that starts with it.
 */
#include "wasm/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
  sg_error_code code;
  const char *text;
} rows[ERR_ROWS] = {
#define ERR(name, code, text) {SG_##code, text},
#include "wasm/errors.def"
#undef ERR
};

/* Room for ": " and some detail in every message. */
#define ERR(name, code, text) _Static_assert(sizeof(text) < sizeof((sg_error){0}.message) / 2, "a text too long");
#include "wasm/errors.def"
#undef ERR

sg_error_code error_code(ErrorRow row) {
  assert(row < ERR_ROWS);
  return rows[row].code;
}

const char *error_text(ErrorRow row) {
  assert(row < ERR_ROWS);
  return rows[row].text;
}

bool error_set(sg_error *e, ErrorRow row, uint64_t offset, uint32_t function, const char *format, ...) {
  if (!e) return false;
  e->code = error_code(row);
  e->text = error_text(row);
  e->offset = offset;
  e->function = function;
  size_t length = strlen(e->text);
  memcpy(e->message, e->text, length + 1);
  if (format) {
    memcpy(e->message + length, ": ", 3);
    length += 2;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(e->message + length, sizeof e->message - length, format, arguments);
    va_end(arguments);
    /* Names out of the module get into details: no control character may reach a terminal or a log. */
    for (char *c = e->message + length; *c; c++)
      if (*c < ' ' || *c > '~') *c = '?';
  }
  return false;
}
