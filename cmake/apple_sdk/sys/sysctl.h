/* SPDX-License-Identifier: Apache-2.0 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_SYS_SYSCTL_H
#define SIGNET_SDK_SYS_SYSCTL_H
#include <sys/types.h>
int sysctlbyname(const char *name, void *old, size_t *old_bytes, void *new_value, size_t new_bytes);
#endif
