/* SPDX-License-Identifier: Apache-2.0 */
#include "../no_sdk.h"
#ifndef SIGNET_SDK_SYS_MMAN_H
#define SIGNET_SDK_SYS_MMAN_H
#include <sys/types.h>
#define PROT_NONE     0x00
#define PROT_READ     0x01
#define PROT_WRITE    0x02
#define PROT_EXEC     0x04
#define MAP_PRIVATE   0x0002
#define MAP_FIXED     0x0010
#define MAP_NORESERVE 0x0040
#define MAP_JIT       0x0800
#define MAP_ANON      0x1000
#define MAP_ANONYMOUS MAP_ANON
#define MAP_FAILED    ((void *)-1)
void *mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset);
int munmap(void *at, size_t bytes);
int mprotect(void *at, size_t bytes, int protection);
int mincore(const void *at, size_t bytes, char *states);
#endif
