/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages at addresses that the process uses once: what is given back stays inaccessible for good.
 *
 * A signature of a pointer binds the address where the pointer lies. So whatever has been signed for a place in such
 * pages is right for that place's life and never again: a pointer to code that has been freed since, or to an instance
 * that is gone, cannot be replayed, because there is nowhere to write it to. All places of signed pointers that may end
 * before the process lie in such pages: instances, tables, function objects, the stacks that Wasm runs on.
 *
 * It costs address space: some 1.4 MiB a store and three pages an instance, of 128 TiB. Where that is used up there are
 * no pages.
 */
#ifndef SIGNET_MEMORY_UNIQUE_PAGES_H
#define SIGNET_MEMORY_UNIQUE_PAGES_H

#include <stddef.h>

/* Address space is taken in such pieces, or in one as large as what is asked for. */
enum { UNIQUE_CHUNK_BYTES = 64 << 20 };

/* Whole pages, zeroed and writable, with an inaccessible page on each side. NULL: no memory. Thread-safe. */
void *unique_pages_get(size_t bytes);
/* Gives back what unique_pages_get gave. NULL: nothing happens. Thread-safe. */
void unique_pages_put(void *pages, size_t bytes);
/* Bytes of all pages that are not given back. */
size_t unique_pages_bytes(void);

#endif
