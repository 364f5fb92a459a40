/* SPDX-License-Identifier: Apache-2.0 */
#include "no_sdk.h"
#ifndef SIGNET_SDK_TIME_H
#define SIGNET_SDK_TIME_H
typedef enum { CLOCK_MONOTONIC = 6 } clockid_t;
struct timespec {
  long tv_sec, tv_nsec;
};
int clock_gettime(clockid_t clock, struct timespec *time);
#endif
