/* SPDX-License-Identifier: Apache-2.0 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_SYS_RANDOM_H
#define SIGNET_SDK_SYS_RANDOM_H
#include <sys/types.h>
int getentropy(void *bytes, size_t count); /* at most 256 */
#endif
