/* SPDX-License-Identifier: Apache-2.0 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_VM_STATISTICS_H
#define SIGNET_SDK_VM_STATISTICS_H
#define VM_MEMORY_JAVASCRIPT_JIT_EXECUTABLE_ALLOCATOR 64
#define VM_MAKE_TAG(tag)                              ((int)((tag) << 24))
#endif
