/* SPDX-License-Identifier: Apache-2.0 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_SYS_TYPES_H
#define SIGNET_SDK_SYS_TYPES_H
#include <stddef.h>
#include <stdint.h>
typedef int64_t off_t;
typedef int32_t pid_t;
typedef uint32_t uid_t;
typedef long ssize_t;
#endif
