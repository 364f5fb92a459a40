/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling an sg_error inside memory/, which knows neither modules nor byte offsets: a code, a static text, and a
 * detail for a person. Always false, so that a caller can return it.
 */
#ifndef SIGNET_MEMORY_ERROR_H
#define SIGNET_MEMORY_ERROR_H

#include "signet/error.h"

#include <stdbool.h>

bool memory_error(sg_error *error, sg_error_code code, const char *text, const char *detail) __attribute__((cold));
bool memory_exhausted(sg_error *error, const char *what) __attribute__((cold)); /* SG_NO_MEMORY */

#endif
