/* SPDX-License-Identifier: Apache-2.0
 *
 * The code region (design, section 5): reserved once an engine, at most 128 MiB so that `bl` reaches everything,
 * never writable and executable in the same view. On Linux it is a memfd with an executable view (r-x; the data
 * part r--) and a writable window for each thread that is inaccessible outside the seal's critical section; on
 * Apple MAP_JIT pages under the two toggles; on a host that cannot run the code ordinary pages that are never
 * executable.
 *
 * The first part of the region is its only data: each thread's counter, the stubs' addresses and each module's table
 * of function addresses. It is mapped non-executable, nothing branches there, and only the seal writes it.
 *
 * A CodeSpace lies in writable memory, and is believed only as far as the region's data says that its number is its
 * own. It is one owner's room in the region: a module's functions, or the engine's stubs and trampolines. It has a
 * *slot* for each function: one word, `b` to the function once it is sealed and brk #0xc471 before (or `b` to a
 * thunk: code_space_open_lazy); calls to what is not sealed yet go through it.
 */
#ifndef SIGNET_MEMORY_REGION_H
#define SIGNET_MEMORY_REGION_H

#include "signet/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct CodeRegion CodeRegion;
typedef struct CodeSpace CodeSpace;
typedef struct CodeThread CodeThread; /* a thread that seals: its counter in the region and its writable window */

/* Stubs of the engine that emitted code may name (TARGET_STUB): one for each trap kind, then helpers, in the order of
 * codegen/stubs.def; the count is only a bound here. */
enum { REGION_STUB_ROOM = 256 };

/* Reserves. bytes: a multiple of the page size, at most 128 MiB. NULL and SG_ENVIRONMENT where protection is not to be
 * had, SG_NO_MEMORY where address space is not. */
CodeRegion *region_open(size_t bytes, sg_error *error);
void region_close(CodeRegion *region);
/* The executable view: base address and size. For the fault handler: a range check before anything else. */
uintptr_t region_base(const CodeRegion *region);
size_t region_bytes(const CodeRegion *region);
bool region_contains(const CodeRegion *region, uintptr_t address);

/* Numbers 1, 2, ... of which the region gives each once, by its read-only data: how many it has given, and `count`
 * more, where it has given so many. */
uint32_t region_numbers_given(const CodeRegion *region);
void region_numbers_take(CodeRegion *region, uint32_t given, uint32_t count);

/* A sealing thread; any thread may own several, one thread uses one at a time. NULL: no memory. */
CodeThread *code_thread_open(CodeRegion *region, sg_error *error);
void code_thread_close(CodeThread *thread);
/* The counter that the next function's tags start from (buffer_open). */
uint64_t code_thread_counter(const CodeThread *thread);

/* Room for functions 0 .. function_count and about `code_bytes` of code (a guess: more is found when needed). Fills all
 * slots (inside a critical section). owner: whose code it is to be, or NULL. NULL: SG_NO_MEMORY when the region is
 * full. Thread-safe. */
CodeSpace *code_space_open(CodeRegion *region, CodeThread *thread, uint32_t function_count, size_t code_bytes,
                           const void *owner, sg_error *error);
/* The same for functions that are compiled when they are first called. Slots of functions 0 .. lazy, below
 * function_count, branch to a thunk each until their function is sealed, the others hold brk. A thunk is
 *     mov x17, x30;  bl slot of function function_count - 1;  mov x30, x17;  b slot of the thunk's function
 * so function_count - 1 is a stub, to be sealed before any of them is called: it finds in x30 the place in the thunk
 * (code_space_thunk), and returns there when the function is sealed, with all registers and x17 as it found them. The
 * space's code may run while functions are being sealed, as after code_space_set_running; in such a space a slot
 * changes when its function's words can be fetched by every processor. */
CodeSpace *code_space_open_lazy(CodeRegion *region, CodeThread *thread, uint32_t function_count, uint32_t lazy,
                                size_t code_bytes, const void *owner, sg_error *error);
/* From now on sealing in a lazy space leaves slots as they are, for seal_publish_slot: who verifies what was sealed
 * does so before anybody can call it. */
void code_space_hold_slots(CodeSpace *space);
/* The lazy function whose thunk calls the stub with this return address; false: it is none. */
bool code_space_thunk(const CodeSpace *space, uintptr_t return_address, uint32_t *function);
/* Gives whole pages of room that nobody has used back to the region: when the owner has sealed all it knows of. */
void code_space_trim(CodeSpace *space);
/* From now on its code may run while functions are still being sealed: a slot that changes is then mapped anew too,
 * because qemu 7.2 goes on running the old word (slots hold brk until their function is sealed). */
void code_space_set_running(CodeSpace *space);
/* Counts those who may reach code of the space: an instance of the module each. Closing a space that is held is death.
 * The count is the region's own, so who owns what in writable memory cannot free code that is in use. Thread-safe. */
void code_space_hold(CodeSpace *space);
void code_space_release(CodeSpace *space);
/* Gives the room back: overwritten with brk, then in quarantine, where it stays while there is other room and the
 * quarantine is not full (on hosts, which run none of it, not at all). No code of it may run. Thread-safe. */
void code_space_close(CodeSpace *space);
/* Address in the executable view, 0 while not sealed; and size in words. */
uintptr_t code_space_function(const CodeSpace *space, uint32_t function, uint32_t *word_count);
/* The same, and the flags it was sealed with. */
uintptr_t code_space_place(const CodeSpace *space, uint32_t function, uint32_t *word_count, uint32_t *flags);
/* Where calls of the function go: to it if it is sealed, else to its slot. 0: there is no such function. */
uintptr_t code_space_entry(const CodeSpace *space, uint32_t function);
/* The function that control comes to by a branch to this address: its slot, or the first of its sealed words. False if
 * none. */
bool code_space_leads(const CodeSpace *space, uintptr_t address, uint32_t *function);
/* The function whose sealed words contain `address`; false if none. In logarithmic or constant time, reading only
 * memory that is read-only outside the section: the fault handler and the unwinder use it. */
bool code_space_find(const CodeSpace *space, uintptr_t address, uint32_t *function, uintptr_t *start, uint32_t *flags);
size_t code_space_bytes(const CodeSpace *space); /* sealed so far */

/* This processor fetches instructions anew: what other threads have sealed may be in its pipeline as it was before. */
static inline void code_fetch_anew(void) {
#if defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

/* The space that holds an address of the region, or NULL. Async-signal-safe. */
CodeSpace *region_find_space(const CodeRegion *region, uintptr_t address);
/* Who the space was opened for, by the region's read-only data. */
void *code_space_owner(const CodeSpace *space);
/* A number that no other open space of the region has, below its bytes / 8192; by the region's read-only data, too. */
uint32_t code_space_number(const CodeSpace *space);

#endif
