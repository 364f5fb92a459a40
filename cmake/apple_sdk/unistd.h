/* SPDX-License-Identifier: Apache-2.0 */
#include "no_sdk.h"
#ifndef SIGNET_SDK_UNISTD_H
#define SIGNET_SDK_UNISTD_H
#include <sys/types.h>
int getpagesize(void);
#endif
