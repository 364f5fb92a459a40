/* SPDX-License-Identifier: Apache-2.0 */
#include "no_sdk.h"
#ifndef SIGNET_SDK_STDIO_H
#define SIGNET_SDK_STDIO_H
#include <stdarg.h>
#include <stddef.h>
int snprintf(char *to, size_t room, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *to, size_t room, const char *format, va_list arguments) __attribute__((format(printf, 3, 0)));
#endif
