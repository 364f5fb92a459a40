/* SPDX-License-Identifier: Apache-2.0
 *
 * The critical sections as callbacks, for the build SIGNET_JIT_WRITE_CALLBACKS: those that SECTION (memory/section.h)
 * makes, each declared here and allowed in jit_callbacks_apple.c. No other code of the process may write the region: an
 * application with the entitlement com.apple.security.cs.jit-write-allowlist is ended by the system when it asks for a
 * callback that is not on its list.
 */
#ifndef SIGNET_MEMORY_JIT_CALLBACKS_APPLE_H
#define SIGNET_MEMORY_JIT_CALLBACKS_APPLE_H

#include <pthread.h>

int functions_write_callback(void *context);
int slot_write_callback(void *context);
int stub_write_callback(void *context);
int counter_advance_callback(void *context);
int thread_write_callback(void *context);
int space_fill_callback(void *context);
int numbers_take_callback(void *context);
int space_hold_callback(void *context);
int space_wipe_callback(void *context);
int space_free_callback(void *context);
int cells_write_callback(void *context);

#endif
