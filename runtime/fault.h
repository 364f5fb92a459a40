/* SPDX-License-Identifier: Apache-2.0
 *
 * Hardware faults that are traps: an access in the guard of a memory, a frame in the guard of the stack, a poll of an
 * interrupted store. One handler for the process, because signal actions are the process's; installed by the first
 * engine that can run code, never taken away. It does nothing but send the thread to the trap stub of the kind, as if
 * the faulting word had been a `bl` to it. A fault whose pc is not in the code region of the store that the thread has
 * entered goes to the handler that was there before; a fault of sealed code that is none of the three above ends the
 * process.
 */
#ifndef SIGNET_RUNTIME_FAULT_H
#define SIGNET_RUNTIME_FAULT_H

#include "runtime/store.h"

/* Installs the handler, once a process. False and *error, ENVIRONMENT. */
bool fault_install(sg_engine *engine, sg_error *error);

/* Makes this thread's signal stack, if it has none. False and *error: NO_MEMORY. */
bool fault_thread_prepare(sg_error *error);

/* Around each enter_wasm, nested ones too: makes `store` the one that this thread is in, and gives the one before for
 * fault_leave. Prepares the thread. False: no memory. */
bool fault_enter(sg_store *store, sg_store **previous);
void fault_leave(sg_store *previous);

/* The store that this thread is in; NULL: none. */
sg_store *fault_store(void);

#endif
