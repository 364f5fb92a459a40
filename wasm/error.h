/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling an sg_error. What can go wrong is one table, errors.def; a failure is a row of it, where it happened, and
 * a detail for a person. The first error wins by construction: who has filled one returns false at once, and so does
 * every caller above.
 */
#ifndef SIGNET_WASM_ERROR_H
#define SIGNET_WASM_ERROR_H

#include "signet/error.h"

#include <stdbool.h>

typedef enum {
#define ERR(name, code, text) ERR_##name,
#include "wasm/errors.def"
#undef ERR
  ERR_ROWS
} ErrorRow;

sg_error_code error_code(ErrorRow row);
const char *error_text(ErrorRow row);

/* Fills *e (which may be NULL): the row's code and text, the place (SG_NO_OFFSET, SG_NO_FUNCTION where there is none),
 * and the message "text: detail", or "text" alone where `format` is NULL; cut at the message's length, any byte that is
 * not printable ASCII made '?'. Always false, so that a caller can return it. Allocates nothing. */
bool error_set(sg_error *e, ErrorRow row, uint64_t offset, uint32_t function, const char *format, ...)
    __attribute__((format(printf, 5, 6), cold));

#endif
