/* SPDX-License-Identifier: Apache-2.0 */
#include "no_sdk.h"
#ifndef SIGNET_SDK_STDLIB_H
#define SIGNET_SDK_STDLIB_H
#include <stddef.h>
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void *realloc(void *block, size_t bytes);
void free(void *block);
void qsort(void *base, size_t count, size_t bytes, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t bytes,
              int (*compare)(const void *, const void *));
#endif
