/* SPDX-License-Identifier: Apache-2.0 */
#include "no_sdk.h"
#undef assert
#if defined(NDEBUG)
#define assert(condition) ((void)0)
#else
#define assert(condition) ((condition) ? (void)0 : __builtin_trap())
#endif
