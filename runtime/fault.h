/* SPDX-License-Identifier: Apache-2.0
 *
 * Hardware faults that are traps: an access in the guard of a memory, a frame in the guard of the stack, a poll of an
 * interrupted store. One handler for the process, because signal actions are the process's; installed by the first
 * thread that enters Wasm, and never taken away. A fault whose pc is not in the code region of the store that the
 * thread runs goes to the handler that was there before; a fault of sealed code that is none of the three above ends
 * the process.
 */
#ifndef SIGNET_RUNTIME_FAULT_H
#define SIGNET_RUNTIME_FAULT_H

#include <stdbool.h>

/* Installs the handler (once a process) and this thread's signal stack (once a thread, freed when it ends). False: no
 * memory. Cheap when it is done already: called at each entry. */
bool fault_thread_prepare(void);

#endif
