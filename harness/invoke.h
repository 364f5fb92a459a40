/* SPDX-License-Identifier: Apache-2.0
 *
 * Values as text, for `signet run --invoke`: arguments are read by the type that the function wants, results printed
 * so that reading them gives the same value again.
 */
#ifndef SIGNET_HARNESS_INVOKE_H
#define SIGNET_HARNESS_INVOKE_H

#include "signet/signet.h"

#include <stdio.h>

/* Room for any value as text. */
enum { VALUE_TEXT_SIZE = 64 };

/* Integers: decimal or 0x, from the type's signed minimum to its unsigned maximum. Floats: as strtod, or nan:0xN with a
 * payload. References: `null`; externref also a number. False where the text is none of these. */
bool value_parse(sg_type_kind kind, const char *text, sg_value *out);

/* Integers signed; floats with the fewest digits that read back as the same value. */
void value_print(const sg_value *value, char text[VALUE_TEXT_SIZE]);

const char *value_type_name(sg_type_kind kind);

/* Calls the function with args and prints the results, one a line. A status as of a command; where it trapped, *trap
 * (NULL before the call) is set, is the caller's, and is not reported yet. */
int function_invoke(const char *command, const char *file, const char *name, sg_func *func, char **args, int arg_count,
                    sg_trap **trap);

#endif
