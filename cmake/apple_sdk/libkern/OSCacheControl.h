/* SPDX-License-Identifier: Apache-2.0 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_OSCACHECONTROL_H
#define SIGNET_SDK_OSCACHECONTROL_H
#include <stddef.h>
void sys_icache_invalidate(void *start, size_t bytes);
#endif
